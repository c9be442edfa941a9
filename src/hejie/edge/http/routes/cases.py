"""Cases: queues, one case as its viewer sees it, beginning one, and commands on it."""

from datetime import datetime

import msgspec
from litestar import Response, get, post
from litestar.params import FromPath, FromQuery, JSONBody

from hejie.casework.desk import Answer, StreamUnknown, Submission
from hejie.casework.listings import Listed, Order, Query
from hejie.casework.people import Hat, Principal, Scope
from hejie.casework.views.evidence import owner_of
from hejie.casework.views.reading import Looker
from hejie.casework.views.shapes import CasePage, CaseView, CommandResult, OutlookView
from hejie.domain.case import Severity, Stage
from hejie.domain.commands import Command
from hejie.domain.ids import StreamId, StreamKind, named
from hejie.domain.roles import PARTIES, Actor, Role, Side
from hejie.domain.words import Words
from hejie.edge.http import shown
from hejie.edge.http.accepted import FieldFault
from hejie.edge.http.callers import AnyRequest
from hejie.edge.http.casefile import (
    case_stream,
    headers_of,
    reader_of,
    refused,
    refused_under,
    result_of,
)
from hejie.edge.http.conditional import NOT_MODIFIED, IfMatch, IfNoneMatch, not_modified
from hejie.edge.http.cursors import after_case, case_cursor
from hejie.edge.http.etags import expected_version, is_known, view_tag
from hejie.edge.http.given import GivenCaller, GivenHouse, GivenLanguage, GivenNow, IdempotencyKey
from hejie.edge.http.guards import hats, hats_or_scopes
from hejie.edge.http.hats import TRY_ANOTHER_HAT, actors_for
from hejie.edge.http.pages import Limit
from hejie.edge.http.problems import Code, ProblemError
from hejie.edge.http.queues import Filters, narrowed, own_cases, usual_order
from hejie.edge.http.wire import CaseCommand, Opening
from hejie.wiring import House

IN_CASES = (Hat.CONSUMER, Hat.MERCHANT, Hat.OFFICER, Hat.ARBITER)
"""Whoever acts in cases."""

_OTHER_VENUE = Words("须为您所在的市场 {venue}", "must be your own venue, {venue}")


@get("/cases", operation_id="cases", guards=[hats_or_scopes(IN_CASES, [Scope.READ_CASES])])
async def cases(
    request: AnyRequest,
    house: GivenHouse,
    caller: GivenCaller,
    language: GivenLanguage,
    now: GivenNow,
    stage: FromQuery[list[Stage] | None] = None,
    kind: FromQuery[list[str] | None] = None,
    severity: FromQuery[list[Severity] | None] = None,
    owed_by: FromQuery[list[Side] | None] = None,
    waiting: FromQuery[bool | None] = None,
    open: FromQuery[bool | None] = None,
    taken: FromQuery[str | None] = None,
    order: FromQuery[str | None] = None,
    sort: FromQuery[Order | None] = None,
    cursor: FromQuery[str | None] = None,
    limit: Limit = 20,
) -> CasePage:
    """The caller's queue. `waiting`: whether the clock that ends first waits for the caller's side; `taken`
    (`me` or `nobody`) is for staff."""
    sorted_by = sort or usual_order(caller)
    after = after_case(cursor, sorted_by)
    filters = Filters(stage or (), kind or (), severity or (), owed_by or (), waiting, open, taken, order)
    query = narrowed(own_cases(caller), caller, filters)
    if query is None:
        return CasePage((), None)
    query = msgspec.structs.replace(query, sort=sorted_by, after=after, limit=limit + 1)
    found = await house.listings.find(query)
    page, more = found[:limit], len(found) > limit
    reader = reader_of(request, house)
    standing = [one for one in await reader.as_they_stand(page, now) if _still_fits(query, one)]
    items = await reader.briefs(standing, Looker(caller, language, now))
    return CasePage(tuple(items), case_cursor(page[-1], sorted_by) if more else None)


def _still_fits(query: Query, one: Listed) -> bool:
    """Whether a row that nobody had swept is still what was asked for."""
    listing = one.listing
    return (not query.stages or listing.stage in query.stages) and (
        not query.owed_by or listing.owed_by in query.owed_by
    )


