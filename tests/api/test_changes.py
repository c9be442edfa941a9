"""A case's changes as they happen: which version it has, at once, for as long as the session lasts."""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest

from casework.houses import MASTER_KEY, packs
from hejie.adapters.postgres.connections import Connections
from hejie.adapters.postgres.migrate import APP_ROLE
from hejie.casework import changes as hub
from hejie.casework.desk import Submission
from hejie.casework.ledger import LedgerUnavailable
from hejie.casework.packs import Packs
from hejie.casework.sealing import Vault
from hejie.domain.commands import Say
from hejie.domain.ids import StreamKind, parse_public
from hejie.edge.http.routes import changes
from hejie.wiring import furnish_with, stores_on

from .complaining import commanded, filed, got
from .doors import BUYER, OTHER_SHOP, SHOP, Door, door_in_memory, problem

WAIT = 10
"""Seconds after which what did not come does not come."""


class Listener:
    """One open stream, read event by event."""

    def __init__(self, answer: httpx.Response) -> None:
        self.answer = answer
        self._lines = answer.aiter_lines()

    async def block(self) -> list[str] | None:
        """The next block of lines; None where the stream has ended."""
        lines: list[str] = []
        async with asyncio.timeout(WAIT):
            async for line in self._lines:
                if not line:
                    return lines
                lines.append(line)
        return None

    async def event(self) -> dict[str, str]:
        """The next event; signs of life are passed over."""
        while (block := await self.block()) is not None:
            fields = dict(line.split(": ", 1) for line in block if not line.startswith(":"))
            if fields:
                return fields
        raise AssertionError("the stream has ended")

    async def version(self) -> int:
        """The version that the next event tells."""
        event = await self.event()
        told: dict[str, Any] = json.loads(event["data"])
        assert told.keys() == {"case", "version"}
        assert (event["event"], event["id"]) == ("change", str(told["version"]))
        return int(told["version"])


@asynccontextmanager
async def listening(client: httpx.AsyncClient, case: str, **headers: str) -> AsyncIterator[Listener]:
    """A stream of the changes of a case."""
    async with client.stream("GET", f"/api/v1/cases/{case}/changes", headers=headers) as answer:
        assert answer.status_code == 200, await answer.aread()
        yield Listener(answer)


async def say(door: Door, case: str, text: str = "…") -> int:
    """The merchant writes something; the version after it."""
    answer = await got(commanded(await door.signed_in(SHOP), case, {"type": "say", "text": text}))
    return int(answer["version"])


def watches(door: Door) -> int:
    """How many streams are watched in this process."""
    return len(door.app.state["changes"])


async def quiet(door: Door) -> None:
    """Until nobody watches any more."""
    async with asyncio.timeout(WAIT):
        while watches(door):  # noqa: ASYNC110 - nothing tells of it
            await asyncio.sleep(0.01)


async def test_the_present_version_comes_first_and_then_each_change_at_once(door: Door) -> None:
    """What this process writes is told without a pause."""
    case = await filed(door)
    buyer = await door.signed_in(BUYER)
    async with listening(buyer, case) as stream:
        assert stream.answer.headers["content-type"].startswith("text/event-stream")
        assert stream.answer.headers["cache-control"] == "no-store"
        assert await stream.version() == 3
        for version in (4, 5, 6):
            began = time.monotonic()
            assert await say(door, case) == version
            assert await stream.version() == version
            assert time.monotonic() - began < hub.POLL_SECONDS, "it was told, not found"
    await quiet(door)
    assert door.house.lanes.on_written is None, "nobody listens, so nobody is told"


async def test_what_another_process_writes_is_told_soon(door: Door) -> None:
    """Found by one look a second for all streams together."""
    case = await filed(door)
    stream_id = parse_public(StreamKind.CASE, case)
    assert stream_id is not None
    assert door.owner_dsn is not None
    stores = stores_on(Connections(door.owner_dsn, role=APP_ROLE))
    other = furnish_with(Packs(packs()), stores, Vault(MASTER_KEY), door.clock)
    try:
        async with listening(await door.signed_in(BUYER), case) as stream, other.lanes:
            assert await stream.version() == 3
            (actor,) = SHOP.actors
            await other.lanes.submit(Submission(stream_id, actor, Say("!"), door.clock.at))
            assert await stream.version() == 4
    finally:
        await stores.ledger.close()


