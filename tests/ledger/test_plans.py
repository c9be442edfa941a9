"""How PostgreSQL carries out the statements: by index, and in one partition where one bucket is named."""

import re
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import uuid4

import pytest

from hejie.adapters.postgres.buckets import ALL_BUCKETS
from hejie.adapters.postgres.connections import Connections
from hejie.adapters.postgres.ledger import PostgresLedger
from hejie.adapters.postgres.statements import NO_PARTS, load

from .builders import HOUR, NOON, append_to, effect, new_stream, receipt
from .conftest import OLDEST, PLAIN, SPLIT

Untouched = Callable[[str, str], Awaitable[str]]

ID = uuid4()
OF_ONE_BUCKET: dict[str, dict[str, Any]] = {
    "events": {"bucket": 7, "kind": "case", "id": ID, "after_version": 0, "limit": 10},
    "payloads": {"bucket": 7, "kind": "case", "id": ID, "refs": [ID]},
    "erase_person": {"bucket": 7, "person": "anna"},
    "due": {"bucket": 7, "until": NOON, "after": None, "limit": 200},
    "lease_effects": {"bucket": 7, "now": NOON, "until": NOON + HOUR, "limit": 100},
    "effect_failed": {"bucket": 7, "kind": "case", "id": ID, "version": 1, "place": 0, "attempts": 1}
    | {"retry_at": NOON, "error": ""},
    "order_refs": {"bucket": 7, "venue": "olist", "after_ref": "", "limit": 10},
    "streams": {"bucket": 7, "kind": "case", "after": ID, "limit": 10},
    "forget_receipts": {"bucket": 7, "before": NOON, "limit": 10, "after_kind": "", "after_id": ID}
    | {"after_caller": "", "after_key": ""},
    "send_effect_again": {"bucket": 7, "kind": "case", "id": ID, "version": 1, "place": 0, "at": NOON},
    "account": {"bucket": 7, "login": "anna"},
    "credential": {"bucket": 7, "secret_hash": b"hash"},
    "extend_credential": {"bucket": 7, "secret_hash": b"hash", "expires_at": NOON},
    "revoke_credential": {"bucket": 7, "secret_hash": b"hash"},
    "forget_attempts": {"bucket": 7, "subject": "anna"},
    "notes": {"bucket": 7, "box": "anna", "after_at": None, "after_id": ID, "limit": 10},
    "unread_count": {"bucket": 7, "box": "anna", "most": 10},
    "mark_read": {"bucket": 7, "box": "anna", "until": NOON, "at": NOON},
    "endpoints": {"bucket": 7, "venue": "olist"},
    "remove_endpoint": {"bucket": 7, "venue": "olist", "id": ID},
    "lease_deliveries": {"bucket": 7, "now": NOON, "until": NOON + HOUR, "limit": 100, "but_not": []},
    "delivered": {"bucket": 7, "id": ID},
    "delivery_failed": {"bucket": 7, "id": ID, "attempts": 1, "retry_at": NOON, "error": ""},
    "send_delivery_again": {"bucket": 7, "id": ID, "at": NOON},
    "uploaded_since": {"bucket": 7, "owner": "anna", "since": NOON},
    "bind_uploads": {"bucket": 7, "owner": "anna", "hashes": ["a1"]},
    "accesses": {"bucket": 7, "kind": "case", "id": ID},
}
OF_MANY_BUCKETS: dict[str, dict[str, Any]] = {
    "read": {"bucket": [7], "kind": ["case"], "id": [ID], "caller": [""], "key": [""], "person": ["anna"]},
    "person_keys": {"bucket": [7], "kind": ["case"], "id": [ID], "person": ["anna"]},
    "effects_done": {"bucket": [7], "kind": ["case"], "id": [ID], "version": [1], "place": [0]},
    "get_orders": {"bucket": [7], "venue": ["olist"], "ref": ["a"]},
    "buckets_with_due": {"buckets": ALL_BUCKETS, "until": NOON},
    "buckets_with_effects": {"buckets": ALL_BUCKETS, "now": NOON},
    "dead_letters": {"buckets": ALL_BUCKETS, "limit": 10},
    "backlog": {"buckets": ALL_BUCKETS, "now": NOON, "most": 10},
    "credentials_of": {"buckets": ALL_BUCKETS, "box": "anna"},
    "revoke_credentials_of": {"buckets": ALL_BUCKETS, "box": "anna"},
    "forget_expired_credentials": {"buckets": ALL_BUCKETS, "at": NOON},
    "forget_expired_attempts": {"buckets": ALL_BUCKETS, "at": NOON},
    "buckets_with_deliveries": {"buckets": ALL_BUCKETS, "now": NOON, "but_not": ["email"]},
    "dead_deliveries": {"buckets": ALL_BUCKETS, "limit": 10},
    "uploads": {"bucket": [7], "owner": ["anna"], "sha256": ["a1"]},
    "remove_unbound_uploads": {"buckets": ALL_BUCKETS, "before": NOON, "limit": 10},
}
OVER_ALL_BUCKETS: dict[str, dict[str, Any]] = {
    "orders_of": {"venue": "olist", "buyer": "anna", "after_placed_at": None, "after_ref": "", "limit": 10},
    "account_of_box": {"box": "anna"},
    "upload_refers_to": {"sha256": "a1"},
}


PARTS = {
    "append": frozenset({"new_streams", "receipts", "listings"}),
    "read": frozenset({"persons"}),
    "streams": frozenset({"after"}),
}
"""The parts with which statements are looked at: all that join or compare something."""

