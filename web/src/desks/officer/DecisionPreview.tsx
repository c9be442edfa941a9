/** A decision in words, as both sides will read it, before it is given. */
import type { CaseView } from "../../api";
import { sentence, useWords } from "../../i18n";
import { Chip, Money } from "../../ui";
import { actsOf, type FindingDraft, PAYMENT, sideOf } from "./findings";
import { officerWords } from "./words";

type Props = {
  view: CaseView;
  /** What was decided in one phrase, where that is not said by the findings. */
  outcome?: string;
  findings: readonly FindingDraft[];
  rules: readonly string[];
  evidence: readonly string[];
  text: string;
};

function Finding({ view, finding }: { view: CaseView; finding: FindingDraft }) {
  const t = useWords(officerWords);
  const claim = view.claims.find((one) => one.id === finding.claim);
  const whoOf = (act: string) =>
    view.parties.find((party) => party.side.code === sideOf(act))?.side.words ?? sideOf(act);
  const wordsOf = (act: string) => actsOf(view).find((one) => one.code === act)?.words ?? act;
  const awards = finding.result === "rejected" ? [] : finding.awards;
  return (
    <li>
      <p>
        {finding.result && (
          <Chip mood={finding.result === "rejected" ? "info" : "good"}>{t(finding.result)}</Chip>
        )}{" "}
        <strong>{claim && sentence(claim.remedy.words)}</strong>{" "}
        {claim && claim.amount_minor !== null && (
          <Money minor={claim.amount_minor} currency={view.currency} />
        )}{" "}
        <span className="hint">{claim?.title}</span>
      </p>
      <ul className="dots">
        {awards.length === 0 && <li>{t("nothing_owed")}</li>}
        {awards.map((award) => (
          <li key={award.id}>
            {sentence(t("who_owes", { who: whoOf(award.act), act: wordsOf(award.act) }))}{" "}
            {award.act === PAYMENT && award.amount_minor !== null && (
              <strong>
                <Money minor={award.amount_minor} currency={view.currency} />
              </strong>
            )}
          </li>
        ))}
      </ul>
    </li>
  );
}

export function DecisionPreview({ view, outcome, findings, rules, evidence, text }: Props) {
  const t = useWords(officerWords);
  const paragraphs = text.split(/\n+/).filter((one) => one.trim());
  const used = view.evidence.filter((item) => evidence.includes(item.id));
  return (
    <div className="decision-preview">
      {outcome && (
        <p>
          <Chip mood="accent">{outcome}</Chip>
        </p>
      )}
      {findings.length > 0 && (
        <ul className="findings">
          {findings.map((finding) => (
            <Finding key={finding.claim} view={view} finding={finding} />
          ))}
        </ul>
      )}
      <div className="part">
        <h3>{t("reasons")}</h3>
        <ol className="numbered">
          {paragraphs.map((paragraph, place) => (
            <li key={place}>{paragraph}</li>
          ))}
        </ol>
      </div>
      <div className="part">
        <h3>{t("rules_cited")}</h3>
        <ul className="dots">
          {rules.map((id) => (
            <li key={id}>
              {view.citable.find((rule) => rule.id === id)?.words ?? id}{" "}
              <span className="mono hint">§{id}</span>
            </li>
          ))}
        </ul>
      </div>
      {used.length > 0 && (
        <div className="part">
          <h3>{t("evidence_used")}</h3>
          <ul className="dots">
            {used.map((item) => (
              <li key={item.id}>
                {item.caption || item.item.words} <span className="hint">{item.by.words}</span>
              </li>
            ))}
          </ul>
        </div>
      )}
    </div>
  );
}
