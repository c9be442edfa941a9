"""Silence, burden of proof, platform records and formulas of the default pack, by example."""

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from hejie.domain.case import Severity
from hejie.domain.facts import STANDINGS, TABLE_CLOCKS
from hejie.domain.money import share_minor
from hejie.domain.rulebook import Silence
from hejie.domain.tables import Decided, Incomplete, Known, Table, Value
from hejie.policy.pack_file import PublishedPack

from .shipped_files import sandbox, tmall


def outcome(table: Table, known: Known) -> tuple[Value, ...]:
    decided = table.decide(known)
    assert isinstance(decided, Decided), decided
    return tuple(decided.outcome.values())


# --- silence ---------------------------------------------------------------------------------------------

ANSWER_OVER: dict[str, Value | None] = {
    "clock.name": "answer",
    "case.severity": "S2",
    "kind.silence": "rule",
    "kind.points": 2,
    "record.finding": "not_marked",
    "burden.standing": "proven",
    "case.flagged": False,
    "case.own_counter_pending": False,
    "case.escalate_if_refused": False,
}


@pytest.mark.parametrize(
    ("changed", "then"),
    [
        ({}, "rule_by_default"),
        ({"burden.standing": "not_proven"}, "evidence"),
        ({"burden.standing": "open"}, "evidence"),
        ({"record.finding": "for_complainant"}, "rule_by_record"),
        ({"record.finding": "for_respondent"}, "rule_by_record"),
        ({"record.finding": "for_respondent", "burden.standing": "open"}, "rule_by_record"),
        ({"record.finding": "incomplete"}, "deciding"),
        ({"case.flagged": True}, "deciding"),
        ({"case.flagged": True, "record.finding": "for_complainant"}, "deciding"),
        ({"case.severity": "S3"}, "rule_by_default"),
        ({"case.severity": "S4"}, "deciding"),
        ({"kind.points": 23}, "rule_by_default"),
        ({"kind.points": 24}, "deciding"),
        ({"kind.points": 24, "record.finding": "for_complainant"}, "deciding"),
        ({"kind.silence": "officer"}, "deciding"),
        ({"kind.silence": "evidence"}, "evidence"),
        ({"case.own_counter_pending": True, "case.escalate_if_refused": True}, "rule_by_default"),
    ],
)
def test_what_the_silence_of_the_merchant_means(changed: dict[str, Value], then: str) -> None:
    assert outcome(tmall().silence, ANSWER_OVER | changed) == (then,)


@pytest.mark.parametrize(
    ("changed", "then"),
    [
        ({}, "close_lapsed"),
        ({"case.own_counter_pending": True}, "evidence"),
        ({"case.escalate_if_refused": True}, "evidence"),
        ({"case.flagged": True, "case.severity": "S4"}, "close_lapsed"),
    ],
)
def test_what_the_silence_of_the_consumer_after_an_offer_means(changed: dict[str, Value], then: str) -> None:
    known = ANSWER_OVER | {"clock.name": "offer_reply"} | changed
    assert outcome(tmall().silence, known) == (then,)


def test_a_talk_that_nobody_ends_closes_without_prejudice() -> None:
    for flagged, severity in product((False, True), Severity):
        known = ANSWER_OVER | {"clock.name": "talk", "case.flagged": flagged, "case.severity": str(severity)}
        assert outcome(tmall().silence, known) == ("close_lapsed",)


def test_no_default_ruling_without_proof_with_a_signal_or_in_the_gravest_cases() -> None:
    """Over all combinations of what the table reads."""
    for clock, severity, silence, finding, standing, flagged in product(
        TABLE_CLOCKS,
        Severity,
        Silence,
        ("not_marked", "for_complainant", "for_respondent", "incomplete"),
        STANDINGS,
        (False, True),
    ):
        known = ANSWER_OVER | {
            "clock.name": str(clock),
            "case.severity": str(severity),
            "kind.silence": str(silence),
            "record.finding": finding,
            "burden.standing": standing,
            "case.flagged": flagged,
        }
        (then,) = outcome(tmall().silence, known)
        if then == "rule_by_default":
            assert (clock, silence, standing, flagged) == ("answer", "rule", "proven", False)
        if str(then).startswith("rule_"):
            assert severity is not Severity.S4
            assert not flagged


