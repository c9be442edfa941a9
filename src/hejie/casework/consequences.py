"""What follows elsewhere from what happened in a stream: one entry an event.

A consequence is a command for another stream, or the notice by which people are told. It is queued by the
very statement that writes the event, and its identity is that of its cause: however often it is delivered,
it takes effect once.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any

import msgspec

from hejie.casework.envelope import encode
from hejie.casework.ledger import Effect
from hejie.casework.notices import NOTICE, notice_of
from hejie.domain.case import Case, Flag, SpanName
from hejie.domain.commands import RaiseFlag
from hejie.domain.complainant import CountOwnFiling, CountWithdrawal
from hejie.domain.events import ClaimsWithdrawn, ComplaintFiled, Event, RulingBecameFinal
from hejie.domain.ids import StreamId, StreamKind, named, parse_public
from hejie.domain.merchant import AddPoints, CountFiling, FilingCounted, MerchantEvent
from hejie.domain.roles import Actor
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
    stream: StreamId,
    before: Case | None,
    case: Case,
    events: Sequence[Event],
    pack: Pack,
    by: Actor,
    at: datetime,
) -> tuple[Effect, ...]:
    """What a step of a case means for the merchant's and the complainant's own streams, and for people.

    `before` and `case` are the case before and after the step.
    """
    messages = [
        Effect(TELL_STREAM, encode(message), at)
        for event in events
        if (told := _MESSAGES.get(type(event))) is not None
        for message in told(stream.public, case, event, pack, at)
    ]
    notice = notice_of(before, case, events, by, at)
    if notice is not None:
        messages.append(Effect(NOTICE, encode(notice), at))
    return tuple(messages)


def _of_filing(id: str, case: Case, _event: ComplaintFiled, pack: Pack, at: datetime) -> Iterator[Message]:
    window = _seconds(SpanName.FARMING_WINDOW, case, pack)
    yield _to_merchant(case, CountFiling(case.head.kind, id, at, window, pack.farming_filings))
    yield _to_complainant(case, CountOwnFiling(id, at, _seconds(SpanName.COUNTING_WINDOW, case, pack)))


def _of_withdrawal(
    id: str, case: Case, event: ClaimsWithdrawn, pack: Pack, at: datetime
) -> Iterator[Message]:
    if event.answered:
        yield _to_complainant(case, CountWithdrawal(id, at, _seconds(SpanName.COUNTING_WINDOW, case, pack)))


def _of_final_ruling(
    id: str, case: Case, event: RulingBecameFinal, _pack: Pack, _at: datetime
) -> Iterator[Message]:
    if event.points:
        yield _to_merchant(case, AddPoints(id, event.track, event.points))


_MESSAGES: dict[type[Event], Callable[[str, Case, Any, Pack, datetime], Iterator[Message]]] = {
    ComplaintFiled: _of_filing,
    ClaimsWithdrawn: _of_withdrawal,
    RulingBecameFinal: _of_final_ruling,
}


def _to_merchant(case: Case, command: Told) -> Message:
    return Message(
        StreamKind.MERCHANT, merchant_stream(case.head.venue, case.head.respondent).public, command
    )


def _to_complainant(case: Case, command: Told) -> Message:
    to = complainant_stream(case.head.venue, case.head.complainant)
    return Message(StreamKind.COMPLAINANT, to.public, command)


def _seconds(name: SpanName, case: Case, pack: Pack) -> int:
    return int(pack.span(name, case.head.kind, case.severity).least.total_seconds())


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
