"""Every refusal that the domain can give is given, in both languages, with its facts."""

from collections.abc import Callable
from datetime import timedelta

import msgspec
import pytest

from hejie.domain import commands as ask
from hejie.domain.calendar import Span, Unit
from hejie.domain.case import Act, Award, FindingResult, Flag, SpanName
from hejie.domain.orders import Order
from hejie.domain.refusals import REFUSALS, Refusal, RefusalCode
from hejie.domain.roles import THE_CLOCK, THE_PLATFORM
from hejie.domain.rulebook import FilingBasis, FilingLimit

from .builders import (
    BUYER,
    DAY,
    NOON,
    OTHER_SHOP,
    SELLER,
    STRANGER,
    Life,
    a_kind,
    a_line,
    a_pack,
    an_order,
    arbiter,
    deciding,
    demand,
    does,
    hash_of,
    officer,
    pay,
    rejected,
    upheld,
    withdrawal,
)
from .test_every_cell import situation, told_well

APPEAL = ask.Appeal(ask.AppealGround.RULE_ERROR, "x")
NEW_EVIDENCE = ask.Appeal(ask.AppealGround.NEW_EVIDENCE, "x")
RULES = ("defect",)
TALK_FIRST = a_pack(a_kind(talk_first=True))
IN_TIME = a_pack(a_kind(filing=FilingLimit(Span(1, Unit.HOURS), FilingBasis.DELIVERED)))

ELSEWHERE = {
    RefusalCode.WINDOW_CLOSED: "casework, where a command reaches a case whose clock ran out before",
    RefusalCode.NO_RULES_IN_FORCE: "casework, which finds the pack of a venue at an instant",
}


def file(*demands: ask.Demand, kind: str = "defect") -> ask.FileComplaint:
    """A complaint filed at once."""
    return ask.FileComplaint("order1", kind, demands or (demand(),))


def open_talk() -> ask.OpenTalk:
    """A talk about one line."""
    return ask.OpenTalk("order1", "defect", (demand(),))


def talked() -> Life:
    """A talk about one line."""
    return Life().talks()


