"""Offers, acceptance of claims, and what a broken settlement leads to."""

from datetime import UTC, datetime

from hejie.domain import commands as ask
from hejie.domain.calendar import Span, Unit
from hejie.domain.case import Act, ClaimStatus, ObligationStatus, OfferStatus, Outcome, SpanName, Stage
from hejie.domain.refusals import RefusalCode
from hejie.domain.roles import Side
from hejie.domain.rulebook import Pack

from .builders import (
    BUYER,
    DAY,
    SELLER,
    Life,
    a_kind,
    a_line,
    a_pack,
    an_order,
    demand,
    does,
    officer,
    pay,
    silence,
)

TWO_LINES = an_order(a_line("l1"), a_line("l2"))
BOTH = (demand("l1"), demand("l2"))


def two_claims(pack: Pack | None = None) -> Life:
    """A filed case about two lines."""
    return Life(pack, TWO_LINES).files(*BOTH)


def test_an_accepted_offer_settles_and_binds() -> None:
    """Accepting an offer settles every claim and lets its acts be owed at the agreed instants."""
    life = Life().files().offers(SELLER).accepts()
    case = life.case
    assert case.stage is Stage.PERFORMING
    assert [claim.status for claim in case.claims] == [ClaimStatus.SETTLED]
    (obligation,) = case.obligations
    assert obligation.act is Act.PAY
    (clock,) = case.clocks
    assert clock.due_at == obligation.due_at
    assert life.performs().case.outcome is Outcome.SETTLED


def test_an_offer_about_a_claim_withdrawn_since_is_not_accepted() -> None:
    """A claim that the complainant withdrew after an offer was made does not come back by accepting it."""
    life = two_claims().offers(SELLER).does(BUYER, ask.RequestWithdrawal(("c1",)))
    refusal = life.refuses(BUYER, ask.AcceptOffer("o1"))
    assert refusal.code is RefusalCode.CLAIM_NOT_OPEN


def test_a_claim_accepted_by_the_respondent_is_not_settled_again_by_an_older_offer() -> None:
    """An offer of the talk, accepted after one of its claims was accepted, would pay that line twice."""
    life = Life(order=TWO_LINES).talks(*BOTH).offers(BUYER)
    life.does(SELLER, ask.Refuse()).does(BUYER, ask.FileComplaint())
    life.does(SELLER, ask.AcceptClaims(("c1",))).contests()
    assert life.refuses(SELLER, ask.AcceptOffer("o1")).code is RefusalCode.CLAIM_NOT_OPEN
    assert [owed.claim for owed in life.case.obligations] == ["c1"]


def test_an_offer_falls_when_the_demands_are_said_anew() -> None:
    """Claims have new ids and meanings after a filing with other demands: no older offer speaks of them."""
    life = Life(order=TWO_LINES).talks(*BOTH).offers(BUYER).does(SELLER, ask.Refuse())
    life.does(BUYER, ask.FileComplaint(demands=(demand("l2"),))).contests()
    assert life.case.offers[0].status is OfferStatus.REPLACED
    assert life.refuses(SELLER, ask.AcceptOffer("o1")).code is RefusalCode.NO_OPEN_OFFER


def test_an_offer_that_leaves_a_reopened_claim_out_is_not_accepted() -> None:
    """A settlement covers every open claim when it is accepted, not only when it was offered."""
    life = two_claims().does(SELLER, ask.AcceptClaims(("c1",))).offers(SELLER, days=5)
    life.lapses(SpanName.PERFORM).does(BUYER, ask.ResumeComplaint("b1"))
    refusal = life.refuses(BUYER, ask.AcceptOffer("o1"))
    assert refusal.code is RefusalCode.OFFER_LEAVES_CLAIMS_OUT


