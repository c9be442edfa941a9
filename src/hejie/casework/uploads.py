"""Files that people have handed in, before and after they are shown in a case. A port, and its values.

An upload belongs to whoever handed it in (`Submission.caller`, e.g. `complainant:buyer-1`, within a venue);
a case refers to it by the hash of its bytes. The bytes lie in a blob store. One that no case refers to is
removed after a while. Who of the staff looked at which item is written down and never removed.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

import msgspec

from hejie.domain.ids import StreamId


class Upload(msgspec.Struct, frozen=True):
    """A file as it was taken in. Keys are those of the blob store; sizes in bytes, lengths in pixels."""

    owner: str
    """`<venue>:<role>:<id>`."""
    sha256: str
    name: str
    media_type: str
    size: int
    original_key: str
    shown_key: str
    shown_media_type: str
    uploaded_at: datetime
    thumbnail_key: str | None = None
    width: int | None = None
    height: int | None = None
    notes: tuple[str, ...] = ()
    bound: bool = False
    """A case refers to it, or was about to."""


class Access(msgspec.Struct, frozen=True):
    """A member of the staff saw an item of evidence. `copy` is `shown`, `thumbnail` or `original`."""

    stream: StreamId
    at: datetime
    person: str
    evidence: str
    copy: str


class Uploads(Protocol):
    """Raises: LedgerUnavailable, LedgerFull."""

    async def put_upload(self, upload: Upload) -> Upload:
        """Keep an upload; the same bytes of the same owner stay as they were first. Returns what is kept."""
        ...

    async def uploads(self, wanted: Sequence[tuple[str, str]]) -> list[Upload | None]:
        """By (owner, sha256), in the order asked for."""
        ...

    async def uploaded_since(self, owner: str, since: datetime) -> tuple[int, int]:
        """How many files and bytes an owner handed in since an instant."""
        ...

    async def bind(self, owner: str, hashes: Sequence[str]) -> list[str]:
        """Mark uploads as referred to; returns the hashes that this owner never uploaded."""
        ...

    async def remove_unbound(self, before: datetime, limit: int) -> list[Upload]:
        """Forget uploads handed in before an instant that no case refers to; returns them, so that their
        bytes can be removed. Bytes that another upload refers to are not the caller's to remove."""
        ...

    async def refers_to(self, sha256: str) -> bool:
        """Whether any upload still has these bytes."""
        ...

    async def log_access(self, accesses: Sequence[Access]) -> None:
        """Write down who saw what; the same once more adds nothing."""
        ...

    async def accesses(self, stream: StreamId) -> list[Access]:
        """Who saw evidence of a case, oldest first."""
        ...
