"""Where a venue's machines want to be told of changes."""

from secrets import token_bytes
from typing import get_args
from uuid import UUID, uuid4

from litestar import delete, get, post
from litestar.params import FromPath, JSONBody

from hejie.casework.inbox import Endpoint
from hejie.casework.people import Scope
from hejie.casework.webhooks import SECRET_BYTES, show_secret, wrong_url
from hejie.domain.events import AnyEvent, CaseTaken, FlagRaised
from hejie.domain.words import Words
from hejie.edge.http.accepted import FieldFault
from hejie.edge.http.callers import AnyRequest
from hejie.edge.http.given import GivenCaller, GivenHouse, GivenNow
from hejie.edge.http.guards import scopes
from hejie.edge.http.options import Options
from hejie.edge.http.problems import Code, ProblemError
from hejie.edge.http.wire import EndpointView, EndpointViews, NewEndpoint

ENDPOINTS_MOST = 20
"""Endpoints of one venue."""

EVENTS = tuple(
    sorted(
        str(event.__struct_config__.tag)
        for event in get_args(AnyEvent)
        if event not in (CaseTaken, FlagRaised)  # what staff do among themselves is told to no machine
    )
)
_ENOUGH = Words(
    f"一个市场最多设置 {ENDPOINTS_MOST} 个回调地址。", f"A venue has at most {ENDPOINTS_MOST} endpoints."
)


@get("/webhooks", operation_id="endpoints", guards=[scopes(Scope.WEBHOOKS)])
async def endpoints(house: GivenHouse, caller: GivenCaller) -> EndpointViews:
    """The endpoints of the token's venue, without their secrets."""
    return EndpointViews(tuple(_view(one) for one in await house.post.endpoints(caller.venue)))


@post("/webhooks", operation_id="addEndpoint", guards=[scopes(Scope.WEBHOOKS)], status_code=201)
async def add_endpoint(
    data: JSONBody[NewEndpoint], request: AnyRequest, house: GivenHouse, caller: GivenCaller, now: GivenNow
) -> EndpointView:
    """Add an endpoint. Its secret, which signs what is sent there, is shown this once."""
    options: Options = request.app.state.options
    wrong = wrong_url(data.url, allow_private=options.private_webhooks)
    if wrong is not None:
        raise ProblemError(Code.ENDPOINT_NOT_ACCEPTED, wrong, errors=[FieldFault("url", wrong)])
    for place, event in enumerate(data.events):
        if event not in EVENTS:
            known = ", ".join(EVENTS)
            words = Words(f"须为以下之一:{known}", f"must be one of: {known}")
            raise ProblemError(Code.INVALID_REQUEST, errors=[FieldFault(f"events[{place}]", words)])
    if len(await house.post.endpoints(caller.venue)) >= ENDPOINTS_MOST:
        raise ProblemError(Code.ENDPOINT_NOT_ACCEPTED, _ENOUGH)
    secret = token_bytes(SECRET_BYTES)
    endpoint = Endpoint(uuid4(), caller.venue, data.url, secret, tuple(dict.fromkeys(data.events)), now)
    await house.post.put_endpoint(endpoint)
    return _view(endpoint, show_secret(secret))


@delete("/webhooks/{id:str}", operation_id="removeEndpoint", guards=[scopes(Scope.WEBHOOKS)])
async def remove_endpoint(id: FromPath[str], house: GivenHouse, caller: GivenCaller) -> None:
    """Remove an endpoint of the token's venue."""
    try:
        wanted = UUID(id)
    except ValueError:
        raise ProblemError(Code.NOT_FOUND) from None
    if not await house.post.remove_endpoint(caller.venue, wanted):
        raise ProblemError(Code.NOT_FOUND)


def _view(endpoint: Endpoint, secret: str | None = None) -> EndpointView:
    return EndpointView(
        str(endpoint.id), endpoint.url, endpoint.events, endpoint.made_at, endpoint.disabled, secret
    )


ROUTES = [endpoints, add_endpoint, remove_endpoint]
