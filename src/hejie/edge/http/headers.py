"""The headers that every answer carries, and the ids of requests."""

import re
from uuid import uuid4

from hejie.edge.http.options import Options

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' blob: data:;"
    " connect-src 'self'; font-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
)
"""Scripts are files of ours and never inline. Styles may be inline: the desks' components write theirs."""

_PLAIN = {
    "content-security-policy": CONTENT_SECURITY_POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "strict-origin-when-cross-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "x-frame-options": "DENY",
}
_HSTS = {"strict-transport-security": "max-age=31536000"}
_NO_STORE = "no-store"
_REQUEST_ID = re.compile(rb"[A-Za-z0-9._-]{8,64}")

Headers = list[tuple[bytes, bytes]]


class StandingHeaders:
    """What goes with every answer that does not say otherwise itself."""

    def __init__(self, options: Options) -> None:
        plain = _PLAIN | (_HSTS if options.secure else {})
        self._all = [(name.encode(), value.encode()) for name, value in plain.items()]

    def added(self, given: Headers, path: str, request_id: str) -> Headers:
        """The headers of an answer, with those that it lacks."""
        names = {name.lower() for name, _ in given}
        headers = [*given, *(one for one in self._all if one[0] not in names)]
        headers.append((b"x-request-id", request_id.encode()))
        if b"cache-control" not in names and not path.startswith("/assets/"):
            headers.append((b"cache-control", _NO_STORE.encode()))
        return headers


def request_id_of(headers: Headers) -> str:
    """The id that a request brings along, if it is a plain one; else a new one."""
    for name, value in headers:
        if name == b"x-request-id" and _REQUEST_ID.fullmatch(value):
            return value.decode()
    return uuid4().hex
