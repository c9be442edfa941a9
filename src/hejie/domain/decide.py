"""The whole of a decision: `decide(case, command, moment)` gives what happened, or one refusal.

Nothing here reads a clock or makes an id; the same case, command and moment give the same answer for
ever. A refusal is looked for in this order: whether you are who you say in this case, your role, the
stage, a clock that ran out before, what must hold, and last the fields of the command.
"""

from collections.abc import Iterator
from datetime import datetime
from functools import cache
from typing import Any

import msgspec

from hejie.domain.case import Case, Clock
from hejie.domain.commands import Command, Lapse, command_name
from hejie.domain.draft import Draft, Moment
from hejie.domain.events import Event
from hejie.domain.lifecycle import LIFECYCLE, Transition
from hejie.domain.refusals import Refusal, RefusalCode, refuse
from hejie.domain.roles import THE_CLOCK, Role
from hejie.domain.rulebook import Pack


class Decision(msgspec.Struct, frozen=True):
    """What happened because of a command, and the case after it."""

    events: tuple[Event, ...]
    case: Case


@cache
def _rows(command: type[Command]) -> tuple[Transition[Any], ...]:
    return tuple(row for row in LIFECYCLE if row.command is command)


def decide(case: Case | None, command: Command, moment: Moment) -> Decision | Refusal:
    """Decide one command on a case (None: it does not exist yet)."""
    row = _allowed_row(case, type(command), moment)
    if isinstance(row, Refusal):
        return row
    if case is not None and not isinstance(command, Lapse):
        ran_out = first_due(case, moment.at)
        if ran_out is not None:
            return refuse(RefusalCode.CLOCK_HAS_RUN_OUT, clock=str(ran_out.name), due_at=_due(ran_out))
    if case is not None:
        refused = _unmet(row, case, moment)
        if refused is not None:
            return refused
    draft = Draft(case, moment)
    refused = row.act(draft, command)
    return refused if refused is not None else Decision(tuple(draft.events), draft.case)


def _allowed_row(case: Case | None, command: type[Command], moment: Moment) -> Transition[Any] | Refusal:
    actor, rows = moment.actor, _rows(command)
    if case is not None and not _is_who_it_says(case, moment):
        return refuse(RefusalCode.NOT_A_PARTY)
    mine = [row for row in rows if actor.role in row.by]
    if not mine:
        return refuse(RefusalCode.ROLE_MAY_NOT)
    for row in mine:
        if (case is None and not row.stages) or (case is not None and case.stage in row.stages):
            return row
    if case is not None and not any(row.stages for row in mine):
        return refuse(RefusalCode.CASE_EXISTS)
    stage = "none" if case is None else str(case.stage)
    return refuse(RefusalCode.STAGE_DOES_NOT_ALLOW, stage=stage)


def _is_who_it_says(case: Case, moment: Moment) -> bool:
    actor = moment.actor
    if actor.role is Role.COMPLAINANT:
        return actor.id == case.head.complainant
    if actor.role is Role.RESPONDENT:
        return actor.id == case.head.respondent
    return True


def _unmet(row: Transition[Any], case: Case, moment: Moment) -> Refusal | None:
    return next((refused for guard in row.guards if (refused := guard(case, moment))), None)


def first_due(case: Case, at: datetime) -> Clock | None:
    """The clock that ran out first, at or before an instant."""
    ran_out = [clock for clock in case.clocks if clock.due_at is not None and clock.due_at <= at]
    # Of several that ran out together, the one that began first: clocks stand in that order.
    return min(ran_out, key=_due, default=None)


def _due(clock: Clock) -> datetime:
    assert clock.due_at is not None, "a paused clock is never due"
    return clock.due_at


def lapses(case: Case, pack: Pack, at: datetime) -> Iterator[Decision]:
    """Let every clock that has run out take effect, in the order in which they ran out.

    What follows from each begins at `at`: a party's next window starts when it is told, not earlier.
    """
    moment = Moment(at, THE_CLOCK, pack)
    while (clock := first_due(case, at)) is not None:
        decision = decide(case, Lapse(clock.id), moment)
        assert isinstance(decision, Decision), "a clock that ran out lapses"
        yield decision
        case = decision.case


def as_of(case: Case, pack: Pack, at: datetime) -> Case:
    """The case as it stands at an instant, whether or not anybody has swept its clocks."""
    for decision in lapses(case, pack, at):
        case = decision.case
    return case


class Possible(msgspec.Struct, frozen=True):
    """Whether a command may be given now; if not, why. `command` is its name on the wire."""

    command: str
    refusal: Refusal | None

    @property
    def allowed(self) -> bool:
        """Whether it may be given; its fields may still be wrong."""
        return self.refusal is None


def possible(case: Case | None, moment: Moment) -> tuple[Possible, ...]:
    """For each command of the viewer's role: whether it may be given at this moment, else the refusal.

    Asks the same rows and guards as `decide`. Commands that only the clock or the platform give are left
    out for people.
    """
    if case is not None:
        case = as_of(case, moment.pack, moment.at)
    answers: list[Possible] = []
    for command in _commands_of(moment.actor.role):
        row = _allowed_row(case, command, moment)
        refused = row if isinstance(row, Refusal) else None
        if case is not None and not isinstance(row, Refusal):
            refused = _unmet(row, case, moment)
        answers.append(Possible(command_name(command), refused))
    return tuple(answers)


@cache
def _commands_of(role: Role) -> tuple[type[Command], ...]:
    return tuple(dict.fromkeys(row.command for row in LIFECYCLE if role in row.by))
