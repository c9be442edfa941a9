"""Appends and the like with every argument given, so that what a test sets is what matters to it."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import msgspec

from hejie.casework.ledger import (
    GENESIS,
    Append,
    Effect,
    Entry,
    Found,
    Ledger,
    Payload,
    Receipt,
    StoredEntry,
    Wanted,
    chain,
)
from hejie.casework.listings import Listing
from hejie.domain.case import Outcome, Severity, SpanName, Stage
from hejie.domain.ids import StreamId, StreamKind, bucket_of, stream
from hejie.domain.roles import Side

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def new_stream(bucket: int | None = None) -> StreamId:
    """The name of a stream nobody has written, in this bucket if one is given."""
    while True:
        id = uuid4()
        if bucket is None or bucket_of(id) == bucket:
            return stream(StreamKind.CASE, id)


def entries(*bodies: bytes, after: bytes = GENESIS) -> tuple[Entry, ...]:
    """Events with these bodies, chained."""
    chained = []
    for body in bodies:
        after = chain(after, body)
        chained.append(Entry("happened", body, after))
    return tuple(chained)


def append_to(
    name: StreamId,
    *bodies: bytes,
    seen: Found | None = None,
    snapshot: bytes = b"snapshot",
    due_at: datetime | None = None,
    recorded_at: datetime = NOON,
    effects: Sequence[Effect] = (),
    payloads: Sequence[Payload] = (),
    receipt: Receipt | None = None,
    listing: Listing | None = None,
) -> Append:
    """An append that follows what was `seen` of the stream; without it the stream's first."""
    added = entries(*(bodies or (b"body",)), after=seen.head_hash if seen else GENESIS)
    return Append(
        stream=name,
        expected_version=seen.version if seen else 0,
        entries=added,
        snapshot=snapshot,
        head_hash=added[-1].hash,
        next_due_at=due_at,
        recorded_at=recorded_at,
        effects=tuple(effects),
        payloads=tuple(payloads),
        receipt=receipt,
        listing=listing,
    )


def listing(**said: Any) -> Listing:
    """The row of a case; an open one, unless `stage` says that it is closed."""
    row = Listing(
        "olist", "order 1", "anna", "shop", "quality_visible", Severity.S2, Stage.TALKING, None, "CNY",
        12_800, NOON, SpanName.TALK, Side.RESPONDENT, NOON + HOUR, "", "olist", "2026-03-01",
    )  # fmt: skip
    if said.get("stage") is Stage.CLOSED:
        row = msgspec.structs.replace(row, outcome=Outcome.SETTLED, clock=None, owed_by=None, due_at=None)
    return msgspec.structs.replace(row, **said)


def effect(topic: str = "notice", body: bytes = b"", run_at: datetime = NOON) -> Effect:
    return Effect(topic, body, run_at)


def receipt(key: str, caller: str = "web", answer: bytes = b"done") -> Receipt:
    return Receipt(caller, key, b"request", answer)


async def look(ledger: Ledger, name: StreamId) -> Found:
    """The stream as it stands."""
    (found,) = await ledger.read([Wanted(name)])
    return found


async def history(ledger: Ledger, name: StreamId) -> list[StoredEntry]:
    """All its events."""
    return [entry async for entry in ledger.entries(name)]


def is_chained(events: Sequence[StoredEntry]) -> bool:
    """Every event is chained to the one before it, and none is missing."""
    before = GENESIS
    for version, event in enumerate(events, 1):
        if event.version != version or event.hash != chain(before, event.body):
            return False
        before = event.hash
    return True
