"""Queues over the API: each desk its own cases, filtered, in order, page by page."""

from typing import Any

import httpx
import msgspec
import pytest

from hejie.casework.people import Scope

from .complaining import commanded, filed, filing, got, opened, order, talk, told_of
from .doors import ARBITER, BUYER, OFFICER, OTHER_BUYER, OTHER_SHOP, SHOP, VENUE, Door, problem

ELSEWHERE = "another-venue"


async def queue(client: httpx.AsyncClient, **filters: Any) -> list[dict[str, Any]]:
    """One page of a queue."""
    items: list[dict[str, Any]] = (await got(client.get("/api/v1/cases", params=filters)))["items"]
    return items


async def ids(client: httpx.AsyncClient, **filters: Any) -> list[str]:
    """The cases on one page of a queue."""
    return [item["id"] for item in await queue(client, **filters)]


async def test_each_desk_sees_its_own_cases(door: Door) -> None:
    """A consumer those it filed, a merchant those against it, staff those of their venues, nobody else's."""
    mine = await filed(door, "A1")
    theirs = await filed(door, "A2", OTHER_BUYER, OTHER_SHOP)
    both = {mine, theirs}
    seen = {
        BUYER: {mine}, OTHER_BUYER: {theirs}, SHOP: {mine}, OTHER_SHOP: {theirs},
        OFFICER: both, ARBITER: both,
        msgspec.structs.replace(BUYER, venue=ELSEWHERE): set(),
        msgspec.structs.replace(SHOP, venue=ELSEWHERE): set(),
        msgspec.structs.replace(OFFICER, venue=ELSEWHERE): set(),
        msgspec.structs.replace(OFFICER, venue=VENUE): both,
    }  # fmt: skip
    for principal, cases in seen.items():
        assert set(await ids(await door.signed_in(principal))) == cases, principal
    assert set(await ids(await door.machine(Scope.READ_CASES))) == both
    assert await ids(await door.machine(Scope.READ_CASES, venue=ELSEWHERE)) == []


async def test_a_row_says_what_a_queue_needs_in_words(door: Door) -> None:
    """What was bought, what it is about, where it stands, whose turn it is, and the other side."""
    case = await filed(door)
    for principal, yours, other in ((BUYER, False, "shop-1"), (SHOP, True, "b***"), (OFFICER, False, None)):
        (row,) = await queue(await door.signed_in(principal, **{"accept-language": "zh"}))
        assert row["id"] == case
        assert row["title"] == "台灯"
        assert row["amount_minor"] == 12_800
        assert row["stage"] == {"code": "awaiting_answer", "words": "待商家申诉"}
        assert row["waiting_for_you"] is row["clock"]["yours"] is yours
        assert row["taken_by"] is None
        assert row["other_party"] == (other or "buyer-1 与 shop-1")


async def test_filters_narrow_a_queue(door: Door) -> None:
    """By stage, kind, severity, order, whose turn it is; several values of one filter are any of them."""
    filed_case = await filed(door, "A1")
    await told_of(door, order("A2"))
    buyer = await door.signed_in(BUYER)
    talking = (await got(opened(buyer, talk("A2"))))["case"]
    assert await ids(buyer, stage="talking") == [talking]
    assert set(await ids(buyer, stage=["talking", "awaiting_answer"])) == {talking, filed_case}
    assert await ids(buyer, kind="false_ad") == [filed_case]
    assert await ids(buyer, severity="S3") == [filed_case]
    assert await ids(buyer, order="A2") == [talking]
    assert await ids(buyer, waiting="true") == [talking], "both sides talk; the answer is the merchant's"
    assert await ids(buyer, waiting="false") == [filed_case]
    assert await ids(buyer, waiting="true", owed_by="respondent") == []
    shop = await door.signed_in(SHOP)
    assert set(await ids(shop, waiting="true")) == {talking, filed_case}
    assert set(await ids(buyer, open="true")) == {talking, filed_case}
    assert await ids(buyer, open="false") == await ids(buyer, open="true", stage="closed") == []
    await got(commanded(buyer, talking, {"type": "request_withdrawal"}))
    assert await ids(buyer, open="false") == [talking]


