"""Who may do what: every route by every kind of caller, with one's own things and with those of others.

The table is complete by force: a route that is not in it fails the test. What is not named in a row is no:
401 for strangers, 403 for everybody else. And nobody whom a row does not name reads a word of the case.
"""

import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import httpx
import msgspec
import pytest

from hejie.casework.people import Hat, Principal, Scope
from hejie.edge.http.callers import CSRF_HEADER
from hejie.edge.http.guards import guard_of, handlers_of

from .complaining import ITEM, commanded, filed, filing, handed_in, new_key, order, picture, told_of
from .doors import (
    ARBITER,
    BUYER,
    OFFICER,
    OTHER_BUYER,
    OTHER_SHOP,
    RULE_EDITOR,
    SHOP,
    VENUE,
    Door,
    problem,
)

ELSEWHERE = "elsewhere"
WORDS = "灯不亮"
"""What the buyer wrote: whoever reads it sees the case."""

PEOPLE: Mapping[str, Principal] = {
    "buyer": BUYER,
    "other_buyer": OTHER_BUYER,
    "buyer_elsewhere": msgspec.structs.replace(BUYER, venue=ELSEWHERE),
    "shop": SHOP,
    "other_shop": OTHER_SHOP,
    "shop_elsewhere": msgspec.structs.replace(SHOP, venue=ELSEWHERE),
    "officer": OFFICER,
    "arbiter": ARBITER,
    "officer_elsewhere": Principal("zhou", "周平", ELSEWHERE, (Hat.OFFICER,)),
    "rule_editor": RULE_EDITOR,
}
MACHINES: Mapping[str, tuple[str, tuple[Scope, ...]]] = {
    "reads": (VENUE, (Scope.READ_CASES,)),
    "acts": (VENUE, (Scope.ACT,)),
    "tells_orders": (VENUE, (Scope.ORDERS,)),
    "has_hooks": (VENUE, (Scope.WEBHOOKS,)),
    "machine_elsewhere": (ELSEWHERE, tuple(Scope)),
}
STRANGER = "stranger"
EVERYBODY = (STRANGER, *PEOPLE, *MACHINES)

PARTIES = ("buyer", "shop")
STAFF = ("officer", "arbiter")
OTHER_PARTIES = ("other_buyer", "buyer_elsewhere", "other_shop", "shop_elsewhere")
STRANGERS_TO_THE_CASE = (*OTHER_PARTIES, "officer_elsewhere")
CONSUMERS = ("buyer", "other_buyer", "buyer_elsewhere")
MERCHANTS = ("shop", "other_shop", "shop_elsewhere")


class Things(msgspec.Struct, frozen=True):
    """What the table is about: the case of `buyer` and `shop`, and what belongs to it."""

    case: str
    evidence: str
    sha256: str
    endpoint: str


NOTHING = Things("no-case", "no-evidence", "0" * 64, "no-endpoint")
"""For routes that treat everybody alike: there is nothing of anybody's behind them."""

Ask = Callable[[httpx.AsyncClient, Things], Awaitable[httpx.Response]]
NO = "-"


class Row(msgspec.Struct, frozen=True):
    """A route asked in one way. `expected`: what each named caller gets, a status or a problem's code;
    `reads`: who reads something of the case in the answer."""

    ask: Ask
    expected: Mapping[str, int | str]
    reads: tuple[str, ...] = ()


def each(outcome: int | str, *callers: str) -> dict[str, int | str]:
    """The same for several."""
    return dict.fromkeys(callers, outcome)


def get(path: str, **params: str) -> Ask:
    """Read an address; `{case}` and the like stand for what the table is about."""

    async def ask(client: httpx.AsyncClient, things: Things) -> httpx.Response:
        return await client.get(path.format_map(msgspec.structs.asdict(things)), params=params)

    return ask


def head(path: str) -> Ask:
    """Ask for the headers of an address."""

    async def ask(client: httpx.AsyncClient, _: Things) -> httpx.Response:
        return await client.head(path)

    return ask


