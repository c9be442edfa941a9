"""What routes ask for by name, as types: `house: GivenHouse`, `caller: GivenCaller` and so on.

On public routes the caller may be nobody: `caller: MaybeCaller`. Paths, queries and headers are marked by the
framework's own `FromPath`, `FromQuery` and `HeaderParameter`, bodies by `JSONBody`.
"""

import asyncio
from datetime import datetime
from typing import Annotated, TypeAlias

from litestar.di import NamedDependency
from litestar.params import HeaderParameter

from hejie.casework.people import Principal
from hejie.wiring import Files, House

IdempotencyKey = Annotated[
    str, HeaderParameter(name="Idempotency-Key", min_length=8, max_length=200, pattern=r"^[\x21-\x7e]+$")
]
"""Of the header that makes a request idempotent. The framework looks at no `msgspec.Meta` here."""

GivenHouse: TypeAlias = NamedDependency[House]
GivenFiles: TypeAlias = NamedDependency[Files]
GivenCaller: TypeAlias = NamedDependency[Principal]
MaybeCaller: TypeAlias = NamedDependency[Principal | None]
GivenLanguage: TypeAlias = NamedDependency[str]
"""`zh` or `en`."""

GivenNow: TypeAlias = NamedDependency[datetime]
GivenEnding: TypeAlias = NamedDependency[asyncio.Event]
"""Set when this process is about to end: streams stop then."""
