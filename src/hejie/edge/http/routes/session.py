"""Signing in and out: by password, or by a token that the marketplace has signed."""

from datetime import datetime

from litestar import Response, delete, get, post
from litestar.datastructures import Cookie
from litestar.params import JSONBody

from hejie.casework.people import Hat, Principal
from hejie.edge.http.callers import ABSOLUTE, AnyRequest, Callers, Session
from hejie.edge.http.given import GivenHouse, GivenNow
from hejie.edge.http.guards import PEOPLE, hats, public
from hejie.edge.http.handover import HandOvers
from hejie.edge.http.options import Options
from hejie.edge.http.passwords import Passwords
from hejie.edge.http.wire import HandOver, SessionView, SignIn

_DESKS = {
    Hat.CONSUMER: "consumer",
    Hat.MERCHANT: "merchant",
    Hat.OFFICER: "staff",
    Hat.ARBITER: "staff",
    Hat.RULE_EDITOR: "rules",
}
"""Where each belongs; of several hats the first counts."""


@get("/session", operation_id="whoAmI", guards=[hats(*PEOPLE)])
async def who_am_i(request: AnyRequest) -> SessionView:
    """Who is signed in."""
    callers: Callers = request.app.state.callers
    return _view(callers.session(request, request.auth))


@post("/session", operation_id="signIn", guards=[public()])
async def sign_in(
    data: JSONBody[SignIn], request: AnyRequest, house: GivenHouse, now: GivenNow
) -> Response[SessionView]:
    """Sign in with a password. Says the same, as slowly, of an unknown login as of a wrong password."""
    callers: Callers = request.app.state.callers
    passwords: Passwords = request.app.state.passwords
    callers.check_from_desk(request)
    principal = await passwords.check(house.people, data, request, now)
    return await _begun(request, callers, principal, now)


@post("/session/handover", operation_id="handOver", guards=[public()])
async def hand_over(
    data: JSONBody[HandOver], request: AnyRequest, house: GivenHouse, now: GivenNow
) -> Response[SessionView]:
    """Sign in with a token of the marketplace, good once and for minutes."""
    callers: Callers = request.app.state.callers
    hand_overs: HandOvers = request.app.state.hand_overs
    callers.check_from_desk(request)
    principal = await hand_overs.check(house.people, data.token, now)
    return await _begun(request, callers, principal, now)


@delete("/session", operation_id="signOut", guards=[hats(*PEOPLE)])
async def sign_out(request: AnyRequest) -> Response[None]:
    """Sign out: the session is worth nothing any more, here at once and elsewhere within seconds."""
    callers: Callers = request.app.state.callers
    await callers.end(request)
    gone = _cookie(request.app.state.options, "", 0)
    return Response(None, status_code=204, cookies=[gone])


async def _begun(
    request: AnyRequest, callers: Callers, principal: Principal, now: datetime
) -> Response[SessionView]:
    await callers.end(request)
    session = await callers.begin(principal, now)
    cookie = _cookie(request.app.state.options, session.secret, int(ABSOLUTE.total_seconds()))
    return Response(_view(session), cookies=[cookie])


def _cookie(options: Options, secret: str, seconds: int) -> Cookie:
    return Cookie(
        key=options.cookie,
        value=secret,
        path="/",
        max_age=seconds,
        secure=options.secure,
        httponly=True,
        samesite="lax",
    )


def _view(session: Session) -> SessionView:
    principal = session.credential.principal
    return SessionView(
        id=principal.id,
        name=principal.name,
        venue=principal.venue,
        desk=_DESKS[principal.hats[0]],
        hats=principal.hats,
        language=principal.language,
        csrf=session.csrf,
        expires_at=session.credential.expires_at,
    )


ROUTES = [who_am_i, sign_in, hand_over, sign_out]
