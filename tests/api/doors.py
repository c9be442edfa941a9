"""The API under test: over real HTTP, on a real database, by a clock that the test sets."""

import io
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import asyncpg
import httpx
from litestar import Litestar

from casework.houses import MASTER_KEY, Clock, packs
from hejie.adapters.blobs import open_blobs
from hejie.adapters.postgres.connections import Connections
from hejie.adapters.postgres.migrate import APP_ROLE
from hejie.casework.admission import put_token
from hejie.casework.packs import Packs
from hejie.casework.people import Hat, Principal, Scope
from hejie.casework.sealing import Vault
from hejie.edge.http.app import make_app
from hejie.edge.http.callers import CSRF_HEADER, Session
from hejie.edge.http.options import Options
from hejie.edge.http.server import bind, serving
from hejie.evidence.intake import Intake
from hejie.evidence.scratch import open_scratch
from hejie.wiring import Files, House, furnish_with, stores_in_memory, stores_on

VENUE = "demo"
UNLIMITED = Options(person_rate=1e6, stranger_rate=1e6, machine_rate=1e6)
"""Tests ask faster than people."""

BUYER = Principal("buyer-1", "李女士", VENUE, (Hat.CONSUMER,))
OTHER_BUYER = Principal("buyer-2", "赵先生", VENUE, (Hat.CONSUMER,))
SHOP = Principal("shop-1", "明亮灯具店", VENUE, (Hat.MERCHANT,))
OTHER_SHOP = Principal("shop-2", "别家店", VENUE, (Hat.MERCHANT,))
OFFICER = Principal("wang", "王晓", "", (Hat.OFFICER,))
ARBITER = Principal("chen", "陈立", "", (Hat.ARBITER,))
RULE_EDITOR = Principal("sun", "孙悦", "", (Hat.RULE_EDITOR,))


class Door:
    """A server, its house and its clock. Clients are closed with it."""

    def __init__(self, app: Litestar, house: House, clock: Clock, url: str, owner_dsn: str | None) -> None:
        self.app = app
        self.house = house
        self.clock = clock
        self.url = url
        self.owner_dsn = owner_dsn
        self._clients: list[httpx.AsyncClient] = []

    def stranger(self, **headers: str) -> httpx.AsyncClient:
        """Somebody who is not signed in."""
        client = httpx.AsyncClient(
            base_url=self.url, headers={"accept-language": "en", **headers}, trust_env=False, timeout=30
        )
        self._clients.append(client)
        return client

    async def signed_in(self, principal: Principal, **headers: str) -> httpx.AsyncClient:
        """A person's browser: it has a session, and sends the token that the desk would send."""
        session = await self.session(principal)
        client = self.stranger(**{CSRF_HEADER: session.csrf, **headers})
        client.cookies.set(self.app.state.options.cookie, session.secret)
        return client

    async def session(self, principal: Principal) -> Session:
        """A session of somebody, begun now."""
        session: Session = await self.app.state.callers.begin(principal, self.clock.at)
        return session

    async def machine(
        self, *scopes: Scope, venue: str = VENUE, label: str = "shop-system"
    ) -> httpx.AsyncClient:
        """A machine of a venue, with a token that has these scopes."""
        token, _ = await put_token(self.house.people, venue, label, scopes, self.clock.at, 90)
        return self.stranger(authorization=f"Bearer {token}")

    async def everything(self) -> bytes:
        """All bytes of all tables, as their owner reads them."""
        owner = await asyncpg.connect(self.owner_dsn)
        try:
            copied = io.BytesIO()
            for name in await _tables(owner):
                await owner.copy_from_table(name, output=copied, format="binary")
            return copied.getvalue()
        finally:
            await owner.close()

    async def close_clients(self) -> None:
        """Close what was opened."""
        for client in self._clients:
            await client.aclose()
        self._clients.clear()


@asynccontextmanager
async def door_on(dsn: str, options: Options = UNLIMITED) -> AsyncIterator[Door]:
    """A server on a database that has been migrated."""
    async with AsyncExitStack() as stack:
        stores = stores_on(Connections(dsn, role=APP_ROLE))
        stack.push_async_callback(stores.ledger.close)
        clock = Clock()
        house = furnish_with(Packs(packs()), stores, Vault(MASTER_KEY), clock)
        yield await stack.enter_async_context(_open(house, clock, options, dsn))


@asynccontextmanager
async def door_in_memory(options: Options = UNLIMITED) -> AsyncIterator[Door]:
    """A server without a database."""
    clock = Clock()
    house = furnish_with(Packs(packs()), stores_in_memory(), Vault(MASTER_KEY), clock)
    async with _open(house, clock, options, None) as door:
        yield door


@asynccontextmanager
async def _open(house: House, clock: Clock, options: Options, owner_dsn: str | None) -> AsyncIterator[Door]:
    listening = bind("127.0.0.1", 0)
    port = listening.getsockname()[1]
    async with AsyncExitStack() as stack:
        app = make_app(house, options, stack.enter_context(some_files()))
        await stack.enter_async_context(house.lanes)
        await stack.enter_async_context(serving(app, listening))
        door = Door(app, house, clock, f"http://127.0.0.1:{port}", owner_dsn)
        try:
            yield door
        finally:
            await door.close_clients()


@contextmanager
def some_files() -> Iterator[Files]:
    """Where evidence is kept, for as long as the server is there."""
    with (
        TemporaryDirectory() as folder,
        open_scratch(Path(folder) / "scratch") as scratch,
        open_blobs(f"{folder}/blobs") as store,
    ):
        yield Files(store, Intake(store, scratch))


async def empty(dsn: str) -> None:
    """Take every row out of every table but the packs."""
    owner = await asyncpg.connect(dsn)
    try:
        names = set(await _tables(owner)) - {"pack", "alembic_version"}
        await owner.execute("".join(f'DELETE FROM "{name}";' for name in names))
    finally:
        await owner.close()


async def _tables(owner: "asyncpg.Connection[asyncpg.Record]") -> list[str]:
    rows = await owner.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    return [row["tablename"] for row in rows]


def problem(answer: httpx.Response, status: int, code: str) -> dict[str, Any]:
    """The problem that an answer tells, which must be this one."""
    told: dict[str, Any] = answer.json()
    assert (answer.status_code, told["code"]) == (status, code), (answer.status_code, told)
    assert answer.headers["content-type"] == "application/problem+json"
    assert told["status"] == status
    assert told["title"]
    assert told["detail"]
    assert told["request_id"] == answer.headers["x-request-id"]
    return told
