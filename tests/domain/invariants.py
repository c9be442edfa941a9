"""The invariants of the design, as checks on a case and on one step of its life.

Numbers are those of the design's list. A check fails by assertion; it reads nothing but its arguments.
"""

from datetime import datetime
from typing import NamedTuple

import msgspec

from hejie.domain import commands as ask
from hejie.domain import events as happened
from hejie.domain.case import (
    DONE,
    MONEY_MOVED,
    PAUSE_SCOPE,
    STAGE_SCOPE,
    Act,
    Basis,
    Case,
    ClaimStatus,
    Finding,
    FindingResult,
    ObligationStatus,
    OfferStatus,
    Origin,
    SpanName,
    Stage,
)
from hejie.domain.decide import Decision
from hejie.domain.events import AnyEvent, Event
from hejie.domain.evolve import evolve
from hejie.domain.lifecycle import LIFECYCLE, Transition
from hejie.domain.remedies import Computed, formula_minor
from hejie.domain.roles import Actor, Role, Side
from hejie.domain.rulebook import Pack

_EVENT = msgspec.json.Decoder(AnyEvent)
_CASE = msgspec.json.Decoder(Case)
_ENCODER = msgspec.json.Encoder()


class Step(NamedTuple):
    """One accepted command: the case before it (None: there was none), who gave it, and what it made."""

    before: Case | None
    actor: Actor
    command: ask.Command
    at: datetime
    decision: Decision


def row_of(step: Step) -> "Transition[ask.Command]":
    """The row of the lifecycle that allowed a step."""
    stage = step.before.stage if step.before else None
    for row in LIFECYCLE:
        here = not row.stages if stage is None else stage in row.stages
        if here and row.command is type(step.command) and step.actor.role in row.by:
            return row
    raise AssertionError(f"no row allows {step.command} at {stage}")


def check_step(step: Step, pack: Pack) -> None:
    """Everything that must hold of a step and of the case after it."""
    _goes_where_its_row_says(step)
    _only_the_complainant_withdraws(step)
    _rulings_change_only_by_appeal_or_for_a_person(step)
    _nobody_decides_twice(step)
    _clocks_of_staff_only_escalate(step)
    _nothing_done_is_done_again(step)
    _taking_moves_nothing(step)
    for event in step.decision.events:
        if isinstance(event, happened.Ruled):
            _ruling_can_be_contested(step, event, pack)
    check_case(step.decision.case, pack)


def check_case(case: Case, pack: Pack) -> None:
    """Everything that must hold of a case at any time."""
    _something_is_awaited_under_a_clock(case)
    _names_are_unique(case)
    _respondent_was_heard_before_paying(case)
    _no_line_is_paid_more_than_was_awarded(case, pack)


def check_round_trip(step: Step) -> None:
    """6: events and snapshots survive being written down, and the written events make the same case."""
    case = None if step.before is None else _CASE.decode(_ENCODER.encode(step.before))
    for event in step.decision.events:
        read: Event = _EVENT.decode(_ENCODER.encode(event))
        assert read == event
        case = evolve(case, read, step.at)
    assert case == step.decision.case
    assert case is not None
    assert _CASE.decode(_ENCODER.encode(case)) == case


def _goes_where_its_row_says(step: Step) -> None:
    row, stage = row_of(step), step.decision.case.stage
    before = None if step.before is None else step.before.stage
    if before is stage:
        assert row.stays, f"{row.name} left the case at {stage}"
    else:
        assert (before, stage) in row.leads, f"{row.name} led from {before} to {stage}"


def _only_the_complainant_withdraws(step: Step) -> None:
    """1 and 2: a claim becomes withdrawn by the complainant's own command, and never once ruled."""
    before = {claim.id: claim.status for claim in step.before.claims} if step.before else {}
    withdrawn = [
        claim
        for claim in step.decision.case.claims
        if claim.status is ClaimStatus.WITHDRAWN and before.get(claim.id) is not ClaimStatus.WITHDRAWN
    ]
    if withdrawn:
        assert isinstance(step.command, ask.RequestWithdrawal)
        assert step.actor.role is Role.COMPLAINANT
        assert step.before is not None
        assert step.before.ruling is None


def _rulings_change_only_by_appeal_or_for_a_person(step: Step) -> None:
    """2: only an appeal changes a ruling; a machine's may be set aside for a person."""
    ruling = step.before.ruling if step.before else None
    if ruling is not None and step.decision.case.ruling != ruling:
        assert isinstance(step.command, ask.DecideAppeal | ask.AskForPerson)
        if isinstance(step.command, ask.AskForPerson):
            assert ruling.by_machine


