"""Houses under test: two on the same data, as two processes would be, by a clock that the test sets."""

import io
import pickle
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import NamedTuple

import asyncpg

from hejie.adapters.memory import MemoryLedger
from hejie.adapters.postgres.connections import Connections
from hejie.adapters.postgres.migrate import APP_ROLE, migrate
from hejie.casework.desk import Answer, AnyAsked, Submission
from hejie.casework.intake import take_orders
from hejie.casework.packs import Packs
from hejie.casework.sealing import KEY_BYTES, Vault
from hejie.domain.ids import StreamId
from hejie.domain.orders import Order
from hejie.domain.refusals import RefusalCode
from hejie.domain.roles import Actor
from hejie.domain.rulebook import Pack
from hejie.policy.shipped import shipped_packs
from hejie.wiring import House, Stores, furnish_with, stores_in_memory, stores_on
from ledger.servers import Server

MEMORY, PLAIN, SPLIT = "memory", "postgres-18", "postgres-18-by-bucket"
BACKENDS = (MEMORY, PLAIN)
ALL_BACKENDS = (*BACKENDS, SPLIT)
PARTITIONS = 8

VENUE = "demo"
NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)
"""A Monday, noon in Shanghai: no holiday is near."""

MASTER_KEY = bytes(range(KEY_BYTES))
TABLES = ("stream", "event", "personal_payload", "personal_key", "receipt", "outbox", "listing")
"""What a command may write. `market_order` and `pack` are told apart: commands only read them."""

BESIDE = (
    "market_order", "account", "credential", "note", "endpoint", "delivery", "upload", "evidence_access",
)  # fmt: skip
"""What tests may have filled besides."""


class Clock:
    """The instant by which a house goes, set by the test."""

    def __init__(self, at: datetime = NOON) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at

    def go(self, *, hours: float = 0, days: float = 0, seconds: float = 0) -> None:
        """Let time pass."""
        self.at += timedelta(days=days, hours=hours, seconds=seconds)


class World(NamedTuple):
    """Two houses on one set of data, and how its owner reaches the database where there is one."""

    house: House
    second: House
    clock: Clock
    owner_dsn: str | None

    async def take(self, *orders: Order) -> None:
        """Let the marketplace tell of orders."""
        await take_orders(orders, self.house.orders)

    def ask(
        self,
        stream: StreamId,
        actor: Actor,
        command: AnyAsked | None,
        key: str = "",
        version: int | None = None,
        at: datetime | None = None,
    ) -> Submission:
        """A submission at this moment."""
        return Submission(stream, actor, command, at or self.clock.at, key, VENUE, version)

    async def do(
        self,
        stream: StreamId,
        actor: Actor,
        command: AnyAsked | None,
        key: str = "",
        version: int | None = None,
        at: datetime | None = None,
    ) -> Answer:
        """Submit a command, and give back what it came to."""
        return await self.house.lanes.submit(self.ask(stream, actor, command, key, version, at))

    async def done(self, stream: StreamId, actor: Actor, command: AnyAsked, key: str = "") -> Answer:
        """Submit a command that must be taken."""
        answer = await self.do(stream, actor, command, key)
        assert answer.refusal is None, answer.refusal
        return answer

    async def refused(self, stream: StreamId, actor: Actor, command: AnyAsked) -> RefusalCode:
        """Submit a command that the rules must say no to, and give back with which code."""
        answer = await self.do(stream, actor, command)
        assert answer.refusal is not None, answer.events
        return answer.refusal.code

    async def everything(self) -> dict[str, bytes]:
        """All bytes of all tables that a command may write."""
        ledger = self.house.ledger
        if isinstance(ledger, MemoryLedger):
            return {name: pickle.dumps(getattr(ledger, name)) for name in _MEMORY_TABLES}
        return {table: await self._copy(table) for table in TABLES}

    async def rows(self, query: str, *values: object) -> list[asyncpg.Record]:
        """Rows of a query, asked as the owner of the database, who may do everything."""
        owner = await asyncpg.connect(self.owner_dsn)
        try:
            return list(await owner.fetch(query, *values))
        finally:
            await owner.close()

    async def _copy(self, table: str) -> bytes:
        owner = await asyncpg.connect(self.owner_dsn)
        copied = io.BytesIO()
        await owner.copy_from_query(f"SELECT * FROM {table} ORDER BY 1, 2, 3", output=copied, format="binary")
        await owner.close()
        return copied.getvalue()


_MEMORY_TABLES = ("_streams", "_receipts", "_payloads", "_keys", "_effects", "listings")


@cache
def packs() -> Sequence[Pack]:
    """The shipped packs, read once."""
    return shipped_packs()


def furnished(
    stores: Stores, clock: Clock, rules: Sequence[Pack] | None = None, key: bytes = MASTER_KEY
) -> House:
    """A house on its stores with the shipped packs, or with these rules instead."""
    return furnish_with(Packs(packs() if rules is None else rules), stores, Vault(key), clock)


@asynccontextmanager
async def world_in_memory(rules: Sequence[Pack] | None = None) -> AsyncIterator[World]:
    """Two houses on one ledger in memory."""
    stores, clock = stores_in_memory(), Clock()
    one, other = (furnished(stores, clock, rules) for _ in range(2))
    async with one.lanes, other.lanes:
        yield World(one, other, clock, None)


@asynccontextmanager
async def world_on(dsn: str, rules: Sequence[Pack] | None = None) -> AsyncIterator[World]:
    """Two houses on one database, each with its own connections."""
    clock = Clock()
    async with AsyncExitStack() as stack:
        one, other = [await stack.enter_async_context(house_on(dsn, clock, rules)) for _ in range(2)]
        yield World(one, other, clock, dsn)


@asynccontextmanager
async def house_on(dsn: str, clock: Clock, rules: Sequence[Pack] | None = None) -> AsyncIterator[House]:
    """A house on a database that has been migrated."""
    house = furnished(stores_on(Connections(dsn, role=APP_ROLE)), clock, rules)
    async with house.lanes:
        yield house
    await house.ledger.close()


async def new_database(server: Server, name: str, partitions: int | None = None) -> str:
    """Make a database and migrate it."""
    owner = await asyncpg.connect(server.dsn())
    await owner.execute(f'CREATE DATABASE "{name}"')
    await owner.close()
    await migrate(server.dsn(name), partitions)
    return server.dsn(name)


async def empty(dsn: str) -> None:
    """Take every row out."""
    owner = await asyncpg.connect(dsn)
    await owner.execute("".join(f"DELETE FROM {table};" for table in (*TABLES, *BESIDE)))
    await owner.close()
