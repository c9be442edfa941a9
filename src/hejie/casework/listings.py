"""Cases as a queue shows them: one row a case, written by the statement that writes its events. A port.

A listing is made from the case alone, so it can be made again at any time; it changes only where something
changed that a queue sorts, filters or shows by.
"""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Protocol

import msgspec

from hejie.domain.case import Case, Clock, Outcome, Severity, SpanName, Stage
from hejie.domain.ids import StreamId
from hejie.domain.roles import Side


class Listing(msgspec.Struct, frozen=True):
    """A case in one row. `clock` is the one that ends first, `owed_by` of whom something is awaited in it.

    `amount_minor` is what is claimed in all, as far as the complainant named amounts, else what was paid for
    the lines.
    """

    venue: str
    order: str
    complainant: str
    respondent: str
    kind: str
    severity: Severity
    stage: Stage
    outcome: Outcome | None
    currency: str
    amount_minor: int
    opened_at: datetime
    clock: SpanName | None
    owed_by: Side | None
    due_at: datetime | None
    taken_by: str
    pack_id: str
    pack_version: str


def listing_of(case: Case) -> Listing:
    """The row of a case."""
    first = _first_clock(case)
    head = case.head
    return Listing(
        head.venue, head.order, head.complainant, head.respondent, head.kind,
        case.severity, case.stage, case.outcome, head.currency, _amount(case), case.opened_at,
        first.name if first else None, case.awaited(first) if first else None,
        first.due_at if first else None,
        case.taken_by, head.pack_id, head.pack_version,
    )  # fmt: skip


def listing_after(before: Case | None, case: Case) -> Listing | None:
    """The row of a case that is new or has changed; None where its row stays as it is."""
    if before is None:
        return listing_of(case)
    if (
        # Most commands leave all of these as they were found; the rest of a row never changes.
        case.clocks is before.clocks
        and case.claims is before.claims
        and case.stage is before.stage
        and case.severity is before.severity
        and case.outcome is before.outcome
        and case.finished is before.finished
        and case.taken_by == before.taken_by
    ):
        return None
    listing = listing_of(case)
    return None if listing == listing_of(before) else listing


def _first_clock(case: Case) -> Clock | None:
    first: Clock | None = None
    for clock in case.clocks:
        if clock.due_at is None:
            continue
        if first is None or first.due_at is None or (clock.due_at, clock.id) < (first.due_at, first.id):
            first = clock
    return first


def _amount(case: Case) -> int:
    named = [claim.amount_minor for claim in case.claims]
    lines = {claim.line for claim in case.claims}
    paid = sum(line.paid_minor for line in case.head.lines if line.ref in lines)
    return sum(amount for amount in named if amount is not None) if None not in named else paid


class Order(StrEnum):
    """How a queue is sorted; ties by the case's id, in the same direction."""

    DUE = "due"
    """The clock that ends first comes first; cases without one last."""
    URGENCY = "urgency"
    """The graver comes first, then as by DUE."""
    OPENED = "opened"
    """The newest first."""


class Listed(msgspec.Struct, frozen=True):
    """A case found."""

    stream: StreamId
    listing: Listing


class Query(msgspec.Struct, frozen=True):
    """What a queue asks for; None and empty: whatever. `taken_by` "": taken by nobody.

    `after` is the last case of the page before (its listing as it was shown), for the next page.
    """

    venue: str | None = None
    complainant: str | None = None
    respondent: str | None = None
    order: str | None = None
    stages: tuple[Stage, ...] = ()
    kinds: tuple[str, ...] = ()
    severities: tuple[Severity, ...] = ()
    owed_by: tuple[Side, ...] = ()
    taken_by: str | None = None
    sort: Order = Order.DUE
    limit: int = 20
    after: Listed | None = None

    @property
    def stages_sought(self) -> tuple[Stage, ...]:
        """The stages to look in. Nobody owes anything in a closed case: none of its clocks runs."""
        stages = dict.fromkeys(self.stages or Stage)
        return tuple(stage for stage in stages if not (self.owed_by and stage is Stage.CLOSED))

    @property
    def severities_sought(self) -> tuple[Severity, ...]:
        """The severities to look for."""
        return tuple(dict.fromkeys(self.severities or Severity))


class Listings(Protocol):
    """Finds cases. Raises: LedgerUnavailable; `renew` LedgerFull besides."""

    async def find(self, query: Query) -> list[Listed]:
        """Up to `limit` cases in the order asked for, after `after`."""
        ...

    async def count(self, query: Query, most: int = 100) -> int:
        """How many cases there are, counted up to `most`; `limit`, `sort` and `after` do not matter."""
        ...

    async def renew(self, made: Sequence[tuple[StreamId, int, Listing]]) -> list[bool]:
        """Write the rows of cases anew, each with the version of its stream that it was made from.

        False where the stream is not at that version: its row stays as it is; make it again. No stream twice.
        """
        ...
