"""Bodies and parameters are read strictly; what is wrong is told by field, with what is accepted."""

import json
import time
from typing import Any

import httpx
import msgspec
import pytest

from hejie.edge.http.accepted import fault_in_body
from hejie.edge.http.app import BODY_BYTES_MOST
from hejie.edge.http.problems import Code, ProblemError
from hejie.edge.http.strict import decode
from hejie.edge.http.wire import Bulk, BulkItem, CaseCommand, MarkRead, SignIn

from .doors import BUYER, Door, problem

ITEM = {
    "key": "key-00001",
    "role": "complainant",
    "person": "buyer-1",
    "command": {"type": "say", "text": "x"},
}


def refused(body: bytes | dict[str, Any], expected: Any = BulkItem) -> ProblemError:
    """The problem of a body that is not taken."""
    with pytest.raises(ProblemError) as caught:
        decode(body if isinstance(body, bytes) else json.dumps(body).encode(), expected)
    return caught.value


def fields(body: bytes | dict[str, Any], expected: Any = BulkItem) -> dict[str, str]:
    """What is wrong with which field, in English."""
    error = refused(body, expected)
    assert error.code is Code.INVALID_REQUEST
    for one in error.errors:
        assert one.message.zh != one.message.en
    return {one.field: one.message.en for one in error.errors}


def commanding(**command: Any) -> dict[str, Any]:
    """An item with this command."""
    return ITEM | {"command": command}


DEMAND = {"line": "1", "remedy": "refund"}
TALK = {"type": "open_talk", "order": "o", "kind": "k"}

WRONG: list[tuple[dict[str, Any], str, str]] = [
    (ITEM | {"expected_version": "2"}, "expected_version", "must be a whole number of at least 0 or null"),
    (ITEM | {"expected_version": 2.5}, "expected_version", "must be a whole number of at least 0 or null"),
    (ITEM | {"expected_version": True}, "expected_version", "must be a whole number of at least 0 or null"),
    (ITEM | {"expected_version": -1}, "expected_version", "must be a whole number of at least 0 or null"),
    (ITEM | {"key": "short"}, "key", "must be visible ASCII characters without spaces (8 to 200"),
    (
        ITEM | {"key": "with space"},
        "key",
        "must be visible ASCII characters without spaces (8 to 200",
    ),
    (ITEM | {"role": "officer"}, "role", "must be one of: complainant, respondent"),
    (
        ITEM | {"surprise": 1},
        "surprise",
        "there is no such field; there are key, role, person,",
    ),
    ({"key": "key-00001"}, "role", "is required: one of: complainant, respondent"),
    (commanding(type="say"), "command.text", "is required: text (at most 20000 characters)"),
    (
        commanding(type="say", text="x", more=1),
        "command.more",
        "there is no such field; there are type,",
    ),
    (commanding(type="nothing"), "command.type", "must be one of: open_talk, file, say, offer,"),
    (commanding(text="x"), "command.type", "is required: one of: open_talk, file, say, offer,"),
    (ITEM | {"command": []}, "command", "must be an object whose type is one of: open_talk, file,"),
    (ITEM | {"command": None}, "command", "must be an object whose type is one of: open_talk, file,"),
    (commanding(**TALK, demands=[]), "command.demands", "must be a list (1 to 100 items)"),
    (
        commanding(**TALK, demands=[DEMAND, DEMAND | {"amount_minor": "1"}]),
        "command.demands[1].amount_minor",
        "must be a whole number from 0 to 1000000000000 or null",
    ),
    (
        commanding(type="offer", terms=[{"claim": "c1", "act": "dance", "due_at": "2026-03-05T09:00:00Z"}]),
        "command.terms[0].act",
        "must be one of: pay, return_goods, reship, repair, apologise",
    ),
    (
        commanding(type="offer", terms=[{"claim": "c1", "act": "pay", "due_at": "2026-03-05T09:00:00"}]),
        "command.terms[0].due_at",
        "must be an instant with its offset, e.g. 2026-03-05T09:00:00+08:00",
    ),
    (
        commanding(type="submit_evidence", item="photo", sha256="ABC"),
        "command.sha256",
        "must be 64 lower-case hexadecimal digits (SHA-256)",
    ),
    (
        commanding(type="file", escalate_if_refused="true"),
        "command.escalate_if_refused",
        "must be one of: true",
    ),
]


