"""What is owed: from demands and awards to dated acts, and what follows when they are done or not.

Amounts already paid for an order line under a case are credited to every later payment for it, so that
nothing is compensated twice.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

import msgspec

from hejie.domain.case import (
    Act,
    Award,
    Case,
    Claim,
    ClaimStatus,
    Obligation,
    ObligationStatus,
    Origin,
    Outcome,
    SpanName,
    Stage,
    Term,
)
from hejie.domain.draft import Draft
from hejie.domain.events import (
    EnforcementRequested,
    ObligationBreached,
    ObligationDropped,
    ObligationsCreated,
)
from hejie.domain.facts import amount_facts
from hejie.domain.money import share_minor
from hejie.domain.refusals import Refusal, RefusalCode, refuse
from hejie.domain.roles import Side
from hejie.domain.rulebook import AmountRule, Kind
from hejie.domain.tables import Decided


def debtor(act: Act) -> Side:
    """Who owes an act: goods come back from the complainant, everything else from the respondent."""
    return Side.COMPLAINANT if act is Act.RETURN_GOODS else Side.RESPONDENT


class Computed(msgspec.Struct, frozen=True):
    """An amount by the formula of the rules, with the row that gave it."""

    amount_minor: int
    row: str


def by_formula(kind: Kind, claim: Claim) -> bool:
    """Whether the rules compute what a claim is worth."""
    remedy = kind.remedy(claim.remedy)
    return remedy is not None and remedy.amount is AmountRule.FORMULA


def formula_minor(case: Case, kind: Kind, claim: Claim) -> Computed | Refusal:
    """What the formula gives for a claim: its part of one amount for the whole complaint.

    The bounds of the formula hold once a complaint, however many lines it names; the amount is split over
    the claims by what was paid for their goods, so that the parts add up to the minor unit.
    Source: policy key `kinds.*.amount`.
    Refuses: amount_not_known where a platform record is missing.
    """
    if kind.amount is None:
        return refuse(RefusalCode.AMOUNT_NOT_KNOWN, missing=f"kinds.{kind.id}.amount")
    alike = [one for one in case.claims if by_formula(kind, one) and one.status is not ClaimStatus.WITHDRAWN]
    prices = [case.line(one.line).price_minor for one in alike]
    answer = kind.amount.decide(amount_facts(case, sum(prices)))
    if not isinstance(answer, Decided):
        return refuse(RefusalCode.AMOUNT_NOT_KNOWN, missing=", ".join(answer.missing))
    rate_bp, least_minor, most_minor = (
        int(str(answer.outcome[name])) for name in ("rate_bp", "least_minor", "most_minor")
    )
    whole_minor = min(max(share_minor(sum(prices), rate_bp), least_minor), most_minor)
    place = next((place for place, one in enumerate(alike) if one.id == claim.id), None)
    part_minor = 0 if place is None else _part(whole_minor, prices, place)
    return Computed(part_minor, f"{kind.id}.amount.{answer.row_id}")


def _part(whole_minor: int, prices: Sequence[int], place: int) -> int:
    """One part of an amount split in proportion; all of it to the first where nothing was paid."""
    total = sum(prices)
    if not total:
        return 0 if place else whole_minor
    before, upto = sum(prices[:place]), sum(prices[: place + 1])
    return whole_minor * upto // total - whole_minor * before // total


def awards_of(case: Case, kind: Kind, claim: Claim, *, by_machine: bool) -> tuple[Award, ...] | Refusal:
    """The acts that a claim asks for, with their amount.

    A machine orders a refund of delivered goods only against their return.
    Source: 2-domain "Default rulings". Refuses: amount_not_known.
    """
    remedy = kind.remedy(claim.remedy)
    assert remedy is not None, "a claim's remedy was checked when it was made"
    amount_minor = claim.amount_minor
    if remedy.amount is AmountRule.FORMULA:
        computed = formula_minor(case, kind, claim)
        if isinstance(computed, Refusal):
            return computed
        amount_minor = computed.amount_minor
    acts = remedy.acts
    delivered = case.head.records.delivered_at is not None
    if by_machine and remedy.amount is AmountRule.CLAIMED and delivered and Act.RETURN_GOODS not in acts:
        acts = (Act.RETURN_GOODS, *acts)
    return tuple(Award(act, amount_minor if act is Act.PAY else None) for act in acts)


def owe_awards(draft: Draft, awarded: Iterable[tuple[str, Sequence[Award]]], origin: Origin) -> None:
    """Let acts be owed for claims, from now, each with its clock."""
    acts = [(claim, award.act, award.amount_minor, None) for claim, awards in awarded for award in awards]
    _owe(draft, acts, origin)


def owe_terms(draft: Draft, terms: Sequence[Term]) -> None:
    """Let the dated acts of an accepted offer be owed."""
    _owe(draft, [(term.claim, term.act, term.amount_minor, term.due_at) for term in terms], Origin.OFFER)


def _owe(draft: Draft, acts: Sequence[tuple[str, Act, int | None, datetime | None]], origin: Origin) -> None:
    made: list[Obligation] = []
    returns: dict[str, str] = {}
    credited: dict[str, int] = {}
    # The goods of a claim come back before anything is done for it.
    for claim_id, act, awarded_minor, due_at in sorted(acts, key=lambda act: act[1] is not Act.RETURN_GOODS):
        claim = draft.case.claim(claim_id)
        assert claim is not None, "claims were checked"
        amount_minor = awarded_minor
        if act is Act.PAY and awarded_minor is not None:
            paid = credited.setdefault(claim.line, draft.case.paid_minor(claim.line))
            amount_minor = max(0, awarded_minor - paid)
            credited[claim.line] = max(0, paid - awarded_minor)
            if not amount_minor:
                continue
        id = f"b{len(draft.case.obligations) + len(made) + 1}"
        after = returns.get(claim_id, "") if act is not Act.RETURN_GOODS else ""
        status = ObligationStatus.WAITING if after else ObligationStatus.OWED
        made.append(
            Obligation(
                id, claim_id, claim.line, act, debtor(act), origin, status, amount_minor, due_at, after
            )
        )
        if act is Act.RETURN_GOODS:
            returns[claim_id] = id
    if made:
        draft.add(ObligationsCreated(tuple(made)))
    for obligation in made:
        if obligation.status is ObligationStatus.OWED:
            name = SpanName.RETURN_GOODS if obligation.act is Act.RETURN_GOODS else SpanName.PERFORM
            draft.start(name, obligation.by, obligation.id, due_at=obligation.due_at)


def released(draft: Draft, done: Obligation) -> None:
    """Start the clocks of what waited for an act that is done now."""
    span = draft.moment.pack.span(SpanName.AFTER_RETURN, draft.case.head.kind, draft.case.severity)
    earliest_at = draft.moment.pack.calendar.due_at(draft.at, span)
    for obligation in draft.case.obligations:
        if obligation.after == done.id and obligation.status is ObligationStatus.OWED:
            agreed_at = obligation.due_at
            due_at = None if agreed_at is None else max(agreed_at, earliest_at)
            draft.start(SpanName.AFTER_RETURN, obligation.by, obligation.id, due_at=due_at)


def drop(draft: Draft, obligation: Obligation) -> None:
    """Nobody owes this any more, nor what waits for it."""
    draft.stop(obligation.id)
    draft.add(ObligationDropped(obligation.id))
    for waiting in draft.case.obligations:
        if waiting.after == obligation.id and waiting.status is ObligationStatus.WAITING:
            drop(draft, waiting)


def breach(draft: Draft, obligation: Obligation, text: str = "") -> None:
    """An act was not done: a ruling is enforced, a settlement gives its creditor the choice.

    Goods that are not sent back end the remedy that asked for them.
    """
    draft.stop(obligation.id)
    if obligation.act is Act.RETURN_GOODS:
        drop(draft, obligation)
        return
    draft.add(ObligationBreached(obligation.id, text))
    if obligation.origin is Origin.RULING:
        enforce_later(draft, obligation)
    else:
        draft.start(SpanName.BREACH_CHOICE, Side.COMPLAINANT, obligation.id)


def enforce_later(draft: Draft, obligation: Obligation) -> None:
    """Hand a breached act to the staff for enforcement."""
    draft.stop(obligation.id)
    draft.add(EnforcementRequested(obligation.id))
    draft.start(SpanName.ENFORCE, Side.STAFF, obligation.id)


def settle_on(draft: Draft) -> None:
    """Where nothing is disputed any more: wait for performance, or close."""
    case = draft.case
    if case.open_claims and case.stage is not Stage.PERFORMING:
        return
    if case.open_obligations:
        if case.stage is not Stage.PERFORMING:
            draft.enter(Stage.PERFORMING)
    else:
        draft.close(outcome_of(case))


_FOR_CONSUMER = frozenset({ClaimStatus.UPHELD, ClaimStatus.SETTLED})


def outcome_of(case: Case) -> Outcome:
    """How a case ended, from its claims and obligations."""
    # Claims still open here are those that lapsed while something else was owed.
    statuses = {claim.status for claim in case.claims} - {ClaimStatus.WITHDRAWN, ClaimStatus.OPEN}
    if any(obligation.status is ObligationStatus.TRANSFERRED for obligation in case.obligations):
        return Outcome.TRANSFERRED
    if not statuses:
        return Outcome.WITHDRAWN
    if statuses == {ClaimStatus.SETTLED}:
        return Outcome.SETTLED
    if statuses <= _FOR_CONSUMER:
        return Outcome.FOR_CONSUMER
    if statuses == {ClaimStatus.REJECTED}:
        revoked = case.ruling is not None and case.ruling.basis == "contest"
        return Outcome.REVOKED if revoked else Outcome.FOR_MERCHANT
    return Outcome.SHARED
