"""One case over the API: begun once, seen by whom it concerns, moved by commands that take effect once."""

import inspect
from typing import Any

import asyncpg
import httpx
import msgspec
import pytest

from hejie.casework.people import Account, Hat, Principal, Scope
from hejie.domain.ids import StreamKind, parse_public

from .complaining import (
    ITEM,
    commanded,
    filed,
    filing,
    got,
    new_key,
    opened,
    order,
    talk,
    told_of,
)
from .doors import ARBITER, BUYER, OFFICER, OTHER_BUYER, OTHER_SHOP, SHOP, VENUE, Door, problem

ELSEWHERE = "another-venue"
BOTH_HATS = Principal("sun", "孙", "", (Hat.OFFICER, Hat.ARBITER))
NOBODYS = "b3-0q9qtg0ecwg3xbjgke81k06dn7"
"""An id that reads like one of a case, in a bucket that is not its own."""


def at_another_venue(principal: Principal) -> Principal:
    """Somebody with the same id at another venue."""
    return msgspec.structs.replace(principal, venue=ELSEWHERE)


async def view(client: httpx.AsyncClient, case: str) -> dict[str, Any]:
    """A case as a client sees it."""
    return await got(client.get(f"/api/v1/cases/{case}"))


async def test_a_case_is_begun_once_however_often_it_is_asked_for(door: Door) -> None:
    """The same key of the same person is the same case; the answer says where it is and at which version."""
    await told_of(door, order())
    buyer = await door.signed_in(BUYER)
    first, again = await opened(buyer, key="my-first-case"), await opened(buyer, key="my-first-case")
    assert (first.status_code, again.status_code) == (201, 201)
    case, version = first.json()["case"], first.json()["version"]
    assert again.json() == first.json() | {"replayed": True}
    assert first.headers["location"] == f"/api/v1/cases/{case}"
    assert first.headers["etag"] == f'"{version}"'
    assert (await view(buyer, case))["version"] == version
    problem(await opened(buyer, filing(text="another story"), key="my-first-case"), 422, "key_reused")


async def test_only_consumers_begin_a_case_and_only_at_their_own_venue(door: Door) -> None:
    """Merchants, staff and strangers do not; another venue is refused by the field that names it."""
    await told_of(door, order())
    for principal in (SHOP, OFFICER):
        problem(await opened(await door.signed_in(principal)), 403, "not_for_you")
    problem(await opened(door.stranger()), 401, "not_signed_in")
    refused = problem(await opened(await door.signed_in(BUYER), venue=ELSEWHERE), 400, "invalid_request")
    assert [error["field"] for error in refused["errors"]] == ["venue"]


async def test_another_persons_order_is_refused_like_one_that_does_not_exist(door: Door) -> None:
    """Nobody finds out by complaining which orders there are."""
    await told_of(door, order("A1", buyer=OTHER_BUYER.id))
    buyer = await door.signed_in(BUYER)
    theirs = problem(await opened(buyer, filing("A1")), 409, "order_unknown")
    none = problem(await opened(buyer, filing("A2")), 409, "order_unknown")
    assert theirs["detail"].replace("A1", "A2") == none["detail"]


async def test_what_begins_wrongly_is_refused_in_the_words_of_the_rules(door: Door) -> None:
    """A refusal names things as the venue's rules do, in the caller's language."""
    await told_of(door, order())
    buyer = await door.signed_in(BUYER, **{"accept-language": "zh"})
    refused = problem(await opened(buyer, filing() | {"kind": "quality_visible"}), 409, "talk_needed")
    assert "商品质量" in refused["detail"] or "质量" in refused["detail"]
    assert "quality_visible" not in refused["detail"]


@pytest.mark.parametrize(
    "principal",
    [OTHER_BUYER, OTHER_SHOP, at_another_venue(BUYER), at_another_venue(SHOP), at_another_venue(OFFICER)],
)
async def test_a_case_of_others_is_answered_exactly_as_one_that_does_not_exist(
    door: Door, principal: Principal
) -> None:
    """By every route and with every header: same status, same body, whatever version is claimed."""
    case = await filed(door)
    await told_of(door, order("A9"))
    unknown = (await got(opened(await door.signed_in(BUYER), filing("A9"), key="elsewhere")))["case"]
    await _forget(door, unknown)
    client = await door.signed_in(principal)
    for path in ("", "/outlook", "/changes", "/evidence/e1/shown"):
        await _same(client, "GET", case, unknown, path)
    say = {"type": "say", "text": "hello?"}
    show = {"type": "submit_evidence", "item": ITEM, "sha256": "ab" * 32}
    file = filing("A9")
    for command in (say, show, file, {"type": "finish_evidence"}, {"type": "request_withdrawal"}):
        for if_match in (None, '"0"', '"1"', '"3"', '"99"'):
            headers = {"idempotency-key": new_key()} | ({"if-match": if_match} if if_match else {})
            await _same(client, "POST", case, unknown, "/commands", json=command, headers=headers)
    assert (await view(await door.signed_in(BUYER), case))["version"] == 3


