"""Start the server of a home, or attach to the one that runs; end what we started, and nothing else.

Who decides: the lock (see `lock`) says whether a server lives, a real connection says whether it can be used.
`postmaster.pid` is never asked: its pid may be anybody's by now.

Who ends it: `stop()`, or the end of the process that started it, in whatever way that ends (on Linux;
elsewhere a `kill -9` leaves the server running for the next start to attach to). A process that is attached
when the starter ends loses its server, and gets a new one by calling `start()` again.
"""

import atexit
import os
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from urllib.parse import quote

from hejie.adapters.embedded import cluster
from hejie.adapters.embedded.account import Account, current_account, server_account
from hejie.adapters.embedded.binaries import Binaries, find_wheel
from hejie.adapters.embedded.configuration import (
    APP,
    DATABASE,
    OWNER,
    SUPERUSER,
    write_configuration,
)
from hejie.adapters.embedded.guests import Guests
from hejie.adapters.embedded.home import EmbeddedError
from hejie.adapters.embedded.layout import SOCKET_NAME, Layout, give_folder
from hejie.adapters.embedded.lock import Lock
from hejie.adapters.embedded.log import last_words, prune_logs
from hejie.adapters.embedded.postmaster import OwnServer, Patience
from hejie.adapters.embedded.probe import Reply, State, ask
from hejie.adapters.embedded.service import leashed, runnable_binaries

_TIDY_SECONDS = 5  # the logger outlives the postmaster by a moment


@dataclass(frozen=True)
class Server:
    """A running server; the DSNs work with libpq and asyncpg.

    `attached` is True when another process started it: it ends with that one.
    """

    socket_folder: Path
    pid: int
    attached: bool

    @property
    def owner_dsn(self) -> str:
        """For migrations: the role that owns the database `hejie` and may make schemas in it."""
        return self.dsn(OWNER)

    @property
    def app_dsn(self) -> str:
        """For everything else: the role that may only do what the owner grants."""
        return self.dsn(APP)

    @property
    def superuser_dsn(self) -> str:
        """For repairs and tests: the role that may do everything, in PostgreSQL's own database."""
        return self.dsn(SUPERUSER, "postgres")

    def dsn(self, role: str, database: str = DATABASE) -> str:
        """For this role and database; the port is named so that no PGPORT can change it."""
        return f"postgresql:///{quote(database)}?host={quote(str(self.socket_folder))}&port=5432&user={quote(role)}"


