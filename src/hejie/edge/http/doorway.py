"""What every request passes before it is routed, and its answer on the way out.

It gets an id and the address that it came from; its answer gets the standing headers; it is counted and
logged by the route's template, never by what stands in the address, the query or the body.
"""

import re
import time
from collections.abc import Callable
from datetime import datetime
from ipaddress import ip_address
from typing import Any

import msgspec
from litestar.types import ASGIApp, Message, Receive, Send

from hejie.domain.words import Words
from hejie.edge.http.figures import Figures
from hejie.edge.http.headers import StandingHeaders, request_id_of
from hejie.edge.http.options import Network, Options
from hejie.edge.http.problems import MEDIA_TYPE, Code, ProblemError, told
from hejie.edge.http.speaking import asked_for
from hejie.observing import logger_of

_log = logger_of("hejie.http")

_CASE_ROUTES = "/api/v1/cases/{id}"
_CASE_ID = re.compile(r"[0-9a-f]{2}-[0-9a-z]{26}")
_NO_ROUTE = "(none)"
_NUL = Words("地址中不能含有空字符(NUL)。", "An address cannot contain the character NUL.")
_CLIENT_CLOSED = 499
"""Logged where the caller had gone before an answer began."""


class Doorway:
    """Stands before the app, so that what finds no route passes here too."""

    def __init__(self, app: ASGIApp, options: Options, figures: Figures, now: Callable[[], datetime]) -> None:
        self._app = app
        self._now = now
        self._proxies = options.trusted_proxies
        self._headers = StandingHeaders(options)
        self._figures = figures

    async def __call__(self, scope: Any, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await send({"type": "websocket.close", "code": 1000, "reason": ""})
            return
        began = time.perf_counter()
        request_id = request_id_of(list(scope["headers"]))
        scope["state"]["request_id"] = request_id
        scope["state"]["address"] = sender(scope, self._proxies)
        status = _CLIENT_CLOSED

        async def send_on(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                given = list(message.get("headers", []))
                # The instant that clocks go by here, for screens whose own clock is off.
                given.append((b"x-hejie-now", self._now().isoformat().encode()))
                message["headers"] = self._headers.added(given, scope["path"], request_id)
            await send(message)

        self._figures.under_way.inc()
        try:
            if "\x00" in scope["path"] or b"%00" in scope["query_string"]:
                await _refuse(scope, send_on)
            else:
                await self._app(scope, receive, send_on)
        except Exception:
            # The answer had begun, so that nothing can be told any more: the connection breaks off.
            _log.exception("broken_off", request_id=request_id, route=_route(scope))
        finally:
            self._figures.under_way.dec()
            self._note(scope, status, time.perf_counter() - began)

    def _note(self, scope: Any, status: int, seconds: float) -> None:
        route, method = _route(scope), scope["method"]
        self._figures.requests.labels(method, route, str(status)).inc()
        self._figures.seconds.labels(route).observe(seconds)
        case = _case(scope, route)
        _log.info(
            "request",
            request_id=scope["state"]["request_id"],
            method=method,
            route=route,
            status=status,
            ms=round(seconds * 1000, 1),
            **({"case": case} if case else {}),
        )


def sender(scope: Any, proxies: tuple[Network, ...]) -> str:
    """The address that a request came from: the last one that no trusted proxy vouches for."""
    client = scope.get("client")
    address = _plain(str(client[0])) if client else ""
    if not proxies:
        return address
    forwarded = b",".join(value for name, value in scope["headers"] if name == b"x-forwarded-for")
    hops = [hop.strip() for hop in forwarded.decode("latin-1").split(",") if hop.strip()]
    while hops and _within(address, proxies):
        address = _plain(hops.pop())
    return address


def _plain(address: str) -> str:
    """An IPv4 address as such, also where it came over a socket of both kinds."""
    return address.removeprefix("::ffff:") if "." in address else address


def _within(address: str, networks: tuple[Network, ...]) -> bool:
    try:
        parsed = ip_address(address)
    except ValueError:
        return False
    return any(parsed in network for network in networks)


def _route(scope: Any) -> str:
    return str(scope.get("path_template") or _NO_ROUTE)


def _case(scope: Any, route: str) -> str | None:
    """The public id of the case that a request was about, if it has the form of one."""
    if not route.startswith(_CASE_ROUTES):
        return None
    asked = str(scope.get("path_params", {}).get("id", ""))
    return asked if _CASE_ID.fullmatch(asked) else None


async def _refuse(scope: Any, send: Any) -> None:
    asked = next((value for name, value in scope["headers"] if name == b"accept-language"), b"")
    language = asked_for(asked.decode("latin-1")) or "zh"
    refused = told(ProblemError(Code.MALFORMED_REQUEST, _NUL), language, scope["state"]["request_id"])
    body = msgspec.json.encode(refused.problem)
    headers = [(b"content-type", MEDIA_TYPE.encode()), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": refused.problem.status, "headers": headers})
    await send({"type": "http.response.body", "body": body, "more_body": False})
