"""The lifecycle of a case, as one table: who may do what at which stage, and where it can lead.

Each row is a named constant. `decide` reads the table, `possible` reads it, the reference page and its
diagram are printed from it, and the model check holds it against every reachable state: a case goes
nowhere that its row does not name, and everywhere that it does.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from hejie.domain import commands as ask
from hejie.domain import guards as must
from hejie.domain.case import ObligationStatus, Stage
from hejie.domain.draft import Draft
from hejie.domain.procedure import (
    answering,
    evidence,
    filing,
    lapsing,
    pausing,
    performing,
    ruling,
    settling,
    taking,
    withdrawing,
)
from hejie.domain.refusals import Refusal
from hejie.domain.roles import PARTIES, STAFF, Role

C = TypeVar("C", bound=ask.Command)


@dataclass(frozen=True)
class Transition(Generic[C]):
    """One row. `stages` empty: the case does not exist yet. `leads`: from which stage to which it may
    move the case (from None: it begins it). `stays`: it may also leave the case where it was."""

    name: str
    command: type[C]
    by: frozenset[Role]
    stages: frozenset[Stage]
    leads: frozenset[tuple[Stage | None, Stage]]
    act: Callable[[Draft, C], Refusal | None]
    guards: tuple[must.Guard, ...] = ()
    stays: bool = False

    @property
    def to(self) -> frozenset[Stage]:
        """Every stage that it may lead to."""
        return frozenset(end for _, end in self.leads)


def _moves(*moves: tuple[frozenset[Stage], frozenset[Stage]]) -> frozenset[tuple[Stage | None, Stage]]:
    """From any of some stages to any of some others."""
    return frozenset((start, end) for starts, ends in moves for start in starts for end in ends)


_COMPLAINANT = frozenset({Role.COMPLAINANT})
_RESPONDENT = frozenset({Role.RESPONDENT})
_OFFICER = frozenset({Role.OFFICER})
_ARBITER = frozenset({Role.ARBITER})
_CLOCK = frozenset({Role.CLOCK})
_PLATFORM = frozenset({Role.PLATFORM})

_ALL = frozenset(Stage)
_OPEN = _ALL - {Stage.CLOSED}
_NONE: frozenset[Stage] = frozenset()
_NOWHERE: frozenset[tuple[Stage | None, Stage]] = frozenset()

_TALKING = frozenset({Stage.TALKING})
_AWAITING_ANSWER = frozenset({Stage.AWAITING_ANSWER})
_AWAITING_CONSUMER = frozenset({Stage.AWAITING_CONSUMER})
_EXAMINING = frozenset({Stage.EXAMINING})
_EVIDENCE = frozenset({Stage.EVIDENCE})
_DECIDING = frozenset({Stage.DECIDING})
_RULED = frozenset({Stage.RULED})
_REVIEWING = frozenset({Stage.REVIEWING})
_PERFORMING = frozenset({Stage.PERFORMING})
_CLOSED = frozenset({Stage.CLOSED})
_OFFERING = frozenset({Stage.TALKING, Stage.AWAITING_CONSUMER, Stage.EXAMINING, Stage.EVIDENCE})
_SHOWING = _OFFERING | {Stage.AWAITING_ANSWER}
_WITH_STAFF = frozenset({Stage.EXAMINING, Stage.EVIDENCE, Stage.DECIDING, Stage.REVIEWING})
_ENDING = frozenset({Stage.PERFORMING, Stage.CLOSED})
"""A settlement or ruling is performed; it closes the case where all of it has been paid already."""
_BEFORE_RULING = frozenset(
    {
        Stage.TALKING,
        Stage.AWAITING_ANSWER,
        Stage.AWAITING_CONSUMER,
        Stage.EXAMINING,
        Stage.EVIDENCE,
        Stage.DECIDING,
    }
)
_LAST_ACT = _moves((_PERFORMING, _CLOSED))
"""What ends the last obligation ends the case."""

OPEN_TALK = Transition(
    "open_talk", ask.OpenTalk, _COMPLAINANT, _NONE, frozenset({(None, Stage.TALKING)}), filing.open_talk
)
FILE_AT_ONCE = Transition(
    "file_at_once",
    ask.FileComplaint,
    _COMPLAINANT,
    _NONE,
    frozenset({(None, Stage.AWAITING_ANSWER)}),
    filing.file_at_once,
)
FILE_AFTER_TALK = Transition(
    "file_after_talk",
    ask.FileComplaint,
    _COMPLAINANT,
    _TALKING,
    _moves((_TALKING, _AWAITING_ANSWER)),
    filing.file_after_talk,
    (must.talk_has_failed_or_is_not_needed,),
)
SAY = Transition("say", ask.Say, PARTIES | STAFF, _OPEN, _NOWHERE, filing.say, stays=True)
OFFER = Transition("offer", ask.MakeOffer, PARTIES, _OFFERING, _NOWHERE, settling.make_offer, stays=True)
OFFER_AS_ANSWER = Transition(
    "offer_as_answer",
    ask.MakeOffer,
    _RESPONDENT,
    _AWAITING_ANSWER,
    _moves((_AWAITING_ANSWER, _AWAITING_CONSUMER)),
    settling.make_offer,
)
COUNTER_OFFER = Transition(
    "counter_offer",
    ask.CounterOffer,
    PARTIES,
    _OFFERING,
    _NOWHERE,
    settling.counter_offer,
    (must.other_side_has_an_open_offer,),
    stays=True,
)
ACCEPT_OFFER = Transition(
    "accept_offer",
    ask.AcceptOffer,
    PARTIES,
    _OFFERING,
    _moves((_OFFERING, _ENDING)),
    settling.accept_offer,
    (must.other_side_has_an_open_offer,),
)
DECLINE_OFFER = Transition(
    "decline_offer",
    ask.DeclineOffer,
    PARTIES,
    _OFFERING,
    _moves((_AWAITING_CONSUMER, _EVIDENCE)),
    settling.decline_offer,
    (must.other_side_has_an_open_offer,),
    stays=True,
)
ACCEPT_CLAIMS = Transition(
    "accept_claims",
    ask.AcceptClaims,
    _RESPONDENT,
    _AWAITING_ANSWER,
    _moves((_AWAITING_ANSWER, _ENDING)),
    settling.accept_claims,
    stays=True,
)
REFUSE = Transition(
    "refuse",
    ask.Refuse,
    _RESPONDENT,
    _TALKING | _AWAITING_ANSWER,
    _NOWHERE,
    filing.refuse_complaint,
    stays=True,
)
CONTEST = Transition(
    "contest",
    ask.Contest,
    _RESPONDENT,
    _AWAITING_ANSWER,
    _moves((_AWAITING_ANSWER, _EXAMINING)),
    answering.contest,
    (must.required_items_are_shown,),
)
SUBMIT_EVIDENCE = Transition(
    "submit_evidence",
    ask.SubmitEvidence,
    PARTIES,
    _SHOWING,
    _NOWHERE,
    evidence.submit_evidence,
    stays=True,
)
FINISH_EVIDENCE = Transition(
    "finish_evidence",
    ask.FinishEvidence,
    PARTIES,
    _EVIDENCE,
    _moves((_EVIDENCE, _DECIDING)),
    evidence.finish_evidence,
    (must.case_is_not_paused, must.you_have_not_finished),
    stays=True,
)
FINISH_REPLY = Transition(
    "finish_reply",
    ask.FinishEvidence,
    _COMPLAINANT,
    _EXAMINING,
    _NOWHERE,
    answering.finish_reply,
    (must.case_is_not_paused, must.complainant_may_still_reply),
    stays=True,
)
REQUEST_INTERVENTION = Transition(
    "request_intervention",
    ask.RequestIntervention,
    PARTIES,
    _AWAITING_CONSUMER,
    _moves((_AWAITING_CONSUMER, _EVIDENCE)),
    settling.request_intervention,
)
TAKE = Transition(
    "take",
    ask.Take,
    _OFFICER | _ARBITER,
    _WITH_STAFF,
    _NOWHERE,
    taking.take,
    (must.you_may_work_on_it, must.you_have_not_taken_it),
    stays=True,
)
TAKE_FOR_PERFORMANCE = Transition(
    "take_for_performance",
    ask.Take,
    _OFFICER,
    _OPEN - _WITH_STAFF,
    _NOWHERE,
    taking.take,
    (
        must.something_is(ObligationStatus.CONTESTED, ObligationStatus.ENFORCING),
        must.you_have_not_taken_it,
    ),
    stays=True,
)
EXAMINE = Transition(
    "examine",
    ask.Examine,
    _OFFICER,
    _EXAMINING,
    _moves((_EXAMINING, _RULED | _EVIDENCE)),
    answering.examine,
    (must.case_is_not_paused, must.complainant_was_heard, must.you_have_not_decided_before),
)
RULE = Transition(
    "rule",
    ask.Rule,
    _ARBITER,
    _DECIDING,
    _moves((_DECIDING, _RULED)),
    ruling.rule,
    (must.case_is_not_paused, must.you_have_not_decided_before),
)
APPEAL = Transition(
    "appeal",
    ask.Appeal,
    PARTIES,
    _RULED | _REVIEWING,
    _moves((_RULED, _REVIEWING)),
    ruling.appeal,
    (must.you_have_an_open_appeal_window,),
    stays=True,
)
DECIDE_APPEAL = Transition(
    "decide_appeal",
    ask.DecideAppeal,
    _ARBITER,
    _REVIEWING,
    _moves((_REVIEWING, _RULED | _ENDING)),
    ruling.decide_appeal,
    (must.case_is_not_paused, must.both_sides_may_have_appealed, must.you_have_not_decided_before),
)
ASK_FOR_PERSON = Transition(
    "ask_for_a_person",
    ask.AskForPerson,
    PARTIES,
    _RULED,
    _moves((_RULED, _DECIDING)),
    ruling.ask_for_person,
    (must.a_machine_decided,),
)
RECORD_PERFORMANCE = Transition(
    "record_performance",
    ask.RecordPerformance,
    PARTIES,
    _OPEN,
    _NOWHERE,
    performing.record_performance,
    (must.something_is(ObligationStatus.OWED),),
    stays=True,
)
ACCEPT_PERFORMANCE = Transition(
    "accept_performance",
    ask.AcceptPerformance,
    PARTIES,
    _OPEN,
    _LAST_ACT,
    performing.accept_performance,
    (must.something_is(ObligationStatus.RECORDED, ObligationStatus.CONTESTED),),
    stays=True,
)
CONTEST_PERFORMANCE = Transition(
    "contest_performance",
    ask.ContestPerformance,
    PARTIES,
    _OPEN,
    _NOWHERE,
    performing.contest_performance,
    (must.something_is(ObligationStatus.RECORDED),),
    stays=True,
)
DECIDE_PERFORMANCE = Transition(
    "decide_performance",
    ask.DecidePerformance,
    _OFFICER,
    _OPEN,
    _LAST_ACT,
    performing.decide_performance,
    (must.something_is(ObligationStatus.CONTESTED),),
    stays=True,
)
WAIVE_PERFORMANCE = Transition(
    "waive_performance",
    ask.WaivePerformance,
    PARTIES,
    _OPEN,
    _LAST_ACT,
    performing.waive_performance,
    (must.something_is(*performing.OPEN_TO_WAIVE),),
    stays=True,
)
REQUEST_ENFORCEMENT = Transition(
    "request_enforcement",
    ask.RequestEnforcement,
    _COMPLAINANT,
    _OPEN,
    _NOWHERE,
    performing.request_enforcement,
    (must.something_is(ObligationStatus.BREACHED),),
    stays=True,
)
RESUME_COMPLAINT = Transition(
    "resume_complaint",
    ask.ResumeComplaint,
    _COMPLAINANT,
    _OPEN,
    _moves((_PERFORMING, _BEFORE_RULING)),
    performing.resume_complaint,
    (must.something_is(ObligationStatus.BREACHED),),
    stays=True,
)
ENFORCE = Transition(
    "enforce",
    ask.Enforce,
    _OFFICER,
    _OPEN,
    _LAST_ACT,
    performing.enforce,
    (must.something_is(ObligationStatus.ENFORCING),),
    stays=True,
)
REQUEST_WITHDRAWAL = Transition(
    "request_withdrawal",
    ask.RequestWithdrawal,
    _COMPLAINANT,
    _OPEN,
    _moves((_BEFORE_RULING, _CLOSED), (_BEFORE_RULING - _TALKING, _PERFORMING)),
    withdrawing.request_withdrawal,
    (must.withdrawal_takes_effect_at_once,),
    stays=True,
)
REINSTATE = Transition(
    "reinstate",
    ask.Reinstate,
    _COMPLAINANT,
    _CLOSED,
    _moves((_CLOSED, _BEFORE_RULING)),
    withdrawing.reinstate,
    (must.withdrawal_may_be_taken_back,),
)
REQUEST_INFORMATION = Transition(
    "request_information",
    ask.RequestInformation,
    _OFFICER | _ARBITER,
    _WITH_STAFF,
    _NOWHERE,
    pausing.request_information,
    (must.case_is_not_paused,),
    stays=True,
)
SUPPLY_INFORMATION = Transition(
    "supply_information",
    ask.SupplyInformation,
    PARTIES,
    _WITH_STAFF,
    _NOWHERE,
    pausing.supply_information,
    (must.information_is_asked_of_you,),
    stays=True,
)
SUSPEND = Transition(
    "suspend",
    ask.Suspend,
    _OFFICER,
    _WITH_STAFF,
    _NOWHERE,
    pausing.suspend,
    (must.case_is_not_paused,),
    stays=True,
)
RESUME = Transition(
    "resume",
    ask.Resume,
    _OFFICER,
    _WITH_STAFF,
    _NOWHERE,
    pausing.resume,
    (must.case_is_suspended,),
    stays=True,
)
RAISE_FLAG = Transition(
    "raise_flag", ask.RaiseFlag, _PLATFORM, _OPEN, _NOWHERE, pausing.raise_flag, stays=True
)
LAPSE = Transition(
    "lapse",
    ask.Lapse,
    _CLOCK,
    _OPEN,
    _moves(
        (_TALKING, _CLOSED),
        (_AWAITING_ANSWER, _RULED | _EVIDENCE | _DECIDING),
        (_AWAITING_CONSUMER, _EVIDENCE | _ENDING),
        (_EVIDENCE, _DECIDING),
        (_RULED, _ENDING),
        (_PERFORMING, _CLOSED),
    ),
    lapsing.lapse,
    stays=True,
)

LIFECYCLE: tuple[Transition[Any], ...] = (
    OPEN_TALK,
    FILE_AT_ONCE,
    FILE_AFTER_TALK,
    SAY,
    OFFER,
    OFFER_AS_ANSWER,
    COUNTER_OFFER,
    ACCEPT_OFFER,
    DECLINE_OFFER,
    ACCEPT_CLAIMS,
    REFUSE,
    CONTEST,
    SUBMIT_EVIDENCE,
    FINISH_EVIDENCE,
    FINISH_REPLY,
    REQUEST_INTERVENTION,
    TAKE,
    TAKE_FOR_PERFORMANCE,
    EXAMINE,
    RULE,
    APPEAL,
    DECIDE_APPEAL,
    ASK_FOR_PERSON,
    RECORD_PERFORMANCE,
    ACCEPT_PERFORMANCE,
    CONTEST_PERFORMANCE,
    DECIDE_PERFORMANCE,
    WAIVE_PERFORMANCE,
    REQUEST_ENFORCEMENT,
    RESUME_COMPLAINT,
    ENFORCE,
    REQUEST_WITHDRAWAL,
    REINSTATE,
    REQUEST_INFORMATION,
    SUPPLY_INFORMATION,
    SUSPEND,
    RESUME,
    RAISE_FLAG,
    LAPSE,
)
"""In the order in which a case is lived, for people who read the page."""
