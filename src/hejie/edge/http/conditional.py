"""The headers by which a caller says what it has seen already."""

from typing import Annotated

from litestar.params import HeaderParameter

IfMatch = Annotated[str | None, HeaderParameter(name="If-Match")]
IfNoneMatch = Annotated[str | None, HeaderParameter(name="If-None-Match")]
