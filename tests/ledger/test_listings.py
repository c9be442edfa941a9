"""Queues: rows are written with the append or not at all; pages show each case once, in whatever order."""

import asyncio
from itertools import product
from random import Random
from typing import Any

import msgspec
import pytest

from hejie.casework.ledger import ConflictInBatch, Wanted
from hejie.casework.listings import Listed, Listing, Order, Query
from hejie.domain.case import Outcome, Severity, SpanName, Stage
from hejie.domain.ids import StreamId, StreamKind, stream
from hejie.domain.roles import Side
from hejie.wiring import Stores

from .builders import HOUR, NOON, append_to, listing, look, new_stream, receipt
from .conftest import Desk

EVERYTHING = Query(limit=1_000)


async def begun(stores: Stores, *rows: Listing) -> list[StreamId]:
    """New cases with these rows."""
    names = [new_stream() for _ in rows]
    batch = [append_to(name, listing=row) for name, row in zip(names, rows, strict=True)]
    assert await stores.ledger.append(batch) == [True] * len(rows)
    return names


async def all_pages(stores: Stores, query: Query) -> list[Listed]:
    """Page after page, until one is empty."""
    found: list[Listed] = []
    while page := await stores.listings.find(query):
        assert len(page) <= query.limit
        found += page
        query = msgspec.structs.replace(query, after=page[-1])
    return found


def names_of(found: list[Listed]) -> list[StreamId]:
    return [one.stream for one in found]


async def test_a_row_is_read_back_as_it_was_written(stores: Stores) -> None:
    rows = [
        listing(order="订单 '7' \\", complainant='anna "x" ${y} :z', taken_by="olga", severity=Severity.S4),
        listing(stage=Stage.CLOSED, outcome=Outcome.LAPSED, amount_minor=2**53, venue=""),
    ]
    names = await begun(stores, *rows)
    found = await stores.listings.find(EVERYTHING)
    expected = [Listed(name, row) for name, row in zip(names, rows, strict=True)]
    assert found == expected  # the one whose clock runs comes first
    assert found[0].listing.opened_at.utcoffset() == NOON.utcoffset()


async def test_a_row_changes_with_the_append_that_has_one_and_stays_with_one_that_has_none(
    stores: Stores,
) -> None:
    (name,) = await begun(stores, listing())
    seen = await look(stores.ledger, name)
    assert await stores.ledger.append([append_to(name, seen=seen)]) == [True]
    assert await stores.listings.find(EVERYTHING) == [Listed(name, listing())]
    other = Listing(
        "demo", "order 2", "bo", "other shop", "not_received", Severity.S3, Stage.CLOSED, Outcome.WITHDRAWN,
        "EUR", 1, NOON - HOUR, None, None, None, "ivan", "demo", "2027-01-01",
    )  # fmt: skip
    seen = await look(stores.ledger, name)
    assert await stores.ledger.append([append_to(name, seen=seen, listing=other)]) == [True]
    assert await stores.listings.find(EVERYTHING) == [Listed(name, other)]


async def test_a_stream_without_a_row_is_in_no_queue(stores: Stores) -> None:
    await stores.ledger.append([append_to(new_stream())])
    assert await stores.listings.find(EVERYTHING) == []
    assert await stores.listings.count(EVERYTHING) == 0


@pytest.mark.parametrize("why", ["stale", "as if new", "answered before"])
async def test_a_refused_append_leaves_its_row_as_it_was_and_its_neighbours_write_theirs(
    stores: Stores, why: str
) -> None:
    (name,) = await begun(stores, listing())
    first = await look(stores.ledger, name)
    moved = append_to(name, seen=first, listing=listing(taken_by="olga"), receipt=receipt("key"))
    assert await stores.ledger.append([moved]) == [True]
    seen = {"stale": first, "as if new": None, "answered before": await look(stores.ledger, name)}[why]
    refused = append_to(name, seen=seen, listing=listing(taken_by="ivan"), receipt=receipt("key"))
    neighbour = new_stream()
    batch = [refused, append_to(neighbour, listing=listing(order="neighbour"))]
    assert await stores.ledger.append(batch) == [False, True]
    rows = {one.stream: one.listing for one in await stores.listings.find(EVERYTHING)}
    assert rows == {name: listing(taken_by="olga"), neighbour: listing(order="neighbour")}


