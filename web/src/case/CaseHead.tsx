/** What the case is, at a glance: kind, amount, where it stands, the first deadline, the other side. */
import type { CaseView } from "../api";
import { useWords } from "../i18n";
import { Chip, Money, When } from "../ui";
import { caseWords } from "./words";

/** What is claimed in all, as far as amounts are named; null: none is. */
export function claimedMinor(view: CaseView): number | null {
  const named = view.claims.flatMap((claim) => (claim.amount_minor === null ? [] : [claim.amount_minor]));
  return named.length > 0 ? named.reduce((sum, amount) => sum + amount, 0) : null;
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
          <dt key={`${party.side.code}-side`}>{party.side.words}</dt>,
          <dd key={party.side.code}>{party.name}</dd>,
        ])}
        <dt>{t("case_id")}</dt>
        <dd>
          <span className="mono">{view.id}</span> · {t("order", { ref: view.order })}
        </dd>
        <dt>{t("rules_pack")}</dt>
        <dd>
          {view.pack.words} {view.pack.version}
        </dd>
      </dl>
    </div>
  );
}