@pytest.mark.parametrize(
    ("body", "field", "message"), WRONG, ids=[f"{one[1]}-{i}" for i, one in enumerate(WRONG)]
)
def test_a_wrong_field_is_named_with_what_is_accepted(body: dict[str, Any], field: str, message: str) -> None:
    """Each fault comes with the field's path and a sentence of what would have been taken."""
    found = fields(body)
    assert list(found) == [field]
    assert found[field].startswith(message)


def test_a_field_of_a_list_is_named_by_its_place() -> None:
    """The path leads through lists."""
    found = fields({"items": [ITEM, ITEM | {"person": 7}]}, Bulk)
    assert found == {"items[1].person": "must be text (1 to 200 characters)"}


def test_a_wrong_whole_is_named_too() -> None:
    """A body of another form, and a command that is told by its type alone."""
    assert fields(b"[]") == {"body": "must be an object"}
    assert list(fields(b'{"type":"dance"}', CaseCommand)) == ["type"]
    assert fields(b'{"until":1}', MarkRead)["until"].startswith("must be an instant")


@pytest.mark.parametrize(
    "body",
    [
        b"", b"{", b'{"login":"a"', b"nonsense", b'{"login":"\xff\xfe","password":"x"}', b'{"a":1}}', b"NaN",
        b'{"login":"\\ud800x","password":"x"}',
    ],
)  # fmt: skip
def test_what_is_no_json_is_malformed(body: bytes) -> None:
    """What cannot be read at all is told as such, whatever was expected."""
    assert refused(body, SignIn).code in (Code.MALFORMED_REQUEST, Code.INVALID_REQUEST)
    assert refused(body + b"{", SignIn).code in (Code.MALFORMED_REQUEST, Code.INVALID_REQUEST)


@pytest.mark.parametrize("opening", [b"[", b'{"a":'])
@pytest.mark.parametrize("expected", [SignIn, BulkItem, dict, Any])
def test_deep_nesting_is_no_defect(opening: bytes, expected: Any) -> None:
    """A hundred thousand brackets are answered, not crashed by."""
    assert refused(opening * 100_000, expected).code in (Code.MALFORMED_REQUEST, Code.INVALID_REQUEST)


def test_a_name_twice_is_refused() -> None:
    """Of two values for one name nobody has to guess which counts; at any depth."""
    assert fields(b'{"login":"a","login":"b","password":"x"}', SignIn) == {"login": "must not be there twice"}
    twice = json.dumps(ITEM).replace('"text": "x"', '"text": "x", "text": "y"').encode()
    assert fields(twice) == {"text": "must not be there twice"}


@pytest.mark.parametrize("text", [r"a\u0000b", r"\u0000", r"\\\u0000"])
def test_a_nul_is_refused(text: str) -> None:
    """A NUL, which no database takes in a text, is refused; a backslash before `u0000` is an honest text."""
    body = f'{{"login":"{text}","password":"x"}}'.encode()
    assert refused(body, SignIn).code is Code.MALFORMED_REQUEST
    assert decode(rb'{"login":"\\u0000","password":"x"}', SignIn).login == r"\u0000"


def test_every_message_of_the_decoder_is_understood() -> None:
    """Whatever the decoder says, the answer is a sentence and no words of the decoder."""
    for body, _, _ in WRONG:
        raw = json.dumps(body).encode()
        with pytest.raises(msgspec.ValidationError) as caught:
            msgspec.json.decode(raw, type=BulkItem)
        told = fault_in_body(str(caught.value), BulkItem, raw).message
        assert "`" not in told.en
        assert "Expected" not in told.en


def test_strictness_costs_little() -> None:
    """Looking for names twice takes no more than a few times as long as decoding."""
    body = json.dumps({"items": [ITEM | {"key": f"key-{i:06}"} for i in range(500)]}).encode()
    began = time.perf_counter()
    for _ in range(5):
        decode(body, Bulk)
    assert (time.perf_counter() - began) / 5 < 0.1


async def post(door: Door, body: bytes, **headers: str) -> httpx.Response:
    """Send a body to a public route."""
    headers = {"content-type": "application/json"} | headers
    return await door.stranger().post("/api/v1/session", content=body, headers=headers)


