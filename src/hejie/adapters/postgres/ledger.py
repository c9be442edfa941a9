"""The ledger on PostgreSQL. See `hejie.casework.ledger.Ledger` for what each method promises."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg

from hejie.adapters.postgres.buckets import ALL_BUCKETS, stream_columns
from hejie.adapters.postgres.columns import Columns, columns
from hejie.adapters.postgres.connections import Connection, Connections, answering, fetch
from hejie.adapters.postgres.leasing import Leasing
from hejie.adapters.postgres.statements import NO_PARTS, load
from hejie.casework.ledger import (
    Append,
    Found,
    Leased,
    LedgerUnavailable,
    PackChanged,
    Payload,
    PersonErased,
    Receipt,
    StoredEntry,
    Wanted,
)
from hejie.domain.ids import BUCKETS, StreamId, StreamKind

_EVENTS_A_PAGE = 500
_PERSONS = frozenset({"persons"})
_FIRST_RECEIPT = ("", UUID(int=0), "", "")


class PostgresLedger:
    """Any number of processes may write to one database. A due batch keeps a connection for its whole block:
    give the pool more connections than there are sweepers."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections
        self._outbox = Leasing(connections, "buckets_with_effects", "lease_effects")
        self._receipts_read = (0, _FIRST_RECEIPT)
        """Where housekeeping among the receipts goes on: a bucket, and the key of a receipt there."""

    async def read(self, wanted: Sequence[Wanted]) -> list[Found]:
        rows = await self._connections.fetch(
            "read",
            _PERSONS if any(want.person for want in wanted) else NO_PARTS,
            **stream_columns([want.stream for want in wanted]),
            caller=[want.caller for want in wanted],
            key=[want.key for want in wanted],
            person=[want.person for want in wanted],
        )
        found = [Found(want.stream, 0, b"", b"") for want in wanted]
        for place, version, snapshot, head_hash, request_hash, answer, *keys in rows:
            want = wanted[place - 1]
            receipt = None if answer is None else Receipt(want.caller, want.key, request_hash, answer)
            found[place - 1] = Found(want.stream, version, snapshot, head_hash, receipt, *keys)
        return found

    async def append(self, batch: Sequence[Append]) -> list[bool]:
        if not batch:
            return []
        laid_out = columns(batch)
        return await self._connections.run(lambda connection: _append(connection, laid_out))

    async def streams(self, bucket: int, kind: StreamKind, after: UUID | None, limit: int) -> list[Found]:
        parts = NO_PARTS if after is None else frozenset({"after"})
        rows = await self._connections.fetch(
            "streams", parts, bucket=bucket, kind=kind, after=after, limit=limit
        )
        return [
            Found(StreamId(bucket, kind, id), version, snapshot, head_hash)
            for id, version, snapshot, head_hash in rows
        ]

    async def entries(self, stream: StreamId, after_version: int = 0) -> AsyncIterator[StoredEntry]:
        bucket, kind, id = stream
        while True:
            rows = await self._connections.fetch(
                "events", bucket=bucket, kind=kind, id=id, after_version=after_version, limit=_EVENTS_A_PAGE
            )
            for row in rows:
                yield StoredEntry(*row)
            if len(rows) < _EVENTS_A_PAGE:
                return
            after_version = rows[-1]["version"]

    async def payloads(self, stream: StreamId, refs: Sequence[UUID]) -> dict[UUID, Payload]:
        bucket, kind, id = stream
        rows = await self._connections.fetch("payloads", bucket=bucket, kind=kind, id=id, refs=refs)
        return {row["ref"]: Payload(*row) for row in rows}

    async def person_keys(self, wanted: Sequence[tuple[StreamId, str]]) -> list[bytes | None]:
        rows = await self._connections.fetch(
            "person_keys",
            **stream_columns([stream for stream, _ in wanted]),
            person=[person for _, person in wanted],
        )
        keys: list[bytes | None] = [None] * len(wanted)
        for place, wrapped in rows:
            keys[place - 1] = wrapped
        return keys

    async def add_person_keys(self, keys: Sequence[tuple[StreamId, str, bytes]]) -> list[bytes]:
        rows = await self._connections.fetch(
            "add_person_keys",
            **stream_columns([stream for stream, _, _ in keys]),
            person=[person for _, person, _ in keys],
            wrapped=[wrapped for _, _, wrapped in keys],
        )
        names = [(stream, person) for stream, person, _ in keys]
        stored: dict[tuple[StreamId, str], bytes | None] = {
            (StreamId(bucket, StreamKind(kind), id), person): wrapped
            for bucket, kind, id, person, wrapped in rows
        }
        there = [name for name in dict.fromkeys(names) if name not in stored]
        if there:
            # A second statement, because the first cannot see what another writer stored meanwhile.
            stored |= zip(there, await self.person_keys(there), strict=True)
        kept = []
        for name in names:
            wrapped = stored[name]
            if wrapped is None:
                raise PersonErased(name[1])
            kept.append(wrapped)
        return kept

    async def erase_person(self, person: str) -> int:
        return await self._connections.run(lambda connection: _erase(connection, person))

    async def buckets_with_due(self, until: datetime) -> list[int]:
        rows = await self._connections.fetch("buckets_with_due", buckets=ALL_BUCKETS, until=until)
        return [row["bucket"] for row in rows]

    @asynccontextmanager
    async def due(
        self, bucket: int, until: datetime, limit: int, after: datetime | None
    ) -> AsyncIterator["_DueBatch"]:
        async with self._connections.hold() as connection:
            transaction = connection.transaction()
            with answering():
                await transaction.start()
            try:
                with answering():
                    rows = await fetch(
                        connection, "due", bucket=bucket, until=until, limit=limit, after=after
                    )
                batch = _DueBatch(connection, bucket, rows)
                yield batch
                if batch.failed is not None:
                    raise batch.failed
            except LedgerUnavailable:
                raise  # the connection is given up, and its transaction with it
            except BaseException:
                with answering():
                    await transaction.rollback()
                raise
            with answering():
                await transaction.commit()

    async def lease_effects(self, now: datetime, lease_seconds: int, limit: int) -> list[Leased]:
        taken = await self._outbox.take(now, lease_seconds, limit)
        leased = [_leased(bucket, tuple(row)) for bucket, row in taken]
        return sorted(leased, key=lambda one: (one.stream, one.version, one.place))

    async def effects_done(self, done: Sequence[Leased]) -> None:
        ordered = sorted(done, key=lambda one: (one.stream, one.version, one.place))
        await self._connections.fetch(
            "effects_done",
            **stream_columns([one.stream for one in ordered]),
            version=[one.version for one in ordered],
            place=[one.place for one in ordered],
        )

    async def effect_failed(self, failed: Leased, retry_at: datetime | None, error: str) -> None:
        bucket, kind, id = failed.stream
        await self._connections.fetch(
            "effect_failed",
            bucket=bucket,
            kind=kind,
            id=id,
            version=failed.version,
            place=failed.place,
            attempts=failed.attempts,
            retry_at=retry_at,
            error=error,
        )

    async def dead_letters(self, limit: int) -> list[tuple[Leased, str]]:
        rows = await self._connections.fetch("dead_letters", buckets=ALL_BUCKETS, limit=limit)
        return [(_leased(bucket, effect), error) for bucket, *effect, error in rows]

    async def send_effect_again(self, leased: Leased, at: datetime) -> None:
        bucket, kind, id = leased.stream
        await self._connections.fetch(
            "send_effect_again",
            bucket=bucket,
            kind=kind,
            id=id,
            version=leased.version,
            place=leased.place,
            at=at,
        )

    async def forget_receipts(self, before: datetime, limit: int) -> int:
        forgotten = 0
        for _ in range(BUCKETS + 1):  # the bucket in which it begins once more, for what lies before
            bucket, (kind, id, caller, key) = self._receipts_read
            rows = await self._connections.fetch(
                "forget_receipts",
                bucket=bucket,
                after_kind=kind,
                after_id=id,
                after_caller=caller,
                after_key=key,
                before=before,
                limit=limit - forgotten,
            )
            forgotten += len(rows)
            if forgotten == limit:
                self._receipts_read = (
                    bucket,
                    max((tuple(row) for row in rows), default=(kind, id, caller, key)),
                )
                break
            self._receipts_read = ((bucket + 1) % BUCKETS, _FIRST_RECEIPT)
        return forgotten

    async def put_pack(self, pack_id: str, version: str, content_hash: bytes, body: bytes) -> None:
        await self._connections.fetch(
            "put_pack", id=pack_id, version=version, content_hash=content_hash, body=body
        )
        (kept,) = await self._connections.fetch("pack_hash", id=pack_id, version=version)
        if kept["content_hash"] != content_hash:
            raise PackChanged(f"{pack_id} {version} is registered with another content")

    async def packs(self) -> list[tuple[str, str, bytes, bytes]]:
        return [tuple(row) for row in await self._connections.fetch("packs")]

    async def close(self) -> None:
        await self._connections.close()