GIVEN: dict[RefusalCode, Callable[[], Refusal]] = {
    RefusalCode.NOT_A_PARTY: lambda: Life().files().refuses(OTHER_SHOP, ask.Refuse()),
    RefusalCode.ROLE_MAY_NOT: lambda: Life().files().refuses(SELLER, ask.RequestWithdrawal()),
    RefusalCode.STAGE_DOES_NOT_ALLOW: lambda: Life().files().refuses(BUYER, ask.AskForPerson()),
    RefusalCode.CLOCK_HAS_RUN_OUT: lambda: Life().files().waits(9 * DAY).refuses(SELLER, ask.AcceptClaims()),
    RefusalCode.CASE_EXISTS: lambda: (
        Life().files().refuses(BUYER, ask.OpenTalk("order1", "defect", (demand(),)))
    ),
    RefusalCode.PAUSED: lambda: situation("evidence, suspended").refuses(BUYER, ask.FinishEvidence()),
    RefusalCode.NOT_PAUSED: lambda: situation("evidence").refuses(officer(), ask.Resume()),
    RefusalCode.ORDER_UNKNOWN: lambda: talked().refuses(BUYER, ask.FileComplaint("order2")),
    RefusalCode.ORDER_IS_NOT_YOURS: lambda: Life().refuses(STRANGER, file()),
    RefusalCode.ORDER_HAS_NO_LINES: lambda: Life(order=empty_order()).refuses(BUYER, file()),
    RefusalCode.LINE_UNKNOWN: lambda: Life().refuses(BUYER, file(demand("l9"))),
    RefusalCode.LINES_OF_SEVERAL_MERCHANTS: lambda: Life(
        order=an_order(a_line("l1"), a_line("l2", merchant="shop2"))
    ).refuses(BUYER, file(demand("l1"), demand("l2"))),
    RefusalCode.LINE_TWICE: lambda: Life().refuses(BUYER, file(demand("l1"), demand("l1"))),
    RefusalCode.KIND_UNKNOWN: lambda: Life().refuses(BUYER, file(kind="nonsense")),
    RefusalCode.KIND_DIFFERS: lambda: talked().refuses(BUYER, ask.FileComplaint(kind="other")),
    RefusalCode.REMEDY_UNKNOWN: lambda: Life().refuses(BUYER, file(demand(remedy="a pony"))),
    RefusalCode.AMOUNT_OUT_OF_RANGE: lambda: Life().refuses(BUYER, file(demand(amount_minor=11_001))),
    RefusalCode.AMOUNT_NOT_ASKED: lambda: Life().refuses(BUYER, file(demand(remedy="compensation"))),
    RefusalCode.AMOUNT_NOT_KNOWN: lambda: (
        Life().files(demand(remedy="compensation", amount_minor=None)).refuses(SELLER, ask.AcceptClaims())
    ),
    RefusalCode.CURRENCY_DIFFERS: lambda: Life(order=an_order(currency="BRL")).refuses(BUYER, file()),
    RefusalCode.DEMANDS_MISSING: lambda: Life().refuses(BUYER, ask.FileComplaint("order1", "defect")),
    RefusalCode.FILING_TOO_LATE: lambda: Life(IN_TIME).refuses(BUYER, file()),
    RefusalCode.TALK_COMES_FIRST: lambda: Life(TALK_FIRST).talks().refuses(BUYER, ask.FileComplaint()),
    RefusalCode.TALK_NEEDED: lambda: Life(TALK_FIRST).refuses(BUYER, file()),
    RefusalCode.NO_OPEN_OFFER: lambda: talked().refuses(BUYER, ask.AcceptOffer("o1")),
    RefusalCode.OFFER_UNKNOWN: lambda: talked().offers().refuses(BUYER, ask.AcceptOffer("o9")),
    RefusalCode.OFFER_IS_YOURS: lambda: (
        talked().offers(BUYER).offers(SELLER).refuses(BUYER, ask.AcceptOffer("o1"))
    ),
    RefusalCode.OFFER_NOT_OPEN: lambda: talked().offers().offers().refuses(BUYER, ask.AcceptOffer("o1")),
    RefusalCode.OFFER_LEAVES_CLAIMS_OUT: lambda: (
        Life(order=an_order(a_line("l1"), a_line("l2")))
        .talks(demand("l1"), demand("l2"))
        .refuses(SELLER, ask.MakeOffer((pay("c1", NOON + DAY),)))
    ),
    RefusalCode.TERM_IN_THE_PAST: lambda: talked().refuses(SELLER, ask.MakeOffer((pay("c1", NOON),))),
    RefusalCode.TERM_NEEDS_AMOUNT: lambda: talked().refuses(
        SELLER, ask.MakeOffer((does("c1", Act.PAY, NOON + DAY),))
    ),
    RefusalCode.CLAIM_UNKNOWN: lambda: Life().files().refuses(SELLER, ask.AcceptClaims(("c9",))),
    RefusalCode.CLAIM_NOT_OPEN: lambda: (
        Life(order=an_order(a_line("l1"), a_line("l2")))
        .files(demand("l1"), demand("l2"))
        .does(SELLER, ask.AcceptClaims(("c1",)))
        .refuses(SELLER, ask.AcceptClaims(("c1",)))
    ),
    RefusalCode.REQUIRED_ITEMS_MISSING: lambda: Life().files().refuses(SELLER, ask.Contest()),
    RefusalCode.ITEM_UNKNOWN: lambda: talked().refuses(BUYER, ask.SubmitEvidence("song", hash_of(1))),
    RefusalCode.ITEM_ALREADY_SHOWN: lambda: (
        talked()
        .does(BUYER, ask.SubmitEvidence("photo", hash_of(1)))
        .refuses(BUYER, ask.SubmitEvidence("photo", hash_of(1)))
    ),
    RefusalCode.EVIDENCE_UNKNOWN: lambda: deciding().refuses(
        arbiter(), ask.Rule((upheld(),), RULES, "x", ("e9",))
    ),
    RefusalCode.ALREADY_FINISHED: lambda: situation("evidence, the seller has finished").refuses(
        SELLER, ask.FinishEvidence()
    ),
    RefusalCode.RULE_UNKNOWN: lambda: deciding().refuses(arbiter(), ask.Rule((upheld(),), ("no.rule",), "x")),
    RefusalCode.COMPLAINANT_NOT_YET_HEARD: lambda: situation("examining").refuses(
        officer(), ask.Examine(ask.ContestOutcome.UPHELD, RULES, "x")
    ),
    RefusalCode.ANOTHER_PERSON_MUST_DECIDE: lambda: deciding().refuses(
        arbiter("chen"), ask.Rule((upheld(),), RULES, "x")
    ),
    RefusalCode.TAKEN_BY_YOU_ALREADY: lambda: (
        deciding().does(arbiter(), ask.Take()).refuses(arbiter(), ask.Take())
    ),
    RefusalCode.SEVERITY_NOT_LOWER: lambda: situation("examining, the buyer has replied").refuses(
        officer(), ask.Examine(ask.ContestOutcome.REDUCED, RULES, "x")
    ),
    RefusalCode.FINDINGS_INCOMPLETE: lambda: deciding().refuses(arbiter(), ask.Rule((), RULES, "x")),
    RefusalCode.AWARD_DOES_NOT_FIT: lambda: deciding().refuses(arbiter(), ask.Rule((empty(),), RULES, "x")),
    RefusalCode.ALREADY_APPEALED: lambda: situation("reviewing").refuses(SELLER, APPEAL),
    RefusalCode.NO_OPEN_WINDOW: lambda: (
        deciding()
        .ruled()
        .does(SELLER, APPEAL)
        .lapses(SpanName.REVIEWING)
        .lapses(SpanName.APPEAL)
        .refuses(BUYER, APPEAL)
    ),
    RefusalCode.NEW_EVIDENCE_MISSING: lambda: situation("ruled").refuses(BUYER, NEW_EVIDENCE),
    RefusalCode.OTHER_SIDE_MAY_STILL_APPEAL: lambda: situation("reviewing").refuses(
        arbiter("qian"), ask.DecideAppeal(RULES, "x")
    ),
    RefusalCode.NOT_DECIDED_BY_MACHINE: lambda: situation("ruled").refuses(BUYER, ask.AskForPerson()),
    RefusalCode.NOTHING_STANDS_THERE: lambda: talked().refuses(SELLER, ask.RecordPerformance("b1")),
    RefusalCode.OBLIGATION_UNKNOWN: lambda: situation("performing, owed").refuses(
        SELLER, ask.RecordPerformance("b9")
    ),
    RefusalCode.OBLIGATION_IS_NOT_YOURS: lambda: situation("performing, owed").refuses(
        BUYER, ask.RecordPerformance("b1")
    ),
    RefusalCode.OBLIGATION_STANDS_ELSEWHERE: lambda: (
        Life(order=an_order(a_line("l1"), a_line("l2")))
        .files(demand("l1"), demand("l2"))
        .does(SELLER, ask.AcceptClaims())
        .does(SELLER, ask.RecordPerformance("b1"))
        .refuses(SELLER, ask.RecordPerformance("b1"))
    ),
    RefusalCode.CLAIM_WAS_RULED_ON: lambda: ruled_beside_a_breach().refuses(BUYER, ask.ResumeComplaint("b1")),
    RefusalCode.WITHDRAWAL_NOT_AVAILABLE: lambda: (
        Life(a_pack(withdrawal=withdrawal("none"))).files().refuses(BUYER, ask.RequestWithdrawal())
    ),
    RefusalCode.WITHDRAWAL_NEEDS_REVIEW: lambda: (
        Life(a_pack(withdrawal=withdrawal("review"))).files().refuses(BUYER, ask.RequestWithdrawal())
    ),
    RefusalCode.WITHDRAWAL_NEEDS_REASON: lambda: (
        Life(a_pack(withdrawal=withdrawal(reason_required=True)))
        .files()
        .refuses(BUYER, ask.RequestWithdrawal())
    ),
    RefusalCode.NOT_WITHDRAWN: lambda: situation("closed, settled").refuses(BUYER, ask.Reinstate()),
    RefusalCode.REGRET_WINDOW_CLOSED: lambda: (
        Life()
        .files()
        .does(BUYER, ask.RequestWithdrawal())
        .waits(timedelta(hours=72))
        .refuses(BUYER, ask.Reinstate())
    ),
    RefusalCode.ALREADY_REINSTATED: lambda: (
        Life()
        .files()
        .does(BUYER, ask.RequestWithdrawal(), ask.Reinstate(), ask.RequestWithdrawal())
        .refuses(BUYER, ask.Reinstate())
    ),
    RefusalCode.SOMETHING_WAS_PERFORMED: lambda: (
        paid_in_part().does(BUYER, ask.RequestWithdrawal()).refuses(BUYER, ask.Reinstate())
    ),
    RefusalCode.NOT_ASKED_OF_YOU: lambda: situation("evidence").refuses(BUYER, ask.SupplyInformation("x")),
    RefusalCode.SUSPENDED_LONG_ENOUGH: lambda: situation("evidence").refuses(officer(), ask.Suspend(31, "x")),
    RefusalCode.FLAG_ALREADY_UP: lambda: (
        talked()
        .does(THE_PLATFORM, ask.RaiseFlag(Flag.FARMING, "one"))
        .refuses(THE_PLATFORM, ask.RaiseFlag(Flag.FARMING, "two"))
    ),
    RefusalCode.CLOCK_UNKNOWN: lambda: talked().refuses(THE_CLOCK, ask.Lapse("k9")),
    RefusalCode.CLOCK_STILL_RUNS: lambda: talked().refuses(THE_CLOCK, ask.Lapse("k0")),
}


