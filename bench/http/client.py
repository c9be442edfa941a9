"""The process that asks: one for all rows, with as little work a request as can be, the same for every row.

Keep-alive connections, bytes that are ready to be sent, one `epoll`; of an answer it reads the status, the
length, and for bulk whether any item was refused.
"""

import select
import socket
import statistics
import time
from collections.abc import Iterator
from multiprocessing.connection import Connection
from typing import NamedTuple

from bench.floor import case_ids
from bench.http.asks import FloorAsks, LifeAsks, bulk_asks, prepare
from bench.http.ours import Doors
from bench.worker import BULK, Done

SEED = 9_000
"""What the cases of the floor over HTTP are known by."""

_AT_ONCE = 262_144
_LENGTH = b"content-length: "
_REFUSED = b'"problem":{'


class Plainly(NamedTuple):
    """Ask a route of the plain service."""

    port: int
    path: str
    clients: int


class OneByOne(NamedTuple):
    """Clients who each give one command after the other over the API."""

    doors: Doors
    clients: int


class InBulk(NamedTuple):
    """Clients who each send so many commands at once over the API."""

    doors: Doors
    clients: int


Task = Plainly | OneByOne | InBulk


def ask(pipe: Connection) -> None:
    """Do tasks as they come, `(task, seconds)`, until None comes."""
    prepare()
    floor = FloorAsks(case_ids(SEED))
    seeds = iter(range(SEED, SEED + 1_000_000))
    pipe.send("ready")
    while (asked := pipe.recv()) is not None:
        task, seconds = asked
        match task:
            case Plainly(port, path, clients):
                asks = [floor.of(path, port, place, clients) for place in range(clients)]
            case OneByOne(Doors(port=port) as doors, clients):
                lives = LifeAsks(doors)
                asks = [lives.of(next(seeds)) for _ in range(clients)]
            case InBulk(Doors(port=port) as doors, clients):
                asks = [bulk_asks(doors, next(seeds)) for _ in range(clients)]
        pipe.send(_timed(port, asks, seconds, BULK if isinstance(task, InBulk) else 1))


def _timed(port: int, asks: list[Iterator[bytes]], seconds: float, commands: int) -> Done:
    clients = [_Client(port, each) for each in asks]
    begun, cpu_begun = time.perf_counter(), time.process_time()
    taken = _run(clients, begun + seconds)
    ended, cpu_ended = time.perf_counter(), time.process_time()
    for client in clients:
        client.socket.close()
    taken.sort()
    return Done(
        len(taken) * commands,
        ended - begun,
        cpu_ended - cpu_begun,
        statistics.median(taken) * 1000,
        taken[len(taken) * 99 // 100] * 1000,
    )


class _Client:
    """One connection, with one request under way at a time."""

    __slots__ = ("asks", "begun", "received", "socket")

    def __init__(self, port: int, asks: Iterator[bytes]) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.asks = asks
        self.received = b""
        self.begun = 0.0

    def ask(self) -> None:
        asked = next(self.asks)
        self.begun = time.perf_counter()
        self.socket.sendall(asked)

    def answered(self) -> bool:
        """Take in what came; whether the answer is whole."""
        self.received += self.socket.recv(_AT_ONCE)
        received = self.received
        head = received.find(b"\r\n\r\n")
        if head < 0:
            assert received, "the server hung up"
            return False
        at = received.find(_LENGTH, 0, head) + len(_LENGTH)
        if len(received) < head + 4 + int(received[at : received.find(b"\r", at)]):
            return False
        good = received.startswith(b"HTTP/1.1 20") and _REFUSED not in received
        assert good, received.decode(errors="replace")[:2_000]
        self.received = b""
        return True


def _run(clients: list[_Client], until: float) -> list[float]:
    """Let all of them ask until an instant of `perf_counter`, and wait for the last answers; the seconds each
    answer took."""
    taken: list[float] = []
    poll, by_number = select.epoll(), {client.socket.fileno(): client for client in clients}
    for number in by_number:
        poll.register(number, select.EPOLLIN)
    for client in clients:
        client.ask()
    waiting = len(clients)
    while waiting:
        for number, _ in poll.poll():
            client = by_number[number]
            if not client.answered():
                continue
            ended = time.perf_counter()
            taken.append(ended - client.begun)
            if ended < until:
                client.ask()
            else:
                waiting -= 1
    poll.close()
    return taken
