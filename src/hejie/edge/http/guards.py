"""Who may use a route: each one says it itself, and the app does not start with one that does not.

    @get("/cases", guards=[hats_or_scopes([Hat.CONSUMER], [Scope.READ_CASES])])

A guard says who may knock. Whose case it is, the route and the rules say.
"""

from collections.abc import Collection

from litestar import Litestar
from litestar.handlers import BaseRouteHandler, HTTPRouteHandler

from hejie.casework.people import Hat, Scope
from hejie.edge.http.callers import Callers, Connection
from hejie.edge.http.problems import Code, ProblemError


class Admits:
    """A guard: admits everybody, or who wears one of the hats, or machines that have one of the scopes."""

    def __init__(
        self,
        everybody: bool = False,
        hats: Collection[Hat] = (),
        scopes: Collection[Scope] = (),
        recognises: bool = True,
    ) -> None:
        self.everybody = everybody
        self.recognises = recognises
        self.hats = frozenset(hats)
        self.scopes = frozenset(scopes)

    async def __call__(self, connection: Connection, _: BaseRouteHandler) -> None:
        """Recognise the caller, and keep who it is. Raises: ProblemError."""
        if not self.recognises:
            connection.scope["auth"] = connection.scope["user"] = None
            return
        callers: Callers = connection.app.state.callers
        credential = await callers.recognise(connection, connection.app.state.house.now())
        connection.scope["auth"] = credential
        connection.scope["user"] = principal = credential.principal if credential else None
        if self.everybody:
            return
        if credential is None or principal is None:
            raise ProblemError(Code.NOT_SIGNED_IN)
        if not self.hats.intersection(principal.hats) and not (
            Hat.MACHINE in principal.hats and self.scopes.intersection(principal.scopes)
        ):
            raise ProblemError(Code.NOT_FOR_YOU)
        callers.check_csrf(connection, credential)


class MissingGuard(Exception):
    """A route does not say who may use it."""


def public() -> Admits:
    """Everybody, signed in or not; `caller` may be None."""
    return Admits(everybody=True)


def unasked() -> Admits:
    """Everybody, without asking who it is or counting them: for pages, files, and whoever watches over us."""
    return Admits(everybody=True, recognises=False)


def hats(*allowed: Hat) -> Admits:
    """People who wear one of these hats."""
    return Admits(hats=allowed)


def scopes(*allowed: Scope) -> Admits:
    """Machines whose token has one of these scopes."""
    return Admits(scopes=allowed)


def hats_or_scopes(hats: Collection[Hat], scopes: Collection[Scope]) -> Admits:
    """People who wear one of these hats, and machines whose token has one of these scopes."""
    return Admits(hats=hats, scopes=scopes)


PEOPLE = (Hat.CONSUMER, Hat.MERCHANT, Hat.OFFICER, Hat.ARBITER, Hat.RULE_EDITOR)
"""Whoever signs in."""


def handlers_of(app: Litestar) -> list[tuple[str, str, HTTPRouteHandler]]:
    """Every route by path and method, without the OPTIONS that the framework answers itself."""
    return [
        (route.path, str(method), handler)
        for route in app.routes
        for handler in getattr(route, "route_handlers", [])
        for method in sorted(handler.http_methods)
        if method != "OPTIONS"
    ]


def guard_of(handler: HTTPRouteHandler) -> Admits:
    """Who may use a route. Raises: MissingGuard."""
    guards = [
        guard
        for layer in handler.ownership_layers
        for guard in (layer.guards or ())
        if isinstance(guard, Admits)
    ]
    if len(guards) != 1:
        raise MissingGuard(f"{handler.handler_name} has {len(guards)} guards; it must have one")
    return guards[0]
