"""How much waits, on PostgreSQL. See `hejie.casework.backlog`."""

from datetime import datetime

from hejie.adapters.postgres.buckets import ALL_BUCKETS
from hejie.adapters.postgres.connections import Connections
from hejie.casework.backlog import Backlog


class PostgresBacklogs:
    """Shares the connections of the ledger, which closes them."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    async def backlog(self, now: datetime, most: int = 1000) -> Backlog:
        (row,) = await self._connections.fetch("backlog", buckets=ALL_BUCKETS, now=now, most=most)
        return Backlog(*row)
