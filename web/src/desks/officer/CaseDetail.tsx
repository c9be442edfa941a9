/** A case as the platform's staff see it: facts beside evidence, and the decision written beside both. */
import { Link } from "wouter";
import {
  CaseGate,
  Claims,
  claimedMinor,
  ClockStrip,
  EvidenceBoard,
  Obligations,
  OutlookCard,
  RulingCard,
  Talk,
  Timeline,
} from "../../case";
import { useWords } from "../../i18n";
import { Chip, Money, Page } from "../../ui";
import { CaseFacts } from "../staff/CaseFacts";
import { ruleHrefOf, rulesOf } from "../staff/rules";
import { DecisionPanel } from "./DecisionPanel";
import { EnforceForm, PerformanceDecisionForm } from "./PerformanceForms";
import { officerWords } from "./words";

export function CaseDetail({ caseId }: { caseId: string }) {
  const t = useWords(officerWords);
  return (
    <CaseGate caseId={caseId}>
      {(view) => {
        const ruleHref = ruleHrefOf(view);
        const amount = claimedMinor(view);
        const grave = view.severity.code === "S3" || view.severity.code === "S4";
        return (
          <Page
            key={view.id}
            title={view.kind.words}
            lead={
              <span className="case-line">
                <Chip mood={view.outcome ? "good" : "accent"}>{(view.outcome ?? view.stage).words}</Chip>
                <Chip {...(grave ? { mood: "danger" as const } : {})}>
                  {view.severity.code} · {view.severity.words}
                </Chip>
                {amount !== null && (
                  <strong>
                    <Money minor={amount} currency={view.currency} />
                  </strong>
                )}
                <span className="hint">{t("case_line", { id: view.id, ref: view.order })}</span>
              </span>
            }
            aside={
              <nav className="page-links">
                <Link href={rulesOf(view)}>{t("rules_of_case")}</Link>
                <Link href="/">{t("to_queue")}</Link>
              </nav>
            }
          >
            <div className="desk-columns">
              <div className="desk-panel">
                <DecisionPanel view={view} />
                <ClockStrip view={view} />
              </div>
              <div className="desk-main">
                <CaseFacts view={view} />
                <Claims view={view} />
                <Obligations
                  view={view}
                  forms={{ decide_performance: PerformanceDecisionForm, enforce: EnforceForm }}
                />
                <RulingCard view={view} ruleHref={ruleHref} />
                <EvidenceBoard view={view} />
                <Talk view={view} locked />
                <Timeline view={view} ruleHref={ruleHref} />
                {view.outlook && <OutlookCard outlook={view.outlook} ruleHref={ruleHref} ofOther />}
              </div>
            </div>
          </Page>
        );
      }}
    </CaseGate>
  );
}
