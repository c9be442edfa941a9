/** Dated acts for each open claim: an offer, or the answer to one. */
import { type FormEvent, useId, useState } from "react";
import type { CaseView, CommandOf, OfferView } from "../api";
import { useDraft } from "../drafts";
import { money, sentence, serverNow, useLanguage, useWords } from "../i18n";
import { Button, Field, MoneyField, Refusal, RestoredNote, TextArea, toast } from "../ui";
import { useCommand } from "./use-case";
import { caseWords } from "./words";

type ProposedAct = CommandOf<"offer">["terms"][number];
type Act = ProposedAct["act"];
/** As it is typed: the date is a day in the viewer's zone, and the act is due at its end. */
type Row = { id: string; claim: string; act: Act; on: string; amount_minor: number | null };
type Form = { rows: Row[]; text: string };

const PAYMENT: Act = "pay";
const USUAL_DAYS = 7;
const DAY_MS = 86_400_000;

let made = 0;

/** Tells rows apart that were added by hand; those of an earlier visit had other random parts. */
function freshId(claim: string): string {
  made += 1;
  return `${claim}/${made}.${Math.random()}`;
}

function dayOf(instant: number): string {
  const at = new Date(instant);
  const two = (part: number) => String(part).padStart(2, "0");
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}

function endOf(on: string): string {
  return new Date(`${on}T23:59:59`).toISOString();
}

/** What can be done about a case: the acts of all remedies of its rules. */
function actsOf(view: CaseView): { code: string; words: string }[] {
  const acts = view.remedies.flatMap((remedy) => remedy.acts);
  return acts.filter((act, place) => acts.findIndex((one) => one.code === act.code) === place);
}

function openClaims(view: CaseView) {
  return view.claims.filter((claim) => claim.status.code === "open");
}

function fresh(view: CaseView, answers: OfferView | undefined): Form {
  const on = dayOf(serverNow() + USUAL_DAYS * DAY_MS);
  if (answers) {
    const rows = answers.terms.map((term) => ({
      id: `${term.claim}/${term.act.code}`,
      claim: term.claim,
      act: term.act.code as Act,
      on: Date.parse(term.due_at) > serverNow() ? dayOf(Date.parse(term.due_at)) : on,
      amount_minor: term.amount_minor,
    }));
    return { rows, text: "" };
  }
  const rows = openClaims(view).flatMap((claim) => {
    const acts = view.remedies.find((remedy) => remedy.code === claim.remedy.code)?.acts ?? [];
    return acts.map((act) => ({
      id: `${claim.id}/${act.code}`,
      claim: claim.id,
      act: act.code as Act,
      on,
      amount_minor: act.code === PAYMENT ? claim.amount_minor : null,
    }));
  });
  return { rows, text: "" };
}

/** What was paid for the goods of a claim, and how much of it was freight; to think of an amount by. */
function usePaid(view: CaseView, claim: string): string | null {
  const t = useWords(caseWords);
  const to = useLanguage();
  const ref = view.claims.find((one) => one.id === claim)?.line;
  const line = view.lines.find((one) => one.ref === ref);
  if (!line) return null;
  const paid = money(line.price_minor + line.freight_minor, view.currency, to);
  if (line.freight_minor === 0) return t("paid", { paid });
  return t("paid_with_freight", { paid, freight: money(line.freight_minor, view.currency, to) });
}

type RowProps = {
  view: CaseView;
  row: Row;
  tried: boolean;
  alone: boolean;
  onChange: (row: Row | null) => void;
};

