"""Work done over and over: again at once while there is more, else after a rest; it survives what fails.

While the database does not answer, rests grow, and it is said once by the whole worker, and once more when it
answers again.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from secrets import SystemRandom

from hejie.casework.ledger import LedgerUnavailable
from hejie.edge.worker.metrics import Metrics
from hejie.observing import Logger

FIRST_PAUSE_SECONDS = 0.5
LAST_PAUSE_SECONDS = 30.0
_JITTER = 0.1

_random = SystemRandom()


class DatabaseWatch:
    """Says once that the database is gone, and once that it is back, for all the loops of a worker."""

    def __init__(self, log: Logger) -> None:
        self._log = log
        self._gone_at: float | None = None

    def gone(self, loop: str, error: LedgerUnavailable) -> None:
        """A loop did not reach it."""
        if self._gone_at is None:
            self._gone_at = time.monotonic()
            self._log.warning("database_unavailable", loop=loop, error=str(error))

    def answers(self) -> None:
        """A loop reached it."""
        if self._gone_at is not None:
            seconds = round(time.monotonic() - self._gone_at, 1)
            self._gone_at = None
            self._log.info("database_back", after_seconds=seconds)


class Loop:
    """One thing that a worker does over and over.

    `work` says whether there is more to do at once. Rests differ a little, so that workers that were started
    together do not stay together.
    """

    def __init__(
        self,
        name: str,
        work: Callable[[], Awaitable[bool]],
        rest_seconds: float,
        metrics: Metrics,
        log: Logger,
        database: DatabaseWatch,
    ) -> None:
        self.name = name
        self._work = work
        self._rest_seconds = rest_seconds
        self._metrics = metrics
        self._log = log
        self._database = database
        self._failed_count = 0

    async def run(self, stop: asyncio.Event) -> None:
        """Go on until told to stop; what is under way then is finished."""
        while not stop.is_set():
            await _rest(await self._round(), stop)

    async def _round(self) -> float:
        """Work once; the seconds to rest then."""
        try:
            more = await self._work()
        except LedgerUnavailable as error:
            self._database.gone(self.name, error)
            return self._pause("database")
        except Exception as defect:
            self._log.exception("loop_failed", loop=self.name)
            return self._pause(type(defect).__name__)
        self._database.answers()
        self._failed_count = 0
        self._metrics.round_at.labels(self.name).set_to_current_time()
        return 0 if more else self._rest_seconds

    def _pause(self, cause: str) -> float:
        self._metrics.failures.labels(self.name, cause).inc()
        pause = min(FIRST_PAUSE_SECONDS * 2.0**self._failed_count, LAST_PAUSE_SECONDS)
        self._failed_count = min(self._failed_count + 1, 16)
        return max(pause, min(self._rest_seconds, LAST_PAUSE_SECONDS))


async def _rest(seconds: float, stop: asyncio.Event) -> None:
    if not seconds:
        return
    try:
        async with asyncio.timeout(seconds * _random.uniform(1 - _JITTER, 1 + _JITTER)):
            await stop.wait()
    except TimeoutError:
        pass
