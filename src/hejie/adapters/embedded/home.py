"""Where the embedded database lives, and how its folders are made.

A folder that somebody else made is never opened further than it is: only what we make gets the mode we want,
and the home itself, where it is root's and holds nothing but Hejie.
"""

import os
import stat
import sys
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

ROOT_HOME = Path("/var/lib/hejie")

_OWN_ENTRIES = frozenset({"postgres", "master.key", "blobs", "scratch", "demo.json"})
"""What Hejie keeps in its home: a folder with nothing else in it is ours."""


class EmbeddedError(Exception):
    """The embedded database cannot be used; the text is one line that says why and what to do."""


def is_root() -> bool:
    """Whether we may do everything, and PostgreSQL therefore refuses to run as us."""
    return sys.platform != "win32" and os.geteuid() == 0


def own_mode() -> int:
    """The mode of a folder of ours: private; root's can be passed through by the user its server runs as."""
    return 0o711 if is_root() else 0o700


def make_folder(path: Path, mode: int) -> None:
    """Make a folder and what is missing above it, each with this mode; leave alone what is there."""
    if path.is_dir():
        return
    make_folder(path.parent, mode)
    try:
        path.mkdir()
    except FileExistsError:
        return  # another process was quicker
    path.chmod(mode)


def default_home(configured: Path | None, say: Callable[[str], None] = lambda _: None) -> Path:
    """The folder for everything that Hejie keeps, made if it is missing.

    What is configured holds. Else `/var/lib/hejie` for root, whose own home its server could not enter, and
    `~/.local/share/hejie` for anybody else; where that cannot be made, a private folder among the temporary
    files.

    Raises: EmbeddedError if the folder among the temporary files belongs to somebody else.
    """
    if configured is not None:
        home = configured.expanduser().absolute()
        _let_the_server_pass(home)
        return home
    usual = ROOT_HOME if is_root() else Path.home().absolute() / ".local/share/hejie"
    try:
        make_folder(usual, own_mode())
        if os.access(usual, os.W_OK | os.X_OK):
            return usual
    except OSError:
        pass  # said below, with what is done instead
    fallback = Path(tempfile.gettempdir()).absolute() / _fallback_name()
    make_folder(fallback, own_mode())
    if fallback.is_symlink() or not _belongs_to_us_alone(fallback):
        raise EmbeddedError(
            f"{fallback} is not a private folder of this user: set HEJIE_HOME to a folder that is"
        )
    say(f"{usual} cannot be written: using {fallback}, which may be cleared; set HEJIE_HOME to keep data")
    return fallback


def _let_the_server_pass(home: Path) -> None:
    """As root: the server runs as another user, who must be able to walk through the home to its own part.

    Only a folder of root's that is new, empty or ours already is opened, to walk through and not to read;
    what lies in it is closed for itself. No other folder is ever touched.
    """
    if not is_root():
        return
    if not home.exists():
        with suppress(OSError):
            make_folder(home, own_mode())
        return
    status = home.stat()
    closed = not status.st_mode & stat.S_IXOTH
    ours = {entry.name for entry in home.iterdir()} <= _OWN_ENTRIES if home.is_dir() else False
    if closed and ours and status.st_uid == 0:
        home.chmod(stat.S_IMODE(status.st_mode) | own_mode())


def _fallback_name() -> str:
    return "hejie" if sys.platform == "win32" else f"hejie-{os.geteuid()}"


def _belongs_to_us_alone(folder: Path) -> bool:
    if sys.platform == "win32":
        return True  # temporary files are a user's own there
    found = folder.lstat()
    return found.st_uid == os.geteuid() and not found.st_mode & 0o022
