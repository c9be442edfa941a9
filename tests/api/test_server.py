"""The server's life: it listens, it ends without breaking what is under way, and it bounds what it reads."""

import asyncio
import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import pytest

from casework.houses import MASTER_KEY, Clock, packs
from hejie.casework.packs import Packs
from hejie.casework.sealing import Vault
from hejie.edge.http import protocol
from hejie.edge.http.app import make_app
from hejie.edge.http.options import Options
from hejie.edge.http.server import bind, serve, serving
from hejie.wiring import House, furnish_with, stores_in_memory

from .doors import some_files


@pytest.fixture
async def house() -> AsyncIterator[House]:
    """A house without a database."""
    house = furnish_with(Packs(packs()), stores_in_memory(), Vault(MASTER_KEY), Clock())
    async with house.lanes:
        yield house


def url_of(listening: socket.socket) -> str:
    """Where it can be reached."""
    return "http://{}:{}".format(*listening.getsockname()[:2])


async def test_it_serves_until_it_is_told_to_end(house: House) -> None:
    """From the socket's first moment requests are taken; after the end nobody is let in."""
    listening, ending = bind("127.0.0.1", 0), asyncio.Event()
    url = url_of(listening)
    with some_files() as files:
        task = asyncio.create_task(serve(house, files, Options(), listening, ending))
        await _lives_and_ends(url, task, ending)


async def _lives_and_ends(url: str, task: "asyncio.Task[None]", ending: asyncio.Event) -> None:
    async with httpx.AsyncClient(base_url=url, trust_env=False) as client:
        assert (await client.get("/health/live")).text == "live\n"
        assert (await client.get("/health/ready")).text == "ready\n"
        ending.set()
        await asyncio.wait_for(task, 10)
    async with httpx.AsyncClient(base_url=url, trust_env=False) as late:
        with pytest.raises(httpx.ConnectError):
            await late.get("/health/live")


