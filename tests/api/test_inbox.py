"""The inbox over the API: what each was told of, in their language, until they have read it."""

from typing import Any

import httpx

from casework.houses import NOON

from .complaining import commanded, filed, got
from .doors import BUYER, OFFICER, OTHER_SHOP, SHOP, Door, problem


async def notes(client: httpx.AsyncClient, **params: Any) -> dict[str, Any]:
    """A page of the inbox."""
    return await got(client.get("/api/v1/inbox", params=params))


async def test_each_side_is_told_of_what_the_other_did(door: Door) -> None:
    """In words and in the reader's language, with the end of the clock that runs against the reader."""
    case = await filed(door)
    await door.house.relay.drain()
    shop = await door.signed_in(SHOP, **{"accept-language": "zh"})
    page = await notes(shop)
    assert page["unread_count"] == len(page["items"]) == 1
    (note,) = page["items"]
    assert note["case"] == case
    assert note["kind"] == {"code": "false_ad", "words": "虚假宣传"}
    assert note["words"] == "消费者提交了投诉,等待您的答复"
    assert note["due_at"] == "2026-03-05T04:00:00Z"
    assert note["read"] is False
    assert (await notes(await door.signed_in(BUYER)))["items"] == [], "nobody is told of the own act"
    assert (await notes(await door.signed_in(OTHER_SHOP)))["items"] == []
    assert (await notes(await door.signed_in(OFFICER)))["items"] == []


async def test_notes_are_read_page_by_page_and_marked(door: Door) -> None:
    """The newest first; what came after the instant stays unread."""
    case = await filed(door)
    shop = await door.signed_in(SHOP)
    for number in range(5):
        door.clock.go(seconds=60)
        await got(commanded(shop, case, {"type": "say", "text": str(number)}))
    await door.house.relay.drain()
    buyer = await door.signed_in(BUYER)
    seen: list[dict[str, Any]] = []
    params: dict[str, Any] = {"limit": 2}
    while True:
        page = await notes(buyer, **params)
        assert page["unread_count"] == 5
        seen += page["items"]
        if page["next"] is None:
            break
        params["cursor"] = page["next"]
    instants = [note["at"] for note in seen]
    assert instants == sorted(instants, reverse=True)
    assert len({note["id"] for note in seen}) == 5
    marked = await buyer.post("/api/v1/inbox/read", json={"until": instants[2]})
    assert (marked.status_code, marked.content) == (204, b"")
    page = await notes(buyer)
    assert page["unread_count"] == 2
    assert [note["read"] for note in page["items"]] == [False, False, True, True, True]
    assert (await notes(await door.signed_in(SHOP)))["unread_count"] == 1, "each reads the own inbox"


async def test_an_instant_without_an_offset_marks_nothing(door: Door) -> None:
    """It would be another one for everybody."""
    buyer = await door.signed_in(BUYER)
    naive = NOON.replace(tzinfo=None).isoformat()
    answer = await buyer.post("/api/v1/inbox/read", json={"until": naive})
    assert problem(answer, 400, "invalid_request")["errors"][0]["field"] == "until"
