/** The shapes that the server gives and takes, by the names the desks use. All come from the OpenAPI document. */
import type { paths } from "./schema";

type Json<Operation> = Operation extends {
  responses: { [Status in 200]: { content: { "application/json": infer Body } } };
}
  ? Body
  : Operation extends { responses: { [Status in 201]: { content: { "application/json": infer Body } } } }
    ? Body
    : never;
type Asked<Operation> = Operation extends { requestBody: { content: { "application/json": infer Body } } }
  ? Body
  : never;

/** An answer may also be 304, without a body. */
export type CaseView = NonNullable<Json<paths["/api/v1/cases/{id}"]["get"]>>;
export type CasePage = Json<paths["/api/v1/cases"]["get"]>;
export type CaseBrief = CasePage["items"][number];
export type OrderPage = Json<paths["/api/v1/orders"]["get"]>;
export type OrderView = OrderPage["items"][number];
export type RulesView = Json<paths["/api/v1/rules"]["get"]>;
export type KindView = RulesView["kinds"][number];
export type SessionView = Json<paths["/api/v1/session"]["get"]>;
export type UploadView = Json<paths["/api/v1/uploads"]["put"]>;
export type CommandResult = Json<paths["/api/v1/cases/{id}/commands"]["post"]>;

export type Named = CaseView["kind"];
export type PartyView = CaseView["parties"][number];
export type LineView = CaseView["lines"][number];
export type ClaimView = CaseView["claims"][number];
export type ClockView = CaseView["clocks"][number];
export type ObligationView = CaseView["obligations"][number];
export type OfferView = CaseView["offers"][number];
export type EvidenceView = CaseView["evidence"][number];
export type ChecklistView = CaseView["checklists"][number];
export type RulingView = NonNullable<CaseView["ruling"]>;
export type TimelineView = CaseView["timeline"][number];
export type PossibleView = CaseView["possible"][number];
export type OutlookView = NonNullable<CaseView["outlook"]>;
export type RemedyView = CaseView["remedies"][number];
export type RuleView = RulingView["rules"][number];
export type FactView = CaseView["records"][number];

/** What can be asked of a case: a union told apart by `type`. */
export type Command = Asked<paths["/api/v1/cases/{id}/commands"]["post"]>;
export type CommandName = Command["type"];
/** The command of a name, e.g. `CommandOf<"say">`. */
export type CommandOf<Name extends CommandName> = Extract<Command, { type: Name }>;
/** What begins a case. */
export type NewCase = Asked<paths["/api/v1/cases"]["post"]>;
