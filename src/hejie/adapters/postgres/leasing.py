"""Takes what is ready from a table that is leased from, bucket by bucket."""

from collections import deque
from datetime import datetime, timedelta
from typing import Any

import asyncpg

from hejie.adapters.postgres.buckets import ALL_BUCKETS
from hejie.adapters.postgres.connections import Connection, Connections, fetch


class Leasing:
    """Where one process is on its walk through the buckets. `look` names the statement that tells the buckets
    with something ready, `lease` the one that takes from one of them."""

    def __init__(self, connections: Connections, look: str, lease: str) -> None:
        self._connections = connections
        self._look = look
        self._lease = lease
        self._ready_buckets: deque[int] = deque()

    async def take(
        self, now: datetime, lease_seconds: int, limit: int, **chosen: Any
    ) -> list[tuple[int, asyncpg.Record]]:
        """Up to `limit` rows, each with its bucket, leased for so long; fewer only when no more are ready.

        `chosen` is what both statements want to know besides.
        """
        until = now + timedelta(seconds=lease_seconds)
        return await self._connections.run(
            lambda connection: self._take(connection, now, until, limit, chosen)
        )

    async def _take(
        self, connection: Connection, now: datetime, until: datetime, limit: int, chosen: dict[str, Any]
    ) -> list[tuple[int, asyncpg.Record]]:
        """Walk the buckets that have something ready, and look for such buckets anew once they are used up.

        A bucket that gave all it was asked for goes to the end of the walk: no backlog starves the others.
        """
        leased: list[tuple[int, asyncpg.Record]] = []
        looked = False
        async with connection.transaction():
            # A lease lost in a crash is only a second delivery: not worth waiting for the disk.
            await connection.execute("SET LOCAL synchronous_commit = off")
            while len(leased) < limit:
                if not self._ready_buckets:
                    if looked:
                        break
                    looked = True
                    rows = await fetch(connection, self._look, buckets=ALL_BUCKETS, now=now, **chosen)
                    self._ready_buckets.extend(row["bucket"] for row in rows)
                    continue
                bucket, room = self._ready_buckets.popleft(), limit - len(leased)
                rows = await fetch(
                    connection, self._lease, bucket=bucket, now=now, until=until, limit=room, **chosen
                )
                leased.extend((bucket, row) for row in rows)
                if len(rows) == room:
                    self._ready_buckets.append(bucket)
        return leased
