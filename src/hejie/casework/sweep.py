"""Let clocks take effect that have run out, in batches, earliest first, bucket by bucket.

Any number of sweepers may run: a stream held by one is skipped by the others. How late a sweep comes
changes nobody's lateness; what a party's next window gets, it gets from the sweep on.
A stream that cannot be decided stays as it is and stops no other; it is told of when all others have moved.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

import msgspec

from hejie.casework.desk import Desk, Gathered, Submission
from hejie.casework.ledger import Append, Found, Ledger, LedgerUnavailable
from hejie.casework.states import state_of
from hejie.domain.case import Case
from hejie.domain.ids import StreamId
from hejie.domain.roles import THE_CLOCK

BATCH = 200
_A_MOMENT = timedelta(microseconds=1)


class Pass(msgspec.Struct):
    """What one sweep came to: how many streams moved, how long the clock had run out that had waited longest,
    and the errors of the streams that could not be decided."""

    moved: int = 0
    late_by: timedelta = timedelta()
    faults: dict[StreamId, Exception] = msgspec.field(default_factory=dict)


class Sweeper:
    """Sweeps all buckets once a call; `last` is the last pass that was begun."""

    def __init__(self, desk: Desk, ledger: Ledger, now: Callable[[], datetime]) -> None:
        self._desk = desk
        self._ledger = ledger
        self._now = now
        self.last = Pass()

    async def sweep(self, stopping: Callable[[], bool] = lambda: False) -> int:
        """Let everything lapse that is due by now; returns how many streams moved.

        Once `stopping` says so, it ends with the batch under way.
        Raises: LedgerUnavailable; ExceptionGroup with the error of each stream that could not be decided.
        """
        now = self._now()
        self.last = this = Pass()
        for bucket in await self._ledger.buckets_with_due(now):
            if stopping():
                break
            await self._bucket(bucket, now, this, stopping)
        if this.faults:
            raise ExceptionGroup(f"{len(this.faults)} streams could not be swept", list(this.faults.values()))
        return this.moved

    async def _bucket(self, bucket: int, now: datetime, this: Pass, stopping: Callable[[], bool]) -> None:
        watermark: datetime | None = None
        while True:
            async with self._ledger.due(bucket, now, BATCH, watermark) as batch:
                appends = [await self._lapse(found, now, this) for found in batch.found]
                written = await batch.append([append for append in appends if append is not None])
                full = len(batch.found) == BATCH
                watermark = batch.last_due_at
            this.moved += sum(written)
            if not full or stopping():
                return
            if watermark is not None and not any(written):
                watermark += _A_MOMENT  # the same batch again would stay where it is again

    async def _lapse(self, found: Found, now: datetime, this: Pass) -> Append | None:
        submission = Submission(found.stream, THE_CLOCK, None, now)
        try:
            state = await state_of(self._ledger, found)
            if isinstance(state, Case) and state.next_due_at is not None:
                this.late_by = max(this.late_by, now - state.next_due_at)
            return self._desk.work(submission, Gathered(), found, state).append
        except LedgerUnavailable:
            raise
        except Exception as fault:
            fault.add_note(f"{found.stream.kind} {found.stream.public}")
            this.faults[found.stream] = fault
            return None
