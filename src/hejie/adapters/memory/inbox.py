"""Inboxes, endpoints and deliveries in memory."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from hejie.casework.inbox import Delivery, Endpoint, Note


class MemoryInbox:
    """See `hejie.casework.inbox.Inbox`."""

    def __init__(self) -> None:
        self._boxes: defaultdict[str, dict[UUID, Note]] = defaultdict(dict)

    async def put_notes(self, notes: Sequence[Note]) -> None:
        for note in notes:
            self._boxes[note.box].setdefault(note.id, note)

    async def notes(self, box: str, after: tuple[datetime, UUID] | None, limit: int) -> list[Note]:
        later = [note for note in self._boxes[box].values() if after is None or (note.at, note.id) < after]
        return sorted(later, key=lambda note: (note.at, note.id), reverse=True)[:limit]

    async def unread_count(self, box: str, most: int = 100) -> int:
        return min(sum(note.read_at is None for note in self._boxes[box].values()), most)

    async def mark_read(self, box: str, until: datetime, at: datetime) -> int:
        unread = [note for note in self._boxes[box].values() if note.read_at is None and note.at <= until]
        for note in unread:
            self._boxes[box][note.id] = msgspec.structs.replace(note, read_at=at)
        return len(unread)


class _Waiting(msgspec.Struct):
    delivery: Delivery
    dead: bool = False
    last_error: str = ""


class MemoryPost:
    """See `hejie.casework.inbox.Post`."""

    def __init__(self) -> None:
        self._endpoints: defaultdict[str, dict[UUID, Endpoint]] = defaultdict(dict)
        self._waiting: dict[UUID, _Waiting] = {}

    async def put_endpoint(self, endpoint: Endpoint) -> None:
        self._endpoints[endpoint.venue][endpoint.id] = endpoint

    async def endpoints(self, venue: str) -> list[Endpoint]:
        return sorted(self._endpoints[venue].values(), key=lambda one: (one.made_at, one.id))

    async def remove_endpoint(self, venue: str, id: UUID) -> bool:
        return self._endpoints[venue].pop(id, None) is not None

    async def queue(self, deliveries: Sequence[Delivery]) -> None:
        for delivery in deliveries:
            self._waiting.setdefault(delivery.id, _Waiting(delivery))

    async def lease_deliveries(
        self, now: datetime, lease_seconds: int, limit: int, but_not: Sequence[str] = ()
    ) -> list[Delivery]:
        ready = [
            one
            for one in self._waiting.values()
            if not one.dead
            and one.delivery.run_at <= now
            and one.delivery.channel not in but_not
            and one.delivery.target not in but_not
        ]
        ready.sort(key=lambda one: (one.delivery.run_at, one.delivery.id))
        until = now + timedelta(seconds=lease_seconds)
        for one in ready[:limit]:
            one.delivery = _moved(one.delivery, until, one.delivery.attempts + 1)
        return [one.delivery for one in ready[:limit]]

    async def delivered(self, delivery: Delivery) -> None:
        self._waiting.pop(delivery.id, None)

    async def delivery_failed(self, delivery: Delivery, retry_at: datetime | None, error: str) -> None:
        one = self._waiting.get(delivery.id)
        if one is None or one.dead or one.delivery.attempts != delivery.attempts:
            return
        one.last_error = error
        one.dead = retry_at is None
        one.delivery = _moved(one.delivery, retry_at or one.delivery.run_at, delivery.attempts)

    async def dead_deliveries(self, limit: int) -> list[tuple[Delivery, str]]:
        dead = [one for one in self._waiting.values() if one.dead]
        dead.sort(key=lambda one: (one.delivery.run_at, one.delivery.id))
        return [(one.delivery, one.last_error) for one in dead[:limit]]

    async def send_again(self, delivery: Delivery, at: datetime) -> None:
        one = self._waiting.get(delivery.id)
        if one is not None and one.dead:
            one.dead = False
            one.delivery = _moved(one.delivery, at, 0)

    def waiting(self) -> tuple[list[datetime], int]:
        """When each delivery that is not dead may be sent, and how many are dead."""
        alive = [one.delivery.run_at for one in self._waiting.values() if not one.dead]
        return alive, len(self._waiting) - len(alive)


def _moved(delivery: Delivery, run_at: datetime, attempts: int) -> Delivery:
    return msgspec.structs.replace(delivery, run_at=run_at, attempts=attempts)