async def _same(
    client: httpx.AsyncClient, method: str, case: str, unknown: str, path: str, **more: Any
) -> None:
    answers = [await client.request(method, f"/api/v1/cases/{id}{path}", **more) for id in (case, unknown)]
    told = [problem(answer, 404, "not_found") for answer in answers]
    bodies = [{name: one[name] for name in one if name != "request_id"} for one in told]
    assert bodies[0] == bodies[1]
    own = ("x-request-id", "date")
    heads = [{name: value for name, value in one.headers.items() if name not in own} for one in answers]
    assert heads[0] == heads[1]


async def _forget(door: Door, case: str) -> None:
    """Take a case out of the database: its id is one that no case has any more."""
    stream = parse_public(StreamKind.CASE, case)
    assert stream is not None
    owner = await asyncpg.connect(door.owner_dsn)
    for table in ("event", "receipt", "personal_payload", "listing", "stream"):
        await owner.execute(f'DELETE FROM "{table}" WHERE id = $1', stream.id)
    await owner.close()


async def test_what_is_no_id_of_a_case_is_no_case(door: Door) -> None:
    """A malformed id is answered like an unknown one."""
    buyer = await door.signed_in(BUYER)
    for id in ("1", NOBODYS, "%00", "../../x"):
        answer = await buyer.get(f"/api/v1/cases/{id}")
        assert answer.status_code in (400, 404), id


async def test_a_command_takes_effect_once(door: Door) -> None:
    """Repeated under its key it is answered as it was; without a key it is not taken."""
    case = await filed(door)
    shop = await door.signed_in(SHOP)
    said = {"type": "say", "text": "我们来看看"}
    first, again = [await commanded(shop, case, said, key="said-once") for _ in range(2)]
    assert first.json() == {"case": case, "version": 4, "events": ["said"], "replayed": False}
    assert again.json() == first.json() | {"replayed": True}
    assert first.headers["etag"] == again.headers["etag"] == '"4"'
    without = await shop.post(f"/api/v1/cases/{case}/commands", json=said)
    assert [e["field"] for e in problem(without, 400, "invalid_request")["errors"]] == ["Idempotency-Key"]
    problem(await commanded(shop, case, said | {"text": "other"}, key="said-once"), 422, "key_reused")


@pytest.mark.parametrize("tag", ['"3"', 'W/"3"', "3", 'W/"3-0123456789ab"', "*"])
async def test_if_match_is_the_version_that_was_looked_at(door: Door, tag: str) -> None:
    """As it was given in an answer, quoted, weak or plain; afterwards it is out of date."""
    case = await filed(door)
    shop = await door.signed_in(SHOP)
    command = {"type": "say", "text": "1"}
    key = new_key()
    assert (await got(commanded(shop, case, command, key, **{"if-match": tag})))["version"] == 4
    replayed = await got(commanded(shop, case, command, key, **{"if-match": tag}))
    assert replayed["replayed"], "a repetition is answered although the version has moved"
    stale = await commanded(shop, case, {"type": "say", "text": "2"}, **{"if-match": tag})
    if tag == "*":
        assert stale.is_success
    else:
        problem(stale, 412, "stale_version")


@pytest.mark.parametrize("tag", ["", '"x"', '"1", "2"', '"-1"', "W/"])
async def test_a_broken_if_match_is_said_to_be_one(door: Door, tag: str) -> None:
    """It is not taken for no condition at all."""
    case = await filed(door)
    answer = await commanded(
        await door.signed_in(SHOP), case, {"type": "say", "text": "1"}, **{"if-match": tag}
    )
    assert problem(answer, 400, "invalid_request")["errors"][0]["field"] == "If-Match"


