"""How long a page is."""

from typing import Annotated

from litestar.params import QueryParameter

PAGE_MOST = 100

Limit = Annotated[int, QueryParameter(ge=1, le=PAGE_MOST)]
