"""A case as it stands: the value that `decide` reads and `evolve` makes.

A case holds one order, one kind of complaint and one or more claims, each with its own status. Amounts
are minor units of the order's currency; instants are aware. Nothing here is free text or personal data:
what people wrote is referred to by a sealed reference.
"""

from datetime import datetime, timedelta
from enum import StrEnum

import msgspec

from hejie.domain.calendar import Unit
from hejie.domain.roles import Side, other
from hejie.domain.words import PersonalText, Told


class Stage(StrEnum):
    """Where a case is, named by what is awaited."""

    TALKING = "talking"
    AWAITING_ANSWER = "awaiting_answer"
    AWAITING_CONSUMER = "awaiting_consumer"
    EXAMINING = "examining"
    EVIDENCE = "evidence"
    DECIDING = "deciding"
    RULED = "ruled"
    REVIEWING = "reviewing"
    PERFORMING = "performing"
    CLOSED = "closed"


class Outcome(StrEnum):
    """How a closed case ended; derived from its claims."""

    SETTLED = "settled"
    WITHDRAWN = "withdrawn"
    REVOKED = "revoked"
    FOR_CONSUMER = "for_consumer"
    FOR_MERCHANT = "for_merchant"
    SHARED = "shared"
    LAPSED = "lapsed"
    TRANSFERRED = "transferred"


class Severity(StrEnum):
    """S1 performance slip, S2 defect or damage, S3 deceit or a right refused, S4 counterfeit or danger."""

    S1 = "S1"
    S2 = "S2"
    S3 = "S3"
    S4 = "S4"


class SpanName(StrEnum):
    """Every length of time that the procedure asks the pack for. Clocks carry the name of their span."""

    TALK_BEFORE_FILING = "talk_before_filing"
    TALK = "talk"
    ANSWER = "answer"
    OFFER_REPLY = "offer_reply"
    PROOF_REPLY = "proof_reply"
    EXAMINING = "examining"
    EVIDENCE = "evidence"
    DECIDING = "deciding"
    APPEAL = "appeal"
    REVIEWING = "reviewing"
    PERFORM = "perform"
    RETURN_GOODS = "return_goods"
    AFTER_RETURN = "after_return"
    ACCEPT_PERFORMANCE = "accept_performance"
    DECIDE_PERFORMANCE = "decide_performance"
    BREACH_CHOICE = "breach_choice"
    ENFORCE = "enforce"
    INFORMATION = "information"
    SUSPENSION = "suspension"
    RESUME_LEAST = "resume_least"
    REGRET = "regret"
    COUNTING_WINDOW = "counting_window"
    FARMING_WINDOW = "farming_window"


class ClaimStatus(StrEnum):
    """Where one demand stands."""

    OPEN = "open"
    SETTLED = "settled"
    WITHDRAWN = "withdrawn"
    UPHELD = "upheld"
    REJECTED = "rejected"
    PARTLY = "partly"


class Act(StrEnum):
    """What somebody can owe."""

    PAY = "pay"
    RETURN_GOODS = "return_goods"
    RESHIP = "reship"
    REPAIR = "repair"
    APOLOGISE = "apologise"


class ObligationStatus(StrEnum):
    """Where a dated act stands. `waiting` is for goods that must come back first."""

    WAITING = "waiting"
    OWED = "owed"
    RECORDED = "recorded"
    PERFORMED = "performed"
    CONTESTED = "contested"
    BREACHED = "breached"
    ENFORCING = "enforcing"
    ENFORCED = "enforced"
    WAIVED = "waived"
    DROPPED = "dropped"
    TRANSFERRED = "transferred"


DONE = frozenset(
    {
        ObligationStatus.PERFORMED,
        ObligationStatus.ENFORCED,
        ObligationStatus.WAIVED,
        ObligationStatus.DROPPED,
        ObligationStatus.TRANSFERRED,
    }
)
"""Nothing more is awaited from an obligation of these."""

MONEY_MOVED = frozenset({ObligationStatus.PERFORMED, ObligationStatus.ENFORCED})


class Origin(StrEnum):
    """What an obligation comes from; a breach of each has its own consequence."""

    RULING = "ruling"
    OFFER = "offer"
    ANSWER = "answer"


class OfferStatus(StrEnum):
    """Where an offer stands."""

    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    REPLACED = "replaced"


class FindingResult(StrEnum):
    """What a ruling finds of one claim."""

    UPHELD = "upheld"
    REJECTED = "rejected"
    PARTLY = "partly"


