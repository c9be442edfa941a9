"""Take away what nobody needs any more: expired credentials, uploads that no case shows, old receipts."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Protocol

import msgspec

from hejie.casework.ledger import Ledger, LedgerUnavailable
from hejie.casework.people import People
from hejie.casework.uploads import Upload, Uploads

UPLOADS_KEPT = timedelta(days=7)
"""How long somebody has to show a file in a case after handing it in."""

RECEIPTS_KEPT = timedelta(days=30)
"""How long a request can be repeated under its key without taking effect again."""

BATCH = 200


class Blobs(Protocol):
    """As much of the blob store as is needed here."""

    async def delete(self, key: str) -> None:
        """Remove for good; one that is not there is gone already."""
        ...


class Tidied(msgspec.Struct, frozen=True):
    """What was taken away; `kept` are uploads whose bytes could not be removed: they are tried again."""

    credentials: int = 0
    uploads: int = 0
    receipts: int = 0
    kept: int = 0


class Housekeeper:
    """Tidies once a call; any number may run."""

    def __init__(
        self, ledger: Ledger, people: People, uploads: Uploads, blobs: Blobs, now: Callable[[], datetime]
    ) -> None:
        self._ledger = ledger
        self._people = people
        self._uploads = uploads
        self._blobs = blobs
        self._now = now

    async def tidy(self, stopping: Callable[[], bool] = lambda: False) -> Tidied:
        """Take away what is old by now; ends early once `stopping` says so. Raises: LedgerUnavailable."""
        now = self._now()
        credentials = await self._people.forget_expired(now)
        removed, kept = await self._remove_uploads(now - UPLOADS_KEPT, stopping)
        receipts = await self._forget_receipts(now - RECEIPTS_KEPT, stopping)
        return Tidied(credentials, removed, receipts, kept)

    async def _remove_uploads(self, before: datetime, stopping: Callable[[], bool]) -> tuple[int, int]:
        removed, failed = 0, list[Upload]()
        while not stopping():
            batch = await self._uploads.remove_unbound(before, BATCH)
            for upload in batch:
                if await self._remove_bytes(upload):
                    removed += 1
                else:
                    failed.append(upload)
            if len(batch) < BATCH:
                break
        # Only now: within the pass they would come again at once.
        for upload in failed:
            await self._uploads.put_upload(upload)
        return removed, len(failed)

    async def _remove_bytes(self, upload: Upload) -> bool:
        """Remove the bytes of an upload that is forgotten, unless another one has the same."""
        if await self._uploads.refers_to(upload.sha256):
            return True
        try:
            for key in (upload.original_key, upload.shown_key, upload.thumbnail_key):
                if key is not None:
                    await self._blobs.delete(key)
        except LedgerUnavailable:
            raise
        except Exception:
            # Whatever the store says: while the upload is known its bytes can still be found and removed.
            return False
        return True

    async def _forget_receipts(self, before: datetime, stopping: Callable[[], bool]) -> int:
        forgotten = 0
        while not stopping():
            batch = await self._ledger.forget_receipts(before, BATCH)
            forgotten += batch
            if batch < BATCH:
                break
        return forgotten
