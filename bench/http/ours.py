"""The API itself in a process of its own, and the people and machines that come to it."""

import asyncio
import time
from collections.abc import Callable, Coroutine, Iterable, Sequence
from datetime import datetime, timedelta
from itertools import islice
from multiprocessing.connection import Connection
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any, NamedTuple

import uvloop
from litestar import Litestar

from bench.life import BUYERS, HANDED_IN, OPENED_AT, SHOPS, VENUE
from hejie.casework.admission import put_token
from hejie.casework.people import Hat, Principal, Scope
from hejie.casework.uploads import Upload
from hejie.domain.roles import Actor, Role
from hejie.edge.http.app import make_app
from hejie.edge.http.options import Options
from hejie.edge.http.server import bind, serving
from hejie.observing import log_to
from hejie.settings import Settings
from hejie.wiring import House, open_house

_UNLIMITED = Options(person_rate=1e9, stranger_rate=1e9, machine_rate=1e9)
_AT_ONCE = 100
_TOKEN_DAYS = 30
_HATS = {Role.COMPLAINANT: Hat.CONSUMER, Role.RESPONDENT: Hat.MERCHANT}


class Shown(NamedTuple):
    """What a person's browser shows with every request: its cookie, and the token that the desk reads."""

    cookie: str
    csrf: str


class Doors(NamedTuple):
    """Where the API listens, and with what one comes in; people by the id that they have at the venue."""

    port: int
    people: dict[str, Shown]
    token: str


def serve_ours(pipe: Connection, home: Path) -> None:
    """Serve the API as `hejie serve` does, logs included; says its `Doors`, and ends when None comes."""
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_serve(pipe, home))


async def _serve(pipe: Connection, home: Path) -> None:
    # The log is written as to a file that somebody keeps, which has no name here and is gone afterwards.
    with TemporaryFile("w", dir=home, encoding="utf-8") as log:
        log_to(log)
        async with open_house(Settings(home), lambda _: None, _clock()) as house:
            app = make_app(house, _UNLIMITED)
            listening = bind("127.0.0.1", 0)
            async with serving(app, listening):
                pipe.send(await _admit(app, house, listening.getsockname()[1]))
                await asyncio.to_thread(pipe.recv)


def _clock() -> Callable[[], datetime]:
    """A clock that begins when the lives do: what they promise each other lies ahead."""
    begun = time.monotonic()
    return lambda: OPENED_AT + timedelta(seconds=time.monotonic() - begun)


async def _admit(app: Litestar, house: House, port: int) -> Doors:
    people: dict[str, Shown] = {}

    async def sign_in(actor: Actor) -> None:
        principal = Principal(actor.id, actor.id, VENUE, (_HATS[actor.role],))
        session = await app.state.callers.begin(principal, house.now())
        people[actor.id] = Shown(f"{_UNLIMITED.cookie}={session.secret}", session.csrf)
        for sha256 in HANDED_IN[actor.role]:
            await house.uploads.put_upload(_upload(actor, sha256, house.now()))

    await _some_at_once([sign_in(actor) for actor in (*BUYERS, *SHOPS)])
    token, _ = await put_token(house.people, VENUE, "bench", (Scope.ACT,), house.now(), _TOKEN_DAYS)
    return Doors(port, people, token)


def _upload(actor: Actor, sha256: str, at: datetime) -> Upload:
    """A photo as it would stand there; nobody looks at its bytes here."""
    owner = f"{VENUE}:{actor.role}:{actor.id}"
    return Upload(owner, sha256, "photo.jpg", "image/jpeg", 200_000, sha256, sha256, "image/jpeg", at)


async def _some_at_once(work: Sequence[Coroutine[Any, Any, None]]) -> None:
    left = iter(work)
    while some := _next_few(left):
        await asyncio.gather(*some)


def _next_few(work: Iterable[Coroutine[Any, Any, None]]) -> list[Coroutine[Any, Any, None]]:
    return list(islice(work, _AT_ONCE))