async def test_a_case_bears_a_tag_that_lasts_until_something_changes(door: Door) -> None:
    """Nothing is sent again; but what changes by time alone, or by erasure, is no longer the same."""
    case = await filed(door)
    buyer = await door.signed_in(BUYER)
    address = f"/api/v1/cases/{case}"
    tag = (await buyer.get(address)).headers["etag"]
    door.clock.go(hours=1)
    same = await buyer.get(address, headers={"if-none-match": tag})
    assert (same.status_code, same.content, same.headers["etag"]) == (304, b"", tag)
    shop_tag = (await (await door.signed_in(SHOP)).get(address)).headers["etag"]
    assert shop_tag != tag
    other_language = await buyer.get(address, headers={"if-none-match": tag, "accept-language": "zh"})
    assert other_language.status_code == 200
    assert (await got(commanded(buyer, case, {"type": "say", "text": "1"}, **{"if-match": tag})))[
        "version"
    ] == 4
    moved = await buyer.get(address, headers={"if-none-match": tag})
    assert moved.status_code == 200
    tag = moved.headers["etag"]
    door.clock.go(days=4)
    buyer = await door.signed_in(BUYER)
    lapsed = await buyer.get(address, headers={"if-none-match": tag})
    assert lapsed.status_code == 200, "the merchant's time is over, although nobody has swept"
    assert lapsed.json()["stage"]["code"] != "awaiting_answer"
    tag = lapsed.headers["etag"]
    await door.house.ledger.erase_person(BUYER.id)
    erased = await buyer.get(address, headers={"if-none-match": tag})
    assert erased.status_code == 200
    assert "灯不亮" not in erased.text


async def test_words_are_read_by_both_sides_and_by_staff_and_gone_when_erased(door: Door) -> None:
    """Sealed where they are kept, open where they are shown."""
    case = await filed(door)
    await got(commanded(await door.signed_in(SHOP), case, {"type": "say", "text": "请稍候"}))
    clients = [await door.signed_in(one) for one in (BUYER, SHOP, OFFICER)]
    for client in clients:
        assert _texts(await view(client, case)) == ["灯不亮", "请稍候"]
    await door.house.ledger.erase_person(BUYER.id)
    for client in clients:
        assert _texts(await view(client, case)) == ["请稍候"]


def _texts(view: dict[str, Any]) -> list[str]:
    return [line["text"] for line in view["timeline"] if line["text"]]


async def test_a_shop_bears_its_name_and_a_consumer_only_for_whom_it_concerns(door: Door) -> None:
    """The name of the account; only the merchant sees the consumer's in short, all else is in full."""
    await _account(door, BUYER, "li")
    await _account(door, SHOP, "shop")
    door.clock.go(hours=1)  # names are remembered for a minute
    case = await filed(door)
    names = {}
    for principal in (BUYER, SHOP, OFFICER):
        told = await view(await door.signed_in(principal), case)
        names[principal.id] = [party["name"] for party in told["parties"]]
    assert names == {
        BUYER.id: ["李女士", "明亮灯具店"],
        SHOP.id: ["李**", "明亮灯具店"],
        OFFICER.id: ["李女士", "明亮灯具店"],
    }


async def _account(door: Door, principal: Principal, login: str) -> None:
    known = msgspec.structs.replace(principal, login=login)
    await door.house.people.put_account(Account(login, known, password_hash="-"))


async def test_a_refusal_is_told_with_the_names_of_the_cases_own_rules(door: Door) -> None:
    """In the caller's language, without a code, with the rule where one says so."""
    case = await filed(door)
    shop = await door.signed_in(SHOP, **{"accept-language": "zh"})
    refused = problem(await commanded(shop, case, {"type": "contest"}), 409, "required_items_missing")
    assert "_" not in refused["detail"]
    buyer = await door.signed_in(BUYER)
    refused = problem(await commanded(buyer, case, {"type": "contest"}), 403, "role_may_not")
    door.clock.go(days=4)
    shop = await door.signed_in(SHOP)
    late = problem(await commanded(shop, case, {"type": "accept_claims"}), 409, "window_closed")
    assert "2026-03-05 12:00" in late["detail"], "told in the zone of the rules"


