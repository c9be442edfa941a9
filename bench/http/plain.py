"""The floor over HTTP: a plain service with our framework and driver, one process, one commit a request.

One guarded UPDATE and one INSERT in a transaction. It asks nobody who they are, decides nothing, hashes
nothing, knows no idempotency keys and logs nothing; but what it writes is as large as ours is. Beside it the
same route without a database, and a bare handler without a framework: what HTTP itself costs.
"""

import asyncio
from multiprocessing.connection import Connection
from typing import Any
from uuid import UUID

import asyncpg
import msgspec
import uvloop
from litestar import Litestar, post
from litestar.datastructures import State
from litestar.exceptions import HTTPException
from uvicorn import Config, Server

from bench.floor import Sample
from hejie.edge.http.server import bind

FLOOR, FRAMEWORK, BARE = "/floor", "/framework", "/bare"
_CONNECTIONS = 10
_CONFLICT = 409
_MOVE = """
    UPDATE floor_case SET version = version + 1, snapshot = $3, due_at = $4, updated_at = now()
    WHERE id = $1 AND version = $2
"""
_TELL = "INSERT INTO floor_event VALUES ($1, $2, $3, $4, now())"


class Move(msgspec.Struct, forbid_unknown_fields=True):
    """What is asked for: to write to a case that is at a version."""

    version: int
    type: str
    text: str


class Moved(msgspec.Struct):
    """What came of it."""

    case: UUID
    version: int
    events: tuple[str, ...]


_decode_move = msgspec.json.Decoder(Move).decode


@post(FLOOR + "/{case:uuid}/commands", status_code=200)
async def floor(case: UUID, data: Move, state: State) -> Moved:
    """One command of the plain service."""
    pool: asyncpg.Pool[asyncpg.Record] = state.pool
    sample: Sample = state.sample
    async with pool.acquire() as connection, connection.transaction():
        moved = await connection.execute(_MOVE, case, data.version, sample.snapshot, None)
        if moved != "UPDATE 1":
            raise HTTPException(status_code=_CONFLICT)
        await connection.execute(_TELL, case, data.version + 1, data.type, sample.event)
    return Moved(case, data.version + 1, (data.type,))


@post(FRAMEWORK + "/{case:uuid}/commands", status_code=200)
async def framework(case: UUID, data: Move) -> Moved:
    """The same without a database."""
    return Moved(case, data.version + 1, (data.type,))


async def bare(_scope: Any, receive: Any, send: Any) -> None:
    """The same without a framework."""
    body, more = b"", True
    while more:
        message = await receive()
        body, more = body + message["body"], message["more_body"]
    move = _decode_move(body)
    answer = msgspec.json.encode(Moved(UUID(int=0), move.version + 1, (move.type,)))
    headers = [(b"content-type", b"application/json"), (b"content-length", str(len(answer)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": answer, "more_body": False})


def serve_plain(pipe: Connection, dsn: str, sample: Sample) -> None:
    """Serve all three on one port, which is said when it is ready, until None comes."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_serve(pipe, dsn, sample))


async def _serve(pipe: Connection, dsn: str, sample: Sample) -> None:
    # As the driver comes: its pool resets each connection that is given back, one more round trip.
    async with asyncpg.create_pool(
        dsn, min_size=_CONNECTIONS, max_size=_CONNECTIONS, max_inactive_connection_lifetime=0
    ) as pool:
        app = Litestar(
            [floor, framework],
            state=State({"pool": pool, "sample": sample}),
            openapi_config=None,
            logging_config=None,
        )

        async def dispatch(scope: Any, receive: Any, send: Any) -> None:
            await (bare if scope["path"].startswith(BARE) else app)(scope, receive, send)

        listening = bind("127.0.0.1", 0)
        server = Server(
            Config(dispatch, http="httptools", ws="none", lifespan="off", log_config=None, access_log=False)
        )
        serving = asyncio.create_task(server.serve([listening]))
        pipe.send(listening.getsockname()[1])
        await asyncio.to_thread(pipe.recv)
        server.should_exit = True
        await serving
