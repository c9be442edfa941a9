"""Orders, people and the first steps of cases, with every argument given."""

from datetime import timedelta

from hejie.casework.desk import Answer
from hejie.casework.look import Seen, look_at
from hejie.domain import commands as ask
from hejie.domain.case import Act
from hejie.domain.ids import StreamId, StreamKind, named
from hejie.domain.orders import Order, OrderLine
from hejie.domain.roles import Actor, Role

from .houses import NOON, VENUE, World

BUYER = Actor(Role.COMPLAINANT, "li")
SHOP = Actor(Role.RESPONDENT, "tea-shop")
OFFICER = Actor(Role.OFFICER, "chen")
ARBITER = Actor(Role.ARBITER, "zhao")
REVIEWER = Actor(Role.ARBITER, "sun")

PRICE_MINOR = 12_800
KIND = "false_ad"
"""Filed without a talk; the merchant's silence decides it once the advertisement was shown: four points."""

DEMAND = ask.Demand("1", "return_and_refund", PRICE_MINOR)
HASH = "ab" * 32
ANSWER_HOURS = 72
APPEAL_DAYS = 7


def order(ref: str = "A1", buyer: str = BUYER.id, merchant: str = SHOP.id) -> Order:
    """An order delivered yesterday."""
    line = OrderLine("1", merchant, PRICE_MINOR, 800, dispatch_due_at=NOON - timedelta(days=4))
    return Order(
        VENUE, ref, buyer, "CNY", NOON - timedelta(days=5), (line,), delivered_at=NOON - timedelta(days=1)
    )


def case(name: str = "k1", buyer: str = BUYER.id) -> StreamId:
    """The case of a buyer that has this name."""
    return named(StreamKind.CASE, VENUE, buyer, name)


def filing(ref: str = "A1", text: str = "") -> ask.FileComplaint:
    """A complaint at once, for false advertising."""
    return ask.FileComplaint(ref, KIND, (DEMAND,), text=text)


def showing(item: str = "ad_screenshot", caption: str = "") -> ask.SubmitEvidence:
    """An item of evidence."""
    return ask.SubmitEvidence(item, HASH, caption)


async def file(world: World, name: str = "k1", *, merchant: str = SHOP.id, buyer: str = BUYER.id) -> StreamId:
    """A complaint that has just been filed."""
    stream = case(name, buyer)
    await world.take(order(f"A-{name}", buyer, merchant))
    await world.done(stream, Actor(Role.COMPLAINANT, buyer), filing(f"A-{name}"), key=name)
    return stream


async def file_with_proof(
    world: World, name: str = "k1", *, merchant: str = SHOP.id, buyer: str = BUYER.id
) -> StreamId:
    """A complaint that the merchant's silence will decide."""
    stream = await file(world, name, merchant=merchant, buyer=buyer)
    await world.done(stream, Actor(Role.COMPLAINANT, buyer), showing())
    return stream


def offer(world: World, claim: str = "c1", text: str = "") -> ask.MakeOffer:
    """Fifty yuan within a day."""
    due_at = world.clock.at + timedelta(days=1)
    return ask.MakeOffer((ask.ProposedAct(claim, Act.PAY, due_at, 5_000),), text)


async def look(world: World, stream: StreamId) -> Seen:
    """A case as it stands."""
    return await look_at(world.house.ledger, world.house.packs, stream)


async def events_of(world: World, stream: StreamId) -> list[str]:
    """The names of all events of a stream."""
    return [entry.type async for entry in world.house.ledger.entries(stream)]


def taken(answer: Answer | Exception) -> Answer:
    """An answer that is no error and no refusal."""
    assert isinstance(answer, Answer), answer
    assert answer.refusal is None, answer.refusal
    return answer
