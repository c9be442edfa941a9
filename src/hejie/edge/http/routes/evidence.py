"""What was shown in a case, as bytes. That a member of the staff looks is written down before they go."""

from litestar import get
from litestar.params import FromPath

from hejie.casework.look import Seen
from hejie.casework.uploads import Access
from hejie.casework.views.reading import CaseReader, Looker
from hejie.domain.roles import Side
from hejie.edge.http.blobs import BYTES, COPIES, Answer, answered
from hejie.edge.http.callers import AnyRequest
from hejie.edge.http.casefile import case_stream, reader_of
from hejie.edge.http.conditional import IfNoneMatch
from hejie.edge.http.given import GivenCaller, GivenFiles, GivenHouse, GivenLanguage, GivenNow
from hejie.edge.http.guards import hats
from hejie.edge.http.problems import Code, ProblemError
from hejie.edge.http.routes.cases import IN_CASES


@get(
    "/cases/{id:str}/evidence/{evidence:str}/{copy:str}",
    operation_id="evidence",
    guards=[hats(*IN_CASES)],
    **BYTES,
)
async def evidence(
    id: FromPath[str],
    evidence: FromPath[str],
    copy: FromPath[str],
    request: AnyRequest,
    house: GivenHouse,
    files: GivenFiles,
    caller: GivenCaller,
    language: GivenLanguage,
    now: GivenNow,
    if_none_match: IfNoneMatch = None,
) -> Answer:
    """A copy (`shown`, `thumbnail`, `original`) of an item of evidence, or of the proof of an obligation.

    Originals are for whoever handed them in, and for staff.
    """
    reader = reader_of(request, house)
    seen, viewer = await reader.seen(case_stream(id), Looker(caller, language, now))
    found = await _item(reader, seen, evidence)
    if found is None or copy not in COPIES:
        raise ProblemError(Code.NOT_FOUND)
    by, sha256 = found
    upload = await reader.upload(seen.case, by, sha256)
    if upload is None or (copy == "original" and not viewer.inside and by is not viewer.side):
        raise ProblemError(Code.NOT_FOUND)
    if viewer.inside:
        await house.uploads.log_access([Access(seen.stream, now, caller.id, evidence, copy)])
    return await answered(files, upload, copy, if_none_match)


async def _item(reader: CaseReader, seen: Seen, id: str) -> tuple[Side, str] | None:
    """Who showed something in a case, and the hash of it."""
    for item in seen.case.evidence:
        if item.id == id:
            return item.by, item.sha256
    obligation = seen.case.obligation(id)
    if obligation is None:
        return None
    sha256 = (await reader.proofs(seen)).get(id)
    return (obligation.by, sha256) if sha256 else None


ROUTES = [evidence]
