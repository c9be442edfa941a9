"""Orders over the API: the own ones with the complaints about them, and the marketplace telling of some."""

from typing import Any

import httpx
import msgspec
import pytest

from casework.houses import NOON
from hejie.casework.people import Scope

from .complaining import filing, got, opened, order, told_of
from .doors import BUYER, OFFICER, OTHER_BUYER, SHOP, VENUE, Door, problem

ORDER: dict[str, Any] = {
    "venue": VENUE,
    "ref": "B1",
    "buyer": BUYER.id,
    "currency": "CNY",
    "placed_at": "2026-02-20T09:00:00+08:00",
    "lines": [{"ref": "1", "merchant": SHOP.id, "price_minor": 5_000, "title": "杯子"}],
}


async def put(client: httpx.AsyncClient, *orders: dict[str, Any]) -> list[dict[str, Any]]:
    """Tell of orders, and what came of each."""
    answer = await got(client.put("/api/v1/orders", json={"orders": list(orders)}))
    results: list[dict[str, Any]] = answer["results"]
    return results


async def test_a_buyer_sees_the_own_orders_newest_first_with_the_complaints_about_each(door: Door) -> None:
    """Nobody else's, and page by page."""
    await told_of(door, *(order(f"A{days}", days=days) for days in range(3, 8)))
    await told_of(door, order("X1", buyer=OTHER_BUYER.id))
    buyer = await door.signed_in(BUYER)
    case = (await got(opened(buyer, filing("A5"))))["case"]
    seen: list[dict[str, Any]] = []
    params: dict[str, Any] = {"limit": 2}
    while True:
        page = await got(buyer.get("/api/v1/orders", params=params))
        seen += page["items"]
        if page["next"] is None:
            break
        params["cursor"] = page["next"]
    assert [one["ref"] for one in seen] == ["A3", "A4", "A5", "A6", "A7"]
    assert {one["ref"]: one["cases"] for one in seen if one["cases"]} == {"A5": [case]}
    assert seen[0]["lines"] == [
        {"ref": "1", "merchant": SHOP.id, "title": "台灯", "price_minor": 12_800, "freight_minor": 800}
    ]
    elsewhere = await door.signed_in(msgspec.structs.replace(BUYER, venue="another-venue"))
    assert (await got(elsewhere.get("/api/v1/orders")))["items"] == []
    for principal in (SHOP, OFFICER):
        problem(await (await door.signed_in(principal)).get("/api/v1/orders"), 403, "not_for_you")


async def test_orders_are_told_by_machines_of_their_venue_alone(door: Door) -> None:
    """A person cannot, nor a machine without the scope."""
    body = {"orders": [ORDER]}
    for client in (await door.signed_in(BUYER), await door.signed_in(OFFICER), await door.machine(Scope.ACT)):
        problem(await client.put("/api/v1/orders", json=body), 403, "not_for_you")
    problem(await door.stranger().put("/api/v1/orders", json=body), 401, "not_signed_in")
    results = await put(await door.machine(Scope.ORDERS, venue="another-venue"), ORDER)
    assert [one["put"] for one in results] == ["refused"]
    assert "another-venue" in results[0]["reason"]


async def test_each_order_has_its_own_result_and_the_same_again_changes_nothing(door: Door) -> None:
    """One that is wrong keeps no other from being taken; another offset is the same instant."""
    machine = await door.machine(Scope.ORDERS)
    wrong = ORDER | {"ref": "B2", "currency": "XXX"}
    results = await put(machine, ORDER, wrong, ORDER | {"ref": "B3"})
    assert [one["put"] for one in results] == ["new", "refused", "new"]
    assert "CNY" in results[1]["reason"]
    same = ORDER | {"placed_at": "2026-02-20T01:00:00Z"}
    results = await put(machine, same, ORDER | {"ref": "B3", "status": "shipped"})
    assert results == [
        {"ref": "B1", "put": "same", "reason": None},
        {"ref": "B3", "put": "changed", "reason": None},
    ]
    page = await got((await door.signed_in(BUYER)).get("/api/v1/orders"))
    assert {one["ref"]: one["status"] for one in page["items"]} == {"B1": "", "B3": "shipped"}


def line(**changes: object) -> dict[str, Any]:
    """The order with another line."""
    return ORDER | {"lines": [ORDER["lines"][0] | changes]}


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        (ORDER | {"ref": ""}, "ref"),
        (ORDER | {"ref": " B1"}, "ref"),
        (ORDER | {"buyer": "a\u0007b"}, "buyer"),
        (ORDER | {"buyer": "b" * 201}, "buyer"),
        (ORDER | {"status": "x" * 201}, "status"),
        (ORDER | {"placed_at": "1970-01-01T00:00:00Z"}, "placed_at"),
        (ORDER | {"delivered_at": "2826-01-01T00:00:00Z"}, "delivered_at"),
        (ORDER | {"lines": []}, "lines"),
        (ORDER | {"lines": ORDER["lines"] * 2}, "lines[1].ref"),
        (line(price_minor=-1), "lines[0].price_minor"),
        (line(freight_minor=10**13), "lines[0].freight_minor"),
        (line(merchant=""), "lines[0].merchant"),
        (line(title="x" * 2_001), "lines[0].title"),
        (line(title="\u0001"), "lines[0].title"),
        (line(dispatch_due_at="1970-01-01T00:00:00Z"), "lines[0].dispatch_due_at"),
    ],
)
@pytest.mark.parametrize("language", ["zh", "en"])
async def test_what_is_wrong_with_an_order_is_said_by_field(
    door: Door, wrong: dict[str, Any], named: str, language: str
) -> None:
    """In the caller's language, and nothing of it is kept."""
    machine = await door.machine(Scope.ORDERS)
    machine.headers["accept-language"] = language
    (result,) = await put(machine, wrong)
    assert result["put"] == "refused"
    assert named in result["reason"]
    assert (await got((await door.signed_in(BUYER)).get("/api/v1/orders")))["items"] == []


async def test_a_body_of_another_shape_is_refused_as_a_whole(door: Door) -> None:
    """By the path of the field: a number in quotes, an unknown name, none at all, too many."""
    machine = await door.machine(Scope.ORDERS)
    for body, field in (
        ({"orders": [line(price_minor="5000")]}, "orders[0].lines[0].price_minor"),
        ({"orders": [ORDER | {"colour": "red"}]}, "orders[0].colour"),
        ({"orders": [ORDER | {"placed_at": "2026-02-20T09:00:00"}]}, "orders[0].placed_at"),
        ({"orders": []}, "orders"),
        ({"orders": [ORDER] * 501}, "orders"),
    ):
        answer = await machine.put("/api/v1/orders", json=body)
        assert problem(answer, 400, "invalid_request")["errors"][0]["field"] == field


async def test_a_complaint_can_be_filed_about_an_order_that_was_just_told(door: Door) -> None:
    """From the machine's telling to the buyer's case."""
    told = ORDER | {"delivered_at": (NOON).isoformat()}
    await put(await door.machine(Scope.ORDERS), told)
    demand = {"line": "1", "remedy": "return_and_refund", "amount_minor": 5_000}
    buyer = await door.signed_in(BUYER)
    body = {"type": "file", "order": "B1", "kind": "false_ad", "demands": [demand]}
    assert (await opened(buyer, body)).status_code == 201
