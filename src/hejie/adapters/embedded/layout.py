"""What stands under `<home>/postgres`, and the private folder of the socket."""

import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from hejie.adapters.embedded.home import EmbeddedError, is_root, make_folder, own_mode

SOCKET_NAME = ".s.PGSQL.5432"
SOCKET_PATH_BYTES = 103  # macOS allows this many, Linux four more


@dataclass(frozen=True)
class Layout:
    """What stands under `<home>/postgres`.

    As root the folder itself, `conf` and `runtime` stay root's, so that the service user can plant nothing
    that root would follow; only `data`, `log` and the socket folder are given to it.
    """

    folder: Path

    @property
    def data(self) -> Path:
        """PostgreSQL's own files; there only when complete."""
        return self.folder / "data"

    @property
    def log(self) -> Path:
        """The server's log files."""
        return self.folder / "log"

    @property
    def conf(self) -> Path:
        """The configuration, written anew at each start."""
        return self.folder / "conf"

    @property
    def runtime(self) -> Path:
        """Copies of the wheel, by version, where the original cannot be run."""
        return self.folder / "runtime"

    @property
    def lock(self) -> Path:
        """Held by whoever starts a server, then by all processes of that server."""
        return self.folder / "lock"

    @property
    def guests(self) -> Path:
        """Held in shares by all who use the server at this moment."""
        return self.folder / "guests"

    @property
    def start_log(self) -> Path:
        """What the last server said before it opened its log."""
        return self.folder / "start.log"

    @property
    def socket_note(self) -> Path:
        """Where the socket folder is, if it cannot be beside the data; gone after a stop."""
        return self.folder / "socket_folder"

    def make(self) -> None:
        """Make the folders that the starter owns.

        Raises: EmbeddedError if they cannot be made or belong to somebody else.
        """
        try:
            make_folder(self.folder, own_mode())
            owner = self.folder.stat().st_uid
            if owner != os.geteuid():
                raise EmbeddedError(
                    f"{self.folder} belongs to user id {owner}, and Hejie runs as {os.geteuid()}: run it as "
                    "that user, or set HEJIE_HOME to another folder"
                )
            for shared in (self.conf, self.runtime):
                make_folder(shared, 0o755)
        except OSError as problem:
            raise EmbeddedError(
                f"{self.folder} cannot be used ({problem.strerror}): set HEJIE_HOME to a folder that you "
                "may write, or DATABASE_URL to a PostgreSQL of yours"
            ) from problem

    def socket_folder(self) -> Path | None:
        """The folder of the socket: beside the data if that name is short enough, else the one noted."""
        beside = self.folder / "run"
        if fits_socket(beside):
            return beside
        try:
            home, _, noted = self.socket_note.read_bytes().partition(b"\0")
        except FileNotFoundError:
            return None
        # a home copied elsewhere must not lead to the server of the original
        return Path(os.fsdecode(noted)) if home == self._identity() else None

    def make_socket_folder(self, uid: int, gid: int) -> Path:
        """The same, made if it is missing and private to this user; only while holding the lock."""
        known = self.socket_folder()
        if known == self.folder / "run" or (known and _is_private(known, uid)):
            give_folder(known, uid, gid)
            return known
        chosen = _short_folder()
        give_folder(chosen, uid, gid)
        self.socket_note.write_bytes(self._identity() + b"\0" + os.fsencode(chosen))
        return chosen

    def remove_socket_folder(self) -> None:
        """Take away the socket folder; only while holding the lock."""
        noted = self.socket_folder()
        if noted is not None:
            shutil.rmtree(noted, ignore_errors=True)
            self.socket_note.unlink(missing_ok=True)

    def _identity(self) -> bytes:
        return os.fsencode(self.folder.resolve())


def fits_socket(folder: Path) -> bool:
    """Whether a socket in this folder can be named: short, and no comma, which splits the hosts of a DSN."""
    return len(os.fsencode(folder / SOCKET_NAME)) <= SOCKET_PATH_BYTES and "," not in str(folder)


def give_folder(path: Path, uid: int, gid: int) -> None:
    """Make a private folder that belongs to this user."""
    path.mkdir(mode=0o700, exist_ok=True)
    if is_root():
        os.chown(path, uid, gid, follow_symlinks=False)
    path.chmod(0o700)


def _is_private(folder: Path, uid: int) -> bool:
    if folder.is_symlink() or not folder.is_dir():
        return False
    found = folder.stat()
    return found.st_uid == uid and not found.st_mode & 0o077


def _short_folder() -> Path:
    """A folder with a name that nobody can guess, among the temporary files."""
    for place in dict.fromkeys((tempfile.gettempdir(), "/tmp")):  # noqa: S108  (mkdtemp makes it safe)
        folder = Path(tempfile.mkdtemp(prefix="hejie-", dir=place))
        if fits_socket(folder):
            return folder
        folder.rmdir()
    raise EmbeddedError("no folder has a name short enough for a socket: set TMPDIR to a short one")
