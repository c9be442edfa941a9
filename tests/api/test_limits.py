"""How often somebody may ask, and whose address counts behind proxies."""

from ipaddress import ip_network
from typing import Any

import httpx
import pytest

from hejie.casework.people import Scope
from hejie.edge.http.doorway import sender
from hejie.edge.http.limits import BURST, Buckets, home_of
from hejie.edge.http.options import Options
from hejie.edge.http.problems import Code, ProblemError

from .doors import BUYER, OTHER_BUYER, door_in_memory, problem


class Seconds:
    """A clock of the test's own."""

    def __init__(self) -> None:
        self.at = 100.0

    def __call__(self) -> float:
        return self.at


def refused(buckets: Buckets, name: str) -> int | None:
    """After how many seconds to come back; None where the request may pass."""
    try:
        buckets.take(name)
    except ProblemError as error:
        return error.retry_after_seconds if error.code is Code.TOO_MANY_REQUESTS else -1
    return None


def test_a_bucket_lets_a_burst_pass_and_then_its_rate() -> None:
    """Sixty at once, then twenty a second; another name has a bucket of its own."""
    now = Seconds()
    buckets = Buckets(20, now=now)
    assert [refused(buckets, "a") for _ in range(20 * BURST)] == [None] * 60
    assert refused(buckets, "a") == 1
    assert refused(buckets, "b") is None
    now.at += 0.5
    assert [refused(buckets, "a") for _ in range(11)] == [None] * 10 + [1]
    now.at += 3600
    assert [refused(buckets, "a") for _ in range(61)] == [None] * 60 + [1]


def test_a_slow_bucket_says_when_the_next_may_pass() -> None:
    """The wait is told in whole seconds, and then it is over."""
    now = Seconds()
    buckets = Buckets(0.1, now=now)
    assert [refused(buckets, "a") for _ in range(2)] == [None, 10]
    now.at += 7
    assert refused(buckets, "a") == 3
    now.at += 3
    assert refused(buckets, "a") is None


def test_the_table_cannot_grow_for_ever() -> None:
    """Of a flood of names only so many are kept: the latest."""
    now = Seconds()
    buckets = Buckets(1, kept_most=100, now=now)
    for number in range(10_000):
        buckets.take(f"flood-{number}")
    assert len(buckets) == 100
    assert [refused(buckets, "flood-9999") for _ in range(3)] == [None, None, 1]


@pytest.mark.parametrize(
    ("address", "home"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("2001:db8:1:2:3:4:5:6", "20010db800010002::/64"),
        ("2001:db8:1:2::1", "20010db800010002::/64"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("not an address", "not an address"),
    ],
)
def test_an_address_stands_for_its_subscriber(address: str, home: str) -> None:
    """Whoever has a whole IPv6 network has one bucket for it."""
    assert home_of(address) == home


PROXIES = (ip_network("10.0.0.0/8"), ip_network("fd00::/8"))


@pytest.mark.parametrize(
    ("peer", "forwarded", "expected"),
    [
        ("203.0.113.9", "198.51.100.1", "203.0.113.9"),  # not a proxy of ours: what it says does not count
        ("10.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("10.0.0.1", "6.6.6.6, 198.51.100.1", "198.51.100.1"),  # the first was made up by the caller
        ("10.0.0.1", "198.51.100.1, 10.0.0.2", "198.51.100.1"),
        ("fd00::1", "2001:db8::1", "2001:db8::1"),
        ("10.0.0.1", "", "10.0.0.1"),
        ("10.0.0.1", "nonsense", "nonsense"),
        ("10.0.0.1", "10.0.0.3, 10.0.0.2", "10.0.0.3"),
        ("::ffff:10.0.0.1", "::ffff:198.51.100.1", "198.51.100.1"),
    ],
)
def test_only_trusted_proxies_say_where_a_request_came_from(peer: str, forwarded: str, expected: str) -> None:
    """`X-Forwarded-For` is read from its end, as far as proxies that the operator trusts vouch for it."""
    headers = [(b"x-forwarded-for", forwarded.encode())] if forwarded else []
    scope: dict[str, Any] = {"client": (peer, 1), "headers": headers}
    assert sender(scope, PROXIES) == expected
    assert sender(scope, ()) == peer.removeprefix("::ffff:")


async def until_refused(client: httpx.AsyncClient, path: str, most: int) -> tuple[int, httpx.Response]:
    """How many requests pass until one is refused, and its answer."""
    for count in range(most):
        answer = await client.get(path)
        if answer.status_code == 429:
            return count, answer
    raise AssertionError(f"{most} requests passed")


async def test_a_person_who_asks_too_often_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """A person has a bucket of their own, whatever their address; another person is not disturbed."""
    async with door_in_memory(Options(person_rate=2, stranger_rate=1e6)) as door:
        client, other = await door.signed_in(BUYER), await door.signed_in(OTHER_BUYER)
        passed, answer = await until_refused(client, "/api/v1/session", 20)
        assert passed >= 2 * BURST
        problem(answer, 429, "too_many_requests")
        assert answer.headers["retry-after"] == "1"
        assert (await other.get("/api/v1/session")).status_code == 200


async def test_strangers_of_one_address_wait_together() -> None:
    """Whoever is nobody known is counted by address, and so is whoever guesses at credentials."""
    async with door_in_memory(Options(stranger_rate=2)) as door:
        guesser = door.stranger(authorization="Bearer hj_" + "x" * 43)
        _, answer = await until_refused(guesser, "/api/v1/session", 20)
        problem(answer, 429, "too_many_requests")
        problem(await door.stranger().get("/api/v1/session"), 429, "too_many_requests")


async def test_known_people_do_not_pay_for_strangers() -> None:
    """Looking a known credential up costs its address nothing."""
    async with door_in_memory(Options(stranger_rate=1, person_rate=1e6)) as door:
        for _ in range(5 * BURST):
            client = await door.signed_in(BUYER)
            assert (await client.get("/api/v1/session")).status_code == 200


async def test_a_machine_may_ask_more_often() -> None:
    """Tokens have their own, faster buckets."""
    async with door_in_memory(Options(person_rate=1, machine_rate=50, stranger_rate=1e6)) as door:
        machine = await door.machine(Scope.READ_CASES)
        for _ in range(100):
            assert (await machine.get("/api/v1/session")).status_code == 403


async def test_the_pages_of_the_desks_are_not_rationed() -> None:
    """Many people of one office load the desks at once; health is asked for as often as one likes."""
    async with door_in_memory(Options(stranger_rate=1)) as door:
        client = door.stranger()
        for path in ("/", "/staff", "/health/live"):
            for _ in range(3 * BURST):
                assert (await client.get(path)).status_code == 200
