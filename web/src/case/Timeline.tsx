/** What happened: who, what, when, by which rule. The newest stands first. */
import { useState } from "react";
import type { CaseView } from "../api";
import { sentence, useWords } from "../i18n";
import { Card, When } from "../ui";
import { type RuleHref, RuleTag } from "./RuleTag";
import { caseWords } from "./words";

const FIRST_SHOWN = 8;

export function Timeline({ view, ruleHref }: { view: CaseView; ruleHref?: RuleHref | undefined }) {
  const t = useWords(caseWords);
  const [all, setAll] = useState(false);
  const entries = [...view.timeline].reverse();
  const shown = all ? entries : entries.slice(0, FIRST_SHOWN);
  return (
    <Card title={t("timeline")} id="timeline" aside={<span className="hint">{t("newest_first")}</span>}>
      <ol className="timeline" reversed>
        {shown.map((entry) => (
          <li
            key={`${entry.version}/${entry.event}/${entry.words}`}
            className={entry.yours ? "yours" : undefined}
          >
            <p className="timeline-head">
              <strong>{entry.yours ? t("you") : sentence(entry.who.words)}</strong>
              <When at={entry.at} as="both" />
            </p>
            <p>{sentence(entry.words)}</p>
            {entry.text && <blockquote>{entry.text}</blockquote>}
            {entry.rules.length > 0 && (
              <p className="tags">
                {entry.rules.map((rule) => (
                  <RuleTag key={rule.id} id={rule.id} words={rule.words} href={ruleHref} />
                ))}
              </p>
            )}
          </li>
        ))}
      </ol>
      {entries.length > shown.length && (
        <button type="button" className="link" onClick={() => setAll(true)}>
          {t("show_all", { n: entries.length })}
        </button>
      )}
    </Card>
  );
}
