/** The case page of a party: every part in its place, one column on a phone and two on a screen.
 *
 * Desks that need another order compose the parts themselves, within `CaseGate`.
 */
import type { ReactNode } from "react";
import type { CaseView, CommandName } from "../api";
import { Problem } from "../api";
import { sentence, useWords } from "../i18n";
import { ErrorView, NotFound, Page, Skeleton } from "../ui";
import "./case.css";
import { CaseHead } from "./CaseHead";
import { Claims, Obligations } from "./Claims";
import { ClockStrip } from "./ClockStrip";
import { EvidenceBoard } from "./EvidenceBoard";
import { type Forms, NextStep } from "./NextStep";
import { OutlookCard } from "./OutlookCard";
import type { RuleHref } from "./RuleTag";
import { RulingCard } from "./RulingCard";
import { Talk } from "./Talk";
import { Timeline } from "./Timeline";
import { useCase } from "./use-case";
import { caseWords } from "./words";

/** Reads a case and shows what comes before it is there: loading, not found, failed. */
export function CaseGate({ caseId, children }: { caseId: string; children: (view: CaseView) => ReactNode }) {
  const t = useWords(caseWords);
  const read = useCase(caseId);
  if (read.data) return children(read.data);
  if (read.error instanceof Problem && (read.error.status === 404 || read.error.status === 403))
    return <NotFound />;
  if (read.isError) return <ErrorView error={read.error} retry={() => void read.refetch()} />;
  return <Skeleton lines={8} label={t("loading_case")} />;
}

/** On a phone the page is long: the way to its parts, and the answer to the question of withdrawal at once. */
function Sections({ view }: { view: CaseView }) {
  const t = useWords(caseWords);
  const parts = [
    ...(view.obligations.length > 0 ? [{ id: "obligations", words: t("obligations") }] : []),
    ...(view.ruling ? [{ id: "ruling", words: t("ruling") }] : []),
    { id: "talk", words: t("talk") },
    { id: "evidence", words: t("evidence") },
    ...(view.outlook ? [{ id: "outlook", words: view.outlook.answer.words }] : []),
    { id: "timeline", words: t("timeline") },
  ];
  return (
    <nav className="case-sections" aria-label={t("sections")}>
      {parts.map((part) => (
        <a key={part.id} href={`#${part.id}`}>
          {sentence(part.words)}
        </a>
      ))}
    </nav>
  );
}

type Props = {
  caseId: string;
  /** The desk's forms; a command with the place `form` has a button only where there is one. */
  forms?: Forms;
  without?: readonly CommandName[];
  ruleHref?: RuleHref;
  /** Below the outlook's answer, e.g. the way to the withdrawal form. */
  outlookAction?: (view: CaseView) => ReactNode;
  /** More for the side column. */
  aside?: (view: CaseView) => ReactNode;
};

export function CasePage({ caseId, forms, without, ruleHref, outlookAction, aside }: Props) {
  return (
    <CaseGate caseId={caseId}>
      {(view) => (
        <Page key={view.id} title={view.kind.words} lead={view.lines.map((line) => line.title).join(" · ")}>
          <CaseHead view={view} />
          <Sections view={view} />
          <div className="case-columns">
            <div className="case-main">
              <NextStep view={view} forms={forms} without={without} />
              <Obligations view={view} forms={forms} />
              <RulingCard view={view} ruleHref={ruleHref} />
              <Talk view={view} />
              <EvidenceBoard view={view} />
            </div>
            <div className="case-side">
              <ClockStrip view={view} />
              {view.outlook && (
                <OutlookCard outlook={view.outlook} ruleHref={ruleHref}>
                  {outlookAction?.(view)}
                </OutlookCard>
              )}
              <Claims view={view} />
              {aside?.(view)}
              <Timeline view={view} ruleHref={ruleHref} />
            </div>
          </div>
        </Page>
      )}
    </CaseGate>
  );
}
