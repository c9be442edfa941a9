"""Two processes on one database get into each other's way all the time, and nobody notices."""

import asyncio
import time
from random import Random

from hejie.casework.intake import take_orders
from ledger.servers import Server

from .houses import Clock, house_on
from .killing.audit import check_consequences, check_receipts, check_streams, read_books
from .killing.clients import Clients, orders
from .killing.stable import Writer
from .killing.writer import FIRST_DAY, FastClock
from .test_kills import settle

CASES = 50
CLIENTS = 8
TURNS = 60


async def test_two_processes_that_write_the_same_cases_leave_each_command_there_once(
    server: Server, database: str
) -> None:
    """Each request goes to either of them, or to both at once; both relay and sweep."""
    began, clock = time.time(), Clock(FIRST_DAY)
    async with house_on(database, clock) as house:
        await take_orders(orders(), house.orders)
    async with (
        Writer(database, server.folder, "one", began) as one,
        Writer(database, server.folder, "other", began) as other,
    ):
        clients = Clients([one, other], Random(5))
        await asyncio.gather(*(clients.crowd(CASES, TURNS) for _ in range(CLIENTS)))
        assert (one.exit_code, other.exit_code) == (None, None)
    clock.at = FastClock(began)()
    async with house_on(database, clock) as house:
        await settle(house, clock)
        books = await read_books(database)
        assert len(books.cases()) == CASES
        assert clients.unexpected == []
        check_receipts(books, clients.acknowledged)
        check_consequences(books)
        await check_streams(books, house.ledger)