def test_an_unknown_standing_is_said_to_be_unknown() -> None:
    decided = tmall().silence.decide(ANSWER_OVER | {"burden.standing": None})
    assert isinstance(decided, Incomplete)
    assert decided.missing == ("burden.standing",)


# --- burden ----------------------------------------------------------------------------------------------


def burden(kind: str, *true: str) -> tuple[Value, ...]:
    names = (
        "complainant.items_complete",
        "respondent.items_complete",
        "respondent.silent",
        "record.delivered",
    )
    known = {name: name in true for name in (*names, "record.confirmed")}
    return outcome(tmall().kinds[kind].burden, known)


BUYER, MERCHANT, SILENT = "complainant.items_complete", "respondent.items_complete", "respondent.silent"
DELIVERED, CONFIRMED = "record.delivered", "record.confirmed"


@pytest.mark.parametrize(
    ("kind", "true", "standing", "next_one"),
    [
        ("late_ship", [BUYER], "open", "respondent"),
        ("late_ship", [BUYER, SILENT], "proven", "nobody"),
        ("late_ship", [BUYER, MERCHANT], "open", "complainant"),
        ("out_of_stock", [BUYER, SILENT], "proven", "nobody"),
        ("out_of_stock", [BUYER, MERCHANT, SILENT], "open", "complainant"),
        ("not_received", [], "not_proven", "complainant"),
        ("not_received", [SILENT], "not_proven", "complainant"),
        ("not_received", [BUYER], "open", "respondent"),
        ("not_received", [BUYER, SILENT], "proven", "nobody"),
        ("not_received", [BUYER, SILENT, DELIVERED], "open", "complainant"),
        ("not_received", [BUYER, SILENT, CONFIRMED], "open", "complainant"),
        ("damaged", [], "open", "complainant"),
        ("damaged", [SILENT], "open", "complainant"),
        ("damaged", [MERCHANT], "not_proven", "complainant"),
        ("damaged", [CONFIRMED], "not_proven", "complainant"),
        ("damaged", [BUYER], "open", "respondent"),
        ("damaged", [BUYER, SILENT], "proven", "nobody"),
        ("damaged", [BUYER, MERCHANT], "open", "nobody"),
        ("quality_visible", [], "not_proven", "complainant"),
        ("quality_visible", [SILENT], "not_proven", "complainant"),
        ("quality_visible", [BUYER], "open", "respondent"),
        ("quality_visible", [BUYER, SILENT], "proven", "nobody"),
        ("quality_visible", [BUYER, MERCHANT], "open", "complainant"),
        ("not_as_described", [SILENT], "not_proven", "complainant"),
        ("not_as_described", [BUYER, SILENT], "proven", "nobody"),
        ("not_as_described", [BUYER, MERCHANT, SILENT], "open", "complainant"),
        ("false_ad", [], "open", "complainant"),
        ("false_ad", [BUYER], "open", "respondent"),
        ("false_ad", [BUYER, SILENT], "proven", "nobody"),
        ("false_ad", [MERCHANT], "open", "complainant"),
        ("counterfeit", [], "open", "respondent"),
        ("counterfeit", [SILENT], "open", "respondent"),
        ("counterfeit", [BUYER, SILENT], "proven", "nobody"),
        ("counterfeit", [MERCHANT], "not_proven", "complainant"),
        ("counterfeit", [BUYER, MERCHANT], "open", "nobody"),
    ],
)
def test_the_burden_of_proof_moves_from_side_to_side(
    kind: str, true: list[str], standing: str, next_one: str
) -> None:
    assert burden(kind, *true) == (standing, next_one)


