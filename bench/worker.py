"""A process that writes: it waits for tasks on a pipe, does each for some seconds, and says what it did."""

import asyncio
import statistics
import time
from collections.abc import Iterator
from contextlib import AsyncExitStack
from multiprocessing.connection import Connection
from pathlib import Path
from random import Random
from typing import NamedTuple

import uvloop

from bench.floor import Floor, Sample, run_threads
from bench.life import LIFE_LENGTH, life
from hejie.casework.desk import Answer, Submission
from hejie.settings import Settings
from hejie.wiring import House, open_house

BULK = 500
"""Commands in one call of `submit_all`."""

_THREADS = 2


class OneByOne(NamedTuple):
    """So many callers, each of whom submits a command and waits for its answer before the next."""

    callers: int


class InBulk(NamedTuple):
    """One caller who submits commands on many cases at once."""


class PlainFloor(NamedTuple):
    """Threads of the plain floor."""

    dsn: str
    sample: Sample


Task = OneByOne | InBulk | PlainFloor


class Done(NamedTuple):
    """What a process did. Latencies in milliseconds; `cpu_seconds` of this process alone."""

    commands: int
    seconds: float
    cpu_seconds: float
    median_ms: float
    slow_ms: float
    """The 99th percentile."""


def serve(pipe: Connection, home: Path, seed: int) -> None:
    """Do tasks as they come, `(task, seconds)`, until None comes."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        worker = _Worker(Random(seed), seed)
        runner.run(worker.open(home))
        pipe.send("ready")
        while (asked := pipe.recv()) is not None:
            task, seconds = asked
            pipe.send(_timed(runner, worker, task, seconds))
        runner.run(worker.close())


def thread_seeds(worker_seed: int) -> list[int]:
    """What the threads of a process's floor are known by."""
    return [worker_seed * 100 + thread for thread in range(_THREADS)]


def _timed(runner: asyncio.Runner, worker: "_Worker", task: Task, seconds: float) -> Done:
    floors = worker.floors(task) if isinstance(task, PlainFloor) else []
    begun, cpu_begun = time.perf_counter(), time.process_time()
    if isinstance(task, PlainFloor):
        taken = run_threads(floors, seconds)
    elif isinstance(task, OneByOne):
        taken = runner.run(worker.one_by_one(task.callers, begun + seconds))
    else:
        taken = runner.run(worker.in_bulk(begun + seconds))
    ended, cpu_ended = time.perf_counter(), time.process_time()
    ordered = sorted(taken)
    slow = ordered[len(ordered) * 99 // 100]
    return Done(
        len(taken), ended - begun, cpu_ended - cpu_begun, statistics.median(ordered) * 1000, slow * 1000
    )


class _Worker:
    def __init__(self, random: Random, seed: int) -> None:
        self._random = random
        self._seed = seed
        self._stack = AsyncExitStack()
        self._house: House | None = None
        self._floors: list[Floor] = []

    async def open(self, home: Path) -> None:
        self._house = await self._stack.enter_async_context(open_house(Settings(home), lambda _: None))

    async def close(self) -> None:
        await self._stack.aclose()

    def floors(self, task: PlainFloor) -> list[Floor]:
        if not self._floors:
            self._floors = [Floor(task.dsn, seed, task.sample) for seed in thread_seeds(self._seed)]
        return self._floors

    async def one_by_one(self, callers: int, until: float) -> list[float]:
        taken: list[float] = []
        await asyncio.gather(*(self._call(until, taken) for _ in range(callers)))
        return taken

    async def _call(self, until: float, taken: list[float]) -> None:
        submit = self._open_house.lanes.submit
        begun = time.perf_counter()
        for submission in _lives(self._random):
            _must_be_taken(await submit(submission))
            ended = time.perf_counter()
            taken.append(ended - begun)
            begun = ended
            if begun >= until:
                return

    async def in_bulk(self, until: float) -> list[float]:
        taken: list[float] = []
        batches = self._batches()
        while (begun := time.perf_counter()) < until:
            answers = await self._open_house.lanes.submit_all(next(batches))
            for answer in answers:
                _must_be_taken(answer)
            taken += [time.perf_counter() - begun] * len(answers)
        return taken

    def _batches(self) -> Iterator[list[Submission]]:
        """The same step of many lives at once, step after step."""
        while True:
            lives = [life(self._random) for _ in range(BULK)]
            for _ in range(LIFE_LENGTH):
                yield [next(one) for one in lives]

    @property
    def _open_house(self) -> House:
        assert self._house is not None, "the house was opened"
        return self._house


def _lives(random: Random) -> Iterator[Submission]:
    while True:
        yield from life(random)


def _must_be_taken(answer: Answer | Exception) -> None:
    assert isinstance(answer, Answer), answer
    assert answer.refusal is None, answer.refusal
