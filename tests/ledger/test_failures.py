"""The database fails in many ways: the ledger says so in the port's words, loses nothing, and recovers."""

import asyncio
import os
import shutil
import subprocess
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import asyncpg
import pytest

from hejie.adapters.postgres.connections import ATTEMPTS, Connections
from hejie.adapters.postgres.ledger import PostgresLedger
from hejie.adapters.postgres.migrate import APP_ROLE
from hejie.casework.ledger import ConflictInBatch, Ledger, LedgerFull, LedgerUnavailable, Wanted

from .builders import NOON, append_to, effect, history, is_chained, look, new_stream, receipt
from .conftest import new_database
from .servers import Server, private_folder, wheel_binaries

PATIENCE_SECONDS = 30
"""No call may hang; generous, because the machine may be busy."""

TOUCH = "UPDATE stream SET updated_at = now() WHERE bucket = $1 AND kind = $2 AND id = $3"
"""What another program does to a stream's row, without changing what the ledger reads of it."""

BALLAST = "ballast"
TMPFS_MB = 80


@asynccontextmanager
async def ledger_on(
    dsn: str,
    *,
    role: str | None = APP_ROLE,
    size: int = 8,
    connect_seconds: float = 5,
    statement_seconds: float = 30,
) -> AsyncIterator[PostgresLedger]:
    ledger = PostgresLedger(
        Connections(
            dsn, role=role, size=size, connect_seconds=connect_seconds, statement_seconds=statement_seconds
        )
    )
    yield ledger
    await ledger.close()


@pytest.fixture(scope="module")
def frail_server() -> Iterator[Server]:
    """A server of our own to mistreat."""
    server = Server(wheel_binaries(), settings={"max_connections": "14", "deadlock_timeout": "300ms"})
    server.create()
    server.start()
    yield server
    server.remove()


@pytest.fixture(scope="module")
async def frail(frail_server: Server) -> str:
    return await new_database(frail_server, "frail")


async def test_where_nobody_listens_the_ledger_is_unavailable(tmp_path: Path) -> None:
    async with ledger_on(f"postgresql://postgres@/nothing?host={tmp_path}") as ledger:
        with pytest.raises(LedgerUnavailable):
            await ledger.append([append_to(new_stream())])
        with pytest.raises(LedgerUnavailable):
            async with ledger.due(1, NOON, 1, None):
                pass


@pytest.mark.parametrize("wrong", ["role", "database"])
async def test_where_we_are_not_let_in_the_ledger_is_unavailable_and_says_why(
    frail: str, frail_server: Server, wrong: str
) -> None:
    dsn, role = (frail, "nobody_we_know") if wrong == "role" else (frail_server.dsn("nowhere"), APP_ROLE)
    async with ledger_on(dsn, role=role) as ledger:
        with pytest.raises(LedgerUnavailable, match=r"nobody_we_know|nowhere"):
            await look(ledger, new_stream())


async def test_a_ledger_may_be_closed_twice_and_is_unavailable_afterwards(plain_database: str) -> None:
    async with ledger_on(plain_database) as ledger:
        await look(ledger, new_stream())
        await ledger.close()
        with pytest.raises(LedgerUnavailable):
            await look(ledger, new_stream())


@pytest.mark.parametrize("key", ["nul \x00", "half a letter \ud800"])
async def test_text_that_the_database_cannot_hold_is_a_bad_row(plain_database: str, key: str) -> None:
    async with ledger_on(plain_database) as ledger:
        with pytest.raises(ConflictInBatch) as refused:
            await ledger.append([append_to(new_stream(), receipt=receipt(key))])
        assert not refused.value.retriable


async def test_a_serialization_failure_is_tried_again(frail_server: Server, frail: str) -> None:
    """Where the site's default is SERIALIZABLE a lost race ends in 40001; the caller never sees it."""
    owner = await asyncpg.connect(frail)
    await owner.execute("ALTER DATABASE frail SET default_transaction_isolation = 'serializable'")
    async with ledger_on(frail) as ledger:
        name = new_stream()
        await ledger.append([append_to(name)])
        following = append_to(name, b"two", seen=await look(ledger, name))
        async with owner.transaction():
            await owner.execute(TOUCH, *name)
            append = asyncio.create_task(ledger.append([following]))
            await _until_waiting(owner, 1)
        assert await append == [True]
    await owner.execute("ALTER DATABASE frail RESET default_transaction_isolation")
    await owner.close()
    assert "could not serialize access" in frail_server.log(), "no race was lost: this proves nothing"


async def test_a_deadlock_is_tried_again(frail_server: Server, frail: str) -> None:
    """Another program locks rows in another order than ours; whoever is the victim, the append is written."""
    owner = await asyncpg.connect(frail)
    low, high = sorted([new_stream(1), new_stream(2)])
    async with ledger_on(frail) as ledger:
        await ledger.append([append_to(low), append_to(high)])
        batch = [
            append_to(one.stream, b"two", seen=one) for one in await ledger.read([Wanted(low), Wanted(high)])
        ]
        async with owner.transaction():
            # This one will not look for deadlocks, so that ours is the one to find it and to be undone.
            await owner.execute("SET LOCAL deadlock_timeout = '60s'")
            await owner.execute(TOUCH, *high)
            append = asyncio.create_task(ledger.append(batch))
            await _until_waiting(owner, 1)
            await owner.execute(TOUCH, *low)
        assert await append == [True, True]
    await owner.close()
    assert "deadlock detected" in frail_server.log()


