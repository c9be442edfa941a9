"""The facts that the tables of a pack may read, and how each is found in a case.

A table reads facts by these names and nothing else. A fact that the platform does not know is left out,
never guessed; the table then answers `Incomplete`.
"""

from collections.abc import Mapping
from datetime import datetime

import msgspec

from hejie.domain.case import (
    DONE,
    MONEY_MOVED,
    Case,
    Flag,
    ObligationStatus,
    OfferStatus,
    Origin,
    Records,
    Severity,
    SpanName,
    Stage,
)
from hejie.domain.roles import Role, Side
from hejie.domain.rulebook import Kind, Pack, Silence
from hejie.domain.tables import Decided, Incomplete, Input, Value, ValueType
from hejie.domain.words import Told, Words, told

Facts = Mapping[str, Value | None]

SETTLEMENTS = ("none", "offered", "agreed", "performed")
STANDINGS = ("proven", "not_proven", "open")
RECORD_FINDINGS = ("not_marked", "for_complainant", "for_respondent", "incomplete")
TABLE_CLOCKS = (SpanName.TALK, SpanName.ANSWER, SpanName.OFFER_REPLY)
"""The clocks of which the pack's `silence` table says what their end means."""


def _bool(name: str, zh: str, en: str) -> Input:
    return Input(name, ValueType.BOOL, words=Words(zh, en))


def _count(name: str, zh: str, en: str, unit: str = "count") -> Input:
    return Input(name, ValueType.INT, unit=unit, words=Words(zh, en))


def _instant(name: str, zh: str, en: str) -> Input:
    return Input(name, ValueType.TIMESTAMP, words=Words(zh, en))


def _one_of(name: str, values: tuple[str, ...], zh: str, en: str) -> Input:
    return Input(name, ValueType.TEXT, values=values, words=Words(zh, en))


_SEVERITY = _one_of("case.severity", tuple(Severity), "严重程度", "severity")
_FLAGGED = _bool("case.flagged", "有待人工核实的信号", "a signal waits for a person's look")

RECORD_INPUTS = (
    _instant("record.placed_at", "下单时间", "order placed"),
    _instant(
        "record.paid_at", "付款时间(无付款记录时取下单时间)", "paid (placed, where no payment is known)"
    ),
    _instant("record.dispatch_due_at", "承诺发货时间", "dispatch promised by"),
    _instant("record.handed_over_at", "承运人揽收时间", "handed to the carrier"),
    _instant("record.delivered_at", "签收时间", "delivered"),
    _instant("record.confirmed_at", "确认收货时间", "receipt confirmed"),
)

AMOUNT_INPUTS = (
    *RECORD_INPUTS,
    _count("complaint.paid_minor", "涉诉商品实付金额", "what was paid for the goods", unit="minor"),
)

BURDEN_INPUTS = (
    _bool("complainant.items_complete", "消费者必要证据齐全", "the complainant's items are complete"),
    _bool("respondent.items_complete", "商家必要证据齐全", "the respondent's items are complete"),
    _bool("respondent.silent", "商家逾期未答复", "the respondent let its window pass"),
    _bool("record.delivered", "平台记录显示已签收", "platform records show delivery"),
    _bool("record.confirmed", "消费者已确认收货", "the complainant confirmed receipt"),
)

SILENCE_INPUTS = (
    _one_of("clock.name", tuple(TABLE_CLOCKS), "届满的期限", "the clock that ran out"),
    _SEVERITY,
    _one_of("kind.silence", tuple(Silence), "该类型的沉默规则", "the kind's rule of silence"),
    _count("kind.points", "投诉成立时的扣分", "points if upheld", unit="points"),
    _one_of("record.finding", RECORD_FINDINGS, "平台记录的结论", "what platform records show"),
    _one_of("burden.standing", STANDINGS, "举证责任状态", "where the burden of proof stands"),
    _FLAGGED,
    _bool(
        "case.own_counter_pending", "消费者的反方案尚未答复", "the complainant's counter-offer is unanswered"
    ),
    _bool(
        "case.escalate_if_refused",
        "消费者已选择被拒后由平台介入",
        "the complainant chose the platform if refused",
    ),
)

WITHDRAWAL_INPUTS = (
    _one_of("case.stage", tuple(Stage), "案件阶段", "stage of the case"),
    _SEVERITY,
    _bool(
        "case.respondent_proof_complete", "商家必要证据齐全", "the respondent's required items are complete"
    ),
    Input(
        "case.settlement",
        ValueType.TEXT,
        values=SETTLEMENTS,
        words=Words("和解情况", "settlement"),
        actionable_by=frozenset({Role.COMPLAINANT, Role.RESPONDENT}),
        may_become=("performed",),
    ),
    _FLAGGED,
    _count(
        "complainant.withdrawals_in_window",
        "近期商家答复后的无条件撤诉次数",
        "unconditional withdrawals after an answer lately",
    ),
    _count("complainant.filings_in_window", "近期投诉次数", "complaints filed lately"),
)


