"""The inbox: what a person was told, in their language, and what of it they have read."""

from litestar import get, post
from litestar.params import FromQuery, JSONBody

from hejie.casework.inbox import Note
from hejie.casework.notices import side_of, title
from hejie.casework.packs import Packs
from hejie.casework.views.shapes import Named, NotePage, NoteView
from hejie.domain.words import Words
from hejie.edge.http.cursors import NoteCursor, cursor_text, read_cursor
from hejie.edge.http.given import GivenCaller, GivenHouse, GivenLanguage, GivenNow
from hejie.edge.http.guards import PEOPLE, hats
from hejie.edge.http.pages import Limit
from hejie.edge.http.wire import MarkRead

_SOME_KIND = Words("投诉", "complaint")


@get("/inbox", operation_id="inbox", guards=[hats(*PEOPLE)])
async def inbox(
    house: GivenHouse,
    caller: GivenCaller,
    language: GivenLanguage,
    cursor: FromQuery[str | None] = None,
    limit: Limit = 20,
) -> NotePage:
    """The caller's notes, the newest first."""
    last = read_cursor(cursor, NoteCursor)
    found = await house.inbox.notes(caller.box, (last.at, last.id) if last else None, limit + 1)
    unread = await house.inbox.unread_count(caller.box)
    page, more = found[:limit], len(found) > limit
    kinds = _kinds(house.packs)
    items = tuple(_view(note, kinds.get(note.kind, _SOME_KIND), language) for note in page)
    return NotePage(items, unread, cursor_text(NoteCursor(page[-1].at, page[-1].id)) if more else None)


@post("/inbox/read", operation_id="markRead", guards=[hats(*PEOPLE)], status_code=204)
async def mark_read(data: JSONBody[MarkRead], house: GivenHouse, caller: GivenCaller, now: GivenNow) -> None:
    """Notes up to an instant have been read."""
    await house.inbox.mark_read(caller.box, data.until, now)


def _kinds(packs: Packs) -> dict[str, Words]:
    """What kinds of complaints are called, in the latest pack that has each."""
    by_age = sorted(packs, key=lambda pack: pack.effective_from)
    return {kind.id: kind.words for pack in by_age for kind in pack.kinds.values()}


def _view(note: Note, kind: Words, language: str) -> NoteView:
    return NoteView(
        id=str(note.id),
        case=note.case,
        kind=Named(note.kind, kind.tell(language)),
        code=note.code,
        words=title(note.code, side_of(note.box)).tell(language),
        at=note.at,
        due_at=note.due_at,
        read=note.read_at is not None,
    )


ROUTES = [inbox, mark_read]
