"""Commands on one stream keep their order; no command disturbs another that happens to wait beside it."""

import asyncio
from typing import Any

import pytest

from hejie.casework.desk import Answer, StaleVersion
from hejie.casework.lanes import BATCH_MOST, Lanes, TooBusy
from hejie.casework.ledger import ConflictInBatch
from hejie.domain import commands as ask
from hejie.domain.ids import StreamId
from hejie.domain.merchant import AddPoints
from hejie.domain.refusals import RefusalCode

from .houses import ALL_BACKENDS, PLAIN, World
from .lives import BUYER, SHOP, case, events_of, file, filing, look, order, taken
from .meddling import Held, Meddled

MANY = 60
NOT_FOR_A_CASE = AddPoints("somewhere", "general", 3)


async def many_cases(world: World) -> list[StreamId]:
    """Cases filed in one batch."""
    names = [f"k{n}" for n in range(MANY)]
    await world.take(*(order(f"A-{name}") for name in names))
    answers = await world.house.lanes.submit_all(
        [world.ask(case(name), BUYER, filing(f"A-{name}"), name) for name in names]
    )
    assert [taken(answer).version for answer in answers] == [3] * MANY
    return [case(name) for name in names]


def lanes_over(world: World, ledger: Any, count: int = 3) -> Lanes:
    """Lanes of the same house over another ledger."""
    return Lanes(world.house.desk, ledger, world.house.orders, count)


@pytest.mark.parametrize("world", ALL_BACKENDS, indirect=True)
async def test_commands_on_one_stream_are_taken_in_the_order_in_which_they_came(world: World) -> None:
    stream, other = await file(world), await file(world, "k2")
    asked = [world.ask(stream, (BUYER, SHOP)[n % 2], ask.Say(f"number {n}"), f"{n}") for n in range(200)]
    between = [world.ask(other, BUYER, ask.Say("beside"), f"{n}") for n in range(20)]
    answers = await world.house.lanes.submit_all(asked + between)
    assert [taken(answer).version for answer in answers[:200]] == list(range(4, 204))
    assert [taken(answer).version for answer in answers[200:]] == list(range(4, 24))


async def test_their_order_holds_though_more_streams_wait_than_a_batch_takes(world: World) -> None:
    """The third command of the stream stands behind the batch, the second was passed over for it."""
    stream = await file(world)
    others = [case(f"other{n}") for n in range(BATCH_MOST + 50)]
    await world.take(order())
    asked = [world.ask(stream, BUYER, ask.Say(f"{n}"), f"{n}") for n in range(2)]
    asked += [world.ask(other, BUYER, filing(), "file") for other in others]
    asked += [world.ask(stream, BUYER, ask.Say(f"{n}"), f"{n}") for n in range(2, 6)]
    async with lanes_over(world, world.house.ledger, count=1) as lanes:
        answers = [taken(answer) for answer in await lanes.submit_all(asked)]
    assert [answer.version for answer in answers if answer.stream == stream] == list(range(4, 10))


async def test_an_answer_is_given_in_the_state_that_the_commands_before_it_have_made(world: World) -> None:
    """A withdrawal that stands behind another command of its case sees it; so does what comes after."""
    stream = await file(world)
    answers = await world.house.lanes.submit_all(
        [
            world.ask(stream, BUYER, ask.Say("I think it over")),
            world.ask(stream, BUYER, ask.RequestWithdrawal(reason=ask.WithdrawalReason.MISTAKE)),
            world.ask(stream, BUYER, ask.Say("wait")),
        ]
    )
    assert [isinstance(answer, Answer) and answer.refusal is None for answer in answers] == [
        True,
        True,
        False,
    ]


@pytest.mark.parametrize("world", ALL_BACKENDS, indirect=True)
async def test_one_refused_one_overtaken_and_one_defect_disturb_no_other(world: World) -> None:
    streams = await many_cases(world)
    refused, overtaken, defect, stale = streams[7], streams[19], streams[33], streams[41]

    async def overtake() -> None:
        taken(await world.second.lanes.submit(world.ask(overtaken, SHOP, ask.Say("first"), "other")))

    batch = [world.ask(stream, BUYER, ask.Say("one of many"), "mine") for stream in streams]
    batch[7] = world.ask(refused, BUYER, ask.AcceptClaims(), "mine")
    batch[33] = world.ask(defect, BUYER, NOT_FOR_A_CASE, "mine")
    batch[41] = world.ask(stale, BUYER, ask.Say("decided long ago"), "mine", version=1)
    async with lanes_over(world, Meddled(world.house.ledger, overtake), count=1) as lanes:
        answers = await lanes.submit_all(batch)
    for stream, answer in zip(streams, answers, strict=True):
        if stream == refused:
            assert isinstance(answer, Answer)
            assert answer.refusal is not None
            assert answer.refusal.code is RefusalCode.ROLE_MAY_NOT
        elif stream == defect:
            assert isinstance(answer, AssertionError)
        elif stream == stale:
            assert isinstance(answer, StaleVersion)
        else:
            assert taken(answer).version == (5 if stream == overtaken else 4)
    assert (await events_of(world, overtaken)).count("said") == 2
    assert [len(await events_of(world, stream)) for stream in (refused, defect, stale)] == [3, 3, 3]