class Basis(StrEnum):
    """What a ruling rests on. The first two are made by a machine, and say so."""

    RECORD = "record"
    DEFAULT = "default"
    CONTEST = "contest"
    ARBITER = "arbiter"
    REVIEW = "review"


class Flag(StrEnum):
    """A signal that sends a machine's decision to a person. It decides nothing itself."""

    FARMING = "farming"


class PauseGround(StrEnum):
    """Why the clocks of a case stand still."""

    INFORMATION = "information"
    SUSPENSION = "suspension"


class Line(msgspec.Struct, frozen=True):
    """An order line that the case is about; what was paid for it, in minor units."""

    ref: str
    price_minor: int
    freight_minor: int

    @property
    def paid_minor(self) -> int:
        """Goods and freight together: the most that can be refunded."""
        return self.price_minor + self.freight_minor


class Records(msgspec.Struct, frozen=True, omit_defaults=True):
    """What the platform itself knows of the order. None: no record, which is held against nobody."""

    placed_at: datetime
    paid_at: datetime | None = None
    dispatch_due_at: datetime | None = None
    handed_over_at: datetime | None = None
    delivered_at: datetime | None = None
    confirmed_at: datetime | None = None


class Head(msgspec.Struct, frozen=True):
    """What does not change: the order, the parties, the kind, and the pack the case is judged by."""

    venue: str
    order: str
    currency: str
    complainant: str
    respondent: str
    kind: str
    pack_id: str
    pack_version: str
    pack_hash: str
    lines: tuple[Line, ...]
    records: Records


class Claim(msgspec.Struct, frozen=True):
    """One demand about one order line. `amount_minor` None: as much as the rules' formula says."""

    id: str
    line: str
    remedy: str
    amount_minor: int | None = None
    status: ClaimStatus = ClaimStatus.OPEN


class Clock(msgspec.Struct, frozen=True, omit_defaults=True):
    """A time that runs. `scope` is `stage`, `pause`, or the obligation that it belongs to.

    While paused `due_at` is None and `left_seconds` is what will go on. `extended` counts extensions.
    """

    id: str
    name: SpanName
    owed_by: Side
    scope: str
    unit: Unit
    started_at: datetime
    due_at: datetime | None
    left_seconds: int | None = None
    extended: int = 0

    def left(self, at: datetime) -> timedelta:
        """What is left of it at an instant, never negative."""
        if self.due_at is None:
            return timedelta(seconds=self.left_seconds or 0)
        return max(self.due_at - at, timedelta())


STAGE_SCOPE = "stage"
PAUSE_SCOPE = "pause"


class Term(msgspec.Struct, frozen=True):
    """One dated act of an offer. `amount_minor` belongs to `pay` alone."""

    claim: str
    act: Act
    due_at: datetime
    amount_minor: int | None = None


class Offer(msgspec.Struct, frozen=True):
    """A structured proposal by one side; the other side's acceptance is the settlement."""

    id: str
    by: Side
    terms: tuple[Term, ...]
    made_at: datetime
    answers: str = ""
    """The offer that this one counters, if any."""
    status: OfferStatus = OfferStatus.OPEN


class EvidenceItem(msgspec.Struct, frozen=True):
    """What a side shows, by reference: the item of the checklist it fills, and the hash of its bytes."""

    id: str
    by: Side
    item: str
    sha256: str


class Award(msgspec.Struct, frozen=True):
    """An act that a ruling orders for one claim."""

    act: Act
    amount_minor: int | None = None


class Finding(msgspec.Struct, frozen=True):
    """What a ruling says of one claim, and what it orders."""

    claim: str
    result: FindingResult
    awards: tuple[Award, ...] = ()


class Ruling(msgspec.Struct, frozen=True):
    """A decision on the claims with what it rests on.

    `rules` are ids of rows and articles of the pinned pack; `read` are the facts that they read, with
    their values; `reasons` is a sealed text, empty where a machine decided (its rules speak for it).
    """

    id: str
    basis: Basis
    by: str
    findings: tuple[Finding, ...]
    rules: tuple[str, ...]
    read: tuple[tuple[str, Told], ...] = ()
    evidence: tuple[str, ...] = ()
    reasons: PersonalText = ""

    @property
    def by_machine(self) -> bool:
        """Whether no person took part."""
        return self.basis in (Basis.RECORD, Basis.DEFAULT)