class _DueBatch:
    """What a sweeper holds, on the connection that holds it."""

    def __init__(self, connection: Connection, bucket: int, rows: list[asyncpg.Record]) -> None:
        self.found: Sequence[Found] = [
            Found(StreamId(bucket, StreamKind(kind), id), version, snapshot, head_hash)
            for kind, id, version, snapshot, head_hash, _ in rows
        ]
        self.last_due_at: datetime | None = rows[-1]["next_due_at"] if rows else None
        self.failed: Exception | None = None
        self._connection = connection

    async def append(self, batch: Sequence[Append]) -> list[bool]:
        if not batch:
            return []
        try:
            laid_out = columns(batch)
            with answering():
                return await _append(self._connection, laid_out)
        except Exception as error:
            # PostgreSQL would answer a later commit of this transaction with a quiet rollback.
            self.failed = error
            raise


async def _append(connection: Connection, laid_out: Columns) -> list[bool]:
    statement = load("append", laid_out.parts)
    places: list[int] | None = await connection.fetchval(
        statement.text, *statement.arguments(laid_out.values)
    )
    written = [False] * len(laid_out.places)
    for place in places or ():
        written[laid_out.places[place - 1]] = True
    return written


async def _erase(connection: Connection, person: str) -> int:
    """One bucket after the other, all in one transaction: erased everywhere, or not at all."""
    statement = load("erase_person")
    erased = 0
    async with connection.transaction():
        for bucket in ALL_BUCKETS:
            answer = await connection.execute(
                statement.text, *statement.arguments({"bucket": bucket, "person": person})
            )
            erased += int(answer.removeprefix("UPDATE "))
    return erased


def _leased(bucket: int, effect: Sequence[Any]) -> Leased:
    kind, id, version, place, topic, body, attempts = effect
    return Leased(StreamId(bucket, StreamKind(kind), id), version, place, topic, body, attempts)