async def test_a_batch_that_is_rolled_back_writes_no_row(stores: Stores) -> None:
    good, bad = append_to(new_stream(), listing=listing()), append_to(new_stream(), listing=listing())
    with pytest.raises(ConflictInBatch):
        await stores.ledger.append([good, msgspec.structs.replace(bad, head_hash=b"too short")])
    assert await stores.listings.find(EVERYTHING) == []


async def test_only_cases_have_rows(stores: Stores) -> None:
    merchant = stream(StreamKind.MERCHANT, new_stream().id)
    with pytest.raises(ValueError, match="only a case"):
        await stores.ledger.append([append_to(merchant, listing=listing())])


async def test_what_a_sweep_lapses_changes_its_row_when_the_block_ends_well(stores: Stores) -> None:
    name = new_stream(7)
    await stores.ledger.append([append_to(name, due_at=NOON, listing=listing(due_at=NOON))])
    lapsed = listing(stage=Stage.AWAITING_ANSWER)

    async def sweep(then: int) -> None:
        async with stores.ledger.due(7, NOON, 10, None) as batch:
            await batch.append([append_to(name, seen=batch.found[0], listing=lapsed)])
            assert 1 / then

    with pytest.raises(ZeroDivisionError):
        await sweep(0)
    assert [one.listing for one in await stores.listings.find(EVERYTHING)] == [listing(due_at=NOON)]
    await sweep(1)
    assert [one.listing for one in await stores.listings.find(EVERYTHING)] == [lapsed]


async def test_of_two_writers_the_row_is_that_of_the_last_append(desk: Desk) -> None:
    """Twenty who race for each version: the row is never that of one who lost."""
    names = await begun(desk.one, *(listing() for _ in range(4)))

    async def write(stores: Stores, writer: int) -> None:
        for _ in range(8):
            seen = await stores.ledger.read([*map(Wanted, names)])
            batch = [
                append_to(one.stream, seen=one, snapshot=f"{writer} {one.version}".encode()) for one in seen
            ]
            batch = [
                msgspec.structs.replace(append, listing=listing(taken_by=append.snapshot.decode()))
                for append in batch
            ]
            await stores.ledger.append(batch)

    await asyncio.gather(*(write((desk.one, desk.other)[writer % 2], writer) for writer in range(10)))
    snapshots = {name: (await look(desk.one.ledger, name)).snapshot.decode() for name in names}
    rows = {one.stream: one.listing.taken_by for one in await desk.other.listings.find(EVERYTHING)}
    assert rows == snapshots


async def test_the_clock_that_ends_first_comes_first_and_cases_without_one_last(stores: Stores) -> None:
    names = await begun(
        stores,
        listing(due_at=NOON + 3 * HOUR),
        listing(stage=Stage.CLOSED),
        listing(due_at=NOON - HOUR, stage=Stage.DECIDING, severity=Severity.S1),
        listing(due_at=NOON + HOUR, stage=Stage.EVIDENCE, severity=Severity.S4, venue="demo"),
    )
    found = await stores.listings.find(EVERYTHING)
    assert names_of(found) == [names[2], names[3], names[0], names[1]]


async def test_the_graver_comes_first_and_within_it_the_clock(stores: Stores) -> None:
    names = await begun(
        stores,
        listing(severity=Severity.S1, due_at=NOON),
        listing(severity=Severity.S4, stage=Stage.CLOSED),
        listing(severity=Severity.S4, due_at=NOON + HOUR, venue="demo"),
        listing(severity=Severity.S3, due_at=NOON + HOUR),
        listing(severity=Severity.S3, due_at=NOON, stage=Stage.RULED),
    )
    found = await stores.listings.find(Query(sort=Order.URGENCY))
    assert names_of(found) == [names[2], names[1], names[4], names[3], names[0]]


async def test_the_newest_first(stores: Stores) -> None:
    opened = [NOON + HOUR * hours for hours in (2, 0, 3, 1)]
    stages = (Stage.TALKING, Stage.CLOSED, Stage.CLOSED, Stage.DECIDING)
    names = await begun(
        stores, *(listing(opened_at=at, stage=stage) for at, stage in zip(opened, stages, strict=True))
    )
    found = await stores.listings.find(Query(sort=Order.OPENED))
    assert names_of(found) == [names[2], names[0], names[3], names[1]]


@pytest.mark.parametrize("sort", Order)
async def test_ties_are_in_the_order_of_their_ids(stores: Stores, sort: Order) -> None:
    names = await begun(stores, *(listing(venue=venue) for venue in ("olist", "demo") * 10))
    found = names_of(await all_pages(stores, Query(sort=sort, limit=3)))
    assert found == sorted(names, key=lambda name: name.id, reverse=sort is Order.OPENED)


