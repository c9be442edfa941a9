"""A case as one row of a queue."""

from collections.abc import Mapping

from hejie.casework.listings import Listed, Listing
from hejie.casework.views.parties import SIDES, Names, name_for
from hejie.casework.views.shapes import CaseBrief, ClockBrief, Named
from hejie.casework.views.viewer import Viewer
from hejie.casework.views.whole import taken_view
from hejie.domain.commands import command_name
from hejie.domain.lifecycle import LIFECYCLE
from hejie.domain.naming import OUTCOME_WORDS, SEVERITY_WORDS, SIDE_WORDS, STAGE_WORDS
from hejie.domain.next_step import ANSWERED_BY
from hejie.domain.orders import Order
from hejie.domain.roles import Side, other
from hejie.domain.rulebook import Pack
from hejie.domain.words import Words

_AND_MORE = Words("{title} 等 {count} 件", "{title} and more, {count} in all")
_BOTH = Words("{complainant} 与 {respondent}", "{complainant} and {respondent}")

PacksByName = Mapping[tuple[str, str], Pack]
"""Packs by id and version."""


def brief(found: Listed, viewer: Viewer, pack: Pack, order: Order | None, names: Names) -> CaseBrief:
    """A listed case for a viewer. `pack` is the one that the case is pinned to."""
    listing, language = found.listing, viewer.language
    kind = pack.kinds[listing.kind]
    outcome = listing.outcome
    return CaseBrief(
        id=found.stream.public,
        venue=listing.venue,
        order=listing.order,
        title=_title(order, listing.respondent, language),
        kind=Named(kind.id, kind.words.tell(language)),
        severity=Named(str(listing.severity), SEVERITY_WORDS[listing.severity].tell(language)),
        stage=Named(str(listing.stage), STAGE_WORDS[listing.stage].tell(language)),
        outcome=Named(str(outcome), OUTCOME_WORDS[outcome].tell(language)) if outcome else None,
        currency=listing.currency,
        amount_minor=listing.amount_minor,
        opened_at=listing.opened_at,
        clock=_clock(listing, viewer, pack),
        other_party=_other_party(viewer, names),
        waiting_for_you=_yours(listing, viewer),
        taken_by=taken_view(listing.taken_by, viewer),
    )


def waiting_sides(side: Side) -> tuple[Side, ...]:
    """Whose clocks wait for a side."""
    return (side,) if side is Side.STAFF else (side, Side.BOTH)


def _yours(listing: Listing, viewer: Viewer) -> bool:
    """Whether the clock waits for the viewer: of the staff, for one who may give what it waits for."""
    if listing.clock is None or listing.owed_by not in waiting_sides(viewer.side):
        return False
    return not viewer.inside or any(
        row.by.intersection(viewer.roles)
        for row in LIFECYCLE
        if command_name(row.command) in ANSWERED_BY[listing.clock]
    )


def _clock(listing: Listing, viewer: Viewer, pack: Pack) -> ClockBrief | None:
    if listing.clock is None or listing.owed_by is None or listing.due_at is None:
        return None
    name = Named(str(listing.clock), pack.span_words[listing.clock].tell(viewer.language))
    owed_by = Named(str(listing.owed_by), SIDE_WORDS[listing.owed_by].tell(viewer.language))
    return ClockBrief(name, owed_by, listing.due_at, _yours(listing, viewer))


def _title(order: Order | None, merchant: str, language: str) -> str:
    """What was bought of this merchant: the first thing by name, and how many there are."""
    titles = [line.title for line in order.lines if line.merchant == merchant] if order else []
    first = next((title for title in titles if title), "")
    if len(titles) < 2 or not first:
        return first
    return _AND_MORE.tell(language, title=first, count=len(titles))


def _other_party(viewer: Viewer, names: Names) -> str:
    if viewer.is_party:
        return name_for(viewer, other(viewer.side), names)
    complainant, respondent = (name_for(viewer, side, names) for side in SIDES)
    return _BOTH.tell(viewer.language, complainant=complainant, respondent=respondent)
