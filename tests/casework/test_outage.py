"""The database is gone for seconds under load: callers hear of it, try again, and nothing happens twice."""

import asyncio
from collections import Counter
from collections.abc import Iterator

import pytest

from hejie.casework.lanes import TooBusy
from hejie.casework.ledger import LedgerUnavailable
from hejie.casework.look import verify
from hejie.domain import commands as ask
from hejie.domain.ids import StreamId
from ledger.servers import Server, wheel_binaries

from .houses import World, new_database, world_on
from .lives import BUYER, events_of, file

GONE_SECONDS = 3
CALLERS = 30
RETRY_SECONDS = 0.05
PATIENCE = 1_200
"""How often to look whether it goes on."""


@pytest.fixture(scope="module")
def fleeting() -> Iterator[Server]:
    """A server that will be away for a while."""
    server = Server(wheel_binaries())
    server.create("--locale-provider=builtin", "--builtin-locale=C.UTF-8")
    server.start()
    yield server
    server.remove()


async def test_while_the_database_is_gone_callers_are_told_and_the_same_request_succeeds_later(
    fleeting: Server,
) -> None:
    async with world_on(await new_database(fleeting, "fleeting")) as world:
        streams = [await file(world, f"k{n}", merchant=f"shop-{n}") for n in range(CALLERS)]
        said: Counter[StreamId] = Counter()
        told: Counter[str] = Counter()
        over = asyncio.Event()

        async def call(stream: StreamId, house: int) -> None:
            while not over.is_set():
                await _insist(world, stream, f"{said[stream]}", house, told)
                said[stream] += 1

        callers = [asyncio.create_task(call(stream, n % 2)) for n, stream in enumerate(streams)]
        helpers = [asyncio.create_task(_relay_and_sweep(world, over, told)) for _ in range(2)]
        await _until(said, 5 * CALLERS)
        await asyncio.to_thread(fleeting.stop)
        await asyncio.sleep(GONE_SECONDS)
        during = said.total()
        await asyncio.to_thread(fleeting.start)
        await _until(said, during + 5 * CALLERS)
        over.set()
        await asyncio.gather(*callers, *helpers)
        assert told["LedgerUnavailable"] >= CALLERS
        assert set(told) <= {"LedgerUnavailable", "TooBusy"}
        for stream in streams:
            assert Counter(await events_of(world, stream))["said"] == said[stream]
            assert (await verify(world.house.ledger, stream)).faults == ()
        world.clock.go(hours=1)
        await world.house.relay.drain()
        assert await world.rows("SELECT 1 FROM outbox") == []


async def _insist(world: World, stream: StreamId, key: str, house: int, told: Counter[str]) -> None:
    lanes = (world.house, world.second)[house].lanes
    while True:
        try:
            async with asyncio.timeout(30):
                answer = await lanes.submit(world.ask(stream, BUYER, ask.Say("hello"), key))
        except (LedgerUnavailable, TooBusy) as error:
            told[type(error).__name__] += 1
            await asyncio.sleep(RETRY_SECONDS)
        else:
            assert answer.refusal is None
            return


async def _relay_and_sweep(world: World, over: asyncio.Event, told: Counter[str]) -> None:
    while not over.is_set():
        try:
            await world.house.relay.deliver()
            await world.second.sweeper.sweep()
        except LedgerUnavailable as error:
            told[type(error).__name__] += 1
        await asyncio.sleep(RETRY_SECONDS)


async def _until(said: Counter[StreamId], enough: int) -> None:
    for _ in range(PATIENCE):
        if said.total() >= enough:
            return
        await asyncio.sleep(RETRY_SECONDS)
    raise AssertionError(f"{said.total()} calls succeeded, not {enough}")
