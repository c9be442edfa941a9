"""Which rows there are over HTTP, and how one of them is measured."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from bench.floor import Sample
from bench.http.client import InBulk, OneByOne, Plainly, Task, ask
from bench.http.ours import Doors, serve_ours
from bench.http.plain import BARE, FLOOR, FRAMEWORK, serve_plain
from bench.machine import backend_seconds, process_seconds
from bench.processes import Started, started
from bench.worker import Done
from hejie.adapters.embedded.supervisor import Server

_WARM_UP_SECONDS = 0.5
_CLIENTS = (1, 8, 64, 256)
_SOME_CLIENTS = (8, 64)
_BULK_CLIENTS = (1, 4)
_BULK_BESIDE = 64


class Service(StrEnum):
    """Who is asked."""

    FLOOR = "floor"
    FRAMEWORK = "framework alone"
    BARE = "no framework"
    OURS = "ours"
    BULK = "ours, bulk of 500"


_WITHOUT_DATABASE = (Service.FRAMEWORK, Service.BARE)
_PATHS = {Service.FLOOR: FLOOR, Service.FRAMEWORK: FRAMEWORK, Service.BARE: BARE}


class HttpRow(NamedTuple):
    """So many clients who ask a service, each one request after the other; how long a commit waits more."""

    service: Service
    clients: int
    wait_ms: int = 0

    @property
    def name(self) -> str:
        """As it stands in the table."""
        return f"{self.service}: {self.clients} client{'s' if self.clients > 1 else ''}"

    @property
    def beside(self) -> "HttpRow":
        """The floor that it is compared with: of as many clients; for bulk that of many."""
        clients = _BULK_BESIDE if self.service is Service.BULK else self.clients
        return HttpRow(Service.FLOOR, clients, self.wait_ms)


class HttpFigure(NamedTuple):
    """What one round of one row came to; `*_us` are microseconds of processor time a command."""

    per_second: float
    client_us: float
    server_us: float
    database_us: float
    median_ms: float
    slow_ms: float


def http_rows(wants: Callable[[str], bool], slow_ms: int) -> list[HttpRow]:
    """The rows that are wanted, by name, and the floors that they are compared with."""
    rows = [HttpRow(Service.FLOOR, clients) for clients in _CLIENTS]
    rows += [
        HttpRow(service, clients)
        for service in (Service.FRAMEWORK, Service.BARE)
        for clients in _SOME_CLIENTS
    ]
    rows += [HttpRow(Service.OURS, clients) for clients in _CLIENTS]
    rows += [HttpRow(Service.BULK, clients) for clients in _BULK_CLIENTS]
    rows += [
        row._replace(wait_ms=slow_ms)
        for row in rows
        if row.service not in _WITHOUT_DATABASE and row.clients > 1
    ]
    wanted = [row for row in rows if wants(f"http {row.name}")]
    needed = {row.beside for row in wanted}.union(wanted)
    return [row for row in rows if row in needed]


class OverHttp:
    """The processes that serve and the one that asks."""

    def __init__(self, plain: Started, ours: Started, client: Started, postmaster: int) -> None:
        self._plain = plain
        self._ours = ours
        self._client = client
        self._postmaster = postmaster

    def measure(self, row: HttpRow, seconds: float) -> HttpFigure:
        """One round of one row."""
        server = self._ours if row.service in (Service.OURS, Service.BULK) else self._plain
        server_spent, spent = process_seconds(server.pid), backend_seconds(self._postmaster)
        self._client.pipe.send((self._task(row), seconds))
        done: Done = self._client.pipe.recv()
        spent = backend_seconds(self._postmaster) - spent
        server_spent = process_seconds(server.pid) - server_spent
        return HttpFigure(
            done.commands / done.seconds,
            done.cpu_seconds / done.commands * 1e6,
            server_spent / done.commands * 1e6,
            spent / done.commands * 1e6,
            done.median_ms,
            done.slow_ms,
        )

    def _task(self, row: HttpRow) -> Task:
        doors: Doors = self._ours.ready
        if row.service is Service.OURS:
            return OneByOne(doors, row.clients)
        if row.service is Service.BULK:
            return InBulk(doors, row.clients)
        return Plainly(self._plain.ready, _PATHS[row.service], row.clients)


@contextmanager
def over_http(rows: Sequence[HttpRow], home: Path, database: Server, sample: Sample) -> Iterator[OverHttp]:
    """Serve and ask for the length of the block; every service has been asked for a moment before."""
    plain, ours = (serve_plain, (database.owner_dsn, sample)), (serve_ours, (home,))
    with started(plain, ours, (ask, ())) as (plainly, really, client):
        running = OverHttp(plainly, really, client, database.pid)
        for service in dict.fromkeys(row.service for row in rows):
            running.measure(next(row for row in rows if row.service is service), _WARM_UP_SECONDS)
        yield running
