"""What the schema and the statements must respect, so that the same SQL runs on one server and on many."""

import asyncio
import re
import subprocess
import sys
from pathlib import Path

import asyncpg
import pytest

import hejie.adapters.postgres
from hejie.adapters.postgres.migrate import APP_ROLE, READ_INDEXES, REFERENCE_TABLES, heads, migrate
from hejie.adapters.postgres.statements import FOLDER, number_parameters

from .conftest import PARTITIONS, TABLES
from .servers import Server

HOT_TABLES = sorted(set(TABLES) - REFERENCE_TABLES)
STATEMENTS = sorted(FOLDER.glob("*.sql"))
MIGRATIONS = sorted((Path(hejie.adapters.postgres.__file__).parent / "migrations" / "versions").glob("*.sql"))

KEYS_WITHOUT_BUCKET = """
    SELECT c.conrelid::regclass::text AS "table", c.conname AS name
    FROM pg_constraint AS c
    JOIN pg_attribute AS a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
    WHERE c.connamespace = 'public'::regnamespace AND c.contype IN ('p', 'u', 'f', 'x')
        AND a.attname <> 'bucket'
    UNION
    SELECT i.indrelid::regclass::text, i.indexrelid::regclass::text
    FROM pg_index AS i
    JOIN pg_class AS t ON t.oid = i.indrelid
    LEFT JOIN pg_attribute AS a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
    WHERE t.relnamespace = 'public'::regnamespace AND i.indisunique AND a.attname IS DISTINCT FROM 'bucket'
"""

INDEXES_WITHOUT_BUCKET = """
    SELECT DISTINCT coalesce(p.inhparent, i.indexrelid)::regclass::text AS name
    FROM pg_index AS i
    JOIN pg_class AS t ON t.oid = i.indrelid
    LEFT JOIN pg_inherits AS p ON p.inhrelid = i.indexrelid
    LEFT JOIN pg_attribute AS a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
    WHERE t.relnamespace = 'public'::regnamespace AND NOT i.indisunique
        AND a.attname IS DISTINCT FROM 'bucket'
"""


async def keys_without_bucket(owner: asyncpg.Connection) -> set[str]:
    return {row["table"] for row in await owner.fetch(KEYS_WITHOUT_BUCKET)}


async def indexes_without_bucket(owner: asyncpg.Connection) -> set[str]:
    return {row["name"] for row in await owner.fetch(INDEXES_WITHOUT_BUCKET)}


async def test_bucket_opens_every_key(database: str) -> None:
    """Except of reference tables, which are the same on every node."""
    owner = await asyncpg.connect(database)
    assert await keys_without_bucket(owner) == REFERENCE_TABLES
    await owner.close()


async def test_bucket_opens_every_index_but_those_by_which_pages_are_read(database: str) -> None:
    """No index that is not on the list of exceptions, and none on it that is not there."""
    owner = await asyncpg.connect(database)
    assert await indexes_without_bucket(owner) == READ_INDEXES
    await owner.close()


@pytest.mark.parametrize(
    "mistake",
    [
        "CREATE TABLE mistake (id uuid PRIMARY KEY, bucket smallint)",
        "CREATE TABLE mistake (bucket smallint PRIMARY KEY, id uuid UNIQUE)",
        "CREATE TABLE mistake (bucket smallint, id uuid); CREATE UNIQUE INDEX ON mistake (id)",
        "CREATE TABLE mistake (bucket smallint, pack text, v text, FOREIGN KEY (pack, v) REFERENCES pack)",
    ],
)
async def test_the_check_of_keys_sees_a_key_without_bucket(plain_database: str, mistake: str) -> None:
    owner = await asyncpg.connect(plain_database)
    transaction = owner.transaction()
    await transaction.start()
    await owner.execute(mistake)
    assert "mistake" in await keys_without_bucket(owner)
    await transaction.rollback()
    await owner.close()


async def test_the_check_of_indexes_sees_an_index_without_bucket(plain_database: str) -> None:
    owner = await asyncpg.connect(plain_database)
    transaction = owner.transaction()
    await transaction.start()
    await owner.execute("CREATE INDEX mistake ON listing (amount_minor)")
    assert await indexes_without_bucket(owner) == READ_INDEXES | {"mistake"}
    await transaction.rollback()
    await owner.close()


async def test_split_by_bucket_every_hot_table_has_its_partitions(split_database: str) -> None:
    owner = await asyncpg.connect(split_database)
    rows = await owner.fetch("SELECT inhparent::regclass::text AS name, count(*) FROM pg_inherits GROUP BY 1")
    parts = {row["name"]: row["count"] for row in rows}
    assert {name: parts[name] for name in HOT_TABLES} == dict.fromkeys(HOT_TABLES, PARTITIONS)
    await owner.close()