async def test_our_own_writers_never_meet_in_a_deadlock(frail_server: Server, frail: str) -> None:
    """They lock rows in one order, whatever the order of their batches."""
    before = frail_server.log().count("deadlock detected")
    owner = await asyncpg.connect(frail)
    names = [new_stream(bucket) for bucket in (1, 2, 3)]
    async with ledger_on(frail) as one, ledger_on(frail) as other:
        await one.append([append_to(name) for name in names])
        batch = [append_to(found.stream, seen=found) for found in await one.read(list(map(Wanted, names)))]
        async with owner.transaction():
            await owner.execute(TOUCH, *names[1])  # holds both up in the middle of their batches
            writers = [
                asyncio.create_task(one.append(batch)),
                asyncio.create_task(other.append(batch[::-1])),
            ]
            await _until_waiting(owner, 2)
        answers = await asyncio.gather(*writers)
    await owner.close()
    assert sorted(answers) == [[False] * 3, [True] * 3]
    assert frail_server.log().count("deadlock detected") == before


async def test_a_conflict_that_does_not_pass_is_given_back_as_retriable(frail: str) -> None:
    """A trigger of this test's own fails every event with 40001, and counts how often it was tried."""
    owner = await asyncpg.connect(frail)
    await owner.execute("CREATE SEQUENCE tries")
    await owner.execute(
        "CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$ BEGIN"
        " PERFORM nextval('public.tries'); RAISE serialization_failure; END $$"
    )
    await owner.execute("CREATE TRIGGER fail BEFORE INSERT ON event EXECUTE FUNCTION fail()")
    async with ledger_on(frail) as ledger:
        with pytest.raises(ConflictInBatch) as refused:
            await ledger.append([append_to(new_stream())])
        assert refused.value.retriable
        assert await owner.fetchval("SELECT last_value FROM tries") == ATTEMPTS
        await owner.execute("DROP TRIGGER fail ON event")
        await owner.execute("DROP FUNCTION fail")
        await owner.execute("DROP SEQUENCE tries")
        assert await ledger.append([append_to(new_stream())]) == [True]
    await owner.close()


async def test_a_row_locked_for_too_long_makes_the_ledger_unavailable_not_stuck(frail: str) -> None:
    owner = await asyncpg.connect(frail)
    async with ledger_on(frail, statement_seconds=0.2) as ledger:
        name = new_stream()
        await ledger.append([append_to(name)])
        late = append_to(name, b"two", seen=await look(ledger, name))
        async with owner.transaction():
            await owner.execute(TOUCH, *name)
            with pytest.raises(LedgerUnavailable):
                await ledger.append([late])
        assert await ledger.append([late]) == [True]
    await owner.close()


async def test_a_database_that_only_reads_is_unavailable_for_writing(frail: str) -> None:
    """As after a failover, when a connection still leads to what is a standby now."""
    owner = await asyncpg.connect(frail)
    await owner.execute("ALTER DATABASE frail SET default_transaction_read_only = on")
    async with ledger_on(frail) as ledger:
        append = append_to(new_stream())
        assert (await look(ledger, append.stream)).version == 0
        with pytest.raises(LedgerUnavailable):
            await ledger.append([append])
        await owner.execute("SET default_transaction_read_only = off")
        await owner.execute("ALTER DATABASE frail RESET default_transaction_read_only")
        assert await ledger.append([append]) == [True], "the connection to the standby was kept"
    await owner.close()


async def test_without_a_free_connection_the_ledger_is_unavailable(frail_server: Server, frail: str) -> None:
    async with ledger_on(frail) as ledger:
        taken: list[asyncpg.Connection] = []

        async def take_all() -> None:
            while True:
                taken.append(await asyncpg.connect(frail_server.dsn()))

        try:
            with pytest.raises(asyncpg.TooManyConnectionsError):
                await take_all()
            with pytest.raises(LedgerUnavailable):
                await look(ledger, new_stream())
        finally:
            for connection in taken:
                await connection.close()
        await _well_again(ledger)


async def test_a_connection_cut_by_an_administrator_costs_one_call(frail: str) -> None:
    owner = await asyncpg.connect(frail)
    async with ledger_on(frail, size=1) as ledger:
        append = append_to(new_stream())

        async def sweep() -> None:
            async with ledger.due(1, NOON, 1, None) as batch:
                await owner.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'hejie'"
                )
                await batch.append([append])

        with pytest.raises(LedgerUnavailable):
            await sweep()
        assert await ledger.append([append]) == [True]
    await owner.close()


