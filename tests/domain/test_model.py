"""The model check: every abstract state that small worlds can reach, driving the real decide and evolve.

It prints what it has seen, and asserts floors on it, so that it cannot quietly see less.
"""

from collections.abc import Iterator
from typing import get_args

import pytest

from hejie.domain import commands as ask
from hejie.domain.case import Outcome, SpanName, Stage
from hejie.domain.decide import decide
from hejie.domain.draft import Moment
from hejie.domain.events import AnyEvent, event_name
from hejie.domain.evolve import replay
from hejie.domain.lifecycle import LIFECYCLE
from hejie.domain.procedure.lapsing import LAPSING_CLOCKS
from hejie.domain.refusals import Refusal, RefusalCode
from hejie.domain.roles import Actor

from .builders import FEW
from .exploring import Search
from .invariants import Step, check_round_trip, check_step
from .worlds import World, worlds

REPLAYED_EVERY = 50

FEWEST_STATES = {
    "late_ship, the record for the consumer": 3_500,
    "late_ship, the record for the merchant": 3_800,
    "late_ship, no record": 5_600,
    "quality_visible": 17_500,
    "counterfeit": 27_000,
    "two claims of quality_visible": 16_000,
    "two claims, withdrawal free to the end": 9_400,
}


@pytest.fixture(scope="module")
def searched() -> dict[str, Search]:
    """The searches done so far, by name of their world."""
    return {}


@pytest.mark.parametrize("world", worlds(), ids=lambda world: world.name)
def test_every_reachable_state_keeps_the_invariants(world: World, searched: dict[str, Search]) -> None:
    """Wherever a complaint can get, the invariants hold, and clocks and staff alone can close it."""
    search = Search(world)
    for step, new in search.steps():
        check_step(step, world.pack)
        another_person_is_needed(step, world)
        if new:
            check_round_trip(step)
    for place in range(0, len(search.nodes), REPLAYED_EVERY):
        assert replay(search.history(place)) == search.nodes[place].case
    stuck = search.stuck()
    assert not stuck, f"{len(stuck)} states never close, such as {stuck[0]}"
    searched[world.name] = search
    assert len(search.nodes) >= FEWEST_STATES[world.name]


def another_person_is_needed(step: Step, world: World) -> None:
    """2: whoever has decided in a case is refused when deciding in it again, or taking it to decide."""
    if step.before is None or not _decides(step.command, step.before.stage):
        return
    for decider in step.before.deciders:
        again = Moment(step.at, Actor(step.actor.role, decider), world.pack, world.order, FEW)
        answer = decide(step.before, step.command, again)
        assert isinstance(answer, Refusal)
        assert answer.code is RefusalCode.ANOTHER_PERSON_MUST_DECIDE


def _decides(command: ask.Command, stage: Stage) -> bool:
    if isinstance(command, ask.Take):
        return stage in (Stage.EXAMINING, Stage.DECIDING, Stage.REVIEWING)
    return isinstance(command, ask.Examine | ask.Rule | ask.DecideAppeal)


def test_the_table_promises_nothing_that_does_not_happen(searched: dict[str, Search]) -> None:
    """Every move that a row names is made by it; every clock runs; every event and outcome happens."""
    if len(searched) < len(worlds()):
        pytest.skip("only after all worlds have been searched")
    made = {move for search in searched.values() for move in search.moves}
    declared = {(row.name, start, end) for row in LIFECYCLE for start, end in row.leads}
    assert declared <= made, f"never made: {sorted(map(str, declared - made))}"
    staying = {row.name for row in LIFECYCLE if row.stays}
    assert staying <= {name for name, start, end in made if start is end}
    assert {row.name for row in LIFECYCLE} <= {name for name, _, _ in made}
    assert {clock for search in searched.values() for clock in search.clocks} == LAPSING_CLOCKS
    assert {outcome for search in searched.values() for outcome in search.outcomes} == set(Outcome)
    events = {event_name(event) for event in get_args(AnyEvent)}
    assert {name for search in searched.values() for name in search.events} == events


@pytest.fixture(scope="module", autouse=True)
def told(searched: dict[str, Search], request: pytest.FixtureRequest) -> Iterator[None]:
    """Print the counts at the end, whatever pytest does with the output of tests."""
    yield
    capture = request.config.pluginmanager.getplugin("capturemanager")
    with capture.global_and_fixture_disabled():
        print("\n" + "\n".join(summary(searched)))


def summary(searched: dict[str, Search]) -> Iterator[str]:
    """What the searches have seen, as lines of text."""
    for name, search in searched.items():
        yield f"model check, {name}: {len(search.nodes):,} states, {search.transitions:,} transitions"
    states = sum(len(search.nodes) for search in searched.values())
    transitions = sum(search.transitions for search in searched.values())
    yield f"model check, all: {states:,} states, {transitions:,} transitions"
    by_stage = {stage: sum(search.stages[stage] for search in searched.values()) for stage in Stage}
    yield "  " + ", ".join(f"{stage} {count:,}" for stage, count in by_stage.items())


def test_lengths_that_are_only_looked_up_are_no_clocks() -> None:
    """Spans that never run as a clock are those by which something is measured."""
    assert set(SpanName) - LAPSING_CLOCKS == {
        SpanName.TALK_BEFORE_FILING,
        SpanName.RESUME_LEAST,
        SpanName.REGRET,
        SpanName.COUNTING_WINDOW,
        SpanName.FARMING_WINDOW,
    }
