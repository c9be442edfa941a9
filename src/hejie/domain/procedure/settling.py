"""Offers, their acceptance, and the respondent's acceptance of claims: how the parties settle."""

from collections.abc import Sequence

from hejie.domain.case import (
    Act,
    Offer,
    OfferStatus,
    Origin,
    SpanName,
    Stage,
    Term,
)
from hejie.domain.commands import (
    AcceptClaims,
    AcceptOffer,
    CounterOffer,
    DeclineOffer,
    MakeOffer,
    ProposedAct,
    RequestIntervention,
)
from hejie.domain.draft import Draft
from hejie.domain.events import (
    ClaimsAccepted,
    InterventionRequested,
    OfferAccepted,
    OfferDeclined,
    OfferMade,
)
from hejie.domain.refusals import Refusal, RefusalCode, refuse
from hejie.domain.remedies import awards_of, owe_awards, owe_terms, settle_on
from hejie.domain.roles import Side


def make_offer(draft: Draft, command: MakeOffer) -> Refusal | None:
    """Propose dated acts. As the respondent's answer it hands the case to the consumer.

    A further offer of the respondent gives the consumer the whole time to think again, once.
    """
    terms = _terms(draft, command.terms)
    if isinstance(terms, Refusal):
        return terms
    case = draft.case
    draft.add(OfferMade(_offer(draft, terms), command.text))
    if case.stage is Stage.AWAITING_ANSWER:
        draft.enter(Stage.AWAITING_CONSUMER, (SpanName.OFFER_REPLY, Side.COMPLAINANT))
    reply = case.clock(SpanName.OFFER_REPLY)
    if reply is not None and draft.side is Side.RESPONDENT and not reply.extended:
        draft.restart(reply)
    return None


def counter_offer(draft: Draft, command: CounterOffer) -> Refusal | None:
    """Answer an open offer with another. The clock of the stage goes on."""
    wrong = _wrong_offer(draft, command.offer)
    if wrong:
        return wrong
    terms = _terms(draft, command.terms)
    if isinstance(terms, Refusal):
        return terms
    draft.add(OfferMade(_offer(draft, terms, answers=command.offer), command.text))
    return None


def accept_offer(draft: Draft, command: AcceptOffer) -> Refusal | None:
    """Settle: the acts are owed from now on.

    What was open when the offer was made may not be so any more, and the other way round.
    Refuses: offer_…, claim_…, offer_leaves_claims_out, term_in_the_past for a date gone by.
    """
    wrong = _wrong_offer(draft, command.offer)
    if wrong:
        return wrong
    offer = draft.case.offer(command.offer)
    assert offer is not None, "the offer was found just now"
    late = next((term for term in offer.terms if term.due_at <= draft.at), None)
    if late is not None:
        return refuse(RefusalCode.TERM_IN_THE_PAST, due_at=late.due_at)
    claims = tuple(dict.fromkeys(term.claim for term in offer.terms))
    wrong = _wrong_cover(draft, claims)
    if wrong:
        return wrong
    draft.add(OfferAccepted(offer.id, claims))
    owe_terms(draft, offer.terms)
    settle_on(draft)
    return None


def decline_offer(draft: Draft, command: DeclineOffer) -> Refusal | None:
    """Decline. A respondent's no to the consumer's counter-offer leads on where that was chosen at filing."""
    wrong = _wrong_offer(draft, command.offer)
    if wrong:
        return wrong
    draft.add(OfferDeclined(command.offer, command.text))
    refused = draft.side is Side.RESPONDENT and draft.case.stage is Stage.AWAITING_CONSUMER
    if refused and draft.case.escalate_if_refused:
        draft.enter(Stage.EVIDENCE, (SpanName.EVIDENCE, Side.BOTH))
    return None


