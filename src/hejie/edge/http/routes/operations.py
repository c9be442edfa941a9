"""For whoever runs this: is it alive, is it ready, its figures; and what the API and its problems are."""

import asyncio
import hmac
from ipaddress import ip_address

from litestar import Response, get
from litestar.enums import MediaType
from litestar.params import FromPath
from prometheus_client.exposition import CONTENT_TYPE_LATEST

from hejie.casework.ledger import LedgerUnavailable
from hejie.edge.http.callers import AnyRequest, address_of
from hejie.edge.http.figures import Figures
from hejie.edge.http.given import GivenHouse, GivenLanguage
from hejie.edge.http.guards import unasked
from hejie.edge.http.options import Options
from hejie.edge.http.problems import PAGE, Code, ProblemError, all_problems
from hejie.wiring import House

_FORWARDED = frozenset({"forwarded", "via", "x-forwarded-for", "x-real-ip"})

READY_SECONDS = 1.0
"""The database must answer within this."""


@get("/health/live", guards=[unasked()], include_in_schema=False, media_type=MediaType.TEXT)
async def live() -> str:
    """This process answers."""
    return "live\n"


@get("/health/ready", guards=[unasked()], include_in_schema=False, media_type=MediaType.TEXT)
async def ready(house: GivenHouse, request: AnyRequest) -> str:
    """This process can do its work: it is not about to end, and the database answers."""
    if request.app.state.ending.is_set():
        raise ProblemError(Code.UNAVAILABLE)
    await request.app.state.probe.answered(house)
    return "ready\n"


class Probe:
    """Asks the database whether it is there, one question at a time."""

    def __init__(self) -> None:
        self._asked: asyncio.Task[object] | None = None

    async def answered(self, house: House) -> None:
        """The database answers in time. Raises: LedgerUnavailable."""
        if self._asked is None or self._asked.done():
            self._asked = asyncio.create_task(_ask(house))
        # Left alone rather than cancelled: the driver would wait for a server that does not answer.
        done, _ = await asyncio.wait({self._asked}, timeout=READY_SECONDS)
        if not done:
            raise LedgerUnavailable(f"no answer within {READY_SECONDS} s")
        await self._asked


async def _ask(house: House) -> object:
    return await house.ledger.buckets_with_due(house.now())


@get("/metrics", guards=[unasked()], include_in_schema=False)
async def metrics(request: AnyRequest) -> Response[bytes]:
    """Figures for Prometheus: with the token that the operator set; without one, for this machine alone."""
    options: Options = request.app.state.options
    figures: Figures = request.app.state.figures
    if options.metrics_token:
        shown = request.headers.get("authorization", "").removeprefix("Bearer ")
        if not hmac.compare_digest(shown.encode(), options.metrics_token.encode()):
            raise ProblemError(Code.NOT_FOUND)
    elif not _asked_here(request, options):
        raise ProblemError(Code.NOT_FOUND)
    return Response(figures.told(), media_type=CONTENT_TYPE_LATEST)


@get("/api/v1/openapi.json", guards=[unasked()], include_in_schema=False)
async def api_description(request: AnyRequest) -> Response[bytes]:
    """This API in OpenAPI 3.1."""
    return Response(
        request.app.state.description,
        media_type=MediaType.JSON,
        headers={"cache-control": "public, max-age=300"},
    )


@get(PAGE + "{code:str}", guards=[unasked()], include_in_schema=False, media_type=MediaType.TEXT)
async def problem_page(code: FromPath[str], language: GivenLanguage) -> str:
    """What a problem means: where its `type` leads."""
    for name, status, title, words in all_problems():
        if name == code:
            return f"{name} ({status})\n{title.tell(language)}\n{words.tell(language)}\n"
    raise ProblemError(Code.NOT_FOUND)


def _asked_here(request: AnyRequest, options: Options) -> bool:
    """Whether somebody on this machine asks. Where something stands in front that we do not know of,
    everybody seems to."""
    if not options.trusted_proxies and (options.secure or _FORWARDED.intersection(request.headers.keys())):
        return False
    try:
        return ip_address(address_of(request)).is_loopback
    except ValueError:
        return False


PAGES = [live, ready, metrics, api_description, problem_page]
