/** Findings as they are written: prefilled from what was claimed, checked before they are sent. */
import type { CaseView, ClaimView, CommandOf, RulingView } from "../../api";
import { paidMinor } from "../staff/CaseFacts";

export type ProposedFinding = CommandOf<"rule">["findings"][number];
export type Result = ProposedFinding["result"];
export type Act = NonNullable<ProposedFinding["awards"]>[number]["act"];
export type AwardDraft = { id: string; act: Act; amount_minor: number | null };
export type FindingDraft = { claim: string; result: Result | null; awards: AwardDraft[] };

export const PAYMENT: Act = "pay";
/** The goods come back from the consumer; every other act is the merchant's. */
const RETURN: Act = "return_goods";

export function sideOf(act: string): "complainant" | "respondent" {
  return act === RETURN ? "complainant" : "respondent";
}

function remedyOf(view: CaseView, claim: ClaimView) {
  return view.remedies.find((remedy) => remedy.code === claim.remedy.code);
}

/** The most that can be awarded for a claim; null: the formula of the rules says, and the server knows it. */
export function mostMinor(view: CaseView, claim: ClaimView): number | null {
  return remedyOf(view, claim)?.amount === "formula" ? null : paidMinor(view, claim.line);
}

/** Every act that the rules of the case know. */
export function actsOf(view: CaseView): { code: string; words: string }[] {
  const acts = view.remedies.flatMap((remedy) => remedy.acts);
  return acts.filter((act, place) => acts.findIndex((one) => one.code === act.code) === place);
}

/** What a claim asks for, with its amount, no more than can be awarded. */
export function freshFinding(view: CaseView, claim: ClaimView): FindingDraft {
  const most = mostMinor(view, claim);
  const asked = claim.amount_minor;
  const amount = asked !== null && most !== null ? Math.min(asked, most) : asked;
  const awards = (remedyOf(view, claim)?.acts ?? []).map((act) => ({
    id: `${claim.id}/${act.code}`,
    act: act.code as Act,
    amount_minor: act.code === PAYMENT ? amount : null,
  }));
  return { claim: claim.id, result: null, awards };
}

/** The findings of a ruling, to begin a change with. */
export function findingsOf(view: CaseView, ruling: RulingView): FindingDraft[] {
  return ruling.findings.map((finding) => {
    const claim = view.claims.find((one) => one.id === finding.claim);
    const awards = finding.awards.map((award) => ({
      id: `${finding.claim}/${award.act.code}`,
      act: award.act.code as Act,
      amount_minor: award.amount_minor,
    }));
    const fresh = claim ? freshFinding(view, claim).awards : [];
    return {
      claim: finding.claim,
      result: finding.result.code as Result,
      awards: awards.length > 0 ? awards : fresh,
    };
  });
}

/** What is wrong with a finding. */
export type Wrong = "finding_missing" | "awards_missing" | "amount_wrong" | "amount_over";

export function wrongWith(view: CaseView, finding: FindingDraft): Wrong | null {
  if (!finding.result) return "finding_missing";
  if (finding.result === "rejected") return null;
  if (finding.awards.length === 0) return "awards_missing";
  const pays = finding.awards.filter((award) => award.act === PAYMENT);
  if (pays.some((award) => !award.amount_minor)) return "amount_wrong";
  const claim = view.claims.find((one) => one.id === finding.claim);
  const most = claim ? mostMinor(view, claim) : null;
  const sum = pays.reduce((all, award) => all + (award.amount_minor ?? 0), 0);
  return most !== null && sum > most ? "amount_over" : null;
}

/** As the server takes it. */
export function proposed(finding: FindingDraft): ProposedFinding {
  const awards =
    finding.result === "rejected"
      ? []
      : finding.awards.map(({ act, amount_minor }) => (act === PAYMENT ? { act, amount_minor } : { act }));
  return { claim: finding.claim, result: finding.result ?? "rejected", awards };
}
