"""What is kept beside the streams: released packs, which never change, and orders, which may."""

import asyncio
from datetime import datetime, timedelta

import pytest

from hejie.adapters.postgres.buckets import bucket_of_name
from hejie.casework.ledger import Ledger, PackChanged
from hejie.casework.orders import OrderBook, OrderPut, OrderRow, order_bucket

from .builders import HOUR, NOON
from .conftest import Desk

NEW, CHANGED, SAME = OrderPut.NEW, OrderPut.CHANGED, OrderPut.SAME


@pytest.fixture
def orders(desk: Desk) -> OrderBook:
    return desk.orders


def row(
    ref: str,
    content: bytes = b"content",
    venue: str = "olist",
    buyer: str = "anna",
    placed_at: datetime = NOON,
) -> OrderRow:
    return OrderRow(venue, ref, buyer, placed_at, content, content[:32])


async def test_packs_are_registered_once_and_read_back(ledger: Ledger) -> None:
    assert await ledger.packs() == []
    await ledger.put_pack("standard", "2", b"hash 2", b"\x00two")
    await ledger.put_pack("standard", "1", b"hash 1", b"one")
    await ledger.put_pack("standard", "2", b"hash 2", b"\x00two")
    assert await ledger.packs() == [
        ("standard", "1", b"hash 1", b"one"),
        ("standard", "2", b"hash 2", b"\x00two"),
    ]


async def test_a_released_pack_never_changes(ledger: Ledger) -> None:
    await ledger.put_pack("standard", "1", b"hash", b"body")
    with pytest.raises(PackChanged):
        await ledger.put_pack("standard", "1", b"another", b"another body")
    assert await ledger.packs() == [("standard", "1", b"hash", b"body")]


async def test_storing_says_what_was_new_changed_or_the_same(orders: OrderBook) -> None:
    assert await orders.put_orders([row("a"), row("b")]) == [NEW, NEW]
    assert await orders.put_orders([row("b"), row("c"), row("a", b"paid")]) == [SAME, NEW, CHANGED]
    assert await orders.put_orders([row("a", b"paid"), row("b"), row("c")]) == [SAME, SAME, SAME]
    names = [("olist", "c"), ("olist", "nobody's"), ("olist", "a"), ("other", "a")]
    assert await orders.get_orders(names) == [b"content", None, b"paid", None]
    assert await orders.put_orders([]) == []
    assert await orders.get_orders([]) == []


async def test_an_order_named_twice_in_a_batch_is_taken_in_turn(orders: OrderBook) -> None:
    batch = [row("a", b"1"), row("b"), row("a", b"2"), row("a", b"2"), row("a", b"3")]
    assert await orders.put_orders(batch) == [NEW, NEW, CHANGED, SAME, CHANGED]
    assert await orders.get_orders([("olist", "a")]) == [b"3"]


async def test_the_same_ref_at_two_venues_is_two_orders(orders: OrderBook) -> None:
    batch = [row("a"), row("a", b"other", venue="other")]
    assert await orders.put_orders(batch) == [NEW, NEW]
    assert await orders.get_orders([("other", "a"), ("olist", "a")]) == [b"other", b"content"]


async def test_walking_the_book_meets_every_order_once(orders: OrderBook) -> None:
    refs = [f"order {n} 订单" for n in range(700)]
    await orders.put_orders([row(ref) for ref in refs] + [row("elsewhere", venue="other")])
    walked: list[str] = []
    while page := await orders.order_refs("olist", walked[-1] if walked else None, 99):
        assert len(page) == min(99, 700 - len(walked))
        walked += page
    assert walked == sorted(refs, key=lambda ref: (order_bucket("olist", ref), ref))
    assert await orders.order_refs("other", None, 10) == ["elsewhere"]
    assert await orders.order_refs("nowhere", None, 10) == []


async def test_a_buyers_orders_come_newest_first_page_by_page(orders: OrderBook) -> None:
    """Each once, whatever other buyers and venues have; two of one instant by their refs."""
    placed = [NOON + HOUR * (n // 2) for n in range(21)]
    mine = [row(f"order {n:02}", f"{n}".encode(), placed_at=at) for n, at in enumerate(placed)]
    await orders.put_orders([*mine, row("hers", buyer="bo"), row("order 00", b"there", venue="other")])
    seen: list[bytes] = []
    after: tuple[datetime, str] | None = None
    while page := await orders.orders_of("olist", "anna", after, 4):
        assert len(page) == min(4, 21 - len(seen))
        seen += page
        last = int(page[-1])
        after = (placed[last], f"order {last:02}")
    assert seen == [f"{n}".encode() for n in reversed(range(21))]
    assert await orders.orders_of("other", "anna", None, 10) == [b"there"]
    assert await orders.orders_of("olist", "nobody", None, 10) == []


async def test_an_order_that_changes_hands_is_found_with_its_new_buyer(orders: OrderBook) -> None:
    await orders.put_orders([row("a", b"first"), row("b", b"second", placed_at=NOON - HOUR)])
    earlier = NOON - 2 * HOUR + timedelta(microseconds=1)
    await orders.put_orders([row("a", b"corrected", buyer="bo"), row("b", b"moved", placed_at=earlier)])
    assert await orders.orders_of("olist", "anna", None, 10) == [b"moved"]
    assert await orders.orders_of("olist", "anna", (earlier, "b"), 10) == []
    assert await orders.orders_of("olist", "bo", None, 10) == [b"corrected"]


async def test_of_many_who_store_an_order_one_was_first(orders: OrderBook) -> None:
    batches = [[row(str(n)) for n in range(50)] for _ in range(6)]
    answers = await asyncio.gather(
        *(orders.put_orders(batch[::-1] if n % 2 else batch) for n, batch in enumerate(batches))
    )
    first = sum(answer.count(NEW) for answer in answers)
    assert first == 50
    assert sum(answer.count(SAME) for answer in answers) == 250


def test_the_bucket_of_an_order_never_changes() -> None:
    """It is part of the stored key: another answer would lose every order."""
    names = [("olist", "a"), ("olist", "b"), ("taobao", "订单")]
    assert [order_bucket(*name) for name in names] == [61, 219, 11]


def test_the_bucket_of_a_named_thing_never_changes() -> None:
    """It is part of the stored key: another answer would lose accounts, inboxes and uploads."""
    named = [bucket_of_name("account", "anna"), bucket_of_name("box", "officer::olga")]
    named += [bucket_of_name("owner", "淘宝", "b"), bucket_of_name("order", "olist", "a")]
    assert named == [47, 193, 140, order_bucket("olist", "a")]
