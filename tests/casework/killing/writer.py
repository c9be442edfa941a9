"""A house in a process of its own: it takes requests through a socket, relays and sweeps, until it is killed.

Two relays go by a clock that runs so fast that no lease holds: what one delivers, the other delivers too.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

import msgspec

from hejie.adapters.postgres.connections import Connections
from hejie.adapters.postgres.migrate import APP_ROLE
from hejie.casework.desk import Submission
from hejie.casework.ledger import LedgerUnavailable
from hejie.casework.sealing import KEY_BYTES
from hejie.domain.commands import AnyCommand
from hejie.domain.ids import StreamId
from hejie.domain.roles import Actor
from hejie.wiring import House, furnish, stores_on

MASTER_KEY = bytes(range(KEY_BYTES))
FIRST_DAY = datetime(2026, 3, 2, 4, tzinfo=UTC)
A_DAY_SECONDS = 1.0
"""How long a day lasts."""

_RELAYS = 2
_RELAY_PAUSE_SECONDS = 0.02
_SWEEP_PAUSE_SECONDS = 0.1
_RETRY_SECONDS = 0.05


class Request(msgspec.Struct):
    """A command as a client sends it. `number` comes back with the answer."""

    number: int
    stream: StreamId
    actor: Actor
    command: AnyCommand
    key: str
    venue: str


class Told(msgspec.Struct):
    """What it came to. `refusal` is a code; `error` says that the same request may be sent again."""

    number: int
    version: int = 0
    events: tuple[str, ...] = ()
    replayed: bool = False
    refusal: str = ""
    error: str = ""


class FastClock:
    """Days that last a moment, the same for every process that knows when they began."""

    def __init__(self, began: float) -> None:
        self._began = began

    def __call__(self) -> datetime:
        return FIRST_DAY + timedelta(days=(time.time() - self._began) / A_DAY_SECONDS)


def run(dsn: str, door: str, began: float) -> None:
    """Work until the client hangs up."""
    asyncio.run(_work(dsn, door, FastClock(began)))


async def _work(dsn: str, door: str, clock: FastClock) -> None:
    connections = Connections(dsn, role=APP_ROLE, connect_seconds=2, statement_seconds=10)
    house = await _house(connections, clock)
    reader, writer = await asyncio.open_unix_connection(door)
    async with house.lanes, asyncio.TaskGroup() as tasks:
        helpers = [
            tasks.create_task(_again_and_again(house.relay.deliver, _RELAY_PAUSE_SECONDS))
            for _ in range(_RELAYS)
        ]
        helpers.append(tasks.create_task(_again_and_again(house.sweeper.sweep, _SWEEP_PAUSE_SECONDS)))
        while line := await reader.readline():
            tasks.create_task(_answer(house, msgspec.json.decode(line, type=Request), writer))
        for helper in helpers:
            helper.cancel()
    writer.close()
    await house.ledger.close()


async def _house(connections: Connections, clock: FastClock) -> House:
    """The house, as soon as the database is there."""
    while True:
        try:
            return await furnish(stores_on(connections), MASTER_KEY, clock)
        except LedgerUnavailable:
            await asyncio.sleep(_RETRY_SECONDS)


async def _again_and_again(act: Callable[[], Awaitable[int]], pause_seconds: float) -> None:
    while True:
        try:
            await act()
        except LedgerUnavailable:
            await asyncio.sleep(_RETRY_SECONDS)
        await asyncio.sleep(pause_seconds)


async def _answer(house: House, request: Request, writer: asyncio.StreamWriter) -> None:
    submission = Submission(
        request.stream, request.actor, request.command, house.now(), request.key, request.venue
    )
    try:
        answer = await house.lanes.submit(submission)
    except Exception as error:
        told = Told(request.number, error=f"{type(error).__name__}: {error}")
    else:
        code = str(answer.refusal.code) if answer.refusal else ""
        told = Told(request.number, answer.version, answer.events, answer.replayed, code)
    writer.write(msgspec.json.encode(told) + b"\n")
