"""Queues of cases on PostgreSQL. See `hejie.casework.listings.Listings` for what each method promises.

A queue is a set of branches, one for each stage and severity asked for: each is one look into an index that
is sorted as the queue is, and gives at most a page. So a page costs the same however long the queue is; only
what no index knows (kinds, who owes, who has taken a case) is looked for row by row within the branches.
The cases of one complainant, of one order, or in one person's hands are few, and read as a whole.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import asyncpg
import msgspec

from hejie.adapters.postgres.columns import listing_columns
from hejie.adapters.postgres.connections import Connections
from hejie.casework.listings import Listed, Listing, Order, Query
from hejie.domain.case import Outcome, Severity, SpanName, Stage
from hejie.domain.ids import StreamId, StreamKind
from hejie.domain.roles import Side

_FIRST, _LAST = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)
_LEAST, _MOST = UUID(int=0), UUID(bytes=b"\xff" * 16)

_SORTS = {Order.DUE: "due", Order.URGENCY: "urgency", Order.OPENED: "opened"}


class PostgresListings:
    """Shares the connections of the ledger, which closes them."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    async def find(self, query: Query) -> list[Listed]:
        few = _few(query)
        if few is not None:
            rows = await self._connections.fetch("listings_few", _parts_of_few(few, query), **_of_few(query))
        elif query.sort is Order.OPENED:
            rows = await self._connections.fetch("listings_opened", _parts(query), **_newest(query))
        else:
            rows = await self._connections.fetch("listings_due", _parts(query), **_branches(query))
        return [_listed(row) for row in rows]

    async def count(self, query: Query, most: int = 100) -> int:
        if _few(query) is not None:
            return len(await self.find(_whole(query, most)))
        pairs = [(stage, severity) for stage in query.stages_sought for severity in query.severities_sought]
        (row,) = await self._connections.fetch(
            "listings_count",
            _parts(query),
            **_filters(query),
            stages=[stage for stage, _ in pairs],
            severities=[severity for _, severity in pairs],
            most=most,
        )
        return int(row["count"])

    async def renew(self, made: Sequence[tuple[StreamId, int, Listing]]) -> list[bool]:
        places = sorted(range(len(made)), key=lambda place: made[place][0])  # as appends do: no deadlock
        ordered = [made[place] for place in places]
        rows = await self._connections.fetch(
            "renew_listings",
            **listing_columns([(stream, listing) for stream, _, listing in ordered]),
            made_from=[version for _, version, _ in ordered],
        )
        renewed = [False] * len(made)
        for row in rows:
            renewed[places[row["place"] - 1]] = True
        return renewed


def _few(query: Query) -> str | None:
    """What narrows the query down to a few cases, if anything does."""
    if query.order is not None:
        return "order_ref"
    if query.complainant is not None:
        return "complainant"
    return "taken" if query.taken_by else None


def _parts_of_few(few: str, query: Query) -> frozenset[str]:
    sort = _SORTS[query.sort]
    return frozenset({few, sort} if query.after is None else {few, sort, f"after_{sort}"})


def _parts(query: Query) -> frozenset[str]:
    venue = "every_venue" if query.venue is None else "one_venue"
    return frozenset({venue} if query.respondent is None else {venue, "respondent"})


def _filters(query: Query) -> dict[str, Any]:
    return {
        "venue": query.venue,
        "respondent": query.respondent,
        "kinds": query.kinds,
        "owed_by": query.owed_by,
        "taken_by": query.taken_by,
    }


def _of_few(query: Query) -> dict[str, Any]:
    values = _filters(query) | {
        "order_ref": query.order,
        "complainant": query.complainant,
        "stages": query.stages_sought,
        "severities": query.severities_sought,
        "limit": query.limit,
    }
    if query.after is not None:
        values |= {
            "after_severity": query.after.listing.severity,
            "after_due_at": query.after.listing.due_at,
            "after_opened_at": query.after.listing.opened_at,
            "after_id": query.after.stream.id,
        }
    return values


def _newest(query: Query) -> dict[str, Any]:
    return _filters(query) | {
        "stages": query.stages_sought,
        "severities": query.severities_sought,
        "after_opened_at": query.after.listing.opened_at if query.after else _LAST,
        "after_id": query.after.stream.id if query.after else _MOST,
        "limit": query.limit,
    }


def _branches(query: Query) -> dict[str, Any]:
    """Every branch, and where it goes on: behind the last case that was shown, or from its start."""
    stages, severities, due_at, ids = [], [], [], []
    for severity in query.severities_sought:
        after = query.after
        if after is not None and query.sort is Order.URGENCY:
            if severity > after.listing.severity:
                continue  # the graver ones have all been shown
            if severity < after.listing.severity:
                after = None
        for stage in query.stages_sought:
            stages.append(stage)
            severities.append(severity)
            due_at.append(after.listing.due_at if after else _FIRST)
            ids.append(after.stream.id if after else _LEAST)
    return _filters(query) | {
        "stages": stages,
        "severities": severities,
        "after_due_at": due_at,
        "after_id": ids,
        "by_severity": query.sort is Order.URGENCY,
        "limit": query.limit,
    }


def _listed(row: asyncpg.Record) -> Listed:
    (
        bucket, id, venue, order, complainant, respondent, kind, severity, stage, outcome, currency,
        amount_minor, opened_at, clock, owed_by, due_at, taken_by, pack_id, pack_version,
    ) = row  # fmt: skip
    listing = Listing(
        venue, order, complainant, respondent, kind, Severity(severity), Stage(stage),
        outcome and Outcome(outcome), currency, amount_minor, opened_at, clock and SpanName(clock),
        owed_by and Side(owed_by), due_at, taken_by, pack_id, pack_version,
    )  # fmt: skip
    return Listed(StreamId(bucket, StreamKind.CASE, id), listing)


def _whole(query: Query, most: int) -> Query:
    return msgspec.structs.replace(query, sort=Order.DUE, limit=most, after=None)
