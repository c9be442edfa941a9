"""The ledger in memory, and the rows of queues that it writes with its appends.

A stream held by a due batch makes other writers of it wait, as a locked row would.
"""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from heapq import heappop, heappush
from uuid import UUID

import msgspec

from hejie.casework.ledger import (
    Append,
    ConflictInBatch,
    Found,
    Leased,
    PackChanged,
    Payload,
    PersonErased,
    Receipt,
    StoredEntry,
    Wanted,
    check_batch,
)
from hejie.casework.listings import Listing
from hejie.domain.ids import StreamId, StreamKind

_HASH_BYTES = 32


class _Stream(msgspec.Struct):
    version: int = 0
    snapshot: bytes = b""
    head_hash: bytes = b""
    next_due_at: datetime | None = None
    entries: list[StoredEntry] = msgspec.field(default_factory=list)


class _Receipt(msgspec.Struct):
    receipt: Receipt
    recorded_at: datetime


class _Effect(msgspec.Struct):
    topic: str
    body: bytes
    run_at: datetime
    attempts: int = 0
    dead: bool = False
    last_error: str = ""


_EffectKey = tuple[StreamId, int, int]
"""Stream, version of the append, place in the append."""


class MemoryLedger:
    """See `hejie.casework.ledger.Ledger`. One event loop only."""

    def __init__(self) -> None:
        self.listings: dict[StreamId, Listing] = {}
        self._streams: dict[StreamId, _Stream] = {}
        self._receipts: dict[tuple[StreamId, str, str], _Receipt] = {}
        self._payloads: dict[tuple[StreamId, UUID], Payload] = {}
        self._keys: dict[tuple[StreamId, str], bytes | None] = {}
        self._effects: dict[_EffectKey, _Effect] = {}
        self._packs: dict[tuple[str, str], tuple[bytes, bytes]] = {}
        self._held: dict[StreamId, asyncio.Event] = {}
        # Heaps that may hold outdated rows: a row counts only while what it names still has that instant.
        self._clocks: defaultdict[int, list[tuple[datetime, StreamId]]] = defaultdict(list)
        self._queue: list[tuple[datetime, _EffectKey]] = []

    async def read(self, wanted: Sequence[Wanted]) -> list[Found]:
        return [self._find(want) for want in wanted]

    async def streams(self, bucket: int, kind: StreamKind, after: UUID | None, limit: int) -> list[Found]:
        ids = sorted(
            name.id
            for name in self._streams
            if name.bucket == bucket and name.kind is kind and (after is None or name.id > after)
        )
        return [self._find(Wanted(StreamId(bucket, kind, id))) for id in ids[:limit]]

    async def append(self, batch: Sequence[Append]) -> list[bool]:
        _check(batch)
        while held := next(
            (self._held[append.stream] for append in batch if append.stream in self._held), None
        ):
            await held.wait()
        written = [self._guard_holds(append, self.version(append.stream)) for append in batch]
        for append, holds in zip(batch, written, strict=True):
            if holds:
                self._write(append)
        return written

    async def entries(self, stream: StreamId, after_version: int = 0) -> AsyncIterator[StoredEntry]:
        if stream in self._streams:
            for entry in self._streams[stream].entries[after_version:]:
                yield entry

    async def payloads(self, stream: StreamId, refs: Sequence[UUID]) -> dict[UUID, Payload]:
        return {ref: self._payloads[stream, ref] for ref in refs if (stream, ref) in self._payloads}

    async def person_keys(self, wanted: Sequence[tuple[StreamId, str]]) -> list[bytes | None]:
        return [self._keys.get(want) for want in wanted]

    async def add_person_keys(self, keys: Sequence[tuple[StreamId, str, bytes]]) -> list[bytes]:
        stored = []
        for stream, person, wrapped in keys:
            kept = self._keys.setdefault((stream, person), wrapped)
            if kept is None:
                raise PersonErased(person)
            stored.append(kept)
        return stored

    async def erase_person(self, person: str) -> int:
        alive = [name for name, wrapped in self._keys.items() if name[1] == person and wrapped is not None]
        for name in alive:
            self._keys[name] = None
        return len(alive)

    async def buckets_with_due(self, until: datetime) -> list[int]:
        return sorted(bucket for bucket, clocks in self._clocks.items() if self._earliest(clocks) <= until)

    @asynccontextmanager
    async def due(
        self, bucket: int, until: datetime, limit: int, after: datetime | None
    ) -> AsyncIterator["_DueBatch"]:
        batch = _DueBatch(self, self._take_due(bucket, until, limit, after))
        try:
            yield batch
            batch.commit()
        finally:
            batch.release()

    async def lease_effects(self, now: datetime, lease_seconds: int, limit: int) -> list[Leased]:
        leased: list[Leased] = []
        until = now + timedelta(seconds=lease_seconds)
        while self._queue and len(leased) < limit and self._queue[0][0] <= now:
            run_at, key = heappop(self._queue)
            effect = self._effects.get(key)
            if effect is None or effect.dead or effect.run_at != run_at:
                continue
            effect.attempts += 1
            self._schedule(key, effect, until)
            leased.append(_leased(key, effect))
        return sorted(leased, key=lambda one: (one.stream, one.version, one.place))

    async def effects_done(self, done: Sequence[Leased]) -> None:
        for one in done:
            self._effects.pop((one.stream, one.version, one.place), None)

    async def effect_failed(self, failed: Leased, retry_at: datetime | None, error: str) -> None:
        key = (failed.stream, failed.version, failed.place)
        effect = self._effects.get(key)
        if effect is None or effect.dead or effect.attempts != failed.attempts:
            return
        effect.last_error = error
        if retry_at is None:
            effect.dead = True
        else:
            self._schedule(key, effect, retry_at)

    async def dead_letters(self, limit: int) -> list[tuple[Leased, str]]:
        dead = sorted((key, effect) for key, effect in self._effects.items() if effect.dead)
        return [(_leased(key, effect), effect.last_error) for key, effect in dead[:limit]]

    async def send_effect_again(self, leased: Leased, at: datetime) -> None:
        key = (leased.stream, leased.version, leased.place)
        effect = self._effects.get(key)
        if effect is not None and effect.dead:
            effect.dead, effect.attempts = False, 0
            self._schedule(key, effect, at)

    async def forget_receipts(self, before: datetime, limit: int) -> int:
        old = [name for name, kept in self._receipts.items() if kept.recorded_at < before][:limit]
        for name in old:
            del self._receipts[name]
        return len(old)

    def waiting(self) -> tuple[list[datetime], int]:
        """When each effect that is not dead may be delivered, and how many are dead."""
        alive = [effect.run_at for effect in self._effects.values() if not effect.dead]
        return alive, len(self._effects) - len(alive)

    def due_instants(self) -> list[datetime]:
        """When the first clock of each stream runs out."""
        return [row.next_due_at for row in self._streams.values() if row.next_due_at is not None]

    async def put_pack(self, pack_id: str, version: str, content_hash: bytes, body: bytes) -> None:
        kept = self._packs.setdefault((pack_id, version), (content_hash, body))
        if kept[0] != content_hash:
            raise PackChanged(f"{pack_id} {version} is registered with another content")

    async def packs(self) -> list[tuple[str, str, bytes, bytes]]:
        return [(*name, *content) for name, content in sorted(self._packs.items())]

    async def close(self) -> None:
        """Nothing is held open."""

    def _find(self, want: Wanted) -> Found:
        row = self._streams.get(want.stream, _Stream())
        kept = self._receipts.get((want.stream, want.caller, want.key))
        wrapped = self._keys.get((want.stream, want.person)) if row.version else None
        receipt = kept.receipt if kept else None
        return Found(want.stream, row.version, row.snapshot, row.head_hash, receipt, wrapped)

    def version(self, stream: StreamId) -> int:
        """Where a stream stands; 0 where it does not exist."""
        return self._streams[stream].version if stream in self._streams else 0

    def _guard_holds(self, append: Append, version: int) -> bool:
        """The stream is where the command saw it, and this request was not answered before."""
        return version == append.expected_version and (
            append.receipt is None
            or (append.stream, append.receipt.caller, append.receipt.key) not in self._receipts
        )

    def _write(self, append: Append) -> None:
        row = self._streams.setdefault(append.stream, _Stream())
        recorded_at = append.recorded_at.astimezone(UTC)
        for version, entry in enumerate(append.entries, append.expected_version + 1):
            row.entries.append(StoredEntry(version, entry.type, entry.body, entry.hash, recorded_at))
        row.version = len(row.entries)
        row.snapshot, row.head_hash = append.snapshot, append.head_hash
        if append.next_due_at is not None and append.next_due_at != row.next_due_at:
            heappush(self._clocks[append.stream.bucket], (append.next_due_at, append.stream))
        row.next_due_at = append.next_due_at
        for place, effect in enumerate(append.effects):
            key = (append.stream, row.version, place)
            self._effects[key] = _Effect(effect.topic, effect.body, effect.run_at)
            heappush(self._queue, (effect.run_at, key))
        for payload in append.payloads:
            self._payloads[append.stream, payload.ref] = payload
        if append.receipt is not None:
            receipt = append.receipt
            self._receipts[append.stream, receipt.caller, receipt.key] = _Receipt(receipt, recorded_at)
        if append.listing is not None:
            self.listings[append.stream] = append.listing

    def _earliest(self, clocks: list[tuple[datetime, StreamId]]) -> datetime:
        while clocks and self._streams[clocks[0][1]].next_due_at != clocks[0][0]:
            heappop(clocks)
        return clocks[0][0] if clocks else datetime.max.replace(tzinfo=UTC)

    def _take_due(
        self, bucket: int, until: datetime, limit: int, after: datetime | None
    ) -> dict[StreamId, datetime]:
        """The streams of a batch with their instants; they stay on the heap until their clock is set anew."""
        clocks = self._clocks[bucket]
        taken: dict[StreamId, datetime] = {}
        passed = []
        while len(taken) < limit and self._earliest(clocks) <= until:
            due_at, stream = clock = heappop(clocks)
            passed.append(clock)
            if stream not in self._held and (after is None or due_at >= after):
                taken[stream] = due_at
        for clock in dict.fromkeys(passed):
            heappush(clocks, clock)
        return taken

    def _schedule(self, key: _EffectKey, effect: _Effect, run_at: datetime) -> None:
        effect.run_at = run_at
        heappush(self._queue, (run_at, key))


