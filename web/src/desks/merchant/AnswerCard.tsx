/** What is next for the merchant, and every way to answer with what it means and what silence leads to.
 *
 * Which ways there are is said by `possible`; which one is open stands in the address, so a reload keeps it.
 */
import type { ReactNode } from "react";
import { useSearchParams } from "wouter";
import type { CaseView, CommandName } from "../../api";
import { ActionBar, AppealForm, mayNow, OfferCard, OfferForm, possible } from "../../case";
import { sentence, useWords } from "../../i18n";
import { Banner, Card, Chip, Choice, When } from "../../ui";
import { changed } from "../staff/use-queue";
import { staffWords } from "../staff/words";
import { AcceptForm } from "./AcceptForm";
import { ContestForm } from "./ContestForm";
import { RefuseForm } from "./RefuseForm";
import { merchantWords } from "./words";

type Way = "answer_offer" | "accept" | "offer" | "contest" | "refuse";
const TO_OFFERS: readonly CommandName[] = ["accept_offer", "counter_offer", "decline_offer"];
/** Given within this card, not by the buttons below it. */
const WITHIN: readonly CommandName[] = ["accept_claims", "contest", "refuse"];

/** Offers that the other side waits to hear about. */
function theirOffers(view: CaseView) {
  return view.offers.filter((offer) => offer.status.code === "open" && !offer.yours);
}

/** The ways that are open; a contest also while something has still to be shown for it. */
function waysOf(view: CaseView): Way[] {
  const contest = possible(view, "contest");
  const answers = TO_OFFERS.some((name) => mayNow(view, name));
  return [
    ...(answers && theirOffers(view).length > 0 ? (["answer_offer"] as const) : []),
    ...(mayNow(view, "accept_claims") ? (["accept"] as const) : []),
    ...(mayNow(view, "offer") ? (["offer"] as const) : []),
    ...(contest?.allowed || contest?.code === "required_items_missing" ? (["contest"] as const) : []),
    ...(mayNow(view, "refuse") ? (["refuse"] as const) : []),
  ];
}

/** Whether offers are answered within this card, and not where they were made. */
export function answersHere(view: CaseView): boolean {
  return waysOf(view).length > 0;
}

function Panel({ view, way, onDone }: { view: CaseView; way: Way; onDone: () => void }) {
  const t = useWords(merchantWords);
  switch (way) {
    case "answer_offer":
      return (
        <div className="stack">
          {theirOffers(view).map((offer) => (
            <OfferCard key={offer.id} view={view} offer={offer} />
          ))}
        </div>
      );
    case "accept":
      return <AcceptForm view={view} onDone={onDone} />;
    case "offer":
      return (
        <div className="stack">
          {view.offers.some((offer) => offer.yours && offer.status.code === "open") && (
            <Banner>{t("replaces")}</Banner>
          )}
          <OfferForm view={view} onDone={onDone} />
        </div>
      );
    case "contest":
      return <ContestForm view={view} onDone={onDone} />;
    case "refuse":
      return <RefuseForm view={view} onDone={onDone} />;
  }
}

function Beside({ view, way }: { view: CaseView; way: Way }): ReactNode {
  const t = useWords(merchantWords);
  const step = view.next_step;
  const means = {
    answer_offer: t("answer_offer_means"),
    accept: t("accept_means"),
    offer: t("offer_means"),
    contest: t("contest_means"),
    refuse: t(view.filed_at ? "refuse_means" : "refuse_means_talk"),
  };
  return (
    <aside className="beside">
      <h3>{t("what_it_means")}</h3>
      <p>{means[way]}</p>
      {step.if_nothing && (
        <>
          <h3>{t("if_silent")}</h3>
          <p>{sentence(step.if_nothing)}</p>
        </>
      )}
    </aside>
  );
}

export function AnswerCard({ view }: { view: CaseView }) {
  const t = useWords(merchantWords);
  const s = useWords(staffWords);
  const [search, setSearch] = useSearchParams();
  const ways = waysOf(view);
  const asked = search.get("answer");
  const way = ways.find((one) => one === asked) ?? null;
  const latest = view.timeline.at(-1);
  // What others did has closed the way that was being taken; what was typed is kept, should it open again.
  const gone = asked !== null && way === null && latest !== undefined && !latest.yours;
  const step = view.next_step;
  const labels: Record<Way, string> = {
    answer_offer: t("answer_offer"),
    accept: t("accept"),
    offer: t("offer"),
    contest: t("contest"),
    refuse: t("refuse"),
  };
  const choose = (next: Way | "") => setSearch(changed(search, { answer: [next] }), { replace: true });
  return (
    <Card
      title={t(ways.length > 0 ? "answer" : "next")}
      id="next"
      {...(step.yours ? { tone: "accent" as const } : {})}
      {...(step.due_at
        ? {
            aside: (
              <Chip mood={step.yours ? "accent" : "info"}>
                <When at={step.due_at} as="both" deadline />
              </Chip>
            ),
          }
        : {})}
    >
      <p className="next-words">{sentence(step.words)}</p>
      {step.if_nothing && !way && (
        <p className="if-nothing">
          <strong>{t(ways.length > 0 ? "if_silent" : "if_nothing")}</strong> {sentence(step.if_nothing)}
        </p>
      )}
      {gone && (
        <Banner mood="warn" title={s("moved_on")}>
          <p>{sentence(latest.words)}</p>
          <p>{s("moved_typed")}</p>
        </Banner>
      )}
      {ways.length > 0 && (
        <div className="ways">
          <Choice<Way>
            legend={t("ways")}
            options={ways.map((code) => ({ code, label: labels[code] }))}
            value={way}
            onChange={choose}
          />
          {way && (
            <div className="way" key={way}>
              <Panel view={view} way={way} onDone={() => choose("")} />
              <Beside view={view} way={way} />
            </div>
          )}
        </div>
      )}
      <ActionBar view={view} forms={{ appeal: AppealForm }} without={WITHIN} />
    </Card>
  );
}
