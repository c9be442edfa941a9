"""The app: routes, what they are given, what stands around them.

A route asks by name for what it needs, as `given` says: `house`, `files`, `caller`, `language`,
`now`, `ending`.
"""

import asyncio
from datetime import datetime
from functools import cache
from typing import Any

import msgspec
from litestar import Litestar, Router
from litestar.di import Provide
from litestar.openapi import OpenAPIConfig

from hejie.casework.people import Principal
from hejie.edge.http.answers import answer_problem
from hejie.edge.http.callers import AnyRequest, Callers
from hejie.edge.http.description import PREFIX, api_config, describe
from hejie.edge.http.doorway import Doorway
from hejie.edge.http.figures import Figures
from hejie.edge.http.files import Desks
from hejie.edge.http.given import GivenHouse, GivenLanguage, GivenNow, MaybeCaller
from hejie.edge.http.guards import guard_of, handlers_of
from hejie.edge.http.handover import HandOvers
from hejie.edge.http.options import Options
from hejie.edge.http.passwords import Passwords
from hejie.edge.http.problems import Code, ProblemError
from hejie.edge.http.routes import (
    bulk,
    cases,
    changes,
    desks,
    evidence,
    inbox,
    operations,
    orders,
    rules,
    session,
    uploads,
    webhooks,
)
from hejie.edge.http.speaking import language_of
from hejie.edge.http.strict import StrictDTO
from hejie.wiring import Files, House

API = [
    *session.ROUTES, *orders.ROUTES, *rules.ROUTES, *cases.ROUTES, *evidence.ROUTES, *changes.ROUTES,
    *uploads.ROUTES, *inbox.ROUTES, *bulk.ROUTES, *webhooks.ROUTES,
]  # fmt: skip
"""The routes below `PREFIX`, in the order in which they are described."""

PAGES = [*operations.PAGES, *desks.PAGES]
"""The routes at their own paths."""

BODY_BYTES_MOST = 1_000_000
"""Of a body, where a route does not say otherwise (`request_max_body_size`)."""


def make_app(house: House, options: Options, files: Files | None = None) -> Litestar:
    """The app on a house; without `files` it neither takes in nor shows any.

    Raises: MissingGuard where a route does not say who may use it.
    """
    app = _app()
    for _, _, handler in handlers_of(app):
        guard_of(handler)
    app.state.update(
        {
            "house": house,
            "files": files,
            "options": options,
            "callers": Callers(house.people, options),
            "passwords": Passwords(),
            "hand_overs": HandOvers(options.issuers),
            "figures": Figures(),
            "probe": operations.Probe(),
            "desks": Desks(),
            "ending": asyncio.Event(),
            "description": msgspec.json.encode(document()),
        }
    )
    # Around everything, routing included: what finds no route has an id, headers and a line in the log too.
    app.asgi_handler = Doorway(app.asgi_handler, options, app.state.figures, house.now)
    return app


@cache
def document() -> dict[str, Any]:
    """The API in OpenAPI 3.1, without a house."""
    # An app of its own: asked for a description, the framework adds pages that nobody guards.
    return describe(_app(api_config()))


def _app(description: OpenAPIConfig | None = None) -> Litestar:
    return Litestar(
        [Router(PREFIX, route_handlers=API), *PAGES],
        dependencies=_GIVEN,
        dto=StrictDTO,
        exception_handlers={Exception: answer_problem},
        request_max_body_size=BODY_BYTES_MOST,
        openapi_config=description,
        logging_config=None,
    )


def _house(request: AnyRequest) -> House:
    house: House = request.app.state.house
    return house


def _now(house: GivenHouse) -> datetime:
    return house.now()


def _caller(request: AnyRequest, now: GivenNow) -> Principal | None:  # noqa: ARG001
    principal: Principal | None = request.scope["user"]
    return principal


def _language(request: AnyRequest, caller: MaybeCaller) -> str:  # noqa: ARG001
    return language_of(request)


def _files(request: AnyRequest, language: GivenLanguage) -> Files:  # noqa: ARG001
    files: Files | None = request.app.state.files
    if files is None:
        raise ProblemError(Code.UNAVAILABLE)
    return files


def _ending(request: AnyRequest, language: GivenLanguage) -> asyncio.Event:  # noqa: ARG001
    ending: asyncio.Event = request.app.state.ending
    return ending


_GIVEN = {
    "house": Provide(_house, sync_to_thread=False),
    "now": Provide(_now, sync_to_thread=False),
    "caller": Provide(_caller, sync_to_thread=False),
    "language": Provide(_language, sync_to_thread=False),
    "files": Provide(_files, sync_to_thread=False),
    "ending": Provide(_ending, sync_to_thread=False),
}
"""What routes are given. Each asks for the one before, needed or not: those that could be had beside one
another the framework would fetch each in a task of its own, which takes longer than all of them."""
