/** The merchant desk: its frame and its pages. */
import { Route, Switch } from "wouter";
import { useWords } from "../../i18n";
import { NotFound } from "../../ui";
import { RulesDesk } from "../staff/RulesDesk";
import { StaffFrame } from "../staff/StaffFrame";
import { staffWords } from "../staff/words";
import { CaseDetail } from "./CaseDetail";
import { Queue } from "./Queue";
import { merchantWords } from "./words";

export default function MerchantDesk() {
  const t = useWords(merchantWords);
  const s = useWords(staffWords);
  const menu = [
    { path: "/", label: t("queue"), also: "/cases" },
    { path: "/rules", label: s("rules") },
  ];
  return (
    <StaffFrame title={t("title")} menu={menu}>
      <Switch>
        <Route path="/" component={Queue} />
        <Route path="/cases/:id">{({ id }) => <CaseDetail key={id} caseId={id} />}</Route>
        <Route path="/rules/*?" component={RulesDesk} />
        <Route component={NotFound} />
      </Switch>
    </StaffFrame>
  );
}
