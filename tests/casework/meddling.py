"""Ledgers that let something happen at a moment that a test needs; all they do is done by a real one."""

import asyncio
import sys
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from hejie.casework.ledger import Append, Found, Leased, Wanted


class Meddled:
    """A ledger in front of which something happens between reading and the next append, once or always."""

    def __init__(
        self, ledger: Any, before_append: Callable[[], Awaitable[object]], *, always: bool = False
    ) -> None:
        self._ledger = ledger
        self._before_append = before_append
        self._times_left = sys.maxsize if always else 1

    def __getattr__(self, name: str) -> Any:
        return getattr(self._ledger, name)

    async def append(self, batch: Sequence[Append]) -> list[bool]:
        if self._times_left:
            self._times_left -= 1
            await self._before_append()
        written: list[bool] = await self._ledger.append(batch)
        return written


class Held:
    """A ledger that reads only once it is let go."""

    def __init__(self, ledger: Any) -> None:
        self._ledger = ledger
        self._let_go = asyncio.Event()
        self.reading = asyncio.Event()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._ledger, name)

    async def read(self, wanted: Sequence[Wanted]) -> list[Found]:
        self.reading.set()
        await self._let_go.wait()
        found: list[Found] = await self._ledger.read(wanted)
        return found

    def let_go(self) -> None:
        """Read from now on."""
        self._let_go.set()


class Forgetful:
    """A ledger for a relay that dies each time before it can say that it has delivered."""

    def __init__(self, ledger: Any) -> None:
        self._ledger = ledger

    def __getattr__(self, name: str) -> Any:
        return getattr(self._ledger, name)

    async def effects_done(self, done: Sequence[Leased]) -> None:
        """Nobody hears of it."""
