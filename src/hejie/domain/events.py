"""What has happened to a case: one struct an event, told apart by `type`, in the past tense.

An event is never changed once it has been written anywhere: a new meaning is a new event. Sealed texts
are references; everything else is names, instants, amounts and rule ids.
"""

from datetime import datetime

import msgspec

from hejie.domain.case import (
    Claim,
    Clock,
    EvidenceItem,
    Flag,
    Head,
    Obligation,
    Offer,
    Outcome,
    PauseGround,
    Ruling,
    Severity,
    SpanName,
    Stage,
)
from hejie.domain.commands import AppealGround, WithdrawalReason
from hejie.domain.roles import Side
from hejie.domain.words import PersonalText, Told


class Event(msgspec.Struct, frozen=True, omit_defaults=True, tag_field="type"):
    """Any event."""


class CaseOpened(Event, frozen=True, tag="case_opened"):
    """A case begins; the pack is pinned from here on."""

    head: Head
    severity: Severity
    claims: tuple[Claim, ...]
    text: PersonalText = ""


class ComplaintFiled(Event, frozen=True, tag="complaint_filed"):
    """The talk failed, or was not needed: the respondent must answer now."""

    escalate_if_refused: bool
    claims: tuple[Claim, ...]
    text: PersonalText = ""


class Said(Event, frozen=True, tag="said"):
    """Somebody wrote something."""

    by: Side
    text: PersonalText


class OfferMade(Event, frozen=True, tag="offer_made"):
    """A structured offer; an open one of the same side is replaced, the one it counters is declined."""

    offer: Offer
    text: PersonalText = ""


class OfferAccepted(Event, frozen=True, tag="offer_accepted"):
    """The settlement: every claim it names is settled."""

    offer: str
    claims: tuple[str, ...]


class OfferDeclined(Event, frozen=True, tag="offer_declined"):
    """The other side does not want it."""

    offer: str
    text: PersonalText = ""


class ClaimsAccepted(Event, frozen=True, tag="claims_accepted"):
    """The respondent accepts claims as they were made."""

    claims: tuple[str, ...]


class Refused(Event, frozen=True, tag="refused"):
    """The respondent refuses."""

    text: PersonalText = ""


class Contested(Event, frozen=True, tag="contested"):
    """The respondent contests, with the items it must show."""

    text: PersonalText = ""


class ContestDecided(Event, frozen=True, tag="contest_decided"):
    """A contest was not upheld, or only reduces the weight of the complaint."""

    by: str
    rules: tuple[str, ...]
    severity: Severity | None = None
    points: int | None = None
    text: PersonalText = ""


class EvidenceSubmitted(Event, frozen=True, tag="evidence_submitted"):
    """A side shows something."""

    evidence: EvidenceItem
    caption: PersonalText = ""


class EvidenceFinished(Event, frozen=True, tag="evidence_finished"):
    """A side has shown all that it has."""

    side: Side


class InterventionRequested(Event, frozen=True, tag="intervention_requested"):
    """A side asks the platform to step in."""

    side: Side
    text: PersonalText = ""


class CaseTaken(Event, frozen=True, tag="case_taken"):
    """A person of the staff has taken the case, perhaps over from a colleague."""

    by: str


class Ruled(Event, frozen=True, tag="ruled"):
    """A ruling on claims."""

    ruling: Ruling


class RulingSetAside(Event, frozen=True, tag="ruling_set_aside"):
    """A person will decide in the place of the machine."""

    by: Side


class Appealed(Event, frozen=True, tag="appealed"):
    """A side appeals."""

    side: Side
    ground: AppealGround
    text: PersonalText = ""


class AppealDecided(Event, frozen=True, tag="appeal_decided"):
    """Another person looked at it again. A changed ruling follows as an event of its own."""

    by: str
    changed: bool
    rules: tuple[str, ...]
    text: PersonalText = ""


class RulingBecameFinal(Event, frozen=True, tag="ruling_became_final"):
    """No appeal is open any more. Points count from here, once a ruling."""

    ruling: str
    upheld: bool
    track: str
    points: int


class ObligationsCreated(Event, frozen=True, tag="obligations_created"):
    """Acts are owed from now on."""

    obligations: tuple[Obligation, ...]


class PerformanceRecorded(Event, frozen=True, tag="performance_recorded"):
    """The debtor says that it has been done."""

    obligation: str
    sha256: str = ""


class PerformanceAccepted(Event, frozen=True, tag="performance_accepted"):
    """It has been done: said by the creditor, by its silence, or by an officer."""

    obligation: str
    by: Side
    in_silence: bool = False
    text: PersonalText = ""


class PerformanceContested(Event, frozen=True, tag="performance_contested"):
    """The creditor says that it has not been done."""

    obligation: str
    text: PersonalText = ""


