/** A case as its merchant sees it: what to answer first, what is owed, and what both sides have shown. */
import { Link } from "wouter";
import {
  CaseGate,
  CaseHead,
  Claims,
  ClockStrip,
  EvidenceBoard,
  Obligations,
  OutlookCard,
  RulingCard,
  Talk,
  Timeline,
} from "../../case";
import { useWords } from "../../i18n";
import { Page } from "../../ui";
import { CaseFacts } from "../staff/CaseFacts";
import { ruleHrefOf, rulesOf } from "../staff/rules";
import { AnswerCard, answersHere } from "./AnswerCard";
import { PerformanceForm } from "./PerformanceForm";
import { merchantWords } from "./words";

export function CaseDetail({ caseId }: { caseId: string }) {
  const t = useWords(merchantWords);
  return (
    <CaseGate caseId={caseId}>
      {(view) => {
        const ruleHref = ruleHrefOf(view);
        return (
          <Page
            key={view.id}
            title={view.kind.words}
            aside={
              <nav className="page-links">
                <Link href={rulesOf(view)}>{t("rules_of_case")}</Link>
                <Link href="/">{t("to_queue")}</Link>
              </nav>
            }
          >
            <CaseHead view={view} />
            <div className="case-columns">
              <div className="case-main">
                <AnswerCard view={view} />
                <Obligations view={view} forms={{ record_performance: PerformanceForm }} />
                <RulingCard view={view} ruleHref={ruleHref} />
                <EvidenceBoard view={view} />
                <Talk view={view} locked={answersHere(view)} />
              </div>
              <div className="case-side">
                <ClockStrip view={view} />
                <Claims view={view} />
                <CaseFacts view={view} />
                {view.outlook && <OutlookCard outlook={view.outlook} ruleHref={ruleHref} ofOther />}
                <Timeline view={view} ruleHref={ruleHref} />
              </div>
            </div>
          </Page>
        );
      }}
    </CaseGate>
  );
}