def empty_order() -> Order:
    """An order without lines, as some sources have them."""
    return msgspec.structs.replace(an_order(), lines=())


def empty() -> ask.ProposedFinding:
    """A finding for the complainant that orders nothing."""
    return ask.ProposedFinding("c1", FindingResult.UPHELD)


def paid_in_part() -> Life:
    """A settlement of which a payment was made and an apology was not: the complaint goes on."""
    life = Life().files()
    soon, later = life.at + DAY, life.at + 2 * DAY
    life.offers(SELLER, pay("c1", soon), does("c1", Act.APOLOGISE, later)).accepts()
    return life.performs("b1").lapses(SpanName.PERFORM).does(BUYER, ask.ResumeComplaint("b2"))


def ruled_beside_a_breach() -> Life:
    """One claim was accepted and the promise broken, while the other was ruled on."""
    spans = {SpanName.PERFORM: Span(120, Unit.HOURS), SpanName.BREACH_CHOICE: Span(30, Unit.DAYS)}
    patient = a_pack(spans=spans)
    life = Life(patient, an_order(a_line("l1"), a_line("l2"))).files(demand("l1"), demand("l2"))
    life.does(SELLER, ask.AcceptClaims(("c1",))).contests().examined().finish().ruled(rejected("c2"))
    return life.lapses(SpanName.PERFORM)


