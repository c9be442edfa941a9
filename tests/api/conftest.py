"""One server on one database for all tests here; every test finds it empty, at noon."""

from collections.abc import AsyncIterator, Iterator

import pytest

from casework.houses import NOON, new_database
from ledger.servers import Server, wheel_binaries

from .doors import Door, door_in_memory, door_on, empty


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """The PostgreSQL server that the embedded default uses."""
    server = Server(wheel_binaries())
    server.create("--locale-provider=builtin", "--builtin-locale=C.UTF-8")
    server.start()
    yield server
    server.remove()


@pytest.fixture(scope="session")
async def database(server: Server) -> str:
    """A migrated database: how its owner reaches it."""
    return await new_database(server, "http")


@pytest.fixture(scope="session")
async def opened(database: str) -> AsyncIterator[Door]:
    """The server that tests share."""
    async with door_on(database) as door:
        yield door


@pytest.fixture
async def door(opened: Door, database: str) -> AsyncIterator[Door]:
    """The shared server, on an empty database, at noon."""
    await empty(database)
    opened.clock.at = NOON
    yield opened
    await opened.close_clients()


@pytest.fixture(scope="session")
async def opened_small() -> AsyncIterator[Door]:
    """The server without a database that tests share."""
    async with door_in_memory() as door:
        yield door


@pytest.fixture
async def small_door(opened_small: Door) -> AsyncIterator[Door]:
    """A server without a database: for what stands before the house. It remembers earlier tests."""
    yield opened_small
    await opened_small.close_clients()
