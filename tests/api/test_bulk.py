"""Many commands of a machine at once: each with its own result, in order, and safe to repeat."""

from typing import Any

import httpx
import pytest

from hejie.casework.people import Scope

from .complaining import ITEM, filed, filing, got, new_key, order, told_of
from .doors import BUYER, OFFICER, OTHER_BUYER, OTHER_SHOP, SHOP, Door, problem


def item(command: dict[str, Any], case: str | None = None, **changes: Any) -> dict[str, Any]:
    """One item, by default of the merchant."""
    usual = {"key": new_key(), "role": "respondent", "person": SHOP.id, "command": command, "case": case}
    return usual | changes


def opening(ref: str, key: str, buyer: str = BUYER.id) -> dict[str, Any]:
    """An item that files a complaint for a buyer."""
    return item(filing(ref), None, key=key, role="complainant", person=buyer)


async def given(client: httpx.AsyncClient, *items: dict[str, Any]) -> list[dict[str, Any]]:
    """What came of each item."""
    answer = await got(client.post("/api/v1/bulk", json={"items": list(items)}))
    results: list[dict[str, Any]] = answer["results"]
    assert [one["key"] for one in results] == [one["key"] for one in items]
    return results


def codes(results: list[dict[str, Any]]) -> list[str | None]:
    """The code of each result's problem; None where there is none."""
    return [one["problem"] and one["problem"]["code"] for one in results]


async def test_each_item_has_its_own_result(door: Door) -> None:
    """One that is refused, malformed or about nothing keeps no other from taking effect."""
    one, two = [await filed(door, ref) for ref in ("A1", "A2")]
    elsewhere = await filed(door, "A3", OTHER_BUYER, OTHER_SHOP)
    machine = await door.machine(Scope.ACT)
    results = await given(
        machine,
        item({"type": "accept_claims"}, one),
        item({"type": "contest"}, two),
        item({"type": "accept_claims"}, elsewhere),
        item({"type": "say", "text": "?"}, "b3-nonsense"),
        item({"type": "say", "text": "?"}, None),
        item({"type": "open_talk", "order": "A1", "kind": "x", "demands": filing()["demands"]}, one),
        item({"type": "say", "text": "你好"}, two),
        item({"type": "say", "text": "你好"}, two, expected_version=1),
    )
    assert codes(results) == [
        None, "required_items_missing", "not_found", "not_found", "invalid_request", "invalid_request", None,
        "stale_version",
    ]  # fmt: skip
    assert results[0]["case"] == one
    assert results[0]["events"][0] == "claims_accepted"
    refused = results[1]["problem"]
    assert (refused["status"], refused["type"]) == (409, "/problems/required_items_missing")
    assert "_" not in refused["detail"]
    assert results[1]["case"] == two
    assert [error["field"] for error in results[4]["problem"]["errors"]] == ["case"]


async def test_the_whole_call_is_safe_to_repeat(door: Door) -> None:
    """Nothing takes effect twice, whether it opens a case or moves one."""
    await told_of(door, order("A1"), order("A2"))
    existing = await filed(door, "A3")
    machine = await door.machine(Scope.ACT)
    items = [
        opening("A1", "import-000001"),
        opening("A2", "import-000002"),
        item({"type": "refuse"}, existing),
    ]
    first, again = await given(machine, *items), await given(machine, *items)
    assert codes(first) == [None] * 3
    assert [one | {"replayed": True} for one in first] == again
    buyer = await door.signed_in(BUYER)
    page = await got(buyer.get("/api/v1/cases"))
    assert {one["id"] for one in page["items"]} == {one["case"] for one in first}
    changed = opening("A1", "import-000001") | {"command": filing("A2")}
    assert codes(await given(machine, changed)) == ["key_reused"]


async def test_items_on_one_case_keep_their_order(door: Door) -> None:
    """They are written one after the other, as they stand in the call."""
    cases = [await filed(door, ref) for ref in ("A1", "A2")]
    words = [str(number) for number in range(20)]
    items = [item({"type": "say", "text": text}, case) for text in words for case in cases]
    results = await given(await door.machine(Scope.ACT), *items)
    assert codes(results) == [None] * len(items)
    shop = await door.signed_in(SHOP)
    for case in cases:
        view = await got(shop.get(f"/api/v1/cases/{case}"))
        assert [line["text"] for line in view["timeline"] if line["event"] == "said"] == words
        versions = [one["version"] for one in results if one["case"] == case]
        assert versions == list(range(4, 24))


