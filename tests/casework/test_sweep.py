"""A late sweep costs nobody anything: what counts is the closing instant, and each clock lapses once."""

import asyncio
from datetime import timedelta

import pytest

from hejie.casework.desk import Desk
from hejie.casework.look import history_of, verify
from hejie.casework.packs import Packs, UnknownPack
from hejie.casework.sweep import BATCH as SWEEP_BATCH
from hejie.casework.sweep import Sweeper
from hejie.domain import commands as ask
from hejie.domain.case import SpanName, Stage
from hejie.domain.events import ClockLapsed
from hejie.domain.ids import StreamId
from hejie.domain.refusals import RefusalCode

from .houses import ALL_BACKENDS, NOON, PLAIN, World
from .lives import (
    ANSWER_HOURS,
    APPEAL_DAYS,
    BUYER,
    SHOP,
    case,
    file,
    file_with_proof,
    filing,
    look,
    order,
    showing,
    taken,
)

SECOND = timedelta(seconds=1)
RULES = "tmall-style"
CLOSES_AT = NOON + timedelta(hours=ANSWER_HOURS)


async def lapsed(world: World, stream: StreamId) -> list[tuple[str, timedelta]]:
    """Which clocks lapsed in a case, and how late that was noticed."""
    history = await history_of(world.house.ledger, stream)
    return [
        (told.event.name, told.at - told.event.due_at)
        for told in history
        if isinstance(told.event, ClockLapsed)
    ]


@pytest.mark.parametrize("world", ALL_BACKENDS, indirect=True)
async def test_an_answer_before_the_closing_instant_counts_though_nobody_has_swept_for_long(
    world: World,
) -> None:
    stream = await file_with_proof(world)
    answer = await world.do(stream, SHOP, ask.AcceptClaims(), at=CLOSES_AT - SECOND)
    assert answer.refusal is None
    world.clock.at = CLOSES_AT + timedelta(hours=5)
    assert await world.house.sweeper.sweep() == 0
    assert (await look(world, stream)).case.stage is Stage.PERFORMING


async def test_too_late_is_said_also_where_the_stage_is_still_the_same(world: World) -> None:
    """Performing after the day for it: not "nothing to perform", but the clock that has run out."""
    stream = await file(world)
    await world.done(stream, SHOP, ask.AcceptClaims())
    back = (await look(world, stream)).case.clocks[0]
    assert back.due_at is not None
    done = ask.RecordPerformance("b1")
    answer = await world.do(stream, BUYER, done, at=back.due_at)
    assert answer.refusal is not None
    assert answer.refusal.code is RefusalCode.WINDOW_CLOSED
    again = await world.do(stream, BUYER, done, at=back.due_at + SECOND)
    assert again.refusal is not None
    assert again.refusal.code is not RefusalCode.WINDOW_CLOSED


@pytest.mark.parametrize("world", ALL_BACKENDS, indirect=True)
@pytest.mark.parametrize("late", [timedelta(), SECOND, timedelta(hours=5)])
async def test_from_the_closing_instant_on_it_is_refused_and_that_very_request_writes_the_lapse(
    world: World, late: timedelta
) -> None:
    stream = await file_with_proof(world)
    before = await look(world, stream)
    answer = await world.do(stream, SHOP, ask.AcceptClaims(), key="late", at=CLOSES_AT + late)
    assert answer.refusal is not None
    assert answer.refusal.code is RefusalCode.WINDOW_CLOSED
    facts = dict(answer.refusal.facts)
    assert (facts["clock"], facts["due_at"]) == ("answer", CLOSES_AT.isoformat().replace("+00:00", "Z"))
    seen = await look(world, stream)
    assert seen.version == answer.version > before.version
    assert seen.case.stage is Stage.RULED
    assert await lapsed(world, stream) == [("answer", late)]
    world.clock.at = CLOSES_AT + late
    assert await world.house.sweeper.sweep() == 0
    again = await world.do(stream, SHOP, ask.AcceptClaims(), key="late")
    assert again.refusal is not None
    assert again.version == answer.version


async def test_a_command_that_is_still_allowed_after_a_lapse_is_written_behind_it(world: World) -> None:
    stream = await file_with_proof(world)
    world.clock.at = CLOSES_AT
    answer = await world.done(stream, SHOP, ask.Say("I am sorry to be late"), key="a")
    assert (answer.events[0], answer.events[-1]) == ("clock_lapsed", "said")
    again = await world.do(stream, SHOP, ask.Say("I am sorry to be late"), key="a")
    assert (again.replayed, again.events) == (True, answer.events)
    assert len(await lapsed(world, stream)) == 1


async def test_a_party_s_next_window_starts_when_the_lapse_is_told_not_earlier(world: World) -> None:
    """Without proof the merchant's silence leads to evidence; the sweep came ten hours late."""
    stream = await file(world)
    world.clock.at = CLOSES_AT + timedelta(hours=10)
    assert await world.house.sweeper.sweep() == 1
    seen = (await look(world, stream)).case
    clock = seen.clock(SpanName.EVIDENCE)
    assert seen.stage is Stage.EVIDENCE
    assert clock is not None
    assert clock.started_at == world.clock.at
    assert clock.due_at == world.clock.at + timedelta(hours=72)


