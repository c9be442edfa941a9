"""One example of every command and every event, with every field filled.

An event that was ever written must be readable for ever: to an example nothing is changed, and a new
type of event or command gets a new one. What people wrote stands in events as a sealed reference.
"""

from datetime import UTC, datetime

from hejie.domain import commands as ask
from hejie.domain import events as happened
from hejie.domain.calendar import Unit
from hejie.domain.case import (
    Act,
    Award,
    Basis,
    Claim,
    ClaimStatus,
    Clock,
    EvidenceItem,
    Finding,
    FindingResult,
    Flag,
    Head,
    Line,
    Obligation,
    ObligationStatus,
    Offer,
    OfferStatus,
    Origin,
    Outcome,
    PauseGround,
    Records,
    Ruling,
    Severity,
    SpanName,
    Stage,
    Term,
)
from hejie.domain.roles import Side

HASH = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
SEALED = f"sealed:0f8fad5bd9cb469fa16570867728950e:{HASH}"
WORDS = "茶叶发霉,要求退货退款"


def _at(day: int, hour: int = 1, minute: int = 0) -> datetime:
    return datetime(2026, 3, day, hour, minute, tzinfo=UTC)


HEAD = Head(
    venue="tmall",
    order="A1001",
    currency="CNY",
    complainant="li-na",
    respondent="tea-house",
    kind="quality_visible",
    pack_id="tmall-style",
    pack_version="2026-12-01",
    pack_hash=HASH,
    lines=(Line("1", 12_800, 800), Line("2", 30_000, 0)),
    records=Records(_at(1, 2), _at(1, 2, 2), _at(3, 2, 2), _at(2, 8), _at(3, 7), _at(4, 0)),
)
CLAIMS = (
    Claim("c1", "1", "return_and_refund", 12_800),
    Claim("c2", "2", "repair", None, ClaimStatus.WITHDRAWN),
)
RUNNING = Clock("k1", SpanName.ANSWER, Side.RESPONDENT, "stage", Unit.HOURS, _at(5), _at(7), None, 1)
STILL = Clock("k2", SpanName.EVIDENCE, Side.BOTH, "stage", Unit.DAYS, _at(5), None, 86_400)
OF_PAUSE = Clock("k3", SpanName.INFORMATION, Side.COMPLAINANT, "pause", Unit.BUSINESS_DAYS, _at(5), _at(8))
OFFER = Offer(
    "o2",
    Side.RESPONDENT,
    (Term("c1", Act.RETURN_GOODS, _at(9)), Term("c1", Act.PAY, _at(16), 6_000)),
    _at(5),
    "o1",
    OfferStatus.OPEN,
)
RULING = Ruling(
    id="r1",
    basis=Basis.ARBITER,
    by="zhao",
    findings=(
        Finding("c1", FindingResult.UPHELD, (Award(Act.RETURN_GOODS), Award(Act.PAY, 12_800))),
        Finding("c2", FindingResult.REJECTED),
    ),
    rules=("quality_visible.burden.respondent_silent", "appeal"),
    read=(
        ("respondent.silent", True),
        ("claim.paid_minor", 12_800),
        ("record.delivered_at", "2026-03-03T07:00:00Z"),
    ),
    evidence=("e1", "e2"),
    reasons=SEALED,
)
OBLIGATIONS = (
    Obligation(
        "b1", "c1", "1", Act.RETURN_GOODS, Side.COMPLAINANT, Origin.OFFER, ObligationStatus.OWED, None, _at(9)
    ),
    Obligation(
        "b2",
        "c1",
        "1",
        Act.PAY,
        Side.RESPONDENT,
        Origin.RULING,
        ObligationStatus.WAITING,
        8_800,
        _at(16),
        "b1",
    ),
)

