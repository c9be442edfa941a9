"""Where a venue's machines want to be told of changes: added, listed, removed, by its machines alone."""

from typing import Any

import pytest

from hejie.casework.people import Scope
from hejie.casework.webhooks import SECRET_BYTES, read_secret
from hejie.edge.http.routes import webhooks

from .complaining import got
from .doors import BUYER, OFFICER, Door, problem

URL = "https://shop.example/hooks"
PATH = "/api/v1/webhooks"


async def test_an_endpoint_is_added_listed_and_removed(door: Door) -> None:
    """Its secret is shown once, when it is made."""
    machine = await door.machine(Scope.WEBHOOKS)
    answer = await machine.post(PATH, json={"url": URL, "events": ["ruled", "case_closed", "ruled"]})
    assert answer.status_code == 201
    made: dict[str, Any] = answer.json()
    assert len(read_secret(made["secret"])) == SECRET_BYTES
    assert (made["url"], made["events"], made["disabled"]) == (URL, ["ruled", "case_closed"], False)
    assert (await got(machine.get(PATH)))["items"] == [made | {"secret": None}]
    other = await door.machine(Scope.WEBHOOKS, venue="another-venue")
    assert (await got(other.get(PATH)))["items"] == []
    problem(await other.delete(f"{PATH}/{made['id']}"), 404, "not_found")
    removed = await machine.delete(f"{PATH}/{made['id']}")
    assert (removed.status_code, removed.content) == (204, b"")
    assert (await got(machine.get(PATH)))["items"] == []
    for id in (made["id"], "nonsense"):
        problem(await machine.delete(f"{PATH}/{id}"), 404, "not_found")


async def test_endpoints_are_for_machines_with_the_scope(door: Door) -> None:
    """People and other machines neither see nor change them."""
    for client in (await door.signed_in(BUYER), await door.signed_in(OFFICER), await door.machine(Scope.ACT)):
        problem(await client.get(PATH), 403, "not_for_you")
        problem(await client.post(PATH, json={"url": URL}), 403, "not_for_you")
        problem(await client.delete(f"{PATH}/x"), 403, "not_for_you")


@pytest.mark.parametrize(
    "url",
    [
        "http://shop.example/",
        "https://user:secret@shop.example/",
        "ftp://x.example/",
        "https:///hooks",
        "abcdefgh",
    ],
)
async def test_an_address_that_cannot_be_used_is_refused_in_words(door: Door, url: str) -> None:
    """Only https, without a user; by the field that names it."""
    answer = await (await door.machine(Scope.WEBHOOKS)).post(PATH, json={"url": url})
    told = problem(answer, 422, "endpoint_not_accepted")
    assert [error["field"] for error in told["errors"]] == ["url"]


@pytest.mark.parametrize("event", ["ruling", "case_taken", "flag_raised"])
async def test_only_events_that_machines_are_told_of_can_be_asked_for(door: Door, event: str) -> None:
    """What staff do among themselves is none; what there is, is said."""
    body = {"url": URL, "events": ["ruled", event]}
    answer = await (await door.machine(Scope.WEBHOOKS)).post(PATH, json=body)
    (error,) = problem(answer, 400, "invalid_request")["errors"]
    assert error["field"] == "events[1]"
    assert "complaint_filed" in error["message"]


async def test_a_venue_has_so_many_endpoints(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each one more multiplies what is sent."""
    monkeypatch.setattr(webhooks, "ENDPOINTS_MOST", 2)
    machine = await door.machine(Scope.WEBHOOKS)
    for number in range(2):
        await got(machine.post(PATH, json={"url": f"{URL}/{number}"}))
    problem(await machine.post(PATH, json={"url": f"{URL}/3"}), 422, "endpoint_not_accepted")
