"""What is sent to machines is signed so that the library of the standard accepts it, and names nobody."""

import os
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import msgspec
import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from hejie.casework.notices import Notice
from hejie.casework.webhooks import (
    SECRET_BYTES,
    URL_MOST,
    WebhookMessage,
    headers_of,
    message_of,
    read_secret,
    show_secret,
    wrong_url,
)
from hejie.domain.case import Stage
from hejie.domain.roles import Actor, Role

SECRET = bytes(range(SECRET_BYTES))
CASE = "b3-0q9qtg0ecwg3xbjgke81k06dn7"
BODY = b'{"type":"case.changed"}'


def now() -> datetime:
    """The library compares with the real clock."""
    return datetime.now(UTC)


def test_the_library_of_the_standard_accepts_our_signature() -> None:
    oracle = Webhook(show_secret(SECRET))
    assert oracle.verify(BODY, headers_of(uuid4(), SECRET, now(), BODY)) == {"type": "case.changed"}


@pytest.mark.parametrize("changed", ["body", "id", "timestamp", "secret"])
def test_whatever_is_changed_the_signature_does_not_hold(changed: str) -> None:
    headers, body, secret = headers_of(uuid4(), SECRET, now(), BODY), BODY, SECRET
    if changed == "body":
        body = BODY.replace(b"changed", b"closed")
    elif changed == "id":
        headers["webhook-id"] = str(uuid4())
    elif changed == "timestamp":
        headers["webhook-timestamp"] = str(int(headers["webhook-timestamp"]) + 1)
    else:
        secret = os.urandom(SECRET_BYTES)
    with pytest.raises(WebhookVerificationError):
        Webhook(show_secret(secret)).verify(body, headers)


def test_a_message_that_somebody_replays_later_is_refused_by_its_timestamp() -> None:
    """And one replayed at once is known by its id, which stays when we send again ourselves."""
    id, oracle = uuid4(), Webhook(show_secret(SECRET))
    old = headers_of(id, SECRET, now() - timedelta(minutes=6), BODY)
    with pytest.raises(WebhookVerificationError, match="too old"):
        oracle.verify(BODY, old)
    again = headers_of(id, SECRET, now(), BODY)
    assert oracle.verify(BODY, again)
    assert again["webhook-id"] == old["webhook-id"]


def test_a_secret_is_read_back_as_it_was_shown() -> None:
    assert show_secret(SECRET).startswith("whsec_")
    assert read_secret(show_secret(SECRET)) == SECRET
    for wrong in ("", "AAAA", "whsec_!"):
        with pytest.raises(ValueError, match=r"whsec_|base64|padding"):
            read_secret(wrong)


def test_a_message_names_the_case_its_version_and_its_events_and_nobody() -> None:
    notice = Notice(
        datetime(2026, 3, 2, 4, tzinfo=UTC), Actor(Role.COMPLAINANT, "li-ming"), "demo", "false_ad",
        Stage.AWAITING_ANSWER, "ab" * 32, "li-ming", "tea-shop", ("complaint_filed", "flag_raised"),
        taken_by="officer-chen",
    )  # fmt: skip
    body = message_of(CASE, 4, notice)
    for person in (b"li-ming", b"tea-shop", b"officer-chen"):
        assert person not in body
    assert msgspec.json.decode(body) == {
        "type": "case.changed",
        "timestamp": "2026-03-02T04:00:00Z",
        "data": {
            "case": CASE, "version": 4, "venue": "demo", "kind": "false_ad", "stage": "awaiting_answer",
            "events": ["complaint_filed"],
        },
    }  # fmt: skip
    assert msgspec.json.decode(body, type=WebhookMessage).data.events == ("complaint_filed",)


@pytest.mark.parametrize(
    "url", ["https://shop.example/hooks", "https://shop.example:8443/a?b=c", "https://[2001:db8::1]/x"]
)
def test_https_addresses_are_taken(url: str) -> None:
    assert wrong_url(url) is None


@pytest.mark.parametrize(
    "url",
    [
        "", "shop.example", "http://shop.example/", "http://127.0.0.1:8000/", "ftp://shop.example/",
        "file:///etc/passwd", "javascript:alert(1)", "https://", "https:///x", "https://user@shop.example/",
        "https://user:word@shop.example/", "https://shop.example/#part", "https://shop.example:0/",
        "https://shop.example:99999/", "https://shop.example/\r\nX: y", "https://shop.example/ x",
        "https://商店.example/", "https://[::1/", "https://shop.example/" + "a" * URL_MOST,
    ],
)  # fmt: skip
def test_other_addresses_are_refused_with_words_in_both_languages(url: str) -> None:
    for allow_private in (False, True):
        if allow_private and url.startswith("http://127."):
            continue
        words = wrong_url(url, allow_private=allow_private)
        assert words is not None
        assert words.zh
        assert words.en


def test_plain_http_is_taken_within_this_machine_where_the_operator_allows_it() -> None:
    for host in ("127.0.0.1", "localhost", "[::1]"):
        assert wrong_url(f"http://{host}:8000/", allow_private=True) is None
    for host in ("192.168.0.1", "127.0.0.1.evil.example", "shop.example"):
        assert wrong_url(f"http://{host}/", allow_private=True) is not None


def test_ids_in_headers_are_those_of_the_delivery() -> None:
    id = UUID("776a4387-0120-5ef9-8894-fa292f5ab7f8")
    headers = headers_of(id, SECRET, datetime(2026, 3, 2, 4, tzinfo=UTC), BODY)
    assert headers["webhook-id"] == str(id)
    assert headers["webhook-timestamp"] == "1772424000"
    assert headers["webhook-signature"].startswith("v1,")