def test_demands_are_not_said_anew_once_a_claim_is_settled() -> None:
    """Filing with other demands does not undo the part of a settlement that was kept."""
    life = Life(order=TWO_LINES).talks(*BOTH)
    life.offers(SELLER, pay("c1", life.at + DAY), pay("c2", life.at + 3 * DAY)).accepts()
    life.performs("b1").lapses(SpanName.PERFORM).does(BUYER, ask.ResumeComplaint("b2"))
    assert life.case.stage is Stage.TALKING
    refusal = life.refuses(BUYER, ask.FileComplaint(demands=BOTH))
    assert refusal.code is RefusalCode.CLAIM_NOT_OPEN
    life.does(BUYER, ask.FileComplaint())
    assert [claim.status for claim in life.case.claims] == [ClaimStatus.SETTLED, ClaimStatus.OPEN]


def test_a_claim_named_twice_is_accepted_once() -> None:
    """Naming a claim twice does not pay it twice."""
    life = two_claims().does(SELLER, ask.AcceptClaims(("c1", "c1")))
    assert [owed.id for owed in life.case.obligations] == ["b1"]


def test_what_is_owed_outlives_a_lapsed_offer() -> None:
    """When a complainant lets an offer lapse, what was accepted for another claim is still owed."""
    life = two_claims().does(SELLER, ask.AcceptClaims(("c1",))).offers(SELLER)
    life.does(SELLER, ask.RecordPerformance("b1"))
    life.does(BUYER, ask.ContestPerformance("b1", "nothing came"))
    while life.case.clock(SpanName.OFFER_REPLY):
        life.lapses()
    assert life.case.stage is Stage.PERFORMING
    assert life.case.open_obligations
    life.does(officer(), ask.DecidePerformance("b1", performed=True, text="it did"))
    assert (life.case.stage, life.case.outcome) == (Stage.CLOSED, Outcome.SETTLED)


def test_a_breach_after_a_lapsed_offer_gives_the_complainant_its_reply_again() -> None:
    """Going back to a stage whose clock has run out starts that clock anew: nothing is stuck."""
    patient = a_pack(spans={SpanName.BREACH_CHOICE: Span(14, Unit.DAYS)})
    life = two_claims(patient).does(SELLER, ask.AcceptClaims(("c1",))).offers(SELLER)
    life.lapses(SpanName.PERFORM).lapses(SpanName.OFFER_REPLY)
    life.does(BUYER, ask.ResumeComplaint("b1"))
    reply = life.case.clock(SpanName.OFFER_REPLY)
    assert reply is not None
    assert life.case.stage is Stage.AWAITING_CONSUMER
    assert life.case.open_claims == life.case.claims


def test_a_lapsed_case_with_nothing_owed_closes() -> None:
    """An offer left unanswered, without a counter-offer, ends the case without prejudice."""
    life = Life().files().offers(SELLER).lapses(SpanName.OFFER_REPLY)
    assert (life.case.stage, life.case.outcome) == (Stage.CLOSED, Outcome.LAPSED)


def test_a_talk_only_ends_by_lapsing() -> None:
    """Before filing nobody was heard: whatever a pack's table says, the end of a talk rules on nothing."""
    life = Life(a_pack(silence=silence(("true", "rule_by_default")))).talks().lapses(SpanName.TALK)
    assert (life.case.stage, life.case.outcome) == (Stage.CLOSED, Outcome.LAPSED)


def test_a_broken_settlement_returns_to_the_stage_it_left() -> None:
    """After a breach the complainant may go back; the clock of that stage goes on with what was left."""
    life = Life().files().offers(SELLER, days=1)
    reply_due_at = life.case.next_due_at
    assert reply_due_at is not None
    life.accepts().lapses(SpanName.PERFORM).does(BUYER, ask.ResumeComplaint("b1"))
    case = life.case
    assert case.stage is Stage.AWAITING_CONSUMER
    assert case.claims[0].status is ClaimStatus.OPEN
    assert case.obligations[0].status is ObligationStatus.DROPPED
    assert [(clock.name, clock.owed_by) for clock in case.clocks] == [
        (SpanName.OFFER_REPLY, Side.COMPLAINANT)
    ]


