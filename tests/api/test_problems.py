"""How the API says no: every kind of no as a problem, in the caller's words, and nothing from inside."""

import asyncio
import re
from collections.abc import AsyncIterator
from datetime import UTC
from typing import Any

import httpx
import pytest

from casework.houses import new_database
from hejie.casework.desk import KeyReused, StaleVersion, StreamUnknown, WordsNotTaken
from hejie.casework.lanes import TooBusy
from hejie.casework.ledger import LedgerFull, LedgerUnavailable
from hejie.domain.refusals import REFUSALS, RefusalCode, refuse
from hejie.domain.words import Words
from hejie.edge.http.problems import PROBLEMS, Code, ProblemError, Refused, all_problems, told
from ledger.servers import Server, wheel_binaries

from .doors import BUYER, Door, door_on, problem

CHINESE = re.compile("[\u4e00-\u9fff]")

NOES: list[tuple[Exception, int, str]] = [
    (StreamUnknown("b3-0"), 404, "not_found"),
    (StaleVersion(3, 4), 412, "stale_version"),
    (KeyReused("k"), 422, "key_reused"),
    (TooBusy("b3-0"), 503, "too_busy"),
    (WordsNotTaken("buyer-1"), 409, "words_not_taken"),
    (LedgerUnavailable("secret host"), 503, "unavailable"),
    (LedgerFull("secret disk"), 507, "storage_full"),
    (Refused(refuse(RefusalCode.PAUSED)), 409, "paused"),
    (Refused(refuse(RefusalCode.ROLE_MAY_NOT)), 403, "role_may_not"),
    (Refused(refuse(RefusalCode.NOT_A_PARTY)), 404, "not_found"),
    (Refused(refuse(RefusalCode.ORDER_IS_NOT_YOURS, order="o-1")), 409, "order_unknown"),
    (ValueError("secret"), 500, "internal_error"),
    (AssertionError("secret"), 500, "internal_error"),
]


@pytest.mark.parametrize(("error", "status", "code"), NOES, ids=[one[2] for one in NOES])
def test_every_no_has_its_status_and_code(error: Exception, status: int, code: str) -> None:
    """What casework and the rules say no to comes out with its own status and permanent code, in both
    languages, and nothing of what the exception said to programmers."""
    for language in ("zh", "en"):
        answered = told(error, language, "r-1").problem
        assert (answered.status, answered.code, answered.type) == (status, code, f"/problems/{code}")
        assert answered.request_id == "r-1"
        assert answered.title
        assert bool(CHINESE.search(answered.title + answered.detail)) is (language == "zh")
        assert "secret" not in str(answered)


@pytest.mark.parametrize("error", [error for error, status, _ in NOES if status in (503, 507)])
def test_what_passes_says_when_to_come_back(error: Exception) -> None:
    """Whoever may simply try again is told after how many seconds."""
    assert int(told(error, "zh").headers["retry-after"]) >= 1


def test_a_stranger_learns_nothing_of_a_case() -> None:
    """A case of others and a case that does not exist are told in the very same words."""
    theirs = told(Refused(refuse(RefusalCode.NOT_A_PARTY)), "zh").problem
    nobodys = told(StreamUnknown("b3-0"), "zh").problem
    assert theirs == nobodys


def test_a_stranger_learns_nothing_of_an_order() -> None:
    """An order of others and an order that does not exist are told in the very same words."""
    theirs = told(Refused(refuse(RefusalCode.ORDER_IS_NOT_YOURS, order="o-1")), "en").problem
    nobodys = told(Refused(refuse(RefusalCode.ORDER_UNKNOWN, order="o-1")), "en").problem
    assert theirs == nobodys


def test_a_refusal_is_told_by_the_names_and_the_zone_of_its_pack() -> None:
    """Codes are called what the pack calls them; instants are those on the wall."""
    refusal = refuse(RefusalCode.CLOCK_HAS_RUN_OUT, rule="r9", clock="answer", due_at="2026-03-02T04:00:00Z")
    answered = told(Refused(refusal, {"answer": Words("答复期", "time to answer")}, UTC), "en").problem
    assert "time to answer" in answered.detail
    assert "2026-03-02 04:00" in answered.detail
    assert answered.rule == "r9"


def test_all_problems_are_listed_once() -> None:
    """The list for the reference page has every code that a client may meet, and no other."""
    listed = [code for code, *_ in all_problems()]
    assert len(set(listed)) == len(listed)
    hidden = {"not_a_party", "order_is_not_yours"}
    assert set(listed) == {*PROBLEMS, *(str(code) for code in REFUSALS)} - hidden
    assert set(PROBLEMS) == set(Code)


