/** What both sides wrote, and their offers where they were made, with the answers to them. */
import { type FormEvent, useState } from "react";
import type { CaseView, OfferView, TimelineView } from "../api";
import { useDraft } from "../drafts";
import { sentence, useTime, useWords } from "../i18n";
import { Button, Card, Chip, Dialog, Money, Refusal, RestoredNote, TextArea, toast, When } from "../ui";
import { mayNow, possible } from "./actions";
import { OfferForm } from "./OfferForm";
import { useCommand } from "./use-case";
import { caseWords } from "./words";

/** Told at the offer itself, or no message. */
const NOT_MESSAGES = new Set([
  "offer_made",
  "evidence_submitted",
  "ruled",
  "appeal_decided",
  "contest_decided",
]);

type Entry = { at: string; message: TimelineView } | { at: string; offer: OfferView };

function entriesOf(view: CaseView): Entry[] {
  const messages = view.timeline
    .filter((entry) => entry.text && !NOT_MESSAGES.has(entry.event))
    .map((message): Entry => ({ at: message.at, message }));
  const offers = view.offers.map((offer): Entry => ({ at: offer.made_at, offer }));
  return [...messages, ...offers].sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
}

/** The acts of an offer in words. */
export function Terms({ view, terms }: { view: CaseView; terms: OfferView["terms"] }) {
  const t = useWords(caseWords);
  const time = useTime();
  const titleOf = (claim: string) => view.claims.find((one) => one.id === claim)?.title ?? claim;
  return (
    <ul className="terms">
      {terms.map((term) => (
        <li key={`${term.claim}/${term.act.code}`}>
          <strong>{sentence(term.act.words)}</strong>
          {term.amount_minor !== null && <Money minor={term.amount_minor} currency={view.currency} />}
          <time dateTime={term.due_at} title={time.exact(term.due_at)}>
            {t("by_date", { day: time.moment(term.due_at) })}
          </time>
          {view.claims.length > 1 && <span className="hint">{titleOf(term.claim)}</span>}
        </li>
      ))}
    </ul>
  );
}

type Answering = "accept" | "decline" | "counter";

/** An offer, and the answers to it that the viewer may give; none of them where it is `locked`. */
export function OfferCard({
  view,
  offer,
  locked = false,
}: {
  view: CaseView;
  offer: OfferView;
  locked?: boolean;
}) {
  const t = useWords(caseWords);
  const [answering, setAnswering] = useState<Answering | null>(null);
  const commands = useCommand(view);
  const [why, setWhy] = useState("");
  const open = offer.status.code === "open" && !offer.yours && !locked;
  const may = {
    accept: open && mayNow(view, "accept_offer"),
    decline: open && mayNow(view, "decline_offer"),
    counter: open && mayNow(view, "counter_offer"),
  };

  function close() {
    setAnswering(null);
    commands.reset();
  }

  async function answer(event: FormEvent) {
    event.preventDefault();
    try {
      if (answering === "accept") await commands.give({ type: "accept_offer", offer: offer.id });
      else await commands.give({ type: "decline_offer", offer: offer.id, text: why.trim() });
    } catch {
      return; // shown below
    }
    toast(t("done"));
    close();
  }

  return (
    <div className="offer">
      <p className="offer-head">
        <strong>{offer.answers ? t("counter") : t("offer")}</strong>
        <Chip mood={offer.status.code === "open" ? "accent" : "info"}>{offer.status.words}</Chip>
      </p>
      <Terms view={view} terms={offer.terms} />
      {offer.text && <p className="said">{offer.text}</p>}
      {(may.accept || may.decline || may.counter) && (
        <div className="actions">
          {may.accept && (
            <Button tone="primary" onClick={() => setAnswering("accept")}>
              {t("accept")}
            </Button>
          )}
          {may.counter && <Button onClick={() => setAnswering("counter")}>{t("make_counter")}</Button>}
          {may.decline && (
            <Button tone="quiet" onClick={() => setAnswering("decline")}>
              {t("decline")}
            </Button>
          )}
        </div>
      )}
      {answering === "counter" && (
        <Dialog title={t("make_counter")} onClose={close}>
          <OfferForm view={view} answers={offer} onDone={close} />
        </Dialog>
      )}
      {(answering === "accept" || answering === "decline") && (
        <Dialog title={answering === "accept" ? t("accept_title") : t("decline_title")} onClose={close}>
          <form className="stack" onSubmit={answer}>
            <Terms view={view} terms={offer.terms} />
            {answering === "accept" ? (
              <p>{t(view.you === "complainant" ? "accept_warn" : "accept_warn_respondent")}</p>
            ) : (
              <TextArea
                label={t("text_label")}
                optional
                value={why}
                onChange={(event) => setWhy(event.target.value)}
              />
            )}
            <Refusal error={commands.error} />
            <div className="actions">
              <Button type="submit" tone="primary" busy={commands.pending !== null}>
                {answering === "accept" ? t("accept") : t("decline")}
              </Button>
              <Button tone="quiet" onClick={close}>
                {t("back")}
              </Button>
            </div>
          </form>
        </Dialog>
      )}
    </div>
  );
}