EVENTS: tuple[happened.Event, ...] = (
    happened.CaseOpened(HEAD, Severity.S2, CLAIMS, SEALED),
    happened.ComplaintFiled(escalate_if_refused=True, claims=CLAIMS, text=SEALED),
    happened.Said(Side.COMPLAINANT, SEALED),
    happened.OfferMade(OFFER, SEALED),
    happened.OfferAccepted("o2", ("c1", "c2")),
    happened.OfferDeclined("o2", SEALED),
    happened.ClaimsAccepted(("c1",)),
    happened.Refused(SEALED),
    happened.Contested(SEALED),
    happened.ContestDecided("wang", ("quality_visible",), Severity.S1, 0, SEALED),
    happened.EvidenceSubmitted(EvidenceItem("e1", Side.COMPLAINANT, "defect_photo", HASH), SEALED),
    happened.EvidenceFinished(Side.RESPONDENT),
    happened.InterventionRequested(Side.COMPLAINANT, SEALED),
    happened.CaseTaken("wang"),
    happened.Ruled(RULING),
    happened.RulingSetAside(Side.RESPONDENT),
    happened.Appealed(Side.COMPLAINANT, ask.AppealGround.NEW_EVIDENCE, SEALED),
    happened.AppealDecided("qian", changed=True, rules=("reviewing",), text=SEALED),
    happened.RulingBecameFinal("r1", upheld=True, track="general", points=2),
    happened.ObligationsCreated(OBLIGATIONS),
    happened.PerformanceRecorded("b1", HASH),
    happened.PerformanceAccepted("b1", Side.RESPONDENT, in_silence=True, text=SEALED),
    happened.PerformanceContested("b1", SEALED),
    happened.ObligationBreached("b2", SEALED),
    happened.EnforcementRequested("b2"),
    happened.ObligationEnforced("b2", "wang"),
    happened.ObligationTransferred("b2", "wang"),
    happened.ObligationWaived("b2"),
    happened.ObligationDropped("b2"),
    happened.ComplaintResumed(("c1", "c2")),
    happened.ClaimsWithdrawn(
        ("c1",),
        "withdrawal.unanswered",
        (("case.stage", "awaiting_answer"), ("case.flagged", False)),
        ask.WithdrawalReason.MISTAKE,
        answered=True,
    ),
    happened.CaseReinstated(("c1",)),
    happened.StageEntered(Stage.AWAITING_ANSWER, (RUNNING,)),
    happened.ClockStarted(STILL),
    happened.ClockStopped("k2"),
    happened.ClockExtended("k1", _at(9)),
    happened.ClockLapsed("k1", SpanName.ANSWER, Side.RESPONDENT, _at(7), "silence.proven"),
    happened.Escalated(SpanName.DECIDING),
    happened.ClocksPaused(PauseGround.INFORMATION, OF_PAUSE, Side.COMPLAINANT, SEALED),
    happened.ClocksResumed((RUNNING, STILL)),
    happened.InformationSupplied(Side.COMPLAINANT, SEALED),
    happened.FlagRaised(Flag.FARMING, "merchant-7"),
    happened.CaseClosed(Outcome.FOR_CONSUMER),
)

_DEMANDS = (ask.Demand("1", "return_and_refund", 12_800), ask.Demand("2", "repair"))
_TERMS = (
    ask.ProposedAct("c1", Act.RETURN_GOODS, _at(9)),
    ask.ProposedAct("c1", Act.PAY, _at(16), 6_000),
)
_FINDINGS = (
    ask.ProposedFinding("c1", FindingResult.UPHELD, (Award(Act.RETURN_GOODS), Award(Act.PAY, 12_800))),
    ask.ProposedFinding("c2", FindingResult.REJECTED),
)

COMMANDS: tuple[ask.Command, ...] = (
    ask.OpenTalk("A1001", "quality_visible", _DEMANDS, WORDS),
    ask.FileComplaint("A1001", "false_ad", _DEMANDS, escalate_if_refused=True, text=WORDS),
    ask.Say(WORDS),
    ask.MakeOffer(_TERMS, WORDS),
    ask.CounterOffer("o1", _TERMS, WORDS),
    ask.AcceptOffer("o1"),
    ask.DeclineOffer("o1", WORDS),
    ask.AcceptClaims(("c1",)),
    ask.Refuse(WORDS),
    ask.Contest(WORDS),
    ask.SubmitEvidence("defect_photo", HASH, WORDS),
    ask.FinishEvidence(),
    ask.RequestIntervention(WORDS),
    ask.Take(),
    ask.Examine(ask.ContestOutcome.REDUCED, ("quality_visible",), WORDS, Severity.S1, 0),
    ask.Rule(_FINDINGS, ("quality_visible",), WORDS, ("e1",)),
    ask.Appeal(ask.AppealGround.NEW_EVIDENCE, WORDS, (ask.ShownItem("defect_photo", HASH),)),
    ask.DecideAppeal(("reviewing",), WORDS, _FINDINGS),
    ask.AskForPerson(),
    ask.RecordPerformance("b1", HASH),
    ask.AcceptPerformance("b1"),
    ask.ContestPerformance("b1", WORDS),
    ask.DecidePerformance("b1", performed=False, text=WORDS),
    ask.WaivePerformance("b1"),
    ask.RequestEnforcement("b1"),
    ask.ResumeComplaint("b1"),
    ask.Enforce("b1", from_deposit=True),
    ask.RequestWithdrawal(("c1",), ask.WithdrawalReason.SETTLED),
    ask.Reinstate(),
    ask.RequestInformation("complainant", WORDS),
    ask.SupplyInformation(WORDS),
    ask.Suspend(20, WORDS),
    ask.Resume(),
    ask.RaiseFlag(Flag.FARMING, "merchant-7"),
    ask.Lapse("k1"),
)
