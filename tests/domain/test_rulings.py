"""Rulings by machine and by people, appeals, and who may decide."""

import pytest

from hejie.domain import commands as ask
from hejie.domain.case import Act, Award, Basis, FindingResult, Outcome, SpanName, Stage
from hejie.domain.commands import AppealGround
from hejie.domain.refusals import RefusalCode
from hejie.domain.roles import Actor, Side, other

from .builders import (
    BUYER,
    SELLER,
    Life,
    a_line,
    an_order,
    arbiter,
    deciding,
    demand,
    rejected,
    upheld,
)

APPEAL = ask.Appeal(AppealGround.RULE_ERROR, "the rule says otherwise")
TWO_LINES = an_order(a_line("l1"), a_line("l2"))


def review(*findings: ask.ProposedFinding) -> ask.DecideAppeal:
    """A decision on appeal; without findings it confirms."""
    return ask.DecideAppeal(("defect",), "reasons", findings)


def test_a_default_ruling_says_that_a_machine_made_it() -> None:
    """Silence with the complainant's proof there: upheld, by no person, citing the rows that said so."""
    life = Life().files().lapses(SpanName.ANSWER)
    ruling = life.case.ruling
    assert ruling is not None
    assert (ruling.basis, ruling.by, ruling.by_machine) == (Basis.DEFAULT, "", True)
    assert set(ruling.rules) <= life.pack.rule_ids("defect")


def test_either_party_may_ask_for_a_person_instead_of_the_machine() -> None:
    """The machine's ruling is set aside, as if it had not been made, and both may still appeal later."""
    for party in (BUYER, SELLER):
        life = Life().files().lapses(SpanName.ANSWER).does(party, ask.AskForPerson())
        assert (life.case.stage, life.case.ruling) == (Stage.DECIDING, None)
        life.ruled().does(party, APPEAL)
        assert life.refuses(BUYER, ask.AskForPerson()).code is RefusalCode.STAGE_DOES_NOT_ALLOW


def test_whoever_examined_or_ruled_does_not_decide_again() -> None:
    """Examiner, arbiter and reviewer are different people."""
    life = deciding()
    assert life.refuses(arbiter("chen"), ask.Rule((upheld(),), ("defect",), "x")).code is (
        RefusalCode.ANOTHER_PERSON_MUST_DECIDE
    )
    life.ruled(by="zhao").does(SELLER, APPEAL).lapses(SpanName.REVIEWING).lapses(SpanName.APPEAL)
    assert life.refuses(arbiter("zhao"), review()).code is RefusalCode.ANOTHER_PERSON_MUST_DECIDE
    assert life.does(arbiter("qian"), review()).case.stage is Stage.PERFORMING


def test_both_appeals_are_decided_together() -> None:
    """While the other side may still appeal, the review is not decided; its appeal closes the window."""
    life = deciding().ruled().does(SELLER, APPEAL)
    assert life.refuses(arbiter("qian"), review()).code is RefusalCode.OTHER_SIDE_MAY_STILL_APPEAL
    life.does(BUYER, APPEAL).does(arbiter("qian"), review(rejected()))
    assert (life.case.stage, life.case.outcome) == (Stage.CLOSED, Outcome.FOR_MERCHANT)


def test_a_side_that_loses_by_the_other_sides_appeal_gets_its_window_once() -> None:
    """A changed ruling opens the window of a side that had not appealed, and only once."""
    life = deciding().ruled(upheld()).does(SELLER, APPEAL)
    while life.case.clock(SpanName.APPEAL):
        life.lapses()
    life.does(arbiter("qian"), review(rejected()))
    window = life.case.clock(SpanName.APPEAL)
    assert window is not None
    assert (life.case.stage, window.owed_by) == (Stage.RULED, Side.COMPLAINANT)
    assert life.refuses(SELLER, APPEAL).code is RefusalCode.ALREADY_APPEALED
    life.does(BUYER, APPEAL).does(arbiter("sun"), review(upheld()))
    assert life.case.stage is Stage.PERFORMING


def gives(act: Act) -> ask.ProposedFinding:
    """A finding for the complainant that orders something other than money."""
    return ask.ProposedFinding("c1", FindingResult.UPHELD, (Award(act),))


@pytest.mark.parametrize(
    ("before", "after", "appellant"),
    [
        pytest.param((upheld("c1"), rejected("c2")), (rejected("c1"), upheld("c2")), SELLER, id="crossed"),
        pytest.param((upheld("c1"), rejected("c2")), (rejected("c1"), upheld("c2")), BUYER, id="crossed 2"),
        pytest.param((upheld("c1"), rejected("c2")), (gives(Act.REPAIR), rejected("c2")), SELLER, id="less"),
        pytest.param(
            (gives(Act.REPAIR), rejected("c2")), (gives(Act.RESHIP), rejected("c2")), SELLER, id="other goods"
        ),
        pytest.param(
            (gives(Act.REPAIR), rejected("c2")), (gives(Act.RESHIP), rejected("c2")), BUYER, id="other duty"
        ),
    ],
)
def test_a_changed_ruling_of_mixed_effect_is_adverse_to_the_other_side(
    before: tuple[ask.ProposedFinding, ...], after: tuple[ask.ProposedFinding, ...], appellant: Actor
) -> None:
    """Where a review takes here and gives there, the side that had not appealed may do so now."""
    life = deciding(None, demand("l1"), demand("l2"), order=TWO_LINES).ruled(*before).does(appellant, APPEAL)
    while life.case.clock(SpanName.APPEAL):
        life.lapses()
    life.does(arbiter("qian"), review(*after))
    window = life.case.clock(SpanName.APPEAL)
    assert window is not None
    assert window.owed_by is other(appellant.side)