async def test_there_are_no_triggers_sequences_or_exclusion_constraints(database: str) -> None:
    owner = await asyncpg.connect(database)
    assert await owner.fetchval("SELECT count(*) FROM pg_trigger") == 0
    assert await owner.fetchval("SELECT count(*) FROM pg_class WHERE relkind = 'S'") == 0
    assert (
        await owner.fetchval(
            "SELECT count(*) FROM pg_constraint WHERE contype IN ('t', 'x') OR condeferrable"
        )
        == 0
    )
    await owner.close()


def uses_without_bucket(text: str) -> list[str]:
    """Uses of a hot table in a statement that do not fix its bucket. Reads SQL as we write it, not any SQL.

    A table that is read or changed needs `bucket = …` under its alias (bare where it has none); one that is
    inserted into needs `bucket` as its first column.
    """
    sql = re.sub(r"--.*", "", text)
    tables = "|".join(HOT_TABLES)
    faults = [
        f"INSERT INTO {table}"
        for table, first in re.findall(rf"INSERT INTO ({tables})\b(?: AS \w+)? \(\s*(\w+)", sql)
        if first != "bucket"
    ]
    uses = re.findall(rf"(?:(?<!DO )UPDATE|(?<!DISTINCT )FROM|JOIN|USING)\s+({tables})\b(?: AS (\w+))?", sql)
    for table, alias in uses:
        name = rf"{alias}\.bucket" if alias else r"(?<!\.)bucket"
        if not re.search(rf"\b{name} = (:|ANY\(:|\w+\.bucket)", sql):
            faults.append(f"{table} {alias}".strip())
    return faults


READ_OVER_ALL_BUCKETS = {
    "listings_due": "listing",
    "listings_opened": "listing",
    "listings_few": "listing",
    "listings_count": "listing",
    "account_of_box": "account",
    "orders_of": "market_order",
    "upload_refers_to": "upload",
}
"""Statements that read one table by an index that does not begin with the bucket."""


@pytest.mark.parametrize("path", STATEMENTS, ids=lambda path: path.stem)
def test_every_use_of_a_hot_table_fixes_its_bucket(path: Path) -> None:
    tables = {use.split()[0] for use in uses_without_bucket(path.read_text())}
    assert tables == {READ_OVER_ALL_BUCKETS[path.stem]} if path.stem in READ_OVER_ALL_BUCKETS else not tables


@pytest.mark.parametrize("name", READ_OVER_ALL_BUCKETS)
def test_what_looks_into_all_buckets_only_reads(name: str) -> None:
    sql = re.sub(r"--.*", "", (FOLDER / f"{name}.sql").read_text())
    assert re.findall(r"\b(INSERT|UPDATE|DELETE|FOR SHARE)\b", sql) == []


@pytest.mark.parametrize(
    "mistake",
    [
        "SELECT body FROM event WHERE id = :id",
        "SELECT 1 FROM asked AS a JOIN stream AS s ON s.id = a.id WHERE a.bucket = :bucket",
        "UPDATE outbox SET state = 'dead' WHERE bucket > :bucket",
        "INSERT INTO event (id, bucket) VALUES (:id, :bucket)",
        "DELETE FROM outbox AS o USING asked AS a WHERE o.id = a.id",
    ],
)
def test_the_check_of_statements_sees_a_missing_bucket(mistake: str) -> None:
    assert uses_without_bucket(mistake)


@pytest.mark.parametrize("path", STATEMENTS, ids=lambda path: path.stem)
def test_every_statement_says_what_it_does_and_is_one_statement(path: Path) -> None:
    first, *rest = path.read_text().splitlines()
    assert re.match(r"-- [A-Z].{20,}", first)
    assert not any(";" in re.sub(r"--.*", "", line) for line in rest)


@pytest.mark.parametrize("path", [*STATEMENTS, *MIGRATIONS], ids=lambda path: path.stem)
def test_nothing_waits_on_what_a_cluster_does_not_have(path: Path) -> None:
    sql = re.sub(r"--.*", "", path.read_text())
    forbidden = (
        r"\b(pg_notify|NOTIFY|LISTEN|TRIGGER|SEQUENCE|SERIAL|IDENTITY|EXCLUDE|DEFERRABLE|uuidv7|MERGE)\b"
    )
    assert re.findall(forbidden, sql, re.IGNORECASE) == []


def test_a_cast_or_a_slice_is_no_parameter() -> None:
    statement = number_parameters("SELECT (:b::int[])[w.from:w.to], :a::text, now()::date, :b")
    assert statement.text == "SELECT ($1::int[])[w.from:w.to], $2::text, now()::date, $1"
    assert statement.arguments({"a": "A", "b": "B"}) == ["B", "A"]


