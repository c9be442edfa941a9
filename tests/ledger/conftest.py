"""The backends of the contract: memory, PostgreSQL 18 and 15, and 18 with every table split by bucket."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from typing import NamedTuple

import asyncpg
import pytest

from hejie.adapters.postgres.connections import Connections
from hejie.adapters.postgres.migrate import APP_ROLE, migrate
from hejie.casework.ledger import Ledger
from hejie.casework.orders import OrderBook
from hejie.wiring import Stores, stores_in_memory, stores_on

from .servers import DEBIAN_15, Server, wheel_binaries

MEMORY, PLAIN, OLDEST, SPLIT = "memory", "postgres-18", "postgres-15", "postgres-18-by-bucket"
BACKENDS = (MEMORY, PLAIN, OLDEST, SPLIT)
PARTITIONS = 8
TABLES = (
    "stream", "event", "personal_payload", "personal_key", "receipt", "outbox", "pack", "market_order",
    "listing", "account", "credential", "attempt", "note", "endpoint", "delivery", "upload",
    "evidence_access",
)  # fmt: skip


class Desk(NamedTuple):
    """A backend under test: the same data twice, as two processes would have it."""

    one: Stores
    other: Stores

    @property
    def ledger(self) -> Ledger:
        return self.one.ledger

    @property
    def second(self) -> Ledger:
        return self.other.ledger

    @property
    def orders(self) -> OrderBook:
        return self.one.orders


@pytest.fixture(scope="session")
def server_18() -> Iterator[Server]:
    """The server that the embedded default uses."""
    server = Server(wheel_binaries())
    server.create("--locale-provider=builtin", "--builtin-locale=C.UTF-8")
    server.start()
    yield server
    server.remove()


@pytest.fixture(scope="session")
def server_15() -> Iterator[Server]:
    """The oldest server that is supported."""
    if not DEBIAN_15.is_dir():
        pytest.skip(f"PostgreSQL 15 is not installed (no {DEBIAN_15}; Debian: apt install postgresql-15)")
    server = Server(DEBIAN_15)
    server.create()
    server.start()
    yield server
    server.remove()


@pytest.fixture(scope="session")
def databases() -> dict[str, str]:
    """The migrated database of each backend that was used so far; empty of rows before every test."""
    return {}


@pytest.fixture(params=BACKENDS)
async def desk(request: pytest.FixtureRequest, databases: dict[str, str]) -> AsyncIterator[Desk]:
    """Every backend in turn, empty."""
    if request.param == MEMORY:
        stores = stores_in_memory()
        yield Desk(stores, stores)
        return
    dsn = await _database(request, databases, request.param)
    first, second = Connections(dsn, role=APP_ROLE), Connections(dsn, role=APP_ROLE)
    yield Desk(stores_on(first), stores_on(second))
    await first.close()
    await second.close()


@pytest.fixture
async def ledger(desk: Desk) -> Ledger:
    return desk.ledger


@pytest.fixture
async def stores(desk: Desk) -> Stores:
    return desk.one


@pytest.fixture(params=(PLAIN, OLDEST, SPLIT))
async def database(request: pytest.FixtureRequest, databases: dict[str, str]) -> str:
    """A migrated PostgreSQL database without rows, of every kind in turn: how its owner reaches it."""
    return await _database(request, databases, request.param)


@pytest.fixture(scope="session")
async def untouched(request: pytest.FixtureRequest) -> Callable[[str, str], Awaitable[str]]:
    """Makes databases, by name and backend, that no other test has used: no autovacuum has looked at them."""
    made: dict[tuple[str, str], str] = {}

    async def make(name: str, backend: str) -> str:
        if (name, backend) not in made:
            server: Server = request.getfixturevalue("server_15" if backend == OLDEST else "server_18")
            parts = PARTITIONS if backend == SPLIT else None
            made[name, backend] = await new_database(server, f"{name} {backend}", parts)
        return made[name, backend]

    return make


@pytest.fixture
async def plain_database(request: pytest.FixtureRequest, databases: dict[str, str]) -> str:
    return await _database(request, databases, PLAIN)


@pytest.fixture
async def split_database(request: pytest.FixtureRequest, databases: dict[str, str]) -> str:
    return await _database(request, databases, SPLIT)


async def _database(request: pytest.FixtureRequest, databases: dict[str, str], backend: str) -> str:
    if backend not in databases:
        server: Server = request.getfixturevalue("server_15" if backend == OLDEST else "server_18")
        databases[backend] = await new_database(server, backend, PARTITIONS if backend == SPLIT else None)
    owner = await asyncpg.connect(databases[backend])
    await owner.execute("".join(f"DELETE FROM {table};" for table in TABLES))
    await owner.close()
    return databases[backend]


async def new_database(server: Server, name: str, partitions: int | None = None) -> str:
    """Make a database and migrate it."""
    owner = await asyncpg.connect(server.dsn())
    await owner.execute(f'CREATE DATABASE "{name}"')
    await owner.close()
    await migrate(server.dsn(name), partitions)
    return server.dsn(name)
