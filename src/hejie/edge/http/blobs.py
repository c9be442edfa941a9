"""Bytes that people handed in, as they go out: never run, never guessed at, kept by nobody in between."""

from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import quote

from litestar import Response
from litestar.openapi.datastructures import ResponseSpec
from litestar.response import Stream

from hejie.casework.uploads import Upload
from hejie.domain.words import Words
from hejie.edge.http.conditional import NOT_MODIFIED, not_modified
from hejie.edge.http.etags import is_known
from hejie.edge.http.problems import Code, ProblemError
from hejie.evidence.blobs import BlobMissing, BlobsUnavailable
from hejie.wiring import Files

COPIES = ("shown", "thumbnail", "original")
"""What there is of a file: the copy that is safe to show, a small one of a picture, what was handed in."""

BYTES: dict[str, Any] = {
    "responses": {
        200: ResponseSpec(
            bytes, media_type="application/octet-stream", description="The bytes", generate_examples=False
        ),
        304: NOT_MODIFIED,
    },
}
"""How a route that answers bytes is described."""

Answer = Response[Any]

_UNAVAILABLE = Words(
    "文件暂时无法读取或保存,请稍后重试。", "Files cannot be read or kept now. Please try again in a while."
)
_SAFE = {
    "content-security-policy": "sandbox; default-src 'none'",
    "x-content-type-options": "nosniff",
    "cache-control": "private, no-cache",
    "vary": "cookie, authorization",
}
"""Opened by itself a file is nothing but a picture or a text; whoever keeps it asks again each time."""


async def answered(files: Files, upload: Upload, copy: str, if_none_match: str | None) -> Answer:
    """A copy of a file. Raises: ProblemError where there is no such copy, or it cannot be read now."""
    key, media_type = _copy_of(upload, copy)
    tag = f'"{upload.sha256}-{copy}"'
    headers = {**_SAFE, "etag": tag, "content-disposition": disposition(upload.name, copy)}
    if is_known(if_none_match, tag):
        return not_modified(headers)
    try:
        blob = await files.store.open(key)
    except BlobMissing:
        raise ProblemError(Code.NOT_FOUND) from None
    except BlobsUnavailable:
        raise unavailable() from None
    return Stream(
        _closing(blob.chunks), media_type=media_type, headers={**headers, "content-length": str(blob.size)}
    )


def _copy_of(upload: Upload, copy: str) -> tuple[str, str]:
    if copy == "shown":
        return upload.shown_key, upload.shown_media_type
    if copy == "thumbnail" and upload.thumbnail_key:
        return upload.thumbnail_key, upload.shown_media_type
    if copy == "original":
        return upload.original_key, upload.media_type
    raise ProblemError(Code.NOT_FOUND)


def disposition(name: str, copy: str) -> str:
    """How a browser treats a copy: shows it, or keeps an original as a file. The name stands there as it
    came, and for old programs in plain letters. Source: RFC 6266, RFC 8187."""
    how = "attachment" if copy == "original" else "inline"
    plain = "".join(
        letter if letter.isascii() and (letter.isalnum() or letter in "-._") else "_" for letter in name
    )
    return f"{how}; filename=\"{plain or 'file'}\"; filename*=UTF-8''{quote(name or 'file', safe='')}"


def unavailable() -> ProblemError:
    """What is answered where the store cannot be reached, or is full."""
    return ProblemError(Code.UNAVAILABLE, _UNAVAILABLE)


async def _closing(chunks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    try:
        async for chunk in chunks:
            yield chunk
    finally:
        close = getattr(chunks, "aclose", None)
        if close is not None:
            await close()
