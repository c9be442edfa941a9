"""Tells whoever watches a case that it has changed: at once what this process writes, soon what others do.

The lanes tell of each stream after its commit. What other processes write, and the sweeper, is found by one
read a second for all the streams that are watched here. A watcher is told the version and nothing else;
whether it may know more is asked where the case is read. Nothing runs while nobody watches.
"""

import asyncio
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Protocol

from hejie.casework.ledger import Ledger, Wanted
from hejie.domain.ids import StreamId

POLL_SECONDS = 1.0
WATCHES_MOST = 20
"""Cases that one person watches at once in this process: nobody has so many pages open."""

_READ_AT_ONCE = 200


class TooManyWatches(Exception):
    """Somebody watches `WATCHES_MOST` cases already."""


class Writes(Protocol):
    """What tells of writes after they are committed: the lanes."""

    on_written: Callable[[StreamId, int], None] | None


class Watch:
    """One watcher of one stream. `version` is the highest that is known; `ended`: nothing more is told."""

    def __init__(self, version: int) -> None:
        self.version = version
        self.ended = False
        self._news = asyncio.Event()

    async def newer(self, than: int, within_seconds: float) -> int | None:
        """The version once it is above `than`; None if that takes longer, or the watch has ended."""
        with suppress(TimeoutError):
            async with asyncio.timeout(within_seconds):
                while self.version <= than and not self.ended:
                    self._news.clear()
                    await self._news.wait()
        return self.version if self.version > than else None

    def tell(self, version: int) -> None:
        """The stream is at this version now, at least."""
        if version > self.version:
            self.version = version
            self._news.set()

    def end(self) -> None:
        """Tell nothing more."""
        self.ended = True
        self._news.set()


class Changes:
    """All watchers of one process. When `ending` is set every watch ends, and later ones end at once."""

    def __init__(
        self, ledger: Ledger, writes: Writes, ending: asyncio.Event, poll_seconds: float = POLL_SECONDS
    ) -> None:
        self._ledger = ledger
        self._writes = writes
        self._ending = ending
        self._poll_seconds = poll_seconds
        self._watches: dict[StreamId, set[Watch]] = {}
        self._watching: Counter[str] = Counter()
        self._tasks: list[asyncio.Task[None]] = []

    def check_room(self, box: str) -> None:
        """That somebody (`Principal.box`) may watch one more case. Raises: TooManyWatches."""
        if self._watching[box] >= WATCHES_MOST:
            raise TooManyWatches(box)

    @contextmanager
    def watch(self, stream: StreamId, version: int, box: str) -> Iterator[Watch]:
        """Watch a stream that was found at a version. Raises: TooManyWatches."""
        self.check_room(box)
        watch = Watch(version)
        if self._ending.is_set():
            watch.end()
        self._watching[box] += 1
        self._watches.setdefault(stream, set()).add(watch)
        self._begin()
        try:
            yield watch
        finally:
            self._watching[box] -= 1
            if not self._watching[box]:
                del self._watching[box]
            self._watches[stream].discard(watch)
            if not self._watches[stream]:
                del self._watches[stream]
            if not self._watches:
                self._rest()

    def __len__(self) -> int:
        """How many watch."""
        return sum(map(len, self._watches.values()))

    def _begin(self) -> None:
        if not self._tasks:
            self._writes.on_written = self._tell
            self._tasks = [asyncio.create_task(self._poll()), asyncio.create_task(self._end())]

    def _rest(self) -> None:
        self._writes.on_written = None
        for task in self._tasks:
            task.cancel()
        self._tasks = []

    def _tell(self, stream: StreamId, version: int) -> None:
        for watch in self._watches.get(stream, ()):
            watch.tell(version)

    async def _poll(self) -> None:
        while True:
            await asyncio.sleep(self._poll_seconds)
            streams = list(self._watches)
            for start in range(0, len(streams), _READ_AT_ONCE):
                wanted = [Wanted(stream) for stream in streams[start : start + _READ_AT_ONCE]]
                with suppress(Exception):  # whatever it was: the next poll finds what this one missed
                    for found in await self._ledger.read(wanted):
                        self._tell(found.stream, found.version)

    async def _end(self) -> None:
        await self._ending.wait()
        for watches in self._watches.values():
            for watch in watches:
                watch.end()
