"""Queues of cases in memory."""

from collections.abc import Sequence
from datetime import UTC, datetime
from heapq import nlargest, nsmallest
from uuid import UUID

from hejie.adapters.memory.ledger import MemoryLedger
from hejie.casework.listings import Listed, Listing, Order, Query
from hejie.domain.case import Severity
from hejie.domain.ids import StreamId

_NEVER = datetime.max.replace(tzinfo=UTC)
_GRAVER_FIRST = {severity: -place for place, severity in enumerate(Severity)}


class MemoryListings:
    """See `hejie.casework.listings.Listings`. Reads the rows that the ledger writes with its appends."""

    def __init__(self, ledger: MemoryLedger) -> None:
        self._ledger = ledger

    async def find(self, query: Query) -> list[Listed]:
        found = [listed for listed in self._fitting(query) if _comes_later(listed, query)]
        if query.sort is Order.OPENED:
            return nlargest(query.limit, found, key=_opened)
        return nsmallest(query.limit, found, key=_urgent if query.sort is Order.URGENCY else _due)

    async def count(self, query: Query, most: int = 100) -> int:
        return min(len(self._fitting(query)), most)

    async def renew(self, made: Sequence[tuple[StreamId, int, Listing]]) -> list[bool]:
        current = [self._ledger.version(stream) == version for stream, version, _ in made]
        for (stream, _, listing), holds in zip(made, current, strict=True):
            if holds:
                self._ledger.listings[stream] = listing
        return current

    def _fitting(self, query: Query) -> list[Listed]:
        return [
            Listed(stream, listing)
            for stream, listing in self._ledger.listings.items()
            if _fits(listing, query)
        ]


def _fits(listing: Listing, query: Query) -> bool:
    named = (
        (query.venue, listing.venue),
        (query.complainant, listing.complainant),
        (query.respondent, listing.respondent),
        (query.order, listing.order),
        (query.taken_by, listing.taken_by),
    )
    return (
        all(wanted is None or wanted == has for wanted, has in named)
        and listing.stage in query.stages_sought
        and listing.severity in query.severities_sought
        and (not query.kinds or listing.kind in query.kinds)
        and (not query.owed_by or listing.owed_by in query.owed_by)
    )


def _comes_later(listed: Listed, query: Query) -> bool:
    if query.after is None:
        return True
    if query.sort is Order.OPENED:
        return _opened(listed) < _opened(query.after)
    if query.sort is Order.URGENCY:
        return _urgent(listed) > _urgent(query.after)
    return _due(listed) > _due(query.after)


def _due(listed: Listed) -> tuple[datetime, UUID]:
    return listed.listing.due_at or _NEVER, listed.stream.id


def _urgent(listed: Listed) -> tuple[int, datetime, UUID]:
    return _GRAVER_FIRST[listed.listing.severity], *_due(listed)


def _opened(listed: Listed) -> tuple[datetime, UUID]:
    return listed.listing.opened_at, listed.stream.id