def accept_claims(draft: Draft, command: AcceptClaims) -> Refusal | None:
    """Accept claims as they were made; what is not accepted still awaits its answer.

    Refuses: claim_unknown, claim_not_open, amount_not_known.
    """
    case = draft.case
    ids = tuple(dict.fromkeys(command.claims)) or tuple(claim.id for claim in case.open_claims)
    wrong = wrong_claims(draft, ids)
    if wrong:
        return wrong
    awarded = []
    for id in ids:
        claim = case.claim(id)
        assert claim is not None, "claims were checked"
        awards = awards_of(case, draft.kind, claim, by_machine=False)
        if isinstance(awards, Refusal):
            return awards
        awarded.append((id, awards))
    draft.add(ClaimsAccepted(ids))
    owe_awards(draft, awarded, Origin.ANSWER)
    settle_on(draft)
    return None


def request_intervention(draft: Draft, command: RequestIntervention) -> None:
    """Ask the platform to step in: both sides show what they have, in equal time."""
    draft.add(InterventionRequested(draft.side, command.text))
    draft.enter(Stage.EVIDENCE, (SpanName.EVIDENCE, Side.BOTH))


def wrong_claims(draft: Draft, ids: Sequence[str]) -> Refusal | None:
    """What is wrong with claims named by a party. Refuses: claim_unknown, claim_not_open."""
    for id in ids:
        claim = draft.case.claim(id)
        if claim is None:
            accepted = ", ".join(claim.id for claim in draft.case.claims)
            return refuse(RefusalCode.CLAIM_UNKNOWN, claim=id, accepted=accepted)
        if claim not in draft.case.open_claims:
            return refuse(RefusalCode.CLAIM_NOT_OPEN, claim=id, status=str(claim.status))
    return None


def _offer(draft: Draft, terms: tuple[Term, ...], answers: str = "") -> Offer:
    return Offer(f"o{len(draft.case.offers) + 1}", draft.side, terms, draft.at, answers)


def _wrong_offer(draft: Draft, id: str) -> Refusal | None:
    offer = draft.case.offer(id)
    if offer is None:
        return refuse(RefusalCode.OFFER_UNKNOWN, offer=id)
    if offer.by is draft.side:
        return refuse(RefusalCode.OFFER_IS_YOURS)
    if offer.status is not OfferStatus.OPEN:
        return refuse(RefusalCode.OFFER_NOT_OPEN, offer=id, status=str(offer.status))
    return None


def _terms(draft: Draft, proposed: Sequence[ProposedAct]) -> tuple[Term, ...] | Refusal:
    wrong = _wrong_cover(draft, [act.claim for act in proposed])
    if wrong:
        return wrong
    for act in proposed:
        if (act.act is Act.PAY) != bool(act.amount_minor):
            return refuse(RefusalCode.TERM_NEEDS_AMOUNT)
        if act.due_at.tzinfo is None or act.due_at <= draft.at:
            return refuse(RefusalCode.TERM_IN_THE_PAST, due_at=act.due_at.isoformat())
    over = _over_paid(draft, proposed)
    if over:
        return over
    return tuple(Term(act.claim, act.act, act.due_at, act.amount_minor) for act in proposed)


def _wrong_cover(draft: Draft, ids: Sequence[str]) -> Refusal | None:
    """A settlement is about all open claims and no others."""
    wrong = wrong_claims(draft, ids)
    if wrong:
        return wrong
    missing = {claim.id for claim in draft.case.open_claims} - set(ids)
    if missing:
        return refuse(RefusalCode.OFFER_LEAVES_CLAIMS_OUT, missing=", ".join(sorted(missing)))
    return None


def _over_paid(draft: Draft, proposed: Sequence[ProposedAct]) -> Refusal | None:
    """A slip of the finger must not bind anyone to more than the whole order was worth."""
    case = draft.case
    most_minor = sum(line.paid_minor for line in case.head.lines)
    total_minor = sum(act.amount_minor or 0 for act in proposed)
    if total_minor <= max(most_minor, 1):
        return None
    return refuse(RefusalCode.AMOUNT_OUT_OF_RANGE, amount_minor=total_minor, most_minor=most_minor)