NEW_AND_KNOWN: dict[str, Any] = dict.fromkeys(load("append", PARTS["append"]).parameters)


async def explain(
    dsn: str, name: str, values: dict[str, Any], *, parts: frozenset[str] = NO_PARTS, ran: bool = False
) -> str:
    """The plan of a prepared statement on the ledger's own connections; with what really ran, if asked."""
    connections = Connections(dsn)
    statement = load(name, PARTS.get(name, parts))
    async with connections.hold() as connection:
        prepared = await connection.prepare(statement.text)
        given = ", ".join(map(literal, statement.arguments(values)))
        rows = await connection.fetch(
            f'EXPLAIN (ANALYZE {ran}, COSTS off) EXECUTE "{prepared.get_name()}" ({given})'
        )
    await connections.close()
    return "\n".join(row[0] for row in rows)


def literal(value: Any) -> str:
    """A value as SQL text; EXECUTE takes no parameters."""
    if value is None:
        return "NULL"
    if isinstance(value, list | tuple):
        return "'{" + ", ".join("NULL" if one is None else f'"{one}"' for one in value) + "}'"
    if isinstance(value, bytes):
        return f"'\\x{value.hex()}'"
    return f"'{value}'"


@pytest.mark.parametrize("name", OF_ONE_BUCKET)
async def test_a_statement_of_one_bucket_touches_one_partition(young_split_database: str, name: str) -> None:
    plan = await explain(young_split_database, name, OF_ONE_BUCKET[name])
    assert len(set(re.findall(r"Scan.* on \w+_(\d)\b", plan))) == 1, plan


@pytest.mark.parametrize("name", ["read", "person_keys", "effects_done", "get_orders", "uploads"])
async def test_a_batch_looks_only_into_the_partitions_of_its_buckets(
    young_split_database: str, name: str
) -> None:
    """What the plan holds for the other partitions is not carried out."""
    plan = await explain(young_split_database, name, OF_MANY_BUCKETS[name], ran=True)
    scans = re.findall(r"Scan using \w+ on (\w+?)_(\d)\b.*?\((never executed|actual)", plan)
    assert len(scans) > 1, plan
    for table in {table for table, _, _ in scans}:
        executed = [part for of, part, ran in scans if of == table and ran == "actual"]
        assert len(executed) <= 1, plan


ALL = OF_ONE_BUCKET | OF_MANY_BUCKETS | OVER_ALL_BUCKETS | {"append": NEW_AND_KNOWN}


READ_WHOLE_WHILE_YOUNG = ("lease_effects", "lease_deliveries", "forget_receipts", "remove_unbound_uploads")
"""They read a whole bucket, or an owner's uploads, taken for one row, until the plan is made anew a minute
later."""


@pytest.fixture(scope="session", params=(PLAIN, OLDEST, SPLIT))
def backend(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="session", params=["without statistics", "thirty rows known"])
async def young_database(request: pytest.FixtureRequest, untouched: Untouched, backend: str) -> str:
    """Tables as they are on the first day, when reading all of one looks cheap."""
    dsn = await untouched(request.param, backend)
    connections = Connections(dsn)
    ledger = PostgresLedger(connections)
    batch = [append_to(new_stream(), effects=[effect()], receipt=receipt("key")) for _ in range(30)]
    assert await ledger.append(batch) == [True] * 30
    if request.param == "thirty rows known":
        async with connections.hold() as connection:
            await connection.execute("ANALYZE stream, event, receipt, outbox")
    await ledger.close()
    return dsn


@pytest.fixture(scope="session")
async def young_split_database(untouched: Untouched) -> str:
    return await untouched("empty", SPLIT)


@pytest.fixture(scope="session")
async def empty_database(untouched: Untouched, backend: str) -> str:
    return await untouched("empty", backend)


@pytest.mark.parametrize("name", ALL)
async def test_no_statement_reads_a_whole_table(young_database: str, name: str) -> None:
    """A plan made on the first day is kept, so it must do for a full table too."""
    plan = await explain(young_database, name, ALL[name])
    assert re.findall("Seq Scan|Hash Join|Hash Anti Join|Merge Join", plan) == [], plan
    assert "Index" in plan, plan
    if name in READ_WHOLE_WHILE_YOUNG:
        return
    compared = re.findall(
        r"Filter: .*\b(?:kind|id|venue|ref|version|login|box|subject|owner|sha256|secret_hash|buyer) = .*",
        plan,
    )
    assert [line for line in compared if "hashed SubPlan" not in line and "ANY" not in line] == [], plan


async def test_new_streams_are_told_apart_by_a_hashed_lookup(empty_database: str) -> None:
    """Comparing every new stream with every other would cost a batch of 500 a quarter of a million steps."""
    plan = await explain(empty_database, "append", NEW_AND_KNOWN)
    assert "hashed SubPlan" in plan, plan


@pytest.mark.parametrize("name", ["due", "lease_effects", "lease_deliveries"])
async def test_what_is_ready_is_taken_from_the_index_in_order(young_database: str, name: str) -> None:
    """No sorting: of a million that are ready the first two hundred must cost two hundred."""
    plan = await explain(young_database, name, ALL[name])
    assert "->  Sort" not in plan, plan
    assert re.search(r"Index Cond: \(\(bucket = .* AND \((?:next_due_at|run_at) <= ", plan), plan
