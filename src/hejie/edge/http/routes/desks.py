"""The desks: pages for whatever has no other route, by the entry that it belongs to, and their files."""

from litestar import Response, route
from litestar.enums import HttpMethod, MediaType
from litestar.params import FromPath

from hejie.edge.http.callers import AnyRequest
from hejie.edge.http.files import Desks, File
from hejie.edge.http.guards import unasked
from hejie.edge.http.problems import Code, ProblemError

_READ = [HttpMethod.GET, HttpMethod.HEAD]
_FOREVER = "public, max-age=31536000, immutable"
_ASK_AGAIN = "no-cache"
_NO_PAGES = ("api", "assets", "health", "metrics", "problems")
"""What lies below these is no page of a desk: where there is no such route, there is nothing."""

_NOT_BUILT = """<!doctype html>
<html lang="zh"><meta charset="utf-8"><title>Hejie 和解</title>
<h1>Hejie 和解</h1>
<p>网页尚未构建。在源码目录中运行 <code>make web</code>,然后重启服务。
API 已可使用:<a href="/api/v1/openapi.json">/api/v1/openapi.json</a></p>
<p lang="en">The desks have not been built. Run <code>make web</code> in the source tree and start again.
The API is there already: <a href="/api/v1/openapi.json">/api/v1/openapi.json</a></p>
</html>
"""


@route("/assets/{name:str}", http_method=_READ, guards=[unasked()], include_in_schema=False)
async def asset(name: FromPath[str], request: AnyRequest) -> Response[bytes]:
    """A file whose name changes with its content."""
    desks: Desks = request.app.state.desks
    file = desks.file(f"assets/{name}")
    if file is None:
        raise ProblemError(Code.NOT_FOUND)
    return _served(file, request, _FOREVER)


@route(["/", "/{path:path}"], http_method=_READ, guards=[unasked()], include_in_schema=False)
async def page(request: AnyRequest, path: FromPath[str] = "/") -> Response[bytes]:
    """A page: the staff's below `/staff`, the consumers' elsewhere; or a file beside them."""
    desks: Desks = request.app.state.desks
    name = path.strip("/")
    first, _, _ = name.partition("/")
    if first in _NO_PAGES or "\\" in name or any(part.startswith(".") for part in name.split("/")):
        raise ProblemError(Code.NOT_FOUND)
    if not len(desks):
        return Response(_NOT_BUILT.encode(), media_type=MediaType.HTML)
    entry = "staff.html" if first == "staff" else "index.html"
    file = desks.file(name) if "." in name else desks.file(entry)
    if file is None:
        raise ProblemError(Code.NOT_FOUND)
    return _served(file, request, _ASK_AGAIN)


def _served(file: File, request: AnyRequest, cache_control: str) -> Response[bytes]:
    headers = {"etag": file.etag, "cache-control": cache_control, "vary": "accept-encoding"}
    if request.headers.get("if-none-match") == file.etag:
        return Response(b"", status_code=304, headers=headers, media_type=file.media_type)
    accepted = request.headers.get("accept-encoding", "")
    encoding = next((one for one in ("br", "gzip") if one in accepted and one in file.bodies), "")
    if encoding:
        headers["content-encoding"] = encoding
    return Response(file.bodies[encoding], headers=headers, media_type=file.media_type)


PAGES = [asset, page]
