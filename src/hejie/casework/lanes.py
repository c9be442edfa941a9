"""Group commit: every lane takes all the commands that wait and writes them in one statement.

Commands on one stream always take the same lane and keep their order; a batch holds one command a stream,
the next one waits for the next batch. A command whose stream moved meanwhile, or whose batch failed, goes
again alone, so that it disturbs no other. Several processes may write: the version guards each append.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress

from hejie.casework.desk import Answer, ApplicationError, Desk, Submission, Work
from hejie.casework.gather import Prepared, gather
from hejie.casework.ledger import Append, ConflictInBatch, Ledger, LedgerUnavailable
from hejie.casework.orders import OrderBook
from hejie.domain.ids import StreamId

BATCH_MOST = 256
ATTEMPTS_MOST = 20
_PAUSE_SECONDS = 0.01


class TooBusy(ApplicationError):
    """The stream kept moving under other writers; the same request may be sent again."""


class _Waiting:
    __slots__ = ("answered", "attempts", "submission")

    def __init__(self, submission: Submission, answered: "asyncio.Future[Answer]") -> None:
        self.submission = submission
        self.answered = answered
        self.attempts = 0


class Lanes:
    """The write path of one process. Use as an async context manager; leaving it finishes what waits.

    `count` lanes overlap: while one waits for the database another decides.
    """

    def __init__(self, desk: Desk, ledger: Ledger, orders: OrderBook, count: int = 2) -> None:
        self._desk = desk
        self._ledger = ledger
        self._orders = orders
        self._lanes = [_Lane(self) for _ in range(count)]
        self.on_written: Callable[[StreamId, int], None] | None = None
        """Hears of each stream that was written here, with its version; must not raise. None: nobody."""

    async def __aenter__(self) -> "Lanes":
        for lane in self._lanes:
            lane.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        for lane in self._lanes:
            await lane.stop()

    async def submit(self, submission: Submission) -> Answer:
        """Decide and write one submission.

        Raises: ApplicationError; LedgerUnavailable where the database does not answer. After either the
        same submission may be sent again under the same key: it takes effect once.
        """
        return await self._put(submission)

    async def submit_all(self, submissions: Sequence[Submission]) -> list[Answer | Exception]:
        """Many at once; each has its own answer or error, in the order given."""
        waiting = [self._put(submission) for submission in submissions]
        answers: list[Answer | Exception] = []
        for answer in await asyncio.gather(*waiting, return_exceptions=True):
            if isinstance(answer, BaseException) and not isinstance(answer, Exception):
                raise answer
            answers.append(answer)
        return answers

    def _put(self, submission: Submission) -> "asyncio.Future[Answer]":
        answered: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        lane = self._lanes[hash(submission.stream.id) % len(self._lanes)]
        lane.put(_Waiting(submission, answered))
        return answered

    async def write(self, batch: list[_Waiting]) -> list[_Waiting]:
        """Decide and write a batch; answers those that must go again alone, in order."""
        batch = [one for one in batch if not one.answered.done()]
        if not batch:
            return []
        try:
            asked = [one.submission for one in batch]
            prepared = await gather(asked, self._desk, self._ledger, self._orders)
        except Exception as error:
            # Nothing is written yet. What one of many stumbles over is its own business: each goes alone.
            if len(batch) > 1 and not isinstance(error, LedgerUnavailable):
                return batch
            _fail(batch, error)
            return []
        works: list[tuple[_Waiting, Work]] = []
        for one, ready in zip(batch, prepared, strict=True):
            work = self._decide(one, ready)
            if work is not None:
                works.append((one, work))
        return await self._append(works)

    def _decide(self, one: _Waiting, ready: Prepared) -> Work | None:
        try:
            work = self._desk.work(*ready)
        except Exception as error:
            # Whether the desk does not take it or there is a defect: the rest of the batch goes on.
            _fail([one], error)
            return None
        if work.append is None:
            _give(one, work.answer)
            return None
        return work

    async def _append(self, works: list[tuple[_Waiting, Work]]) -> list[_Waiting]:
        appends: list[Append] = [work.append for _, work in works if work.append is not None]
        if not appends:
            return []
        try:
            written = await self._ledger.append(appends)
        except ConflictInBatch as conflict:
            if len(works) == 1 and not conflict.retriable:
                _fail([works[0][0]], conflict)
                return []
            return [one for one, _ in works]
        except LedgerUnavailable as unavailable:
            _fail([one for one, _ in works], unavailable)
            return []
        again: list[_Waiting] = []
        for (one, work), done in zip(works, written, strict=True):
            if done:
                _give(one, work.answer)
                if self.on_written is not None:
                    self.on_written(work.answer.stream, work.answer.version)
            else:
                again.append(one)
        return again


class _Lane:
    def __init__(self, lanes: Lanes) -> None:
        self._lanes = lanes
        self._queue: deque[_Waiting] = deque()
        self._arrived = asyncio.Event()
        self._ending = False
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        self._task = asyncio.create_task(self._run())

    async def stop(self) -> None:
        self._ending = True
        self._arrived.set()
        if self._task is not None:
            await self._task

    def put(self, waiting: _Waiting) -> None:
        if self._ending or self._task is None:
            waiting.answered.set_exception(TooBusy("the write path is closed"))
            return
        self._queue.append(waiting)
        self._arrived.set()

    async def _run(self) -> None:
        while True:
            if not self._queue:
                if self._ending:
                    return
                self._arrived.clear()
                await self._arrived.wait()
                continue
            for one in await self._write(self._take()):
                await self._alone(one)

    async def _write(self, batch: list[_Waiting]) -> list[_Waiting]:
        try:
            return await self._lanes.write(batch)
        except Exception as defect:
            # A lane never dies of a defect: those who wait for it hear of it.
            _fail(batch, defect)
            return []

    def _take(self) -> list[_Waiting]:
        """As many as wait, one a stream; further ones of a stream keep their place at the front."""
        streams: set[StreamId] = set()
        batch: list[_Waiting] = []
        later: list[_Waiting] = []
        while self._queue and len(batch) < BATCH_MOST:
            one = self._queue.popleft()
            if one.submission.stream in streams:
                later.append(one)
            else:
                streams.add(one.submission.stream)
                batch.append(one)
        self._queue.extendleft(reversed(later))
        return batch

    async def _alone(self, one: _Waiting) -> None:
        again = [one]
        while again:
            one.attempts += 1
            if one.attempts > ATTEMPTS_MOST:
                _fail(again, TooBusy(one.submission.stream.public))
                return
            await asyncio.sleep(_PAUSE_SECONDS * (one.attempts - 1))
            again = await self._write(again)


def _give(one: _Waiting, answer: Answer) -> None:
    with suppress(asyncio.InvalidStateError):  # whoever asked may have gone
        one.answered.set_result(answer)


def _fail(waiting: Sequence[_Waiting], error: Exception) -> None:
    for one in waiting:
        with suppress(asyncio.InvalidStateError):
            one.answered.set_exception(error)
