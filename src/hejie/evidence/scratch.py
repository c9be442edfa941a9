"""Room for files while they are being looked at. Nothing in it outlives its use, nor the process.

Every process has a folder of its own in the scratch folder, and holds a lock on it; the kernel lets go of the
lock when the process ends, however it ends. So a folder without a lock is a leftover, and the next process to
start removes it.
"""

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from hejie.evidence.blobs import BlobsUnavailable

if sys.platform != "win32":
    import fcntl


class Scratch:
    """The folder of this process; made by `open_scratch`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @contextmanager
    def room(self) -> Iterator[Path]:
        """A new folder for one purpose, removed with all that is in it when the block ends.

        Raises: BlobsUnavailable.
        """
        try:
            folder = Path(tempfile.mkdtemp(dir=self._folder))
        except OSError as error:
            raise BlobsUnavailable(f"no room to work in: {error}") from error
        try:
            yield folder
        finally:
            shutil.rmtree(folder)


@contextmanager
def open_scratch(folder: Path) -> Iterator[Scratch]:
    """Room in `folder`, which is made if it is missing, and which may serve several processes at once.

    Only scratch may lie in it: what no living process holds is removed. Raises: OSError.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    gate = os.open(folder / ".lock", os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    try:
        fcntl.flock(gate, fcntl.LOCK_EX)  # a new folder has no lock for an instant
        _remove_leftovers(folder)
        own = Path(tempfile.mkdtemp(dir=folder))
        held = os.open(own, os.O_RDONLY | os.O_DIRECTORY)
        fcntl.flock(held, fcntl.LOCK_EX)
    finally:
        os.close(gate)
    try:
        yield Scratch(own)
    finally:
        shutil.rmtree(own, ignore_errors=True)
        os.close(held)


def _remove_leftovers(folder: Path) -> None:
    for entry in folder.iterdir():
        with suppress(OSError):  # held by a process that lives, or not ours to remove
            descriptor = os.open(entry, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(entry)
            finally:
                os.close(descriptor)
