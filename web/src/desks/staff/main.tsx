/** The desks of merchants and of the platform's staff begin here; each is fetched when its person is known. */
import { lazy, Suspense } from "react";
import { Router } from "wouter";
import { SessionGate, useSession } from "../../session";
import { start } from "../../start";
import { Skeleton } from "../../ui";

const MerchantDesk = lazy(() => import("../merchant"));
const OfficerDesk = lazy(() => import("../officer"));

function Desk() {
  const { desk } = useSession();
  return (
    <Suspense fallback={<Skeleton lines={8} />}>
      {desk === "merchant" ? <MerchantDesk /> : <OfficerDesk />}
    </Suspense>
  );
}

start(
  <Router base="/staff">
    <SessionGate elsewhere={(session) => (session.desk === "consumer" ? "/" : null)}>
      <Desk />
    </SessionGate>
  </Router>,
);
