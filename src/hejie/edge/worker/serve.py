"""A worker at work: its loops side by side until it is told to stop.

Any number of workers may run on one house: clocks, effects and deliveries are leased, and whatever is done
twice takes effect once. A worker that is killed leaves nothing behind but leases that end.
"""

import asyncio
import time
from collections.abc import Callable, Coroutine, Mapping
from typing import Any, NamedTuple

from hejie.casework.announcing import EMAIL, case_of
from hejie.casework.courier import Courier
from hejie.casework.housekeeping import Housekeeper
from hejie.casework.inbox import Delivery
from hejie.casework.ledger import Leased
from hejie.domain.ids import StreamId
from hejie.edge.worker.loops import DatabaseWatch, Loop
from hejie.edge.worker.metrics import Metrics
from hejie.observing import Logger, logger_of
from hejie.wiring import House

GRACE_SECONDS = 20.0
"""How long what is under way may take to finish after the worker was told to stop."""

_TOLD_AGAIN_SECONDS = 3_600.0


class Rests(NamedTuple):
    """Seconds that each loop rests when there is nothing to do."""

    sweep: float = 1.0
    relay: float = 0.2
    courier: float = 0.2
    housekeeping: float = 3_600.0
    watch: float = 15.0


async def serve_work(
    house: House,
    courier: Courier,
    housekeeper: Housekeeper,
    *,
    stop: asyncio.Event,
    metrics: Metrics | None = None,
    rests: Rests | None = None,
    grace_seconds: float = GRACE_SECONDS,
) -> None:
    """Work until `stop`; then finish what is under way, within the grace. Cancelled, it breaks off."""
    worker = _Worker(house, courier, housekeeper, stop, metrics or Metrics(), rests or Rests())
    running = {asyncio.create_task(loop.run(stop), name=loop.name) for loop in worker.loops()}
    stopped = asyncio.create_task(stop.wait())
    worker.log.info("worker_started")
    try:
        await asyncio.wait({stopped, *running}, return_when=asyncio.FIRST_COMPLETED)
        stop.set()  # where a loop ended by itself, the others must not go on as if it had not
        worker.log.info("worker_stopping", grace_seconds=grace_seconds)
        late = await _finish(running, courier, grace_seconds)
    finally:
        await _break_off({stopped, *running}, courier)
    worker.log.info("worker_stopped", broken_off=late)
    for task in running:
        if not task.cancelled():
            task.result()


async def _finish(running: set[asyncio.Task[None]], courier: Courier, grace_seconds: float) -> list[str]:
    """Let everything end by itself; the names of what did not in time."""
    until = time.monotonic() + grace_seconds
    _, late = await asyncio.wait(running, timeout=grace_seconds)
    names = sorted(task.get_name() for task in late)
    try:
        async with asyncio.timeout(max(0.0, until - time.monotonic())):
            await courier.settle()
    except TimeoutError:
        names.append("deliveries")
    return names


async def _break_off(tasks: set[asyncio.Task[Any]], courier: Courier) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.wait(tasks)
    await courier.abandon()


class _Worker:
    """What the loops do, with what is counted and said of it."""

    def __init__(
        self,
        house: House,
        courier: Courier,
        housekeeper: Housekeeper,
        stop: asyncio.Event,
        metrics: Metrics,
        rests: Rests,
    ) -> None:
        self.log: Logger = logger_of("hejie.worker")
        self._house = house
        self._courier = courier
        self._housekeeper = housekeeper
        self._stop = stop
        self._metrics = metrics
        self._rests = rests
        self._told: dict[StreamId, tuple[str, float]] = {}
        house.relay.on_failure = self._effect_failed
        courier.on_outcome = self._delivery_ended

    def loops(self) -> list[Loop]:
        """One loop for each kind of work."""
        database = DatabaseWatch(self.log)
        works: dict[str, Callable[[], Coroutine[Any, Any, bool]]] = {
            "sweep": self._sweep,
            "relay": self._relay,
            "courier": self._send,
            "housekeeping": self._tidy,
            "watch": self._watch,
        }
        return [
            Loop(name, work, getattr(self._rests, name), self._metrics, self.log, database)
            for name, work in works.items()
        ]

    async def _sweep(self) -> bool:
        sweeper = self._house.sweeper
        try:
            await sweeper.sweep(self._stop.is_set)
        except ExceptionGroup:
            self._metrics.failures.labels("sweep", "stream").inc(len(sweeper.last.faults))
        done = sweeper.last
        self._tell_faults(done.faults)
        if done.moved:
            self._metrics.swept.inc(done.moved)
            late = round(done.late_by.total_seconds(), 3)
            self.log.info("swept", moved=done.moved, latest_by_seconds=late)
        return False

    def _tell_faults(self, faults: Mapping[StreamId, Exception]) -> None:
        """Say of each stream that cannot be decided that it cannot, once, and again while that lasts."""
        now = time.monotonic()
        self._told = {stream: told for stream, told in self._told.items() if stream in faults}
        for stream, fault in faults.items():
            text = f"{type(fault).__name__}: {fault}"
            before, at = self._told.get(stream, ("", 0.0))
            if before != text or now - at > _TOLD_AGAIN_SECONDS:
                self._told[stream] = text, now
                self.log.error("stream_not_swept", **_about(stream), exc_info=fault)

    async def _relay(self) -> bool:
        taken = await self._house.relay.deliver()
        self._metrics.relayed.inc(taken)
        return taken > 0

    async def _send(self) -> bool:
        return await self._courier.take() > 0

    async def _tidy(self) -> bool:
        tidied = await self._housekeeper.tidy(self._stop.is_set)
        self._metrics.count_tidied(tidied)
        if any((tidied.credentials, tidied.uploads, tidied.receipts, tidied.kept)):
            self.log.info(
                "tidied", credentials=tidied.credentials, uploads=tidied.uploads, receipts=tidied.receipts,
                uploads_kept=tidied.kept,
            )  # fmt: skip
        return False

    async def _watch(self) -> bool:
        now = self._house.now()
        self._metrics.show_backlog(await self._house.backlogs.backlog(now), now)
        return False

    def _effect_failed(self, effect: Leased, error: Exception, given_up: bool) -> None:
        self._metrics.effects_failed.labels(str(given_up).lower()).inc()
        # What the error says stands with the effect, where an operator looks: it may name a person.
        say = self.log.error if given_up else self.log.warning
        say(
            "effect_failed", **_about(effect.stream), version=effect.version, topic=effect.topic,
            attempts=effect.attempts, error=type(error).__name__, given_up=given_up,
        )  # fmt: skip

    def _delivery_ended(self, delivery: Delivery, outcome: str, error: str) -> None:
        self._metrics.deliveries.labels(delivery.channel, outcome).inc()
        if outcome == "sent":
            return
        # Whose e-mail it is is nobody's business here.
        about = {} if delivery.channel == EMAIL else {"endpoint": delivery.target}
        about |= {"case": case} if (case := case_of(delivery)) else {}
        say = self.log.error if outcome == "dead" else self.log.warning
        say(
            f"delivery_{outcome}", delivery=str(delivery.id), channel=delivery.channel, venue=delivery.venue,
            attempts=delivery.attempts, error=error, **about,
        )  # fmt: skip


def _about(stream: StreamId) -> dict[str, str]:
    return {str(stream.kind): stream.public}
