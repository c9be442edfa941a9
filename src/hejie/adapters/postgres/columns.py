"""An append batch as parallel arrays, the shape in which `sql/append.sql` takes it."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from hejie.casework.ledger import Append, check_batch
from hejie.casework.listings import Listing
from hejie.domain.ids import StreamId


class Columns(NamedTuple):
    """The arrays by parameter name, the optional parts they need, and which append stands in which place."""

    values: dict[str, list[Any]]
    parts: frozenset[str]
    places: list[int]


def columns(batch: Sequence[Append]) -> Columns:
    """Lay a batch out, in the order of its streams: all writers lock rows in one order and meet no deadlock.

    Raises: ValueError as `check_batch`.
    """
    check_batch(batch)
    places = sorted(range(len(batch)), key=lambda place: batch[place].stream)
    appends = [batch[place] for place in places]
    values: dict[str, list[Any]] = _streams(appends) | _events(appends)
    parts = set()
    if any(append.expected_version == 0 for append in appends):
        parts.add("new_streams")
    if any(append.receipt for append in appends):
        parts.add("receipts")
        values |= _receipts(appends)
    if any(append.effects for append in appends):
        parts.add("effects")
        values |= _effects(appends)
    if any(append.payloads for append in appends):
        parts.add("payloads")
        values |= _payloads(appends)
    if any(append.listing for append in appends):
        parts.add("listings")
        values |= _listings(appends)
    return Columns(values, frozenset(parts), places)


def _streams(appends: list[Append]) -> dict[str, list[Any]]:
    return {
        "bucket": [append.stream.bucket for append in appends],
        "kind": [append.stream.kind for append in appends],
        "id": [append.stream.id for append in appends],
        "expected": [append.expected_version for append in appends],
        "version": [append.expected_version + len(append.entries) for append in appends],
        "snapshot": [append.snapshot for append in appends],
        "head_hash": [append.head_hash for append in appends],
        "next_due_at": [append.next_due_at for append in appends],
        "recorded_at": [append.recorded_at for append in appends],
    }


def _events(appends: list[Append]) -> dict[str, list[Any]]:
    rows = [(place, append, entry) for place, append in enumerate(appends, 1) for entry in append.entries]
    return _owners("event", [(place, append) for place, append, _ in rows]) | {
        "event_version": [
            version
            for append in appends
            for version in range(
                append.expected_version + 1, append.expected_version + len(append.entries) + 1
            )
        ],
        "event_type": [entry.type for _, _, entry in rows],
        "event_body": [entry.body for _, _, entry in rows],
        "event_hash": [entry.hash for _, _, entry in rows],
        "event_recorded_at": [append.recorded_at for _, append, _ in rows],
    }


def _receipts(appends: list[Append]) -> dict[str, list[Any]]:
    receipts = [append.receipt for append in appends]
    return {
        "caller": [receipt and receipt.caller for receipt in receipts],
        "key": [receipt and receipt.key for receipt in receipts],
        "request_hash": [receipt and receipt.request_hash for receipt in receipts],
        "answer": [receipt and receipt.answer for receipt in receipts],
    }


def _effects(appends: list[Append]) -> dict[str, list[Any]]:
    rows = [
        (place, append, number, effect)
        for place, append in enumerate(appends, 1)
        for number, effect in enumerate(append.effects)
    ]
    return _owners("effect", [(place, append) for place, append, _, _ in rows]) | {
        "effect_version": [append.expected_version + len(append.entries) for _, append, _, _ in rows],
        "effect_number": [number for _, _, number, _ in rows],
        "topic": [effect.topic for _, _, _, effect in rows],
        "effect_body": [effect.body for _, _, _, effect in rows],
        "run_at": [effect.run_at for _, _, _, effect in rows],
    }


def _payloads(appends: list[Append]) -> dict[str, list[Any]]:
    rows = [
        (place, append, payload) for place, append in enumerate(appends, 1) for payload in append.payloads
    ]
    return _owners("payload", [(place, append) for place, append, _ in rows]) | {
        "ref": [payload.ref for _, _, payload in rows],
        "person": [payload.person for _, _, payload in rows],
        "ciphertext": [payload.ciphertext for _, _, payload in rows],
    }


def _listings(appends: list[Append]) -> dict[str, list[Any]]:
    rows = [
        (place, append.stream, append.listing)
        for place, append in enumerate(appends, 1)
        if append.listing is not None
    ]
    return {"listing_place": [place for place, _, _ in rows]} | listing_columns(
        [(stream, listing) for _, stream, listing in rows]
    )


def listing_columns(rows: Sequence[tuple[StreamId, Listing]]) -> dict[str, list[Any]]:
    """The rows that queues show, by parameter name."""
    listings = [listing for _, listing in rows]
    return {
        "listing_bucket": [stream.bucket for stream, _ in rows],
        "listing_id": [stream.id for stream, _ in rows],
        "venue": [listing.venue for listing in listings],
        "order_ref": [listing.order for listing in listings],
        "complainant": [listing.complainant for listing in listings],
        "respondent": [listing.respondent for listing in listings],
        "complaint_kind": [listing.kind for listing in listings],
        "severity": [listing.severity for listing in listings],
        "stage": [listing.stage for listing in listings],
        "outcome": [listing.outcome for listing in listings],
        "currency": [listing.currency for listing in listings],
        "amount_minor": [listing.amount_minor for listing in listings],
        "opened_at": [listing.opened_at for listing in listings],
        "clock": [listing.clock for listing in listings],
        "owed_by": [listing.owed_by for listing in listings],
        "due_at": [listing.due_at for listing in listings],
        "taken_by": [listing.taken_by for listing in listings],
        "pack_id": [listing.pack_id for listing in listings],
        "pack_version": [listing.pack_version for listing in listings],
    }


def _owners(part: str, owners: list[tuple[int, Append]]) -> dict[str, list[Any]]:
    """Of each row of a part: the place of its append, counted from 1 as PostgreSQL does, and its stream."""
    return {
        f"{part}_place": [place for place, _ in owners],
        f"{part}_bucket": [append.stream.bucket for _, append in owners],
        f"{part}_kind": [append.stream.kind for _, append in owners],
        f"{part}_id": [append.stream.id for _, append in owners],
    }
