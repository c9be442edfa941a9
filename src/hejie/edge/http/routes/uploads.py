"""Handing in files, before anything is shown in a case: streamed to where they are proved and kept."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from litestar import get, put
from litestar.openapi.spec import OpenAPIFormat, OpenAPIMediaType, OpenAPIType, Operation, RequestBody, Schema
from litestar.params import FromPath, FromQuery

from hejie.casework.people import Hat, Principal
from hejie.casework.uploads import Upload
from hejie.casework.views.shapes import UploadView
from hejie.domain.words import Words
from hejie.edge.http.blobs import BYTES, Answer, answered, unavailable
from hejie.edge.http.callers import AnyRequest
from hejie.edge.http.conditional import IfNoneMatch
from hejie.edge.http.given import GivenCaller, GivenFiles, GivenHouse, GivenLanguage, GivenNow
from hejie.edge.http.guards import hats
from hejie.edge.http.problems import Code, ProblemError
from hejie.evidence.blobs import BlobsUnavailable
from hejie.evidence.notes import NOTES, Note
from hejie.evidence.rejected import Rejected
from hejie.wiring import House

FILES_A_DAY = 200
BYTES_A_DAY = 1_000_000_000
"""What one person hands in within a day."""

_A_DAY = timedelta(days=1)
_PARTIES = (Hat.CONSUMER, Hat.MERCHANT)
_EXHAUSTED = Words(
    f"一天内最多上传 {FILES_A_DAY} 个文件,合计不超过 {BYTES_A_DAY // 1_000_000} MB。",
    f"At most {FILES_A_DAY} files and {BYTES_A_DAY // 1_000_000} MB can be handed in within a day.",
)


@dataclass
class _BytesBody(Operation):
    """The body is the file itself."""

    def __post_init__(self) -> None:
        file = OpenAPIMediaType(schema=Schema(type=OpenAPIType.STRING, format=OpenAPIFormat.BINARY))
        self.request_body = RequestBody({"application/octet-stream": file}, required=True)


@put(
    "/uploads",
    operation_id="upload",
    operation_class=_BytesBody,
    guards=[hats(*_PARTIES)],
    request_max_body_size=None,
)
async def upload(
    request: AnyRequest,
    house: GivenHouse,
    files: GivenFiles,
    caller: GivenCaller,
    language: GivenLanguage,
    now: GivenNow,
    name: FromQuery[str] = "",
) -> UploadView:
    """Hand in a file: its bytes are the body. The same bytes again are the same upload."""
    owner = _owner(caller)
    room = await _room(house, owner, now - _A_DAY)
    declared = request.headers.get("content-length", "")
    if declared.isdigit() and int(declared) > room:
        raise ProblemError(Code.UPLOADS_EXHAUSTED, _EXHAUSTED)
    try:
        taken = await files.intake.take(
            _at_most(request.stream(), room), request.headers.get("content-type"), name
        )
    except Rejected as rejected:
        words = Words(rejected.tell("zh"), rejected.tell("en"))
        raise ProblemError(Code.FILE_NOT_ACCEPTED, words) from None
    except BlobsUnavailable:
        raise unavailable() from None
    kept = await house.uploads.put_upload(
        Upload(
            owner, taken.sha256, taken.name, taken.media_type, taken.size, taken.original_key,
            taken.shown_key, taken.shown_media_type, now, taken.thumbnail_key, taken.width, taken.height,
            taken.notes,
        )
    )  # fmt: skip
    return upload_view(kept, language)


@get("/uploads/{sha256:str}/{copy:str}", operation_id="uploaded", guards=[hats(*_PARTIES)], **BYTES)
async def uploaded(
    sha256: FromPath[str],
    copy: FromPath[str],
    house: GivenHouse,
    files: GivenFiles,
    caller: GivenCaller,
    if_none_match: IfNoneMatch = None,
) -> Answer:
    """A copy (`shown`, `thumbnail`, `original`) of a file that the caller handed in."""
    found = await _own(house, caller, sha256)
    if found is None:
        raise ProblemError(Code.NOT_FOUND)
    return await answered(files, found, copy, if_none_match)


def upload_view(upload: Upload, language: str) -> UploadView:
    """A file that was taken in, with what was noticed in words."""
    address = f"uploads/{upload.sha256}"
    return UploadView(
        sha256=upload.sha256,
        name=upload.name,
        media_type=upload.media_type,
        size=upload.size,
        width=upload.width,
        height=upload.height,
        notes=tuple(NOTES[Note(note)].tell(language) for note in upload.notes),
        thumbnail_url=f"{address}/thumbnail" if upload.thumbnail_key else None,
        shown_url=f"{address}/shown",
    )


async def _own(house: House, caller: Principal, sha256: str) -> Upload | None:
    (found,) = await house.uploads.uploads([(_owner(caller), sha256)])
    return found


def _owner(caller: Principal) -> str:
    """Whose uploads those of a party are: of one with several hats, those of the first."""
    return f"{caller.venue}:{caller.actors[0].role}:{caller.id}"


async def _room(house: House, owner: str, since: datetime) -> int:
    """How many bytes somebody may hand in now. Raises: ProblemError where it is none."""
    count, size = await house.uploads.uploaded_since(owner, since)
    if count >= FILES_A_DAY or size >= BYTES_A_DAY:
        raise ProblemError(Code.UPLOADS_EXHAUSTED, _EXHAUSTED)
    return BYTES_A_DAY - size


async def _at_most(chunks: AsyncIterator[bytes], room: int) -> AsyncIterator[bytes]:
    async for chunk in chunks:
        room -= len(chunk)
        if room < 0:
            raise ProblemError(Code.UPLOADS_EXHAUSTED, _EXHAUSTED)
        yield chunk


ROUTES = [upload, uploaded]