@pytest.mark.parametrize("code", GIVEN)
def test_a_refusal_is_given_and_can_be_told(code: RefusalCode) -> None:
    """Somebody meets it, and is told why in words with every fact filled in."""
    refusal = GIVEN[code]()
    assert refusal.code is code
    told_well(refusal)


def test_no_refusal_is_idle() -> None:
    """Each code is met here or, for a reason, outside the domain; and each has words."""
    assert set(GIVEN) | set(ELSEWHERE) == set(RefusalCode)
    assert not set(GIVEN) & set(ELSEWHERE)
    assert set(REFUSALS) == set(RefusalCode)


def test_awards_that_do_not_fit() -> None:
    """Money without an amount, an amount on something else, or awards with a rejection do not fit."""
    for result, awards in (
        (FindingResult.UPHELD, (Award(Act.PAY),)),
        (FindingResult.UPHELD, (Award(Act.PAY, 0),)),
        (FindingResult.UPHELD, (Award(Act.REPAIR, 1),)),
        (FindingResult.REJECTED, (Award(Act.PAY, 1),)),
        (FindingResult.PARTLY, ()),
    ):
        wrong = ask.Rule((ask.ProposedFinding("c1", result, awards),), RULES, "x")
        assert deciding().refuses(arbiter(), wrong).code is RefusalCode.AWARD_DOES_NOT_FIT


def test_a_talk_without_demands_is_refused_also_where_no_wire_checks_it() -> None:
    """A caller within the process can hand in what the wire would not let through."""
    Life().refuses(BUYER, ask.OpenTalk("order1", "defect", ()))
