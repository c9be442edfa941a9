"""How PostgreSQL finds a page of a queue: by the index that is sorted so, reading about a page of rows."""

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

import asyncpg
import pytest

from hejie.adapters.postgres.connections import Connections
from hejie.adapters.postgres.listings import PostgresListings
from hejie.casework.listings import Listed, Order, Query
from hejie.domain.case import Severity, Stage
from hejie.domain.roles import Side

from .builders import NOON, listing, new_stream
from .conftest import OLDEST, PLAIN, SPLIT, new_database
from .servers import Server
from .test_plans import Untouched, explain

LIMIT = 20
STAFF_STAGES = (Stage.EXAMINING, Stage.DECIDING, Stage.REVIEWING)

FILL = """
    INSERT INTO listing
    SELECT
        n % 256, gen_random_uuid(), CASE WHEN n % 50 = 0 THEN 'small' ELSE 'big' END, 'order ' || n,
        'buyer ' || n % 60000, CASE WHEN n % 10 = 0 THEN 'giant' ELSE 'shop ' || n % 997 END,
        'kind ' || n % 11, 'S' || 1 + n % 4, stage, NULL, 'CNY', 100,
        timestamptz '2026-03-02 12:00Z' - n * interval '1 minute', NULL,
        CASE WHEN stage <> 'closed' THEN 'staff' END,
        CASE WHEN stage <> 'closed' THEN timestamptz '2026-03-02 12:00Z' + n % 7919 * interval '1 minute'
            ELSE 'infinity' END,
        CASE WHEN stage <> 'closed' AND n % 3 = 0 THEN 'officer ' || n % 40 ELSE '' END, 'pack', '1'
    FROM (
        SELECT
            n,
            CASE WHEN n % 9 = 0 THEN ($1::text[])[1 + n / 9 % array_length($1, 1)] ELSE 'closed' END AS stage
        FROM generate_series(1, $2::integer) AS n
    ) AS cases
"""
"""Nine of ten cases are closed, one of ten is the giant merchant's, one of fifty of the small venue."""

SHOWN = Listed(new_stream(), listing(due_at=NOON, opened_at=NOON, severity=Severity.S3))
"""The last case of a page before, somewhere in the middle."""

QUERIES: Mapping[str, tuple[Query, str]] = {
    "staff": (Query(stages=STAFF_STAGES, sort=Order.URGENCY), "listing_due"),
    "staff, the next page": (Query(stages=STAFF_STAGES, sort=Order.URGENCY, after=SHOWN), "listing_due"),
    "staff, by clock": (Query(stages=STAFF_STAGES), "listing_due"),
    "staff of a small venue": (Query(venue="small", stages=STAFF_STAGES, sort=Order.URGENCY), "listing_due"),
    "staff, the grave ones": (Query(stages=STAFF_STAGES, severities=(Severity.S4,)), "listing_due"),
    "staff, the newest": (Query(stages=STAFF_STAGES, sort=Order.OPENED), "listing_opened"),
    "everything by clock": (Query(), "listing_due"),
    "everything by clock, the next page": (Query(after=SHOWN), "listing_due"),
    "everything by urgency": (Query(sort=Order.URGENCY), "listing_due"),
    "the newest of everything": (Query(sort=Order.OPENED), "listing_opened"),
    "the newest closed": (
        Query(venue="big", stages=(Stage.CLOSED,), sort=Order.OPENED, after=SHOWN), "listing_opened",
    ),
    "what staff owes": (Query(owed_by=(Side.STAFF,)), "listing_due"),
    "a giant merchant": (Query(venue="big", respondent="giant"), "listing_respondent_due"),
    "a giant merchant, any venue": (Query(respondent="giant", sort=Order.URGENCY), "listing_respondent_due"),
    "a giant merchant, the newest": (
        Query(venue="big", respondent="giant", sort=Order.OPENED), "listing_respondent_opened",
    ),
    "a small merchant": (Query(venue="big", respondent="shop 7"), "listing_respondent_due"),
    "a complainant": (Query(venue="big", complainant="buyer 77", sort=Order.OPENED), "listing_complainant"),
    "an order": (Query(venue="big", order="order 77"), "listing_order"),
    "in one person's hands": (Query(taken_by="officer 9", sort=Order.URGENCY), "listing_taken"),
}  # fmt: skip


class Asked(NamedTuple):
    """The statement that a query becomes."""

    name: str
    parts: frozenset[str]
    values: dict[str, Any]


class Overheard(Connections):
    """Connections that are never used: they only remember what was asked."""

    def __init__(self) -> None:
        self.asked: list[Asked] = []

    async def fetch(
        self, name: str, parts: frozenset[str] = frozenset(), /, **values: Any
    ) -> list[asyncpg.Record]:
        self.asked.append(Asked(name, parts, values))
        return []


async def statement_of(query: Query) -> Asked:
    overheard = Overheard()
    await PostgresListings(overheard).find(query)
    (asked,) = overheard.asked
    return asked