class Counters(msgspec.Struct, frozen=True):
    """What the complainant's own stream counts within the pack's window."""

    filings_in_window: int
    withdrawals_in_window: int


def record_facts(records: Records) -> dict[str, Value | None]:
    """The platform's own records. The purchase stands in for a payment whose instant is not known."""
    return {
        "record.placed_at": records.placed_at,
        "record.paid_at": records.paid_at or records.placed_at,
        "record.dispatch_due_at": records.dispatch_due_at,
        "record.handed_over_at": records.handed_over_at,
        "record.delivered_at": records.delivered_at,
        "record.confirmed_at": records.confirmed_at,
    }


def amount_facts(case: Case, paid_minor: int) -> Facts:
    """What the formula reads: the records, and the price of the goods without freight."""
    return record_facts(case.head.records) | {"complaint.paid_minor": paid_minor}


def shown_by(case: Case, side: Side) -> frozenset[str]:
    """The items of its checklist that a side has shown."""
    return frozenset(evidence.item for evidence in case.evidence if evidence.by is side)


def items_complete(case: Case, kind: Kind, side: Side) -> bool:
    """Whether a side has shown all that it must."""
    return not kind.checklists[side].missing(shown_by(case, side))


def burden_facts(case: Case, kind: Kind, *, respondent_silent: bool) -> Facts:
    """What the burden chain of a kind reads."""
    return {
        "complainant.items_complete": items_complete(case, kind, Side.COMPLAINANT),
        "respondent.items_complete": items_complete(case, kind, Side.RESPONDENT),
        "respondent.silent": respondent_silent,
        "record.delivered": case.head.records.delivered_at is not None,
        "record.confirmed": case.head.records.confirmed_at is not None,
    }


def standing(case: Case, kind: Kind, *, respondent_silent: bool) -> Decided | None:
    """Where the burden of proof stands; None where the chain cannot say."""
    answer = kind.burden.decide(burden_facts(case, kind, respondent_silent=respondent_silent))
    return answer if isinstance(answer, Decided) else None


def record_finding(case: Case, kind: Kind) -> tuple[str, Decided | None]:
    """What platform records alone decide: one of `RECORD_FINDINGS`, with the row where one decided."""
    if kind.record is None:
        return "not_marked", None
    answer = kind.record.decide(record_facts(case.head.records))
    if not isinstance(answer, Decided):
        return "incomplete", None
    return ("for_complainant" if answer.outcome["finding"] == "upheld" else "for_respondent"), answer


def silence_facts(case: Case, kind: Kind, clock: SpanName) -> Facts:
    """What the silence table reads when a clock runs out. All of it comes from the history of the case."""
    burden = standing(case, kind, respondent_silent=clock is SpanName.ANSWER)
    counter = case.open_offer(Side.COMPLAINANT)
    return {
        "clock.name": str(clock),
        "case.severity": str(case.severity),
        "kind.silence": str(kind.silence),
        "kind.points": kind.points.count,
        "record.finding": record_finding(case, kind)[0],
        "burden.standing": None if burden is None else burden.outcome["standing"],
        "case.flagged": Flag.FARMING in case.flags,
        "case.own_counter_pending": counter is not None,
        "case.escalate_if_refused": case.escalate_if_refused,
    }


def settlement(case: Case) -> str:
    """Whether the parties have settled, and whether it has been performed: one of `SETTLEMENTS`."""
    agreed = [obligation for obligation in case.obligations if obligation.origin is not Origin.RULING]
    if agreed and all(obligation.status in MONEY_MOVED | {ObligationStatus.WAIVED} for obligation in agreed):
        return "performed"
    if any(obligation.status not in DONE for obligation in agreed):
        return "agreed"
    return "offered" if any(offer.status is OfferStatus.OPEN for offer in case.offers) else "none"


def withdrawal_facts(case: Case, kind: Kind, counters: Counters | None) -> Facts:
    """What the withdrawal table reads. Without counters the limits cannot be judged, and it says so."""
    return {
        "case.stage": str(case.stage),
        "case.severity": str(case.severity),
        "case.respondent_proof_complete": items_complete(case, kind, Side.RESPONDENT),
        "case.settlement": settlement(case),
        "case.flagged": bool(case.flags),
        "complainant.filings_in_window": counters.filings_in_window if counters else None,
        "complainant.withdrawals_in_window": counters.withdrawals_in_window if counters else None,
    }


def withdrawal_answer(case: Case, pack: Pack, counters: Counters | None) -> Decided | Incomplete:
    """What the pack's withdrawal table answers for a case as it stands."""
    return pack.withdrawal.decide(withdrawal_facts(case, pack.kinds[case.head.kind], counters))


def kept(read: tuple[tuple[str, Value], ...]) -> tuple[tuple[str, Told], ...]:
    """Facts as they are kept beside a decision."""
    return tuple((name, told(value)) for name, value in read)


def filing_basis(records: Records, basis: str) -> datetime | None:
    """The instant from which the time for filing runs."""
    return {
        "dispatch_due": records.dispatch_due_at,
        "delivered": records.delivered_at,
        "placed": records.placed_at,
    }[basis]
