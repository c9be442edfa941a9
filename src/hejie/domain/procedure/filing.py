"""How a case begins: a talk, or a complaint at once; and the words exchanged meanwhile."""

from collections.abc import Sequence

from hejie.domain.case import Claim, Head, Line, Records, SpanName, Stage
from hejie.domain.commands import Demand, FileComplaint, OpenTalk, Refuse, Say
from hejie.domain.draft import Draft, Moment
from hejie.domain.events import CaseOpened, ComplaintFiled, Refused, Said
from hejie.domain.facts import filing_basis
from hejie.domain.money import MOST_MINOR
from hejie.domain.orders import Order, OrderLine
from hejie.domain.refusals import Refusal, RefusalCode, refuse
from hejie.domain.roles import Side
from hejie.domain.rulebook import AmountRule, Kind, Pack


def open_talk(draft: Draft, command: OpenTalk) -> Refusal | None:
    """Begin with a talk: the merchant is notified, the pack is pinned, the time for filing stands still."""
    found = _begin(draft.moment, command.order, command.kind, command.demands)
    if isinstance(found, Refusal):
        return found
    head, claims = found
    draft.add(CaseOpened(head, draft.moment.pack.kinds[head.kind].severity, claims, command.text))
    draft.enter(Stage.TALKING, (SpanName.TALK, Side.BOTH))
    return None


def file_at_once(draft: Draft, command: FileComplaint) -> Refusal | None:
    """File without a talk, where the kind allows it. Refuses: talk_needed and all that `_begin` does."""
    if not (command.order and command.kind and command.demands):
        return refuse(RefusalCode.DEMANDS_MISSING)
    found = _begin(draft.moment, command.order, command.kind, command.demands)
    if isinstance(found, Refusal):
        return found
    head, claims = found
    kind = draft.moment.pack.kinds[head.kind]
    if kind.talk_first:
        return refuse(RefusalCode.TALK_NEEDED, kind=kind.id, rule=kind.id)
    draft.add(CaseOpened(head, kind.severity, claims))
    _file(draft, command, claims)
    return None


def file_after_talk(draft: Draft, command: FileComplaint) -> Refusal | None:
    """File what was talked about; the demands may be said anew while none of them has been settled.

    Refuses: kind_differs, order_unknown, claim_not_open, and what is wrong with a demand.
    """
    case = draft.case
    if command.kind not in ("", case.head.kind):
        return refuse(RefusalCode.KIND_DIFFERS, kind=case.head.kind)
    if command.order not in ("", case.head.order):
        return refuse(RefusalCode.ORDER_UNKNOWN, order=command.order)
    claims: tuple[Claim, ...] | Refusal = case.claims
    if command.demands:
        settled = next((claim for claim in case.claims if claim not in case.open_claims), None)
        if settled is not None:
            return refuse(RefusalCode.CLAIM_NOT_OPEN, claim=settled.id, status=str(settled.status))
        claims = _claims(draft.kind, command.demands, {line.ref: line.paid_minor for line in case.head.lines})
    if isinstance(claims, Refusal):
        return claims
    _file(draft, command, claims)
    return None


def _file(draft: Draft, command: FileComplaint, claims: tuple[Claim, ...]) -> None:
    draft.add(ComplaintFiled(command.escalate_if_refused, claims, command.text))
    draft.enter(Stage.AWAITING_ANSWER, (SpanName.ANSWER, Side.RESPONDENT))


def say(draft: Draft, command: Say) -> None:
    """Hand on what somebody wrote."""
    draft.add(Said(draft.side, command.text))


def refuse_complaint(draft: Draft, command: Refuse) -> None:
    """Record a refusal. It moves nothing: in a talk filing opens, after filing the clock runs on."""
    draft.add(Refused(command.text))


