"""The lock of a home: held by whoever starts its server, then by every process of that server.

The server inherits the descriptor, and the kernel lets the lock go when the last holder ends. So whoever
gets it knows that nothing of an earlier server lives, whatever `postmaster.pid` says and whoever has that
pid by now.
"""

import os
import sys
from pathlib import Path

if sys.platform != "win32":
    import fcntl


class Lock:
    """A lock on a file; not held when made."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._descriptor: int | None = None

    @property
    def descriptor(self) -> int:
        """What a child inherits to hold the lock too; only while it is held here."""
        assert self._descriptor is not None, "the lock is not held"
        return self._descriptor

    def acquire(self) -> bool:
        """Take the lock if it is free; True when it is ours, also if it was already."""
        if self._descriptor is not None:
            return True
        descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            return False
        self._descriptor = descriptor
        return True

    def let_go(self) -> None:
        """Hold it no longer; children that inherited it still do (so it is closed, never unlocked)."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None
