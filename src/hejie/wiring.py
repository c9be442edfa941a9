"""Puts the house together: the only file that names concrete classes."""

import gc
import os
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from hejie.adapters.embedded import EmbeddedError, EmbeddedPostgres, default_home
from hejie.adapters.marketplace import (
    BadRow,
    OrderFileError,
    OrderSource,
    read_olist,
    read_orders_file,
)
from hejie.adapters.memory import MemoryLedger, MemoryOrderBook
from hejie.adapters.postgres.connections import Connections, answering
from hejie.adapters.postgres.ledger import PostgresLedger
from hejie.adapters.postgres.migrate import APP_ROLE, migrate
from hejie.adapters.postgres.orders import PostgresOrderBook
from hejie.casework.desk import Desk
from hejie.casework.lanes import Lanes
from hejie.casework.ledger import Ledger
from hejie.casework.orders import OrderBook
from hejie.casework.packs import Packs
from hejie.casework.relay import Relay
from hejie.casework.sealing import KEY_BYTES, Vault
from hejie.casework.sweep import Sweeper
from hejie.policy.pack_file import parse_pack
from hejie.policy.shipped import shipped_folder
from hejie.settings import Settings

__all__ = [
    "BadRow", "EmbeddedError", "House", "OrderFileError", "OrderSource", "furnish", "master_key",
    "open_house", "open_in_memory", "read_olist", "read_orders_file", "system_now",
]  # fmt: skip

Say = Callable[[str], None]
Now = Callable[[], datetime]

_MASTER_KEY = "master.key"

_GARBAGE_THRESHOLD = 50_000
"""Objects made before Python looks for cycles among them: some batches' worth. Our values hold no cycles, and
the usual 700 would have it look through each batch many times, for a tenth of the time."""


def system_now() -> datetime:
    """The instant, by this machine's clock."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class House:
    """Everything that a door needs. `now` is the clock that all of it goes by."""

    ledger: Ledger
    orders: OrderBook
    packs: Packs
    desk: Desk
    vault: Vault
    lanes: Lanes
    relay: Relay
    sweeper: Sweeper
    now: Now


@asynccontextmanager
async def open_house(settings: Settings, say: Say, now: Now = system_now) -> AsyncIterator[House]:
    """The house on PostgreSQL: the one that `DATABASE_URL` names, else the embedded one.

    Leaving the block finishes what waits and ends what was started.
    Raises: EmbeddedError, LedgerUnavailable; OSError where the home cannot be used.
    """
    home = default_home(settings.home, say)
    async with AsyncExitStack() as stack:
        owner_dsn, app_dsn = _database(settings, home, say, stack)
        with answering():
            await migrate(owner_dsn)
        connections = Connections(app_dsn, role=APP_ROLE)
        ledger = PostgresLedger(connections)
        stack.push_async_callback(ledger.close)
        house = await furnish(ledger, PostgresOrderBook(connections), master_key(home), now)
        yield await stack.enter_async_context(_running(house))


@asynccontextmanager
async def open_in_memory(now: Now, random: Callable[[int], bytes] = os.urandom) -> AsyncIterator[House]:
    """The house without a database, for simulations: gone when the block ends."""
    house = await furnish(MemoryLedger(), MemoryOrderBook(), random(KEY_BYTES), now, random)
    async with _running(house):
        yield house


async def furnish(
    ledger: Ledger,
    orders: OrderBook,
    key: bytes,
    now: Now,
    random: Callable[[int], bytes] = os.urandom,
) -> House:
    """The house on a ledger: shipped packs are registered, and every registered pack is read."""
    packs = Packs(
        [parse_pack(body, f"{pack_id}/{version}") for pack_id, version, _, body in await _registered(ledger)]
    )
    vault = Vault(key, random)
    desk = Desk(packs, vault)
    lanes = Lanes(desk, ledger, orders)
    return House(
        ledger, orders, packs, desk, vault, lanes,
        Relay(ledger, lanes, now), Sweeper(desk, ledger, now), now,
    )  # fmt: skip


@asynccontextmanager
async def _running(house: House) -> AsyncIterator[House]:
    gc.set_threshold(_GARBAGE_THRESHOLD)
    async with house.lanes:
        yield house


def _database(settings: Settings, home: Path, say: Say, stack: AsyncExitStack) -> tuple[str, str]:
    if settings.database_url:
        return settings.database_url, settings.database_url
    server = stack.enter_context(EmbeddedPostgres(home, say))
    return server.owner_dsn, server.app_dsn


async def _registered(ledger: Ledger) -> Sequence[tuple[str, str, bytes, bytes]]:
    for path in sorted(shipped_folder().glob("*/*.yaml")):
        body = path.read_bytes()
        pack = parse_pack(body, path.name)
        await ledger.put_pack(pack.id, pack.version, bytes.fromhex(pack.content_hash), body)
    return await ledger.packs()


def master_key(home: Path) -> bytes:
    """The key that wraps all others, made once. Whoever loses it loses every word that people wrote."""
    path = home / _MASTER_KEY
    home.mkdir(parents=True, exist_ok=True)
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(os.urandom(KEY_BYTES))
            file.flush()
            os.fsync(file.fileno())
    except FileExistsError:
        pass
    return path.read_bytes()
