"""Signing in and out: passwords, sessions, and what shows that a request comes from the desk."""

import asyncio
import time
from datetime import timedelta
from hashlib import sha256
from statistics import median
from typing import Any

import httpx
import msgspec
import pytest

from hejie.casework.admission import hash_password, password_fits, put_account
from hejie.casework.people import Account, Hat, Principal
from hejie.edge.http.callers import ABSOLUTE, CSRF_HEADER, IDLE, REMEMBERED_SECONDS
from hejie.edge.http.options import Options
from hejie.edge.http.passwords import (
    ADDRESS_ATTEMPTS_MOST,
    ATTEMPTS_MOST,
    LOGIN_ATTEMPTS_MOST,
    WINDOW_SECONDS,
)

from .doors import BUYER, OFFICER, UNLIMITED, VENUE, Door, door_in_memory, problem

PASSWORD = "correct horse battery"
LOGIN_HASH = sha256(b"li@shop").hexdigest()
LI = Principal("li", "李强", VENUE, (Hat.MERCHANT,), login="li@shop")


@pytest.fixture
async def account(door: Door) -> Account:
    """Somebody who signs in with a password."""
    return await put_account(door.house.people, LI, PASSWORD)


async def sign_in(
    client: httpx.AsyncClient, login: str = "li@shop", password: str = PASSWORD
) -> httpx.Response:
    """Try to come in."""
    return await client.post("/api/v1/session", json={"login": login, "password": password})


async def test_somebody_signed_in_is_told_who_they_are(door: Door) -> None:
    """`GET /session` says who is signed in, at which desk, and what writes must carry."""
    client = await door.signed_in(BUYER)
    answer = await client.get("/api/v1/session")
    assert answer.status_code == 200, answer.text
    told = answer.json()
    assert told["id"] == "buyer-1"
    assert told["desk"] == "consumer"
    assert told["csrf"] == client.headers[CSRF_HEADER]


async def test_a_stranger_is_asked_to_sign_in(door: Door) -> None:
    """Without a session, `GET /session` is a problem that says so."""
    answer = await door.stranger().get("/api/v1/session")
    problem(answer, 401, "not_signed_in")
    assert answer.headers["www-authenticate"] == "Bearer"


async def test_the_right_password_begins_a_session(door: Door, account: Account) -> None:
    """The right password gives a cookie that scripts cannot read and other sites cannot use."""
    client = door.stranger()
    answer = await sign_in(client, login=" LI@shop ")
    assert answer.status_code == 201, answer.text
    assert answer.json()["desk"] == "merchant"
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("hejie=")
    for part in ("HttpOnly", "SameSite=lax", "Path=/", f"Max-Age={int(ABSOLUTE.total_seconds())}"):
        assert part in cookie
    assert "Secure" not in cookie  # http, on this machine
    assert (await client.get("/api/v1/session")).json()["id"] == "li"


async def test_over_https_the_cookie_is_bound_to_this_host(account: Account, door: Door) -> None:
    """Served over https, the cookie is `__Host-` and Secure, and browsers are told to stay with https."""
    options = msgspec.structs.replace(UNLIMITED, public_url="https://desk.example")
    async with door_in_memory(options) as secure:
        await secure.house.people.put_account(account)
        answer = await sign_in(secure.stranger())
        cookie = answer.headers["set-cookie"]
        assert cookie.startswith("__Host-hejie=")
        assert "Secure" in cookie
        assert "Path=/" in cookie
        assert "Domain" not in cookie
        assert answer.headers["strict-transport-security"] == "max-age=31536000"


@pytest.mark.parametrize(
    ("login", "password"), [("li@shop", "wrong horse battery"), ("nobody@shop", PASSWORD)]
)
async def test_a_failed_sign_in_does_not_say_why(
    door: Door, account: Account, login: str, password: str
) -> None:
    """A wrong password and an unknown login are told in the same words."""
    answer = await sign_in(door.stranger(), login, password)
    told = problem(answer, 401, "sign_in_failed")
    assert told["detail"] == "The login or the password is not right."
    assert "set-cookie" not in answer.headers


async def test_a_disabled_account_cannot_come_in(door: Door, account: Account) -> None:
    """Who was shut out is told the same as with a wrong password."""
    await door.house.people.put_account(msgspec.structs.replace(account, disabled=True))
    problem(await sign_in(door.stranger()), 401, "sign_in_failed")


def test_an_unknown_login_takes_as_long_as_a_wrong_password() -> None:
    """The time tells nobody whether there is an account: both are hashed by the same measure."""
    account = Account("li@shop", LI, hash_password(PASSWORD))

    def seconds(of: Account | None) -> float:
        began = time.process_time()
        assert not password_fits(of, "wrong horse battery")
        return time.process_time() - began

    took = [(seconds(account), seconds(None)) for _ in range(7)]
    known, unknown = median(one for one, _ in took), median(other for _, other in took)
    assert 0.5 < unknown / known < 2, took


