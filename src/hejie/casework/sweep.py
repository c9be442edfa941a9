"""Let clocks take effect that have run out, in batches, earliest first, bucket by bucket.

Any number of sweepers may run: a stream held by one is skipped by the others. How late a sweep comes
changes nobody's lateness; what a party's next window gets, it gets from the sweep on.
"""

from collections.abc import Callable
from datetime import datetime

from hejie.casework.desk import Desk, Gathered, Submission
from hejie.casework.ledger import Append, Found, Ledger
from hejie.casework.states import state_of
from hejie.domain.roles import THE_CLOCK

BATCH = 200


class Sweeper:
    """Sweeps all buckets once a call."""

    def __init__(self, desk: Desk, ledger: Ledger, now: Callable[[], datetime]) -> None:
        self._desk = desk
        self._ledger = ledger
        self._now = now

    async def sweep(self) -> int:
        """Let everything lapse that is due by now; returns how many streams moved."""
        now = self._now()
        moved = 0
        for bucket in await self._ledger.buckets_with_due(now):
            moved += await self._bucket(bucket, now)
        return moved

    async def _bucket(self, bucket: int, now: datetime) -> int:
        moved = 0
        watermark: datetime | None = None
        while True:
            async with self._ledger.due(bucket, now, BATCH, watermark) as batch:
                appends = [await self._lapse(found, now) for found in batch.found]
                written = await batch.append([append for append in appends if append is not None])
                moved += sum(written)
                full = len(batch.found) == BATCH
                watermark = batch.last_due_at
            if not full:
                return moved

    async def _lapse(self, found: Found, now: datetime) -> Append | None:
        state = await state_of(self._ledger, found)
        submission = Submission(found.stream, THE_CLOCK, None, now)
        return self._desk.work(submission, Gathered(), found, state).append
