"""Where the bytes of evidence are kept: a port, and the names of its entries.

A blob is written once and never changed. Its key holds the SHA-256 of the file that was handed in, so the
same file handed in twice takes no more room; what refers to it, and when it may go, is not known here.
Implementations: `adapters/blobs.py`; `tests/evidence/test_blobs.py` is their contract.
"""

import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Literal, NamedTuple, Protocol

Copy = Literal["originals", "shown", "thumbnails"]

_KEY = re.compile(r"(originals|shown|thumbnails)/([0-9a-f]{2})/\2[0-9a-f]{62}(\.[a-z]{1,5})?")


def blob_key(copy: Copy, sha256: str, ending: str = "") -> str:
    """The key of a copy of the file with this hash (hex), e.g. `shown/ab/ab….webp`."""
    return checked_key(f"{copy}/{sha256[:2]}/{sha256}{ending}")


def checked_key(key: str) -> str:
    """The key itself. Raises: ValueError where it is not one of `blob_key`'s, and so perhaps a path."""
    if _KEY.fullmatch(key) is None:
        raise ValueError(f"{key!r} is no key of a blob")
    return key


class BlobError(Exception):
    """Something about a blob went wrong."""


class BlobMissing(BlobError):
    """There is no such blob."""


class BlobDiffers(BlobError):
    """Something else stands under this key already; it stays."""


class BlobsUnavailable(BlobError):
    """The store, or the room to work in, cannot be reached or is full. Nothing is half-kept; try again."""


class OpenBlob(NamedTuple):
    """A blob to be read once, from the beginning. `size` is in bytes."""

    size: int
    chunks: AsyncIterator[bytes]


class BlobStore(Protocol):
    """Keeps files by key. Raises, each of its methods: BlobsUnavailable."""

    async def create(self, key: str, source: Path) -> None:
        """Keep the content of a file, lastingly and wholly or not at all; the same content again is fine.

        Raises: BlobDiffers.
        """
        ...

    async def open(self, key: str) -> OpenBlob:
        """Begin to read. Raises: BlobMissing, before anything is read."""
        ...

    async def size(self, key: str) -> int:
        """Bytes of a blob. Raises: BlobMissing."""
        ...

    async def delete(self, key: str) -> None:
        """Remove for good; one that is not there is gone already."""
        ...
