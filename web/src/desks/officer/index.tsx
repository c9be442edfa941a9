/** The officer desk, and the rules desk beside it: the frame and the pages. */
import { Redirect, Route, Switch } from "wouter";
import { useWords } from "../../i18n";
import { useSession } from "../../session";
import { NotFound } from "../../ui";
import { RulesDesk } from "../staff/RulesDesk";
import { StaffFrame } from "../staff/StaffFrame";
import { staffWords } from "../staff/words";
import { CaseDetail } from "./CaseDetail";
import { Queue } from "./Queue";
import { officerWords } from "./words";

export default function OfficerDesk() {
  const t = useWords(officerWords);
  const s = useWords(staffWords);
  const { desk } = useSession();
  const rules = { path: "/rules", label: s("rules") };
  if (desk === "rules") {
    return (
      <StaffFrame title={s("rules_desk")} menu={[rules]}>
        <Switch>
          <Route path="/">
            <Redirect to="/rules" replace />
          </Route>
          <Route path="/rules/*?" component={RulesDesk} />
          <Route component={NotFound} />
        </Switch>
      </StaffFrame>
    );
  }
  return (
    <StaffFrame title={t("title")} menu={[{ path: "/", label: t("queue"), also: "/cases" }, rules]}>
      <Switch>
        <Route path="/" component={Queue} />
        <Route path="/cases/:id">{({ id }) => <CaseDetail key={id} caseId={id} />}</Route>
        <Route path="/rules/*?" component={RulesDesk} />
        <Route component={NotFound} />
      </Switch>
    </StaffFrame>
  );
}
