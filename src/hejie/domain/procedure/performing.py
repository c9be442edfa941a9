"""Obligations: recorded, accepted, contested, breached, enforced, waived, or given up for the complaint."""

from hejie.domain.case import Act, Obligation, ObligationStatus, SpanName, Stage
from hejie.domain.commands import (
    AcceptPerformance,
    ContestPerformance,
    DecidePerformance,
    Enforce,
    RecordPerformance,
    RequestEnforcement,
    ResumeComplaint,
    WaivePerformance,
)
from hejie.domain.draft import Draft
from hejie.domain.events import (
    ComplaintResumed,
    ObligationEnforced,
    ObligationTransferred,
    ObligationWaived,
    PerformanceAccepted,
    PerformanceContested,
    PerformanceRecorded,
)
from hejie.domain.refusals import Refusal, RefusalCode, refuse
from hejie.domain.remedies import breach, drop, enforce_later, released, settle_on
from hejie.domain.roles import Side, other

OPEN_TO_WAIVE = (ObligationStatus.OWED, ObligationStatus.BREACHED, ObligationStatus.ENFORCING)
"""What is said to be done is accepted or contested instead: waived, it would be credited to nothing."""

_BEING_JUDGED = (ObligationStatus.RECORDED, ObligationStatus.CONTESTED)


def record_performance(draft: Draft, command: RecordPerformance) -> Refusal | None:
    """Say that it is done; the other side has its time to look. Refuses: obligation_…"""
    found = _obligation(draft, command.obligation, draft.side, ObligationStatus.OWED)
    if isinstance(found, Refusal):
        return found
    draft.stop(found.id)
    draft.add(PerformanceRecorded(found.id, command.sha256 or ""))
    draft.start(SpanName.ACCEPT_PERFORMANCE, other(found.by), found.id)
    return None


def accept_performance(draft: Draft, command: AcceptPerformance) -> Refusal | None:
    """The creditor has what it was owed. Refuses: obligation_…"""
    statuses = (ObligationStatus.RECORDED, ObligationStatus.CONTESTED)
    found = _obligation(draft, command.obligation, other(draft.side), *statuses)
    if isinstance(found, Refusal):
        return found
    performed(draft, found, draft.side)
    return None


def performed(
    draft: Draft, obligation: Obligation, by: Side, *, in_silence: bool = False, text: str = ""
) -> None:
    """It is done: what waited for it begins, and if nothing waits the case may close."""
    draft.stop(obligation.id)
    draft.add(PerformanceAccepted(obligation.id, by, in_silence, text))
    released(draft, obligation)
    _go_on(draft)


def contest_performance(draft: Draft, command: ContestPerformance) -> Refusal | None:
    """It is not done, says the creditor: an officer decides. Refuses: obligation_…"""
    found = _obligation(draft, command.obligation, other(draft.side), ObligationStatus.RECORDED)
    if isinstance(found, Refusal):
        return found
    draft.stop(found.id)
    draft.add(PerformanceContested(found.id, command.text))
    draft.start(SpanName.DECIDE_PERFORMANCE, Side.STAFF, found.id)
    return None


def decide_performance(draft: Draft, command: DecidePerformance) -> Refusal | None:
    """An officer finds whether it was done; if not, that is a breach. Refuses: obligation_…"""
    found = _obligation(draft, command.obligation, None, ObligationStatus.CONTESTED)
    if isinstance(found, Refusal):
        return found
    if command.performed:
        performed(draft, found, Side.STAFF, text=command.text)
    else:
        breach(draft, found, command.text)
        _go_on(draft)
    return None


def waive_performance(draft: Draft, command: WaivePerformance) -> Refusal | None:
    """The creditor lets the debtor off. Refuses: obligation_…"""
    found = _obligation(draft, command.obligation, other(draft.side), *OPEN_TO_WAIVE)
    if isinstance(found, Refusal):
        return found
    draft.stop(found.id)
    draft.add(ObligationWaived(found.id))
    released(draft, found)
    _go_on(draft)
    return None


def request_enforcement(draft: Draft, command: RequestEnforcement) -> Refusal | None:
    """After the breach of a settlement, have it enforced. Refuses: obligation_…"""
    found = _obligation(draft, command.obligation, other(draft.side), ObligationStatus.BREACHED)
    if isinstance(found, Refusal):
        return found
    enforce_later(draft, found)
    return None


def resume_complaint(draft: Draft, command: ResumeComplaint) -> Refusal | None:
    """After the breach of a settlement, go back to the stage that was left.

    What the settlement still owes falls away; what was performed stays performed and is credited. So
    what is said to be done is accepted or judged before.
    Refuses: obligation_…, claim_was_ruled_on.
    """
    found = _obligation(draft, command.obligation, other(draft.side), ObligationStatus.BREACHED)
    if isinstance(found, Refusal):
        return found
    case = draft.case
    if case.ruling is not None:
        return refuse(RefusalCode.CLAIM_WAS_RULED_ON)
    unfinished = [one for one in case.open_obligations if one.origin is found.origin]
    if any(one.status in _BEING_JUDGED for one in unfinished):
        status = next(str(one.status) for one in unfinished if one.status in _BEING_JUDGED)
        return refuse(RefusalCode.OBLIGATION_STANDS_ELSEWHERE, status=status)
    claims = tuple(dict.fromkeys(one.claim for one in unfinished))
    for obligation in unfinished:
        if draft.case.obligation(obligation.id) in draft.case.open_obligations:
            drop(draft, obligation)
    draft.add(ComplaintResumed(claims))
    if case.stage is Stage.PERFORMING and case.left is not None:
        draft.return_to(case.left)
    return None


def enforce(draft: Draft, command: Enforce) -> Refusal | None:
    """Carry it out from the deposit; what cannot be, is transferred with a word on where to go.

    Refuses: obligation_…; award_does_not_fit where something else than money is to come from a deposit.
    """
    found = _obligation(draft, command.obligation, None, ObligationStatus.ENFORCING)
    if isinstance(found, Refusal):
        return found
    if command.from_deposit and found.act is not Act.PAY:
        return refuse(RefusalCode.AWARD_DOES_NOT_FIT, claim=found.claim)
    draft.stop(found.id)
    by = draft.moment.actor.id
    event = ObligationEnforced if command.from_deposit else ObligationTransferred
    draft.add(event(found.id, by))
    _go_on(draft)
    return None


def _go_on(draft: Draft) -> None:
    if draft.case.stage is Stage.PERFORMING:
        settle_on(draft)


def _obligation(
    draft: Draft, id: str, debtor: Side | None, *statuses: ObligationStatus
) -> Obligation | Refusal:
    found = draft.case.obligation(id)
    if found is None:
        return refuse(RefusalCode.OBLIGATION_UNKNOWN, obligation=id)
    if debtor is not None and found.by is not debtor:
        return refuse(RefusalCode.OBLIGATION_IS_NOT_YOURS)
    if found.status not in statuses:
        return refuse(RefusalCode.OBLIGATION_STANDS_ELSEWHERE, status=str(found.status))
    return found