class EmbeddedPostgres:
    """The embedded server of one home; use it as a context manager, or call `start` and `stop`.

    `home` is Hejie's home, the data lives in `<home>/postgres`. `say` is told, a line each, what takes long.
    `settings` are added to the server's own (tests and benches); who attaches has no say in them.
    A server that others still use is ended `guest_seconds` later at most: they then find it gone, and may
    call `start` again.
    One object is for one thread at a time; `start` blocks, so call it off an event loop.
    """

    def __init__(
        self,
        home: Path,
        say: Callable[[str], None] = lambda _: None,
        settings: Mapping[str, str] | None = None,
        guest_seconds: float = 20,
    ) -> None:
        self._layout = Layout(home.expanduser().absolute() / "postgres")
        self._say = say
        self._settings = dict(settings or {})
        self._lock = Lock(self._layout.lock)
        self._guests = Guests(self._layout.guests)
        self._guest_seconds = guest_seconds
        self._server: Server | None = None
        self._own: OwnServer | None = None

    def __enter__(self) -> Server:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self) -> Server:
        """Have a server that answers: the one that runs, or a new one; call it again after one was lost.

        A new one waits for as long as PostgreSQL needs to repair after a crash.

        Raises: EmbeddedError, one line that says what is wrong and what to do.
        """
        if sys.platform == "win32":
            raise EmbeddedError("the embedded database runs on Linux and macOS: set DATABASE_URL")
        if self._server and self._own and self._own.lives():
            return self._server
        self._forget()
        try:
            self._server = self._attach_or_start()
        except OSError as problem:
            raise EmbeddedError(
                f"the database in {self._layout.folder} cannot be started: {problem}"
            ) from problem
        finally:
            self._lock.let_go()  # the server holds it now, if there is one
            if self._server is None:
                self._guests.leave()
        return self._server

    def stop(self) -> None:
        """End the server if we started it, and wait until nothing of it is left."""
        own = self._own
        if own is None or own.starter_pid != os.getpid():  # a fork of the starter has started nothing
            self._server = self._own = None
            self._guests.leave()
            return
        others = Patience(self._say, "another process still uses this database: waiting for it")
        self._guests.wait_until_alone(self._guest_seconds, others.wait)
        own.end(Patience(self._say, "PostgreSQL is closing its files"))
        self._forget()
        with suppress(FileNotFoundError):  # somebody removed the home, and with it what there was to tidy
            self._tidy()
        self._guests.leave()

    def _forget(self) -> None:
        if self._own is not None:
            atexit.unregister(self.stop)
            self._own.release()
        self._server = self._own = None

    def _attach_or_start(self) -> Server:
        self._layout.make()
        ending = Patience(self._say, "another process is ending PostgreSQL: waiting for it")
        self._guests.enter(ending.wait)
        wheel = find_wheel()
        if self._layout.data.exists():
            cluster.check_version(self._layout.data, wheel)
        account = server_account(self._layout.data)
        reply = self._lock_or_reply()
        return self._attach(reply, account) if reply.state is State.READY else self._start(account, wheel)

    def _ask(self) -> Reply:
        folder = self._layout.socket_folder()
        return ask(folder / SOCKET_NAME, APP, DATABASE) if folder else Reply(State.SILENT)

    def _lock_or_reply(self) -> Reply:
        """Wait for a server that answers, or for the lock and silence, which lets us start one."""
        patience = Patience(self._say, "another process is starting or ending PostgreSQL: waiting for it")
        while True:
            held = self._lock.acquire()
            reply = self._ask()
            if reply.state is State.REFUSED:
                raise EmbeddedError(f"the PostgreSQL of {self._layout.folder} refuses us: {reply.text}")
            if reply.state is State.READY or (held and reply.state is State.SILENT):
                return reply
            patience.wait()

    def _attach(self, reply: Reply, account: Account) -> Server:
        folder = self._layout.socket_folder()
        if folder is None:  # it ended between two looks
            raise EmbeddedError("the PostgreSQL of this home was stopped just now: start again")
        if reply.uid not in (None, account.uid):
            raise EmbeddedError(f"{folder} is served by user id {reply.uid}, not by {account.name}")
        return Server(folder, reply.pid or _noted_pid(self._layout) or 0, attached=True)

    def _start(self, account: Account, wheel: Binaries) -> Server:
        """Start a server; only while holding the lock."""
        layout = self._layout
        binaries = runnable_binaries(account, layout, wheel)
        cluster.remove_unfinished(layout)
        if not layout.data.exists():
            self._say("making a new database (once)")
            cluster.make_cluster(layout, binaries, account)
        give_folder(layout.log, account.uid, account.gid)
        prune_logs(layout.log)
        socket_folder = layout.make_socket_folder(account.uid, account.gid)
        users = sorted({account.name, current_account().name})
        arguments = write_configuration(layout, socket_folder, users, self._settings)
        program = [str(binaries.program("postgres")), *arguments]
        self._own = OwnServer(layout, leashed(account, layout.folder, program, _past_pid(layout)), self._lock)
        atexit.register(self.stop)
        try:
            self._wait_until_ready(self._own)
        except BaseException:
            self._own.end(Patience(self._say, "PostgreSQL is closing its files"))
            self._forget()
            raise
        return Server(socket_folder, self._own.pid, attached=False)

    def _wait_until_ready(self, own: OwnServer) -> None:
        """Wait for as long as the server lives: a crash may leave much to repair."""
        patience = Patience(
            self._say, "PostgreSQL is getting ready (after a crash it redoes what was written)"
        )
        while (reply := self._ask()).state is not State.READY:
            if not own.lives():
                raise EmbeddedError(f"PostgreSQL ended while it started: {last_words(self._layout)}")
            if reply.state is State.REFUSED:
                raise EmbeddedError(f"PostgreSQL started and refuses us: {reply.text}")
            patience.wait(lambda: last_words(self._layout))

    def _tidy(self) -> None:
        """Wait until the last process is gone and remove the socket folder, unless it is in use again."""
        until = time.monotonic() + _TIDY_SECONDS
        while not self._lock.acquire():
            if time.monotonic() > until or self._ask().state is not State.SILENT:
                return
            time.sleep(0.01)
        self._layout.remove_socket_folder()
        self._lock.let_go()


def _noted_pid(layout: Layout) -> int | None:
    """The pid in postmaster.pid, which may be stale and may be anybody's by now."""
    try:
        return abs(int((layout.data / "postmaster.pid").read_text().split()[0]))
    except (OSError, ValueError, IndexError):
        return None


def _past_pid(layout: Layout) -> list[str]:
    """Tell PostgreSQL which pid in postmaster.pid is not a postmaster, though a process may have it by now.

    We hold the lock, so the old server is gone. PostgreSQL passes over the pid named here, as it does for
    the shell that started `pg_ctl`, and still checks that no process is attached to the old server's shared
    memory.
    """
    pid = _noted_pid(layout)
    return [] if pid is None else [f"PG_GRANDPARENT_PID={pid}"]
