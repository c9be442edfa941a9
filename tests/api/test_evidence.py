"""Evidence over the API: only what was handed in, seen by whom it concerns, each look of staff logged."""

from typing import Any

import httpx
import msgspec
import pytest

from hejie.adapters.blobs import FolderBlobs
from hejie.casework.people import Scope
from hejie.domain.ids import StreamKind, parse_public
from hejie.edge.http import shown

from .complaining import ITEM, commanded, filed, got, handed_in, new_key, picture
from .doors import ARBITER, BUYER, OFFICER, OTHER_BUYER, OTHER_SHOP, SHOP, Door, problem


async def showing(client: httpx.AsyncClient, case: str, body: bytes, key: str = "") -> httpx.Response:
    """Hand in a picture and show it."""
    sha256 = (await handed_in(client, body))["sha256"]
    command = {"type": "submit_evidence", "item": ITEM, "sha256": sha256, "caption": "看这里"}
    return await commanded(client, case, command, key)


async def items(client: httpx.AsyncClient, case: str) -> list[dict[str, Any]]:
    """The evidence of a case as a client sees it."""
    found: list[dict[str, Any]] = (await got(client.get(f"/api/v1/cases/{case}")))["evidence"]
    return found


async def accesses(door: Door, case: str) -> list[tuple[str, str, str]]:
    """Who of the staff looked at what."""
    stream = parse_public(StreamKind.CASE, case)
    assert stream is not None
    found = await door.house.uploads.accesses(stream)
    return sorted((one.person, one.evidence, one.copy) for one in found)


async def test_both_sides_and_staff_see_what_was_shown(door: Door) -> None:
    """The shown copy; the original is for whoever handed it in and for staff."""
    case = await filed(door)
    buyer, body = await door.signed_in(BUYER), picture()
    assert (await showing(buyer, case, body)).is_success
    for principal, whole in ((BUYER, True), (SHOP, False), (OFFICER, True)):
        client = await door.signed_in(principal)
        (item,) = await items(client, case)
        assert (item["id"], item["caption"], item["size"], item["width"]) == ("e1", "看这里", len(body), 320)
        for url in (item["shown_url"], item["thumbnail_url"]):
            answer = await client.get(f"/api/v1/{url}")
            assert (answer.status_code, answer.headers["content-type"]) == (200, "image/webp")
            assert answer.headers["content-security-policy"] == "sandbox; default-src 'none'"
        original = await client.get(f"/api/v1/cases/{case}/evidence/e1/original")
        assert (item["original_url"] is not None) == whole
        if whole:
            assert original.content == body
            assert original.headers["content-disposition"].startswith("attachment; ")
        else:
            problem(original, 404, "not_found")
    for path in ("e2/shown", "e1/everything", "b1/shown", "x/shown"):
        problem(await buyer.get(f"/api/v1/cases/{case}/evidence/{path}"), 404, "not_found")
    for principal in (OTHER_BUYER, OTHER_SHOP, msgspec.structs.replace(OFFICER, venue="another-venue")):
        stranger = await door.signed_in(principal)
        problem(await stranger.get(f"/api/v1/cases/{case}/evidence/e1/shown"), 404, "not_found")
    machine = await door.machine(Scope.READ_CASES)
    problem(await machine.get(f"/api/v1/cases/{case}/evidence/e1/shown"), 403, "not_for_you")


