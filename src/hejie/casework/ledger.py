"""The ledger as casework needs it: streams, bytes, and of complaints only the row that queues show. A port.

One `Append` is one command's whole consequence on one stream: its events, the snapshot after them, what
is queued because of them, the sealed words they refer to, the row that queues show, and the receipt of the
request. It is written wholly or not at all. Implementations: `adapters/postgres` and `adapters/memory`; one
contract suite (`tests/ledger/`) holds both.
"""

from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from hashlib import sha256
from typing import Protocol
from uuid import UUID

import msgspec

from hejie.casework.listings import Listing
from hejie.domain.ids import StreamId, StreamKind

GENESIS = bytes(32)
"""What the first event of every stream is chained to."""


def chain(previous: bytes, body: bytes) -> bytes:
    """The hash of an event: SHA-256 over the previous event's hash and the exact stored bytes."""
    return sha256(previous + body).digest()


class Entry(msgspec.Struct, frozen=True):
    """One event as it is stored. `body` is the encoded envelope, `hash` chains it to the one before."""

    type: str
    body: bytes
    hash: bytes


class StoredEntry(msgspec.Struct, frozen=True):
    """An event read back: its place in the stream (1, 2, …) and when the ledger took it."""

    version: int
    type: str
    body: bytes
    hash: bytes
    recorded_at: datetime


class Effect(msgspec.Struct, frozen=True):
    """Something to be done elsewhere because of this append; delivered at least once.

    Its identity is (stream, version of the append, place in the append): the receiver is idempotent by it.
    """

    topic: str
    body: bytes
    run_at: datetime


class Payload(msgspec.Struct, frozen=True):
    """Personal words, encrypted; events carry only `ref` and a salted hash."""

    ref: UUID
    person: str
    ciphertext: bytes


class Receipt(msgspec.Struct, frozen=True):
    """What a request was answered, so that its repetition gets the same answer.

    `request_hash` tells a repetition from another request under the same key.
    """

    caller: str
    key: str
    request_hash: bytes
    answer: bytes


class Append(msgspec.Struct, frozen=True):
    """What one command writes. `expected_version` 0 means that the stream must not exist yet.

    There is at least one entry; `head_hash` is the hash of the last; the version after the append is
    `expected_version + len(entries)`. `next_due_at` None means that no clock runs. `listing` None leaves the
    row of the stream as it is; only cases have one.
    """

    stream: StreamId
    expected_version: int
    entries: tuple[Entry, ...]
    snapshot: bytes
    head_hash: bytes
    next_due_at: datetime | None
    recorded_at: datetime
    effects: tuple[Effect, ...] = ()
    payloads: tuple[Payload, ...] = ()
    receipt: Receipt | None = None
    listing: Listing | None = None


class Wanted(msgspec.Struct, frozen=True):
    """A stream to read, together with the receipt of a request and the key of a person, if asked for."""

    stream: StreamId
    caller: str = ""
    key: str = ""
    person: str = ""


class Found(msgspec.Struct, frozen=True):
    """A stream as it stands: version 0 and an empty snapshot where it does not exist.

    `wrapped_key` is that of the person asked for; None where it was never made, or destroyed, or where the
    stream does not exist.
    """

    stream: StreamId
    version: int
    snapshot: bytes
    head_hash: bytes
    receipt: Receipt | None = None
    wrapped_key: bytes | None = None


class DueBatch(Protocol):
    """Streams whose clock has run out, held by this sweeper until the block ends."""

    found: Sequence[Found]
    last_due_at: datetime | None
    """The latest `next_due_at` of the batch: where the next batch of this pass starts."""

    async def append(self, batch: Sequence[Append]) -> list[bool]:
        """Write inside the same transaction as the hold; answers as `Ledger.append`.

        What it raises has rolled the whole block back; a block that goes on regardless ends with the
        same exception. Two calls may write to one stream, one call may not.
        """
        ...


class Leased(msgspec.Struct, frozen=True):
    """An effect handed to a relay for a while. `attempts` counts this one."""

    stream: StreamId
    version: int
    place: int
    topic: str
    body: bytes
    attempts: int


class LedgerUnavailable(Exception):
    """The database does not answer. Nothing was decided; the same request may be sent again."""


class LedgerFull(LedgerUnavailable):
    """The database cannot write (disk full). Nothing was written; reading goes on."""


