"""Inboxes, endpoints, deliveries on PostgreSQL. See `hejie.casework.inbox` for what each method promises."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import asyncpg

from hejie.adapters.postgres.buckets import ALL_BUCKETS, bucket_of_name
from hejie.adapters.postgres.connections import Connections
from hejie.adapters.postgres.leasing import Leasing
from hejie.casework.inbox import Delivery, Endpoint, Note
from hejie.domain.ids import bucket_of

_LEAST = UUID(int=0)


class PostgresInbox:
    """Shares the connections of the ledger, which closes them."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    async def put_notes(self, notes: Sequence[Note]) -> None:
        ordered = sorted(notes, key=lambda note: (_box_bucket(note.box), note.box, note.id))
        await self._connections.fetch(
            "put_notes",
            bucket=[_box_bucket(note.box) for note in ordered],
            box=[note.box for note in ordered],
            id=[note.id for note in ordered],
            case_id=[note.case for note in ordered],
            kind=[note.kind for note in ordered],
            code=[note.code for note in ordered],
            happened_at=[note.at for note in ordered],
            due_at=[note.due_at for note in ordered],
            read_at=[note.read_at for note in ordered],
        )

    async def notes(self, box: str, after: tuple[datetime, UUID] | None, limit: int) -> list[Note]:
        after_at, after_id = after or (None, _LEAST)
        rows = await self._connections.fetch(
            "notes", bucket=_box_bucket(box), box=box, after_at=after_at, after_id=after_id, limit=limit
        )
        return [Note(*row) for row in rows]

    async def unread_count(self, box: str, most: int = 100) -> int:
        (row,) = await self._connections.fetch("unread_count", bucket=_box_bucket(box), box=box, most=most)
        return int(row["count"])

    async def mark_read(self, box: str, until: datetime, at: datetime) -> int:
        rows = await self._connections.fetch(
            "mark_read", bucket=_box_bucket(box), box=box, until=until, at=at
        )
        return len(rows)


class PostgresPost:
    """Shares the connections of the ledger, which closes them."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections
        self._waiting = Leasing(connections, "buckets_with_deliveries", "lease_deliveries")

    async def put_endpoint(self, endpoint: Endpoint) -> None:
        await self._connections.fetch(
            "put_endpoint",
            bucket=_venue_bucket(endpoint.venue),
            venue=endpoint.venue,
            id=endpoint.id,
            url=endpoint.url,
            secret=endpoint.secret,
            events=endpoint.events,
            made_at=endpoint.made_at,
            disabled=endpoint.disabled,
        )

    async def endpoints(self, venue: str) -> list[Endpoint]:
        rows = await self._connections.fetch("endpoints", bucket=_venue_bucket(venue), venue=venue)
        return [
            Endpoint(id, venue, url, secret, tuple(events), made_at, disabled)
            for id, venue, url, secret, events, made_at, disabled in rows
        ]

    async def remove_endpoint(self, venue: str, id: UUID) -> bool:
        rows = await self._connections.fetch(
            "remove_endpoint", bucket=_venue_bucket(venue), venue=venue, id=id
        )
        return bool(rows)

    async def queue(self, deliveries: Sequence[Delivery]) -> None:
        ordered = sorted(deliveries, key=lambda one: (bucket_of(one.id), one.id))
        await self._connections.fetch(
            "queue_deliveries",
            bucket=[bucket_of(one.id) for one in ordered],
            id=[one.id for one in ordered],
            venue=[one.venue for one in ordered],
            channel=[one.channel for one in ordered],
            target=[one.target for one in ordered],
            body=[one.body for one in ordered],
            run_at=[one.run_at for one in ordered],
            attempts=[one.attempts for one in ordered],
        )

    async def lease_deliveries(
        self, now: datetime, lease_seconds: int, limit: int, but_not: Sequence[str] = ()
    ) -> list[Delivery]:
        taken = await self._waiting.take(now, lease_seconds, limit, but_not=list(but_not))
        return [_delivery(row) for _, row in taken]

    async def delivered(self, delivery: Delivery) -> None:
        await self._connections.fetch("delivered", bucket=bucket_of(delivery.id), id=delivery.id)

    async def delivery_failed(self, delivery: Delivery, retry_at: datetime | None, error: str) -> None:
        await self._connections.fetch(
            "delivery_failed",
            bucket=bucket_of(delivery.id),
            id=delivery.id,
            attempts=delivery.attempts,
            retry_at=retry_at,
            error=error,
        )

    async def dead_deliveries(self, limit: int) -> list[tuple[Delivery, str]]:
        rows = await self._connections.fetch("dead_deliveries", buckets=ALL_BUCKETS, limit=limit)
        return [(_delivery(row), row["last_error"]) for row in rows]

    async def send_again(self, delivery: Delivery, at: datetime) -> None:
        await self._connections.fetch(
            "send_delivery_again", bucket=bucket_of(delivery.id), id=delivery.id, at=at
        )


def _box_bucket(box: str) -> int:
    return bucket_of_name("box", box)


def _venue_bucket(venue: str) -> int:
    return bucket_of_name("venue", venue)


def _delivery(row: asyncpg.Record) -> Delivery:
    return Delivery(
        row["id"], row["venue"], row["channel"], row["target"], row["body"], row["run_at"], row["attempts"]
    )