def scans(plan: str) -> set[str]:
    return set(re.findall(r"(?:Index|Bitmap Index)(?: Only)? Scan(?: Backward)? (?:using|on) (\w+)", plan))


@pytest.fixture(scope="session", params=(PLAIN, OLDEST, SPLIT))
def backend(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="session", params=["no row known", "thirty cases known"])
async def young_database(request: pytest.FixtureRequest, untouched: Untouched, backend: str) -> str:
    """A table as it is on the first day."""
    dsn = await untouched(request.param, backend)
    if request.param == "thirty cases known":
        owner = await asyncpg.connect(dsn)
        await owner.execute(FILL, list(Stage), 30)
        await owner.execute("ANALYZE listing")
        await owner.close()
    return dsn


@pytest.mark.parametrize("name", QUERIES)
async def test_a_page_is_read_by_the_index_that_is_made_for_it(young_database: str, name: str) -> None:
    """Already on the first day: a plan is kept for a minute, and the table may grow meanwhile."""
    query, index = QUERIES[name]
    asked = await statement_of(query)
    plan = await explain(young_database, asked.name, asked.values, parts=asked.parts)
    used = await index_names(young_database, scans(plan))
    # The venues of all are listed by whichever index begins with them.
    assert index in used, plan
    assert used <= {index, *BY_VENUE}, plan
    assert re.findall("Seq Scan|Hash Join|Merge Join", plan) == [], plan
    assert plan.count("->  Sort") == 1, "the few that each branch gives, and nothing else, are put in order"


BY_VENUE = frozenset({"listing_due", "listing_opened", "listing_respondent_due", "listing_respondent_opened"})


async def index_names(dsn: str, used: set[str]) -> set[str]:
    """Indexes by the names that the migrations gave them, whichever partition they belong to."""
    owner = await asyncpg.connect(dsn)
    rows = await owner.fetch(
        "SELECT c.relname, coalesce(p.inhparent, c.oid)::regclass::text AS name FROM pg_class AS c"
        " LEFT JOIN pg_inherits AS p ON p.inhrelid = c.oid WHERE c.relkind IN ('i', 'I')"
    )
    await owner.close()
    names = {row["relname"]: row["name"] for row in rows}
    return {names[name] for name in used}


class Full(NamedTuple):
    """A database with many cases, in tables split into so many parts."""

    dsn: str
    cases: int
    parts: int


@pytest.fixture(scope="module", params=[(200_000, 1), (40_000, 8)], ids=["whole", "by bucket"])
async def full(request: pytest.FixtureRequest, server_18: Server) -> Full:
    """More cases than anybody looks through."""
    cases, parts = request.param
    dsn = await new_database(server_18, f"full {parts}", parts if parts > 1 else None)
    owner = await asyncpg.connect(dsn)
    await owner.execute(FILL, [stage for stage in Stage if stage is not Stage.CLOSED], cases)
    await owner.execute("ANALYZE listing")
    await owner.close()
    return Full(dsn, cases, parts)


@pytest.mark.parametrize("name", QUERIES)
async def test_of_two_hundred_thousand_cases_a_page_reads_about_a_page(full: Full, name: str) -> None:
    """At most a page for each venue, stage and severity that is looked in, however many wait there."""
    query, _ = QUERIES[name]
    asked = await statement_of(query)
    plan = await explain(full.dsn, asked.name, asked.values, parts=asked.parts, ran=True)
    assert 0 < rows_read(plan) <= most_read(query, full), plan
    assert rows_thrown_away(plan) <= LIMIT, plan


def most_read(query: Query, full: Full) -> int:
    if query.complainant or query.order:
        return LIMIT
    if query.taken_by:
        return 2 * full.cases // 9 // 40
    venues = 1 if query.venue else 2
    branches = venues * len(query.stages_sought) * len(query.severities_sought)
    # One more of each part, where parts are merged, to see which comes next; some to learn the venues.
    return branches * (LIMIT + full.parts) + 4 * full.parts


def rows_read(plan: str) -> int:
    """Rows that came out of indexes of listings, over all repetitions."""
    found = re.findall(r"Index[^\n]* Scan[^\n]* listing[^\n]*rows=([\d.]+) loops=(\d+)", plan)
    return round(sum(float(rows) * int(loops) for rows, loops in found))


def rows_thrown_away(plan: str) -> int:
    return sum(map(int, re.findall(r"Rows Removed by Filter: (\d+)", plan)))


async def test_a_count_stops_where_it_may(full: Full) -> None:
    connections = Connections(full.dsn)
    listings = PostgresListings(connections)
    assert await listings.count(Query()) == 100
    assert await listings.count(Query(venue="small"), most=1_000_000) == full.cases // 50
    assert await listings.count(Query(owed_by=(Side.COMPLAINANT,)), most=10) == 0
    await connections.close()