class Obligation(msgspec.Struct, frozen=True):
    """A dated act that somebody owes. `after` is the obligation that must be performed before."""

    id: str
    claim: str
    line: str
    act: Act
    by: Side
    origin: Origin
    status: ObligationStatus
    amount_minor: int | None = None
    due_at: datetime | None = None
    after: str = ""


class Departure(msgspec.Struct, frozen=True):
    """The stage a case left by a settlement or a withdrawal, with its clocks, should it return."""

    stage: Stage
    at: datetime
    clocks: tuple[Clock, ...]


class Case(msgspec.Struct, frozen=True, omit_defaults=True):
    """Everything that the history of a case amounts to."""

    head: Head
    severity: Severity
    stage: Stage
    opened_at: datetime
    changed_at: datetime
    claims: tuple[Claim, ...]
    clocks: tuple[Clock, ...] = ()
    obligations: tuple[Obligation, ...] = ()
    offers: tuple[Offer, ...] = ()
    evidence: tuple[EvidenceItem, ...] = ()
    ruling: Ruling | None = None
    outcome: Outcome | None = None
    left: Departure | None = None

    filed_at: datetime | None = None
    escalate_if_refused: bool = False
    talk_refused: bool = False
    respondent_heard: bool = False
    """The respondent answered, or let its answer window pass."""
    complainant_replied: bool = False
    """The complainant has answered the respondent's proof, or let that window pass."""
    finished: tuple[Side, ...] = ()
    """Who has said that all its evidence is there."""
    appealed: tuple[Side, ...] = ()
    window_opened_again: bool = False
    deciders: tuple[str, ...] = ()
    """Staff who have examined, ruled or reviewed: none of them decides in this case again."""
    taken_by: str = ""
    """Who of the staff has taken the case; nobody, once it moves to another stage."""
    points: int | None = None
    """Fewer points than the kind's, if a contest reduced them."""
    flags: tuple[Flag, ...] = ()
    pause: PauseGround | None = None
    asked: Side | None = None
    suspended_seconds: int = 0
    withdrawn_at: datetime | None = None
    reinstated_count: int = 0
    escalated_count: int = 0
    clock_count: int = 0
    ruling_count: int = 0

    @property
    def open_claims(self) -> tuple[Claim, ...]:
        """Claims that nothing has settled yet."""
        return tuple(claim for claim in self.claims if claim.status is ClaimStatus.OPEN)

    @property
    def open_obligations(self) -> tuple[Obligation, ...]:
        """Obligations from which something is still awaited."""
        return tuple(obligation for obligation in self.obligations if obligation.status not in DONE)

    @property
    def next_due_at(self) -> datetime | None:
        """The earliest closing instant of a running clock."""
        return min((clock.due_at for clock in self.clocks if clock.due_at is not None), default=None)

    def claim(self, id: str) -> Claim | None:
        """The claim with this id."""
        return next((claim for claim in self.claims if claim.id == id), None)

    def line(self, ref: str) -> Line:
        """The order line with this reference; it is one of the head's."""
        return next(line for line in self.head.lines if line.ref == ref)

    def obligation(self, id: str) -> Obligation | None:
        """The obligation with this id."""
        return next((obligation for obligation in self.obligations if obligation.id == id), None)

    def offer(self, id: str) -> Offer | None:
        """The offer with this id."""
        return next((offer for offer in self.offers if offer.id == id), None)

    def clock(self, name: SpanName, scope: str = STAGE_SCOPE) -> Clock | None:
        """The clock of this name in a scope, running or paused."""
        return next((clock for clock in self.clocks if clock.name is name and clock.scope == scope), None)

    def awaited(self, clock: Clock) -> Side:
        """Of whom something is awaited within a clock: of both, until one has said that all is there."""
        if clock.name is SpanName.EVIDENCE and clock.owed_by is Side.BOTH and len(self.finished) == 1:
            return other(self.finished[0])
        return clock.owed_by

    def open_offer(self, by: Side) -> Offer | None:
        """The offer of one side that waits for the other."""
        return next(
            (offer for offer in self.offers if offer.by is by and offer.status is OfferStatus.OPEN), None
        )

    def paid_minor(self, line: str) -> int:
        """What has already been paid for an order line under this case."""
        return sum(
            obligation.amount_minor or 0
            for obligation in self.obligations
            if obligation.line == line and obligation.act is Act.PAY and obligation.status in MONEY_MOVED
        )

    def person_of(self, side: Side) -> str:
        """The id of the person or merchant on a side."""
        return self.head.complainant if side is Side.COMPLAINANT else self.head.respondent
