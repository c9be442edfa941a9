"""What both sides have shown, and what of their checklists is still missing."""

from collections.abc import Mapping

from hejie.casework.uploads import Upload
from hejie.casework.views.history import History
from hejie.casework.views.parties import SIDES
from hejie.casework.views.shapes import ChecklistItemView, ChecklistView, EvidenceView
from hejie.casework.views.telling import Telling
from hejie.domain.case import Case, EvidenceItem
from hejie.domain.facts import shown_by
from hejie.domain.roles import Side
from hejie.domain.rulebook import Checklist, Need

Handed = Mapping[tuple[str, str], Upload]
"""Files that were handed in, by owner and hash."""


def owner_of(case: Case, side: Side) -> str:
    """Whose uploads those of a side are."""
    return f"{case.head.venue}:{side}:{case.person_of(side)}"


def evidence(to: Telling, history: History, handed: Handed, address: str) -> tuple[EvidenceView, ...]:
    """Every item, the oldest first. `address` is that of the case's evidence, relative to the API."""
    return tuple(_item(to, item, history, handed, f"{address}/{item.id}") for item in to.case.evidence)


def _item(to: Telling, item: EvidenceItem, history: History, handed: Handed, address: str) -> EvidenceView:
    added_at, caption = history.shown(item.id)
    upload = handed.get((owner_of(to.case, item.by), item.sha256))
    whole = upload is not None and may_have_original(to, item.by)
    return EvidenceView(
        id=item.id,
        by=to.side(item.by),
        yours=to.yours(item.by),
        item=to.item(item.item),
        sha256=item.sha256,
        media_type=upload.media_type if upload else "",
        size=upload.size if upload else 0,
        width=upload.width if upload else None,
        height=upload.height if upload else None,
        caption=caption,
        added_at=added_at or to.case.changed_at,
        shown_url=f"{address}/shown" if upload else None,
        thumbnail_url=f"{address}/thumbnail" if upload and upload.thumbnail_key else None,
        original_url=f"{address}/original" if whole else None,
        shown_media_type=upload.shown_media_type if upload else "",
    )


def may_have_original(to: Telling, by: Side) -> bool:
    """Originals are for whoever handed them in, and for staff: they hold what the shown copy leaves out."""
    return to.viewer.inside or by is to.viewer.side


def checklists(to: Telling) -> tuple[ChecklistView, ...]:
    """The checklists of both sides."""
    return tuple(
        checklist_view(to, side, to.kind.checklists[side], shown_by(to.case, side)) for side in SIDES
    )


def checklist_view(to: Telling, side: Side, checklist: Checklist, shown: frozenset[str]) -> ChecklistView:
    """One checklist; what the platform supplies is there already."""
    items = tuple(
        ChecklistItemView(
            item.code,
            to.say(item.words),
            str(item.need),
            item.code in shown or item.need is Need.PLATFORM,
        )
        for item in checklist.items
    )
    return ChecklistView(to.side(side), items, checklist.missing(shown))