async def test_a_look_of_staff_is_written_down_before_the_bytes_go(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each look, also one that needs no bytes; without that nothing is shown. Parties look freely."""
    case = await filed(door)
    buyer = await door.signed_in(BUYER)
    await showing(buyer, case, picture())
    address = f"/api/v1/cases/{case}/evidence/e1"
    for client in (buyer, await door.signed_in(SHOP)):
        assert (await client.get(f"{address}/shown")).is_success
    assert await accesses(door, case) == []
    officer, arbiter = await door.signed_in(OFFICER), await door.signed_in(ARBITER)
    first = await officer.get(f"{address}/shown")
    door.clock.go(seconds=1)
    again = await officer.get(f"{address}/shown", headers={"if-none-match": first.headers["etag"]})
    assert again.status_code == 304
    assert (await arbiter.get(f"{address}/original")).is_success
    looked = [("chen", "e1", "original"), ("wang", "e1", "shown"), ("wang", "e1", "shown")]
    assert await accesses(door, case) == looked
    opened: list[str] = []

    async def refuse(_: object) -> None:
        raise RuntimeError("the log cannot be written")

    async def noted(self: FolderBlobs, key: str) -> object:
        opened.append(key)
        raise AssertionError("no bytes before the log")

    monkeypatch.setattr(door.house.uploads, "log_access", refuse)
    monkeypatch.setattr(type(door.app.state.files.store), "open", noted)
    assert (await officer.get(f"{address}/shown")).status_code == 500
    assert opened == []


async def test_evidence_is_what_its_owner_handed_in_before(door: Door) -> None:
    """A hash of nothing, or of another's file, is refused by its field, and the command with it."""
    case = await filed(door)
    buyer, shop = await door.signed_in(BUYER), await door.signed_in(SHOP)
    theirs = (await handed_in(shop, picture("green")))["sha256"]
    for sha256 in ("ab" * 32, theirs):
        answer = await commanded(buyer, case, {"type": "submit_evidence", "item": ITEM, "sha256": sha256})
        assert [one["field"] for one in problem(answer, 409, "evidence_not_uploaded")["errors"]] == ["sha256"]
    assert await items(buyer, case) == []
    owed = {"type": "record_performance", "obligation": "b1", "sha256": "ab" * 32}
    problem(await commanded(shop, case, owed), 409, "evidence_not_uploaded")
    appeal = {
        "type": "appeal", "ground": "new_evidence", "text": "…",
        "evidence": [{"item": ITEM, "sha256": "ab" * 32}],
    }  # fmt: skip
    refused = problem(await commanded(buyer, case, appeal), 409, "evidence_not_uploaded")
    assert [one["field"] for one in refused["errors"]] == ["evidence[0].sha256"]


async def test_what_was_shown_is_kept_when_leftovers_are_removed(door: Door) -> None:
    """A file that a case refers to is no leftover; one that nobody showed is."""
    case = await filed(door)
    buyer = await door.signed_in(BUYER)
    await showing(buyer, case, picture("red"))
    left = (await handed_in(buyer, picture("green")))["sha256"]
    door.clock.go(days=30)
    removed = await door.house.uploads.remove_unbound(door.clock.at, 100)
    assert [one.sha256 for one in removed] == [left]


async def test_showing_is_safe_to_repeat_and_there_is_an_end_to_it(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The last one that fits can be sent again; one more is refused; the other side has its own room."""
    monkeypatch.setattr(shown, "ITEMS_OF_A_SIDE_MOST", 2)
    case = await filed(door)
    buyer = await door.signed_in(BUYER)
    keys = [new_key() for _ in range(2)]
    for colour, key in zip(("red", "green"), keys, strict=True):
        assert (await showing(buyer, case, picture(colour), key)).json()["replayed"] is False
    assert (await showing(buyer, case, picture("green"), keys[1])).json()["replayed"] is True
    problem(await showing(buyer, case, picture("green")), 409, "item_already_shown")
    problem(await showing(buyer, case, picture("blue")), 409, "too_much_evidence")
    shop = await door.signed_in(SHOP)
    sha256 = (await handed_in(shop, picture("blue")))["sha256"]
    checklist = (await got(shop.get(f"/api/v1/cases/{case}")))["checklists"][1]
    item = next(one["code"] for one in checklist["items"] if one["need"] != "platform")
    await got(commanded(shop, case, {"type": "submit_evidence", "item": item, "sha256": sha256}))


async def test_the_proof_of_a_performance_can_be_seen_by_whom_it_concerns(door: Door) -> None:
    """What a side shows when it says that it has done its part; its original is its own and the staff's."""
    case = await filed(door)
    buyer, shop = await door.signed_in(BUYER), await door.signed_in(SHOP)
    await got(commanded(shop, case, {"type": "accept_claims"}))
    (owed, _) = (await got(buyer.get(f"/api/v1/cases/{case}")))["obligations"]
    assert owed["proof_url"] is None
    sha256 = (await handed_in(buyer, picture("red")))["sha256"]
    await got(
        commanded(buyer, case, {"type": "record_performance", "obligation": owed["id"], "sha256": sha256})
    )
    for client, whole in ((buyer, 200), (shop, 404), (await door.signed_in(OFFICER), 200)):
        (owed, _) = (await got(client.get(f"/api/v1/cases/{case}")))["obligations"]
        assert owed["proof_url"] == f"cases/{case}/evidence/{owed['id']}/shown"
        assert (await client.get(f"/api/v1/{owed['proof_url']}")).headers["content-type"] == "image/webp"
        original = await client.get(f"/api/v1/cases/{case}/evidence/{owed['id']}/original")
        assert original.status_code == whole
    assert await accesses(door, case) == [("wang", owed["id"], "original"), ("wang", owed["id"], "shown")]
