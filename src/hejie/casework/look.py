"""Looking at a case: as it stands at an instant, its history, and whether its chain holds."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec

from hejie.casework.consequences import complainant_stream
from hejie.casework.desk import StreamUnknown
from hejie.casework.envelope import Envelope
from hejie.casework.ledger import GENESIS, Found, Ledger, LedgerUnavailable, StoredEntry, Wanted, chain
from hejie.casework.packs import Packs
from hejie.casework.states import ENVELOPES, replay, state_of
from hejie.domain.case import Case, SpanName
from hejie.domain.complainant import Complainant
from hejie.domain.facts import Counters
from hejie.domain.ids import StreamId
from hejie.domain.outlook import Outlook, outlook
from hejie.domain.roles import Role
from hejie.domain.rulebook import Pack


class Seen(msgspec.Struct, frozen=True):
    """A case as it was found, with its version and its pinned pack."""

    stream: StreamId
    version: int
    case: Case
    pack: Pack


async def look_at(ledger: Ledger, packs: Packs, stream: StreamId) -> Seen:
    """A case as it was last written. Raises: StreamUnknown."""
    (found,) = await ledger.read([Wanted(stream)])
    state = await state_of(ledger, found)
    if not isinstance(state, Case):
        raise StreamUnknown(stream.public)
    return Seen(stream, found.version, state, packs.pinned(state.head))


async def counters_at(ledger: Ledger, seen: Seen, at: datetime) -> Counters:
    """What counts of the complainant's filings and withdrawals at an instant."""
    head = seen.case.head
    (own,) = await ledger.read([Wanted(complainant_stream(head.venue, head.complainant))])
    state = await state_of(ledger, own)
    complainant = state if isinstance(state, Complainant) else Complainant()
    window = seen.pack.span(SpanName.COUNTING_WINDOW, head.kind, seen.case.severity)
    return complainant.counters(at, window.least)


async def outlook_at(ledger: Ledger, seen: Seen, at: datetime, viewer: Role) -> Outlook:
    """The withdrawal outlook of a case for a viewer at an instant."""
    return outlook(seen.case, seen.pack, at, await counters_at(ledger, seen, at), viewer)


async def history_of(ledger: Ledger, stream: StreamId) -> list[Envelope[Any]]:
    """What happened, oldest first."""
    return [ENVELOPES[stream.kind].decode(entry.body) async for entry in ledger.entries(stream)]


class Verified(msgspec.Struct, frozen=True):
    """What a check of a stream found; `faults` empty: everything fits."""

    stream: StreamId
    events_count: int
    faults: tuple[str, ...]


async def verify(ledger: Ledger, stream: StreamId) -> Verified:
    """Hash the stored bytes again, and rebuild the state from them: both must be what is stored.

    The stream may move meanwhile: what is checked is the stream as it is found first.
    """
    (found,) = await ledger.read([Wanted(stream)])
    entries = [entry async for entry in ledger.entries(stream)]
    (later,) = await ledger.read([Wanted(stream)])
    faults: list[str] = []
    heads = [GENESIS]
    for place, entry in enumerate(entries, start=1):
        heads.append(chain(heads[-1], entry.body))
        if entry.version != place:
            faults.append(f"event {place} is numbered {entry.version}")
        if entry.hash != heads[place]:
            faults.append(f"event {place} does not hash to what is stored")
    if not found.version <= len(entries) <= later.version:
        faults.append(f"the stream is at version {found.version}, with {len(entries)} events")
    elif found.version and found.head_hash != heads[found.version]:
        faults.append("the stream's head is not the hash of its last event")
    if not faults:
        faults += await _wrong_snapshot(ledger, found, entries[: found.version])
    return Verified(stream, len(entries), tuple(faults))


async def _wrong_snapshot(ledger: Ledger, found: Found, entries: Sequence[StoredEntry]) -> list[str]:
    try:
        replayed = replay(found.stream.kind, [entry.body for entry in entries])
        stored = await state_of(ledger, found)
    except LedgerUnavailable:
        raise
    except Exception as unreadable:
        return [f"the events or the snapshot cannot be read: {unreadable}"]
    return [] if replayed == stored else ["the snapshot is not what the events amount to"]
