/** The ruling: what was found of each claim, what is ordered, and the reasons as numbered paragraphs. */
import { useState } from "react";
import type { CaseView } from "../api";
import { sentence, useWords } from "../i18n";
import { Banner, Card, Chip, Money, When } from "../ui";
import { EvidenceViewer } from "./EvidenceViewer";
import { Facts } from "./OutlookCard";
import { type RuleHref, RuleTag } from "./RuleTag";
import { caseWords } from "./words";

/** Nothing while there is no ruling. */
export function RulingCard({ view, ruleHref }: { view: CaseView; ruleHref?: RuleHref | undefined }) {
  const t = useWords(caseWords);
  const [opened, setOpened] = useState<string | null>(null);
  const ruling = view.ruling;
  if (!ruling) return null;
  const claimOf = (id: string) => view.claims.find((claim) => claim.id === id);
  const used = view.evidence.filter((one) => ruling.evidence.includes(one.id));
  const paragraphs = (ruling.reasons ?? "").split(/\n+/).filter((one) => one.trim());
  return (
    <Card title={t("ruling")} id="ruling" aside={<When at={ruling.made_at} as="both" />}>
      <p>
        <Chip>{ruling.basis.words}</Chip>
      </p>
      {ruling.by_machine && <Banner>{t("by_machine")}</Banner>}
      <div className="part">
        <h3>{t("findings")}</h3>
        <ul className="findings">
          {ruling.findings.map((finding) => (
            <li key={finding.claim}>
              <p>
                <strong>{sentence(finding.result.words)}</strong> ·{" "}
                {claimOf(finding.claim)?.title ?? finding.claim}
              </p>
              <ul className="dots">
                {finding.awards.map((award) => (
                  <li key={award.act.code}>
                    {sentence(award.act.words)}{" "}
                    {award.amount_minor !== null && (
                      <Money minor={award.amount_minor} currency={view.currency} />
                    )}
                  </li>
                ))}
              </ul>
            </li>
          ))}
        </ul>
      </div>
      {paragraphs.length > 0 && (
        <div className="part">
          <h3>{t("reasons")}</h3>
          <ol className="numbered">
            {paragraphs.map((text, place) => (
              <li key={place}>{text}</li>
            ))}
          </ol>
        </div>
      )}
      {ruling.rules.length > 0 && (
        <div className="part">
          <h3>{t("rules")}</h3>
          <ul className="dots">
            {ruling.rules.map((rule) => (
              <li key={rule.id}>
                <RuleTag id={rule.id} words={rule.words} href={ruleHref} />
              </li>
            ))}
          </ul>
        </div>
      )}
      {used.length > 0 && (
        <div className="part">
          <h3>{t("evidence_used")}</h3>
          <ul className="dots">
            {used.map((one) => (
              <li key={one.id}>
                <button type="button" className="link" onClick={() => setOpened(one.id)}>
                  {one.caption || one.item.words}
                </button>{" "}
                <span className="hint">{one.by.words}</span>
              </li>
            ))}
          </ul>
        </div>
      )}
      {ruling.facts.length > 0 && (
        <details>
          <summary>{t("facts")}</summary>
          <Facts facts={ruling.facts} />
        </details>
      )}
      {opened && <EvidenceViewer view={view} at={opened} onClose={() => setOpened(null)} />}
    </Card>
  );
}
