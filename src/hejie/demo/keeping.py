"""What the demo keeps in its home beside the data: whether it was filled, and the passwords."""

import os
import shutil
from pathlib import Path
from secrets import choice

import msgspec

from hejie.demo.people import PERSONAS

_FILE = "demo.json"
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
_LENGTH = 12


class NotADemo(Exception):
    """The folder holds something else: it is left alone."""


class Kept(msgspec.Struct, frozen=True):
    """`filled`: whether the marketplace was filled to the end."""

    passwords: dict[str, str]
    filled: bool = False


def prepare(home: Path, *, fresh: bool) -> Kept:
    """Make the home of a demo ready: an unfinished one, or any if `fresh`, is begun anew.

    Raises: NotADemo where the folder holds data that no demo made.
    """
    kept = _read(home)
    if kept is None and home.exists() and any(home.iterdir()):
        raise NotADemo(f"{home} holds data that no demo made; set HEJIE_HOME to another folder")
    if kept is not None and (fresh or not kept.filled):
        for entry in home.iterdir():
            shutil.rmtree(entry) if entry.is_dir() and not entry.is_symlink() else entry.unlink()
        kept = None
    if kept is None:
        kept = Kept({persona.login: _password() for persona in PERSONAS})
        write(home, kept)
    return kept


def write(home: Path, kept: Kept) -> None:
    """Keep it, for the owner's eyes alone."""
    home.mkdir(parents=True, exist_ok=True)
    path, fresh = home / _FILE, home / f"{_FILE}.new"
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(msgspec.json.format(msgspec.json.encode(kept)))
    fresh.replace(path)


def _read(home: Path) -> Kept | None:
    try:
        return msgspec.json.decode((home / _FILE).read_bytes(), type=Kept)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except msgspec.DecodeError:
        return Kept({})


def _password() -> str:
    return "".join(choice(_LETTERS) for _ in range(_LENGTH))