async def test_guessing_at_a_login_is_throttled(door: Door, account: Account) -> None:
    """After ten wrong passwords even the right one waits, until the window is over."""
    client = door.stranger()
    for _ in range(ATTEMPTS_MOST):
        problem(await sign_in(client, password="wrong horse battery"), 401, "sign_in_failed")
    answer = await sign_in(client)
    problem(answer, 429, "too_many_attempts")
    assert int(answer.headers["retry-after"]) == WINDOW_SECONDS
    door.clock.go(seconds=WINDOW_SECONDS + 1)
    assert (await sign_in(client)).status_code == 201


async def test_the_right_password_begins_the_count_anew(door: Door, account: Account) -> None:
    """Whoever mistypes now and then is never shut out."""
    client = door.stranger()
    for _ in range(2):
        for _ in range(ATTEMPTS_MOST - 1):
            problem(await sign_in(client, password="wrong horse battery"), 401, "sign_in_failed")
        assert (await sign_in(client)).status_code == 201


async def test_guessing_is_counted_by_address_and_by_login_too(door: Door, account: Account) -> None:
    """One address guesses at many logins in vain, and so do many addresses at one login."""
    people, now = door.house.people, door.clock.at
    for _ in range(ADDRESS_ATTEMPTS_MOST):
        await people.count_attempt("address:127.0.0.1", now, WINDOW_SECONDS)
    problem(await sign_in(door.stranger()), 429, "too_many_attempts")
    await people.forget_attempts("address:127.0.0.1")
    assert (await sign_in(door.stranger())).status_code == 201
    for _ in range(LOGIN_ATTEMPTS_MOST):
        await people.count_attempt(f"login:{LOGIN_HASH}", now, WINDOW_SECONDS)
    problem(await sign_in(door.stranger()), 429, "too_many_attempts")


async def test_signing_out_ends_the_session(door: Door) -> None:
    """After signing out the same cookie is worth nothing, at once."""
    client = await door.signed_in(BUYER)
    kept = client.cookies["hejie"]
    assert (await client.get("/api/v1/session")).status_code == 200
    answer = await client.delete("/api/v1/session")
    assert answer.status_code == 204
    assert "Max-Age=0" in answer.headers["set-cookie"]
    client.cookies.clear()
    client.cookies.set("hejie", kept)
    problem(await client.get("/api/v1/session"), 401, "not_signed_in")