function ActRow({ view, row, tried, alone, onChange }: RowProps) {
  const t = useWords(caseWords);
  const id = useId();
  const paid = usePaid(view, row.claim);
  const past = !row.on || Date.parse(endOf(row.on)) <= serverNow();
  return (
    <div className="act-row">
      <div className="field">
        <label htmlFor={id}>{t("act")}</label>
        <select
          id={id}
          value={row.act}
          onChange={(event) => {
            const act = event.target.value as Act;
            onChange({ ...row, act, amount_minor: act === PAYMENT ? row.amount_minor : null });
          }}
        >
          {actsOf(view).map((act) => (
            <option key={act.code} value={act.code}>
              {sentence(act.words)}
            </option>
          ))}
        </select>
      </div>
      {row.act === PAYMENT && (
        <MoneyField
          label={t("amount")}
          hint={paid}
          currency={view.currency}
          value={row.amount_minor}
          error={tried && !row.amount_minor ? t("amount_wrong") : null}
          onChange={(amount_minor) => onChange({ ...row, amount_minor })}
        />
      )}
      <Field
        label={t("date")}
        type="date"
        min={dayOf(serverNow())}
        value={row.on}
        error={tried && past ? t("date_wrong") : null}
        onChange={(event) => onChange({ ...row, on: event.target.value })}
      />
      {!alone && (
        <Button tone="quiet" onClick={() => onChange(null)}>
          {t("remove")}
        </Button>
      )}
    </div>
  );
}

type Props = {
  view: CaseView;
  /** The offer it answers: then it is a counter-offer, and begins with those terms. */
  answers?: OfferView;
  onDone: () => void;
};

export function OfferForm({ view, answers, onDone }: Props) {
  const t = useWords(caseWords);
  const draft = useDraft<Form>(`${view.id}/offer${answers ? `/${answers.id}` : ""}`, fresh(view, answers));
  const commands = useCommand(view);
  const [tried, setTried] = useState(false);
  const { rows, text } = draft.value;
  const claims = openClaims(view);
  const mine = rows.filter((row) => claims.some((claim) => claim.id === row.claim));
  const wrong = mine.some(
    (row) =>
      !row.on || Date.parse(endOf(row.on)) <= serverNow() || (row.act === PAYMENT && !row.amount_minor),
  );

  function change(id: string, next: Row | null) {
    draft.set((form) => ({
      ...form,
      rows: form.rows.flatMap((row) => (row.id === id ? (next ? [next] : []) : [row])),
    }));
  }

  function add(claim: string) {
    const act = (actsOf(view)[0]?.code ?? PAYMENT) as Act;
    const id = freshId(claim);
    const on = dayOf(serverNow() + USUAL_DAYS * DAY_MS);
    draft.set((form) => ({ ...form, rows: [...form.rows, { id, claim, act, on, amount_minor: null }] }));
  }

  async function submit(event: FormEvent) {
    event.preventDefault();
    setTried(true);
    if (wrong || commands.pending) return;
    const terms = mine.map((row): ProposedAct => {
      const act = { claim: row.claim, act: row.act, due_at: endOf(row.on) };
      return row.act === PAYMENT ? { ...act, amount_minor: row.amount_minor } : act;
    });
    try {
      if (answers)
        await commands.give({ type: "counter_offer", offer: answers.id, terms, text: text.trim() });
      else await commands.give({ type: "offer", terms, text: text.trim() });
    } catch {
      return; // shown below
    }
    draft.clear();
    toast(t("done"));
    onDone();
  }

  if (claims.length === 0) return <p>{t("offer_needs_claims")}</p>;
  return (
    <form className="stack" onSubmit={submit} noValidate>
      <RestoredNote restored={draft.restored} clear={draft.clear} />
      {claims.map((claim) => {
        const ofClaim = mine.filter((row) => row.claim === claim.id);
        return (
          <fieldset key={claim.id} className="claim-acts">
            <legend>
              {t("claim_of", { title: claim.title })} · {claim.remedy.words}
            </legend>
            {ofClaim.map((row) => (
              <ActRow
                key={row.id}
                view={view}
                row={row}
                tried={tried}
                alone={ofClaim.length === 1}
                onChange={(next) => change(row.id, next)}
              />
            ))}
            <Button tone="quiet" onClick={() => add(claim.id)}>
              {t("add_act")}
            </Button>
          </fieldset>
        );
      })}
      <TextArea
        label={t("offer_text")}
        optional
        value={text}
        onChange={(event) => draft.set((form) => ({ ...form, text: event.target.value }))}
      />
      <Refusal error={commands.error} />
      <div className="actions">
        <Button type="submit" tone="primary" busy={commands.pending !== null}>
          {answers ? t("make_counter") : t("offer_send")}
        </Button>
        <Button tone="quiet" onClick={onDone}>
          {t("back")}
        </Button>
      </div>
    </form>
  );
}
