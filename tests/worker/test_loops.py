"""A loop survives what fails, rests longer and longer while it does, and says so once."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from itertools import pairwise

import pytest

from hejie.casework.ledger import LedgerFull, LedgerUnavailable
from hejie.edge.worker import loops
from hejie.edge.worker.loops import DatabaseWatch, Loop
from hejie.edge.worker.metrics import Metrics
from hejie.observing import logger_of

from .logs import Logs

Work = Callable[[], Awaitable[bool]]


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pauses a hundredth as long."""
    monkeypatch.setattr(loops, "FIRST_PAUSE_SECONDS", 0.005)
    monkeypatch.setattr(loops, "LAST_PAUSE_SECONDS", 0.08)


def a_loop(work: Work, metrics: Metrics | None = None, *, rest: float = 0.001, name: str = "sweep") -> Loop:
    """A loop that works like this."""
    log = logger_of("hejie.worker")
    return Loop(name, work, rest, metrics or Metrics(), log, DatabaseWatch(log))


async def run(loop: Loop, stop: asyncio.Event, seconds: float = 10) -> None:
    """Run a loop until it stops."""
    async with asyncio.timeout(seconds):
        await loop.run(stop)


def failing(stop: asyncio.Event, error: Exception, times: int) -> tuple[Work, list[float]]:
    """Work that fails so often, then is done once and stops; and when each round began."""
    begun: list[float] = []

    async def work() -> bool:
        begun.append(time.monotonic())
        if len(begun) <= times:
            raise error
        stop.set()
        return False

    return work, begun


@pytest.mark.usefixtures("quick")
async def test_while_the_database_is_gone_pauses_grow_and_it_is_said_once(logs: Logs) -> None:
    stop, metrics = asyncio.Event(), Metrics()
    work, begun = failing(stop, LedgerUnavailable("no answer"), 8)
    await run(a_loop(work, metrics), stop)
    pauses = [after - before for before, after in pairwise(begun)]
    assert pauses[0] < pauses[-1]
    assert min(pauses[5:]) > 0.06, "by then the longest"
    assert [line["event"] for line in logs.lines()] == ["database_unavailable", "database_back"]
    assert logs.lines()[0]["error"] == "no answer"
    failures = metrics.registry.get_sample_value(
        "hejie_worker_failures_total", {"loop": "sweep", "cause": "database"}
    )
    assert failures == 8


@pytest.mark.usefixtures("quick")
async def test_of_many_loops_that_miss_the_database_one_says_so(logs: Logs) -> None:
    stops = [asyncio.Event() for _ in range(4)]
    log = logger_of("hejie.worker")
    watch = DatabaseWatch(log)
    made = [failing(stop, LedgerFull("disk full"), 3)[0] for stop in stops]
    running = [
        Loop(f"loop{n}", work, 0.001, Metrics(), log, watch).run(stop)
        for n, (work, stop) in enumerate(zip(made, stops, strict=True))
    ]
    await asyncio.gather(*running)
    assert [line["event"] for line in logs.lines()].count("database_unavailable") == 1


@pytest.mark.usefixtures("quick")
async def test_a_defect_is_told_with_its_trace_and_the_loop_goes_on(logs: Logs) -> None:
    stop, metrics = asyncio.Event(), Metrics()
    work, begun = failing(stop, ZeroDivisionError("a defect"), 2)
    await run(a_loop(work, metrics), stop)
    assert len(begun) == 3
    told = [line for line in logs.lines() if line["event"] == "loop_failed"]
    assert [(line["level"], line["loop"]) for line in told] == [("error", "sweep")] * 2
    assert "ZeroDivisionError: a defect" in told[0]["exception"]
    assert (
        metrics.registry.get_sample_value(
            "hejie_worker_failures_total", {"loop": "sweep", "cause": "ZeroDivisionError"}
        )
        == 2
    )


async def test_after_a_success_pauses_begin_small_again(logs: Logs, quick: None) -> None:
    stop, rounds = asyncio.Event(), 0

    async def work() -> bool:
        nonlocal rounds
        rounds += 1
        if rounds == 20:
            stop.set()
        if rounds % 2:
            raise LedgerUnavailable("flickers")
        return True

    begun = time.monotonic()
    await run(a_loop(work), stop)
    assert time.monotonic() - begun < 10 * 0.03
    assert len(logs.lines()) == 20


async def test_while_there_is_more_it_does_not_rest_and_then_it_does() -> None:
    stop, rounds = asyncio.Event(), 0

    async def work() -> bool:
        nonlocal rounds
        rounds += 1
        return rounds < 50

    running = asyncio.create_task(run(a_loop(work, rest=60), stop))
    await asyncio.sleep(0.1)
    assert rounds == 50
    stop.set()
    begun = time.monotonic()
    await running
    assert time.monotonic() - begun < 1, "a rest ends at once when it is told to stop"


async def test_told_to_stop_it_finishes_the_round_that_is_under_way() -> None:
    stop, finished = asyncio.Event(), False

    async def work() -> bool:
        nonlocal finished
        stop.set()
        await asyncio.sleep(0.1)
        finished = True
        return True

    await run(a_loop(work), stop)
    assert finished


async def test_when_it_last_worked_is_shown() -> None:
    stop, metrics = asyncio.Event(), Metrics()
    work, _ = failing(stop, LedgerUnavailable("x"), 0)
    await run(a_loop(work, metrics, name="relay"), stop)
    at = metrics.registry.get_sample_value("hejie_worker_round_timestamp_seconds", {"loop": "relay"})
    assert at is not None
    assert abs(at - time.time()) < 5
