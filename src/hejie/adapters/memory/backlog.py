"""How much waits, in memory."""

from datetime import datetime

from hejie.adapters.memory.inbox import MemoryPost
from hejie.adapters.memory.ledger import MemoryLedger
from hejie.casework.backlog import Backlog


class MemoryBacklogs:
    """See `hejie.casework.backlog.Backlogs`. Looks at what the ledger and the post keep."""

    def __init__(self, ledger: MemoryLedger, post: MemoryPost) -> None:
        self._ledger = ledger
        self._post = post

    async def backlog(self, now: datetime, most: int = 1000) -> Backlog:
        """As the port says."""
        effects, dead_effects = self._ledger.waiting()
        deliveries, dead_deliveries = self._post.waiting()
        return Backlog(
            _first(self._ledger.due_instants(), now), _first(effects, now), _first(deliveries, now),
            min(dead_effects, most), min(dead_deliveries, most),
        )  # fmt: skip


def _first(instants: list[datetime], now: datetime) -> datetime | None:
    return min((at for at in instants if at <= now), default=None)
