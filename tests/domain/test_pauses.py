"""Clocks that stand still: requests for information and suspensions."""

import pytest

from hejie.domain import commands as ask
from hejie.domain.case import SpanName, Stage
from hejie.domain.refusals import RefusalCode

from .builders import BUYER, DAY, HOUR, SELLER, Life, officer


def in_evidence() -> Life:
    """A case in which both sides bring evidence."""
    return Life().files().contests().examined()


def test_clocks_stand_still_and_go_on_with_what_was_left() -> None:
    """A clock with more left than the least goes on with just that."""
    life = in_evidence()
    due_at = life.case.next_due_at
    assert due_at is not None
    life.does(officer(), ask.RequestInformation("respondent", "which batch?"))
    assert [clock.name for clock in life.case.clocks if clock.due_at] == [SpanName.INFORMATION]
    started_at = life.at
    life.waits(10 * HOUR).does(SELLER, ask.SupplyInformation("this one"))
    resumed = life.case.clock(SpanName.EVIDENCE)
    assert resumed is not None
    assert resumed.due_at is not None
    assert abs(resumed.due_at - due_at - (life.at - started_at)) <= 2 * (life.at - life.case.changed_at)


def test_an_answer_that_never_comes_ends_the_pause_by_its_clock() -> None:
    """The clock of a request runs out and the others go on."""
    life = in_evidence().does(officer(), ask.RequestInformation("complainant", "a photo?"))
    life.lapses(SpanName.INFORMATION)
    assert life.case.pause is None
    assert [clock.name for clock in life.case.clocks] == [SpanName.EVIDENCE]


def test_only_the_side_that_was_asked_can_answer() -> None:
    """The other side has nothing to supply."""
    life = in_evidence().does(officer(), ask.RequestInformation("complainant", "a photo?"))
    assert life.refuses(SELLER, ask.SupplyInformation("x")).code is RefusalCode.NOT_ASKED_OF_YOU


def test_suspensions_are_counted_together() -> None:
    """Thirty days in all: what a suspension used is gone, what it left unused is not."""
    life = in_evidence().does(officer(), ask.Suspend(20, "both ask"))
    life.waits(10 * DAY).does(officer(), ask.Resume())
    assert life.refuses(officer(), ask.Suspend(21, "again")).code is RefusalCode.SUSPENDED_LONG_ENOUGH
    life.does(officer(), ask.Suspend(19, "again")).lapses(SpanName.SUSPENSION)
    assert life.refuses(officer(), ask.Suspend(2, "again")).code is RefusalCode.SUSPENDED_LONG_ENOUGH


@pytest.mark.parametrize("days", [31, 10**9, 10**12, 10**30])
def test_a_suspension_of_any_length_is_refused_not_broken(days: int) -> None:
    """More days than time can hold are a refusal like thirty-one."""
    assert in_evidence().refuses(officer(), ask.Suspend(days, "both ask")).code is (
        RefusalCode.SUSPENDED_LONG_ENOUGH
    )


def test_a_case_withdrawn_during_a_pause_comes_back_without_it() -> None:
    """A pause ends with the case: after reinstatement nothing is asked, and the rest has been counted."""
    life = in_evidence().does(officer(), ask.RequestInformation("complainant", "a photo?"))
    life.does(BUYER, ask.RequestWithdrawal()).does(BUYER, ask.Reinstate())
    assert life.case.stage is Stage.EVIDENCE
    assert life.case.pause is None
    assert life.refuses(BUYER, ask.SupplyInformation("here")).code is RefusalCode.NOT_ASKED_OF_YOU


def test_days_of_a_suspension_ended_by_a_withdrawal_are_counted() -> None:
    """Withdrawing and coming back does not give the parties their thirty days again."""
    life = in_evidence().does(officer(), ask.Suspend(30, "both ask")).waits(20 * DAY)
    life.does(BUYER, ask.RequestWithdrawal()).does(BUYER, ask.Reinstate())
    assert life.refuses(officer(), ask.Suspend(11, "again")).code is RefusalCode.SUSPENDED_LONG_ENOUGH
