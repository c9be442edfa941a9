"""Rows can be made again from the cases at any time, while work goes on."""

import asyncio

import msgspec
import pytest

from hejie.casework.ledger import Wanted
from hejie.casework.reindex import reindex
from hejie.domain import commands as ask
from hejie.domain.ids import StreamId

from .houses import ALL_BACKENDS, PLAIN, World
from .lives import BUYER, OFFICER, SHOP, file, offer
from .test_listings import check, rows

MANY = 30
EVERYWHERE = pytest.mark.parametrize("world", ALL_BACKENDS, indirect=True)


async def many(world: World) -> list[StreamId]:
    return [await file(world, f"k{n}", merchant=f"shop-{n}") for n in range(MANY)]


async def spoil(world: World, streams: list[StreamId]) -> None:
    """Let every row be wrong."""
    found = await rows(world)
    versions = {
        one.stream: one.version for one in await world.house.ledger.read([Wanted(name) for name in streams])
    }
    wrong = [(name, versions[name], msgspec.structs.replace(found[name], amount_minor=1)) for name in streams]
    assert all(await world.house.listings.renew(wrong))


@EVERYWHERE
async def test_wrong_rows_are_right_again_and_no_others_are_made(world: World) -> None:
    streams = await many(world)
    await spoil(world, streams)
    assert await reindex(world.house.ledger, world.house.listings) == MANY
    await check(world, *streams)


@pytest.mark.parametrize("world", [PLAIN], indirect=True)
async def test_missing_rows_are_made(world: World) -> None:
    """As in a database that is older than the queues."""
    streams = await many(world)
    await world.house.relay.drain()
    await world.rows("DELETE FROM listing")
    await world.done(streams[0], BUYER, ask.Say("nothing that a queue shows"))
    assert await rows(world) == {}
    assert await reindex(world.house.ledger, world.house.listings) == MANY
    await check(world, *streams)


@EVERYWHERE
async def test_while_cases_move_none_gets_an_older_row_and_none_is_left_out(world: World) -> None:
    """Takes, offers and words on all of them at once, from another process."""
    streams = await many(world)
    await spoil(world, streams)
    over = asyncio.Event()

    async def move() -> None:
        for number in range(4):
            asked = [world.ask(stream, OFFICER, ask.Take(), f"{number}") for stream in streams]
            asked += [world.ask(stream, SHOP, ask.Say("…"), f"{number}") for stream in streams]
            asked += [world.ask(stream, SHOP, offer(world), f"o{number}") for stream in streams]
            await world.second.lanes.submit_all(asked)
        over.set()

    async def again() -> None:
        while not over.is_set():
            assert await reindex(world.house.ledger, world.house.listings) == MANY
            await asyncio.sleep(0)

    await asyncio.gather(move(), again())
    await check(world, *streams)


@pytest.mark.parametrize("world", [PLAIN], indirect=True)
async def test_a_case_that_cannot_be_read_is_told_of_and_stops_no_other(world: World) -> None:
    streams = await many(world)
    await spoil(world, streams)
    await world.rows("UPDATE stream SET snapshot = '1{broken' WHERE id = $1", streams[7].id)
    with pytest.raises(ExceptionGroup, match="1 cases could not be read") as told:
        await reindex(world.house.ledger, world.house.listings)
    assert streams[7].public in told.value.exceptions[0].__notes__
    assert [row.amount_minor == 1 for row in [(await rows(world))[name] for name in streams]] == [
        name == streams[7] for name in streams
    ]
