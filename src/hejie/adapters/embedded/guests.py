"""Who uses a home's server at this moment, so that it is not taken from under anybody's feet.

Every process that uses the server holds a share of one lock, from before it looks for the server until it
is done. Whoever started the server waits a while, before ending it, to be alone; and while it ends it,
newcomers wait at the door and then start one of their own.
"""

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

if sys.platform != "win32":
    import fcntl


class Guests:
    """One user's share in the lock of a home; not held when made."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._descriptor: int | None = None

    def enter(self, waiting: Callable[[], None]) -> None:
        """Hold a share; `waiting` takes a short rest, again and again while the server is being ended."""
        if self._descriptor is not None:
            return
        descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        while not _locked(descriptor, fcntl.LOCK_SH):
            waiting()
        self._descriptor = descriptor

    def wait_until_alone(self, seconds: float, waiting: Callable[[], None]) -> bool:
        """Turn one's share into the whole, which keeps others out; False if others still hold theirs then."""
        if self._descriptor is None:
            return True
        until = time.monotonic() + seconds
        while not _locked(self._descriptor, fcntl.LOCK_EX):
            # A failed turn gives up the share, so that two who both wait to be alone do not wait for ever.
            if time.monotonic() > until:
                return False
            waiting()
        return True

    def leave(self) -> None:
        """Hold nothing any more."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None


def _locked(descriptor: int, kind: int) -> bool:
    try:
        fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