@post("/cases", operation_id="openCase", guards=[hats(Hat.CONSUMER)], status_code=201)
async def open_case(
    data: JSONBody[Opening],
    idempotency_key: IdempotencyKey,
    house: GivenHouse,
    caller: GivenCaller,
    now: GivenNow,
) -> Response[CommandResult]:
    """Begin a case: a talk, or a complaint at once. The same key of the same person is the same case."""
    if data.venue != caller.venue:
        wrong = Words(*(_OTHER_VENUE.tell(language, venue=caller.venue) for language in ("zh", "en")))
        raise ProblemError(Code.INVALID_REQUEST, errors=[FieldFault("venue", wrong)])
    stream = named(StreamKind.CASE, caller.venue, caller.id, idempotency_key)
    actor = Actor(Role.COMPLAINANT, caller.id)
    answer = await house.lanes.submit(
        Submission(stream, actor, data.command, now, idempotency_key, venue=caller.venue, within=caller.venue)
    )
    if answer.refusal is not None:
        raise refused_under(answer.refusal, house.packs.in_force(caller.venue, now), data.command.kind)
    headers = headers_of(answer) | {"location": f"/api/v1/cases/{stream.public}"}
    return Response(result_of(answer), status_code=201, headers=headers)


@get(
    "/cases/{id:str}",
    operation_id="case",
    guards=[hats_or_scopes(IN_CASES, [Scope.READ_CASES])],
    responses={304: NOT_MODIFIED},
)
async def case(
    id: FromPath[str],
    request: AnyRequest,
    house: GivenHouse,
    caller: GivenCaller,
    language: GivenLanguage,
    now: GivenNow,
    if_none_match: IfNoneMatch = None,
) -> Response[CaseView]:
    """A case as it stands now, as the caller may see it."""
    view = await reader_of(request, house).view(case_stream(id), Looker(caller, language, now))
    headers = {
        "etag": view_tag(view),
        "cache-control": "private, no-cache",
        "vary": "accept-language, cookie, authorization",
    }
    if is_known(if_none_match, headers["etag"]):
        return not_modified(headers)
    return Response(view, headers=headers)


@get(
    "/cases/{id:str}/outlook",
    operation_id="outlook",
    guards=[hats_or_scopes(IN_CASES, [Scope.READ_CASES])],
)
async def outlook(
    id: FromPath[str],
    request: AnyRequest,
    house: GivenHouse,
    caller: GivenCaller,
    language: GivenLanguage,
    now: GivenNow,
) -> OutlookView:
    """Whether the complaint can be withdrawn, why, until when, and what would change it."""
    return await reader_of(request, house).outlook(case_stream(id), Looker(caller, language, now))


@post("/cases/{id:str}/commands", operation_id="command", guards=[hats(*IN_CASES)], status_code=200)
async def command(
    id: FromPath[str],
    data: JSONBody[CaseCommand],
    idempotency_key: IdempotencyKey,
    request: AnyRequest,
    house: GivenHouse,
    caller: GivenCaller,
    language: GivenLanguage,
    now: GivenNow,
    if_match: IfMatch = None,
) -> Response[CommandResult]:
    """Give a command. A repetition under the same key is answered as it was the first time.

    `If-Match` is the version that was looked at; without it the command is decided on the case as it stands.
    """
    stream, expected = case_stream(id), expected_version(if_match)
    hashes = shown.hashes_in(data)
    if hashes and caller.actors[0].role in PARTIES:
        # The one kind of command that is looked at beforehand: there is an end to what a side can show.
        seen, viewer = await reader_of(request, house).seen(stream, Looker(caller, language, now))
        shown.check_room(seen, viewer.side, data)
        await shown.bind(house, owner_of(seen.case, viewer.side), hashes)
    answer = await _given(house, stream, caller, data, idempotency_key, expected, now)
    if answer.refusal is not None:
        raise await refused(house, stream, answer.refusal)
    return Response(result_of(answer), headers=headers_of(answer))


async def _given(
    house: House,
    stream: StreamId,
    caller: Principal,
    data: Command,
    key: str,
    expected: int | None,
    now: datetime,
) -> Answer:
    """Give a command in the first of the caller's hats that the rules have an answer for."""
    answer: Answer | None = None
    for actor in actors_for(caller, data):
        submission = Submission(stream, actor, data, now, key, "", expected, caller.venue)
        tried = await house.lanes.submit(submission)
        answer = answer or tried
        if tried.refusal is None or tried.refusal.code not in TRY_ANOTHER_HAT:
            return tried
    if answer is None:
        raise StreamUnknown(stream.public)
    return answer


ROUTES = [cases, open_case, case, outlook, command]