async def test_a_request_under_way_does_not_bring_an_ended_session_back(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A look-up that began before signing out, and came back after it, is not remembered."""
    client = await door.signed_in(BUYER)
    people = type(door.house.people)
    look_up, asked, signed_out = people.credential, asyncio.Event(), asyncio.Event()

    async def slow(*arguments: Any) -> Any:
        found = await look_up(*arguments)
        if not asked.is_set():
            asked.set()
            await signed_out.wait()
        return found

    monkeypatch.setattr(people, "credential", slow)
    under_way = asyncio.create_task(client.get("/api/v1/session"))
    await asked.wait()
    assert (await client.delete("/api/v1/session", headers={"cookie": _cookie_of(client)})).status_code == 204
    signed_out.set()
    kept = (await under_way).request.headers["cookie"]
    problem(await door.stranger(cookie=kept).get("/api/v1/session"), 401, "not_signed_in")


def _cookie_of(client: httpx.AsyncClient) -> str:
    return f"hejie={client.cookies['hejie']}"


async def test_every_sign_in_has_a_new_secret(door: Door, account: Account) -> None:
    """Whoever planted a cookie before gets nothing by it, and the session before is over."""
    client = door.stranger()
    client.cookies.set("hejie", "planted-by-somebody-else")
    first = (await sign_in(client)).cookies["hejie"]
    assert first != "planted-by-somebody-else"
    client.cookies.clear()
    client.cookies.set("hejie", first)
    second = (await sign_in(client)).cookies["hejie"]
    assert second != first
    thief = door.stranger()
    thief.cookies.set("hejie", first)
    problem(await thief.get("/api/v1/session"), 401, "not_signed_in")


async def test_an_idle_session_ends(door: Door) -> None:
    """Twelve hours without a request end a session; each request gives it twelve more."""
    client = await door.signed_in(BUYER)
    for _ in range(3):
        door.clock.go(hours=11)
        assert (await client.get("/api/v1/session")).status_code == 200
    door.clock.at += IDLE + timedelta(seconds=1)
    problem(await client.get("/api/v1/session"), 401, "not_signed_in")


async def test_a_session_ends_after_a_week_whatever_is_done_in_it(door: Door) -> None:
    """Seven days after sign-in one signs in again."""
    client = await door.signed_in(BUYER)
    for _ in range(15):
        door.clock.go(hours=11)
        assert (await client.get("/api/v1/session")).status_code == 200
    door.clock.go(hours=4)
    problem(await client.get("/api/v1/session"), 401, "not_signed_in")


async def test_a_session_is_extended_seldom(door: Door) -> None:
    """Within ten minutes no request writes to the database only to extend the session."""
    client = await door.signed_in(BUYER)
    before = (await client.get("/api/v1/session")).json()["expires_at"]
    door.clock.go(seconds=500)
    assert (await client.get("/api/v1/session")).json()["expires_at"] == before
    door.clock.go(seconds=200)
    assert (await client.get("/api/v1/session")).json()["expires_at"] > before


async def test_what_was_revoked_elsewhere_ends_within_seconds(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another process may revoke a session: here it is asked for again after a few seconds."""
    client = await door.signed_in(BUYER)
    assert (await client.get("/api/v1/session")).status_code == 200
    await door.house.people.revoke_credentials_of(BUYER.box)
    later = time.monotonic() + REMEMBERED_SECONDS + 1
    monkeypatch.setattr("hejie.edge.http.callers.time.monotonic", lambda: later)
    problem(await client.get("/api/v1/session"), 401, "not_signed_in")


async def test_a_write_without_the_desks_token_is_refused(door: Door) -> None:
    """A cookie alone changes nothing: another site can make a browser send it."""
    client = await door.signed_in(BUYER)
    del client.headers[CSRF_HEADER]
    problem(await client.delete("/api/v1/session"), 403, "csrf_failed")
    client.headers[CSRF_HEADER] = (await door.session(BUYER)).csrf
    problem(await client.delete("/api/v1/session"), 403, "csrf_failed")
    assert (await client.get("/api/v1/session")).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": "http://["},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "cross-site", "origin": "http://127.0.0.1:8000"},
    ],
)
async def test_a_write_from_another_site_is_refused(
    door: Door, account: Account, headers: dict[str, str]
) -> None:
    """Where the browser says that a page of somebody else sends it, neither writes nor sign-ins are taken."""
    client = await door.signed_in(BUYER)
    problem(await client.delete("/api/v1/session", headers=headers), 403, "csrf_failed")
    body = {"login": "li@shop", "password": PASSWORD}
    problem(await door.stranger().post("/api/v1/session", json=body, headers=headers), 403, "csrf_failed")


async def test_a_write_from_the_desk_is_taken(door: Door) -> None:
    """The desk's own origin passes."""
    client = await door.signed_in(BUYER)
    headers = {"origin": "http://127.0.0.1:8000", "sec-fetch-site": "same-origin"}
    assert (await client.delete("/api/v1/session", headers=headers)).status_code == 204


async def test_a_form_of_another_site_signs_nobody_in(door: Door, account: Account) -> None:
    """Only JSON is taken, which another site's page cannot send without asking first."""
    body = b'{"login":"li@shop","password":"' + PASSWORD.encode() + b'"}'
    for content_type in ("text/plain", "application/x-www-form-urlencoded", ""):
        headers = {"content-type": content_type} if content_type else {}
        answer = await door.stranger().post("/api/v1/session", content=body, headers=headers)
        problem(answer, 415, "unsupported_media_type")


async def test_a_session_is_no_bearer_token(door: Door) -> None:
    """The secret of a cookie, sent as a token, is nobody's; and a token in the cookie neither."""
    session = await door.session(OFFICER)
    for shown in (session.secret, f"hj_{session.secret}"):
        client = door.stranger(authorization=f"Bearer {shown}")
        problem(await client.get("/api/v1/session"), 401, "not_signed_in")
    machine = await door.machine()
    token = machine.headers["authorization"].removeprefix("Bearer ")
    for shown in (token, token.removeprefix("hj_")):
        client = door.stranger()
        client.cookies.set("hejie", shown)
        problem(await client.get("/api/v1/session"), 401, "not_signed_in")


async def test_only_hashes_of_secrets_are_kept(door: Door, account: Account) -> None:
    """Whoever reads the database can neither sign in nor act as anybody."""
    client = door.stranger()
    secret = (await sign_in(client)).cookies["hejie"]
    kept = await door.everything()
    assert secret.encode() not in kept
    assert PASSWORD.encode() not in kept
    assert b"$argon2id$" in kept


def test_options_allow_no_other_origin() -> None:
    """On the open net exactly the desks' origin is ours."""
    options = Options(public_url="https://desk.example:8443")
    assert options.is_ours("https://desk.example:8443")
    for origin in (
        "https://desk.example",
        "http://desk.example:8443",
        "https://desk.example:8443.evil",
        "null",
        "",
    ):
        assert not options.is_ours(origin)
