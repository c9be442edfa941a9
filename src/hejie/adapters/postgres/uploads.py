"""Uploads and who saw what on PostgreSQL. See `hejie.casework.uploads` for what each method promises."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import asyncpg
import msgspec

from hejie.adapters.postgres.buckets import ALL_BUCKETS, bucket_of_name, stream_columns
from hejie.adapters.postgres.connections import Connections
from hejie.casework.uploads import Access, Upload
from hejie.domain.ids import StreamId


class PostgresUploads:
    """Shares the connections of the ledger, which closes them."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    async def put_upload(self, upload: Upload) -> Upload:
        while True:
            added = await self._connections.fetch(
                "put_upload", bucket=_owner_bucket(upload.owner), **msgspec.structs.asdict(upload)
            )
            if added:
                return upload
            # A second statement, because the first cannot see what another stored meanwhile.
            (kept,) = await self.uploads([(upload.owner, upload.sha256)])
            if kept is not None:
                return kept

    async def uploads(self, wanted: Sequence[tuple[str, str]]) -> list[Upload | None]:
        rows = await self._connections.fetch(
            "uploads",
            bucket=[_owner_bucket(owner) for owner, _ in wanted],
            owner=[owner for owner, _ in wanted],
            sha256=[sha256 for _, sha256 in wanted],
        )
        found: list[Upload | None] = [None] * len(wanted)
        for place, *row in rows:
            found[place - 1] = _upload(row)
        return found

    async def uploaded_since(self, owner: str, since: datetime) -> tuple[int, int]:
        (row,) = await self._connections.fetch(
            "uploaded_since", bucket=_owner_bucket(owner), owner=owner, since=since
        )
        return row["files"], row["bytes"]

    async def bind(self, owner: str, hashes: Sequence[str]) -> list[str]:
        rows = await self._connections.fetch(
            "bind_uploads", bucket=_owner_bucket(owner), owner=owner, hashes=hashes
        )
        bound = {row["sha256"] for row in rows}
        return [sha256 for sha256 in hashes if sha256 not in bound]

    async def remove_unbound(self, before: datetime, limit: int) -> list[Upload]:
        rows = await self._connections.fetch(
            "remove_unbound_uploads", buckets=ALL_BUCKETS, before=before, limit=limit
        )
        return [_upload(row) for row in rows]

    async def refers_to(self, sha256: str) -> bool:
        return bool(await self._connections.fetch("upload_refers_to", sha256=sha256))

    async def log_access(self, accesses: Sequence[Access]) -> None:
        await self._connections.fetch(
            "log_access",
            **stream_columns([access.stream for access in accesses]),
            seen_at=[access.at for access in accesses],
            person=[access.person for access in accesses],
            evidence=[access.evidence for access in accesses],
            copy=[access.copy for access in accesses],
        )

    async def accesses(self, stream: StreamId) -> list[Access]:
        bucket, kind, id = stream
        rows = await self._connections.fetch("accesses", bucket=bucket, kind=kind, id=id)
        return [Access(stream, *row) for row in rows]


def _owner_bucket(owner: str) -> int:
    return bucket_of_name("owner", owner)


def _upload(row: Sequence[Any] | asyncpg.Record) -> Upload:
    upload = Upload(*row)
    return msgspec.structs.replace(upload, notes=tuple(upload.notes))  # the driver gives lists
