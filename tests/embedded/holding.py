"""Processes that hold a server, and a look at what runs in a home."""

import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Self

import asyncpg

HOLDER = Path(__file__).with_name("holder.py")


class Holder:
    """A process of its own that holds a server; killed at the end of the block if it still lives."""

    def __init__(
        self, home: Path, interpreter: str = sys.executable, script: Path = HOLDER, **options: Any
    ) -> None:
        self.process = subprocess.Popen(
            [interpreter, str(script), str(home)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd="/",
            **options,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.communicate()

    def answer(self) -> dict[str, Any]:
        """What it says next."""
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line, f"the holder ended with {self.process.wait()}"
        answer: dict[str, Any] = json.loads(line)
        return answer

    def tell(self, word: str) -> None:
        """Have it do something."""
        assert self.process.stdin is not None
        self.process.stdin.write(word + "\n")
        self.process.stdin.flush()


def processes_in(home: Path) -> list[int]:
    """The processes that work inside this home (PostgreSQL's all work in the data folder)."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            place = str((entry / "cwd").readlink())
        except OSError:
            continue
        if Path(place.removesuffix(" (deleted)")).is_relative_to(home.resolve()):
            found.append(int(entry.name))
    return found


def wait_until(holds: Callable[[], object], what: str) -> None:
    """Wait for something that must come; fails after half a minute."""
    until = time.monotonic() + 30
    while not holds():
        assert time.monotonic() < until, f"never happened: {what}"
        time.sleep(0.01)


def wait_for_quiet(home: Path) -> None:
    """Wait until no process works inside this home."""
    wait_until(lambda: not processes_in(home), f"no process in {home}")


async def ask(dsn: str, *statements: str) -> Any:
    """Run these statements in one connection; the first value of the last one."""
    connection = await asyncpg.connect(dsn)
    try:
        for statement in statements[:-1]:
            await connection.execute(statement)
        return await connection.fetchval(statements[-1])
    finally:
        await connection.close()
