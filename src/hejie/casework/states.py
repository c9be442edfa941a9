"""The state of a stream: from its snapshot, or, where that is of an earlier format, from its events."""

from collections.abc import Callable, Sequence
from typing import Any

import msgspec

from hejie.casework.envelope import Envelope, thaw
from hejie.casework.ledger import Found, Ledger
from hejie.domain.case import Case
from hejie.domain.complainant import Complainant, ComplainantEvent, evolve_complainant
from hejie.domain.events import AnyEvent
from hejie.domain.evolve import evolve
from hejie.domain.ids import StreamKind
from hejie.domain.merchant import Merchant, MerchantEvent, evolve_merchant

State = Case | Merchant | Complainant

STATES: dict[StreamKind, type[Any]] = {
    StreamKind.CASE: Case,
    StreamKind.MERCHANT: Merchant,
    StreamKind.COMPLAINANT: Complainant,
}

ENVELOPES: dict[StreamKind, msgspec.json.Decoder[Any]] = {
    StreamKind.CASE: msgspec.json.Decoder(Envelope[AnyEvent]),
    StreamKind.MERCHANT: msgspec.json.Decoder(Envelope[MerchantEvent]),
    StreamKind.COMPLAINANT: msgspec.json.Decoder(Envelope[ComplainantEvent]),
}

_REPLAYS: dict[StreamKind, Callable[[Any, Envelope[Any]], Any]] = {
    StreamKind.CASE: lambda case, stored: evolve(case, stored.event, stored.at),
    StreamKind.MERCHANT: lambda state, stored: evolve_merchant(state or Merchant(), stored.event),
    StreamKind.COMPLAINANT: lambda state, stored: evolve_complainant(state or Complainant(), stored.event),
}


def replay(kind: StreamKind, bodies: Sequence[bytes]) -> State | None:
    """The state that the stored bytes of a stream's events amount to; None where there are none."""
    state: State | None = None
    for body in bodies:
        state = _REPLAYS[kind](state, ENVELOPES[kind].decode(body))
    return state


async def state_of(ledger: Ledger, found: Found) -> State | None:
    """The state of a stream as it was found; None where it does not exist."""
    if not found.version:
        return None
    state: State | None = thaw(found.snapshot, STATES[found.stream.kind])
    if state is None:
        bodies = [
            entry.body async for entry in ledger.entries(found.stream) if entry.version <= found.version
        ]
        state = replay(found.stream.kind, bodies)
    return state