async def test_staff_find_what_nobody_has_taken_and_what_they_have(door: Door) -> None:
    """Parties cannot ask who has taken what."""
    one, two = [await filed(door, ref) for ref in ("A1", "A2")]
    door.clock.go(days=4)
    await door.house.sweeper.sweep()
    officer = await door.signed_in(OFFICER)
    await got(commanded(officer, one, {"type": "take"}))
    assert await ids(officer, taken="me") == [one]
    assert await ids(officer, taken="nobody") == [two]
    assert await ids(await door.signed_in(ARBITER), taken="me") == []
    assert {row["id"]: row["taken_by"] for row in await queue(officer)} == {
        one: {"you": True, "name": "王晓"},
        two: None,
    }
    shop = await door.signed_in(SHOP)
    assert [row["taken_by"] for row in await queue(shop)] == [None, None]
    for client, value in ((shop, "me"), (officer, "wang")):
        refused = problem(await client.get("/api/v1/cases", params={"taken": value}), 400, "invalid_request")
        assert [error["field"] for error in refused["errors"]] == ["taken"]


@pytest.mark.parametrize("sort", ["due", "urgency", "opened"])
@pytest.mark.parametrize("principal", [BUYER, SHOP, OFFICER], ids=lambda principal: principal.id)
async def test_a_queue_is_read_page_by_page_to_its_end(door: Door, sort: str, principal: Any) -> None:
    """Every case once, in order, also when new ones come between the pages."""
    cases = []
    for number in range(7):
        cases.append(await filed(door, f"A{number}"))
        if number % 3:
            door.clock.go(hours=1)
    client = await door.signed_in(principal)
    seen: list[str] = []
    params: dict[str, Any] = {"limit": 3, "sort": sort}
    while True:
        page = await got(client.get("/api/v1/cases", params=params))
        seen += [item["id"] for item in page["items"]]
        if page["next"] is None:
            break
        assert len(page["items"]) == 3
        if len(seen) == 3:
            await filed(door, "A99")
        params["cursor"] = page["next"]
    old = [case for case in seen if case in cases]
    assert sorted(old) == sorted(cases)
    assert len(seen) == len(set(seen))
    assert old == [case for case in await ids(client, sort=sort, limit=100) if case in cases]


@pytest.mark.parametrize("cursor", ["", "x", "!!!", "e30", "W10", "bnVsbA", "a" * 5_000, "\u00e9"])
async def test_a_broken_cursor_is_said_to_be_one(door: Door, cursor: str) -> None:
    """It neither breaks anything nor begins at the first page in silence."""
    client = await door.signed_in(BUYER)
    for path in ("/cases", "/orders", "/inbox"):
        answer = await client.get(f"/api/v1{path}", params={"cursor": cursor})
        assert problem(answer, 400, "invalid_request")["errors"][0]["field"] == "cursor"


async def test_a_cursor_is_good_for_its_own_list_alone(door: Door) -> None:
    """Another order of the queue, or another list, is refused."""
    for ref in ("A1", "A2"):
        await filed(door, ref)
    client = await door.signed_in(BUYER)
    page = await got(client.get("/api/v1/cases", params={"limit": 1, "sort": "due"}))
    for path, more in (("/cases", {"sort": "opened"}), ("/orders", {}), ("/inbox", {})):
        answer = await client.get(f"/api/v1{path}", params={"cursor": page["next"], **more})
        problem(answer, 400, "invalid_request")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("limit", 0),
        ("limit", 101),
        ("limit", "x"),
        ("sort", "age"),
        ("stage", "nowhere"),
        ("waiting", "maybe"),
    ],
)
async def test_a_filter_that_is_none_is_said_by_name(door: Door, name: str, value: object) -> None:
    """With what would have been accepted."""
    client = await door.signed_in(BUYER)
    answer = await client.get("/api/v1/cases", params={name: str(value)})
    (error,) = problem(answer, 400, "invalid_request")["errors"]
    assert error["field"].removesuffix("[0]") == name
    assert error["message"]


async def test_a_row_shows_what_is_enforced_although_nobody_has_swept(door: Door) -> None:
    """A clock that ran out is shown as lapsed, and a row that no longer fits is left out."""
    case = await filed(door)
    door.clock.go(days=4)
    shop = await door.signed_in(SHOP)
    (row,) = await queue(shop)
    assert row["stage"]["code"] != "awaiting_answer"
    assert await ids(shop, stage="awaiting_answer") == []
    await door.house.sweeper.sweep()
    assert (await queue(shop))[0]["stage"] == row["stage"]
    assert await ids(shop, stage=row["stage"]["code"]) == [case]


async def test_filing_twice_shows_two_rows_for_the_order(door: Door) -> None:
    """Each complaint about an order is a case of its own."""
    await told_of(door, order("A1"))
    buyer = await door.signed_in(BUYER)
    cases = [(await got(opened(buyer, filing("A1"), key=f"complaint-{n}")))["case"] for n in range(2)]
    assert set(await ids(buyer, order="A1")) == set(cases)
