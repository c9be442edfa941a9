/** The frame of the consumer desk and its pages; all but the first are fetched when they are needed. */
import { lazy, Suspense } from "react";
import { Link, Route, Switch, useLocation } from "wouter";
import mark from "../../favicon.svg";
import { useWords } from "../../i18n";
import { signOut, useSession } from "../../session";
import { CrashGuard, LanguageSwitch, NotFound, Skeleton, ThemeSwitch, uiWords } from "../../ui";
import { Bell } from "./Bell";
import "./consumer.css";
import { MyCases } from "./MyCases";
import { consumerWords } from "./words";

const CaseDetail = lazy(() => import("./CaseDetail"));
const Withdraw = lazy(() => import("./Withdraw"));
const Notes = lazy(() => import("./Notes"));
const PickOrder = lazy(() => import("./filing/PickOrder"));
const Filing = lazy(() => import("./filing/Filing"));

function Head() {
  const t = useWords(consumerWords);
  const ui = useWords(uiWords);
  const session = useSession();
  return (
    <header className="top">
      <Link href="/" className="brand">
        <img src={mark} alt="" width="28" height="28" />
        {t("brand")}
      </Link>
      <span className="who">{session.name}</span>
      <Bell />
      <LanguageSwitch />
      <ThemeSwitch />
      <button type="button" className="icon-button text" onClick={() => void signOut()}>
        {ui("sign_out")}
      </button>
    </header>
  );
}

export function App() {
  const [at] = useLocation();
  return (
    <>
      <Head />
      <main id="content" className="body">
        <CrashGuard at={at}>
          <Suspense fallback={<Skeleton lines={6} />}>
            <Switch>
              <Route path="/" component={MyCases} />
              <Route path="/notes" component={Notes} />
              <Route path="/file" component={PickOrder} />
              <Route path="/file/:order">{({ order }) => <Filing key={order} orderRef={order} />}</Route>
              <Route path="/cases/:id">{({ id }) => <CaseDetail key={id} caseId={id} />}</Route>
              <Route path="/cases/:id/withdraw">{({ id }) => <Withdraw key={id} caseId={id} />}</Route>
              <Route component={NotFound} />
            </Switch>
          </Suspense>
        </CrashGuard>
      </main>
    </>
  );
}