def some_rows(random: Random) -> list[Listing]:
    """Cases of every sort, with many ties."""
    rows = []
    for number in range(150):
        stage = random.choice(list(Stage))
        row = listing(
            venue=random.choice(["olist", "demo"]),
            order=f"order {random.randrange(8)}",
            complainant=f"buyer {random.randrange(8)}",
            respondent=f"shop {random.randrange(4)}",
            kind=random.choice(["not_received", "quality_visible", "fake"]),
            severity=random.choice(list(Severity)),
            stage=stage,
            opened_at=NOON - HOUR * random.randrange(20),
            amount_minor=number,
        )
        if stage is not Stage.CLOSED:
            row = msgspec.structs.replace(
                row,
                clock=random.choice([SpanName.TALK, SpanName.EXAMINING]),
                owed_by=random.choice(list(Side)),
                due_at=NOON + HOUR * random.randrange(20),
                taken_by=random.choice(["", "", "olga", "ivan"]),
            )
        rows.append(row)
    return rows


NAMED: list[dict[str, Any]] = [
    {},
    {"venue": "demo"},
    {"venue": "nowhere"},
    {"venue": "olist", "complainant": "buyer 3"},
    {"complainant": "buyer 3"},
    {"venue": "olist", "respondent": "shop 1"},
    {"respondent": "shop 1"},
    {"order": "order 5"},
    {"venue": "demo", "order": "order 5", "respondent": "shop 1"},
    {"order": "order 5", "complainant": "buyer 3"},
    {"taken_by": "olga"},
    {"taken_by": "ivan", "respondent": "shop 1"},
    {"taken_by": ""},
    {"taken_by": "", "complainant": "buyer 3"},
]
NARROWED: list[dict[str, Any]] = [
    {},
    {"stages": (Stage.DECIDING, Stage.TALKING, Stage.DECIDING)},
    {"stages": (Stage.CLOSED,), "kinds": ("fake", "quality_visible")},
    {"severities": (Severity.S4, Severity.S1, Severity.S4)},
    {"owed_by": (Side.STAFF, Side.BOTH)},
    {"stages": (Stage.CLOSED,), "owed_by": (Side.STAFF,)},
    {
        "stages": (Stage.EXAMINING, Stage.RULED, Stage.PERFORMING, Stage.EVIDENCE),
        "kinds": ("not_received",),
        "severities": (Severity.S2, Severity.S3),
    },
]


def expected(cases: dict[StreamId, Listing], query: Query) -> list[Listed]:
    """The same, from the words of the port alone."""
    fitting = [
        Listed(name, row)
        for name, row in cases.items()
        if query.venue in (None, row.venue)
        and query.order in (None, row.order)
        and query.complainant in (None, row.complainant)
        and query.respondent in (None, row.respondent)
        and query.taken_by in (None, row.taken_by)
        and (not query.stages or row.stage in query.stages)
        and (not query.kinds or row.kind in query.kinds)
        and (not query.severities or row.severity in query.severities)
        and (not query.owed_by or row.owed_by in query.owed_by)
    ]
    fitting.sort(key=lambda one: one.stream.id, reverse=query.sort is Order.OPENED)
    if query.sort is Order.OPENED:
        return sorted(fitting, key=lambda one: one.listing.opened_at, reverse=True)
    fitting.sort(key=lambda one: (one.listing.due_at is None, one.listing.due_at or NOON))
    if query.sort is Order.URGENCY:
        fitting.sort(key=lambda one: list(Severity).index(one.listing.severity), reverse=True)
    return fitting


@pytest.mark.parametrize("sort", Order)
async def test_every_query_finds_what_fits_in_order_on_pages_of_any_length(
    stores: Stores, sort: Order
) -> None:
    """Against a plain filter and sort of all cases: whoever asks, whatever is narrowed down."""
    rows = some_rows(Random(7))
    cases = dict(zip(await begun(stores, *rows), rows, strict=True))
    for number, (named, narrowed) in enumerate(product(NAMED, NARROWED)):
        query = Query(**(narrowed | named), sort=sort, limit=(1_000, 7, 20)[number % 3])
        assert await all_pages(stores, query) == expected(cases, query), query
        fitting = len(expected(cases, query))
        assert await stores.listings.count(query, most=1_000) == fitting, query
        assert await stores.listings.count(query, most=3) == min(3, fitting), query