async def test_over_http_a_number_in_quotes_is_no_number(door: Door) -> None:
    """The framework's lenient decoding is off: a number where a text is due, and the other way round, are
    refused, with the field, in the caller's language."""
    answer = await post(door, b'{"login":"a","password":5}')
    told = problem(answer, 400, "invalid_request")
    assert told["errors"] == [{"field": "password", "message": "must be text (1 to 1000 characters)"}]
    answer = await post(door, b'{"login":"a","password":5}', **{"accept-language": "zh"})
    told = problem(answer, 400, "invalid_request")
    assert told["errors"] == [{"field": "password", "message": "须为文本(1 至 1000 个字符)"}]


async def test_over_http_a_command_is_decoded_strictly(door: Door) -> None:
    """Where numbers are due, `"2"` is refused: the decoder in use is ours."""
    client = await door.signed_in(BUYER)
    demand = {"line": "1", "remedy": "refund", "amount_minor": "2"}
    command = {"type": "open_talk", "order": "o-1", "kind": "k", "demands": [demand]}
    answer = await client.post(
        "/api/v1/cases",
        json={"venue": "demo", "command": command},
        headers={"idempotency-key": "strict-0001"},
    )
    told = problem(answer, 400, "invalid_request")
    assert told["errors"][0]["field"] == "command.demands[0].amount_minor"


async def test_over_http_an_empty_body_is_told(door: Door) -> None:
    """A body that is not there is told as missing."""
    told = problem(await post(door, b""), 400, "invalid_request")
    assert told["errors"] == [{"field": "body", "message": "is required"}]


async def test_a_missing_header_is_named_as_people_know_it(door: Door) -> None:
    """`Idempotency-Key`, not what the program calls it."""
    client = await door.signed_in(BUYER)
    command = {"type": "file"}
    answer = await client.post("/api/v1/cases", json={"venue": "demo", "command": command})
    told = problem(answer, 400, "invalid_request")
    assert told["errors"] == [{"field": "Idempotency-Key", "message": "is required"}]
    answer = await client.post(
        "/api/v1/cases", json={"venue": "demo", "command": command}, headers={"idempotency-key": "short"}
    )
    told = problem(answer, 400, "invalid_request")
    assert told["errors"][0]["field"] == "Idempotency-Key"
    assert "8 to 200 characters" in told["errors"][0]["message"]


@pytest.mark.parametrize(
    ("query", "field", "message"),
    [
        ("limit=0", "limit", "must be a whole number from 1 to 100"),
        ("limit=many", "limit", "must be a whole number from 1 to 100"),
        ("stage=dreaming", "stage[0]", "must be one of: talking, awaiting_answer"),
        ("sort=backwards", "sort", "must be one of: due, urgency, opened"),
    ],
)
async def test_a_wrong_parameter_is_named_with_what_is_accepted(
    door: Door, query: str, field: str, message: str
) -> None:
    """Parameters of the query are told as fields of a body are."""
    client = await door.signed_in(BUYER)
    told = problem(await client.get(f"/api/v1/cases?{query}"), 400, "invalid_request")
    assert told["errors"][0]["field"] == field
    assert told["errors"][0]["message"].startswith(message)


@pytest.mark.parametrize("announced", [True, False])
async def test_a_body_that_is_too_large_is_refused(door: Door, announced: bool) -> None:
    """Ten megabytes of JSON are refused, whether their length was announced or not."""
    body = b'{"login":"' + b"a" * 10_000_000 + b'","password":"x"}'

    async def parts() -> Any:
        for start in range(0, len(body), 100_000):
            yield body[start : start + 100_000]

    client = door.stranger()
    answer = await client.post(
        "/api/v1/session",
        content=body if announced else parts(),
        headers={"content-type": "application/json"},
    )
    problem(answer, 413, "body_too_large")
    fits = b'{"login":"' + b"a" * (BODY_BYTES_MOST - 100) + b'","password":"x"}'
    problem(await post(door, fits), 400, "invalid_request")


@pytest.mark.parametrize("path", ["/api/v1/cases/a%00b", "/a%00b", "/api/v1/cases?kind=a%00b"])
async def test_a_nul_in_an_address_is_refused(door: Door, path: str) -> None:
    """No NUL reaches the database by way of an address."""
    client = await door.signed_in(BUYER)
    problem(await client.get(path), 400, "malformed_request")