def send(method: str, path: str, body: Any = None) -> Ask:
    """Send a body to an address."""

    async def ask(client: httpx.AsyncClient, things: Things) -> httpx.Response:
        where = path.format_map(msgspec.structs.asdict(things))
        headers = {"idempotency-key": new_key()}
        return await client.request(method, where, json=body, headers=headers)

    return ask


async def watch(client: httpx.AsyncClient, things: Things) -> httpx.Response:
    """Begin to watch a case, and stop."""
    async with client.stream("GET", f"/api/v1/cases/{things.case}/changes") as answer:
        if not answer.is_success:
            await answer.aread()
        return answer


def command(body: dict[str, Any]) -> Ask:
    """Give a command on the case."""

    async def ask(client: httpx.AsyncClient, things: Things) -> httpx.Response:
        return await commanded(client, things.case, body)

    return ask


async def act_for(client: httpx.AsyncClient, things: Things) -> httpx.Response:
    """Say something for the buyer, as the marketplace's machine; told by what came of the item."""
    item = {"key": new_key(), "role": "complainant", "person": BUYER.id, "case": things.case,
            "command": {"type": "say", "text": "您好"}}  # fmt: skip
    answer = await client.post("/api/v1/bulk", json={"items": [item]})
    if answer.is_success and answer.json()["results"][0]["problem"]:
        told = answer.json()["results"][0]["problem"]
        return httpx.Response(
            told["status"], json=told, headers={"x-request-id": told["request_id"], "content-type": _PROBLEM}
        )
    return answer


_PROBLEM = "application/problem+json"


async def upload(client: httpx.AsyncClient, _: Things) -> httpx.Response:
    """Hand in a file."""
    return await client.put("/api/v1/uploads", params={"name": "a.png"}, content=picture("blue"))


ALL = each(200, *EVERYBODY)
SIGNED_IN = each(200, *PEOPLE)
SEES = each(200, *PARTIES, *STAFF) | each("not_found", *STRANGERS_TO_THE_CASE)
READS = SEES | {"reads": 200, "machine_elsewhere": "not_found"}
READERS = (*PARTIES, *STAFF, "reads")
QUEUES = each(200, *PARTIES, *STAFF, *STRANGERS_TO_THE_CASE, "reads", "machine_elsewhere")
SAY = {"type": "say", "text": "您好"}
HOOK = {"url": "https://shop.example/hook"}

