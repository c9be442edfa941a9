"""The usual steps of complaints over the API, with every argument given."""

import io
from collections.abc import Awaitable
from datetime import timedelta
from itertools import count
from typing import Any

import httpx
from PIL import Image

from casework.houses import NOON
from hejie.casework.intake import take_orders
from hejie.casework.people import Principal
from hejie.domain.orders import Order, OrderLine

from .doors import BUYER, SHOP, VENUE, Door

PRICE_MINOR = 12_800
KIND = "false_ad"
"""Filed without a talk."""

ITEM, PROOF = "ad_screenshot", "licence"
TALKED = "quality_visible"
"""Begins with a talk."""

_keys = count()


def new_key() -> str:
    """An idempotency key that was never used."""
    return f"key-{next(_keys):06d}"


def order(ref: str = "A1001", buyer: str = BUYER.id, merchant: str = SHOP.id, days: int = 5) -> Order:
    """An order placed some days before noon, and delivered a day before."""
    line = OrderLine("1", merchant, PRICE_MINOR, 800, title="台灯", dispatch_due_at=NOON - timedelta(days=4))
    return Order(
        VENUE, ref, buyer, "CNY", NOON - timedelta(days=days), (line,), delivered_at=NOON - timedelta(days=1)
    )


async def told_of(door: Door, *orders: Order) -> None:
    """The marketplace has told of orders."""
    await take_orders(orders, door.house.orders)


def filing(ref: str = "A1001", text: str = "灯不亮") -> dict[str, Any]:
    """A complaint at once."""
    demand = {"line": "1", "remedy": "return_and_refund", "amount_minor": PRICE_MINOR}
    return {"type": "file", "order": ref, "kind": KIND, "demands": [demand], "text": text}


def talk(ref: str = "A1001") -> dict[str, Any]:
    """A talk."""
    return filing(ref) | {"type": "open_talk", "kind": TALKED}


async def opened(
    client: httpx.AsyncClient, command: dict[str, Any] | None = None, key: str = "", venue: str = VENUE
) -> httpx.Response:
    """Ask to begin a case."""
    body = {"venue": venue, "command": command or filing()}
    return await client.post("/api/v1/cases", json=body, headers={"idempotency-key": key or new_key()})


async def commanded(
    client: httpx.AsyncClient, case: str, command: dict[str, Any], key: str = "", **headers: str
) -> httpx.Response:
    """Give a command on a case."""
    return await client.post(
        f"/api/v1/cases/{case}/commands",
        json=command,
        headers={"idempotency-key": key or new_key(), **headers},
    )


async def filed(door: Door, ref: str = "A1001", buyer: Principal = BUYER, merchant: Principal = SHOP) -> str:
    """A complaint that has just been filed: its public id."""
    await told_of(door, order(ref, buyer.id, merchant.id))
    client = await door.signed_in(buyer)
    return str(body_of(await opened(client, filing(ref)))["case"])


def body_of(answer: httpx.Response) -> dict[str, Any]:
    """The body of an answer, which must be a good one."""
    assert answer.is_success, (answer.status_code, answer.text)
    body: dict[str, Any] = answer.json()
    return body


async def got(asked: Awaitable[httpx.Response]) -> dict[str, Any]:
    """The body of a good answer that is awaited."""
    return body_of(await asked)


def picture(colour: str = "red", size: tuple[int, int] = (320, 200)) -> bytes:
    """A picture of one colour."""
    written = io.BytesIO()
    Image.new("RGB", size, colour).save(written, "PNG")
    return written.getvalue()


async def handed_in(client: httpx.AsyncClient, body: bytes, name: str = "photo.png") -> dict[str, Any]:
    """A file that was taken in."""
    answer = await client.put("/api/v1/uploads", params={"name": name}, content=body)
    return body_of(answer)
