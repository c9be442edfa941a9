"""A pool of connections that outlives restarts of the database; what a failing database means to casework.

Nothing in `adapters/postgres` sets session state (only SET LOCAL), so a connection goes back to the pool
without the customary reset, which would cost a round trip each time.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from secrets import randbelow
from typing import Any, TypeAlias, TypeVar

import asyncpg
from asyncpg.pool import PoolConnectionProxy

from hejie.adapters.postgres.statements import NO_PARTS, load
from hejie.casework.ledger import ConflictInBatch, LedgerFull, LedgerUnavailable

Connection: TypeAlias = "PoolConnectionProxy[asyncpg.Record]"
Answer = TypeVar("Answer")

ATTEMPTS = 6
_PLAN_SECONDS = 60
"""How long a statement keeps its plan: tables grow, and are not analysed at once."""

_FIRST_PAUSE_MS = 5
_MARGIN_SECONDS = 2
"""How much longer the client waits than the server works on a statement."""

_TRANSIENT = ("40001", "40P01")
_FULL = ("53100", "58030")
_UNAVAILABLE_CLASSES = ("08", "53", "57")
_UNAVAILABLE = ("25006", "25P03", "55P03")
"""Read-only (a standby after a failover), idle in transaction too long, lock not to be had in time."""
_BAD_ROW_CLASSES = ("21", "22", "23", "54")


class Connections:
    """Up to `size` connections, opened when needed. Every failure to reach the database is LedgerUnavailable.

    `role` is taken on by every connection (`hejie_app`: the rights of the application). The planner settings
    keep every statement of the ledger on nested index look-ups (rows are what costs): on a young table it
    would else settle for reading all of it, and keep to that while the table grows.
    """

    def __init__(
        self,
        dsn: str,
        *,
        role: str | None = None,
        size: int = 8,
        connect_seconds: float = 5,
        statement_seconds: float = 30,
    ) -> None:
        settings = {
            "application_name": "hejie",
            "statement_timeout": f"{int(statement_seconds * 1000)}ms",
            "idle_in_transaction_session_timeout": f"{int(statement_seconds * 1000)}ms",
            "plan_cache_mode": "force_generic_plan",
            "enable_hashjoin": "off",
            "enable_mergejoin": "off",
            "enable_seqscan": "off",
            "enable_bitmapscan": "off",
            "cpu_tuple_cost": "1",
            "jit": "off",
        }
        if role is not None:
            settings["role"] = role
        self._pool = asyncpg.create_pool(
            dsn,
            min_size=0,
            max_size=size,
            max_queries=1_000_000,
            reset=_keep_as_it_is,
            timeout=connect_seconds,
            command_timeout=statement_seconds + _MARGIN_SECONDS,
            max_cached_statement_lifetime=_PLAN_SECONDS,
            server_settings=settings,
        )
        self._closed = False

    @asynccontextmanager
    async def hold(self) -> AsyncIterator[Connection]:
        """A connection for the length of the block; one that failed is not given to anyone else."""
        connection = await self._take()
        try:
            yield connection
        except LedgerUnavailable:
            with suppress(asyncpg.InterfaceError):  # the pool has noticed already
                connection.terminate()
            raise
        finally:
            await self._pool.release(connection)

    async def run(self, work: Callable[[Connection], Awaitable[Answer]]) -> Answer:
        """Do a piece of work that is one transaction, again where it only lost a race against another.

        Raises: LedgerUnavailable, LedgerFull, ConflictInBatch.
        """
        attempt = 0
        while True:
            try:
                async with self.hold() as connection:
                    with answering():
                        return await work(connection)
            except ConflictInBatch as conflict:
                attempt += 1
                if not conflict.retriable or attempt == ATTEMPTS:
                    raise
            await asyncio.sleep(randbelow(_FIRST_PAUSE_MS << attempt) / 1000)

    async def fetch(
        self, name: str, parts: frozenset[str] = NO_PARTS, /, **values: Any
    ) -> list[asyncpg.Record]:
        """The rows of the statement `sql/<name>.sql` with these parts, in a transaction of its own."""
        return await self.run(lambda connection: fetch(connection, name, parts, **values))

    async def close(self) -> None:
        """Wait a moment for work under way, then hang up."""
        if self._closed:
            return
        self._closed = True
        try:
            async with asyncio.timeout(_MARGIN_SECONDS):
                await self._pool  # one that was never used must be made ready before it can be closed
                await self._pool.close()
        except TimeoutError:
            self._pool.terminate()

    async def _take(self) -> Connection:
        try:
            with answering():
                await self._pool  # opens nothing yet; the first time it makes the pool ready for use
                return await self._pool.acquire()
        except (asyncpg.PostgresError, ConflictInBatch) as error:
            raise LedgerUnavailable(f"the database does not let us in: {error}") from error


async def fetch(
    connection: Connection, name: str, parts: frozenset[str] = NO_PARTS, /, **values: Any
) -> list[asyncpg.Record]:
    """The rows of the statement `sql/<name>.sql` with these parts on this connection."""
    statement = load(name, parts)
    return await connection.fetch(statement.text, *statement.arguments(values))


@contextmanager
def answering() -> Iterator[None]:
    """Turn the driver's errors into those of the port. Others are defects and pass through."""
    try:
        yield
    except asyncpg.PostgresError as error:
        meaning = _meaning(error.sqlstate or "", str(error))
        if meaning is None:
            raise
        raise meaning from error
    except (asyncpg.InterfaceError, asyncpg.InternalClientError, OSError, TimeoutError) as error:
        # The driver calls it internal when a server says good-bye in the middle of something.
        raise LedgerUnavailable(f"the database does not answer: {error}") from error


def _meaning(code: str, message: str) -> Exception | None:
    text = f"{message} ({code})"
    if code in _FULL:
        return LedgerFull(text)
    if code in _UNAVAILABLE or code[:2] in _UNAVAILABLE_CLASSES:
        return LedgerUnavailable(text)
    if code in _TRANSIENT:
        return ConflictInBatch(text, retriable=True)
    if code[:2] in _BAD_ROW_CLASSES:
        return ConflictInBatch(text, retriable=False)
    return None


async def _keep_as_it_is(_connection: Any) -> None:
    """No reset: nothing was set."""
