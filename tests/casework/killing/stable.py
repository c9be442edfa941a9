"""Writers as their clients know them: they answer, or the line goes dead; and a database to kill."""

import asyncio
import multiprocessing
import os
import signal
import time
from contextlib import suppress
from pathlib import Path

import msgspec

from hejie.domain.commands import AnyCommand
from hejie.domain.ids import StreamId
from hejie.domain.roles import Actor
from ledger.servers import Server, wheel_binaries

from . import writer
from .writer import Request, Told

_FORKS = multiprocessing.get_context("forkserver")
# Writers are forked from a process that has read the code already, so that a new one is there at once.
_FORKS.set_forkserver_preload(["hejie.wiring"])

PATIENCE_SECONDS = 30


class LineDead(Exception):
    """The writer died before it answered: nobody knows whether the request was taken."""


class Writer:
    """A writer process and the line to it; both are made anew after a death. Use as a context manager."""

    def __init__(self, dsn: str, folder: Path, name: str, began: float) -> None:
        self._dsn = dsn
        self._door = str(folder / name)
        self._began = began
        self._line: asyncio.StreamWriter | None = None
        self._connected = asyncio.Event()
        self._waiting: dict[int, asyncio.Future[Told]] = {}
        self._number = 0
        self._arrivals: asyncio.Server | None = None
        self._process = self._fork()

    async def __aenter__(self) -> "Writer":
        self._arrivals = await asyncio.start_unix_server(self._arrived, self._door)
        self._process.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._line is not None:
            self._line.close()
        await self._end()
        assert self._process.exitcode == 0, "the writer did not end well when its client hung up"
        assert self._arrivals is not None
        self._arrivals.close()

    @property
    def exit_code(self) -> int | None:
        """How the last process ended; None while it lives."""
        return self._process.exitcode

    async def ask(self, stream: StreamId, actor: Actor, command: AnyCommand, key: str, venue: str) -> Told:
        """Send a request and wait for its answer. Raises: LineDead; TimeoutError where no writer comes."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            await self._connected.wait()
        assert self._line is not None
        self._number += 1
        request = Request(self._number, stream, actor, command, key, venue)
        answered: asyncio.Future[Told] = asyncio.get_running_loop().create_future()
        self._waiting[request.number] = answered
        self._line.write(msgspec.json.encode(request) + b"\n")
        return await answered

    async def kill(self) -> None:
        """Kill the process in the middle of whatever it does, and start another."""
        assert self._process.pid is not None
        os.kill(self._process.pid, signal.SIGKILL)
        await self._end()
        self._process = self._fork()
        self._process.start()

    def _fork(self) -> "multiprocessing.context.ForkServerProcess":
        return _FORKS.Process(target=writer.run, args=(self._dsn, self._door, self._began), daemon=True)

    async def _end(self) -> None:
        await asyncio.to_thread(self._process.join, PATIENCE_SECONDS)
        assert self._process.exitcode is not None, "the writer does not end"

    async def _arrived(self, reader: asyncio.StreamReader, line: asyncio.StreamWriter) -> None:
        self._line = line
        self._connected.set()
        # A line that breaks off in the middle was never an answer.
        with suppress(ConnectionError):
            while (text := await reader.readline()).endswith(b"\n"):
                told = msgspec.json.decode(text, type=Told)
                self._waiting.pop(told.number).set_result(told)
        self._connected.clear()
        self._line = None
        lost, self._waiting = self._waiting, {}
        for answered in lost.values():
            answered.set_exception(LineDead())
        line.close()


class MortalServer(Server):
    """A server that keeps what it promised, and can be killed."""

    def __init__(self) -> None:
        super().__init__(wheel_binaries(), settings={"fsync": "on", "shared_buffers": "16MB"})

    def kill(self) -> None:
        """Kill the postmaster; the others of its processes notice and go."""
        assert self._process is not None
        task = Path(f"/proc/{self._process.pid}/task/{self._process.pid}/children")
        children = [Path(f"/proc/{pid}/stat") for pid in task.read_text().split()]
        self._process.kill()
        self._process.wait()
        self._process = None
        give_up_at = time.monotonic() + PATIENCE_SECONDS
        while any(map(_lives, children)):
            assert time.monotonic() < give_up_at, "a backend outlives its postmaster"
            time.sleep(0.005)


def _lives(stat: Path) -> bool:
    """Whether a process is more than a name that nobody has struck off yet."""
    try:
        return stat.read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
