"""Many commands of a machine at once, for the consumers and merchants of its venue; each has its own result.

The whole call is safe to repeat: what was taken before is answered as it was, by the item's key.
"""

import asyncio
from collections.abc import Sequence
from datetime import datetime

from litestar import post
from litestar.params import JSONBody

from hejie.casework.desk import Answer, StreamUnknown, Submission
from hejie.casework.ledger import Wanted
from hejie.casework.people import Principal, Scope
from hejie.casework.states import state_of
from hejie.domain.case import Case
from hejie.domain.commands import FileComplaint, OpenTalk
from hejie.domain.ids import StreamId, StreamKind, named
from hejie.domain.roles import Actor, Role
from hejie.domain.words import Words
from hejie.edge.http.accepted import FieldFault
from hejie.edge.http.callers import AnyRequest
from hejie.edge.http.casefile import case_stream, refused_under
from hejie.edge.http.given import GivenCaller, GivenHouse, GivenLanguage, GivenNow
from hejie.edge.http.guards import scopes
from hejie.edge.http.problems import Code, ProblemError, Refused, told
from hejie.edge.http.shown import hashes_in
from hejie.edge.http.wire import Bulk, BulkItem, BulkResult, BulkResults
from hejie.observing import logger_of
from hejie.wiring import House

_log = logger_of("hejie.http")

_BODY_BYTES_MOST = 16_000_000
_BOUND_AT_ONCE = 8
_NEEDS_CASE = Words(
    "须填写:该命令针对已有案件", "is required: this command is about a case that is there already"
)
_NO_CASE = Words("须为空:该命令开始一个新案件", "must be null: this command begins a case")


@post(
    "/bulk",
    operation_id="bulk",
    guards=[scopes(Scope.ACT)],
    status_code=200,
    request_max_body_size=_BODY_BYTES_MOST,
)
async def bulk(
    data: JSONBody[Bulk],
    request: AnyRequest,
    house: GivenHouse,
    caller: GivenCaller,
    language: GivenLanguage,
    now: GivenNow,
) -> BulkResults:
    """Give up to 500 commands. Those on one case are taken in the order given."""
    submissions: dict[int, Submission] = {}
    outcomes: dict[int, Answer | Exception] = {}
    for place, item in enumerate(data.items):
        try:
            submissions[place] = _submission(item, caller, now)
        except (ProblemError, StreamUnknown) as wrong:
            outcomes[place] = wrong
    await _bind(house, data.items, submissions)
    answers = await house.lanes.submit_all(list(submissions.values()))
    outcomes |= dict(zip(submissions, answers, strict=True))
    refusals = await _refusals(house, submissions, outcomes, now)
    request_id = str(request.scope["state"].get("request_id", ""))
    results = (
        _result(item, outcomes[place], refusals.get(place), language, request_id)
        for place, item in enumerate(data.items)
    )
    return BulkResults(tuple(results))


def _submission(item: BulkItem, caller: Principal, now: datetime) -> Submission:
    """An item as a command. Raises: ProblemError, StreamUnknown."""
    command, actor = item.command, Actor(Role(item.role), item.person)
    if item.case is not None:
        if isinstance(command, OpenTalk):
            raise ProblemError(Code.INVALID_REQUEST, errors=[FieldFault("case", _NO_CASE)])
        stream, venue = case_stream(item.case), ""
    else:
        if not isinstance(command, OpenTalk | FileComplaint):
            raise ProblemError(Code.INVALID_REQUEST, errors=[FieldFault("case", _NEEDS_CASE)])
        stream, venue = named(StreamKind.CASE, caller.venue, item.person, item.key), caller.venue
    return Submission(stream, actor, command, now, item.key, venue, item.expected_version, caller.venue)


async def _bind(house: House, items: Sequence[BulkItem], submissions: dict[int, Submission]) -> None:
    """Keep what was handed in here by whom the machine acts for. What was not stays with the marketplace: an
    item of evidence may be known by its hash alone."""
    hashes: dict[str, list[str]] = {}
    for place, submission in submissions.items():
        owner = f"{submission.within}:{submission.caller}"
        hashes.setdefault(owner, []).extend(hashes_in(items[place].command))
    few = asyncio.Semaphore(_BOUND_AT_ONCE)

    async def bind(owner: str, theirs: Sequence[str]) -> None:
        async with few:
            await house.uploads.bind(owner, theirs)

    await asyncio.gather(*(bind(owner, theirs) for owner, theirs in hashes.items() if theirs))


async def _refusals(
    house: House, submissions: dict[int, Submission], outcomes: dict[int, Answer | Exception], now: datetime
) -> dict[int, Refused]:
    """What the rules said no to, with the names of each case's own rules."""
    refused = {
        place: outcome.refusal
        for place, outcome in outcomes.items()
        if isinstance(outcome, Answer) and outcome.refusal is not None
    }
    cases = await _cases(house, [submissions[place].stream for place in refused])
    told: dict[int, Refused] = {}
    for place, refusal in refused.items():
        submission = submissions[place]
        case = cases.get(submission.stream)
        if case is not None:
            told[place] = refused_under(refusal, house.packs.pinned(case.head), case.head.kind)
        else:
            kind = str(getattr(submission.command, "kind", ""))
            told[place] = refused_under(refusal, house.packs.in_force(submission.venue, now), kind)
    return told


async def _cases(house: House, streams: Sequence[StreamId]) -> dict[StreamId, Case]:
    wanted = [Wanted(stream) for stream in dict.fromkeys(streams)]
    cases: dict[StreamId, Case] = {}
    for found in await house.ledger.read(wanted) if wanted else []:
        state = await state_of(house.ledger, found)
        if isinstance(state, Case):
            cases[found.stream] = state
    return cases


def _result(
    item: BulkItem, outcome: Answer | Exception, refused: Refused | None, language: str, request_id: str
) -> BulkResult:
    wrong = refused or (outcome if isinstance(outcome, Exception) else None)
    if wrong is None and isinstance(outcome, Answer):
        return BulkResult(
            item.key, outcome.stream.public, outcome.version, outcome.events, outcome.replayed, None
        )
    assert wrong is not None, "an answer, or what went wrong"
    problem = told(wrong, language, request_id).problem
    if problem.code == Code.INTERNAL_ERROR:
        _log.error("defect", request_id=request_id, route="/api/v1/bulk", exc_info=wrong)
    return BulkResult(item.key, item.case, None, (), replayed=False, problem=problem)


ROUTES = [bulk]
