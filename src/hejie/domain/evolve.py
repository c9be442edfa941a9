"""How an event changes a case. One function an event; no rule is asked and nothing is refused here.

Replaying the events of a stream gives its state: `evolve` reads nothing but the case, the event and the
instant at which it was recorded.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from msgspec.structs import replace

from hejie.domain import events as happened
from hejie.domain.case import (
    PAUSE_SCOPE,
    STAGE_SCOPE,
    Basis,
    Case,
    Claim,
    ClaimStatus,
    Clock,
    Departure,
    FindingResult,
    Flag,
    Obligation,
    ObligationStatus,
    OfferStatus,
    Outcome,
    Stage,
)
from hejie.domain.roles import Side

_RETURNABLE = frozenset(
    {
        Stage.TALKING,
        Stage.AWAITING_ANSWER,
        Stage.AWAITING_CONSUMER,
        Stage.EXAMINING,
        Stage.EVIDENCE,
        Stage.DECIDING,
    }
)
"""Stages before a ruling: a case that leaves one of these may come back to it."""

_STATUS_OF = {
    FindingResult.UPHELD: ClaimStatus.UPHELD,
    FindingResult.REJECTED: ClaimStatus.REJECTED,
    FindingResult.PARTLY: ClaimStatus.PARTLY,
}


def open_case(event: happened.CaseOpened, at: datetime) -> Case:
    """The case that its first event makes."""
    return Case(
        head=event.head,
        severity=event.severity,
        stage=Stage.TALKING,
        opened_at=at,
        changed_at=at,
        claims=event.claims,
    )


def evolve(case: Case | None, event: happened.Event, at: datetime) -> Case:
    """The case after an event that was recorded at an instant."""
    if case is None:
        assert isinstance(event, happened.CaseOpened), "a stream begins with case_opened"
        return open_case(event, at)
    return _EVOLVE[type(event)](case, event, at)


def replay(history: Iterable[tuple[happened.Event, datetime]]) -> Case:
    """The case that a history amounts to; it has at least one event."""
    case: Case | None = None
    for event, at in history:
        case = evolve(case, event, at)
    assert case is not None, "a history has at least one event"
    return case


def _unchanged(case: Case, _event: happened.Event, at: datetime) -> Case:
    return replace(case, changed_at=at)


def _filed(case: Case, event: happened.ComplaintFiled, at: datetime) -> Case:
    offers = case.offers
    if event.claims != case.claims:
        # An offer spoke of the demands before: its claims may be other ones now.
        offers = tuple(
            replace(offer, status=OfferStatus.REPLACED) if offer.status is OfferStatus.OPEN else offer
            for offer in offers
        )
    return replace(
        case,
        claims=event.claims,
        offers=offers,
        filed_at=at,
        escalate_if_refused=event.escalate_if_refused,
        changed_at=at,
    )


def _offer_made(case: Case, event: happened.OfferMade, at: datetime) -> Case:
    new = event.offer
    earlier = tuple(
        replace(offer, status=OfferStatus.DECLINED if offer.id == new.answers else OfferStatus.REPLACED)
        if offer.status is OfferStatus.OPEN and (offer.by is new.by or offer.id == new.answers)
        else offer
        for offer in case.offers
    )
    heard = case.respondent_heard or (new.by is Side.RESPONDENT and case.filed_at is not None)
    return replace(case, offers=(*earlier, new), respondent_heard=heard, changed_at=at)


def _offer_status(case: Case, id: str, status: OfferStatus, at: datetime) -> Case:
    offers = tuple(replace(offer, status=status) if offer.id == id else offer for offer in case.offers)
    return replace(case, offers=offers, changed_at=at)


def _claims(case: Case, ids: tuple[str, ...], status: ClaimStatus) -> tuple[Claim, ...]:
    return tuple(replace(claim, status=status) if claim.id in ids else claim for claim in case.claims)


def _offer_accepted(case: Case, event: happened.OfferAccepted, at: datetime) -> Case:
    accepted = _offer_status(case, event.offer, OfferStatus.ACCEPTED, at)
    return replace(accepted, claims=_claims(case, event.claims, ClaimStatus.SETTLED))


def _offer_declined(case: Case, event: happened.OfferDeclined, at: datetime) -> Case:
    return _offer_status(case, event.offer, OfferStatus.DECLINED, at)


def _claims_accepted(case: Case, event: happened.ClaimsAccepted, at: datetime) -> Case:
    claims = _claims(case, event.claims, ClaimStatus.SETTLED)
    return replace(case, claims=claims, respondent_heard=True, changed_at=at)


def _refused(case: Case, _event: happened.Refused, at: datetime) -> Case:
    return replace(case, talk_refused=case.talk_refused or case.filed_at is None, changed_at=at)


def _contested(case: Case, _event: happened.Contested, at: datetime) -> Case:
    return replace(case, respondent_heard=True, complainant_replied=False, changed_at=at)


def _contest_decided(case: Case, event: happened.ContestDecided, at: datetime) -> Case:
    return replace(
        case,
        severity=event.severity or case.severity,
        points=case.points if event.points is None else event.points,
        deciders=(*case.deciders, event.by),
        changed_at=at,
    )


def _evidence_submitted(case: Case, event: happened.EvidenceSubmitted, at: datetime) -> Case:
    return replace(case, evidence=(*case.evidence, event.evidence), changed_at=at)


def _case_taken(case: Case, event: happened.CaseTaken, at: datetime) -> Case:
    return replace(case, taken_by=event.by, changed_at=at)


def _evidence_finished(case: Case, event: happened.EvidenceFinished, at: datetime) -> Case:
    if case.stage is Stage.EXAMINING:
        return replace(case, complainant_replied=True, changed_at=at)
    return replace(case, finished=(*case.finished, event.side), changed_at=at)


def _ruled(case: Case, event: happened.Ruled, at: datetime) -> Case:
    ruling = event.ruling
    status = {finding.claim: _STATUS_OF[finding.result] for finding in ruling.findings}
    claims = tuple(
        replace(claim, status=status[claim.id]) if claim.id in status else claim for claim in case.claims
    )
    # A review is counted when it is decided: it need not change the ruling.
    deciding = not ruling.by_machine and ruling.basis is not Basis.REVIEW
    return replace(
        case,
        claims=claims,
        ruling=ruling,
        ruling_count=case.ruling_count + 1,
        deciders=(*case.deciders, ruling.by) if deciding else case.deciders,
        changed_at=at,
    )


def _ruling_set_aside(case: Case, _event: happened.RulingSetAside, at: datetime) -> Case:
    assert case.ruling is not None, "only a ruling can be set aside"
    decided = tuple(finding.claim for finding in case.ruling.findings)
    return replace(case, claims=_claims(case, decided, ClaimStatus.OPEN), ruling=None, changed_at=at)


def _appealed(case: Case, event: happened.Appealed, at: datetime) -> Case:
    return replace(case, appealed=(*case.appealed, event.side), changed_at=at)


def _appeal_decided(case: Case, event: happened.AppealDecided, at: datetime) -> Case:
    # A second window that follows belongs to the side that has not appealed yet.
    return replace(
        case,
        window_opened_again=case.window_opened_again or event.changed,
        deciders=(*case.deciders, event.by),
        changed_at=at,
    )


def _obligations_created(case: Case, event: happened.ObligationsCreated, at: datetime) -> Case:
    return replace(case, obligations=case.obligations + event.obligations, changed_at=at)


def _obligation(case: Case, id: str, status: ObligationStatus, at: datetime) -> Case:
    def moved(obligation: Obligation) -> Obligation:
        if obligation.id == id:
            return replace(obligation, status=status)
        released = obligation.after == id and status in (
            ObligationStatus.PERFORMED,
            ObligationStatus.WAIVED,
        )
        if released and obligation.status is ObligationStatus.WAITING:
            return replace(obligation, status=ObligationStatus.OWED)
        return obligation

    return replace(case, obligations=tuple(map(moved, case.obligations)), changed_at=at)


def _obligation_to(status: ObligationStatus) -> Callable[[Case, Any, datetime], Case]:
    return lambda case, event, at: _obligation(case, event.obligation, status, at)


def _complaint_resumed(case: Case, event: happened.ComplaintResumed, at: datetime) -> Case:
    # A broken settlement opens the way to filing as a refusal does.
    claims = _claims(case, event.claims, ClaimStatus.OPEN)
    return replace(case, claims=claims, outcome=None, talk_refused=True, changed_at=at)


def _claims_withdrawn(case: Case, event: happened.ClaimsWithdrawn, at: datetime) -> Case:
    claims = _claims(case, event.claims, ClaimStatus.WITHDRAWN)
    return replace(case, claims=claims, withdrawn_at=at, changed_at=at)


def _case_reinstated(case: Case, event: happened.CaseReinstated, at: datetime) -> Case:
    return replace(
        case,
        claims=_claims(case, event.claims, ClaimStatus.OPEN),
        outcome=None,
        withdrawn_at=None,
        reinstated_count=case.reinstated_count + 1,
        changed_at=at,
    )


def _standing_still(clocks: tuple[Clock, ...], at: datetime) -> tuple[Clock, ...]:
    return tuple(
        clock
        if clock.due_at is None or clock.scope != STAGE_SCOPE
        else replace(clock, due_at=None, left_seconds=int(clock.left(at).total_seconds()))
        for clock in clocks
    )


def _stage_clocks(case: Case) -> tuple[Clock, ...]:
    return tuple(clock for clock in case.clocks if clock.scope == STAGE_SCOPE)


def _left(case: Case, at: datetime) -> Departure | None:
    """Remember where the case was, if it may come back there."""
    if case.stage not in _RETURNABLE:
        return case.left
    return Departure(case.stage, at, _standing_still(_stage_clocks(case), at))


def _stage_entered(case: Case, event: happened.StageEntered, at: datetime) -> Case:
    kept = tuple(clock for clock in case.clocks if clock.scope != STAGE_SCOPE)
    return replace(
        case,
        stage=event.stage,
        clocks=kept + event.clocks,
        clock_count=case.clock_count + len(event.clocks),
        left=_left(case, at) if event.stage is Stage.PERFORMING else case.left,
        finished=case.finished if event.stage is case.stage else (),
        taken_by=case.taken_by if event.stage is case.stage else "",
        changed_at=at,
    )


def _clock_started(case: Case, event: happened.ClockStarted, at: datetime) -> Case:
    return replace(case, clocks=(*case.clocks, event.clock), clock_count=case.clock_count + 1, changed_at=at)


def _without(clocks: tuple[Clock, ...], id: str) -> tuple[Clock, ...]:
    return tuple(clock for clock in clocks if clock.id != id)


def _clock_stopped(case: Case, event: happened.ClockStopped, at: datetime) -> Case:
    return replace(case, clocks=_without(case.clocks, event.clock), changed_at=at)


def _clock_extended(case: Case, event: happened.ClockExtended, at: datetime) -> Case:
    clocks = tuple(
        replace(clock, due_at=event.due_at, extended=clock.extended + 1) if clock.id == event.clock else clock
        for clock in case.clocks
    )
    return replace(case, clocks=clocks, changed_at=at)


def _clock_lapsed(case: Case, event: happened.ClockLapsed, at: datetime) -> Case:
    return replace(
        case,
        clocks=_without(case.clocks, event.clock),
        respondent_heard=case.respondent_heard or event.name == "answer",
        complainant_replied=case.complainant_replied or event.name == "proof_reply",
        changed_at=at,
    )


def _escalated(case: Case, _event: happened.Escalated, at: datetime) -> Case:
    return replace(case, escalated_count=case.escalated_count + 1, changed_at=at)


def _clocks_paused(case: Case, event: happened.ClocksPaused, at: datetime) -> Case:
    return replace(
        case,
        clocks=(*_standing_still(case.clocks, at), event.clock),
        clock_count=case.clock_count + 1,
        pause=event.ground,
        asked=event.asked,
        changed_at=at,
    )


def _clocks_resumed(case: Case, event: happened.ClocksResumed, at: datetime) -> Case:
    rested = 0
    if case.pause == "suspension":
        started = next(clock.started_at for clock in case.clocks if clock.scope == PAUSE_SCOPE)
        rested = int((at - started).total_seconds())
    return replace(
        case,
        clocks=event.clocks,
        pause=None,
        asked=None,
        suspended_seconds=case.suspended_seconds + rested,
        changed_at=at,
    )


def _flag_raised(case: Case, event: happened.FlagRaised, at: datetime) -> Case:
    flags: tuple[Flag, ...] = (*case.flags, event.flag)
    return replace(case, flags=flags, changed_at=at)


def _closed(case: Case, event: happened.CaseClosed, at: datetime) -> Case:
    left = _left(case, at) if event.outcome is Outcome.WITHDRAWN else case.left
    return replace(
        case,
        stage=Stage.CLOSED,
        outcome=event.outcome,
        clocks=(),
        left=left,
        taken_by="",
        changed_at=at,
    )


_EVOLVE: dict[type[happened.Event], Callable[[Case, Any, datetime], Case]] = {
    happened.ComplaintFiled: _filed,
    happened.Said: _unchanged,
    happened.OfferMade: _offer_made,
    happened.OfferAccepted: _offer_accepted,
    happened.OfferDeclined: _offer_declined,
    happened.ClaimsAccepted: _claims_accepted,
    happened.Refused: _refused,
    happened.Contested: _contested,
    happened.ContestDecided: _contest_decided,
    happened.EvidenceSubmitted: _evidence_submitted,
    happened.EvidenceFinished: _evidence_finished,
    happened.InterventionRequested: _unchanged,
    happened.CaseTaken: _case_taken,
    happened.Ruled: _ruled,
    happened.RulingSetAside: _ruling_set_aside,
    happened.Appealed: _appealed,
    happened.AppealDecided: _appeal_decided,
    happened.RulingBecameFinal: _unchanged,
    happened.ObligationsCreated: _obligations_created,
    happened.PerformanceRecorded: _obligation_to(ObligationStatus.RECORDED),
    happened.PerformanceAccepted: _obligation_to(ObligationStatus.PERFORMED),
    happened.PerformanceContested: _obligation_to(ObligationStatus.CONTESTED),
    happened.ObligationBreached: _obligation_to(ObligationStatus.BREACHED),
    happened.EnforcementRequested: _obligation_to(ObligationStatus.ENFORCING),
    happened.ObligationEnforced: _obligation_to(ObligationStatus.ENFORCED),
    happened.ObligationTransferred: _obligation_to(ObligationStatus.TRANSFERRED),
    happened.ObligationWaived: _obligation_to(ObligationStatus.WAIVED),
    happened.ObligationDropped: _obligation_to(ObligationStatus.DROPPED),
    happened.ComplaintResumed: _complaint_resumed,
    happened.ClaimsWithdrawn: _claims_withdrawn,
    happened.CaseReinstated: _case_reinstated,
    happened.StageEntered: _stage_entered,
    happened.ClockStarted: _clock_started,
    happened.ClockStopped: _clock_stopped,
    happened.ClockExtended: _clock_extended,
    happened.ClockLapsed: _clock_lapsed,
    happened.Escalated: _escalated,
    happened.ClocksPaused: _clocks_paused,
    happened.ClocksResumed: _clocks_resumed,
    happened.InformationSupplied: _unchanged,
    happened.FlagRaised: _flag_raised,
    happened.CaseClosed: _closed,
}