def _nobody_decides_twice(step: Step) -> None:
    """2: examiner, arbiter and reviewer are different people."""
    if isinstance(step.command, ask.Examine | ask.Rule | ask.DecideAppeal):
        assert step.before is not None
        assert step.actor.id not in step.before.deciders
        assert step.actor.id in step.decision.case.deciders


def _clocks_of_staff_only_escalate(step: Step) -> None:
    """3: a staff clock that ran out changes nothing but itself and the count of escalations."""
    lapsed = [event for event in step.decision.events if isinstance(event, happened.ClockLapsed)]
    if not isinstance(step.command, ask.Lapse):
        assert not lapsed
        return
    (clock,) = lapsed
    escalated = any(isinstance(event, happened.Escalated) for event in step.decision.events)
    assert escalated == (clock.owed_by is Side.STAFF)
    if escalated:
        before, after = step.before, step.decision.case
        assert before is not None
        same = msgspec.structs.replace(
            after,
            clocks=before.clocks,
            clock_count=before.clock_count,
            escalated_count=before.escalated_count,
            changed_at=before.changed_at,
        )
        assert same == before
        assert after.escalated_count == before.escalated_count + 1
        names = sorted((one.name, one.scope, one.owed_by) for one in before.clocks)
        assert names == sorted((one.name, one.scope, one.owed_by) for one in after.clocks)


def _taking_moves_nothing(step: Step) -> None:
    """A taking changes who holds the case and nothing else; a case that moves on is held by nobody."""
    before, after = step.before, step.decision.case
    if isinstance(step.command, ask.Take):
        assert before is not None
        assert step.decision.events == (happened.CaseTaken(step.actor.id),)
        taken = msgspec.structs.replace(before, taken_by=step.actor.id, changed_at=after.changed_at)
        assert after == taken != before
    elif before is not None and before.stage is after.stage:
        assert after.taken_by == before.taken_by
    else:
        assert not after.taken_by


_AFTER_A_WORD = {
    ObligationStatus.RECORDED: (
        ObligationStatus.RECORDED,
        ObligationStatus.CONTESTED,
        ObligationStatus.PERFORMED,
    ),
    ObligationStatus.CONTESTED: (ObligationStatus.CONTESTED, ObligationStatus.PERFORMED),
}


def _nothing_done_is_done_again(step: Step) -> None:
    """9: what has been done, enforced, waived or dropped stays so."""
    if step.before is None:
        return
    for was in step.before.obligations:
        now = step.decision.case.obligation(was.id)
        assert now is not None
        if was.status in DONE:
            assert now == was
        if was.status in (ObligationStatus.RECORDED, ObligationStatus.CONTESTED):
            # What is said to be done is accepted or judged; it is not passed over.
            judged = isinstance(step.command, ask.DecidePerformance)
            assert judged or now.status in _AFTER_A_WORD[was.status]
    moved = [
        event.obligation
        for event in step.decision.events
        if isinstance(event, happened.PerformanceAccepted | happened.ObligationEnforced)
    ]
    assert len(moved) == len(set(moved))


_BY_MACHINE = (Basis.RECORD, Basis.DEFAULT)


def _ruling_can_be_contested(step: Step, event: happened.Ruled, pack: Pack) -> None:
    """7: a ruling cites rules that exist, says whether a machine made it, and opens a window to appeal."""
    ruling, case = event.ruling, step.decision.case
    assert ruling.rules
    assert set(ruling.rules) <= pack.rule_ids(case.head.kind)
    by_machine = step.actor.role is Role.CLOCK
    assert (ruling.basis in _BY_MACHINE) == ruling.by_machine == by_machine == (not ruling.by)
    window = case.clock(SpanName.APPEAL)
    if ruling.basis is not Basis.REVIEW:
        assert case.stage is Stage.RULED
        assert window is not None
        assert window.owed_by is Side.BOTH
        return
    before = step.before
    assert before is not None
    assert before.ruling is not None
    unheard = _losers(before.ruling.findings, ruling.findings) - set(before.appealed)
    if unheard and not before.window_opened_again:
        assert window is not None
        assert {window.owed_by} == unheard


_WEIGHT = {FindingResult.REJECTED: 0, FindingResult.PARTLY: 1, FindingResult.UPHELD: 2}


