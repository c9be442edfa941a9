"""What people and machines are told: notes in their inbox, and deliveries to the outside. Ports and values.

A note is told in the reader's language when it is read: it holds codes and instants, no words of anyone.
Its id follows from its cause, so that it is kept once however often its effect is delivered.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

import msgspec


class Note(msgspec.Struct, frozen=True):
    """Something that happened in a case, for one box (`Principal.box`). `code` is the event's type, or
    `clock_ends_soon`; `due_at` the end of the clock that now runs against the reader, if any."""

    id: UUID
    box: str
    case: str
    """The public id."""
    kind: str
    code: str
    at: datetime
    due_at: datetime | None = None
    read_at: datetime | None = None


class Inbox(Protocol):
    """Notes by box. Raises: LedgerUnavailable, LedgerFull."""

    async def put_notes(self, notes: Sequence[Note]) -> None:
        """Keep notes; one that is there already stays as it is."""
        ...

    async def notes(self, box: str, after: tuple[datetime, UUID] | None, limit: int) -> list[Note]:
        """Notes of a box, the newest first, after (`at`, `id`) of the last one seen."""
        ...

    async def unread_count(self, box: str, most: int = 100) -> int:
        """How many are unread, counted up to `most`."""
        ...

    async def mark_read(self, box: str, until: datetime, at: datetime) -> int:
        """Mark every unread note of a box up to `until` as read at `at`; returns how many."""
        ...


class Endpoint(msgspec.Struct, frozen=True):
    """Where a venue wants to be told of changes. `secret` signs what is sent (Standard Webhooks);
    `events` empty: all."""

    id: UUID
    venue: str
    url: str
    secret: bytes
    events: tuple[str, ...]
    made_at: datetime
    disabled: bool = False


class Delivery(msgspec.Struct, frozen=True):
    """Something to be sent once: to an endpoint (`channel` webhook) or an address (`email`). `id` follows
    from its cause and its receiver, and is the id that the receiver sees: it can tell a repetition by it."""

    id: UUID
    venue: str
    channel: str
    target: str
    """The endpoint's id, or the box whose account has the address."""
    body: bytes
    run_at: datetime
    attempts: int = 0


class Post(Protocol):
    """Endpoints, and what is still to be sent. Raises: LedgerUnavailable, LedgerFull."""

    async def put_endpoint(self, endpoint: Endpoint) -> None:
        """Keep an endpoint; the one with this id is replaced."""
        ...

    async def endpoints(self, venue: str) -> list[Endpoint]:
        """The endpoints of a venue, the oldest first."""
        ...

    async def remove_endpoint(self, venue: str, id: UUID) -> bool:
        """Remove one; False where there was none."""
        ...

    async def queue(self, deliveries: Sequence[Delivery]) -> None:
        """Keep what is to be sent; one that is there already stays as it is."""
        ...

    async def lease_deliveries(
        self, now: datetime, lease_seconds: int, limit: int, but_not: Sequence[str] = ()
    ) -> list[Delivery]:
        """Take deliveries whose `run_at` has come; nobody else gets them until the lease ends.
        `attempts` counts this one. Those of the channels and targets in `but_not` stay where they are."""
        ...

    async def delivered(self, delivery: Delivery) -> None:
        """Sent: forget it."""
        ...

    async def delivery_failed(self, delivery: Delivery, retry_at: datetime | None, error: str) -> None:
        """Try again at `retry_at`; None puts it among the dead letters."""
        ...

    async def dead_deliveries(self, limit: int) -> list[tuple[Delivery, str]]:
        """Deliveries given up, with their last error."""
        ...

    async def send_again(self, delivery: Delivery, at: datetime) -> None:
        """Take a dead delivery back among those to be sent, its attempts counted anew; nothing where it is
        not dead."""
        ...
