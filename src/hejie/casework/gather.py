"""What a batch of submissions needs: its streams, and beside them orders, counters, keys. Each in one round
trip, and none where nothing in the batch asks for it."""

from collections.abc import Sequence
from typing import NamedTuple

import msgspec

from hejie.casework.desk import Desk, Gathered, Submission
from hejie.casework.ledger import Found, Ledger, PersonErased, Wanted
from hejie.casework.look import Seen, counters_at
from hejie.casework.orders import OrderBook
from hejie.casework.sealing import words_of
from hejie.casework.states import State, state_of
from hejie.domain.case import Case
from hejie.domain.commands import Command, FileComplaint, OpenTalk, RequestWithdrawal
from hejie.domain.facts import Counters
from hejie.domain.ids import StreamId
from hejie.domain.orders import Order

_ORDER = msgspec.json.Decoder(Order)


class Prepared(NamedTuple):
    """A submission with all that it takes to decide it."""

    submission: Submission
    gathered: Gathered
    found: Found
    state: State | None


async def gather(
    batch: Sequence[Submission], desk: Desk, ledger: Ledger, orders: OrderBook
) -> list[Prepared]:
    """What it takes to decide each submission of a batch, in order."""
    found = await ledger.read([_wanted(submission) for submission in batch])
    states = [await state_of(ledger, one) for one in found]
    found_orders = await _orders(batch, orders)
    counters = await _counters(batch, found, states, desk, ledger)
    keys = await _keys(batch, found, desk, ledger)
    return [
        Prepared(
            submission,
            Gathered(found_orders.get(place), counters.get(place), keys.get(place)),
            found[place],
            states[place],
        )
        for place, submission in enumerate(batch)
    ]


def _wanted(submission: Submission) -> Wanted:
    person = submission.actor.id if _has_words(submission) else ""
    if not submission.key:
        return Wanted(submission.stream, person=person)
    return Wanted(submission.stream, submission.caller, submission.key, person)


def _has_words(submission: Submission) -> bool:
    return isinstance(submission.command, Command) and bool(words_of(submission.command))


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


async def _counters(
    batch: Sequence[Submission],
    found: Sequence[Found],
    states: Sequence[State | None],
    desk: Desk,
    ledger: Ledger,
) -> dict[int, Counters]:
    counted: dict[int, Counters] = {}
    for place, (submission, one, case) in enumerate(zip(batch, found, states, strict=True)):
        if isinstance(submission.command, RequestWithdrawal) and isinstance(case, Case):
            seen = Seen(one.stream, one.version, case, desk.packs.pinned(case.head))
            counted[place] = await counters_at(ledger, seen, submission.at)
    return counted


async def _keys(
    batch: Sequence[Submission], found: Sequence[Found], desk: Desk, ledger: Ledger
) -> dict[int, bytes]:
    keys: dict[int, bytes] = {}
    missing: list[tuple[int, tuple[StreamId, str]]] = []
    for place, (submission, one) in enumerate(zip(batch, found, strict=True)):
        if one.wrapped_key is not None:
            keys[place] = one.wrapped_key
        elif _has_words(submission):
            missing.append((place, (submission.stream, submission.actor.id)))
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
