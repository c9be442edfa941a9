"""What is asked for, what is owed, and what could be ordered."""

from collections.abc import Mapping

from hejie.casework.views.evidence import Handed, owner_of
from hejie.casework.views.history import History
from hejie.casework.views.possible import possible_for
from hejie.casework.views.shapes import ClaimView, LineView, ObligationView, RemedyView
from hejie.casework.views.telling import ORIGIN_WORDS, Telling
from hejie.domain.case import Obligation, ObligationStatus
from hejie.domain.naming import CLAIM_WORDS, OBLIGATION_WORDS
from hejie.domain.orders import Order
from hejie.domain.rulebook import Remedy


def titles_of(order: Order | None) -> Mapping[str, str]:
    """What the lines of an order are, by their references."""
    return {line.ref: line.title for line in order.lines} if order else {}


def lines(to: Telling, titles: Mapping[str, str]) -> tuple[LineView, ...]:
    """The order lines that the case is about."""
    return tuple(
        LineView(line.ref, titles.get(line.ref, ""), line.price_minor, line.freight_minor)
        for line in to.case.head.lines
    )


def claims(to: Telling, titles: Mapping[str, str]) -> tuple[ClaimView, ...]:
    """The demands, each with its status."""
    remedies = {remedy.code: remedy.words for remedy in to.kind.remedies}
    return tuple(
        ClaimView(
            claim.id, claim.line, titles.get(claim.line, ""), to.named(claim.remedy, remedies),
            claim.amount_minor, to.named(claim.status, CLAIM_WORDS),
        )
        for claim in to.case.claims
    )  # fmt: skip


def obligations(to: Telling, history: History, handed: Handed, address: str) -> tuple[ObligationView, ...]:
    """The acts that are owed or were. `address` is that of the case's evidence."""
    return tuple(_obligation(to, one, history, handed, address) for one in to.case.obligations)


def _obligation(
    to: Telling, one: Obligation, history: History, handed: Handed, address: str
) -> ObligationView:
    due_at = one.due_at
    if one.status is ObligationStatus.OWED:
        # What is enforced is the clock: it may have moved on from the date that was agreed.
        due_at = next((clock.due_at for clock in to.case.clocks if clock.scope == one.id), due_at)
    proof = (owner_of(to.case, one.by), history.proofs.get(one.id, ""))
    return ObligationView(
        id=one.id,
        claim=one.claim,
        act=to.act(one.act),
        by=to.side(one.by),
        yours=to.yours(one.by),
        amount_minor=one.amount_minor,
        due_at=due_at,
        status=to.named(one.status, OBLIGATION_WORDS),
        origin=to.named(one.origin, ORIGIN_WORDS),
        proof_url=f"{address}/{one.id}/shown" if proof in handed else None,
        possible=possible_for(to, one.id),
    )


def remedies(to: Telling) -> tuple[RemedyView, ...]:
    """What can be demanded and ordered in this kind of complaint."""
    return tuple(remedy_view(remedy, to) for remedy in to.kind.remedies)


def remedy_view(remedy: Remedy, to: Telling) -> RemedyView:
    """One remedy with its acts in the order in which they are due."""
    acts = tuple(to.act(act) for act in remedy.acts)
    return RemedyView(remedy.code, to.say(remedy.words), acts, str(remedy.amount))