async def test_the_type_of_a_problem_leads_to_its_page(small_door: Door) -> None:
    """`type` is an address of this server, where the problem is told in the reader's language."""
    client = small_door.stranger()
    answered = problem(await client.get("/api/v1/session"), 401, "not_signed_in")
    page = await client.get(answered["type"], headers={"accept-language": "zh-CN,zh;q=0.9"})
    assert page.status_code == 200
    assert "请先登录" in page.text
    problem(await client.get("/problems/nothing_of_the_kind"), 404, "not_found")


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("zh", "请先登录"), ("en", "Please sign in"), ("en-GB,zh;q=0.3", "Please sign in"),
        ("fr", "请先登录"), ("fr,en;q=0.4,zh;q=0.5", "请先登录"),
        ("zh;q=0,en;q=0.1", "Please sign in"), ("*", "请先登录"), (";;q=,=" * 100, "请先登录"),
    ],
)  # fmt: skip
async def test_a_problem_speaks_the_callers_language(small_door: Door, language: str, words: str) -> None:
    """`Accept-Language` chooses; where it says nothing of ours, Chinese."""
    answer = await small_door.stranger(**{"accept-language": language}).get("/api/v1/session")
    assert problem(answer, 401, "not_signed_in")["title"] == words


async def test_without_being_asked_it_speaks_the_persons_language(small_door: Door) -> None:
    """Somebody whose account says English reads English."""
    english = await small_door.signed_in(
        type(BUYER)("buyer-9", "Ann", "demo", BUYER.hats, language="en"), **{"accept-language": ""}
    )
    answer = await english.get("/api/v1/cases/none-of-the-kind")
    assert problem(answer, 404, "not_found")["title"] == "Not found"


@pytest.mark.parametrize("path", ["/api/v1/nothing", "/api/nothing", "/api", "/api/v1", "/api/v2/cases"])
async def test_an_unknown_address_of_the_api_is_no_page(small_door: Door, path: str) -> None:
    """Below `/api` what does not exist is a problem, never a desk."""
    for method in ("GET", "POST", "DELETE"):
        answer = await small_door.stranger().request(method, path)
        assert answer.status_code in ((404,) if method == "GET" else (404, 405)), path
        problem(
            answer, answer.status_code, "not_found" if answer.status_code == 404 else "method_not_allowed"
        )


async def test_a_wrong_method_says_which_are_taken(small_door: Door) -> None:
    """405 lists the methods of that address."""
    answer = await small_door.stranger().patch("/api/v1/session")
    problem(answer, 405, "method_not_allowed")
    assert {"GET", "POST", "DELETE"} <= set(answer.headers["allow"].split(", "))


async def test_a_defect_tells_nothing_but_its_request_id(
    small_door: Door, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A bug of ours is told as such, with the id under which it stands in the log; and nothing more."""

    async def broken(*_: object) -> None:
        raise KeyError("the inside of the house")

    monkeypatch.setattr(small_door.app.state.callers, "recognise", broken)
    answer = await small_door.stranger().get("/api/v1/session", headers={"x-request-id": "find-me-123"})
    assert problem(answer, 500, "internal_error")["request_id"] == "find-me-123"
    assert "inside" not in answer.text
    logged = capsys.readouterr()
    assert "find-me-123" in logged.out + logged.err
    assert "the inside of the house" in logged.out + logged.err


@pytest.fixture
async def mortal() -> AsyncIterator[tuple[Server, Door]]:
    """A server of the API on a database server of its own, which the test may end."""
    server = Server(wheel_binaries())
    await asyncio.to_thread(server.create, "--locale-provider=builtin", "--builtin-locale=C.UTF-8")
    await asyncio.to_thread(server.start)
    try:
        async with door_on(await new_database(server, "mortal")) as door:
            yield server, door
    finally:
        await asyncio.to_thread(server.remove)


async def test_without_its_database_it_says_when_to_come_back(mortal: tuple[Server, Door]) -> None:
    """While the database is gone every request that needs it gets 503 with `Retry-After`, the process is
    alive and not ready; when the database is back, so is everything."""
    server, door = mortal
    client = await door.signed_in(BUYER)
    assert (await client.get("/api/v1/cases")).status_code == 200
    await asyncio.to_thread(server.stop)
    stranger = door.stranger()
    for asked in (client.get("/api/v1/cases"), stranger.get("/health/ready"), _sign_in(stranger)):
        answer = await asked
        problem(answer, 503, "unavailable")
        assert int(answer.headers["retry-after"]) >= 1
    assert (await stranger.get("/health/live")).status_code == 200
    await asyncio.to_thread(server.start)
    assert (await stranger.get("/health/ready")).status_code == 200
    assert (await client.get("/api/v1/cases")).status_code == 200


async def test_a_database_that_does_not_answer_in_time_is_not_ready(mortal: tuple[Server, Door]) -> None:
    """`/health/ready` waits for one second and no longer."""
    server, door = mortal
    stranger = door.stranger()
    assert (await stranger.get("/health/ready")).status_code == 200
    await asyncio.to_thread(server.freeze, True)
    try:
        answer = await stranger.get("/health/ready")
    finally:
        await asyncio.to_thread(server.freeze, False)
    problem(answer, 503, "unavailable")
    assert answer.elapsed.total_seconds() < 5


async def _sign_in(client: httpx.AsyncClient) -> httpx.Response:
    return await client.post("/api/v1/session", json={"login": "li@shop", "password": "whatever it is"})


def test_a_problem_of_the_door_may_say_more_of_the_occasion() -> None:
    """A route may give the words of the occasion, and when to come back."""
    error = ProblemError(
        Code.FILE_NOT_ACCEPTED, Words("文件为空", "the file is empty"), retry_after_seconds=0
    )
    answered: Any = told(error, "zh")
    assert answered.problem.detail == "文件为空"
    assert answered.headers == {"retry-after": "1"}
