"""The headers by which a caller says what it has seen already, and the answer that it has."""

from typing import Annotated, Any

from litestar import Response
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import HeaderParameter

IfMatch = Annotated[str | None, HeaderParameter(name="If-Match")]
IfNoneMatch = Annotated[str | None, HeaderParameter(name="If-None-Match")]

NOT_MODIFIED = ResponseSpec(None, description="What the caller has seen already", generate_examples=False)


def not_modified(headers: dict[str, str]) -> Response[Any]:
    """That nothing has changed since."""
    return Response(None, status_code=304, headers=headers)
