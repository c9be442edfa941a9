"""Inboxes and what is sent outside: kept once, read page by page, leased by one at a time."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import msgspec
import pytest

from hejie.casework.inbox import Delivery, Endpoint, Inbox, Note, Post
from hejie.wiring import Stores

from .builders import HOUR, NOON
from .conftest import Desk

ANNA, OLGA = "consumer:olist:anna", "officer::olga"
SECOND = timedelta(seconds=1)
LEASE_SECONDS = 60


@pytest.fixture
def inbox(stores: Stores) -> Inbox:
    return stores.inbox


@pytest.fixture
def post(stores: Stores) -> Post:
    return stores.post


def note(at: datetime = NOON, box: str = ANNA, due_at: datetime | None = None) -> Note:
    return Note(uuid4(), box, "b3-0q9qtg0ecwg3xbjgke81k06dn7", "quality_visible", "offer_made", at, due_at)


def delivery(run_at: datetime = NOON, body: bytes = b"\x00{}") -> Delivery:
    return Delivery(uuid4(), "olist", "webhook", str(uuid4()), body, run_at)


def endpoint(venue: str = "olist", made_at: datetime = NOON, events: tuple[str, ...] = ()) -> Endpoint:
    return Endpoint(uuid4(), venue, "https://example.org/hook?a=1", b"\x00secret\xff", events, made_at)


async def test_notes_come_newest_first_page_by_page(inbox: Inbox) -> None:
    notes = [note(NOON + HOUR * (n // 3), due_at=NOON if n % 2 else None) for n in range(20)]
    await inbox.put_notes([*notes, note(box=OLGA)])
    seen: list[Note] = []
    after: tuple[datetime, UUID] | None = None
    while page := await inbox.notes(ANNA, after, 6):
        assert len(page) == min(6, 20 - len(seen))
        seen += page
        after = (page[-1].at, page[-1].id)
    assert seen == sorted(notes, key=lambda one: (one.at, one.id), reverse=True)
    assert await inbox.notes("consumer:olist:nobody", None, 6) == []


async def test_a_note_is_kept_once_however_often_its_cause_is_delivered(desk: Desk) -> None:
    notes = [note(NOON + SECOND * n) for n in range(10)]
    sides = [desk.one.inbox, desk.other.inbox]
    batches = [notes if n % 2 else [*reversed(notes), notes[0]] for n in range(6)]
    await asyncio.gather(*(sides[n % 2].put_notes(batch) for n, batch in enumerate(batches)))
    changed = [msgspec.structs.replace(one, code="another", at=NOON + HOUR) for one in notes]
    await desk.one.inbox.put_notes(changed)
    assert await desk.one.inbox.notes(ANNA, None, 100) == notes[::-1]


async def test_the_same_cause_may_be_told_to_two_boxes(inbox: Inbox) -> None:
    mine = note()
    hers = msgspec.structs.replace(mine, box=OLGA)
    await inbox.put_notes([mine, hers])
    assert await inbox.notes(ANNA, None, 10) == [mine]
    assert await inbox.notes(OLGA, None, 10) == [hers]


async def test_what_is_unread_is_counted_and_marked_up_to_an_instant(inbox: Inbox) -> None:
    await inbox.put_notes([note(NOON + HOUR * n) for n in range(10)] + [note(box=OLGA)])
    assert await inbox.unread_count(ANNA) == 10
    assert await inbox.unread_count(ANNA, most=4) == 4
    assert await inbox.mark_read(ANNA, NOON + 5 * HOUR, NOON + 20 * HOUR) == 6
    assert await inbox.mark_read(ANNA, NOON + 6 * HOUR, NOON + 21 * HOUR) == 1
    assert await inbox.unread_count(ANNA) == 3
    assert await inbox.unread_count(OLGA) == 1
    read_at = [one.read_at for one in await inbox.notes(ANNA, None, 100)]
    assert read_at == [None] * 3 + [NOON + 21 * HOUR] + [NOON + 20 * HOUR] * 6


async def test_no_notes_are_nothing(inbox: Inbox, post: Post) -> None:
    await inbox.put_notes([])
    await post.queue([])
    assert await inbox.unread_count(ANNA) == 0
    assert await post.lease_deliveries(NOON, LEASE_SECONDS, 10) == []


async def test_endpoints_are_those_of_a_venue_oldest_first_until_removed(post: Post) -> None:
    young, old = endpoint(made_at=NOON + HOUR, events=("ruled", "closed")), endpoint()
    other = endpoint("demo")
    for one in (young, old, other):
        await post.put_endpoint(one)
    assert await post.endpoints("olist") == [old, young]
    changed = msgspec.structs.replace(old, url="https://example.org/new", events=("ruled",), disabled=True)
    await post.put_endpoint(changed)
    assert await post.endpoints("olist") == [changed, young]
    assert not await post.remove_endpoint("olist", other.id)
    assert await post.remove_endpoint("olist", young.id)
    assert not await post.remove_endpoint("olist", young.id)
    assert await post.endpoints("olist") == [changed]
    assert await post.endpoints("demo") == [other]


def leased(given: Delivery, at: datetime = NOON, attempts: int = 1) -> Delivery:
    return msgspec.structs.replace(given, run_at=at + LEASE_SECONDS * SECOND, attempts=attempts)


async def test_a_delivery_is_leased_when_its_instant_has_come_and_forgotten_when_sent(post: Post) -> None:
    now, later = delivery(), delivery(NOON + SECOND)
    await post.queue([later, now])
    assert await post.lease_deliveries(NOON - SECOND, LEASE_SECONDS, 10) == []
    assert await post.lease_deliveries(NOON, LEASE_SECONDS, 10) == [leased(now)]
    assert await post.lease_deliveries(NOON + SECOND, LEASE_SECONDS, 10) == [leased(later, NOON + SECOND)]
    await post.delivered(now)
    await post.delivered(now)
    assert await post.lease_deliveries(NOON + 24 * HOUR, LEASE_SECONDS, 10) == [
        leased(later, NOON + 24 * HOUR, attempts=2)
    ]


async def test_a_delivery_queued_again_stays_as_it_is(post: Post) -> None:
    one = delivery()
    await post.queue([one])
    await post.queue([msgspec.structs.replace(one, body=b"another", run_at=NOON - HOUR)])
    assert await post.lease_deliveries(NOON - HOUR, LEASE_SECONDS, 10) == []
    assert await post.lease_deliveries(NOON, LEASE_SECONDS, 10) == [leased(one)]


async def test_channels_and_targets_without_room_are_left_for_later(post: Post) -> None:
    mail = msgspec.structs.replace(delivery(), channel="email", target=ANNA)
    full, free = delivery(), delivery()
    await post.queue([mail, full, free])
    kept_back = ["email", full.target]
    assert await post.lease_deliveries(NOON, LEASE_SECONDS, 10, kept_back) == [leased(free)]
    rest = await post.lease_deliveries(NOON, LEASE_SECONDS, 10)
    assert {one.id: one.attempts for one in rest} == {mail.id: 1, full.id: 1}


async def test_of_two_who_lease_at_once_each_delivery_goes_to_one(desk: Desk) -> None:
    deliveries = [delivery(NOON + SECOND * (n % 5)) for n in range(300)]
    await desk.one.post.queue(deliveries)
    sides = [desk.one.post, desk.other.post]
    rounds: list[Sequence[Delivery]] = await asyncio.gather(
        *(sides[n % 2].lease_deliveries(NOON + HOUR, LEASE_SECONDS, 60) for n in range(10))
    )
    taken = [one.id for batch in rounds for one in batch]
    assert len(taken) == len(set(taken)), "two have the same one"
    rest = [one.id for one in await desk.one.post.lease_deliveries(NOON + HOUR, LEASE_SECONDS, 300)]
    assert sorted(taken + rest) == sorted(one.id for one in deliveries)
    assert await desk.other.post.lease_deliveries(NOON + HOUR, LEASE_SECONDS, 300) == []


async def test_a_delivery_whose_lease_ended_is_taken_by_the_next(post: Post) -> None:
    one = delivery()
    await post.queue([one])
    await post.lease_deliveries(NOON, LEASE_SECONDS, 10)
    ended = NOON + LEASE_SECONDS * SECOND
    assert await post.lease_deliveries(ended - SECOND, LEASE_SECONDS, 10) == []
    assert await post.lease_deliveries(ended, LEASE_SECONDS, 10) == [leased(one, ended, attempts=2)]


async def test_a_failed_delivery_waits_for_its_next_try_or_is_dead(post: Post) -> None:
    one, other = delivery(), delivery(NOON + SECOND)
    await post.queue([one, other])
    first, second = sorted(
        await post.lease_deliveries(NOON + SECOND, LEASE_SECONDS, 10), key=lambda got: got.id != one.id
    )
    await post.delivery_failed(first, NOON + HOUR, "503 坏了")
    await post.delivery_failed(second, None, "410 gone")
    assert await post.lease_deliveries(NOON + HOUR - SECOND, LEASE_SECONDS, 10) == []
    assert await post.dead_deliveries(10) == [(second, "410 gone")]
    assert await post.dead_deliveries(0) == []
    (again,) = await post.lease_deliveries(NOON + 24 * HOUR, LEASE_SECONDS, 10)
    assert (again.id, again.attempts) == (one.id, 2)


async def test_who_lost_the_lease_of_a_delivery_cannot_put_it_back(post: Post) -> None:
    await post.queue([delivery()])
    (late,) = await post.lease_deliveries(NOON, LEASE_SECONDS, 10)
    (current,) = await post.lease_deliveries(NOON + HOUR, LEASE_SECONDS, 10)
    await post.delivery_failed(late, None, "too late to say")
    await post.delivery_failed(late, NOON, "too late to say")
    assert await post.dead_deliveries(10) == []
    assert await post.lease_deliveries(NOON + HOUR, LEASE_SECONDS, 10) == []
    await post.delivery_failed(current, None, "the one who has it")
    assert [error for _, error in await post.dead_deliveries(10)] == ["the one who has it"]


async def test_a_dead_delivery_is_sent_again_as_if_it_were_new(post: Post) -> None:
    one, alive = delivery(), delivery(NOON + HOUR)
    await post.queue([one, alive])
    (taken,) = await post.lease_deliveries(NOON, LEASE_SECONDS, 10)
    await post.delivery_failed(taken, None, "gone")
    ((dead, _),) = await post.dead_deliveries(10)
    await post.send_again(dead, NOON + SECOND)
    await post.send_again(alive, NOON)  # it is not dead: nothing changes
    assert await post.dead_deliveries(10) == []
    assert await post.lease_deliveries(NOON, LEASE_SECONDS, 10) == []
    at = NOON + SECOND
    assert await post.lease_deliveries(at, LEASE_SECONDS, 10) == [leased(one, at)]
