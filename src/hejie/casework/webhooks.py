"""Webhooks by Standard Webhooks: what is sent to a venue's endpoint, how it is signed, which URLs are taken.

The body says which case changed, to which version and by which events; who wants more looks at the case by
the API. It holds no names, no amounts, no words. A receiver checks the signature, refuses timestamps that are
more than a few minutes old, and keeps the ids it has seen: the same id is the same message, sent again.
Source: https://www.standardwebhooks.com, version 1.
"""

import hmac
from base64 import b64decode, b64encode
from datetime import datetime
from hashlib import sha256
from urllib.parse import urlsplit
from uuid import UUID

import msgspec

from hejie.casework.envelope import encode
from hejie.casework.notices import Notice
from hejie.domain.case import Stage
from hejie.domain.words import Words

CASE_CHANGED = "case.changed"
"""The type of every message: a step of a case was written."""

SECRET_BYTES = 32
SECRET_PREFIX = "whsec_"  # noqa: S105 - how a secret begins
URL_MOST = 2_000

THIS_MACHINE = frozenset({"127.0.0.1", "::1", "localhost"})
_PORTS = range(1, 65_536)


class ChangedCase(msgspec.Struct, frozen=True):
    """What a message says of a case: its public id, its version after the step, and the step's events."""

    case: str
    version: int
    venue: str
    kind: str
    stage: Stage
    events: tuple[str, ...]


class WebhookMessage(msgspec.Struct, frozen=True):
    """The body of every webhook. `timestamp` is when it happened, not when it was sent."""

    type: str
    timestamp: datetime
    data: ChangedCase


def message_of(case: str, version: int, notice: Notice) -> bytes:
    """The body that tells of a step."""
    told = notice.told_to_machines
    data = ChangedCase(case, version, notice.venue, notice.kind, notice.stage, told)
    return encode(WebhookMessage(CASE_CHANGED, notice.at, data))


def headers_of(id: UUID, secret: bytes, at: datetime, body: bytes) -> dict[str, str]:
    """The headers of a message that is sent at an instant, with its signature."""
    timestamp = str(int(at.timestamp()))
    signed = b".".join((str(id).encode(), timestamp.encode(), body))
    signature = b64encode(hmac.digest(secret, signed, sha256)).decode()
    return {
        "content-type": "application/json",
        "webhook-id": str(id),
        "webhook-timestamp": timestamp,
        "webhook-signature": f"v1,{signature}",
    }


def show_secret(secret: bytes) -> str:
    """A secret as its owner keeps it: `whsec_…`."""
    return SECRET_PREFIX + b64encode(secret).decode()


def read_secret(text: str) -> bytes:
    """A secret read back. Raises: ValueError."""
    if not text.startswith(SECRET_PREFIX):
        raise ValueError(f"a secret begins with {SECRET_PREFIX}")
    return b64decode(text.removeprefix(SECRET_PREFIX), validate=True)


def wrong_url(url: str, *, allow_private: bool = False) -> Words | None:
    """Why a URL is not taken as an endpoint; None where it is.

    Where its name leads is looked at each time something is sent: that can change. `allow_private`: plain
    http is taken as well, and reaches this very machine alone.
    """
    if len(url) > URL_MOST or not url.isascii() or not url.isprintable() or " " in url:
        return Words("地址过长或含有不允许的字符", "the address is too long or holds characters it may not")
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        return Words("这不是有效的地址", "this is no address")
    if parts.scheme != "https" and not (allow_private and parts.scheme == "http" and host in THIS_MACHINE):
        return Words("地址必须以 https:// 开头", "the address must begin with https://")
    if not host or (port is not None and port not in _PORTS):
        return Words("这不是有效的地址", "this is no address")
    if parts.username is not None or parts.password is not None or parts.fragment:
        return Words(
            "地址中不能包含用户名、密码或 # 之后的内容", "the address may hold no user, password or #fragment"
        )
    return None
