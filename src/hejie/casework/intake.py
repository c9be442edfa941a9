"""Orders and complaints that come in bulk: batches through the order book and the one write path."""

from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from datetime import datetime
from hashlib import sha256
from itertools import islice
from typing import Annotated, TypeVar

import msgspec

from hejie.casework.desk import Answer, KeyReused, Submission, WordsNotTaken
from hejie.casework.envelope import encode
from hejie.casework.lanes import Lanes, TooBusy
from hejie.casework.ledger import LedgerUnavailable
from hejie.casework.orders import OrderBook, OrderPut, OrderRow
from hejie.casework.packs import Packs
from hejie.domain.commands import Demand, FileComplaint, Ref
from hejie.domain.ids import StreamId, StreamKind, named
from hejie.domain.orders import Order
from hejie.domain.refusals import Refusal
from hejie.domain.roles import Actor, Role
from hejie.domain.words import PersonalText, Words

BATCH = 500

T = TypeVar("T")

Demands = Annotated[tuple[Demand, ...], msgspec.Meta(min_length=1, max_length=100)]


class OrdersTaken(msgspec.Struct):
    """How many orders of an import were new, changed, or there already."""

    new: int = 0
    changed: int = 0
    same: int = 0

    def count(self, put: OrderPut) -> None:
        """Count one."""
        if put is OrderPut.NEW:
            self.new += 1
        elif put is OrderPut.CHANGED:
            self.changed += 1
        else:
            self.same += 1

    @property
    def total(self) -> int:
        """All of them."""
        return self.new + self.changed + self.same


async def take_orders(
    orders: Iterable[Order], book: OrderBook, progress: Callable[[int], None] = lambda _: None
) -> OrdersTaken:
    """Keep orders, batch by batch; the same orders a second time change nothing."""
    taken = OrdersTaken()
    for batch in _batches(orders):
        for put in await book.put_orders([order_row(order) for order in batch]):
            taken.count(put)
        progress(taken.total)
    return taken


def order_row(order: Order) -> OrderRow:
    """An order as the book keeps it."""
    body = encode(order)
    return OrderRow(order.venue, order.ref, order.buyer, order.placed_at, body, sha256(body).digest())


def _batches(items: Iterable[T]) -> Iterator[list[T]]:
    iterator = iter(items)
    while batch := list(islice(iterator, BATCH)):
        yield batch


class FiledComplaint(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One complaint of a bulk file. `key` makes it idempotent; `filed_at` is for sandboxes alone."""

    key: Ref
    venue: Ref
    buyer: Ref
    order: Ref
    kind: Ref
    demands: Demands
    escalate_if_refused: bool = False
    text: PersonalText = ""
    filed_at: datetime | None = None


class NotFiled(msgspec.Struct, frozen=True):
    """A complaint that was not taken, and why."""

    key: str
    reason: Words


class Filed(msgspec.Struct, frozen=True):
    """A complaint that was taken; `replayed` where it had been taken before."""

    key: str
    stream: StreamId
    replayed: bool


_FILED_AT = Words(
    "市场 {venue} 的规则不允许指定提交时间 filed_at", "the rules of {venue} take no filed_at: leave it out"
)
_FUTURE = Words("filed_at 在未来", "filed_at lies in the future")
_NO_ZONE = Words("filed_at 缺少时区", "filed_at needs an offset, such as +08:00")
_NOT_TAKEN: dict[type[Exception], Words] = {
    KeyReused: Words("该 key 已用于另一份内容不同的投诉", "another complaint was filed under this key"),
    TooBusy: Words("案件正忙,请再次提交", "the case is busy: file it again"),
    WordsNotTaken: Words(
        "投诉人已要求删除其文字,不再接受新的文字",
        "the buyer asked to be forgotten here: no words of theirs are taken",
    ),
}
_DEFECT = Words("内部错误:{error}", "internal error: {error}")


async def file_complaints(
    complaints: Iterable[FiledComplaint], lanes: Lanes, packs: Packs, now: Callable[[], datetime]
) -> AsyncIterator[Filed | NotFiled]:
    """File complaints in bulk through the lanes; each has its own result, in the order given.

    Raises: LedgerUnavailable. Filing the same complaints again takes up where it broke off.
    """
    for batch in _batches(complaints):
        results: dict[int, Filed | NotFiled] = {}
        submissions: dict[int, Submission] = {}
        for place, complaint in enumerate(batch):
            wrong = _wrong_instant(complaint, packs, now())
            if wrong is None:
                submissions[place] = submission_of(complaint, now())
            else:
                results[place] = NotFiled(complaint.key, wrong)
        answers = await lanes.submit_all(list(submissions.values()))
        for (place, submission), answer in zip(submissions.items(), answers, strict=True):
            if isinstance(answer, LedgerUnavailable):
                raise answer
            results[place] = _result(batch[place], submission, answer, packs)
        for place in range(len(batch)):
            yield results[place]


def stream_of(complaint: FiledComplaint) -> StreamId:
    """The case of a complaint of a file: the same whenever it is handed in."""
    return named(StreamKind.CASE, complaint.venue, complaint.buyer, complaint.key)


def submission_of(complaint: FiledComplaint, now: datetime) -> Submission:
    """A complaint of a file as a command."""
    actor = Actor(Role.COMPLAINANT, complaint.buyer)
    command = FileComplaint(
        complaint.order, complaint.kind, complaint.demands, complaint.escalate_if_refused, complaint.text
    )
    at = complaint.filed_at or now
    return Submission(stream_of(complaint), actor, command, at, complaint.key, complaint.venue)


def _wrong_instant(complaint: FiledComplaint, packs: Packs, now: datetime) -> Words | None:
    if complaint.filed_at is None:
        return None
    if complaint.filed_at.tzinfo is None:
        return _NO_ZONE
    if complaint.filed_at > now:
        return _FUTURE
    pack = packs.in_force(complaint.venue, complaint.filed_at)
    if pack is None or not pack.virtual_instants:
        venue = complaint.venue
        return Words(_FILED_AT.zh.format(venue=venue), _FILED_AT.en.format(venue=venue))
    return None


def _result(
    complaint: FiledComplaint, submission: Submission, answer: Answer | Exception, packs: Packs
) -> Filed | NotFiled:
    if isinstance(answer, Exception):
        words, error = _NOT_TAKEN.get(type(answer), _DEFECT), repr(answer)
        return NotFiled(complaint.key, Words(words.tell("zh", error=error), words.tell("en", error=error)))
    if answer.refusal is not None:
        return NotFiled(complaint.key, _told(answer.refusal, complaint, submission.at, packs))
    return Filed(complaint.key, submission.stream, answer.replayed)


def _told(refusal: Refusal, complaint: FiledComplaint, at: datetime, packs: Packs) -> Words:
    """A refusal in both languages, with the names and in the time zone of the venue's rules."""
    pack = packs.in_force(complaint.venue, at)
    if pack is None:
        return Words(refusal.tell("zh"), refusal.tell("en"))
    names = pack.names(complaint.kind) if complaint.kind in pack.kinds else {}
    zone = pack.calendar.zone
    return Words(refusal.tell("zh", names, zone), refusal.tell("en", names, zone))
