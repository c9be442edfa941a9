"""Where a page ended: opaque to clients, checked when it comes back.

A cursor narrows what its caller may see anyway, so it holds no secret and needs no signature; one that was
cut, changed, or made for another list is refused in words.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime
from typing import Annotated, TypeVar
from uuid import UUID

import msgspec

from hejie.casework.listings import Listed, Listing, Order
from hejie.domain.case import Severity, Stage
from hejie.domain.ids import StreamKind, stream
from hejie.domain.words import Words
from hejie.edge.http.accepted import FieldFault
from hejie.edge.http.problems import Code, ProblemError

_LONGEST = 1_000
_BROKEN = Words("翻页标记无效,请从第一页重新开始", "is no cursor of this list: begin again at the first page")

Aware = Annotated[datetime, msgspec.Meta(tz=True)]


class Cursor(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """Any cursor; its tag says for which list it is."""


class CaseCursor(Cursor, frozen=True, tag="cases"):
    """The last case of a page, and what it was sorted by."""

    sort: Order
    id: UUID
    severity: Severity
    opened_at: Aware
    due_at: Aware | None


class OrderCursor(Cursor, frozen=True, tag="orders"):
    """The last order of a page."""

    placed_at: Aware
    ref: str


class NoteCursor(Cursor, frozen=True, tag="notes"):
    """The last note of a page."""

    at: Aware
    id: UUID


C = TypeVar("C", bound=Cursor)


def cursor_text(cursor: Cursor) -> str:
    """A cursor as clients hand it back."""
    return urlsafe_b64encode(msgspec.json.encode(cursor)).decode().rstrip("=")


def read_cursor(text: str | None, expected: type[C]) -> C | None:
    """A cursor that came back; None where none did. Raises: ProblemError."""
    if text is None:
        return None
    try:
        if len(text) > _LONGEST:
            raise ValueError("longer than any cursor")
        raw = urlsafe_b64decode(text + "=" * (-len(text) % 4))
        return msgspec.json.decode(raw, type=expected)
    except (ValueError, msgspec.DecodeError):
        raise broken() from None


def broken() -> ProblemError:
    """What a broken cursor is answered."""
    return ProblemError(Code.INVALID_REQUEST, errors=[FieldFault("cursor", _BROKEN)])


def after_case(text: str | None, sort: Order) -> Listed | None:
    """The case after which a page of a queue begins. Raises: ProblemError, also for another order."""
    cursor = read_cursor(text, CaseCursor)
    if cursor is None:
        return None
    if cursor.sort is not sort:
        raise broken()
    # What a queue is not sorted by does not matter.
    listing = Listing(
        "", "", "", "", "", cursor.severity, Stage.TALKING, None, "", 0, cursor.opened_at,
        None, None, cursor.due_at, "", "", "",
    )  # fmt: skip
    return Listed(stream(StreamKind.CASE, cursor.id), listing)


def case_cursor(last: Listed, sort: Order) -> str:
    """The cursor of a page of a queue that ends with this case."""
    listing = last.listing
    return cursor_text(CaseCursor(sort, last.stream.id, listing.severity, listing.opened_at, listing.due_at))
