"""Orders and complaints in bulk: each has its own result, and the same file again changes nothing."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from hejie.casework.intake import (
    Filed,
    FiledComplaint,
    NotFiled,
    OrdersTaken,
    file_complaints,
    stream_of,
    take_orders,
)
from hejie.casework.ledger import LedgerUnavailable
from hejie.casework.look import verify
from hejie.domain.case import Stage
from hejie.domain.commands import Demand
from hejie.domain.orders import Order, OrderLine

from .houses import ALL_BACKENDS, NOON, PLAIN, VENUE, World
from .lives import BUYER, DEMAND, KIND, look, order

SANDBOX = "olist-sandbox"
THEN = datetime(2017, 5, 10, 12, tzinfo=UTC)


def complaint(key: str, **changes: object) -> FiledComplaint:
    """A complaint about an order that is there."""
    usual = FiledComplaint(key, VENUE, BUYER.id, "A1", KIND, (DEMAND,), text="not as advertised")
    return msgspec.structs.replace(usual, **changes)


def sandbox_order() -> Order:
    """An order of 2017 that the carrier took two days after its limit."""
    line = OrderLine("1", "seller", 10_000, 1_000, dispatch_due_at=THEN - timedelta(days=4))
    return Order(
        SANDBOX,
        "B1",
        BUYER.id,
        "BRL",
        THEN - timedelta(days=9),
        (line,),
        handed_over_at=THEN - timedelta(days=2),
    )  # fmt: skip


async def file_all(world: World, complaints: Iterable[FiledComplaint]) -> list[Filed | NotFiled]:
    """The result of each."""
    house = world.house
    return [one async for one in file_complaints(complaints, house.lanes, house.packs, world.clock)]


@pytest.mark.parametrize("world", ALL_BACKENDS, indirect=True)
async def test_orders_are_new_then_the_same_and_changed_where_the_marketplace_says_so(world: World) -> None:
    orders = [order(f"A{n}") for n in range(1_100)]
    seen: list[int] = []
    assert await take_orders(orders, world.house.orders, seen.append) == OrdersTaken(new=1_100)
    assert seen == [500, 1_000, 1_100]
    orders[7] = msgspec.structs.replace(orders[7], confirmed_at=NOON)
    orders.append(order("one more"))
    again = await take_orders(orders, world.house.orders)
    assert (again, again.total) == (OrdersTaken(new=1, changed=1, same=1_099), 1_101)


@pytest.mark.parametrize("world", ALL_BACKENDS, indirect=True)
async def test_the_same_complaints_again_are_told_to_be_there_and_nothing_is_written(world: World) -> None:
    await world.take(order())
    complaints = [complaint(f"k{n}") for n in range(700)]
    first = await file_all(world, complaints)
    assert first == [Filed(one.key, stream_of(one), replayed=False) for one in complaints]
    before = await world.everything()
    world.clock.go(hours=1)
    again = await file_all(world, complaints)
    assert again == [Filed(one.key, stream_of(one), replayed=True) for one in complaints]
    assert await world.everything() == before


async def test_a_complaint_that_stands_twice_in_a_file_is_filed_once(world: World) -> None:
    await world.take(order())
    results = await file_all(
        world, [complaint("k"), complaint("k"), complaint("k", escalate_if_refused=True)]
    )
    assert [isinstance(one, Filed) and one.replayed for one in results[:2]] == [False, True]
    other = results[2]
    assert isinstance(other, NotFiled)
    assert (other.key, other.reason.en) == ("k", "another complaint was filed under this key")


async def test_a_complaint_with_words_of_somebody_who_was_erased_is_told_apart(world: World) -> None:
    await world.take(order())
    await file_all(world, [complaint("k")])
    await world.house.ledger.erase_person(BUYER.id)
    (again,) = await file_all(world, [complaint("k")])
    assert isinstance(again, NotFiled)
    assert "forgotten" in again.reason.en


@pytest.mark.parametrize(
    "wrong", [{"key": ""}, {"buyer": ""}, {"demands": []}, {"text": "x" * 20_001}, {"filed_by": "me"}]
)
def test_a_complaint_that_nobody_could_find_again_or_keep_is_not_read(wrong: dict[str, object]) -> None:
    sound = msgspec.to_builtins(complaint("k"))
    assert msgspec.convert(sound, FiledComplaint) == complaint("k")
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(sound | wrong, FiledComplaint)


WRONG: dict[str, tuple[dict[str, object], str]] = {
    "order_unknown": ({"order": "nothing"}, "nothing"),
    "not_the_buyer_s": ({"buyer": "wang"}, "A1"),
    "unknown_kind": ({"kind": "unheard_of"}, "unheard_of"),
    "unknown_line": ({"demands": (Demand("9", "return_and_refund", 1),)}, "9"),
    "too_much": ({"demands": (Demand("1", "return_and_refund", 10**9),)}, "13"),
    "an_instant_that_is_not_allowed": ({"filed_at": NOON - timedelta(hours=1)}, "filed_at"),
    "an_instant_in_the_future": ({"filed_at": NOON + timedelta(hours=1)}, "filed_at"),
    "an_instant_without_a_zone": ({"filed_at": datetime(2026, 3, 1)}, "filed_at"),  # noqa: DTZ001
}


@pytest.mark.parametrize("world", ALL_BACKENDS, indirect=True)
async def test_what_is_wrong_with_one_complaint_is_said_of_that_one_and_the_others_are_filed(
    world: World,
) -> None:
    await world.take(order())
    complaints = [complaint(name, **changes) for name, (changes, _) in WRONG.items()]
    between = [complaint(f"k{n}") for n in range(len(complaints))]
    results = await file_all(world, [one for pair in zip(complaints, between, strict=True) for one in pair])
    assert [isinstance(one, Filed) for one in results] == [False, True] * len(complaints)
    assert [one.key for one in results[::2]] == list(WRONG)
    for told, (_, named) in zip(results[::2], WRONG.values(), strict=True):
        assert isinstance(told, NotFiled)
        assert named in told.reason.en
        assert named in told.reason.zh


@pytest.mark.parametrize("world", ALL_BACKENDS, indirect=True)
async def test_in_a_sandbox_a_complaint_is_filed_at_the_instant_that_it_says_and_lives_from_there(
    world: World,
) -> None:
    """The merchant's time ran out years ago: the first sweep decides by the record."""
    await world.take(sandbox_order())
    demand = Demand("1", "compensation")
    virtual = complaint(
        "k", venue=SANDBOX, order="B1", kind="late_ship", demands=(demand,), filed_at=THEN, text=""
    )
    (filed,) = await file_all(world, [virtual])
    assert isinstance(filed, Filed)
    case = (await look(world, filed.stream)).case
    assert (case.opened_at, case.filed_at, case.head.pack_id) == (THEN, THEN, "sandbox-olist")
    assert await world.house.sweeper.sweep() == 1
    case = (await look(world, filed.stream)).case
    assert case.stage is Stage.RULED
    assert case.changed_at == NOON
    assert (await file_all(world, [virtual])) == [Filed("k", filed.stream, replayed=True)]
    assert (await verify(world.house.ledger, filed.stream)).faults == ()


@pytest.mark.parametrize("world", [PLAIN], indirect=True)
async def test_where_the_database_goes_away_filing_again_takes_up_where_it_broke_off(world: World) -> None:
    await world.take(order())
    complaints = [complaint(f"k{n}") for n in range(600)]
    house = world.second
    filing = file_complaints(complaints, house.lanes, house.packs, world.clock)
    for _ in range(500):
        assert isinstance(await anext(filing), Filed)
    await house.ledger.close()
    with pytest.raises(LedgerUnavailable):
        await anext(filing)
    again = await file_all(world, complaints)
    assert [isinstance(one, Filed) and one.replayed for one in again] == [True] * 500 + [False] * 100