async def test_whoever_comes_back_with_the_last_version_is_not_told_it_again(door: Door) -> None:
    """`Last-Event-ID` is what a browser sends when it connects again."""
    case = await filed(door)
    buyer = await door.signed_in(BUYER)
    async with listening(buyer, case, **{"last-event-id": "3"}) as stream:
        assert await stream.block() == [": "]
        assert await say(door, case) == 4
        assert await stream.version() == 4
    for last in ("2", "nonsense", "99"):
        async with listening(buyer, case, **{"last-event-id": last}) as stream:
            assert await stream.version() == 4


async def test_a_sign_of_life_keeps_the_stream_open_and_the_session_is_asked_after(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Signed out, nothing more is told."""
    monkeypatch.setattr(changes, "HEARTBEAT_SECONDS", 0.05)
    case = await filed(door)
    session = await door.session(BUYER)
    buyer = door.stranger()
    buyer.cookies.set(door.app.state.options.cookie, session.secret)
    async with listening(buyer, case) as stream:
        assert await stream.version() == 3
        for _ in range(3):
            assert await stream.block() == [": "]
        await door.house.people.revoke_credential(session.credential.secret_hash)
        while (block := await stream.block()) is not None:
            assert block == [": "]
    await quiet(door)


async def test_a_session_that_expires_ends_its_streams(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where the case keeps changing."""
    monkeypatch.setattr(changes, "HEARTBEAT_SECONDS", 0.05)
    case = await filed(door)
    async with listening(await door.signed_in(BUYER), case) as stream:
        assert await stream.version() == 3
        door.clock.go(days=1)
        while await stream.block() is not None:
            pass
    await quiet(door)


async def test_one_person_watches_so_many_cases_at_once(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    """One more is refused; another person has room; closing one makes room again."""
    monkeypatch.setattr(hub, "WATCHES_MOST", 2)
    case = await filed(door)
    buyer, shop = await door.signed_in(BUYER), await door.signed_in(SHOP)
    async with listening(buyer, case) as one, listening(buyer, case) as two:
        assert (await one.version(), await two.version()) == (3, 3)
        refused = await buyer.get(f"/api/v1/cases/{case}/changes")
        problem(refused, 429, "too_many_requests")
        async with listening(shop, case) as third:
            assert await third.version() == 3
    await quiet(door)
    async with listening(buyer, case) as again:
        assert await again.version() == 3


async def test_nobody_watches_a_case_of_others(door: Door) -> None:
    """Nor learns that there is one."""
    case = await filed(door)
    other = await door.signed_in(OTHER_SHOP)
    problem(await other.get(f"/api/v1/cases/{case}/changes"), 404, "not_found")
    problem(await door.stranger().get(f"/api/v1/cases/{case}/changes"), 401, "not_signed_in")


async def test_streams_end_with_the_process_and_do_not_hold_it_up() -> None:
    """Told to end, it ends its streams properly, at once."""
    async with door_in_memory() as door:
        case = await filed(door)
        buyer = await door.signed_in(BUYER)
        async with listening(buyer, case) as stream:
            assert await stream.version() == 3
            began = time.monotonic()
            door.app.state.ending.set()
            assert await stream.block() is None
            assert time.monotonic() - began < 2
        async with listening(buyer, case) as late:
            assert await late.version() == 3
            assert await late.block() is None


async def test_a_database_that_does_not_answer_ends_no_stream(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was missed meanwhile is told when it answers again."""
    case = await filed(door)
    monkeypatch.setattr(changes, "HEARTBEAT_SECONDS", 0.05)
    async with listening(await door.signed_in(BUYER), case) as stream:
        assert await stream.version() == 3

        async def away(*_: object) -> None:
            raise LedgerUnavailable("away")

        with monkeypatch.context() as broken:
            broken.setattr(door.house.people, "credential", away)
            broken.setattr(door.house.ledger, "read", away)
            for _ in range(40):
                assert await stream.block() == [": "]
        assert await say(door, case) == 4
        assert await stream.version() == 4
