/** What the case is, at a glance: kind, amount, where it stands, the first deadline, the other side. */
import type { CaseView } from "../api";
import { sentence, useWords } from "../i18n";
import { Chip, Money, toast, When } from "../ui";
import { caseWords } from "./words";

/** What is claimed in all, as far as amounts are named; null: none is. */
export function claimedMinor(view: CaseView): number | null {
  const named = view.claims.flatMap((claim) => (claim.amount_minor === null ? [] : [claim.amount_minor]));
  return named.length > 0 ? named.reduce((sum, amount) => sum + amount, 0) : null;
}

const ID_SHOWN = 8;

/** The number of the case: its end is enough to tell cases apart, the whole of it can be copied. */
function CaseNumber({ id }: { id: string }) {
  const t = useWords(caseWords);
  async function copy() {
    try {
      await navigator.clipboard.writeText(id);
      toast(t("copied"));
    } catch {
      toast(id, "info"); // no clipboard here: then it can be read
    }
  }
  return (
    <button
      type="button"
      className="link case-number"
      title={id}
      aria-label={t("copy_case", { id: id.slice(-ID_SHOWN) })}
      onClick={() => void copy()}
    >
      <span className="mono">…{id.slice(-ID_SHOWN)}</span> {t("copy")}
    </button>
  );
}

export function CaseHead({ view }: { view: CaseView }) {
  const t = useWords(caseWords);
  const amount = claimedMinor(view);
  const other = view.parties.filter((party) => !party.you);
  // One's own deadline counts first, else whichever ends first.
  const [first] = view.clocks
    .filter((clock) => clock.due_at && !clock.paused)
    .sort((a, b) => Number(b.yours) - Number(a.yours) || (a.due_at ?? "").localeCompare(b.due_at ?? ""));
  return (
    <div className="case-head">
      <p className="case-state">
        <Chip mood={view.outcome ? "good" : "accent"}>{(view.outcome ?? view.stage).words}</Chip>
        {first?.due_at && (
          <span>
            <When at={first.due_at} deadline />
          </span>
        )}
      </p>
      <dl className="facts">
        {amount !== null && (
          <>
            <dt>{t("amount_total")}</dt>
            <dd>
              <Money minor={amount} currency={view.currency} />
            </dd>
          </>
        )}
        {other.map((party) => [
          <dt key={`${party.side.code}-side`}>{sentence(party.side.words)}</dt>,
          <dd key={party.side.code}>{party.name}</dd>,
        ])}
        <dt>{t("case_id")}</dt>
        <dd>
          <CaseNumber id={view.id} /> · {t("order", { ref: view.order })}
        </dd>
        <dt>{t("rules_pack")}</dt>
        <dd>
          {view.pack.words} {view.pack.version}
        </dd>
      </dl>
    </div>
  );
}