class ObligationBreached(Event, frozen=True, tag="obligation_breached"):
    """It was not done in time, or an officer found that it was not done."""

    obligation: str
    text: PersonalText = ""


class EnforcementRequested(Event, frozen=True, tag="enforcement_requested"):
    """The creditor (or its silence) chose enforcement."""

    obligation: str


class ObligationEnforced(Event, frozen=True, tag="obligation_enforced"):
    """Carried out from the deposit."""

    obligation: str
    by: str


class ObligationTransferred(Event, frozen=True, tag="obligation_transferred"):
    """It could not be carried out here; the creditor is told where to go."""

    obligation: str
    by: str


class ObligationWaived(Event, frozen=True, tag="obligation_waived"):
    """The creditor does not want it any more."""

    obligation: str


class ObligationDropped(Event, frozen=True, tag="obligation_dropped"):
    """It is no longer owed: the goods were not sent back, or the complaint was resumed."""

    obligation: str


class ComplaintResumed(Event, frozen=True, tag="complaint_resumed"):
    """After a breach the complaint goes on; the claims are open again."""

    claims: tuple[str, ...]


class ClaimsWithdrawn(Event, frozen=True, tag="claims_withdrawn"):
    """The complainant withdrew. `row` is the rule that allowed it, `read` what it read."""

    claims: tuple[str, ...]
    row: str
    read: tuple[tuple[str, Told], ...]
    reason: WithdrawalReason | None = None
    answered: bool = False
    """Whether the respondent had answered by then: only that counts in the limits."""


class CaseReinstated(Event, frozen=True, tag="case_reinstated"):
    """A withdrawal was taken back."""

    claims: tuple[str, ...]


class StageEntered(Event, frozen=True, tag="stage_entered"):
    """The case waits for something else now. The clocks of the stage before are gone, these run.

    This is the notice that starts them: everyone in the case sees it from this instant on.
    """

    stage: Stage
    clocks: tuple[Clock, ...] = ()


class ClockStarted(Event, frozen=True, tag="clock_started"):
    """A clock begins beside those of the stage."""

    clock: Clock


class ClockStopped(Event, frozen=True, tag="clock_stopped"):
    """A clock is no longer needed."""

    clock: str


class ClockExtended(Event, frozen=True, tag="clock_extended"):
    """A clock closes later."""

    clock: str
    due_at: datetime


class ClockLapsed(Event, frozen=True, tag="clock_lapsed"):
    """A clock ran out at `due_at`, whenever somebody noticed. `row` is the rule that says what follows."""

    clock: str
    name: SpanName
    owed_by: Side
    due_at: datetime
    row: str = ""


class Escalated(Event, frozen=True, tag="escalated"):
    """Staff were late: somebody else must look; nothing is decided by it."""

    name: SpanName


class ClocksPaused(Event, frozen=True, tag="clocks_paused"):
    """Every running clock stands still; the clock of the pause itself runs."""

    ground: PauseGround
    clock: Clock
    asked: Side | None = None
    text: PersonalText = ""


class ClocksResumed(Event, frozen=True, tag="clocks_resumed"):
    """The clocks go on, each with what it had left or the least that the rules give."""

    clocks: tuple[Clock, ...]


class InformationSupplied(Event, frozen=True, tag="information_supplied"):
    """What was asked for is there."""

    side: Side
    text: PersonalText = ""


class FlagRaised(Event, frozen=True, tag="flag_raised"):
    """A signal from another stream: a person will look where a machine would have decided."""

    flag: Flag
    cause: str


class CaseClosed(Event, frozen=True, tag="case_closed"):
    """Nothing is awaited any more."""

    outcome: Outcome


AnyEvent = (
    CaseOpened | ComplaintFiled | Said | OfferMade | OfferAccepted | OfferDeclined
    | ClaimsAccepted | Refused | Contested | ContestDecided | EvidenceSubmitted | EvidenceFinished
    | InterventionRequested | CaseTaken | Ruled | RulingSetAside | Appealed | AppealDecided
    | RulingBecameFinal
    | ObligationsCreated | PerformanceRecorded | PerformanceAccepted | PerformanceContested
    | ObligationBreached | EnforcementRequested | ObligationEnforced | ObligationTransferred
    | ObligationWaived | ObligationDropped | ComplaintResumed | ClaimsWithdrawn | CaseReinstated
    | StageEntered | ClockStarted | ClockStopped | ClockExtended | ClockLapsed | Escalated
    | ClocksPaused | ClocksResumed | InformationSupplied | FlagRaised | CaseClosed
)  # fmt: skip


def event_name(event: Event) -> str:
    """The name of an event in the log, e.g. `complaint_filed`."""
    return str(event.__struct_config__.tag)
