"""What every answer carries: who may embed it, what may run in it, who keeps it, and its id."""

import re

import httpx
import msgspec
import pytest

from hejie.domain.ids import StreamKind, named

from .doors import BUYER, UNLIMITED, Door, door_in_memory

EXPECTED = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "strict-origin-when-cross-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
ANSWERS = [
    ("GET", "/"), ("GET", "/staff/cases"), ("GET", "/health/live"), ("GET", "/metrics"),
    ("GET", "/api/v1/session"), ("POST", "/api/v1/session"), ("GET", "/api/v1/nothing"),
    ("GET", "/nothing.txt"), ("PATCH", "/api/v1/session"), ("OPTIONS", "/api/v1/session"),
    ("GET", "/a%00b"), ("GET", "/assets/no.js"),
    ("GET", "/api/v1/openapi.json"),
]  # fmt: skip


@pytest.mark.parametrize(("method", "path"), ANSWERS)
async def test_every_answer_carries_the_standing_headers(small_door: Door, method: str, path: str) -> None:
    """Pages, answers of the API, errors, and what found no route at all."""
    answer = await small_door.stranger().request(method, path)
    for name, value in EXPECTED.items():
        assert answer.headers[name] == value
    policy = answer.headers["content-security-policy"]
    assert "script-src 'self';" in policy
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe-eval" not in policy
    assert "camera=()" in answer.headers["permissions-policy"]
    assert re.fullmatch("[0-9a-f]{32}", answer.headers["x-request-id"])
    assert "server" not in answer.headers
    assert "strict-transport-security" not in answer.headers


async def test_answers_of_the_api_are_not_kept(small_door: Door) -> None:
    """No cache, neither the browser's nor one in between, keeps what somebody was told."""
    client = await small_door.signed_in(BUYER)
    for path in ("/api/v1/session", "/api/v1/nothing"):
        assert (await client.get(path)).headers["cache-control"] == "no-store"


async def test_over_https_browsers_are_told_to_stay(door: Door) -> None:
    """Served over https, every answer says so, errors included."""
    async with door_in_memory(
        msgspec.structs.replace(UNLIMITED, public_url="https://desk.example")
    ) as secure:
        for path in ("/", "/api/v1/nothing"):
            answer = await secure.stranger().get(path)
            assert answer.headers["strict-transport-security"].startswith("max-age=")


@pytest.mark.parametrize(
    ("shown", "taken"),
    [
        ("req-1234", True), ("0af7651916cd43dd8448eb211c80319c", True), ("short", False),
        ("with space!", False), ("x" * 65, False), ('"><script>', False), ("", False),
    ],
)  # fmt: skip
async def test_a_request_may_bring_its_id(small_door: Door, shown: str, taken: bool) -> None:
    """A plain id is taken over, so that logs of several systems fit; anything else gets a new one."""
    answer = await small_door.stranger().get("/health/live", headers={"x-request-id": shown})
    assert (answer.headers["x-request-id"] == shown) is taken


async def test_a_request_is_logged_without_what_is_personal(
    small_door: Door, capsys: pytest.CaptureFixture[str]
) -> None:
    """One line a request: id, method, route by its template, status, time, and the case; no address, no
    query, no login, no cookie, no path as it was asked for."""
    client = await small_door.signed_in(BUYER)
    await client.get("/api/v1/cases/b3-0q9qtg0ecwg3xbjgke81k06dn7?kind=secret-query")
    await client.get("/nothing/secret-path")
    await client.post("/api/v1/session", json={"login": "secret-login", "password": "secret-password"})
    logged = capsys.readouterr()
    text = logged.out + logged.err
    assert "route=/api/v1/cases/{id}" in text
    assert "method=GET" in text
    assert "status=404" in text
    for secret in ("secret", "127.0.0.1", "buyer-1", "李女士", client.cookies["hejie"]):
        assert secret not in text, secret


async def test_a_logged_request_names_its_case(small_door: Door, capsys: pytest.CaptureFixture[str]) -> None:
    """What is about a case can be found by its public id; what is no id is not written down."""
    client = await small_door.signed_in(BUYER)
    await client.get("/api/v1/cases/not-an-id-of-any-case")
    assert "case=" not in _logged(capsys)
    case = named(StreamKind.CASE, "demo", "o-1").public
    await client.get(f"/api/v1/cases/{case}")
    assert f"case={case}" in _logged(capsys)


def _logged(capsys: pytest.CaptureFixture[str]) -> str:
    captured = capsys.readouterr()
    return captured.out + captured.err


async def test_no_other_site_may_read_answers(small_door: Door) -> None:
    """No answer has CORS headers: a page of another site can neither ask with a preflight nor read."""
    headers = {"origin": "https://evil.example", "access-control-request-method": "POST"}
    answer: httpx.Response = await small_door.stranger().options("/api/v1/session", headers=headers)
    assert not [name for name in answer.headers if name.startswith("access-control-")]
