"""The worlds that tests of casework run in: in memory, on PostgreSQL, and on a schema split by bucket."""

from collections.abc import AsyncIterator, Iterator

import pytest

from ledger.servers import Server, wheel_binaries

from .houses import (
    BACKENDS,
    MEMORY,
    PARTITIONS,
    PLAIN,
    SPLIT,
    World,
    empty,
    new_database,
    world_in_memory,
    world_on,
)


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """The server that the embedded default uses."""
    server = Server(wheel_binaries())
    server.create("--locale-provider=builtin", "--builtin-locale=C.UTF-8")
    server.start()
    yield server
    server.remove()


@pytest.fixture(scope="session")
def databases() -> dict[str, str]:
    """The migrated database of each backend that was used so far."""
    return {}


@pytest.fixture(params=BACKENDS)
async def world(request: pytest.FixtureRequest, databases: dict[str, str]) -> AsyncIterator[World]:
    """An empty world on each backend in turn; `parametrize` it indirectly to choose others."""
    if request.param == MEMORY:
        async with world_in_memory() as world:
            yield world
        return
    async with world_on(await _database(request, databases, request.param)) as world:
        yield world


@pytest.fixture
async def database(request: pytest.FixtureRequest, databases: dict[str, str]) -> str:
    """A migrated database without rows: how its owner reaches it."""
    return await _database(request, databases, PLAIN)


async def _database(request: pytest.FixtureRequest, databases: dict[str, str], backend: str) -> str:
    if backend not in databases:
        server: Server = request.getfixturevalue("server")
        databases[backend] = await new_database(server, backend, PARTITIONS if backend == SPLIT else None)
    await empty(databases[backend])
    return databases[backend]
