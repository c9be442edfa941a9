"""What a story says: an order, people, dated steps, and what is expected of them.

A story knows nothing of who plays it: the pure domain (`play`), or a desk with a ledger behind it.
"""

from datetime import datetime

import msgspec

from hejie.domain.case import (
    Act,
    Basis,
    ClaimStatus,
    Flag,
    ObligationStatus,
    OfferStatus,
    Outcome,
    PauseGround,
    Severity,
    SpanName,
    Stage,
)
from hejie.domain.commands import Command
from hejie.domain.facts import Counters
from hejie.domain.orders import Order
from hejie.domain.outlook import Answer
from hejie.domain.refusals import RefusalCode
from hejie.domain.roles import Actor, Role, Side
from hejie.domain.words import Words


class Lapsing(msgspec.Struct, frozen=True):
    """The clock of this name runs out; it was due at `due_at`.

    `scope` as in a case's clocks; empty where only one clock of the name runs. Which id it has is known
    to the case, so whoever plays the story looks it up.
    """

    name: SpanName
    due_at: datetime
    scope: str = ""


class Accepted(msgspec.Struct, frozen=True):
    """The step is accepted; the case then stands at `stage`, closed with `outcome`. None: not said."""

    stage: Stage | None = None
    outcome: Outcome | None = None


class Refused(msgspec.Struct, frozen=True):
    """The step is refused, for this reason."""

    code: RefusalCode


class ClockIs(msgspec.Struct, frozen=True):
    """A clock runs until `due_at`, or stands still where that is None."""

    name: SpanName
    due_at: datetime | None
    scope: str = ""
    owed_by: Side | None = None


class NoClockIs(msgspec.Struct, frozen=True):
    """No clock of this name is there."""

    name: SpanName


class ObligationIs(msgspec.Struct, frozen=True):
    """An obligation has this status; `due_at` is the end of the clock that runs for it."""

    id: str
    status: ObligationStatus
    act: Act | None = None
    amount_minor: int | None = None
    due_at: datetime | None = None


class ClaimIs(msgspec.Struct, frozen=True):
    """A claim has this status."""

    id: str
    status: ClaimStatus


class OfferIs(msgspec.Struct, frozen=True):
    """An offer has this status."""

    id: str
    status: OfferStatus


class RulingIs(msgspec.Struct, frozen=True):
    """The ruling that stands rests on this and cites at least these rules."""

    basis: Basis
    rules: tuple[str, ...] = ()


class PointsAre(msgspec.Struct, frozen=True):
    """What the final ruling costs the merchant; no track and 0 where it costs nothing."""

    count: int
    track: str = ""


class SeverityIs(msgspec.Struct, frozen=True):
    """How grave the case is now."""

    severity: Severity


class FlagsAre(msgspec.Struct, frozen=True):
    """Exactly these flags are up."""

    flags: tuple[Flag, ...]


class PauseIs(msgspec.Struct, frozen=True):
    """Why the case is paused; None: it is not."""

    ground: PauseGround | None


class EscalatedIs(msgspec.Struct, frozen=True):
    """How often staff were late."""

    count: int


class OutlookIs(msgspec.Struct, frozen=True):
    """What the withdrawal outlook answers a viewer, by which rule, and until when."""

    viewer: Role
    answer: Answer
    rule: str = ""
    until: datetime | None = None


class MayIs(msgspec.Struct, frozen=True):
    """Whether somebody may give a command now; `code` says why not."""

    actor: Actor
    command: str
    code: RefusalCode | None = None


Wanted = (
    ClockIs | NoClockIs | ObligationIs | ClaimIs | OfferIs | RulingIs | PointsAre | SeverityIs
    | FlagsAre | PauseIs | EscalatedIs | OutlookIs | MayIs
)  # fmt: skip


class Check(msgspec.Struct, frozen=True):
    """Something that holds at an instant; `line` is where the file says so."""

    line: int
    at: datetime
    wanted: Wanted


class Step(msgspec.Struct, frozen=True):
    """Somebody does something at an instant, and what is expected of it.

    For a command that begins a case, whoever plays the step supplies the story's order.
    """

    line: int
    at: datetime
    actor: Actor
    act: Command | Lapsing
    expected: Accepted | Refused
    checks: tuple[Check, ...] = ()


class Story(msgspec.Struct, frozen=True):
    """A whole story. `words` is the requirement that it shows; `pack` the id of the rules it plays under."""

    file: str
    words: Words
    pack: str
    order: Order
    people: tuple[Actor, ...]
    counters: Counters
    steps: tuple[Step, ...]