async def test_staff_act_in_the_hat_that_the_command_is_for(door: Door) -> None:
    """Somebody with several hats need not say in which one they act."""
    case = await filed(door)
    both = await door.signed_in(BOTH_HATS)
    rule = {"type": "rule", "findings": [], "rules": ["x"], "text": "?"}
    problem(await commanded(both, case, rule), 409, "stage_does_not_allow")
    door.clock.go(days=4)
    both = await door.signed_in(BOTH_HATS)
    await door.house.sweeper.sweep()
    assert (await got(commanded(both, case, {"type": "take"})))["events"] == ["case_taken"]
    told = await view(both, case)
    assert told["taken_by"] == {"you": True, "name": "孙"}
    assert (await view(await door.signed_in(ARBITER), case))["taken_by"] == {"you": False, "name": "sun"}
    for party in (BUYER, SHOP):
        seen = await (await door.signed_in(party)).get(f"/api/v1/cases/{case}")
        assert seen.json()["taken_by"] is None
        assert "sun" not in seen.text
        assert "case_taken" not in seen.text


async def test_staff_of_one_venue_see_and_move_only_its_cases(door: Door) -> None:
    """Staff of all venues do all, staff of this one do this one's; those of another are strangers."""
    case = await filed(door)
    door.clock.go(days=4)
    await door.house.sweeper.sweep()
    here = await door.signed_in(msgspec.structs.replace(OFFICER, venue=VENUE))
    assert (await view(here, case))["you"] == "staff"
    assert (await got(commanded(here, case, {"type": "say", "text": "平台已介入"})))["events"] == ["said"]
    elsewhere = await door.signed_in(at_another_venue(OFFICER))
    problem(await commanded(elsewhere, case, {"type": "say", "text": "?"}), 404, "not_found")


async def test_a_machine_of_the_venue_reads_and_gives_no_command(door: Door) -> None:
    """With the scope for it, its own venue's cases; who of the staff did what is not told to it."""
    case = await filed(door)
    told = await view(await door.machine(Scope.READ_CASES), case)
    assert (told["you"], told["possible"], told["citable"]) == ("staff", [], [])
    problem(
        await commanded(await door.machine(Scope.READ_CASES), case, {"type": "say", "text": "1"}),
        403,
        "not_for_you",
    )
    other = await door.machine(Scope.READ_CASES, venue=ELSEWHERE)
    problem(await other.get(f"/api/v1/cases/{case}"), 404, "not_found")
    problem(await (await door.machine(Scope.ORDERS)).get(f"/api/v1/cases/{case}"), 403, "not_for_you")


async def test_a_command_for_a_case_that_is_not_there_begins_none(door: Door) -> None:
    """Filing goes to `POST /cases`: an id that a client makes up never becomes a case."""
    await told_of(door, order())
    buyer = await door.signed_in(BUYER)
    case = (await got(opened(buyer, talk(), key="a-talk-of-mine")))["case"]
    await _forget(door, case)
    problem(await commanded(buyer, case, filing()), 404, "not_found")
    assert (await got(buyer.get("/api/v1/cases")))["items"] == []


async def test_a_command_is_one_read_and_one_write(small_door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    """The hot path asks nothing of the case before it is decided."""
    door = small_door
    case = await filed(door)
    shop = await door.signed_in(SHOP)
    await shop.get(f"/api/v1/cases/{case}")
    asked: list[str] = []
    for store in ("ledger", "orders", "uploads", "listings"):
        _listen(monkeypatch, getattr(door.house, store), asked)
    await got(commanded(shop, case, {"type": "accept_claims"}))
    assert asked == ["read", "append"]
    asked.clear()
    problem(
        await commanded(await door.signed_in(OTHER_SHOP), case, {"type": "accept_claims"}), 404, "not_found"
    )
    assert asked == ["read"]


def _listen(monkeypatch: pytest.MonkeyPatch, store: object, asked: list[str]) -> None:
    def listening(name: str, method: Any) -> Any:
        def heard(*args: Any, **kwargs: Any) -> Any:
            asked.append(name)
            return method(*args, **kwargs)

        return heard

    for name in dir(store):
        method = getattr(store, name)
        if inspect.iscoroutinefunction(method) or inspect.isasyncgenfunction(method):
            monkeypatch.setattr(store, name, listening(name, method))


async def test_the_outlook_stands_alone_too(door: Door) -> None:
    """The same answer as within the case."""
    case = await filed(door)
    for principal in (BUYER, SHOP, OFFICER):
        client = await door.signed_in(principal)
        assert await got(client.get(f"/api/v1/cases/{case}/outlook")) == (await view(client, case))["outlook"]