class _DueBatch:
    """What a sweeper holds. Its appends are gathered and written together when the block ends well."""

    def __init__(self, ledger: MemoryLedger, due: dict[StreamId, datetime]) -> None:
        self.found: Sequence[Found] = [ledger._find(Wanted(stream)) for stream in due]
        self.last_due_at: datetime | None = max(due.values(), default=None)
        self._ledger = ledger
        self._gathered: dict[StreamId, list[Append]] = defaultdict(list)
        self._failed: Exception | None = None
        self._over = asyncio.Event()
        self._mine = set(due)
        ledger._held.update(dict.fromkeys(due, self._over))

    async def append(self, batch: Sequence[Append]) -> list[bool]:
        try:
            _check(batch)
        except Exception as error:
            self._failed = error
            raise
        for append in batch:
            await self._hold(append.stream)
        written = [self._ledger._guard_holds(append, self._version(append.stream)) for append in batch]
        for append, holds in zip(batch, written, strict=True):
            if holds:
                self._gathered[append.stream].append(append)
        return written

    def commit(self) -> None:
        if self._failed is not None:
            raise self._failed
        for appends in self._gathered.values():
            for append in appends:
                self._ledger._write(append)

    def release(self) -> None:
        for stream in self._mine:
            del self._ledger._held[stream]
        self._over.set()

    async def _hold(self, stream: StreamId) -> None:
        while stream not in self._mine and stream in self._ledger._held:
            await self._ledger._held[stream].wait()
        self._mine.add(stream)
        self._ledger._held[stream] = self._over

    def _version(self, stream: StreamId) -> int:
        gathered = self._gathered.get(stream)
        if gathered:
            return gathered[-1].expected_version + len(gathered[-1].entries)
        return self._ledger.version(stream)


def _check(batch: Sequence[Append]) -> None:
    """Refuse what the contract refuses, and what the database's constraints would refuse."""
    check_batch(batch)
    for append in batch:
        if any(
            len(hash) != _HASH_BYTES for hash in (append.head_hash, *(entry.hash for entry in append.entries))
        ):
            raise ConflictInBatch(f"a hash is not of {_HASH_BYTES} bytes", retriable=False)


def _leased(key: _EffectKey, effect: _Effect) -> Leased:
    return Leased(*key, effect.topic, effect.body, effect.attempts)