async def test_a_history_never_goes_back_in_time_though_clocks_of_machines_differ(world: World) -> None:
    stream = await file(world)
    world.clock.go(seconds=5)
    await world.done(stream, BUYER, ask.Say("by a clock that is ahead"))
    world.clock.go(seconds=-7)
    await world.done(stream, SHOP, ask.Say("by a clock that is behind"))
    instants = [told.at for told in await history_of(world.house.ledger, stream)]
    assert instants == sorted(instants)
    assert (await look(world, stream)).case.changed_at == NOON + 5 * SECOND


async def test_what_was_missed_is_caught_up_in_the_order_in_which_the_clocks_ran_out(world: World) -> None:
    """Nobody swept for months: one sweep writes what had run out, the next what that began."""
    early = await file_with_proof(world, "early")
    world.clock.go(hours=1)
    late = await file_with_proof(world, "late")
    world.clock.at = CLOSES_AT + timedelta(hours=30)
    assert await world.house.sweeper.sweep() == 2
    assert await lapsed(world, early) == [("answer", timedelta(hours=30))]
    assert await lapsed(world, late) == [("answer", timedelta(hours=29))]
    for _ in range(4):
        world.clock.go(days=30)
        await world.house.sweeper.sweep()
    for stream in (early, late):
        assert [name for name, _ in await lapsed(world, stream)] == ["answer", "appeal", "return_goods"]
        assert (await look(world, stream)).case.stage is Stage.CLOSED
        assert (await verify(world.house.ledger, stream)).faults == ()


@pytest.mark.parametrize("world", ALL_BACKENDS, indirect=True)
async def test_two_sweepers_at_once_let_each_clock_lapse_once(world: World) -> None:
    """Even while merchants answer too late in the same moment."""
    streams = [await file_with_proof(world, f"k{n}") for n in range(30)]
    world.clock.at = CLOSES_AT
    late = [world.ask(stream, SHOP, ask.AcceptClaims(), "late") for stream in streams[:10]]
    moved = await asyncio.gather(
        world.house.sweeper.sweep(),
        world.second.sweeper.sweep(),
        world.second.lanes.submit_all(late),
        world.house.sweeper.sweep(),
    )
    assert moved[0] + moved[1] + moved[3] <= 30
    await world.house.sweeper.sweep()
    for stream in streams:
        assert await lapsed(world, stream) == [("answer", timedelta())]
        assert (await verify(world.house.ledger, stream)).faults == ()


@pytest.mark.parametrize("world", ALL_BACKENDS, indirect=True)
async def test_a_thousand_due_cases_are_swept_in_one_pass(world: World) -> None:
    names = [f"k{n}" for n in range(1_000)]
    await world.take(order())
    filed = [world.ask(case(name), BUYER, filing(), name) for name in names]
    shown = [world.ask(case(name), BUYER, showing()) for name in names]
    for batch in (filed, shown):
        for answer in await world.house.lanes.submit_all(batch):
            taken(answer)
    world.clock.at = CLOSES_AT
    assert await world.house.sweeper.sweep() == 1_000
    assert await world.house.sweeper.sweep() == 0
    for name in names[::100]:
        assert (await look(world, case(name))).case.stage is Stage.RULED
    world.clock.go(days=APPEAL_DAYS + 2)
    assert await world.house.sweeper.sweep() == 1_000


@pytest.mark.parametrize("world", [PLAIN], indirect=True)
async def test_cases_that_cannot_be_read_are_told_of_and_stop_no_other(world: World) -> None:
    """Even in one bucket, more of them than a batch holds, and all due before the others."""
    names = [f"k{n}" for n in range(SWEEP_BATCH + 50)]
    await world.take(order())
    broken = [world.ask(case(name), BUYER, filing(), name) for name in names]
    for answer in await world.house.lanes.submit_all(broken):
        taken(answer)
    # The sweep alone goes by the column; so they can all be put into one bucket.
    await world.rows("UPDATE stream SET bucket = 7, snapshot = '1{broken' WHERE kind = 'case'")
    world.clock.go(hours=1)
    sound = await file_with_proof(world, "sound")
    for table in ("stream", "event"):
        await world.rows(f"UPDATE {table} SET bucket = 7 WHERE kind = 'case' AND id = $1", sound.id)
    elsewhere = [await file_with_proof(world, f"sound{n}") for n in range(20)]
    world.clock.at = CLOSES_AT + timedelta(hours=1)
    with pytest.raises(ExceptionGroup) as told:
        await world.house.sweeper.sweep()
    assert len(told.value.exceptions) >= SWEEP_BATCH
    assert (await lapsed(world, sound._replace(bucket=7))) == [("answer", timedelta())]
    for stream in elsewhere:
        assert await lapsed(world, stream) == [("answer", timedelta())]


async def test_a_case_pinned_to_rules_that_are_not_known_here_waits_for_a_house_that_knows_them(
    world: World,
) -> None:
    streams = [await file_with_proof(world, name) for name in ("one", "two")]
    world.clock.at = CLOSES_AT
    desk = Desk(Packs([pack for pack in world.house.packs if pack.id != RULES]), world.house.vault)
    with pytest.raises(ExceptionGroup) as told:
        await Sweeper(desk, world.house.ledger, world.clock).sweep()
    assert {type(error) for error in told.value.exceptions} == {UnknownPack}
    assert [await lapsed(world, stream) for stream in streams] == [[], []]
    assert await world.house.sweeper.sweep() == 2
