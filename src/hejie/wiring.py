"""Puts the house together: the only file that names concrete classes."""

import gc
import os
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from hejie.adapters.blobs import open_blobs
from hejie.adapters.embedded import EmbeddedError, EmbeddedPostgres, default_home
from hejie.adapters.marketplace import (
    BadRow,
    OrderFileError,
    OrderSource,
    read_olist,
    read_orders_file,
)
from hejie.adapters.memory import (
    MemoryBacklogs,
    MemoryInbox,
    MemoryLedger,
    MemoryListings,
    MemoryOrderBook,
    MemoryPeople,
    MemoryPost,
    MemoryUploads,
)
from hejie.adapters.notices.mail import AppriseMail, MailUrlError
from hejie.adapters.notices.webhooks import HttpWebhooks
from hejie.adapters.postgres.backlog import PostgresBacklogs
from hejie.adapters.postgres.connections import Connections, answering
from hejie.adapters.postgres.inbox import PostgresInbox, PostgresPost
from hejie.adapters.postgres.ledger import PostgresLedger
from hejie.adapters.postgres.listings import PostgresListings
from hejie.adapters.postgres.migrate import APP_ROLE, migrate
from hejie.adapters.postgres.orders import PostgresOrderBook
from hejie.adapters.postgres.people import PostgresPeople
from hejie.adapters.postgres.uploads import PostgresUploads
from hejie.casework.announcing import Announcer
from hejie.casework.backlog import Backlogs
from hejie.casework.courier import Courier
from hejie.casework.desk import Desk
from hejie.casework.housekeeping import Housekeeper
from hejie.casework.inbox import Inbox, Post
from hejie.casework.lanes import Lanes
from hejie.casework.ledger import Ledger
from hejie.casework.listings import Listings
from hejie.casework.orders import OrderBook
from hejie.casework.packs import Packs
from hejie.casework.people import People
from hejie.casework.relay import Relay
from hejie.casework.sealing import KEY_BYTES, Vault
from hejie.casework.sweep import Sweeper
from hejie.casework.uploads import Uploads
from hejie.evidence.blobs import BlobStore
from hejie.evidence.intake import Intake
from hejie.evidence.scratch import open_scratch
from hejie.policy.pack_file import parse_pack
from hejie.policy.shipped import shipped_folder
from hejie.settings import Settings, SettingsError

__all__ = [
    "BadRow", "EmbeddedError", "Files", "House", "OrderFileError", "OrderSource", "Stores", "furnish",
    "furnish_with", "home_of", "master_key", "open_courier", "open_files", "open_house", "open_housekeeper",
    "open_in_memory", "read_olist", "read_orders_file", "stores_in_memory", "stores_on", "system_now",
]  # fmt: skip

Say = Callable[[str], None]
Now = Callable[[], datetime]

_MASTER_KEY = "master.key"
_BLOBS = "blobs"
_SCRATCH = "scratch"

_GARBAGE_THRESHOLD = 50_000
"""Objects made before Python looks for cycles among them: some batches' worth. Our values hold no cycles, and
the usual 700 would have it look through each batch many times, for a tenth of the time."""


def system_now() -> datetime:
    """The instant, by this machine's clock."""
    return datetime.now(UTC)


class Stores(NamedTuple):
    """What keeps everything. The ledger closes the connections that all of them share."""

    ledger: Ledger
    orders: OrderBook
    listings: Listings
    people: People
    inbox: Inbox
    post: Post
    uploads: Uploads
    backlogs: Backlogs


def stores_on(connections: Connections) -> Stores:
    """Everything in a database that has been migrated."""
    return Stores(
        PostgresLedger(connections), PostgresOrderBook(connections), PostgresListings(connections),
        PostgresPeople(connections), PostgresInbox(connections), PostgresPost(connections),
        PostgresUploads(connections), PostgresBacklogs(connections),
    )  # fmt: skip


def stores_in_memory() -> Stores:
    """Everything in this process, gone with it."""
    ledger, post = MemoryLedger(), MemoryPost()
    return Stores(
        ledger, MemoryOrderBook(), MemoryListings(ledger), MemoryPeople(), MemoryInbox(), post,
        MemoryUploads(), MemoryBacklogs(ledger, post),
    )  # fmt: skip


