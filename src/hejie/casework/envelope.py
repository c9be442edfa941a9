"""What is stored of an event, and of a state: the bytes that the chain hashes, and that a replay reads.

An envelope says who did what when; it holds no personal data and no free text. Its format has a version,
and so has a snapshot: an old snapshot is not migrated but rebuilt from the events.
"""

from datetime import datetime
from typing import Generic, TypeVar

import msgspec

from hejie.domain.roles import Actor

ENVELOPE_VERSION = 1
SNAPSHOT_VERSION = b"1"

E = TypeVar("E")


class Envelope(msgspec.Struct, Generic[E], frozen=True, omit_defaults=True):
    """An event as it is stored. `command` is the name of the command that it comes from."""

    v: int
    at: datetime
    by: Actor
    command: str
    event: E


_encoder = msgspec.json.Encoder()


def encode(value: object) -> bytes:
    """A value as JSON bytes."""
    return _encoder.encode(value)


def freeze(state: object) -> bytes:
    """A state as a snapshot."""
    return SNAPSHOT_VERSION + _encoder.encode(state)


def thaw(snapshot: bytes, of: type[E]) -> E | None:
    """The state in a snapshot; None where the snapshot is of another version and must be rebuilt."""
    if snapshot[:1] != SNAPSHOT_VERSION:
        return None
    found: E = msgspec.json.decode(snapshot[1:], type=of)
    return found
