"""A case as one viewer sees it at an instant, put together from its parts. Pure: all was read before."""

from datetime import datetime

import msgspec

from hejie.casework.look import Seen
from hejie.casework.views import (
    claims,
    clocks,
    evidence,
    offers,
    outlook,
    parties,
    possible,
    ruling,
    timeline,
)
from hejie.casework.views.evidence import Handed
from hejie.casework.views.history import History, Opened, Stored, as_it_stands
from hejie.casework.views.parties import Names
from hejie.casework.views.shapes import CaseView, Named, NextStepView, PackRef, TakenView
from hejie.casework.views.telling import Telling
from hejie.casework.views.viewer import Viewer
from hejie.domain.facts import Counters, record_facts
from hejie.domain.naming import OUTCOME_WORDS, SEVERITY_WORDS, STAGE_WORDS
from hejie.domain.next_step import next_step
from hejie.domain.orders import Order
from hejie.domain.rulebook import Pack
from hejie.domain.words import told


class Material(msgspec.Struct, frozen=True):
    """What a view is made from, as it was read. `order` None: the order is not known any more."""

    seen: Seen
    stored: tuple[Stored, ...]
    opened: Opened
    handed: Handed
    names: Names
    order: Order | None = None
    counters: Counters | None = None


def case_view(material: Material, viewer: Viewer, at: datetime) -> CaseView:
    """The case as it stands at an instant, swept or not: what is shown is what would be enforced."""
    seen = material.seen
    case, stored = as_it_stands(seen.case, material.stored, seen.pack, at)
    to, history = Telling(case, seen.pack, viewer, at), History(stored, material.opened)
    titles, address = claims.titles_of(material.order), evidence_address(seen.stream.public)
    head = case.head
    return CaseView(
        id=seen.stream.public,
        version=seen.version,
        at=at,
        venue=head.venue,
        order=head.order,
        kind=Named(to.kind.id, to.say(to.kind.words)),
        severity=to.named(case.severity, SEVERITY_WORDS),
        stage=to.named(case.stage, STAGE_WORDS),
        outcome=to.named(case.outcome, OUTCOME_WORDS) if case.outcome else None,
        currency=head.currency,
        you=str(viewer.side),
        parties=parties.parties(to, material.names),
        opened_at=case.opened_at,
        filed_at=case.filed_at,
        lines=claims.lines(to, titles),
        claims=claims.claims(to, titles),
        clocks=clocks.clocks(to),
        obligations=claims.obligations(to, history, material.handed, address),
        offers=offers.offers(to, history),
        evidence=evidence.evidence(to, history, material.handed, address),
        checklists=evidence.checklists(to),
        ruling=ruling.ruling(to, history),
        timeline=timeline.timeline(to, history),
        possible=possible.possible_views(to, material.counters),
        outlook=outlook.outlook_view(to, material.counters),
        next_step=_next_step(to),
        paused=clocks.paused(to),
        records=to.facts((name, told(value)) for name, value in record_facts(head.records).items() if value),
        remedies=claims.remedies(to),
        pack=pack_ref(seen.pack, viewer.language),
        taken_by=taken_view(case.taken_by, viewer),
        citable=to.citable() if viewer.inside else (),
        proposed=ruling.proposed(to),
    )


def evidence_address(case: str) -> str:
    """Where the evidence of a case is found, relative to the API."""
    return f"cases/{case}/evidence"


def pack_ref(pack: Pack, language: str) -> PackRef:
    """A pack by name."""
    return PackRef(pack.id, pack.version, pack.words.tell(language))


def taken_view(taken_by: str, viewer: Viewer) -> TakenView | None:
    """Who of the staff works on it, for staff."""
    if not taken_by or not viewer.inside:
        return None
    you = any(actor.id == taken_by for actor in viewer.actors)
    return TakenView(you, viewer.name if you and viewer.name else taken_by)


def _next_step(to: Telling) -> NextStepView:
    """Of several hats, that of which something is awaited; else the first."""
    viewer = to.viewer
    steps = [next_step(to.case, to.pack, role, to.at, viewer.language) for role in viewer.roles]
    found = next((step for step in steps if step.yours), steps[0])
    return NextStepView(found.words, found.if_nothing, found.due_at, found.yours)
