"""Runs the app on a port, within an event loop that is there, until it is told to end.

Ending, it takes no new connections, lets streams know (`ending`), finishes the requests under way, and then
gives way: whoever opened the house closes it, which drains the lanes.
"""

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from functools import partial

from litestar import Litestar
from uvicorn import Config, Server

from hejie.edge.http.app import make_app
from hejie.edge.http.options import Options
from hejie.edge.http.protocol import BoundedHead
from hejie.wiring import Files, House

GRACE_SECONDS = 20
"""How long requests under way may take to finish."""

_KEEP_ALIVE_SECONDS = 75
"""Longer than proxies keep their connections, so that they never send into one that is being closed."""

_BACKLOG = 2048


class _QuietServer(Server):
    """Leaves signals to whoever owns the process, and says when it listens."""

    def __init__(self, config: Config) -> None:
        super().__init__(config)
        self.listens = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to listen."""
        await super().startup(sockets)
        self.listens.set()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Capture none."""
        yield


def bind(host: str, port: int, *, shared: bool = False) -> socket.socket:
    """A socket that listens; `port` 0: any that is free. `shared`: several processes take turns at one port.

    Raises: OSError.
    """
    family, kind, number, _, address = socket.getaddrinfo(
        host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
    )[0]
    listening = socket.socket(family, kind, number)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if shared:
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        listening.bind(address)
        listening.setblocking(False)
    except OSError:
        listening.close()
        raise
    return listening


async def serve(
    house: House, files: Files, options: Options, listening: socket.socket, ending: asyncio.Event
) -> None:
    """Serve until `ending` is set and the requests under way are answered."""
    app = make_app(house, options, files)
    app.state.ending = ending
    async with serving(app, listening):
        await ending.wait()


@asynccontextmanager
async def serving(app: Litestar, listening: socket.socket) -> AsyncIterator[None]:
    """Serve an app for the length of the block."""
    server = _QuietServer(
        Config(
            app,
            http=BoundedHead,
            ws="none",
            lifespan="off",
            log_config=None,
            access_log=False,
            server_header=False,
            proxy_headers=False,
            timeout_keep_alive=_KEEP_ALIVE_SECONDS,
            timeout_graceful_shutdown=GRACE_SECONDS,
            backlog=_BACKLOG,
        )
    )
    ending: asyncio.Event = app.state.ending
    task = asyncio.create_task(server.serve([listening]))
    # Should the server end by itself, nobody waits for it in vain.
    for awaited in (server.listens, ending):
        task.add_done_callback(partial(_set, awaited))
    try:
        await server.listens.wait()
        yield
    finally:
        ending.set()
        server.should_exit = True
        await task


def _set(event: asyncio.Event, _: object) -> None:
    event.set()
