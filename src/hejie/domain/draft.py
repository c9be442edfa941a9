"""A decision in the making: events are added one by one, and each is applied at once.

So every step of a decision sees the case as the steps before it left it, and the events that come out
are exactly those that made the new state.
"""

from datetime import datetime

import msgspec

from hejie.domain.calendar import Unit
from hejie.domain.case import (
    PAUSE_SCOPE,
    STAGE_SCOPE,
    Case,
    Clock,
    Departure,
    Outcome,
    SpanName,
    Stage,
)
from hejie.domain.events import (
    CaseClosed,
    ClockExtended,
    ClocksResumed,
    ClockStarted,
    ClockStopped,
    Event,
    StageEntered,
)
from hejie.domain.evolve import evolve
from hejie.domain.facts import Counters
from hejie.domain.orders import Order
from hejie.domain.roles import Actor, Side
from hejie.domain.rulebook import Kind, Pack


class Moment(msgspec.Struct, frozen=True):
    """Everything a decision depends on beside the case and the command.

    `order` is there for commands that begin a case, `counters` for those about a withdrawal; both come
    from the platform, never from the caller.
    """

    at: datetime
    actor: Actor
    pack: Pack
    order: Order | None = None
    counters: Counters | None = None


class Draft:
    """The events of one decision so far, and the case after them."""

    def __init__(self, case: Case | None, moment: Moment) -> None:
        self._case = case
        self.moment = moment
        self.events: list[Event] = []

    @property
    def case(self) -> Case:
        """The case as it stands after the events so far."""
        assert self._case is not None, "the case has been opened"
        return self._case

    @property
    def at(self) -> datetime:
        """The instant of the decision."""
        return self.moment.at

    @property
    def side(self) -> Side:
        """The side of whoever acts."""
        return self.moment.actor.side

    @property
    def kind(self) -> Kind:
        """The rules of the kind of complaint."""
        return self.moment.pack.kinds[self.case.head.kind]

    def add(self, event: Event) -> None:
        """Let something have happened."""
        self.events.append(event)
        self._case = evolve(self._case, event, self.at)

    def clock(
        self,
        name: SpanName,
        owed_by: Side,
        scope: str = STAGE_SCOPE,
        *,
        due_at: datetime | None = None,
        number: int = 0,
    ) -> Clock:
        """A clock of the rules that starts now, or one that closes at an agreed instant."""
        span = self.moment.pack.span(name, self.case.head.kind, self.case.severity)
        closes_at = due_at or self.moment.pack.calendar.due_at(self.at, span)
        unit = Unit.HOURS if due_at else span.unit
        id = f"k{self.case.clock_count + number}"
        return Clock(id, name, owed_by, scope, unit, self.at, closes_at)

    def enter(self, stage: Stage, *clocks: tuple[SpanName, Side]) -> None:
        """Wait for something else from now on, under these clocks."""
        self.end_pause()
        started = tuple(self.clock(name, side, number=i) for i, (name, side) in enumerate(clocks))
        self.add(StageEntered(stage, started))

    def start(self, name: SpanName, owed_by: Side, scope: str, *, due_at: datetime | None = None) -> None:
        """Start a clock beside those of the stage."""
        self.add(ClockStarted(self.clock(name, owed_by, scope, due_at=due_at)))

    def stop(self, scope: str) -> None:
        """Stop every clock of a scope."""
        for clock in self.case.clocks:
            if clock.scope == scope:
                self.add(ClockStopped(clock.id))

    def restart(self, clock: Clock) -> None:
        """Give a clock its whole span again, from now."""
        closes_at = self.clock(clock.name, clock.owed_by).due_at
        assert closes_at is not None, "a clock that starts has an end"
        self.add(ClockExtended(clock.id, closes_at))

    def end_pause(self) -> None:
        """Let the clocks go on, if they stand still."""
        if self.case.pause is None:
            return
        running = tuple(clock for clock in self.case.clocks if clock.scope != PAUSE_SCOPE)
        self.add(ClocksResumed(tuple(self._resumed(clock) for clock in running)))

    def return_to(self, left: Departure) -> None:
        """Go back to the stage that was left; its clocks go on by the rule of resuming."""
        clocks = tuple(
            msgspec.structs.replace(self._resumed(clock), id=f"k{self.case.clock_count + i}")
            for i, clock in enumerate(left.clocks)
        )
        # Only the reply to an offer can have run out where obligations outlived it: it begins anew.
        self.add(StageEntered(left.stage, clocks or (self.clock(SpanName.OFFER_REPLY, Side.COMPLAINANT),)))

    def close(self, outcome: Outcome) -> None:
        """Nothing is awaited any more, a pause included."""
        self.end_pause()
        self.add(CaseClosed(outcome))

    def _resumed(self, clock: Clock) -> Clock:
        if clock.due_at is not None:
            return clock
        pack = self.moment.pack
        least = pack.span(SpanName.RESUME_LEAST, self.case.head.kind, self.case.severity).least
        closes_at = pack.calendar.resume_at(self.at, clock.left(self.at), clock.unit, least)
        return msgspec.structs.replace(clock, due_at=closes_at, left_seconds=None)
