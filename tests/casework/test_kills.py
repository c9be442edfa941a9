"""Writer and database are killed again and again under load: nothing is lost, nothing happens twice.

The clients live in this process, which survives; what they were told is compared with what is stored.
"""

import asyncio
import secrets
import time
from collections import Counter
from collections.abc import Iterator
from random import Random

import pytest

from hejie.casework.intake import take_orders
from hejie.wiring import House

from .houses import Clock, house_on, new_database
from .killing.audit import check_consequences, check_receipts, check_rows, check_streams, read_books
from .killing.clients import Clients, orders
from .killing.stable import MortalServer, Writer
from .killing.writer import FIRST_DAY, FastClock

ONE_AT_A_TIME, BOTH_AT_ONCE = 24, 4
CLIENTS = 24
PAUSE_SECONDS_MOST = 0.5


@pytest.fixture(scope="module")
def mortal() -> Iterator[MortalServer]:
    """A database server that waits for the disk, as in earnest."""
    server = MortalServer()
    server.create("--locale-provider=builtin", "--builtin-locale=C.UTF-8")
    server.start()
    yield server
    server.remove()


async def settle(house: House, clock: Clock) -> None:
    """Let months pass, until every clock of a party has run out and every consequence was delivered."""
    for _ in range(12):
        await house.sweeper.sweep()
        while await house.relay.drain():
            clock.go(seconds=60)
        clock.go(days=9)


async def kill_at_random(
    mortal: MortalServer, writer: Writer, clients: Clients, random: Random
) -> Counter[str]:
    """Kill one or the other or both at any moment, as soon as there is load again after the last time."""
    kills: Counter[str] = Counter()
    victims = [{"writer"}, {"database"}] * ONE_AT_A_TIME + [{"writer", "database"}] * BOTH_AT_ONCE
    random.shuffle(victims)
    for killed in victims:
        await clients.answered_more(random.randint(1, 60))
        await asyncio.sleep(random.random() * PAUSE_SECONDS_MOST)
        kills.update(killed)
        if "database" in killed:
            await asyncio.to_thread(mortal.kill)
        if "writer" in killed:
            assert writer.exit_code is None, "it died of itself"
            await writer.kill()
        if "database" in killed:
            await asyncio.to_thread(mortal.start)
    return kills


async def test_whatever_is_killed_each_acknowledged_command_is_there_once_with_all_that_follows(
    mortal: MortalServer, capsys: pytest.CaptureFixture[str]
) -> None:
    seed = secrets.randbits(32)
    random = Random(seed)
    began, started = time.time(), time.monotonic()
    dsn = await new_database(mortal, "killed")
    clock = Clock(FIRST_DAY)
    async with house_on(dsn, clock) as house:
        await take_orders(orders(), house.orders)
    async with Writer(dsn, mortal.folder, "door", began) as writer:
        clients = Clients([writer], random)
        living = [asyncio.create_task(clients.live()) for _ in range(CLIENTS)]
        kills = await kill_at_random(mortal, writer, clients, random)
        clients.over = True
        await asyncio.gather(*living)
    ended = time.monotonic()
    clock.at = FastClock(began)()
    async with house_on(dsn, clock) as house:
        await settle(house, clock)
        books = await read_books(dsn)
        with capsys.disabled():
            cases = len(books.cases())
            print(
                f"\nseed {seed}: killed {dict(kills)} in {ended - started:.0f} s;"
                f" {len(clients.acknowledged)} commands acknowledged on {cases} cases,"
                f" {sum(clients.refused.values())} refused; asked again: {dict(clients.retries)};"
                f" {sum(books.versions.values())} events on {len(books.versions)} streams",
                end=" ",
            )
        assert clients.unexpected == []
        check_receipts(books, clients.acknowledged)
        check_consequences(books)
        await check_streams(books, house.ledger)
        await check_rows(books, house.listings)
        assert await house.ledger.dead_letters(1) == []