TABLE: dict[tuple[str, str], list[Row]] = {
    ("GET", "/"): [Row(get("/"), ALL)],
    ("HEAD", "/"): [Row(head("/"), ALL)],
    ("GET", "/{path:path}"): [Row(get("/cases"), ALL), Row(get("/staff/cases/{case}"), ALL)],
    ("HEAD", "/{path:path}"): [Row(head("/new"), ALL)],
    ("GET", "/assets/{name:str}"): [Row(get("/assets/no.js"), each("not_found", *EVERYBODY))],
    ("HEAD", "/assets/{name:str}"): [Row(head("/assets/no.js"), each(404, *EVERYBODY))],
    ("GET", "/health/live"): [Row(get("/health/live"), ALL)],
    ("GET", "/health/ready"): [Row(get("/health/ready"), ALL)],
    ("GET", "/metrics"): [Row(get("/metrics"), ALL)],
    ("GET", "/problems/{code:str}"): [Row(get("/problems/not_found"), ALL)],
    ("GET", "/api/v1/openapi.json"): [Row(get("/api/v1/openapi.json"), ALL)],
    ("GET", "/api/v1/session"): [Row(get("/api/v1/session"), SIGNED_IN)],
    ("POST", "/api/v1/session"): [
        Row(send("POST", "/api/v1/session", {}), each("invalid_request", *EVERYBODY))
    ],
    ("POST", "/api/v1/session/handover"): [
        Row(send("POST", "/api/v1/session/handover", {"token": "x"}), each("hand_over_refused", *EVERYBODY))
    ],
    ("DELETE", "/api/v1/session"): [Row(send("DELETE", "/api/v1/session"), each(204, *PEOPLE))],
    ("GET", "/api/v1/orders"): [Row(get("/api/v1/orders"), each(200, *CONSUMERS), reads=("buyer",))],
    ("PUT", "/api/v1/orders"): [
        Row(
            send("PUT", "/api/v1/orders", {"orders": [msgspec.to_builtins(order("A2"))]}),
            each(200, "tells_orders", "machine_elsewhere"),
        )
    ],
    ("GET", "/api/v1/rules"): [Row(get("/api/v1/rules", venue=VENUE), ALL)],
    ("GET", "/api/v1/packs"): [Row(get("/api/v1/packs"), ALL)],
    ("GET", "/api/v1/packs/{id:str}/{version:str}"): [
        Row(get("/api/v1/packs/none/of-it"), each("not_found", *EVERYBODY))
    ],
    ("GET", "/api/v1/cases"): [
        Row(get("/api/v1/cases"), QUEUES, reads=READERS),
        Row(get("/api/v1/cases", order="A1001"), QUEUES, reads=READERS),
    ],
    ("POST", "/api/v1/cases"): [
        Row(
            send("POST", "/api/v1/cases", {"venue": VENUE, "command": filing("B1")}),
            {"buyer": 201, "other_buyer": "order_unknown", "buyer_elsewhere": "invalid_request"},
        ),
        Row(
            send("POST", "/api/v1/cases", {"venue": ELSEWHERE, "command": filing("B1")}),
            each("invalid_request", "buyer", "other_buyer") | {"buyer_elsewhere": "order_unknown"},
        ),
    ],
    ("GET", "/api/v1/cases/{id:str}"): [
        Row(get("/api/v1/cases/{case}"), READS, reads=READERS),
        Row(get("/api/v1/cases/ff-00000000000000000000000000"), each("not_found", *READS)),
    ],
    ("GET", "/api/v1/cases/{id:str}/outlook"): [Row(get("/api/v1/cases/{case}/outlook"), READS)],
    ("POST", "/api/v1/cases/{id:str}/commands"): [
        Row(
            command(SAY),
            each(200, *PARTIES, *STAFF) | each("not_found", *STRANGERS_TO_THE_CASE),
            reads=(*PARTIES, *STAFF),
        ),
        Row(
            command({"type": "refuse"}),
            {"buyer": "role_may_not", "shop": 200}
            | each("not_found", *STRANGERS_TO_THE_CASE)
            | each("role_may_not", *STAFF),
            reads=("shop",),
        ),
        Row(
            command({"type": "request_withdrawal", "reason": "mistake"}),
            {"shop": "role_may_not", "buyer": 200}
            | each("not_found", *STRANGERS_TO_THE_CASE)
            | each("role_may_not", *STAFF),
            reads=("buyer",),
        ),
    ],
    ("GET", "/api/v1/cases/{id:str}/changes"): [Row(watch, SEES)],
    ("GET", "/api/v1/cases/{id:str}/evidence/{evidence:str}/{copy:str}"): [
        Row(get("/api/v1/cases/{case}/evidence/{evidence}/shown"), SEES),
        Row(get("/api/v1/cases/{case}/evidence/{evidence}/original"), SEES | {"shop": "not_found"}),
        Row(get("/api/v1/cases/{case}/evidence/none/shown"), each("not_found", *SEES)),
    ],
    ("PUT", "/api/v1/uploads"): [Row(upload, each(200, *CONSUMERS, *MERCHANTS))],
    ("GET", "/api/v1/uploads/{sha256:str}/{copy:str}"): [
        Row(
            get("/api/v1/uploads/{sha256}/original"),
            {"buyer": 200} | each("not_found", *OTHER_PARTIES, "shop"),
        )
    ],
    ("GET", "/api/v1/inbox"): [Row(get("/api/v1/inbox"), SIGNED_IN, reads=("shop",))],
    ("POST", "/api/v1/inbox/read"): [
        Row(send("POST", "/api/v1/inbox/read", {"until": "2026-03-02T04:00:00Z"}), each(204, *PEOPLE))
    ],
    ("POST", "/api/v1/bulk"): [
        Row(act_for, {"acts": 200, "machine_elsewhere": "not_found"}, reads=("acts",))
    ],
    ("GET", "/api/v1/webhooks"): [Row(get("/api/v1/webhooks"), each(200, "has_hooks", "machine_elsewhere"))],
    ("POST", "/api/v1/webhooks"): [
        Row(send("POST", "/api/v1/webhooks", HOOK), each(201, "has_hooks", "machine_elsewhere"))
    ],
    ("DELETE", "/api/v1/webhooks/{id:str}"): [
        Row(
            send("DELETE", "/api/v1/webhooks/{endpoint}"),
            {"machine_elsewhere": "not_found", "has_hooks": 204},
        )
    ],
}


