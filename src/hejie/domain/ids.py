"""Names of streams: the bucket that spreads them, and the public id that carries it.

The bucket is a stable hash of the id, so whoever holds an id knows its bucket without asking anyone.
A public id reads `b3-0q9qtg0ecwg3xbjgke81k06dn7`: the bucket in hex, a dash, the id in Crockford's base 32.
"""

from enum import StrEnum
from hashlib import sha256
from typing import NamedTuple
from uuid import UUID

BUCKETS = 256
_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
_BITS, _DIGITS = 5, 26


class StreamKind(StrEnum):
    """What has a history of its own."""

    CASE = "case"
    MERCHANT = "merchant"
    COMPLAINANT = "complainant"


class StreamId(NamedTuple):
    """The key of one history: `(bucket, kind, id)`, in the order of every primary key."""

    bucket: int
    kind: StreamKind
    id: UUID

    @property
    def public(self) -> str:
        """The id as people and clients see it."""
        number = self.id.int
        digits = [_ALPHABET[(number >> (_BITS * place)) % len(_ALPHABET)] for place in range(_DIGITS)]
        return f"{self.bucket:02x}-{''.join(reversed(digits))}"


def bucket_of(id: UUID) -> int:
    """The bucket of an id, 0 to 255."""
    return sha256(id.bytes).digest()[0] % BUCKETS


def stream(kind: StreamKind, id: UUID) -> StreamId:
    """The stream of this kind with this id."""
    return StreamId(bucket_of(id), kind, id)


def named(kind: StreamKind, *name: str) -> StreamId:
    """The stream of something that has a name of its own outside, e.g. a merchant of a venue.

    The same name always gives the same stream: whoever retries, or mentions a merchant for the
    first time, reaches one history. Parts are joined with a byte that no name contains.
    """
    digest = bytearray(sha256("\x00".join((kind, *name)).encode()).digest()[:16])
    digest[6] = digest[6] & 0x0F | 0x80  # UUID version 8: made from a hash of our own choice
    digest[8] = digest[8] & 0x3F | 0x80
    return stream(kind, UUID(bytes=bytes(digest)))


def parse_public(kind: StreamKind, text: str) -> StreamId | None:
    """Read a public id back; None if it is not one (a wrong bucket included)."""
    head, dash, tail = text.strip().lower().partition("-")
    if not dash or len(tail) != _DIGITS or any(letter not in _ALPHABET for letter in tail):
        return None
    number = 0
    for letter in tail:
        number = number << _BITS | _ALPHABET.index(letter)
    if number.bit_length() > 128:
        return None
    found = stream(kind, UUID(int=number))
    return found if head == f"{found.bucket:02x}" else None
