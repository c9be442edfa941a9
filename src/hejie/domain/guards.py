"""What must hold before a step can be taken, whatever the command's fields say.

Each looks at the case alone, so that `possible` can ask it before anybody has filled in a form.
"""

from collections.abc import Callable
from datetime import datetime

from hejie.domain.case import (
    MONEY_MOVED,
    Case,
    ObligationStatus,
    Outcome,
    PauseGround,
    Severity,
    SpanName,
    Stage,
)
from hejie.domain.draft import Moment
from hejie.domain.facts import kept, shown_by, withdrawal_answer
from hejie.domain.refusals import Refusal, RefusalCode, refuse
from hejie.domain.roles import Side, other
from hejie.domain.rulebook import Pack
from hejie.domain.tables import Decided

Guard = Callable[[Case, Moment], Refusal | None]

_GRAVE = (Severity.S3, Severity.S4)


def case_is_not_paused(case: Case, _moment: Moment) -> Refusal | None:
    """No decision while something is awaited from a party, or the parties negotiate. Refuses: paused."""
    return refuse(RefusalCode.PAUSED) if case.pause else None


def case_is_suspended(case: Case, _moment: Moment) -> Refusal | None:
    """Refuses: not_paused."""
    return None if case.pause is PauseGround.SUSPENSION else refuse(RefusalCode.NOT_PAUSED)


def information_is_asked_of_you(case: Case, moment: Moment) -> Refusal | None:
    """Refuses: not_asked_of_you."""
    return None if case.asked is moment.actor.side else refuse(RefusalCode.NOT_ASKED_OF_YOU)


def talk_has_failed_or_is_not_needed(case: Case, moment: Moment) -> Refusal | None:
    """Filing opens when the merchant refuses, after a while, or at once for grave kinds.

    Source: policy key `spans.talk_before_filing`, `kinds.*.talk_first`; seed row S1.
    Refuses: talk_comes_first.
    """
    kind = moment.pack.kinds[case.head.kind]
    if case.talk_refused or not kind.talk_first or case.severity in _GRAVE:
        return None
    span = moment.pack.span(SpanName.TALK_BEFORE_FILING, kind.id, case.severity)
    opens_at = moment.pack.calendar.due_at(case.opened_at, span)
    return None if moment.at >= opens_at else refuse(RefusalCode.TALK_COMES_FIRST, opens_at=opens_at)


def required_items_are_shown(case: Case, moment: Moment) -> Refusal | None:
    """A contest without the items that must be shown counts as no answer. Refuses: required_items_missing."""
    kind = moment.pack.kinds[case.head.kind]
    missing = kind.checklists[Side.RESPONDENT].missing(shown_by(case, Side.RESPONDENT))
    return refuse(RefusalCode.REQUIRED_ITEMS_MISSING, missing=", ".join(missing)) if missing else None


def other_side_has_an_open_offer(case: Case, moment: Moment) -> Refusal | None:
    """Refuses: no_open_offer."""
    if case.open_offer(other(moment.actor.side)):
        return None
    return refuse(RefusalCode.NO_OPEN_OFFER)


def you_have_not_finished(case: Case, moment: Moment) -> Refusal | None:
    """Refuses: already_finished."""
    return refuse(RefusalCode.ALREADY_FINISHED) if moment.actor.side in case.finished else None


def complainant_may_still_reply(case: Case, _moment: Moment) -> Refusal | None:
    """Refuses: already_finished."""
    return refuse(RefusalCode.ALREADY_FINISHED) if case.complainant_replied else None


def complainant_was_heard(case: Case, _moment: Moment) -> Refusal | None:
    """The complainant sees the proof first. Refuses: complainant_not_yet_heard."""
    clock = case.clock(SpanName.PROOF_REPLY)
    if case.complainant_replied or clock is None or clock.due_at is None:
        return None
    return refuse(RefusalCode.COMPLAINANT_NOT_YET_HEARD, due_at=clock.due_at)


def you_have_not_decided_before(case: Case, moment: Moment) -> Refusal | None:
    """Examiner, arbiter and reviewer are different people. Refuses: another_person_must_decide."""
    return refuse(RefusalCode.ANOTHER_PERSON_MUST_DECIDE) if moment.actor.id in case.deciders else None


def you_may_work_on_it(case: Case, moment: Moment) -> Refusal | None:
    """Whoever has decided before may see to the evidence, and takes nothing that is to be decided.

    Refuses: another_person_must_decide.
    """
    return None if case.stage is Stage.EVIDENCE else you_have_not_decided_before(case, moment)