@pytest.mark.parametrize("kind", sorted(tmall().kinds))
def test_nothing_counts_as_proven_while_the_merchant_may_still_answer(kind: str) -> None:
    names = (BUYER, MERCHANT, DELIVERED, CONFIRMED)
    for holds in product((False, True), repeat=len(names)):
        true = [name for name, yes in zip(names, holds, strict=True) if yes]
        assert burden(kind, *true)[0] != "proven"
        if BUYER not in true:
            assert burden(kind, *true, SILENT)[0] != "proven" or kind in ("late_ship", "out_of_stock")


# --- late dispatch: record and formula -------------------------------------------------------------------

PAID = datetime(2026, 3, 2, 9, tzinfo=UTC)
DUE = PAID + timedelta(hours=48)
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize("pack", [tmall(), sandbox()], ids=lambda pack: pack.id)
@pytest.mark.parametrize(
    ("handed_over_at", "finding"),
    [(DUE - SECOND, "rejected"), (DUE, "rejected"), (DUE + SECOND, "upheld"), (DUE + 400 * SECOND, "upheld")],
)
def test_who_hands_over_after_the_promised_instant_is_late(
    pack: PublishedPack, handed_over_at: datetime, finding: str
) -> None:
    table = pack.kinds["late_ship"].record
    assert table is not None
    known = {"record.dispatch_due_at": DUE, "record.handed_over_at": handed_over_at}
    assert outcome(table, known) == (finding,)


@pytest.mark.parametrize("missing", ["record.dispatch_due_at", "record.handed_over_at"])
def test_a_missing_record_is_held_against_nobody(missing: str) -> None:
    table = tmall().kinds["late_ship"].record
    assert table is not None
    known = {"record.dispatch_due_at": DUE, "record.handed_over_at": DUE, missing: None}
    decided = table.decide(known)
    assert isinstance(decided, Incomplete)
    assert decided.missing == (missing,)


@pytest.mark.parametrize(
    ("promise", "price_minor", "owed_minor"),
    [
        (timedelta(hours=48), 10_000, 300),
        (timedelta(hours=48), 30_000, 300),
        (timedelta(hours=48), 30_100, 301),
        (timedelta(hours=48), 299_900, 2_999),
        (timedelta(hours=48), 300_000, 3_000),
        (timedelta(hours=48), 900_000, 3_000),
        (timedelta(hours=48, seconds=1), 9_000, 500),
        (timedelta(hours=48, seconds=1), 10_000, 500),
        (timedelta(hours=48, seconds=1), 10_020, 501),
        (timedelta(hours=72), 59_980, 2_999),
        (timedelta(hours=72), 60_000, 3_000),
        (timedelta(hours=72), 90_000, 3_000),
    ],
)
def test_late_dispatch_costs_one_or_five_percent_within_bounds(
    promise: timedelta, price_minor: int, owed_minor: int
) -> None:
    """1 % of 3 to 30 for a promise up to 48 h, 5 % of 5 to 30 for a longer one."""
    for pack in (tmall(), sandbox()):
        table = pack.kinds["late_ship"].amount
        assert table is not None
        known: Known = {
            "record.paid_at": PAID,
            "record.dispatch_due_at": PAID + promise,
            "complaint.paid_minor": price_minor,
        }
        rate_bp, least_minor, most_minor = (int(str(value)) for value in outcome(table, known))
        assert min(max(share_minor(price_minor, rate_bp), least_minor), most_minor) == owed_minor


def test_goods_out_of_stock_cost_ten_percent_within_bounds() -> None:
    table = tmall().kinds["out_of_stock"].amount
    assert table is not None
    assert outcome(table, {}) == (1_000, 500, 10_000)


def test_only_late_dispatch_is_decided_by_records() -> None:
    assert [kind.id for kind in tmall().kinds.values() if kind.record] == ["late_ship"]
