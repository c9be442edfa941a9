"""The server process that we started, and how we wait for it."""

import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress

from hejie.adapters.embedded.layout import Layout
from hejie.adapters.embedded.lock import Lock
from hejie.adapters.embedded.log import prune_logs

SAY_SECONDS = 3.0  # how often a long wait is spoken of
_FIRST_STEP_SECONDS = 0.005
_STEP_GROWTH = 1.05
_LONGEST_STEP_SECONDS = 0.25  # a server that is not ready logs each look at it
_PRUNE_SECONDS = 3600


class Patience:
    """Waiting in small steps, spoken of every few seconds."""

    def __init__(self, say: Callable[[str], None], text: str) -> None:
        self._say, self._text = say, text
        self._began = self._spoke = time.monotonic()
        self._step_seconds = _FIRST_STEP_SECONDS

    def wait(self, more: Callable[[], str] = lambda: "") -> None:
        """Wait one step."""
        time.sleep(self._step_seconds)
        self._step_seconds = min(_LONGEST_STEP_SECONDS, self._step_seconds * _STEP_GROWTH)
        now = time.monotonic()
        if now - self._spoke >= SAY_SECONDS:
            self._spoke = now
            detail = more()
            self._say(f"{self._text}, {now - self._began:.0f} s so far{f' ({detail})' if detail else ''}")


class OwnServer:
    """A server process of ours, and the thread that it is tied to.

    The kernel's parent-death signal fires when the *thread* that forked ends, not the process: so a thread
    of its own forks, and stays. It also keeps the number of log files small.
    """

    def __init__(self, layout: Layout, command: list[str], lock: Lock) -> None:
        self.starter_pid = os.getpid()
        self._layout = layout
        self._released = threading.Event()
        started: Future[subprocess.Popen[bytes]] = Future()
        arguments = (command, lock.descriptor, started)
        self._thread = threading.Thread(
            target=self._hold, args=arguments, name="embedded-postgres", daemon=True
        )
        self._thread.start()
        self._process = started.result()

    @property
    def pid(self) -> int:
        """The postmaster's pid (the leash has become it)."""
        return self._process.pid

    def lives(self) -> bool:
        """Whether the postmaster runs."""
        return self._process.poll() is None

    def end(self, patience: Patience) -> None:
        """Ask for a fast shutdown, and wait for it."""
        self._process.send_signal(signal.SIGINT)
        while self.lives():
            patience.wait()

    def release(self) -> None:
        """Let the thread go; only when the server has ended."""
        self._released.set()
        self._thread.join()

    def _hold(
        self, command: list[str], lock_descriptor: int, started: Future[subprocess.Popen[bytes]]
    ) -> None:
        try:
            with self._layout.start_log.open("wb") as words:
                process = subprocess.Popen(
                    command,
                    stdin=subprocess.DEVNULL,
                    stdout=words,
                    stderr=words,
                    pass_fds=(lock_descriptor,),
                    start_new_session=True,  # a Ctrl-C in our terminal is for us alone
                )
        except BaseException as problem:
            started.set_exception(problem)
            return
        started.set_result(process)
        while not self._released.wait(_PRUNE_SECONDS):
            with suppress(OSError):  # this thread must not end before its server
                prune_logs(self._layout.log)
