"""The domain alone, on one core: decisions with their reasons, outlooks, and events applied, per second."""

import time
from collections.abc import Callable
from datetime import datetime
from random import Random
from typing import NamedTuple

from bench.life import VENUE, bench_order, life
from hejie.casework.packs import Packs
from hejie.domain.case import Case
from hejie.domain.commands import Command, OpenTalk
from hejie.domain.decide import Decision, decide
from hejie.domain.draft import Moment
from hejie.domain.events import Event
from hejie.domain.evolve import evolve
from hejie.domain.facts import Counters
from hejie.domain.outlook import outlook
from hejie.domain.refusals import Refusal
from hejie.domain.roles import Role
from hejie.domain.rulebook import Pack
from hejie.policy.shipped import shipped_packs

_FEW = Counters(filings_in_window=1, withdrawals_in_window=0)


class _Lived(NamedTuple):
    """One life taken apart: what was decided and what happened; `refusals` are those of its commands, at any
    of its states, that the rules say no to."""

    pack: Pack
    decisions: list[tuple[Case | None, Command, Moment]]
    refusals: list[tuple[Case | None, Command, Moment]]
    events: list[tuple[Case | None, Event, datetime]]
    states: list[tuple[Case, datetime]]


def _live() -> _Lived:
    case: Case | None = None
    lived: _Lived | None = None
    for submission in life(Random(1)):
        assert isinstance(submission.command, Command)
        if lived is None:
            pack = Packs(shipped_packs()).in_force(VENUE, submission.at)
            assert pack is not None, "the shipped rules are in force"
            lived = _Lived(pack, [], [], [], [])
        number = int(submission.command.order[1:]) if isinstance(submission.command, OpenTalk) else 0
        order = bench_order(number) if case is None else None
        moment = Moment(submission.at, submission.actor, lived.pack, order)
        decision = decide(case, submission.command, moment)
        assert isinstance(decision, Decision), decision
        lived.decisions.append((case, submission.command, moment))
        for event in decision.events:
            lived.events.append((case, event, submission.at))
            case = evolve(case, event, submission.at)
        assert case is not None
        lived.states.append((case, submission.at))
    assert lived is not None
    for state, at in lived.states:
        for _, command, asked in lived.decisions:
            moment = Moment(at, asked.actor, lived.pack, asked.order)
            if isinstance(decide(state, command, moment), Refusal):
                lived.refusals.append((state, command, moment))
    return lived


def measure_pure(rounds: int, seconds: float) -> dict[str, list[float]]:
    """How many a second, a figure a round, by what was measured."""
    lived = _live()
    pack = lived.pack

    def decisions() -> int:
        for case, command, moment in lived.decisions:
            decide(case, command, moment)
        return len(lived.decisions)

    def refusals() -> int:
        for case, command, moment in lived.refusals:
            decide(case, command, moment)
        return len(lived.refusals)

    def outlooks() -> int:
        for case, at in lived.states:
            outlook(case, pack, at, _FEW, Role.COMPLAINANT)
        return len(lived.states)

    def events() -> int:
        for case, event, at in lived.events:
            evolve(case, event, at)
        return len(lived.events)

    tasks = {
        "decide, a command that is taken": decisions,
        "decide, a command that is refused": refusals,
        "outlook with its reasons": outlooks,
        "evolve, an event": events,
    }
    figures: dict[str, list[float]] = {name: [] for name in tasks}
    for _ in range(rounds):
        for name, task in tasks.items():
            figures[name].append(_per_second(task, seconds))
    return figures


def _per_second(task: Callable[[], int], seconds: float) -> float:
    count, begun = 0, time.process_time()
    while (spent := time.process_time() - begun) < seconds:
        count += task()
    return count / spent