class Ledger(Protocol):
    """Streams, events, effects, sealed words and receipts. All instants are aware and UTC."""

    async def read(self, wanted: Sequence[Wanted]) -> list[Found]:
        """The streams, in the order asked for, each with receipt and key if there are. One round trip."""
        ...

    async def append(self, batch: Sequence[Append]) -> list[bool]:
        """Write a batch in one transaction; no two of one stream.

        True where it was written. False where the stream's version was no longer the expected one, or
        where the stream has a receipt of that caller and key already: nothing of that append was
        written, the others were; read again. Any exception means: nothing was written, or (connection
        lost during commit) it is unknown; then read the receipt.
        Raises: LedgerUnavailable, LedgerFull; ConflictInBatch where the whole batch was rolled back
        for another reason (serialization failure, deadlock, a bad row) and each may be tried alone;
        ValueError as `check_batch`.
        """
        ...

    async def streams(self, bucket: int, kind: StreamKind, after: UUID | None, limit: int) -> list[Found]:
        """Up to `limit` streams of a kind in a bucket, by id, after this one (None: from the start).

        For walks over everything: a stream that is begun meanwhile may or may not be among them.
        """
        ...

    def entries(self, stream: StreamId, after_version: int = 0) -> AsyncIterator[StoredEntry]:
        """The events of a stream, oldest first."""
        ...

    async def payloads(self, stream: StreamId, refs: Sequence[UUID]) -> dict[UUID, Payload]:
        """Sealed words by reference; those that do not exist are left out."""
        ...

    async def person_keys(self, wanted: Sequence[tuple[StreamId, str]]) -> list[bytes | None]:
        """The wrapped key of a person on a stream, or None (never made, or destroyed)."""
        ...

    async def add_person_keys(self, keys: Sequence[tuple[StreamId, str, bytes]]) -> list[bytes]:
        """Store wrapped keys; where one exists already that one stays. Returns what is stored now.

        Raises: PersonErased where the person was erased from that stream: no key is made again
        (those of others in the same call may have been stored).
        """
        ...

    async def erase_person(self, person: str) -> int:
        """Destroy every key of a person and remember that it was done. Returns how many were destroyed."""
        ...

    async def buckets_with_due(self, until: datetime) -> list[int]:
        """Buckets in which a clock has run out at or before `until`."""
        ...

    def due(
        self, bucket: int, until: datetime, limit: int, after: datetime | None
    ) -> AbstractAsyncContextManager[DueBatch]:
        """Hold up to `limit` streams of a bucket whose clock ended in `[after, until]`, earliest first.

        Streams held by another sweeper are skipped. `after` is the watermark of the pass: the
        `last_due_at` of the batch before. What is appended is written when the block ends; nothing is
        when it ends with an exception.
        """
        ...

    async def lease_effects(self, now: datetime, lease_seconds: int, limit: int) -> list[Leased]:
        """Take effects whose `run_at` has come; nobody else gets them until the lease ends.

        Those of one stream come in the order in which they were appended. Fewer than `limit` only when
        no more are ready.
        """
        ...

    async def effects_done(self, done: Sequence[Leased]) -> None:
        """Delivered: forget them."""
        ...

    async def effect_failed(self, failed: Leased, retry_at: datetime | None, error: str) -> None:
        """Try again at `retry_at`; None puts it among the dead letters, where an operator sees it.

        Changes nothing where the lease ended meanwhile and another relay has it.
        """
        ...

    async def dead_letters(self, limit: int) -> list[tuple[Leased, str]]:
        """Effects given up, with their last error."""
        ...

    async def send_effect_again(self, leased: Leased, at: datetime) -> None:
        """Take a dead letter back among what is to be delivered, at `at`, with its attempts counted anew;
        nothing where it is none."""
        ...

    async def forget_receipts(self, before: datetime, limit: int) -> int:
        """Remove up to `limit` receipts of what was written before an instant; returns how many, fewer than
        `limit` only when no more are left. Their keys are unknown from then on.

        A pass over all receipts, in calls of `limit`: once a day is often enough.
        """
        ...

    async def put_pack(self, pack_id: str, version: str, content_hash: bytes, body: bytes) -> None:
        """Register a pack; the same hash twice changes nothing. Raises: PackChanged if id and version
        exist with another hash."""
        ...

    async def packs(self) -> list[tuple[str, str, bytes, bytes]]:
        """Every registered pack: id, version, content hash, body."""
        ...

    async def close(self) -> None:
        """Give back connections."""
        ...


class ConflictInBatch(Exception):
    """The whole batch was rolled back; each of its appends may be tried alone. `retriable` tells whether
    the cause passes by itself (40001, 40P01) rather than lying in one of the rows."""

    def __init__(self, message: str, *, retriable: bool) -> None:
        super().__init__(message)
        self.retriable = retriable


class PersonErased(Exception):
    """The person asked to be forgotten; no new words of theirs can be sealed on this stream."""


class PackChanged(Exception):
    """A released pack never changes: publish a new version."""


def check_batch(batch: Sequence[Append]) -> None:
    """What every ledger refuses before it writes: mistakes of the caller, never of a user.

    Raises: ValueError for two appends of one stream, an append without entries, or the row of no case.
    """
    if len({append.stream for append in batch}) != len(batch):
        raise ValueError("two appends of one stream in a batch")
    if not all(append.entries for append in batch):
        raise ValueError("an append without entries")
    if any(append.listing and append.stream.kind is not StreamKind.CASE for append in batch):
        raise ValueError("only a case has a row in queues")
