/** The parts of the case page that all desks share. */
import "./case.css";

export { ActionDialog, type FormComponent, type FormProps } from "./ActionDialog";
export { AppealForm } from "./AppealForm";
export { ACTIONS, isKnown, mayNow, obligationActions, type PlacedAction, placed, possible } from "./actions";
export { CaseHead, claimedMinor } from "./CaseHead";
export { CaseGate, CasePage } from "./CasePage";
export { Claims, Obligations } from "./Claims";
export { ClockStrip } from "./ClockStrip";
export { ACCEPTED, PHOTO } from "./accepted";
export { EvidenceBoard } from "./EvidenceBoard";
export { EvidenceViewer } from "./EvidenceViewer";
export { caseKey, casesKey, casesListKey } from "./keys";
export { ActionBar, type Forms, NextStep } from "./NextStep";
export { OfferForm } from "./OfferForm";
export { Facts, OutlookCard } from "./OutlookCard";
export { type RuleHref, RuleTag } from "./RuleTag";
export { RulingCard } from "./RulingCard";
export { OfferCard, Talk, Terms } from "./Talk";
export { Timeline } from "./Timeline";
export { type Commands, useCase, useCommand } from "./use-case";
export { type Sending, type Uploads, useUploads } from "./use-uploads";
export { caseWords } from "./words";