def test_nothing_said_to_be_done_is_dropped_unseen() -> None:
    """While a performance of the settlement waits to be accepted or judged, the complaint is not resumed."""
    life = Life().files()
    far = life.at + 5 * DAY
    life.offers(SELLER, pay("c1", far), does("c1", Act.APOLOGISE, life.at + DAY)).accepts()
    life.does(SELLER, ask.RecordPerformance("b1")).lapses(SpanName.PERFORM)
    refusal = life.refuses(BUYER, ask.ResumeComplaint("b2"))
    assert refusal.code is RefusalCode.OBLIGATION_STANDS_ELSEWHERE
    life.does(BUYER, ask.AcceptPerformance("b1")).does(BUYER, ask.ResumeComplaint("b2"))
    assert life.case.paid_minor("l1") == 5_000


def test_a_payment_said_to_be_made_is_accepted_or_contested_not_waived() -> None:
    """Waiving a payment that has been recorded would keep it from being credited to what comes later."""
    life = Life().files().offers(SELLER).accepts().does(SELLER, ask.RecordPerformance("b1"))
    assert life.refuses(BUYER, ask.WaivePerformance("b1")).code is RefusalCode.NOTHING_STANDS_THERE


def test_a_further_offer_gives_the_consumer_its_time_again_once() -> None:
    """A second offer of the respondent restarts the clock of the reply; a third does not."""
    life = Life().files().offers(SELLER).waits(2 * DAY)
    first = life.case.next_due_at
    second = life.offers(SELLER).case.next_due_at
    assert first is not None
    assert second is not None
    assert second > first
    assert life.waits(2 * DAY).offers(SELLER).case.next_due_at == second


def test_a_settlement_that_has_been_paid_already_closes_the_case() -> None:
    """What an earlier, broken settlement paid is credited to a new one; with nothing left to do it closes."""
    life = Life().files()
    soon, later = life.at + DAY, life.at + 2 * DAY
    life.offers(SELLER, pay("c1", soon), does("c1", Act.APOLOGISE, later)).accepts()
    life.performs("b1").lapses(SpanName.PERFORM).does(BUYER, ask.ResumeComplaint("b2"))
    life.offers(SELLER).accepts()
    assert (life.case.stage, life.case.outcome) == (Stage.CLOSED, Outcome.SETTLED)
    assert life.case.paid_minor("l1") == 5_000


def test_an_accepted_claim_is_performed_while_another_is_contested() -> None:
    """Claims have their own fate: one is paid while the other goes to an officer."""
    life = two_claims().does(SELLER, ask.AcceptClaims(("c1",))).contests().performs("b1")
    assert life.case.stage is Stage.EXAMINING
    assert life.case.paid_minor("l1") == 5_000


def test_an_act_due_at_the_end_of_time_breaks_no_pause() -> None:
    """A term in the last year there is leaves a case whose clocks can stand still and go on."""
    life = two_claims().does(SELLER, ask.AcceptClaims(("c1",))).contests()
    far = datetime(9999, 12, 31, 23, 59, tzinfo=UTC)
    life.offers(SELLER, pay("c2", far)).accepts().lapses(SpanName.PERFORM)
    life.does(BUYER, ask.ResumeComplaint("b1")).does(officer(), ask.RequestInformation("respondent", "what?"))
    life.waits(DAY).does(SELLER, ask.SupplyInformation("this"))
    assert life.case.clock(SpanName.PERFORM, "b2") is not None


def test_goods_come_back_before_the_money_whatever_the_order_of_terms() -> None:
    """In a settlement with a return and a payment for one claim, the payment waits for the goods."""
    life = Life(a_pack(a_kind())).files()
    due = life.at + 3 * DAY
    life.offers(SELLER, pay("c1", due), does("c1", Act.RETURN_GOODS, due)).accepts()
    by_act = {owed.act: owed for owed in life.case.obligations}
    assert by_act[Act.PAY].status is ObligationStatus.WAITING
    assert by_act[Act.PAY].after == by_act[Act.RETURN_GOODS].id