function Composer({ view }: { view: CaseView }) {
  const t = useWords(caseWords);
  const draft = useDraft(`${view.id}/say`, "");
  const commands = useCommand(view);

  async function send(event: FormEvent) {
    event.preventDefault();
    const text = draft.value.trim();
    if (!text || commands.pending) return;
    try {
      await commands.give({ type: "say", text });
    } catch {
      return; // shown below
    }
    draft.clear();
    toast(t("sent"));
  }

  return (
    <form className="stack composer" onSubmit={send}>
      <RestoredNote restored={draft.restored} clear={draft.clear} />
      <TextArea
        label={t(view.you === "staff" ? "say_label_staff" : "say_label")}
        hint={t("say_hint")}
        rows={3}
        value={draft.value}
        onChange={(event) => draft.set(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === "Enter" && (event.ctrlKey || event.metaKey))
            event.currentTarget.form?.requestSubmit();
        }}
      />
      <Refusal error={commands.error} />
      <div className="actions">
        <Button type="submit" busy={commands.pending === "say"} disabled={!draft.value.trim()}>
          {t("send")}
        </Button>
      </div>
    </form>
  );
}

/** `locked`: offers are shown, but answered elsewhere on the desk. */
export function Talk({ view, locked = false }: { view: CaseView; locked?: boolean }) {
  const t = useWords(caseWords);
  const [offering, setOffering] = useState(false);
  const entries = entriesOf(view);
  const offer = possible(view, "offer");
  return (
    <Card title={t("talk")} id="talk">
      {entries.length === 0 && <p className="hint">{t("talk_empty")}</p>}
      <ol className="talk">
        {entries.map((entry) => {
          const yours = "offer" in entry ? entry.offer.yours : entry.message.yours;
          const who = "offer" in entry ? entry.offer.by : entry.message.who;
          const key = "offer" in entry ? entry.offer.id : `${entry.message.version}/${entry.message.event}`;
          return (
            <li key={key} className={yours ? "yours" : undefined}>
              <p className="talk-head">
                <strong>{yours ? t("you") : sentence(who.words)}</strong> <When at={entry.at} as="both" />
              </p>
              {"offer" in entry ? (
                <OfferCard view={view} offer={entry.offer} locked={locked} />
              ) : (
                <div className="bubble">
                  {entry.message.event !== "said" && <p className="hint">{sentence(entry.message.words)}</p>}
                  <p className="said">{entry.message.text}</p>
                </div>
              )}
            </li>
          );
        })}
      </ol>
      {mayNow(view, "say") && <Composer key={view.id} view={view} />}
      {offer?.allowed && !locked && (
        <div className="actions">
          <Button onClick={() => setOffering(true)}>{offer.words}</Button>
        </div>
      )}
      {offering && (
        <Dialog title={t("make_offer")} onClose={() => setOffering(false)}>
          <OfferForm view={view} onDone={() => setOffering(false)} />
        </Dialog>
      )}
    </Card>
  );
}