async def test_ending_finishes_what_is_under_way(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """A request that came before the end is answered, however long it takes; then its connection ends."""
    app, listening = make_app(house, Options()), bind("127.0.0.1", 0)
    arrived, go_on = asyncio.Event(), asyncio.Event()

    async def slow(_: object) -> list[int]:
        arrived.set()
        await go_on.wait()
        return []

    monkeypatch.setattr(house.ledger, "buckets_with_due", slow)
    monkeypatch.setattr("hejie.edge.http.routes.operations.READY_SECONDS", 10)
    async with httpx.AsyncClient(base_url=url_of(listening), trust_env=False) as client:
        async with contextlib.AsyncExitStack() as stack:
            await stack.enter_async_context(serving(app, listening))
            asked = asyncio.create_task(client.get("/health/ready"))
            await arrived.wait()
            closing = asyncio.create_task(stack.aclose())
            await asyncio.sleep(0.3)
            assert not asked.done()
            assert not closing.done()
            go_on.set()
            await closing
        answer = await asked
    assert answer.status_code == 200
    assert answer.headers["connection"] == "close"


async def test_about_to_end_it_is_not_ready(house: House) -> None:
    """Whoever balances load is told to go elsewhere as soon as the end is announced."""
    app, listening = make_app(house, Options()), bind("127.0.0.1", 0)
    async with (
        serving(app, listening),
        httpx.AsyncClient(base_url=url_of(listening), trust_env=False) as client,
    ):
        app.state.ending.set()
        answer = await client.get("/health/ready")
        assert answer.status_code == 503
        assert (await client.get("/health/live")).status_code == 200


async def test_two_processes_may_share_a_port(house: House) -> None:
    """Sockets that are shared listen side by side; others are refused."""
    first = bind("127.0.0.1", 0, shared=True)
    port = first.getsockname()[1]
    second = bind("127.0.0.1", port, shared=True)
    async with serving(make_app(house, Options()), first), serving(make_app(house, Options()), second):
        for _ in range(10):
            async with httpx.AsyncClient(base_url=url_of(first), trust_env=False) as client:
                assert (await client.get("/health/live")).status_code == 200
        with pytest.raises(OSError):
            bind("127.0.0.1", port)


@pytest.fixture
async def address(house: House) -> AsyncIterator[tuple[str, int]]:
    """Where a server listens."""
    listening = bind("127.0.0.1", 0)
    host, port = listening.getsockname()[:2]
    async with serving(make_app(house, Options(stranger_rate=1e6)), listening):
        yield host, port


@pytest.mark.parametrize(
    "endless",
    [b"GET /health/live HTTP/1.1\r\nHost: a\r\nX-Long: ", b"GET /health/live?", b"GET / HTTP/1.1\r\n"],
)
async def test_a_head_without_end_is_cut_off(address: tuple[str, int], endless: bytes) -> None:
    """A header, a line or a list of headers that never ends fills no memory: the connection is closed."""
    reader, writer = await asyncio.open_connection(*address)
    writer.write(endless)
    filling = b"X-More: 1\r\n" * 100 if endless.endswith(b"\r\n") else b"a" * 1000
    sent = 0
    with contextlib.suppress(ConnectionError):
        while sent < 10 * protocol.HEAD_BYTES_MOST:
            writer.write(filling)
            await writer.drain()
            await asyncio.sleep(0)
            sent += len(filling)
    with contextlib.suppress(ConnectionError):
        answer = await asyncio.wait_for(reader.read(), 5)
        assert answer == b"" or answer.startswith(b"HTTP/1.1 400")
    assert sent < 10 * protocol.HEAD_BYTES_MOST
    writer.close()


async def test_a_large_body_is_no_long_head(address: tuple[str, int]) -> None:
    """What counts is the head: bodies have their own limits, and each request on a connection anew."""
    async with httpx.AsyncClient(base_url="http://{}:{}".format(*address), trust_env=False) as client:
        for _ in range(5):
            body = b'{"login":"' + b"a" * 500_000 + b'","password":"x"}'
            answer = await client.post(
                "/api/v1/session", content=body, headers={"content-type": "application/json"}
            )
            assert answer.status_code == 400
            assert (await client.get("/health/live", headers={"x-long": "a" * 20_000})).status_code == 200


async def test_a_head_that_does_not_come_is_not_awaited_for_ever(
    address: tuple[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A connection that sends nothing, or its head too slowly, is closed; one that is used is not."""
    monkeypatch.setattr(protocol, "HEAD_SECONDS", 0.5)
    silent, writer = await asyncio.open_connection(*address)
    slow, slow_writer = await asyncio.open_connection(*address)
    slow_writer.write(b"GET /health/live HTTP/1.1\r\nHost:")
    async with httpx.AsyncClient(base_url="http://{}:{}".format(*address), trust_env=False) as client:
        for _ in range(4):
            assert (await client.get("/health/live")).status_code == 200
            await asyncio.sleep(0.3)
    assert await asyncio.wait_for(silent.read(), 1) == b""
    assert await asyncio.wait_for(slow.read(), 1) == b""
    writer.close()
    slow_writer.close()


@pytest.fixture
def home() -> Iterator[Path]:
    """A private folder, for the embedded database."""
    folder = Path(tempfile.mkdtemp(prefix="hejie-serve-"))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.mark.parametrize("asked", [signal.SIGTERM, signal.SIGINT])
def test_the_command_serves_and_ends_when_asked(home: Path, asked: signal.Signals) -> None:
    """`hejie serve` in a process of its own answers on its port, and ends in order when it is told to."""
    program = "from hejie.edge.http.command import serve_command; serve_command()"
    inherited = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    with subprocess.Popen(
        [sys.executable, "-c", program, "--port", "0"],
        env=inherited | {"HEJIE_HOME": str(home), "HEJIE_LANG": "en", "COLUMNS": "200"},
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stderr is not None
        told = ""
        while "listening on" not in told:
            line = process.stderr.readline()
            assert line, told
            told += line
        port = int(told.partition(" port ")[2].partition(";")[0])
        assert _answers(port, "/health/ready") == 200
        assert _answers(port, "/api/v1/openapi.json") == 200
        process.send_signal(asked)
        rest = process.stderr.read()
        assert process.wait(30) == 0, rest
    assert "finished" in rest
    assert "Traceback" not in told + rest


def _answers(port: int, path: str) -> int:
    with httpx.Client(trust_env=False, transport=httpx.HTTPTransport(retries=5)) as client:
        return client.get(f"http://127.0.0.1:{port}{path}", timeout=20).status_code