async def test_a_machine_acts_at_its_venue_alone_and_with_the_scope_for_it(door: Door) -> None:
    """A case of another venue is none; people have no bulk; nor has a machine that may only read."""
    case = await filed(door)
    other = await door.machine(Scope.ACT, venue="another-venue")
    assert codes(await given(other, item({"type": "accept_claims"}, case))) == ["not_found"]
    assert codes(await given(other, opening("A1001", "import-000001"))) == ["order_unknown"]
    body = {"items": [item({"type": "accept_claims"}, case)]}
    reader = await door.machine(Scope.READ_CASES, Scope.ORDERS)
    for client in (reader, await door.signed_in(SHOP), await door.signed_in(OFFICER)):
        problem(await client.post("/api/v1/bulk", json=body), 403, "not_for_you")


async def test_another_persons_order_is_told_like_one_that_does_not_exist(door: Door) -> None:
    """Also to a machine that names the wrong buyer."""
    await told_of(door, order("A1", buyer=OTHER_BUYER.id))
    results = await given(
        await door.machine(Scope.ACT), opening("A1", "import-000001"), opening("A9", "import-000002")
    )
    assert codes(results) == ["order_unknown", "order_unknown"]


async def test_imported_evidence_may_be_known_by_its_hash_alone(door: Door) -> None:
    """The marketplace keeps the bytes; the case says that they were never handed in here."""
    case = await filed(door)
    show = {"type": "submit_evidence", "item": ITEM, "sha256": "ab" * 32}
    results = await given(
        await door.machine(Scope.ACT), item(show, case, role="complainant", person=BUYER.id)
    )
    assert codes(results) == [None]
    view = await got((await door.signed_in(SHOP)).get(f"/api/v1/cases/{case}"))
    (evidence,) = view["evidence"]
    assert (evidence["sha256"], evidence["media_type"], evidence["shown_url"]) == ("ab" * 32, "", None)
    buyer = await door.signed_in(BUYER)
    problem(await buyer.get(f"/api/v1/cases/{case}/evidence/e1/shown"), 404, "not_found")
    machine = await door.machine(Scope.ACT)
    done = {"type": "record_performance", "obligation": "b1", "sha256": "cd" * 32}
    results = await given(
        machine,
        item({"type": "accept_claims"}, case),
        item(done, case, role="complainant", person=BUYER.id),
    )
    assert codes(results) == [None, None]
    view = await got(buyer.get(f"/api/v1/cases/{case}"))
    assert view["obligations"][0]["status"]["code"] == "recorded"
    assert view["obligations"][0]["proof_url"] is None


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_problems_of_items_are_told_in_the_callers_language(door: Door, language: str) -> None:
    """As a single command's would be."""
    case = await filed(door)
    machine = await door.machine(Scope.ACT)
    machine.headers["accept-language"] = language
    (result,) = await given(machine, item({"type": "reinstate"}, case))
    told = result["problem"]
    assert told["code"] == "role_may_not"
    assert (
        told["detail"] == {"zh": "您的身份不能进行此操作", "en": "this is not for your role to do"}[language]
    )


async def test_a_bulk_of_the_wrong_shape_is_refused_as_a_whole(door: Door) -> None:
    """By the path of the field: nothing of it is done."""
    case = await filed(door)
    machine = await door.machine(Scope.ACT)
    good = item({"type": "accept_claims"}, case)
    for items, field in (
        ([], "items"),
        ([good] * 501, "items"),
        ([good | {"role": "officer"}], "items[0].role"),
        ([good | {"key": "short"}], "items[0].key"),
        ([good, good | {"command": {"type": "lapse", "clock": "k0"}}], "items[1].command.type"),
        ([good | {"venue": "demo"}], "items[0].venue"),
    ):
        answer = await machine.post("/api/v1/bulk", json={"items": items})
        assert problem(answer, 400, "invalid_request")["errors"][0]["field"] == field
    view = await got((await door.signed_in(SHOP)).get(f"/api/v1/cases/{case}"))
    assert view["stage"]["code"] == "awaiting_answer"


async def test_no_machine_withdraws_for_anyone(door: Door) -> None:
    """A withdrawal is the complainant's own act: a back office has no command for it, and nothing is done."""
    case = await filed(door, "A1")
    machine = await door.machine(Scope.ACT)
    withdrawing = item({"type": "request_withdrawal"}, case, role="complainant", person=BUYER.id)
    talking = item({"type": "say", "text": "你好"}, case)
    refused = await machine.post("/api/v1/bulk", json={"items": [talking, withdrawing]})
    told = problem(refused, 400, "invalid_request")
    assert told["errors"][0]["field"] == "items[1].command.type"
    buyer = await door.signed_in(BUYER)
    assert (await got(buyer.get(f"/api/v1/cases/{case}")))["stage"]["code"] == "awaiting_answer"
