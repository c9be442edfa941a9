/** Can this complaint be withdrawn: a clear answer, why, until when, what follows, what would change it. */
import { Fragment, type ReactNode } from "react";
import type { FactView, OutlookView } from "../api";
import { sentence, useWords } from "../i18n";
import { Card, Chip, type Mood, When } from "../ui";
import { type RuleHref, RuleTag } from "./RuleTag";
import { caseWords } from "./words";

const MOODS: Readonly<Record<string, Mood>> = {
  available: "good",
  available_after_review: "warn",
  not_available: "danger",
};

/** Facts with their values. */
export function Facts({ facts }: { facts: readonly FactView[] }) {
  return (
    <dl className="facts">
      {facts.map((fact) => (
        <Fragment key={fact.name}>
          <dt>{fact.words}</dt>
          <dd>{fact.value}</dd>
        </Fragment>
      ))}
    </dl>
  );
}

type Props = {
  outlook: OutlookView;
  ruleHref?: RuleHref | undefined;
  /** Whoever looks is not the one who could withdraw. */
  ofOther?: boolean;
  /** The way to the request form. */
  children?: ReactNode;
};

export function OutlookCard({ outlook, ruleHref, ofOther, children }: Props) {
  const t = useWords(caseWords);
  return (
    <Card title={t(ofOther ? "outlook_other" : "outlook")} id="outlook">
      <p className="answer">
        <Chip mood={MOODS[outlook.answer.code] ?? "info"}>{outlook.answer.words}</Chip>
      </p>
      {outlook.until && (
        <div className="part">
          <h3>{t("until")}</h3>
          <p>
            <When at={outlook.until.at} as="both" deadline /> · {outlook.until.words}
          </p>
          <p className="hint">→ {outlook.until.answer.words}</p>
        </div>
      )}
      <div className="part">
        <h3>{t("why")}</h3>
        <ul className="reasons">
          {outlook.reasons.map((reason) => (
            <li key={reason.rule}>
              <p>
                {sentence(reason.words)} <RuleTag id={reason.rule} href={ruleHref} />
              </p>
              {(reason.facts.length > 0 || (ruleHref && reason.source)) && (
                <details>
                  <summary>{t("facts")}</summary>
                  <Facts facts={reason.facts} />
                  {/* As with the number of a rule: without a page to open, it says nothing to people. */}
                  {ruleHref && reason.source && (
                    <p className="hint">
                      {t("rule_source")}: {reason.source} <span className="mono">§{reason.rule}</span>
                    </p>
                  )}
                </details>
              )}
            </li>
          ))}
        </ul>
      </div>
      {outlook.consequences.length > 0 && (
        <div className="part">
          <h3>{t("consequences")}</h3>
          <ul className="dots">
            {outlook.consequences.map((words) => (
              <li key={words}>{sentence(words)}</li>
            ))}
          </ul>
        </div>
      )}
      {outlook.changes.length > 0 && (
        <details>
          <summary>{t("changes")}</summary>
          <ul className="dots">
            {outlook.changes.map((facts) => (
              <li key={facts.map((fact) => `${fact.name}=${fact.value}`).join()}>
                {t("change_if")} {facts.map((fact) => `${fact.words}: ${fact.value}`).join(t("and"))}
              </li>
            ))}
          </ul>
        </details>
      )}
      {children}
    </Card>
  );
}