def test_every_route_is_in_the_table(small_door: Door) -> None:
    """Whoever adds a route says here who may use it."""
    routes = {(method, path) for path, method, _ in handlers_of(small_door.app)}
    assert routes == set(TABLE)


def test_every_caller_is_known() -> None:
    """A caller that nobody is would pass by itself."""
    for rows in TABLE.values():
        for row in rows:
            assert set(row.expected) <= set(EVERYBODY)
            assert set(row.reads) <= {name for name, outcome in row.expected.items() if outcome in (200, 201)}


async def clients(door: Door) -> dict[str, httpx.AsyncClient]:
    """Everybody, signed in as they are."""
    found = {STRANGER: door.stranger()}
    for name, person in PEOPLE.items():
        found[name] = await door.signed_in(person)
    for name, (venue, scopes) in MACHINES.items():
        found[name] = await door.machine(*scopes, venue=venue, label=name)
    return found


async def things(door: Door, who: Mapping[str, httpx.AsyncClient]) -> Things:
    """A complaint of `buyer` about `shop`, with an item of evidence; an endpoint of the venue."""
    case = await filed(door)
    await told_of(door, order("B1"))
    handed = await handed_in(who["buyer"], picture())
    shown = {"type": "submit_evidence", "item": ITEM, "sha256": handed["sha256"], "caption": WORDS}
    assert (await commanded(who["buyer"], case, shown)).is_success
    endpoint = await who["has_hooks"].post("/api/v1/webhooks", json=HOOK)
    await door.house.relay.drain()
    view = (await who["buyer"].get(f"/api/v1/cases/{case}")).json()
    return Things(case, view["evidence"][0]["id"], handed["sha256"], endpoint.json()["id"])


ROWS = [(*route, place) for route, rows in TABLE.items() for place in range(len(rows))]


@pytest.mark.parametrize(("method", "path", "place"), ROWS, ids=[f"{m} {p} {i}" for m, p, i in ROWS])
async def test_everybody_gets_what_is_theirs_and_nothing_else(
    door: Door, method: str, path: str, place: int
) -> None:
    """Who is named gets what is named; all others a no that tells them nothing of the case."""
    row = TABLE[method, path][place]
    who = await clients(door)
    same_for_all = set(row.expected) == set(EVERYBODY)
    about = NOTHING if same_for_all else await things(door, who)
    # Those with the least to say come first, so that nothing is gone when they ask for it.
    for name in sorted(EVERYBODY, key=lambda one: isinstance(row.expected.get(one, NO), int)):
        answer = await row.ask(who[name], about)
        outcome = row.expected.get(name, "not_signed_in" if name == STRANGER else "not_for_you")
        if isinstance(outcome, int):
            assert answer.status_code == outcome, (name, answer.status_code, _text(answer))
        else:
            problem(answer, answer.status_code, outcome)
        seen = about.case in _text(answer) or WORDS in _text(answer)
        assert seen is (name in row.reads), (name, _text(answer))


def _text(answer: httpx.Response) -> str:
    return answer.text if answer.is_closed and hasattr(answer, "_content") else ""


async def test_every_write_of_a_person_needs_the_desks_token(small_door: Door) -> None:
    """No route that changes something for a signed-in person takes the cookie alone."""
    client = await small_door.signed_in(BUYER)
    shop = await small_door.signed_in(SHOP)
    writes = 0
    for path, method, handler in handlers_of(small_door.app):
        guard = guard_of(handler)
        if method in ("GET", "HEAD") or not guard.hats:
            continue
        writes += 1
        who = client if Hat.CONSUMER in guard.hats else shop
        where = re.sub(r"{\w+:\w+}", "x", path)
        answer = await who.request(method, where, headers={CSRF_HEADER: "guessed"}, json={})
        problem(answer, 403, "csrf_failed")
    assert writes >= 5
