"""What the sides proposed to each other, with the words that went with it."""

from hejie.casework.views.history import History
from hejie.casework.views.shapes import OfferView, TermView
from hejie.casework.views.telling import Telling
from hejie.domain.naming import OFFER_WORDS


def offers(to: Telling, history: History) -> tuple[OfferView, ...]:
    """Every offer, the oldest first."""
    return tuple(
        OfferView(
            id=offer.id,
            by=to.side(offer.by),
            yours=to.yours(offer.by),
            terms=tuple(
                TermView(term.claim, to.act(term.act), term.due_at, term.amount_minor) for term in offer.terms
            ),
            text=history.words_of_offer(offer.id),
            made_at=offer.made_at,
            answers=offer.answers,
            status=to.named(offer.status, OFFER_WORDS),
        )
        for offer in to.case.offers
    )
