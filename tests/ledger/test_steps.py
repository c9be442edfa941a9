"""A database of an earlier step comes to the newest with all that is in it, whole and split by bucket."""

from hashlib import sha256

import asyncpg
import pytest

from hejie.adapters.postgres.connections import Connections
from hejie.adapters.postgres.migrate import APP_ROLE, migrate
from hejie.casework.envelope import encode
from hejie.casework.intake import take_orders
from hejie.casework.orders import order_bucket
from hejie.domain.orders import Order, OrderLine
from hejie.wiring import stores_on

from .builders import HOUR, NOON, append_to, history, listing, look, new_stream
from .servers import Server

PARTS = 4


def order(ref: str, buyer: str = "anna", hours: int = 0) -> Order:
    line = OrderLine("1", "shop", 12_800, title='龙井茶 \u0000 \\u0000 "250 g" \\')
    return Order("olist", ref, buyer, "CNY", NOON + HOUR * hours, (line,))


async def keep_as_before(dsn: str, *orders: Order) -> None:
    """Orders as a program of the first step kept them."""
    owner = await asyncpg.connect(dsn)
    for one in orders:
        body = encode(one)
        await owner.execute(
            "INSERT INTO market_order (bucket, venue, ref, body, content_hash, recorded_at)"
            " VALUES ($1, $2, $3, $4, $5, now())",
            order_bucket(one.venue, one.ref), one.venue, one.ref, body, sha256(body).digest(),
        )  # fmt: skip
    await owner.close()


@pytest.mark.parametrize("parts", [None, PARTS], ids=["whole", "by bucket"])
async def test_the_doors_open_on_a_ledger_that_has_been_in_use(server_18: Server, parts: int | None) -> None:
    owner = await asyncpg.connect(server_18.dsn())
    await owner.execute(f'CREATE DATABASE "in use {parts}"')
    await owner.close()
    dsn = server_18.dsn(f"in use {parts}")
    await migrate(dsn, parts, to="0001")
    await keep_as_before(dsn, order("a"), order("b", hours=2), order("c", "bo"))
    stores = stores_on(Connections(dsn, role=APP_ROLE))
    name = new_stream()
    assert await stores.ledger.append([append_to(name, b"before")]) == [True]

    await migrate(dsn)

    found = await stores.orders.orders_of("olist", "anna", None, 10)
    assert found == [encode(order("b", hours=2)), encode(order("a"))]
    assert (await take_orders([order("a"), order("c", "bo", hours=9)], stores.orders)).changed == 1
    assert await stores.orders.orders_of("olist", "bo", None, 10) == [encode(order("c", "bo", hours=9))]
    assert [one.body for one in await history(stores.ledger, name)] == [b"before"]
    seen = await look(stores.ledger, name)
    assert await stores.ledger.append([append_to(name, b"after", seen=seen, listing=listing())]) == [True]
    await stores.ledger.close()
    assert await parts_of(dsn, "listing") == (parts or 0)


async def parts_of(dsn: str, table: str) -> int:
    owner = await asyncpg.connect(dsn)
    count: int = await owner.fetchval(
        "SELECT count(*) FROM pg_inherits WHERE inhparent = $1::text::regclass", table
    )
    await owner.close()
    return count
