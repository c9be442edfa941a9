/** Which button or form belongs to which command. Whether it is there at all is said by `possible` alone.
 *
 * `simple`: a button and a short confirmation · `form`: a form of its own, given by the desk · the others are
 * drawn within the part of the page that they name.
 */
import type { CaseView, CommandName, ObligationView, PossibleView } from "../api";
import type { Tone } from "../ui";

export type SimpleName = Extract<
  CommandName,
  | "file"
  | "accept_claims"
  | "refuse"
  | "contest"
  | "finish_evidence"
  | "request_intervention"
  | "ask_for_a_person"
  | "reinstate"
  | "supply_information"
  | "resume"
  | "take"
  | "record_performance"
  | "accept_performance"
  | "contest_performance"
  | "waive_performance"
  | "request_enforcement"
  | "resume_complaint"
>;

/** Commands that carry a text, and whether it must be there. */
type TextNeed = "none" | "optional" | "required";

type Action =
  | { place: "simple" | "obligation"; tone: Tone; text: TextNeed }
  | { place: "talk" | "offer" | "offer_answer" | "evidence"; tone: Tone }
  | { place: "form" | "obligation_form"; tone: Tone };

/** Every command has its row; a new one that has none does not compile. */
export const ACTIONS: { readonly [Name in CommandName]: Action } = {
  take: { place: "simple", tone: "primary", text: "none" },
  file: { place: "simple", tone: "primary", text: "optional" },
  accept_claims: { place: "simple", tone: "primary", text: "none" },
  contest: { place: "simple", tone: "plain", text: "optional" },
  refuse: { place: "simple", tone: "plain", text: "optional" },
  request_intervention: { place: "simple", tone: "plain", text: "optional" },
  finish_evidence: { place: "simple", tone: "primary", text: "none" },
  supply_information: { place: "simple", tone: "primary", text: "required" },
  ask_for_a_person: { place: "simple", tone: "plain", text: "none" },
  reinstate: { place: "simple", tone: "plain", text: "none" },
  resume: { place: "simple", tone: "primary", text: "none" },

  say: { place: "talk", tone: "primary" },
  offer: { place: "offer", tone: "plain" },
  counter_offer: { place: "offer_answer", tone: "plain" },
  accept_offer: { place: "offer_answer", tone: "primary" },
  decline_offer: { place: "offer_answer", tone: "quiet" },
  submit_evidence: { place: "evidence", tone: "primary" },

  record_performance: { place: "obligation", tone: "primary", text: "none" },
  accept_performance: { place: "obligation", tone: "primary", text: "none" },
  contest_performance: { place: "obligation", tone: "plain", text: "optional" },
  waive_performance: { place: "obligation", tone: "quiet", text: "none" },
  request_enforcement: { place: "obligation", tone: "primary", text: "none" },
  resume_complaint: { place: "obligation", tone: "plain", text: "none" },
  decide_performance: { place: "obligation_form", tone: "primary" },
  enforce: { place: "obligation_form", tone: "primary" },

  request_withdrawal: { place: "form", tone: "plain" },
  appeal: { place: "form", tone: "plain" },
  examine: { place: "form", tone: "primary" },
  rule: { place: "form", tone: "primary" },
  decide_appeal: { place: "form", tone: "primary" },
  request_information: { place: "form", tone: "plain" },
  suspend: { place: "form", tone: "plain" },
};

/** A command of the server that these screens know; an unknown one (a newer server) has no button. */
export function isKnown(name: string): name is CommandName {
  return Object.hasOwn(ACTIONS, name);
}

/** What `possible` says of a command; undefined: it is not this viewer's at all. */
export function possible(view: CaseView, name: CommandName): PossibleView | undefined {
  return view.possible.find((one) => one.command === name);
}

/** Whether a command may be given now. */
export function mayNow(view: CaseView, name: CommandName): boolean {
  return possible(view, name)?.allowed === true;
}

export type PlacedAction = PossibleView & { command: CommandName };

/** The commands of some places, in the order of `ACTIONS`: the main one first. */
export function placed(view: CaseView, places: readonly Action["place"][]): PlacedAction[] {
  const order = Object.keys(ACTIONS);
  return view.possible
    .filter((one): one is PlacedAction => isKnown(one.command) && places.includes(ACTIONS[one.command].place))
    .sort((a, b) => order.indexOf(a.command) - order.indexOf(b.command));
}

/** The commands that the viewer may give now about one obligation, as the server says of each. */
export function obligationActions(view: CaseView, obligation: ObligationView): PlacedAction[] {
  return placed(view, ["obligation", "obligation_form"]).filter(
    (one) => one.allowed && obligation.possible?.includes(one.command),
  );
}
