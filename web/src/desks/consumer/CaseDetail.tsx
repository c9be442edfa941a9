/** One's own case. */
import { AppealForm, CasePage } from "../../case";

export default function CaseDetail({ caseId }: { caseId: string }) {
  return <CasePage caseId={caseId} forms={{ appeal: AppealForm }} />;
}