FORBIDDEN = [
    "UPDATE event SET body = body",
    "DELETE FROM event",
    "TRUNCATE event",
    "SELECT 1 FROM event FOR UPDATE",
    "UPDATE receipt SET answer = answer",
    "TRUNCATE receipt",
    "UPDATE pack SET body = body",
    "DELETE FROM pack",
    "UPDATE personal_payload SET ciphertext = ciphertext",
    "DELETE FROM personal_payload",
    "DELETE FROM personal_key",
    "DELETE FROM stream",
    "TRUNCATE stream, outbox",
    "DELETE FROM market_order",
    "DELETE FROM alembic_version",
    "DELETE FROM listing",
    "TRUNCATE account",
    "UPDATE credential SET principal = principal",
    "UPDATE note SET code = code",
    "DELETE FROM note",
    "UPDATE upload SET original_key = original_key",
    "UPDATE evidence_access SET person = person",
    "DELETE FROM evidence_access",
    "SELECT 1 FROM evidence_access FOR UPDATE",
    "CREATE TABLE mine (a int)",
    "CREATE SCHEMA mine",
    "DROP TABLE event",
    "ALTER TABLE event DISABLE TRIGGER ALL",
    "CREATE INDEX ON event (type)",
    "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "CREATE RULE r AS ON INSERT TO event DO INSTEAD NOTHING",
]


async def test_the_application_can_add_events_and_never_change_them(database: str) -> None:
    application = await asyncpg.connect(database, server_settings={"role": APP_ROLE})
    assert await application.fetchval("SELECT count(*) FROM event") == 0
    # It may ask for more rights; PostgreSQL answers with a warning and gives none.
    await application.execute(f"GRANT DELETE, UPDATE ON event TO {APP_ROLE}")
    for statement in FORBIDDEN:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await application.execute(statement)
    await application.close()


async def test_nor_can_it_reach_events_through_a_partition(split_database: str) -> None:
    application = await asyncpg.connect(split_database, server_settings={"role": APP_ROLE})
    for statement in ("DELETE FROM event_0", "UPDATE event_3 SET body = body", "TRUNCATE event_7"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await application.execute(statement)
    await application.close()


def test_the_steps_have_one_head() -> None:
    assert heads() == ["0002"]


async def test_migrating_again_and_side_by_side_changes_nothing(server_18: Server) -> None:
    owner = await asyncpg.connect(server_18.dsn())
    await owner.execute("CREATE DATABASE side_by_side")
    await owner.close()
    dsn = server_18.dsn("side_by_side")
    await asyncio.gather(migrate(dsn), migrate(dsn))
    before = await table_ids(dsn)
    await migrate(dsn)
    await migrate(dsn, partitions=4)
    assert await table_ids(dsn) == before
    assert {*HOT_TABLES, *REFERENCE_TABLES} == set(before)


async def test_the_owner_of_a_database_who_is_no_superuser_can_migrate(server_18: Server) -> None:
    owner = await asyncpg.connect(server_18.dsn())
    await owner.execute("CREATE ROLE landlord LOGIN CREATEROLE")
    await owner.execute("CREATE DATABASE let OWNER landlord")
    await owner.close()
    dsn = server_18.dsn("let").replace("postgres@", "landlord@")
    await migrate(dsn)
    assert set(await table_ids(dsn)) == {*HOT_TABLES, *REFERENCE_TABLES}


async def test_a_step_that_fails_leaves_nothing_behind(server_18: Server) -> None:
    """Half a schema is none: all statements of a step commit together."""
    owner = await asyncpg.connect(server_18.dsn())
    await owner.execute("CREATE DATABASE half")
    await owner.close()
    owner = await asyncpg.connect(server_18.dsn("half"))
    await owner.execute("CREATE TABLE outbox (in_the_way int)")
    with pytest.raises(Exception, match="already exists"):
        await migrate(server_18.dsn("half"))
    assert set(await table_ids(server_18.dsn("half"))) == {"outbox"}
    await owner.execute("DROP TABLE outbox")
    await owner.close()
    await migrate(server_18.dsn("half"))


async def table_ids(dsn: str) -> dict[str, int]:
    connection = await asyncpg.connect(dsn)
    rows = await connection.fetch(
        "SELECT relname, oid::int FROM pg_class"
        " WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')"
    )
    await connection.close()
    return {row["relname"]: row["oid"] for row in rows}


@pytest.mark.parametrize("path", MIGRATIONS, ids=lambda path: path.stem)
def test_squawk_finds_nothing_in_the_migrations(path: Path) -> None:
    """Two rules are off: a bucket is 0 to 255, and versions and counters never come near 2^31."""
    command: list[str | Path] = [
        Path(sys.executable).with_name("squawk"),
        "--assume-in-transaction",
        "--pg-version=15.0",
        "--exclude=prefer-bigint-over-smallint,prefer-bigint-over-int",
        path,
    ]
    linted = subprocess.run(command, capture_output=True, text=True, check=False)
    assert linted.returncode == 0, linted.stdout + linted.stderr
