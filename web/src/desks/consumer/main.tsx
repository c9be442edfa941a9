/** The consumer desk begins here. Nothing of the staff's desks is reachable from this file. */
import { SessionGate } from "../../session";
import { start } from "../../start";
import { App } from "./App";
import { Enter } from "./Enter";

start(
  location.pathname === "/enter" ? (
    <Enter />
  ) : (
    <SessionGate elsewhere={(session) => (session.desk === "consumer" ? null : "/staff/")}>
      <App />
    </SessionGate>
  ),
);
