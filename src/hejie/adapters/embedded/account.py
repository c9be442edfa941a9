"""The user whose files the server's files are.

PostgreSQL refuses to run as root. Root's server runs as a service user that exists already: `hejie` if an
administrator made one, else `postgres`, which exists for this purpose, else `nobody`, which is everywhere
but may be shared with other daemons. Once there is data, its owner decides. No user is ever made.
"""

import os
import sys
from dataclasses import dataclass
from pathlib import Path

from hejie.adapters.embedded.home import EmbeddedError

if sys.platform != "win32":
    import pwd

SERVICE_USERS = ("hejie", "postgres", "nobody")


@dataclass(frozen=True)
class Account:
    """A user of this machine, with an entry in its user database."""

    name: str
    uid: int
    gid: int


def current_account() -> Account:
    """The user who runs Hejie.

    Raises: EmbeddedError if that user id has no name: PostgreSQL knows users by name only.
    """
    return _account_of(os.geteuid())


def server_account(data: Path) -> Account:
    """The user to run the server as: ourselves, or for root the service user.

    Raises: EmbeddedError if there is none, or if the data belongs to another user than that.
    """
    current = current_account()
    owner = data.stat().st_uid if data.exists() else None
    if current.uid == 0:
        if owner is None:
            return _service_account()
        if owner == 0:
            raise EmbeddedError(
                f"{data} belongs to root, and PostgreSQL cannot run as root: chown -R it to nobody"
            )
        return _account_of(owner)
    if owner not in (None, current.uid):
        raise EmbeddedError(
            f"{data} belongs to user id {owner}, not to {current.name}: run Hejie as that user"
        )
    return current


def _account_of(uid: int) -> Account:
    try:
        entry = pwd.getpwuid(uid)
    except KeyError:
        raise EmbeddedError(
            f"user id {uid} has no name on this machine, and PostgreSQL needs one: run as another user, "
            "or set DATABASE_URL to a PostgreSQL of yours"
        ) from None
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)


def _service_account() -> Account:
    for name in SERVICE_USERS:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        if entry.pw_uid != 0:
            return Account(name, entry.pw_uid, entry.pw_gid)
    raise EmbeddedError(
        f"root needs a user to run PostgreSQL as, and none of {', '.join(SERVICE_USERS)} exists: "
        "make one of them, or set DATABASE_URL to a PostgreSQL of yours"
    )