async def test_a_count_knows_nothing_of_pages(stores: Stores) -> None:
    await begun(stores, *(listing() for _ in range(5)))
    for named in ({}, {"complainant": "anna"}):
        (first,) = await stores.listings.find(Query(**named, limit=1))
        assert await stores.listings.count(Query(**named, limit=1, after=first, sort=Order.OPENED)) == 5


async def test_nothing_is_found_of_a_page_of_no_cases(stores: Stores) -> None:
    await begun(stores, listing())
    assert await stores.listings.find(Query(limit=0)) == []


@pytest.mark.parametrize("sort", Order)
@pytest.mark.parametrize("named", [{}, {"venue": "olist", "respondent": "shop"}, {"complainant": "anna"}])
async def test_pages_show_each_case_that_stays_once_while_others_move(
    desk: Desk, sort: Order, named: dict[str, Any]
) -> None:
    """Another process moves half of the cases to and fro in the queue, closes some and begins others."""
    random = Random(3)
    rows = [
        listing(due_at=NOON + HOUR * (n % 7), opened_at=NOON + HOUR * (n % 5), severity=list(Severity)[n % 4])
        for n in range(60)
    ]
    names = await begun(desk.one, *rows)
    staying, moving = names[:30], names[30:]
    seen: list[StreamId] = []
    query = Query(**named, sort=sort, limit=4)
    while page := await desk.one.listings.find(query):
        seen += names_of(page)
        query = msgspec.structs.replace(query, after=page[-1])
        for name in random.sample(moving, 6):
            row = listing(due_at=NOON + HOUR * random.randrange(9), severity=random.choice(list(Severity)))
            if random.random() < 0.3:
                row = listing(stage=Stage.CLOSED)
            found = await look(desk.other.ledger, name)
            assert await desk.other.ledger.append([append_to(name, seen=found, listing=row)]) == [True]
    assert sorted(name for name in seen if name in staying) == sorted(staying)


async def test_a_page_goes_on_behind_a_case_that_has_left_the_queue(stores: Stores) -> None:
    """What counts is the last case as it was shown, wherever it is by now."""
    names = await begun(stores, *(listing(due_at=NOON + HOUR * n) for n in range(4)))
    page = await stores.listings.find(Query(limit=2))
    gone = append_to(names[1], seen=await look(stores.ledger, names[1]), listing=listing(stage=Stage.CLOSED))
    assert await stores.ledger.append([gone]) == [True]
    rest = await stores.listings.find(Query(limit=2, after=page[-1]))
    assert names_of(rest) == [names[2], names[3]]


async def test_rows_are_written_anew_only_at_the_version_that_they_were_made_from(stores: Stores) -> None:
    with_row, moved, without_row = await begun(stores, listing(), listing(), listing())
    fresh = new_stream()
    assert await stores.ledger.append([append_to(fresh)]) == [True]
    seen = await look(stores.ledger, moved)
    assert await stores.ledger.append([append_to(moved, seen=seen)]) == [True]
    made = [
        (name, 1, listing(taken_by="anew")) for name in (without_row, moved, with_row, fresh, new_stream())
    ]
    assert await stores.listings.renew(made) == [True, False, True, True, False]
    rows = {one.stream: one.listing.taken_by for one in await stores.listings.find(EVERYTHING)}
    assert rows == {with_row: "anew", without_row: "anew", fresh: "anew", moved: ""}
    assert await stores.listings.renew([]) == []


async def test_writing_anew_never_overtakes_an_append(desk: Desk) -> None:
    """Somebody appends while somebody else writes rows anew from what it had read: the newer row stays."""
    names = await begun(desk.one, *(listing(taken_by="1") for _ in range(20)))

    async def append() -> None:
        for _ in range(10):
            seen = await desk.one.ledger.read([Wanted(name) for name in names])
            batch = [
                append_to(one.stream, seen=one, listing=listing(taken_by=str(one.version + 1)))
                for one in seen
            ]
            assert await desk.one.ledger.append(batch) == [True] * len(names)

    async def renew() -> None:
        for _ in range(25):
            seen = await desk.other.ledger.read([Wanted(name) for name in names])
            await desk.other.listings.renew(
                [(one.stream, one.version, listing(taken_by=str(one.version))) for one in seen]
            )

    await asyncio.gather(append(), renew(), renew())
    rows = await desk.one.listings.find(EVERYTHING)
    assert [one.listing.taken_by for one in rows] == ["11"] * 20
