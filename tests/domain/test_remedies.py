"""What is owed: the formula at its thresholds, crediting, and goods that come back first."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hejie.domain import commands as ask
from hejie.domain.case import Act, Award, Basis, FindingResult, ObligationStatus, Outcome, SpanName, Stage
from hejie.domain.money import share_minor
from hejie.domain.refusals import RefusalCode
from hejie.domain.remedies import Computed, formula_minor

from .builders import (
    BUYER,
    DAY,
    NOON,
    SELLER,
    Life,
    a_kind,
    a_line,
    a_pack,
    amount,
    an_order,
    arbiter,
    deciding,
    demand,
    does,
    officer,
    pay,
    record,
    shipped,
    upheld,
)


def formula(price_minor: int, rate_bp: int = 500, promised_hours: int = 72) -> int | None:
    """What the shipped late_ship formula, or one of this rate, orders for goods of a price."""
    line = a_line(price_minor=price_minor, dispatch_due_at=NOON - 5 * DAY + timedelta(hours=promised_hours))
    order = an_order(line, handed_over_at=NOON - DAY, delivered_at=None)
    life = Life(shipped(), order).talks(demand(remedy="compensation", amount_minor=None), kind="late_ship")
    life.does(SELLER, ask.Refuse()).does(BUYER, ask.FileComplaint()).lapses(SpanName.ANSWER)
    ruling = life.case.ruling
    assert ruling is not None
    assert ruling.basis is Basis.RECORD
    return ruling.findings[0].awards[0].amount_minor


@pytest.mark.parametrize(
    ("price_minor", "promised_hours", "expected_minor"),
    [
        (1, 72, 500),
        (10_000, 72, 500),
        (10_009, 72, 500),
        (10_010, 72, 501),
        (10_030, 72, 502),
        (59_989, 72, 2_999),
        (59_990, 72, 3_000),
        (60_000, 72, 3_000),
        (10**9, 72, 3_000),
        (30_000, 48, 300),
        (30_050, 48, 301),
        (30_049, 48, 300),
        (100_000, 48, 1_000),
        (300_000, 48, 3_000),
        (300_051, 48, 3_000),
    ],
)
def test_compensation_is_a_share_within_bounds(
    price_minor: int, promised_hours: int, expected_minor: int
) -> None:
    """5 % (1 % for a promise of up to 48 hours) of the goods, half up, at least and at most what is said."""
    assert formula(price_minor, promised_hours=promised_hours) == expected_minor


@given(
    st.lists(st.integers(0, 10**6), min_size=1, max_size=6),
    st.integers(0, 10_000),
    st.integers(0, 5_000),
    st.integers(0, 10_000),
)
def test_the_parts_of_several_lines_add_up(
    prices: list[int], rate_bp: int, least_minor: int, more_minor: int
) -> None:
    """The bounds of a formula hold once a complaint: what its lines get adds up to the minor unit."""
    most_minor = least_minor + more_minor
    pack = a_pack(a_kind(amount=amount(rate_bp, least_minor, most_minor)))
    lines = [a_line(f"l{number}", price_minor) for number, price_minor in enumerate(prices)]
    demands = [demand(line.ref, "compensation", None) for line in lines]
    case = Life(pack, an_order(*lines)).files(*demands).case
    parts = [formula_minor(case, pack.kinds["defect"], claim) for claim in case.claims]
    total = sum(part.amount_minor for part in parts if isinstance(part, Computed))
    assert total == min(max(share_minor(sum(prices), rate_bp), least_minor), most_minor)


def test_a_line_withdrawn_has_no_part_in_the_formula() -> None:
    """What remains of a complaint gets what the formula gives for it alone."""
    pack = a_pack(a_kind(amount=amount(rate_bp=1_000, least_minor=0, most_minor=10**6)))
    life = Life(pack, an_order(a_line("l1"), a_line("l2")))
    life.files(demand("l1", "compensation", None), demand("l2", "compensation", None))
    life.does(BUYER, ask.RequestWithdrawal(("c1",))).does(SELLER, ask.AcceptClaims())
    assert [(owed.claim, owed.amount_minor) for owed in life.case.obligations] == [("c2", 1_000)]


def test_freight_is_not_in_the_formula_but_can_be_refunded() -> None:
    """The formula reads the price of the goods; a refund may reach what was paid with freight."""
    life = Life(order=an_order(a_line(price_minor=10_000, freight_minor=1_000)))
    life.files(demand(amount_minor=11_000))
    assert Life().refuses(
        BUYER, ask.FileComplaint("order1", "defect", (demand(amount_minor=11_001),))
    ).code is (RefusalCode.AMOUNT_OUT_OF_RANGE)


def test_a_formula_without_its_record_is_left_to_a_person() -> None:
    """Where a record is missing no amount is guessed: the case goes to an arbiter."""
    order = an_order(a_line(dispatch_due_at=None), delivered_at=None)
    life = Life(shipped(), order).talks(demand(remedy="compensation", amount_minor=None), kind="late_ship")
    life.does(SELLER, ask.Refuse()).does(BUYER, ask.FileComplaint())
    assert life.refuses(SELLER, ask.AcceptClaims()).code is RefusalCode.AMOUNT_NOT_KNOWN
    assert life.lapses(SpanName.ANSWER).case.stage is Stage.DECIDING


def test_a_partial_payment_is_credited_to_a_later_ruling() -> None:
    """What a broken settlement paid is taken off what a ruling orders for the same line."""
    life = Life().files()
    first, second = life.at + DAY, life.at + 2 * DAY
    life.offers(SELLER, pay("c1", first, 2_000), does("c1", Act.APOLOGISE, second)).accepts()
    life.performs("b1").lapses(SpanName.PERFORM).does(BUYER, ask.ResumeComplaint("b2"))
    life.does(BUYER, ask.RequestIntervention()).finish().ruled(upheld("c1", 5_000)).lapses(SpanName.APPEAL)
    (owed,) = life.case.open_obligations
    assert owed.amount_minor == 3_000


@pytest.mark.parametrize("paid_minor", [5_000, 6_000])
def test_a_line_paid_in_full_is_not_paid_again(paid_minor: int) -> None:
    """When as much or more has been paid already, a ruling leaves nothing to pay and the case closes."""
    life = Life().files()
    first, second = life.at + DAY, life.at + 2 * DAY
    life.offers(SELLER, pay("c1", first, paid_minor), does("c1", Act.APOLOGISE, second)).accepts()
    life.performs("b1").lapses(SpanName.PERFORM).does(BUYER, ask.ResumeComplaint("b2"))
    life.does(BUYER, ask.RequestIntervention()).finish().ruled(upheld("c1", 5_000)).lapses(SpanName.APPEAL)
    assert (life.case.stage, life.case.outcome) == (Stage.CLOSED, Outcome.FOR_CONSUMER)


def test_credit_is_spread_over_several_payments_of_one_line() -> None:
    """Two payments ordered for a line are credited together, not each with the whole."""
    life = Life().files()
    first, second = life.at + DAY, life.at + 2 * DAY
    life.offers(SELLER, pay("c1", first, 3_000), does("c1", Act.APOLOGISE, second)).accepts()
    life.performs("b1").lapses(SpanName.PERFORM).does(BUYER, ask.ResumeComplaint("b2"))
    life.does(BUYER, ask.RequestIntervention()).finish()
    twice = ask.ProposedFinding("c1", FindingResult.UPHELD, (Award(Act.PAY, 2_000), Award(Act.PAY, 4_000)))
    life.ruled(twice).lapses(SpanName.APPEAL)
    assert [owed.amount_minor for owed in life.case.open_obligations] == [3_000]


@pytest.mark.parametrize(
    "acts", [(Act.RETURN_GOODS, Act.PAY), (Act.PAY, Act.RETURN_GOODS)], ids=["in order", "the other way"]
)
def test_the_refund_waits_for_the_goods(acts: tuple[Act, ...]) -> None:
    """A ruling that orders a return and a refund of one claim lets the refund wait, in whatever order."""
    awards = tuple(Award(act, 5_000 if act is Act.PAY else None) for act in acts)
    life = deciding().ruled(ask.ProposedFinding("c1", FindingResult.UPHELD, awards)).lapses(SpanName.APPEAL)
    status = {owed.act: owed.status for owed in life.case.obligations}
    assert status == {Act.RETURN_GOODS: ObligationStatus.OWED, Act.PAY: ObligationStatus.WAITING}
    back = next(owed.id for owed in life.case.obligations if owed.act is Act.RETURN_GOODS)
    life.performs(back)
    assert [clock.name for clock in life.case.clocks] == [SpanName.AFTER_RETURN]


def test_goods_not_sent_back_end_the_remedy() -> None:
    """A return that is not made in time lets the remedy lapse; the case closes."""
    both = (Award(Act.RETURN_GOODS), Award(Act.PAY, 5_000))
    life = deciding().ruled(ask.ProposedFinding("c1", FindingResult.UPHELD, both)).lapses(SpanName.APPEAL)
    life.lapses(SpanName.RETURN_GOODS)
    assert {owed.status for owed in life.case.obligations} == {ObligationStatus.DROPPED}
    assert life.case.stage is Stage.CLOSED


def test_a_waived_return_lets_the_refund_begin() -> None:
    """A merchant that does not want the goods back owes the refund from then on."""
    both = (Award(Act.RETURN_GOODS), Award(Act.PAY, 5_000))
    life = deciding().ruled(ask.ProposedFinding("c1", FindingResult.UPHELD, both)).lapses(SpanName.APPEAL)
    life.does(SELLER, ask.WaivePerformance("b1"))
    assert [owed.act for owed in life.case.open_obligations] == [Act.PAY]
    assert [clock.name for clock in life.case.clocks] == [SpanName.AFTER_RETURN]


def test_a_machine_refunds_delivered_goods_only_against_their_return() -> None:
    """A default refund of goods that were delivered orders their return first; undelivered ones not."""
    for delivered_at, acts in ((NOON - DAY, [Act.RETURN_GOODS, Act.PAY]), (None, [Act.PAY])):
        life = Life(order=an_order(delivered_at=delivered_at)).files().lapses(SpanName.ANSWER)
        ruling = life.case.ruling
        assert ruling is not None
        assert [award.act for award in ruling.findings[0].awards] == acts


def test_a_breached_ruling_is_enforced_or_handed_over() -> None:
    """What a ruling orders and is not done is taken from the deposit, or transferred."""
    for from_deposit, outcome in ((True, Outcome.FOR_CONSUMER), (False, Outcome.TRANSFERRED)):
        life = deciding().ruled().lapses(SpanName.APPEAL).lapses(SpanName.PERFORM)
        assert life.refuses(BUYER, ask.ResumeComplaint("b1")).code is RefusalCode.NOTHING_STANDS_THERE
        assert life.does(officer(), ask.Enforce("b1", from_deposit)).case.outcome is outcome


def test_an_award_pays_no_more_than_was_paid_or_the_formula_says() -> None:
    """An arbiter cannot order more for a line than was paid for it, or than the formula where one applies."""
    life = deciding()
    too_much = ask.Rule((upheld("c1", 11_001),), ("defect",), "reasons")
    assert life.refuses(arbiter(), too_much).code is RefusalCode.AWARD_DOES_NOT_FIT
    generous = a_pack(a_kind(amount=amount(rate_bp=30_000, most_minor=10**6), record=record()))
    life = deciding(generous, demand(remedy="compensation", amount_minor=None))
    life.ruled(upheld("c1", 30_000))
    assert life.case.ruling is not None
