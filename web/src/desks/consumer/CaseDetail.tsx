/** One's own case. */
import { AppealForm, CasePage, mayNow } from "../../case";
import { useWords } from "../../i18n";
import { ButtonLink } from "../../ui";
import { FileForm } from "./FileForm";
import { RegretForm } from "./RegretForm";
import { consumerWords } from "./words";

const FORMS = { appeal: AppealForm, file: FileForm, reinstate: RegretForm };

export default function CaseDetail({ caseId }: { caseId: string }) {
  const t = useWords(consumerWords);
  return (
    <CasePage
      caseId={caseId}
      forms={FORMS}
      outlookAction={(view) =>
        mayNow(view, "request_withdrawal") && (
          <div className="actions">
            <ButtonLink href={`/cases/${view.id}/withdraw`}>{t("withdraw_go")}</ButtonLink>
          </div>
        )
      }
    />
  );
}