@dataclass(frozen=True)
class House:
    """Everything that a door needs. `now` is the clock that all of it goes by."""

    ledger: Ledger
    orders: OrderBook
    listings: Listings
    people: People
    inbox: Inbox
    post: Post
    uploads: Uploads
    backlogs: Backlogs
    packs: Packs
    desk: Desk
    vault: Vault
    lanes: Lanes
    relay: Relay
    sweeper: Sweeper
    now: Now


class Files(NamedTuple):
    """The bytes of evidence: where they are kept, and who proves them before they are."""

    store: BlobStore
    intake: Intake


@asynccontextmanager
async def open_house(settings: Settings, say: Say, now: Now = system_now) -> AsyncIterator[House]:
    """The house on PostgreSQL: the one that `DATABASE_URL` names, else the embedded one.

    Leaving the block finishes what waits and ends what was started.
    Raises: EmbeddedError, LedgerUnavailable; OSError where the home cannot be used.
    """
    home = home_of(settings, say)
    async with AsyncExitStack() as stack:
        owner_dsn, app_dsn = _database(settings, home, say, stack)
        with answering():
            await migrate(owner_dsn)
        stores = stores_on(Connections(app_dsn, role=APP_ROLE))
        stack.push_async_callback(stores.ledger.close)
        house = await furnish(stores, master_key(home), now, mails=bool(settings.mail_url))
        yield await stack.enter_async_context(_running(house))


@asynccontextmanager
async def open_in_memory(now: Now, random: Callable[[int], bytes] = os.urandom) -> AsyncIterator[House]:
    """The house without a database, for simulations: gone when the block ends."""
    house = await furnish(stores_in_memory(), random(KEY_BYTES), now, random)
    async with _running(house):
        yield house


async def furnish(
    stores: Stores,
    key: bytes,
    now: Now,
    random: Callable[[int], bytes] = os.urandom,
    *,
    mails: bool = False,
) -> House:
    """The house on its stores: shipped packs are registered, and every registered pack is read."""
    registered = await _registered(stores.ledger)
    packs = Packs([parse_pack(body, f"{pack_id}/{version}") for pack_id, version, _, body in registered])
    return furnish_with(packs, stores, Vault(key, random), now, mails=mails)


def furnish_with(packs: Packs, stores: Stores, vault: Vault, now: Now, *, mails: bool = False) -> House:
    """The house on its stores under these packs. `mails`: letters to people are queued."""
    desk = Desk(packs, vault)
    lanes = Lanes(desk, stores.ledger, stores.orders)
    announcer = Announcer(stores.inbox, stores.post, stores.people, mails=mails)
    return House(
        *stores, packs, desk, vault, lanes,
        Relay(stores.ledger, lanes, now, announcer), Sweeper(desk, stores.ledger, now), now,
    )  # fmt: skip


@asynccontextmanager
async def _running(house: House) -> AsyncIterator[House]:
    gc.set_threshold(_GARBAGE_THRESHOLD)
    async with house.lanes:
        yield house


@asynccontextmanager
async def open_courier(house: House, settings: Settings) -> AsyncIterator[Courier]:
    """Whoever sends e-mail and webhooks for a house. Raises: SettingsError."""
    async with AsyncExitStack() as stack:
        webhooks = await stack.enter_async_context(HttpWebhooks(allow_private=settings.private_webhooks))
        mail = None
        if settings.mail_url:
            try:
                mail = await stack.enter_async_context(AppriseMail(settings.mail_url))
            except MailUrlError as error:
                raise SettingsError(f"HEJIE_MAIL_URL: {error}") from None
        yield Courier(house.post, house.people, house.packs, house.now, webhooks, mail, settings.public_url)


@contextmanager
def open_housekeeper(house: House, settings: Settings, say: Say) -> Iterator[Housekeeper]:
    """Whoever tidies a house. Raises: BlobsUnavailable."""
    with open_blobs(settings.blobs or str(home_of(settings, say) / _BLOBS)) as blobs:
        yield Housekeeper(house.ledger, house.people, house.uploads, blobs, house.now)


@contextmanager
def open_files(settings: Settings, say: Say) -> Iterator[Files]:
    """Where evidence is kept, for whoever takes it in or shows it. Raises: BlobsUnavailable; OSError."""
    home = home_of(settings, say)
    with open_blobs(settings.blobs or str(home / _BLOBS)) as store, open_scratch(home / _SCRATCH) as scratch:
        yield Files(store, Intake(store, scratch))


def home_of(settings: Settings, say: Say) -> Path:
    """Where everything lies that is kept on this machine. Raises: EmbeddedError."""
    return default_home(settings.home, say)


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