def _begin(
    moment: Moment, order_ref: str, kind_id: str, demands: Sequence[Demand]
) -> tuple[Head, tuple[Claim, ...]] | Refusal:
    pack, order = moment.pack, moment.order
    if order is None:
        return refuse(RefusalCode.ORDER_UNKNOWN, order=order_ref)
    if order.buyer != moment.actor.id:
        return refuse(RefusalCode.ORDER_IS_NOT_YOURS, order=order_ref)
    if order.currency != pack.currency:
        return refuse(RefusalCode.CURRENCY_DIFFERS, currency=order.currency, accepted=pack.currency)
    kind = pack.kinds.get(kind_id)
    if kind is None:
        return refuse(RefusalCode.KIND_UNKNOWN, kind=kind_id, accepted=", ".join(sorted(pack.kinds)))
    named = _named_lines(order, demands)
    if isinstance(named, Refusal):
        return named
    records = _records(order, named)
    late = _filed_too_late(pack, kind, records, moment)
    if late:
        return late
    paid = {line.ref: line.price_minor + line.freight_minor for line in named}
    claims = _claims(kind, demands, paid)
    if isinstance(claims, Refusal):
        return claims
    head = Head(
        venue=order.venue,
        order=order.ref,
        currency=order.currency,
        complainant=order.buyer,
        respondent=named[0].merchant,
        kind=kind.id,
        pack_id=pack.id,
        pack_version=pack.version,
        pack_hash=pack.content_hash,
        lines=tuple(Line(line.ref, line.price_minor, line.freight_minor) for line in named),
        records=records,
    )
    return head, claims


def _named_lines(order: Order, demands: Sequence[Demand]) -> tuple[OrderLine, ...] | Refusal:
    lines = {line.ref: line for line in order.lines}
    if not lines:
        return refuse(RefusalCode.ORDER_HAS_NO_LINES)
    if not demands:
        return refuse(RefusalCode.DEMANDS_MISSING)
    for demand in demands:
        if demand.line not in lines:
            accepted = ", ".join(lines)
            return refuse(RefusalCode.LINE_UNKNOWN, line=demand.line, accepted=accepted)
    named = tuple(lines[demand.line] for demand in demands)
    if len({line.merchant for line in named}) > 1:
        return refuse(RefusalCode.LINES_OF_SEVERAL_MERCHANTS)
    return named


def _records(order: Order, named: Sequence[OrderLine]) -> Records:
    promised = [line.dispatch_due_at for line in named]
    known = [instant for instant in promised if instant is not None]
    return Records(
        placed_at=order.placed_at,
        paid_at=order.paid_at,
        # The earliest promise binds; a line without one leaves nothing to measure by.
        dispatch_due_at=min(known) if len(known) == len(promised) else None,
        handed_over_at=order.handed_over_at,
        delivered_at=order.delivered_at,
        confirmed_at=order.confirmed_at,
    )


def _filed_too_late(pack: Pack, kind: Kind, records: Records, moment: Moment) -> Refusal | None:
    if kind.filing is None:
        return None
    start = filing_basis(records, kind.filing.basis)
    if start is None:
        return None
    closed_at = pack.calendar.due_at(start, kind.filing.span)
    if moment.at < closed_at:
        return None
    return refuse(RefusalCode.FILING_TOO_LATE, closed_at=closed_at, rule=kind.id)


def _claims(kind: Kind, demands: Sequence[Demand], paid_minor: dict[str, int]) -> tuple[Claim, ...] | Refusal:
    claims: list[Claim] = []
    for demand in demands:
        wrong = _wrong_demand(kind, demand, paid_minor)
        if wrong:
            return wrong
        if any(claim.line == demand.line for claim in claims):
            return refuse(RefusalCode.LINE_TWICE, line=demand.line)
        claims.append(Claim(f"c{len(claims) + 1}", demand.line, demand.remedy, demand.amount_minor))
    return tuple(claims)


def _wrong_demand(kind: Kind, demand: Demand, paid_minor: dict[str, int]) -> Refusal | None:
    if demand.line not in paid_minor:
        return refuse(RefusalCode.LINE_UNKNOWN, line=demand.line, accepted=", ".join(paid_minor))
    remedy = kind.remedy(demand.remedy)
    if remedy is None:
        accepted = ", ".join(remedy.code for remedy in kind.remedies)
        return refuse(RefusalCode.REMEDY_UNKNOWN, remedy=demand.remedy, accepted=accepted)
    if remedy.amount is not AmountRule.CLAIMED:
        unasked = demand.amount_minor is not None
        return refuse(RefusalCode.AMOUNT_NOT_ASKED, remedy=remedy.code) if unasked else None
    most_minor = min(paid_minor[demand.line], MOST_MINOR)
    amount_minor = demand.amount_minor or 0
    if not 1 <= amount_minor <= most_minor:
        return refuse(RefusalCode.AMOUNT_OUT_OF_RANGE, amount_minor=amount_minor, most_minor=most_minor)
    return None
