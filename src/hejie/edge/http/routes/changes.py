"""A case's changes as they happen: server-sent events that say which version it has, and nothing else."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Annotated

import msgspec
from litestar import get
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import FromPath, HeaderParameter
from litestar.response import Stream

from hejie.casework.changes import Changes, TooManyWatches
from hejie.casework.ledger import LedgerUnavailable
from hejie.casework.people import Credential
from hejie.casework.views.reading import Looker
from hejie.domain.ids import StreamId
from hejie.domain.words import Words
from hejie.edge.http.callers import AnyRequest
from hejie.edge.http.casefile import case_stream, reader_of
from hejie.edge.http.given import GivenCaller, GivenEnding, GivenHouse, GivenLanguage, GivenNow
from hejie.edge.http.guards import hats
from hejie.edge.http.problems import Code, ProblemError
from hejie.edge.http.routes.cases import IN_CASES
from hejie.wiring import House

HEARTBEAT_SECONDS = 15.0
"""A sign of life this often keeps proxies from closing what is silent; the session is asked after, too."""

_CHANGES = "changes"
_RETRY_MILLISECONDS = 3_000
_COMMENT = b": \n\n"
_HEADERS = {"cache-control": "no-store", "x-accel-buffering": "no"}
_TOO_MANY = Words("您同时打开的案件过多。", "You have too many cases open at once.")

LastEventId = Annotated[str | None, HeaderParameter(name="Last-Event-ID")]


class Changed(msgspec.Struct, frozen=True):
    """What an event says."""

    case: str
    version: int


@get(
    "/cases/{id:str}/changes",
    operation_id="changes",
    guards=[hats(*IN_CASES)],
    media_type="text/event-stream",
    responses={
        200: ResponseSpec(
            str, media_type="text/event-stream", description="Events `change`", generate_examples=False
        )
    },
)
async def changes(
    id: FromPath[str],
    request: AnyRequest,
    house: GivenHouse,
    caller: GivenCaller,
    language: GivenLanguage,
    now: GivenNow,
    ending: GivenEnding,
    last_event_id: LastEventId = None,
) -> Stream:
    """Server-sent events `change`, each with `{case, version}`: at once the present version, unless that is
    the `Last-Event-ID`; then each time it changes. It ends with the session."""
    seen, _ = await reader_of(request, house).seen(case_stream(id), Looker(caller, language, now))
    hub = _hub(request, house, ending)
    try:
        hub.check_room(caller.box)
    except TooManyWatches:
        raise ProblemError(Code.TOO_MANY_REQUESTS, _TOO_MANY) from None
    known = int(last_event_id) if last_event_id and last_event_id.isdigit() else None
    told = _told(house, hub, request.auth, seen.stream, seen.version, known)
    return Stream(told, media_type="text/event-stream", headers=dict(_HEADERS))


async def _told(
    house: House, hub: Changes, credential: Credential, stream: StreamId, found: int, known: int | None
) -> AsyncIterator[bytes]:
    """The events, until the session or this process ends, or the reader goes."""
    with suppress(TooManyWatches), hub.watch(stream, found, credential.principal.box) as watch:
        told = found
        yield _COMMENT if found == known else _event(stream, found)
        asked_at = time.monotonic()
        while not watch.ended:
            left = asked_at + HEARTBEAT_SECONDS - time.monotonic()
            version = await watch.newer(told, left) if left > 0 else None
            if version is not None:
                told = version
                yield _event(stream, version)
            elif not watch.ended:
                if not await _goes_on(house, credential):
                    return
                asked_at = time.monotonic()
                yield _COMMENT


async def _goes_on(house: House, credential: Credential) -> bool:
    """Whether the session still is one. A database that does not answer ends nothing."""
    try:
        return await house.people.credential(credential.secret_hash, house.now()) is not None
    except LedgerUnavailable:
        return True


def _event(stream: StreamId, version: int) -> bytes:
    said = msgspec.json.encode(Changed(stream.public, version))
    return b"event: change\nid: %d\nretry: %d\ndata: %s\n\n" % (version, _RETRY_MILLISECONDS, said)


def _hub(request: AnyRequest, house: House, ending: asyncio.Event) -> Changes:
    """The watchers of this process."""
    state = request.app.state
    if state.get(_CHANGES) is None:
        state[_CHANGES] = Changes(house.ledger, house.lanes, ending)
    hub: Changes = state[_CHANGES]
    return hub


ROUTES = [changes]
