/** The merchant desk: its frame and its pages. */
import { Route, Switch } from "wouter";
import { AppealForm, CasePage } from "../../case";
import { useWords } from "../../i18n";
import { NotFound } from "../../ui";
import { StaffFrame } from "../staff/StaffFrame";
import { Queue } from "./Queue";
import { merchantWords } from "./words";

export default function MerchantDesk() {
  const t = useWords(merchantWords);
  return (
    <StaffFrame title={t("title")} menu={[{ path: "/", label: t("queue") }]}>
      <Switch>
        <Route path="/" component={Queue} />
        <Route path="/cases/:id">
          {({ id }) => <CasePage key={id} caseId={id} forms={{ appeal: AppealForm }} />}
        </Route>
        <Route component={NotFound} />
      </Switch>
    </StaffFrame>
  );
}
