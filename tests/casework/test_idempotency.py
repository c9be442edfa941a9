"""The same request sent again gets the same answer, whoever takes it, and takes effect once."""

import asyncio

import pytest

from hejie.casework.desk import KeyReused, StaleVersion
from hejie.casework.ledger import LedgerUnavailable
from hejie.domain import commands as ask

from .houses import ALL_BACKENDS, PLAIN, World
from .lives import BUYER, SHOP, case, events_of, file, filing, look, order

on_every_backend = pytest.mark.parametrize("world", ALL_BACKENDS, indirect=True)


@on_every_backend
async def test_the_same_key_again_gets_the_same_answer_and_writes_nothing(world: World) -> None:
    await world.take(order())
    first = await world.done(case(), BUYER, filing(text="not as advertised"), key="a")
    assert (first.version, first.replayed) == (3, False)
    before = await world.everything()
    again = await world.do(case(), BUYER, filing(text="not as advertised"), key="a")
    assert (again.version, again.events, again.replayed) == (first.version, first.events, True)
    elsewhere = await world.second.lanes.submit(
        world.ask(case(), BUYER, filing(text="not as advertised"), "a")
    )
    assert elsewhere == again
    assert await world.everything() == before


async def test_the_answer_is_the_first_one_though_the_case_has_moved_on(world: World) -> None:
    stream = await file(world)
    first = await world.done(stream, BUYER, ask.Say("hello"), key="a")
    await world.done(stream, SHOP, ask.Say("good day"), key="b")
    world.clock.go(hours=100)
    again = await world.do(stream, BUYER, ask.Say("hello"), key="a", version=1)
    assert (again.version, again.events, again.replayed) == (first.version, first.events, True)


@pytest.mark.parametrize("other", [ask.Say("goodbye"), ask.RequestWithdrawal()])
async def test_a_key_used_for_another_request_is_not_taken(world: World, other: ask.Command) -> None:
    stream = await file(world)
    await world.done(stream, BUYER, ask.Say("hello"), key="a")
    before = await world.everything()
    with pytest.raises(KeyReused):
        await world.do(stream, BUYER, other, key="a")
    assert await world.everything() == before


async def test_keys_of_two_callers_have_nothing_to_do_with_each_other(world: World) -> None:
    stream = await file(world)
    await world.done(stream, BUYER, ask.Say("hello"), key="a")
    assert not (await world.done(stream, SHOP, ask.Say("hello"), key="a")).replayed


async def test_a_refusal_is_not_remembered_so_that_the_key_can_be_used_when_its_time_has_come(
    world: World,
) -> None:
    assert (await world.do(case(), BUYER, filing(), key="a")).refusal is not None
    await world.take(order())
    assert (await world.do(case(), BUYER, filing(), key="a")).refusal is None


@on_every_backend
async def test_two_identical_requests_at_once_take_effect_once(world: World) -> None:
    """In one process and in two: on a case that begins, and on one that goes on."""
    await world.take(order())
    for command, size in ((filing(text="ad"), 3), (ask.Say("hello"), 4)):
        request = world.ask(case(), BUYER, command, key=type(command).__name__)
        lanes = (world.house.lanes, world.second.lanes)
        answers = await asyncio.gather(*(lanes[n % 2].submit(request) for n in range(6)))
        assert {(answer.version, answer.refusal) for answer in answers} == {(size, None)}
        assert sum(not answer.replayed for answer in answers) == 1
    assert (await events_of(world, case())).count("said") == 1


async def test_without_a_key_the_same_request_twice_is_two_requests(world: World) -> None:
    stream = await file(world)
    answers = [await world.done(stream, BUYER, ask.Say("hello")) for _ in range(2)]
    assert answers[1].version == answers[0].version + 1


@on_every_backend
async def test_who_decided_on_an_old_version_is_told_so_and_nothing_is_written(world: World) -> None:
    stream = await file(world)
    seen = await look(world, stream)
    await world.done(stream, SHOP, ask.Say("wait"))
    before = await world.everything()
    with pytest.raises(StaleVersion) as stale:
        await world.do(stream, BUYER, ask.RequestWithdrawal(), key="a", version=seen.version)
    assert (stale.value.expected, stale.value.found) == (seen.version, seen.version + 1)
    assert await world.everything() == before
    again = await world.do(stream, BUYER, ask.FinishEvidence(), version=seen.version + 1)
    assert again.refusal is not None


async def test_of_two_who_decided_on_one_version_one_is_told_that_it_is_stale(world: World) -> None:
    """However close they come: the second is decided anew on what the first has written."""
    stream = await file(world)
    version = (await look(world, stream)).version
    answers = await asyncio.gather(
        world.house.lanes.submit(world.ask(stream, BUYER, ask.Say("one"), "a", version)),
        world.second.lanes.submit(world.ask(stream, SHOP, ask.Say("two"), "b", version)),
        return_exceptions=True,
    )
    assert sum(isinstance(answer, StaleVersion) for answer in answers) == 1
    assert (await look(world, stream)).version == version + 1


@pytest.mark.parametrize("world", [PLAIN], indirect=True)
async def test_after_the_database_was_away_the_same_request_is_taken(world: World) -> None:
    """The connections of a house are gone, as if the network had been cut."""
    stream = await file(world)
    request = world.ask(stream, BUYER, ask.Say("hello"), key="a")
    await world.second.ledger.close()
    with pytest.raises(LedgerUnavailable):
        await world.second.lanes.submit(request)
    assert not (await world.house.lanes.submit(request)).replayed
    assert (await world.house.lanes.submit(request)).replayed
