"""What follows elsewhere from what happened in a stream: one entry an event.

A consequence is a command for another stream. It is queued by the very statement that writes the event,
and its identity is that of its cause: however often it is delivered, it takes effect once.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime

import msgspec

from hejie.casework.envelope import encode
from hejie.casework.ledger import Effect
from hejie.domain.calendar import Span
from hejie.domain.case import Case, Flag, SpanName
from hejie.domain.commands import RaiseFlag
from hejie.domain.complainant import CountOwnFiling, CountWithdrawal
from hejie.domain.events import ClaimsWithdrawn, ComplaintFiled, Event, RulingBecameFinal
from hejie.domain.ids import StreamId, StreamKind, named, parse_public
from hejie.domain.merchant import AddPoints, CountFiling, FilingCounted, MerchantEvent
from hejie.domain.rulebook import Pack

TELL_STREAM = "tell_stream"
"""The topic of consequences that are commands for another stream."""

Told = RaiseFlag | CountFiling | AddPoints | CountOwnFiling | CountWithdrawal


class Message(msgspec.Struct, frozen=True):
    """A command for another stream."""

    kind: StreamKind
    to: str
    """The public id of the stream."""
    command: Told


def merchant_stream(venue: str, merchant: str) -> StreamId:
    """The stream of a merchant of a venue."""
    return named(StreamKind.MERCHANT, venue, merchant)


def complainant_stream(venue: str, person: str) -> StreamId:
    """The stream of a complainant of a venue."""
    return named(StreamKind.COMPLAINANT, venue, person)


def of_case(
    stream: StreamId, case: Case, events: Sequence[Event], pack: Pack, at: datetime
) -> tuple[Effect, ...]:
    """What the events of a case mean for the merchant's and the complainant's own streams."""
    return tuple(
        Effect(TELL_STREAM, encode(message), at)
        for event in events
        for message in _messages(stream.public, case, event, pack, at)
    )


def _messages(id: str, case: Case, event: Event, pack: Pack, at: datetime) -> Iterator[Message]:
    head = case.head
    merchant = merchant_stream(head.venue, head.respondent)
    complainant = complainant_stream(head.venue, head.complainant)

    def seconds(name: SpanName) -> int:
        span: Span = pack.span(name, head.kind, case.severity)
        return int(span.least.total_seconds())

    if isinstance(event, ComplaintFiled):
        window = seconds(SpanName.FARMING_WINDOW)
        filing = CountFiling(head.kind, id, at, window, pack.farming_filings)
        yield Message(StreamKind.MERCHANT, merchant.public, filing)
        own = CountOwnFiling(id, at, seconds(SpanName.COUNTING_WINDOW))
        yield Message(StreamKind.COMPLAINANT, complainant.public, own)
    elif isinstance(event, ClaimsWithdrawn) and event.answered:
        withdrawal = CountWithdrawal(id, at, seconds(SpanName.COUNTING_WINDOW))
        yield Message(StreamKind.COMPLAINANT, complainant.public, withdrawal)
    elif isinstance(event, RulingBecameFinal) and event.points:
        points = AddPoints(id, event.track, event.points)
        yield Message(StreamKind.MERCHANT, merchant.public, points)


def of_merchant(stream: StreamId, events: Sequence[MerchantEvent], at: datetime) -> tuple[Effect, ...]:
    """Unusually many filings of one kind: each case of the window is looked at by a person."""
    return tuple(
        Effect(TELL_STREAM, encode(Message(StreamKind.CASE, case, _flag(stream, case))), at)
        for event in events
        if isinstance(event, FilingCounted)
        for case in event.suspicious
        if parse_public(StreamKind.CASE, case)
    )


def _flag(stream: StreamId, case: str) -> RaiseFlag:
    return RaiseFlag(Flag.FARMING, f"merchant {stream.public} {case}")
