"""The commands that are measured: whole lives of complaints, from the first talk to the performed settlement.

A life is thirteen commands on one case by both parties, five of them with words that are sealed. One reads
an order, one queues consequences for two other streams; each has an idempotency key.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from random import Random
from uuid import UUID

from hejie.casework.desk import Submission
from hejie.domain import commands as ask
from hejie.domain.case import Act
from hejie.domain.ids import StreamId, StreamKind, stream
from hejie.domain.orders import Order, OrderLine
from hejie.domain.roles import Actor, Role

VENUE = "bench"
ORDERS_COUNT = 1_000
_MERCHANTS_COUNT = 100

OPENED_AT = datetime(2026, 3, 4, 1, tzinfo=UTC)
"""When the lives begin."""

_STEP = timedelta(minutes=10)
_DUE_AT = OPENED_AT + timedelta(days=3)
_PHOTO, _OTHER_PHOTO, _RECEIPT = "a1" * 32, "b2" * 32, "c3" * 32
HANDED_IN = {Role.COMPLAINANT: (_PHOTO,), Role.RESPONDENT: (_OTHER_PHOTO, _RECEIPT)}
"""The hashes of what each party shows."""


def bench_order(number: int) -> Order:
    """One of the orders that complaints are about; orders may be complained of any number of times here."""
    placed_at = OPENED_AT - timedelta(days=3)
    line = OrderLine("1", f"shop-{number % _MERCHANTS_COUNT}", 12_800, 800, "龙井茶 250 g")
    return Order(
        VENUE,
        f"B{number:06}",
        f"buyer-{number}",
        "CNY",
        placed_at,
        (line,),
        paid_at=placed_at + timedelta(minutes=2),
        delivered_at=placed_at + timedelta(days=2),
    )


def bench_orders() -> list[Order]:
    """All of them."""
    return [bench_order(number) for number in range(ORDERS_COUNT)]


def life(random: Random) -> Iterator[Submission]:
    """The submissions of a new case, in their order."""
    number = random.randrange(ORDERS_COUNT)
    id = stream(StreamKind.CASE, UUID(int=random.getrandbits(128)))
    for step, (actor, command) in enumerate(script(number)):
        yield _submission(id, actor, command, step)


BUYERS = [Actor(Role.COMPLAINANT, f"buyer-{number}") for number in range(ORDERS_COUNT)]
SHOPS = [Actor(Role.RESPONDENT, f"shop-{number}") for number in range(_MERCHANTS_COUNT)]


def _submission(id: StreamId, actor: Actor, command: ask.Command, step: int) -> Submission:
    return Submission(id, actor, command, OPENED_AT + step * _STEP, f"request-{step}", VENUE)


def script(number: int) -> list[tuple[Actor, ask.Command]]:
    """Who gives which command in a life that is about this order."""
    buyer, shop = BUYERS[number], SHOPS[number % _MERCHANTS_COUNT]
    return [
        (buyer, ask.OpenTalk(bench_order(number).ref, "quality_visible", _DEMANDS, "茶叶发霉,想退货退款")),
        (buyer, ask.SubmitEvidence("defect_photo", _PHOTO)),
        (shop, ask.MakeOffer(_pay(3_000))),
        (buyer, ask.CounterOffer("o1", _pay(8_000))),
        (buyer, ask.Say("八十元是最低的,茶叶已经不能喝了。")),
        (shop, ask.Refuse("储存不当引起,不予退款")),
        (buyer, ask.FileComplaint(text="商家拒绝,请平台处理")),
        (shop, ask.SubmitEvidence("outbound_photo", _OTHER_PHOTO)),
        (shop, ask.Contest("出库时完好,见照片")),
        (shop, ask.MakeOffer(_pay(7_000))),
        (buyer, ask.AcceptOffer("o3")),
        (shop, ask.RecordPerformance("b1", _RECEIPT)),
        (buyer, ask.AcceptPerformance("b1")),
    ]


_DEMANDS = (ask.Demand("1", "return_and_refund", 12_800),)


def _pay(amount_minor: int) -> tuple[ask.ProposedAct, ...]:
    return (ask.ProposedAct("c1", Act.PAY, _DUE_AT, amount_minor),)


LIFE_LENGTH = len(script(0))