def _losers(before: tuple[Finding, ...], after: tuple[Finding, ...]) -> set[Side]:
    """Whom a changed ruling goes against: said here once more, and differently, than in the product."""
    losers: set[Side] = set()
    for new in after:
        (old,) = (finding for finding in before if finding.claim == new.claim)
        more = _weight(new) > _weight(old)
        less = _weight(new) < _weight(old)
        if more or (not less and new.awards != old.awards):
            losers.add(Side.RESPONDENT)
        if less or (not more and new.awards != old.awards):
            losers.add(Side.COMPLAINANT)
    return losers


def _weight(finding: Finding) -> tuple[int, int]:
    paid = [award.amount_minor or 0 for award in finding.awards if award.act is Act.PAY]
    return _WEIGHT[finding.result], sum(paid)


def _something_is_awaited_under_a_clock(case: Case) -> None:
    """3: every stage but closed, every pause, every obligation has a clock; no clock belongs to nothing."""
    stage_clocks = [clock for clock in case.clocks if clock.scope == STAGE_SCOPE]
    open_ids = {owed.id for owed in case.open_obligations}
    if case.stage is Stage.CLOSED:
        assert not case.clocks
        assert not open_ids
        assert case.pause is None
        assert case.outcome is not None
        return
    assert case.outcome is None
    assert bool(stage_clocks) == (case.stage is not Stage.PERFORMING)
    assert open_ids or case.stage is not Stage.PERFORMING
    for owed in case.open_obligations:
        clocks = [clock for clock in case.clocks if clock.scope == owed.id]
        if owed.status is ObligationStatus.WAITING:
            assert not clocks
            assert owed.after in open_ids
        else:
            assert len(clocks) == 1, owed
    scopes = {clock.scope for clock in case.clocks}
    assert scopes <= open_ids | {STAGE_SCOPE, PAUSE_SCOPE}
    assert (case.pause is not None) == (PAUSE_SCOPE in scopes)
    for clock in case.clocks:
        # Only what the procedure awaits stands still; what is owed goes on being owed.
        assert clock.due_at is not None or (case.pause is not None and clock.scope == STAGE_SCOPE)
    assert case.next_due_at is not None


def _names_are_unique(case: Case) -> None:
    for ids in (
        [clock.id for clock in case.clocks],
        [owed.id for owed in case.obligations],
        [offer.id for offer in case.offers],
        [item.id for item in case.evidence],
        [claim.id for claim in case.claims],
    ):
        assert len(ids) == len(set(ids)), ids
    for by in (Side.COMPLAINANT, Side.RESPONDENT):
        assert sum(offer.by is by and offer.status is OfferStatus.OPEN for offer in case.offers) <= 1


def _respondent_was_heard_before_paying(case: Case) -> None:
    """4: no ruling, and so no money, before the respondent answered or let its window pass."""
    if case.ruling is not None or any(owed.origin is Origin.RULING for owed in case.obligations):
        assert case.respondent_heard


def _no_line_is_paid_more_than_was_awarded(case: Case, pack: Pack) -> None:
    """9: what was and may still be paid for a claim is no more than the most that was ever due for it."""
    payments = [owed for owed in case.obligations if owed.act is Act.PAY]
    if not payments:
        return
    for line in {owed.line for owed in payments}:
        of_line = [owed for owed in payments if owed.line == line]
        total = sum(
            owed.amount_minor or 0
            for owed in of_line
            if owed.status in MONEY_MOVED or owed.status not in DONE
        )
        # The claims of a line never change their id once something is owed for it.
        (claim,) = {owed.claim for owed in of_line}
        assert total <= _most_awarded(case, pack, claim), (line, of_line)


def _most_awarded(case: Case, pack: Pack, id: str) -> int:
    claim = case.claim(id)
    assert claim is not None
    computed = formula_minor(case, pack.kinds[case.head.kind], claim)
    answered = claim.amount_minor or (computed.amount_minor if isinstance(computed, Computed) else 0)
    offered = [
        sum(term.amount_minor or 0 for term in offer.terms if term.claim == id)
        for offer in case.offers
        if offer.status is OfferStatus.ACCEPTED
    ]
    findings = case.ruling.findings if case.ruling else ()
    ruled = [
        sum(award.amount_minor or 0 for award in finding.awards)
        for finding in findings
        if finding.claim == id
    ]
    return max(answered, *offered, *ruled, 0)
