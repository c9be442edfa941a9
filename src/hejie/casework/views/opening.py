"""Sealed words made readable again for those who may read them: one query for the words of a whole case,
one for the keys of all who wrote them."""

from collections.abc import Iterable

from hejie.casework.ledger import Ledger
from hejie.casework.sealing import Unsealable, Vault, reference_id, words_of
from hejie.casework.views.history import Opened, Stored
from hejie.domain.events import Event, Ruled
from hejie.domain.ids import StreamId


def references(stored: Iterable[Stored]) -> tuple[str, ...]:
    """Every sealed reference of a history."""
    return tuple(reference for one in stored for reference in _of(one.event))


def _of(event: Event) -> Iterable[str]:
    if isinstance(event, Ruled):
        return (event.ruling.reasons,) if event.ruling.reasons else ()
    return words_of(event).values()


async def open_words(ledger: Ledger, vault: Vault, stream: StreamId, stored: Iterable[Stored]) -> Opened:
    """The words of a history by their references. What was erased, or does not open, is left out."""
    ids = {reference: id for reference in references(stored) if (id := reference_id(reference))}
    payloads = await ledger.payloads(stream, list(ids.values())) if ids else {}
    people = sorted({payload.person for payload in payloads.values()})
    wrapped = await ledger.person_keys([(stream, person) for person in people]) if people else []
    keys = {person: key for person, key in zip(people, wrapped, strict=True) if key is not None}
    opened: dict[str, str] = {}
    for reference, id in ids.items():
        payload = payloads.get(id)
        key = keys.get(payload.person) if payload else None
        if payload is None or key is None:
            continue
        try:
            opened[reference] = vault.open(reference, payload, stream, key)
        except Unsealable:
            continue  # `verify` is for finding out; a page shows that nothing can be read
    return opened
