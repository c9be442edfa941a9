"""Takes in one file that somebody hands in: counts and hashes it as it comes, proves and keeps it.

The file is never held in memory whole. What is kept is the original, byte for byte, and copies that are safe
to show: the original is evidence and may hold anything, so it is only ever to be served as an attachment, and
not to the other side where a note says that it tells a location.
"""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, NamedTuple

import msgspec

from hejie.evidence.blobs import BlobDiffers, BlobStore, BlobsUnavailable, blob_key
from hejie.evidence.decoder import Decoder
from hejie.evidence.filework import in_thread
from hejie.evidence.kinds import Kind, recognise
from hejie.evidence.limits import Limits, megabytes
from hejie.evidence.names import clean_name
from hejie.evidence.notes import Note
from hejie.evidence.rejected import Rejected, RejectionCode
from hejie.evidence.scratch import Scratch
from hejie.evidence.text import write_shown_text

PIECE_BYTES = 256 * 1024
"""As much of a file as is held in memory before it is written; a chunk that comes in may be larger."""

_HEAD_BYTES = 4096
_SAYS_NOTHING = frozenset({"", "application/octet-stream"})
_SAME_TYPE = {"image/jpg": Kind.JPEG, "image/pjpeg": Kind.JPEG}


class Taken(msgspec.Struct, frozen=True):
    """A file that was taken in. Sizes in bytes, lengths in pixels as the picture is meant to be seen.

    `media_type` is proved, `sha256` (hex) is over the original, `name` may be shown, and may be personal.
    Notes are codes of `notes.Note`.
    """

    sha256: str
    media_type: str
    size: int
    width: int | None
    height: int | None
    original_key: str
    shown_key: str
    shown_media_type: str
    thumbnail_key: str | None
    name: str
    notes: tuple[str, ...]


class Intake:
    """Takes files in, several at once."""

    def __init__(self, store: BlobStore, scratch: Scratch, limits: Limits | None = None) -> None:
        self.limits = limits or Limits()
        self._store = store
        self._scratch = scratch
        self._decoder = Decoder(self.limits)

    async def take(self, chunks: AsyncIterator[bytes], declared_type: str | None, name: str) -> Taken:
        """Take in the file that comes in these chunks, under the name and type that its sender gives.

        Chunks are read no further than the file can still be accepted. Whatever happens, nothing is left but
        what was kept; when cancelled while keeping, that may be a part, which the same file completes.

        Raises: Rejected; BlobsUnavailable; DecoderBroken; what `chunks` raises; BlobDiffers where the store
        holds something else under the hash of this file.
        """
        with self._scratch.room() as room:
            original = room / "original"
            arrival = await self._receive(chunks, original)
            kind, sha256 = arrival.kind, arrival.sha256.hexdigest()
            original_key = blob_key("originals", sha256)
            if kind is Kind.TEXT:
                copies = await self._copy_text(original, sha256, room)
            else:
                copies = await self._copy_picture(kind, original, sha256, room)
            await self._store.create(original_key, original)
        return Taken(
            sha256=sha256,
            media_type=kind.value,
            size=arrival.size,
            width=copies.width,
            height=copies.height,
            original_key=original_key,
            shown_key=copies.shown_key,
            shown_media_type=copies.media_type,
            thumbnail_key=copies.thumbnail_key,
            name=clean_name(name, kind),
            notes=(*copies.notes, *_about_declared(declared_type, kind)),
        )

    async def _receive(self, chunks: AsyncIterator[bytes], target: Path) -> "_Arrival":
        seconds = self.limits.receive_seconds
        with target.open("xb") as file:
            arrival = _Arrival(file, self.limits)
            try:
                async with asyncio.timeout(seconds) as clock:
                    async for chunk in chunks:
                        if arrival.add(chunk):
                            await in_thread(arrival.write)
            except TimeoutError:
                if not clock.expired():
                    raise
                minutes = f"{seconds / 60:g}"
                raise Rejected(RejectionCode.UPLOAD_TOO_SLOW, minutes_most=minutes) from None
            await in_thread(arrival.finish)
        return arrival

    async def _copy_text(self, original: Path, sha256: str, room: Path) -> "_Copies":
        shown, key = room / "shown", blob_key("shown", sha256, ".txt")
        with _room_is_needed():
            notes = await in_thread(write_shown_text, original, shown)
        await self._keep_copy(key, shown)
        return _Copies(key, "text/plain; charset=utf-8", tuple(notes))

    async def _copy_picture(self, kind: Kind, original: Path, sha256: str, room: Path) -> "_Copies":
        shown, thumbnail = room / "shown", room / "thumbnail"
        found = await self._decoder.copy(kind, original, shown, thumbnail, room)
        shown_key, thumbnail_key = (blob_key(copy, sha256, ".webp") for copy in ("shown", "thumbnails"))
        await self._keep_copy(shown_key, shown)
        await self._keep_copy(thumbnail_key, thumbnail)
        return _Copies(shown_key, "image/webp", found.notes, thumbnail_key, found.width, found.height)

    async def _keep_copy(self, key: str, copy: Path) -> None:
        # An earlier version made the copy of the same file in another way: what people have seen stays.
        with suppress(BlobDiffers):
            await self._store.create(key, copy)


class _Copies(NamedTuple):
    """What was made of a file, and is kept."""

    shown_key: str
    media_type: str
    notes: tuple[Note, ...]
    thumbnail_key: str | None = None
    width: int | None = None
    height: int | None = None


class _Arrival:
    """What has come of a file so far; on its way to the disk."""

    kind: Kind
    """Known once something was written."""

    def __init__(self, file: BinaryIO, limits: Limits) -> None:
        self.size = 0
        self.sha256 = hashlib.sha256()
        self._file = file
        self._limits = limits
        self._pending = bytearray()
        self._is_text = False

    def add(self, chunk: bytes) -> bool:
        """Take a chunk; whether it is time to write. Raises: Rejected (file_too_large)."""
        self.size += len(chunk)
        self._check_size()
        self._pending += chunk
        return len(self._pending) >= PIECE_BYTES

    def write(self) -> None:
        """Write what waits. Raises: Rejected (file_type_not_accepted, file_too_large), BlobsUnavailable."""
        if not self._file.tell():
            self.kind = recognise(bytes(self._pending[:_HEAD_BYTES]))
            self._is_text = self.kind is Kind.TEXT
            self._check_size()
        self.sha256.update(self._pending)
        with _room_is_needed():
            self._file.write(self._pending)
            self._file.flush()
        self._pending.clear()

    def finish(self) -> None:
        """Write the rest. Raises: as `write`; Rejected (file_empty)."""
        if not self.size:
            raise Rejected(RejectionCode.FILE_EMPTY)
        self.write()

    def _check_size(self) -> None:
        limits = self._limits
        most = limits.text_bytes_most if self._is_text else limits.picture_bytes_most
        if self.size > most:
            kind = "text" if self._is_text else "picture"
            raise Rejected(RejectionCode.FILE_TOO_LARGE, kind=kind, megabytes_most=megabytes(most))


@contextmanager
def _room_is_needed() -> Iterator[None]:
    """Say a full disk as the port does."""
    try:
        yield
    except OSError as error:
        raise BlobsUnavailable(f"no room to look at a file: {error}") from error


def _about_declared(declared: str | None, kind: Kind) -> tuple[Note, ...]:
    """A note where the sender says, in a Content-Type, that it is something else."""
    said = (declared or "").partition(";")[0].strip().lower()
    same = said in _SAYS_NOTHING or _SAME_TYPE.get(said, said) == kind
    return () if same else (Note.DECLARED_TYPE_DIFFERS,)
