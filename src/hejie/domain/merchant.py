"""A merchant's own stream: what it was complained of, and the points that final rulings gave it.

It hears of cases through the outbox; every command carries the cause that makes it idempotent.
"""

from datetime import datetime, timedelta
from typing import Annotated

import msgspec

_RECENT_MOST = 1_000
"""A bound on the state, far above any sensible threshold."""


class Filing(msgspec.Struct, frozen=True):
    """One complaint against the merchant: its kind, its case (public id) and when it was filed."""

    kind: str
    case: str
    filed_at: datetime


class TrackPoints(msgspec.Struct, frozen=True):
    """The points of one track."""

    track: str
    points: int


class Merchant(msgspec.Struct, frozen=True, omit_defaults=True):
    """A merchant as its history has made it. `recent`: the filings of the farming window, oldest first."""

    filings_count: int = 0
    recent: tuple[Filing, ...] = ()
    tracks: tuple[TrackPoints, ...] = ()

    def points(self, track: str) -> int:
        """The points on a track."""
        return next((entry.points for entry in self.tracks if entry.track == track), 0)


class CountFiling(msgspec.Struct, frozen=True, tag_field="type", tag="count_filing"):
    """A complaint was filed against the merchant. `window_seconds` and `suspicious_count` are the pinned
    pack's, so that the same filing is judged alike whenever it is told."""

    kind: str
    case: str
    filed_at: datetime
    window_seconds: int
    suspicious_count: Annotated[int, msgspec.Meta(ge=1)]


class AddPoints(msgspec.Struct, frozen=True, tag_field="type", tag="add_points"):
    """A ruling against the merchant has become final."""

    case: str
    track: str
    points: int


MerchantCommand = CountFiling | AddPoints


class FilingCounted(msgspec.Struct, frozen=True, tag_field="type", tag="filing_counted"):
    """One more complaint; so many of the oldest have left the window. `suspicious` names the cases that a
    person has to look at because they are unusually many."""

    filing: Filing
    forgotten: int
    suspicious: tuple[str, ...] = ()


class PointsAdded(msgspec.Struct, frozen=True, tag_field="type", tag="points_added"):
    """Points from one final ruling."""

    case: str
    track: str
    points: int


MerchantEvent = FilingCounted | PointsAdded


def decide_merchant(state: Merchant, command: MerchantCommand) -> tuple[MerchantEvent, ...]:
    """What a message from a case means for the merchant."""
    if isinstance(command, AddPoints):
        return (PointsAdded(command.case, command.track, command.points),) if command.points else ()
    filing = Filing(command.kind, command.case, command.filed_at)
    recent = _in_order((*state.recent, filing))
    window = timedelta(seconds=command.window_seconds)
    since = recent[-1].filed_at - window
    forgotten = max(sum(earlier.filed_at <= since for earlier in recent), len(recent) - _RECENT_MOST)
    # Messages may come late: what counts is what was filed up to this one, in the window before it.
    alike = [
        earlier.case
        for earlier in recent
        if earlier.kind == filing.kind and timedelta() <= filing.filed_at - earlier.filed_at < window
    ]
    suspicious: tuple[str, ...] = ()
    if len(alike) == command.suspicious_count:
        suspicious = tuple(alike)
    elif len(alike) > command.suspicious_count:
        suspicious = (filing.case,)  # those before it are flagged already
    return (FilingCounted(filing, forgotten, suspicious),)


def _in_order(filings: tuple[Filing, ...]) -> tuple[Filing, ...]:
    return tuple(sorted(filings, key=lambda filing: filing.filed_at))


def evolve_merchant(state: Merchant, event: MerchantEvent) -> Merchant:
    """The merchant after an event."""
    if isinstance(event, FilingCounted):
        recent = _in_order((*state.recent, event.filing))[event.forgotten :]
        return msgspec.structs.replace(state, filings_count=state.filings_count + 1, recent=recent)
    total = TrackPoints(event.track, state.points(event.track) + event.points)
    others = tuple(entry for entry in state.tracks if entry.track != event.track)
    return msgspec.structs.replace(state, tracks=(*others, total))