def you_have_not_taken_it(case: Case, moment: Moment) -> Refusal | None:
    """A case that a colleague holds may be taken over: nobody's absence blocks it.

    Refuses: taken_by_you_already.
    """
    return refuse(RefusalCode.TAKEN_BY_YOU_ALREADY) if case.taken_by == moment.actor.id else None


def you_have_an_open_appeal_window(case: Case, moment: Moment) -> Refusal | None:
    """One appeal a side, within its window. Refuses: already_appealed, no_open_window."""
    if moment.actor.side in case.appealed:
        return refuse(RefusalCode.ALREADY_APPEALED)
    window = case.clock(SpanName.APPEAL)
    if window is None or window.owed_by not in (Side.BOTH, moment.actor.side):
        return refuse(RefusalCode.NO_OPEN_WINDOW)
    return None


def both_sides_may_have_appealed(case: Case, _moment: Moment) -> Refusal | None:
    """Both appeals are decided together. Refuses: other_side_may_still_appeal."""
    window = case.clock(SpanName.APPEAL)
    if window is None or window.due_at is None:
        return None
    return refuse(RefusalCode.OTHER_SIDE_MAY_STILL_APPEAL, due_at=window.due_at)


def a_machine_decided(case: Case, _moment: Moment) -> Refusal | None:
    """Refuses: not_decided_by_machine."""
    if case.ruling is not None and case.ruling.by_machine:
        return None
    return refuse(RefusalCode.NOT_DECIDED_BY_MACHINE)


def something_is(*statuses: ObligationStatus) -> Guard:
    """A guard: at least one obligation stands at one of these. Refuses: nothing_stands_there."""

    def something_stands_there(case: Case, _moment: Moment) -> Refusal | None:
        if any(obligation.status in statuses for obligation in case.obligations):
            return None
        return refuse(RefusalCode.NOTHING_STANDS_THERE)

    return something_stands_there


def withdrawal_takes_effect_at_once(case: Case, moment: Moment) -> Refusal | None:
    """Something is open, and the pack's table says that withdrawing it is free.

    A fact that the platform does not know leaves it to a person.
    Source: policy key `withdrawal`; seed rows S8, S9.
    Refuses: withdrawal_not_available, withdrawal_needs_review.
    """
    answer = withdrawal_answer(case, moment.pack, moment.counters)
    if not isinstance(answer, Decided):
        missing = ", ".join(answer.missing)
        return refuse(
            RefusalCode.WITHDRAWAL_NEEDS_REVIEW, rule=f"withdrawal.{answer.row_id}", missing=missing
        )
    rule = f"withdrawal.{answer.row_id}"
    if answer.outcome["answer"] == "not_available" or not case.open_claims:
        return Refusal(RefusalCode.WITHDRAWAL_NOT_AVAILABLE, kept(answer.read), rule)
    if answer.outcome["how"] != "free":
        return Refusal(RefusalCode.WITHDRAWAL_NEEDS_REVIEW, kept(answer.read), rule)
    return None


def withdrawal_may_be_taken_back(case: Case, moment: Moment) -> Refusal | None:
    """Once, within the regret window, and not after anything has been performed.

    Source: policy key `spans.regret`.
    Refuses: not_withdrawn, already_reinstated, something_was_performed, regret_window_closed.
    """
    if case.outcome is not Outcome.WITHDRAWN or case.withdrawn_at is None:
        return refuse(RefusalCode.NOT_WITHDRAWN)
    if case.reinstated_count:
        return refuse(RefusalCode.ALREADY_REINSTATED)
    if any(obligation.status in MONEY_MOVED for obligation in case.obligations):
        return refuse(RefusalCode.SOMETHING_WAS_PERFORMED)
    closed_at = regret_closes_at(case, moment.pack, case.withdrawn_at)
    return None if moment.at < closed_at else refuse(RefusalCode.REGRET_WINDOW_CLOSED, closed_at=closed_at)


def regret_closes_at(case: Case, pack: Pack, withdrawn_at: datetime) -> datetime:
    """The first instant at which a withdrawal can no longer be taken back.

    Source: policy key `spans.regret`.
    """
    span = pack.span(SpanName.REGRET, case.head.kind, case.severity)
    return pack.calendar.due_at(withdrawn_at, span)
