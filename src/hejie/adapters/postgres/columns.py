"""An append batch as parallel arrays, the shape in which `sql/append.sql` takes it."""

from collections.abc import Sequence
from itertools import accumulate
from typing import Any, NamedTuple

from hejie.casework.ledger import Append, check_batch


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
    entries = [entry for append in appends for entry in append.entries]
    return {
        "event_to": _ends([len(append.entries) for append in appends]),
        "event_type": [entry.type for entry in entries],
        "event_body": [entry.body for entry in entries],
        "event_hash": [entry.hash for entry in entries],
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
    counts = [len(append.effects) for append in appends]
    effects = [effect for append in appends for effect in append.effects]
    return {
        "effect_count": counts,
        "effect_to": _ends(counts),
        "topic": [effect.topic for effect in effects],
        "effect_body": [effect.body for effect in effects],
        "run_at": [effect.run_at for effect in effects],
    }


def _payloads(appends: list[Append]) -> dict[str, list[Any]]:
    counts = [len(append.payloads) for append in appends]
    payloads = [payload for append in appends for payload in append.payloads]
    return {
        "payload_count": counts,
        "payload_to": _ends(counts),
        "ref": [payload.ref for payload in payloads],
        "person": [payload.person for payload in payloads],
        "ciphertext": [payload.ciphertext for payload in payloads],
    }


def _ends(counts: list[int]) -> list[int]:
    """Where each append's share of a flat array ends, counted from 1 as PostgreSQL does."""
    return list(accumulate(counts))
