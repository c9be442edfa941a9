"""Uploads, and who saw what, in memory."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

import msgspec

from hejie.casework.uploads import Access, Upload
from hejie.domain.ids import StreamId


class MemoryUploads:
    """See `hejie.casework.uploads.Uploads`."""

    def __init__(self) -> None:
        self._uploads: dict[tuple[str, str], Upload] = {}
        self._accesses: defaultdict[StreamId, dict[Access, None]] = defaultdict(dict)

    async def put_upload(self, upload: Upload) -> Upload:
        return self._uploads.setdefault((upload.owner, upload.sha256), upload)

    async def uploads(self, wanted: Sequence[tuple[str, str]]) -> list[Upload | None]:
        return [self._uploads.get(name) for name in wanted]

    async def uploaded_since(self, owner: str, since: datetime) -> tuple[int, int]:
        sizes = [
            upload.size
            for upload in self._uploads.values()
            if upload.owner == owner and upload.uploaded_at >= since
        ]
        return len(sizes), sum(sizes)

    async def bind(self, owner: str, hashes: Sequence[str]) -> list[str]:
        for sha256 in hashes:
            if (owner, sha256) in self._uploads:
                bound = msgspec.structs.replace(self._uploads[owner, sha256], bound=True)
                self._uploads[owner, sha256] = bound
        return [sha256 for sha256 in hashes if (owner, sha256) not in self._uploads]

    async def remove_unbound(self, before: datetime, limit: int) -> list[Upload]:
        old = [one for one in self._uploads.values() if not one.bound and one.uploaded_at < before][:limit]
        for upload in old:
            del self._uploads[upload.owner, upload.sha256]
        return old

    async def refers_to(self, sha256: str) -> bool:
        return any(upload.sha256 == sha256 for upload in self._uploads.values())

    async def log_access(self, accesses: Sequence[Access]) -> None:
        for access in accesses:
            self._accesses[access.stream][access] = None

    async def accesses(self, stream: StreamId) -> list[Access]:
        logged = self._accesses[stream]
        return sorted(logged, key=lambda one: (one.at, one.person, one.evidence, one.copy))