async def test_a_server_that_stands_still_makes_the_ledger_unavailable_not_stuck(
    frail_server: Server, frail: str
) -> None:
    async with ledger_on(frail, connect_seconds=0.2, statement_seconds=0.2, size=2) as ledger:
        append = append_to(new_stream())
        await look(ledger, append.stream)
        frail_server.freeze(True)
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                for _ in range(2):
                    with pytest.raises(LedgerUnavailable):
                        await ledger.append([append])
        finally:
            frail_server.freeze(False)
        await _well_again(ledger)
        # It is unknown whether the first was written: the version tells.
        if (await look(ledger, append.stream)).version == 0:
            assert await ledger.append([append]) == [True]
        assert len(await history(ledger, append.stream)) == 1


async def test_after_a_restart_under_load_all_is_well_and_every_acknowledged_append_there(
    frail_server: Server, frail: str
) -> None:
    acknowledged: dict[bytes, int] = {}
    unavailable = 0
    over = False

    async def write(ledger: Ledger, writer: int) -> None:
        nonlocal unavailable
        name, number = new_stream(), 0
        while not over:
            number += 1
            try:
                seen = await look(ledger, name)
                body = f"{writer} {number}".encode()
                append = append_to(
                    name, body, seen=seen if seen.version else None, effects=[effect("told", body)]
                )
                if await ledger.append([append]) == [True]:
                    acknowledged[body] = seen.version + 1
            except LedgerUnavailable:
                unavailable += 1
                await asyncio.sleep(0.01)
        events = await history(ledger, name)
        assert is_chained(events)
        stored = {event.body: event.version for event in events}
        assert {
            body: at for body, at in acknowledged.items() if body.startswith(f"{writer} ".encode())
        }.items() <= (stored.items())

    async with ledger_on(frail, size=3) as one, ledger_on(frail, size=3) as other:
        writers = [asyncio.create_task(write((one, other)[n % 2], n)) for n in range(6)]
        for _ in range(2):
            await _until_more(lambda: len(acknowledged))
            await asyncio.to_thread(frail_server.stop)
            await _until_more(lambda: unavailable)
            await asyncio.to_thread(frail_server.start)
            await _until_more(lambda: len(acknowledged))
        over = True
        await asyncio.gather(*writers)


@pytest.fixture
def small_disk() -> Iterator[Path]:
    """A disk of a few megabytes, all of it memory."""
    folder = private_folder()
    owner = folder.stat()
    options = f"size={TMPFS_MB}m,mode=0700,uid={owner.st_uid},gid={owner.st_gid}"
    mount = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)]
    if os.geteuid() != 0 or subprocess.run(mount, check=False, capture_output=True).returncode != 0:
        folder.rmdir()
        pytest.skip("a small disk can only be mounted by root outside of a closed container")
    yield folder
    subprocess.run(["umount", folder], check=True)
    folder.rmdir()


@pytest.fixture
def small_server(small_disk: Path) -> Iterator[Server]:
    """Its tables lie on the small disk, its log beside: a full log would take the whole server down."""
    server = Server(wheel_binaries(), data=small_disk / "data")
    server.create("--waldir", str(server.folder / "wal"))
    server.start()
    yield server
    server.remove()


async def test_on_a_full_disk_nothing_is_half_written_and_reading_goes_on(
    small_disk: Path, small_server: Server
) -> None:
    dsn = await new_database(small_server, "small")
    async with ledger_on(dsn) as ledger:
        first = append_to(new_stream())
        await ledger.append([first])
        with (small_disk / BALLAST).open("wb") as ballast:
            os.posix_fallocate(ballast.fileno(), 0, shutil.disk_usage(small_disk).free - (2 << 20))
        refused = None
        whole = 0
        while refused is None:
            batch = [append_to(new_stream(), os.urandom(20_000), effects=[effect()]) for _ in range(10)]
            try:
                await ledger.append(batch)
                whole += len(batch)
            except LedgerFull:
                refused = batch
        assert [one.version for one in await ledger.read([Wanted(append.stream) for append in refused])] == [
            0
        ] * 10
        assert (await look(ledger, first.stream)).version == 1

        (small_disk / BALLAST).unlink()
        assert await ledger.append(refused) == [True] * 10
        assert len(await ledger.lease_effects(NOON, 60, 10_000)) == whole + 10


async def _well_again(ledger: Ledger) -> None:
    """Wait until the ledger answers."""
    give_up_at = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            await look(ledger, new_stream())
        except LedgerUnavailable:
            assert time.monotonic() < give_up_at
            await asyncio.sleep(0.02)
        else:
            return


async def _until_waiting(owner: asyncpg.Connection, count: int) -> None:
    """Wait until as many sessions wait for a lock."""
    waiting = "SELECT count(*) FROM pg_locks WHERE NOT granted"
    give_up_at = time.monotonic() + PATIENCE_SECONDS
    while await owner.fetchval(waiting) < count:
        assert time.monotonic() < give_up_at


async def _until_more(count: Callable[[], int]) -> None:
    """Wait until it has grown by twenty."""
    give_up_at = time.monotonic() + PATIENCE_SECONDS
    enough = count() + 20
    while count() < enough:
        assert time.monotonic() < give_up_at
        await asyncio.sleep(0.01)