async def test_after_a_defect_the_lane_goes_on(world: World) -> None:
    stream = await file(world)
    for _ in range(3):
        with pytest.raises(AssertionError):
            await world.do(stream, BUYER, NOT_FOR_A_CASE)
        await world.done(stream, BUYER, ask.Say("still here"))


@pytest.mark.parametrize("world", [PLAIN], indirect=True)
@pytest.mark.parametrize("key", ["nul \x00", "half a letter \ud800"])
async def test_a_key_that_the_database_cannot_hold_is_the_business_of_its_request_alone(
    world: World, key: str
) -> None:
    """A door that lets such a key in must not take its neighbours down."""
    streams = await many_cases(world)
    batch = [world.ask(stream, BUYER, ask.Say("one of many"), "mine") for stream in streams]
    batch[3] = world.ask(streams[3], BUYER, ask.Say("one of many"), key)
    answers = await world.house.lanes.submit_all(batch)
    assert isinstance(answers.pop(3), ConflictInBatch | UnicodeError)
    assert [taken(answer).version for answer in answers] == [4] * (MANY - 1)


@pytest.mark.parametrize("world", [PLAIN], indirect=True)
async def test_a_stream_that_cannot_be_read_is_the_business_of_its_requests_alone(world: World) -> None:
    streams = await many_cases(world)
    await world.rows("UPDATE stream SET snapshot = '1{broken' WHERE id = $1", streams[3].id)
    answers = await world.house.lanes.submit_all(
        [
            world.ask(stream, BUYER, ask.RequestWithdrawal(reason=ask.WithdrawalReason.OTHER))
            for stream in streams
        ]
    )
    assert isinstance(answers.pop(3), Exception)
    assert all(taken(answer).events[0] == "claims_withdrawn" for answer in answers)


@pytest.mark.parametrize(
    "given_up",
    [
        pytest.param(ask.Say("never mind"), id="would be written"),
        pytest.param(ask.AcceptClaims(), id="would be refused"),
        pytest.param(NOT_FOR_A_CASE, id="would be a defect"),
    ],
)
async def test_who_gives_up_waiting_disturbs_no_other(world: World, given_up: ask.Command) -> None:
    """A client that hangs up while its request is being read for."""
    one, other = await file(world, "k1"), await file(world, "k2")
    held = Held(world.house.ledger)
    async with lanes_over(world, held, count=1) as lanes:
        gone = asyncio.create_task(lanes.submit(world.ask(one, BUYER, given_up)))
        stays = asyncio.create_task(lanes.submit(world.ask(other, BUYER, ask.Say("I wait"))))
        await held.reading.wait()
        gone.cancel()
        with pytest.raises(asyncio.CancelledError):
            await gone
        held.let_go()
        assert taken(await stays).version == 4


async def test_a_stream_that_keeps_moving_is_too_busy_and_the_others_are_not_kept_waiting(
    world: World,
) -> None:
    """Another writer is always faster; the request may be sent again, and is then taken."""
    stream = await file(world)

    async def overtake() -> None:
        taken(await world.second.lanes.submit(world.ask(stream, SHOP, ask.Say("faster"))))

    request = world.ask(stream, BUYER, ask.Say("patience"), "mine")

    async with lanes_over(world, Meddled(world.house.ledger, overtake, always=True)) as lanes:
        with pytest.raises(TooBusy):
            await lanes.submit(request)
    before = (await look(world, stream)).version
    assert taken(await world.house.lanes.submit(request)).version == before + 1


async def test_what_waits_is_finished_when_the_lanes_close_and_nothing_more_is_taken(world: World) -> None:
    stream = await file(world)
    lanes = lanes_over(world, world.house.ledger)
    async with lanes:
        waiting = [
            asyncio.create_task(lanes.submit(world.ask(stream, BUYER, ask.Say(f"{n}")))) for n in range(20)
        ]
        await asyncio.sleep(0)
    assert [taken(await one).version for one in waiting] == list(range(4, 24))
    with pytest.raises(TooBusy):
        await lanes.submit(world.ask(stream, BUYER, ask.Say("too late")))
