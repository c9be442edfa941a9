"""What a batch of submissions needs beside its streams: orders, counters, keys. Each in one round trip,
and none where nothing in the batch asks for it."""

from collections.abc import Sequence
from contextlib import suppress

import msgspec

from hejie.casework.desk import Desk, Gathered, StreamUnknown, Submission
from hejie.casework.ledger import Ledger, PersonErased
from hejie.casework.look import counters_at, look_at
from hejie.casework.orders import OrderBook
from hejie.casework.sealing import words_of
from hejie.domain.commands import Command, FileComplaint, OpenTalk, RequestWithdrawal
from hejie.domain.facts import Counters
from hejie.domain.ids import StreamId
from hejie.domain.orders import Order

_ORDER = msgspec.json.Decoder(Order)


async def gather(
    batch: Sequence[Submission], desk: Desk, ledger: Ledger, orders: OrderBook
) -> list[Gathered]:
    """What each submission of a batch needs, in order."""
    found_orders = await _orders(batch, orders)
    counters = await _counters(batch, desk, ledger)
    keys = await _keys(batch, desk, ledger)
    return [
        Gathered(found_orders.get(place), counters.get(place), keys.get(place)) for place in range(len(batch))
    ]


async def _orders(batch: Sequence[Submission], orders: OrderBook) -> dict[int, Order]:
    places = [
        (place, (submission.venue, submission.command.order))
        for place, submission in enumerate(batch)
        if isinstance(submission.command, OpenTalk | FileComplaint) and submission.command.order
    ]
    if not places:
        return {}
    bodies = await orders.get_orders([name for _, name in places])
    found = zip(places, bodies, strict=True)
    return {place: _ORDER.decode(body) for (place, _), body in found if body is not None}


async def _counters(batch: Sequence[Submission], desk: Desk, ledger: Ledger) -> dict[int, Counters]:
    counted: dict[int, Counters] = {}
    for place, submission in enumerate(batch):
        if isinstance(submission.command, RequestWithdrawal):
            with suppress(StreamUnknown):  # the desk answers for it
                seen = await look_at(ledger, desk.packs, submission.stream)
                counted[place] = await counters_at(ledger, seen, submission.at)
    return counted


async def _keys(batch: Sequence[Submission], desk: Desk, ledger: Ledger) -> dict[int, bytes]:
    places = [
        (place, (submission.stream, submission.actor.id))
        for place, submission in enumerate(batch)
        if isinstance(submission.command, Command) and words_of(submission.command)
    ]
    if not places:
        return {}
    stored = await ledger.person_keys([who for _, who in places])
    keys = {place: key for (place, _), key in zip(places, stored, strict=True) if key is not None}
    missing = [(place, who) for place, who in places if place not in keys]
    return keys | await _new_keys(missing, desk, ledger)


async def _new_keys(
    missing: Sequence[tuple[int, tuple[StreamId, str]]], desk: Desk, ledger: Ledger
) -> dict[int, bytes]:
    if not missing:
        return {}
    made = [(stream, person, desk.vault.new_key(stream, person)) for _, (stream, person) in missing]
    try:
        return dict(zip((place for place, _ in missing), await ledger.add_person_keys(made), strict=True))
    except PersonErased:
        if len(missing) == 1:
            return {}  # without a key the desk takes no words of this person; the others go on
        each = [await _new_keys([one], desk, ledger) for one in missing]
        return {place: key for found in each for place, key in found.items()}
