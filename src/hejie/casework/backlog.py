"""How much waits, for whoever watches the house: a port."""

from datetime import datetime
from typing import Protocol

import msgspec


class Backlog(msgspec.Struct, frozen=True):
    """What is overdue at an instant.

    Each instant is that of whatever has waited longest, among the clocks that have run out and the effects
    and deliveries that are ready and that nobody has taken; None where nothing waits. The dead were given up
    and wait for a person.
    """

    clock_at: datetime | None
    effect_at: datetime | None
    delivery_at: datetime | None
    dead_effects: int
    dead_deliveries: int


class Backlogs(Protocol):
    """Raises: LedgerUnavailable."""

    async def backlog(self, now: datetime, most: int = 1000) -> Backlog:
        """What waits at an instant; the dead are counted up to `most`."""
        ...
