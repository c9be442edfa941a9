"""One run: a server of its own, two writing processes, and everything measured in interleaved rounds."""

import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import NamedTuple

import psycopg
import psycopg.sql

from bench.floor import Sample, make_tables
from bench.http.client import SEED
from bench.http.rounds import HttpFigure, HttpRow, http_rows, over_http
from bench.life import bench_orders
from bench.machine import backend_seconds, load, sync_milliseconds
from bench.processes import Started, started
from bench.worker import Done, InBulk, OneByOne, PlainFloor, Task, serve, thread_seeds
from hejie.adapters.embedded import EmbeddedPostgres, default_home
from hejie.adapters.embedded.supervisor import Server
from hejie.casework.intake import take_orders
from hejie.settings import Settings
from hejie.wiring import open_house

PROCESSES = 2
FLOOR = "floor: psycopg, 2 × 2 threads"
SLOW_MS = 1
"""What an ordinary disk or a network volume takes to sync; some virtual disks say at once that it is done."""

_NUMBERS = range(1, PROCESSES + 1)
_WARM_UP_SECONDS = 0.5
_RELOAD_SECONDS = 0.1
_FAR = Path("/var/tmp")  # noqa: S108  # on a real disk, where /tmp may be memory

Say = Callable[[str], None]


class Plan(NamedTuple):
    """How much is measured. `home` None: a folder of its own, removed afterwards."""

    rounds: int
    seconds: float
    only: str
    home: Path | None

    def wants(self, name: str) -> bool:
        """Whether a row is measured."""
        return name == FLOOR or self.only in name


class Row(NamedTuple):
    """Something to measure: what each process is to do, and how long the server waits more at a commit."""

    name: str
    tasks: tuple[Task, ...]
    wait_ms: int = 0


class Figure(NamedTuple):
    """What one round of one row came to; `*_us` are microseconds of processor time a command."""

    per_second: float
    client_us: float
    server_us: float
    median_ms: float
    slow_ms: float


class Measured(NamedTuple):
    """Everything that a run found, and what it depends on."""

    figures: dict[Row, list[Figure]]
    http: dict[HttpRow, list[HttpFigure]]
    sample: Sample
    sync_ms: tuple[float, float, float]
    load_before: float
    load_after: float
    plan: Plan


async def measure(plan: Plan, say: Say) -> Measured:
    """Measure all rows of a plan."""
    load_before = load()
    with _home(plan.home) as home, EmbeddedPostgres(home, say) as server, ExitStack() as stack:
        await _keep_orders(home)
        sync_ms = sync_milliseconds(home)
        workers = stack.enter_context(started(*((serve, (home, number)) for number in _NUMBERS)))
        sample = _prepare(workers, server)
        direct = {row: list[Figure]() for row in _rows(server.owner_dsn, sample) if plan.wants(row.name)}
        http = {row: list[HttpFigure]() for row in http_rows(plan.wants, SLOW_MS)}
        if http:
            over = stack.enter_context(over_http(list(http), home, server, sample))
        for number in range(plan.rounds):
            say(f"round {number + 1} of {plan.rounds}")
            for row, figures in direct.items():
                _let_commits_wait(server.superuser_dsn, row.wait_ms)
                figures.append(_measure(workers, row, plan.seconds, server.pid))
            for http_row, http_figures in http.items():
                _let_commits_wait(server.superuser_dsn, http_row.wait_ms)
                http_figures.append(over.measure(http_row, plan.seconds))
        return Measured(direct, http, sample, sync_ms, load_before, load(), plan)


def _prepare(workers: Sequence[Started], server: Server) -> Sample:
    """Let the workers write for a moment, and give the floors tables with rows as large as ours are."""
    for worker in workers:
        _do([worker], [InBulk()], _WARM_UP_SECONDS)
    sample = _sample(server.superuser_dsn.replace("///postgres?", "///hejie?"))
    seeds = [seed for number in _NUMBERS for seed in thread_seeds(number)]
    make_tables(server.owner_dsn, [*seeds, SEED], sample)
    return sample


def _rows(dsn: str, sample: Sample) -> list[Row]:
    floor: Task = PlainFloor(dsn, sample)
    rows = [Row(FLOOR, (floor,) * PROCESSES)]
    for callers in (1, 8, 64, 256):
        said = "1 caller" if callers == 1 else f"{callers} callers"
        rows.append(Row(f"single: {said}, 1 process", (OneByOne(callers),)))
        if callers >= PROCESSES:
            each = OneByOne(callers // PROCESSES)
            rows.append(Row(f"single: {said}, 2 processes", (each,) * PROCESSES))
    rows.append(Row("bulk: 500 a call, 1 process", (InBulk(),)))
    rows.append(Row("bulk: 500 a call, 2 processes", (InBulk(),) * PROCESSES))
    return rows + [row._replace(wait_ms=SLOW_MS) for row in rows if len(row.tasks) == PROCESSES]


def _let_commits_wait(dsn: str, wait_ms: int) -> None:
    """Make every flush of the log take so much longer, as on a slower disk; commits that meet share it."""
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute("ALTER SYSTEM SET commit_siblings = 0")
        connection.execute(psycopg.sql.SQL("ALTER SYSTEM SET commit_delay = {}").format(wait_ms * 1000))
        connection.execute("SELECT pg_reload_conf()")
    time.sleep(_RELOAD_SECONDS)


def _measure(workers: Sequence[Started], row: Row, seconds: float, postmaster: int) -> Figure:
    spent = backend_seconds(postmaster)
    done = _do(workers, row.tasks, seconds)
    spent = backend_seconds(postmaster) - spent
    commands = sum(one.commands for one in done)
    return Figure(
        per_second=sum(one.commands / one.seconds for one in done),
        client_us=sum(one.cpu_seconds for one in done) / commands * 1e6,
        server_us=spent / commands * 1e6,
        median_ms=max(one.median_ms for one in done),
        slow_ms=max(one.slow_ms for one in done),
    )


def _do(workers: Sequence[Started], tasks: Sequence[Task], seconds: float) -> list[Done]:
    busy = workers[: len(tasks)]
    for worker, task in zip(busy, tasks, strict=True):
        worker.pipe.send((task, seconds))
    return [worker.pipe.recv() for worker in busy]


@contextmanager
def _home(asked: Path | None) -> Iterator[Path]:
    parent = asked or (_FAR if _FAR.is_dir() else Path(tempfile.gettempdir()))
    home = Path(tempfile.mkdtemp(prefix="hejie-bench-", dir=parent))
    try:
        yield default_home(home)
    finally:
        shutil.rmtree(home, ignore_errors=True)


async def _keep_orders(home: Path) -> None:
    async with open_house(Settings(home), lambda _: None) as house:
        await take_orders(bench_orders(), house.orders)


def _sample(dsn: str) -> Sample:
    """A snapshot and an event that are as long as the average is."""
    nearest = """
        SELECT {0} FROM {1}, (SELECT avg(octet_length({0})) AS mean FROM {1}) AS a
        ORDER BY abs(octet_length({0}) - mean) LIMIT 1
    """
    with psycopg.connect(dsn) as connection:
        found = [
            connection.execute(nearest.format(*column), binary=True).fetchone()
            for column in (("snapshot", "stream"), ("body", "event"))
        ]
    (snapshot,), (event,) = (row or (b"",) for row in found)
    return Sample(bytes(snapshot), bytes(event))
