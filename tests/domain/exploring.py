"""A breadth-first search over every abstract state that a world can reach, driving the real `decide`.

Two cases are the same abstract state if nothing that the rules read tells them apart: instants are kept
only as the order in which clocks run out and as yes or no to "has it come", amounts as none or some.
Time moves in three ways: by a second after each command, to the closing instant of the next clock, and to
instants in between at which something changes though no clock runs out.
"""

from collections import Counter, deque
from collections.abc import Hashable, Iterator
from datetime import datetime
from typing import NamedTuple

from hejie.domain import commands as ask
from hejie.domain.case import (
    MONEY_MOVED,
    Basis,
    Case,
    Clock,
    ObligationStatus,
    Offer,
    OfferStatus,
    Origin,
    Outcome,
    SpanName,
    Stage,
)
from hejie.domain.decide import Decision, decide, first_due
from hejie.domain.draft import Moment
from hejie.domain.events import Event, event_name
from hejie.domain.facts import shown_by
from hejie.domain.refusals import RefusalCode
from hejie.domain.roles import STAFF, THE_CLOCK, Actor, Role, Side
from hejie.domain.rulebook import Kind

from .builders import FEW, NOON, SECOND
from .invariants import Step, row_of
from .worlds import World, moves, opening


class Node(NamedTuple):
    """A state as it was first reached: from which one, by which events at which instant."""

    case: Case
    at: datetime
    parent: int
    events: tuple[Event, ...]
    happened_at: datetime


class Search:
    """What a search of one world has found."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.nodes: list[Node] = []
        self.transitions = 0
        self.stages: Counter[Stage] = Counter()
        self.moves: set[tuple[str, Stage | None, Stage]] = set()
        self.events: set[str] = set()
        self.clocks: set[SpanName] = set()
        self.refusals: set[RefusalCode] = set()
        self.outcomes: set[Outcome] = set()
        self._seen: dict[Hashable, int] = {}
        self._patient: list[list[int]] = []
        """For each state, those from which clocks, time and staff alone lead to it."""

    def steps(self) -> Iterator[tuple[Step, bool]]:
        """Every transition there is, with whether it reached a new state."""
        waiting: deque[int] = deque()
        for actor, command in opening(self.world):
            step = self._decided(None, actor, command, NOON)
            if step is not None:
                yield step, self._arrive(step, -1, waiting)
        while waiting:
            here = waiting.popleft()
            node = self.nodes[here]
            for actor, command, at in self._choices(node.case, node.at):
                step = self._decided(node.case, actor, command, at)
                if step is not None:
                    yield step, self._arrive(step, here, waiting)
            for at in self._turning_points(node.case, node.at):
                self._enter(Node(node.case, at, here, (), at), here, waiting, patient=True)

    def history(self, place: int) -> list[tuple[Event, datetime]]:
        """The events that led to a state, from the beginning."""
        path: list[Node] = []
        while place >= 0:
            path.append(self.nodes[place])
            place = path[-1].parent
        return [(event, node.happened_at) for node in reversed(path) for event in node.events]

    def stuck(self) -> list[Case]:
        """Cases that clocks and staff alone would never close."""
        safe = {place for place, node in enumerate(self.nodes) if node.case.stage is Stage.CLOSED}
        waiting = deque(safe)
        while waiting:
            for earlier in self._patient[waiting.popleft()]:
                if earlier not in safe:
                    safe.add(earlier)
                    waiting.append(earlier)
        return [node.case for place, node in enumerate(self.nodes) if place not in safe]

    def _decided(self, case: Case | None, actor: Actor, command: ask.Command, at: datetime) -> Step | None:
        answer = decide(case, command, Moment(at, actor, self.world.pack, self.world.order, FEW))
        if not isinstance(answer, Decision):
            self.refusals.add(answer.code)
            return None
        return Step(case, actor, command, at, answer)

    def _choices(self, case: Case, at: datetime) -> Iterator[tuple[Actor, ask.Command, datetime]]:
        due = first_due(case, at)
        if due is not None:
            yield THE_CLOCK, ask.Lapse(due.id), at
            return
        for actor, command in moves(self.world, case, at):
            yield actor, command, at
        due_at = case.next_due_at
        if due_at is not None:
            clock = first_due(case, due_at)
            assert clock is not None
            yield THE_CLOCK, ask.Lapse(clock.id), due_at

    def _turning_points(self, case: Case, at: datetime) -> Iterator[datetime]:
        points = [term.due_at for offer in _open_offers(case) for term in offer.terms]
        points += [
            point for point in (filing_opens_at(self.world, case), regret_ends_at(self.world, case)) if point
        ]
        for point in points:
            if at < point and (case.next_due_at is None or point < case.next_due_at):
                yield point

    def _arrive(self, step: Step, here: int, waiting: deque[int]) -> bool:
        self.transitions += 1
        case = step.decision.case
        before = None if step.before is None else step.before.stage
        self.moves.add((row_of(step).name, before, case.stage))
        self.events.update(event_name(event) for event in step.decision.events)
        patient = step.actor.role is Role.CLOCK or step.actor.role in STAFF
        node = Node(case, step.at + SECOND, here, step.decision.events, step.at)
        return self._enter(node, here, waiting, patient=patient)

    def _enter(self, node: Node, here: int, waiting: deque[int], *, patient: bool) -> bool:
        key = state(self.world, node.case, node.at)
        place = self._seen.get(key)
        new = place is None
        if place is None:
            place = self._seen[key] = len(self.nodes)
            self.nodes.append(node)
            self._patient.append([])
            waiting.append(place)
            self.stages[node.case.stage] += 1
            self.clocks.update(clock.name for clock in node.case.clocks)
            if node.case.outcome:
                self.outcomes.add(node.case.outcome)
        if patient and here >= 0:
            self._patient[place].append(here)
        return new


def filing_opens_at(world: World, case: Case) -> datetime | None:
    """When a talk that nobody refused may be left for filing."""
    if case.stage is not Stage.TALKING or case.talk_refused:
        return None
    span = world.pack.span(SpanName.TALK_BEFORE_FILING, case.head.kind, case.severity)
    return world.pack.calendar.due_at(case.opened_at, span)


def regret_ends_at(world: World, case: Case) -> datetime | None:
    """Until when a withdrawn case can be reinstated."""
    if case.outcome is not Outcome.WITHDRAWN or case.withdrawn_at is None:
        return None
    span = world.pack.span(SpanName.REGRET, case.head.kind, case.severity)
    return world.pack.calendar.due_at(case.withdrawn_at, span)


def _open_offers(case: Case) -> list[Offer]:
    return [offer for offer in case.offers if offer.status is OfferStatus.OPEN]


_BEFORE_RULING = (
    Stage.TALKING,
    Stage.AWAITING_ANSWER,
    Stage.AWAITING_CONSUMER,
    Stage.EXAMINING,
    Stage.EVIDENCE,
    Stage.DECIDING,
)
_LATER = len(_BEFORE_RULING)


def _reached(case: Case) -> int:
    """How far a case has come for good: it never again stands at a stage before this one."""
    if case.ruling is not None:
        return _LATER
    stage = case.stage
    if stage not in _BEFORE_RULING:
        assert case.left is not None
        stage = case.left.stage
    return _BEFORE_RULING.index(stage)


def state(world: World, case: Case, at: datetime) -> Hashable:
    """The abstract state of a case at an instant: all that a rule can still read.

    What only stages behind the case ever read is left out, and so are points and the names of those who
    decided (but not whether anybody has): they change what is written down and whom the search sends next.
    """
    regret_at = regret_ends_at(world, case)
    if case.stage is Stage.CLOSED and (regret_at is None or regret_at <= at):
        return case.stage, case.outcome
    reached = _reached(case)
    return (
        case.stage,
        case.severity,
        case.pause,
        case.asked,
        case.suspended_seconds > 0,
        case.deciders != (),
        case.taken_by,
        tuple((claim.line, claim.status) for claim in case.claims),
        _clocks(case),
        first_due(case, at) is not None,
        _obligations(case),
        _decided(case) if reached == _LATER else _undecided(world, case, at, reached),
    )


def _decided(case: Case) -> Hashable:
    """What matters once there is a ruling."""
    ruling = case.ruling
    assert ruling is not None
    revoked = ruling.basis is Basis.CONTEST
    if case.stage is Stage.PERFORMING:
        return revoked
    findings = tuple(
        (one.claim, one.result, tuple(award.act for award in one.awards)) for one in ruling.findings
    )
    may_be_set_aside = ruling.by_machine and case.stage is Stage.RULED
    return (
        revoked,
        tuple(findings),
        ruling.by_machine,
        frozenset(case.appealed),
        case.window_opened_again,
        (case.flags, case.reinstated_count) if may_be_set_aside else None,
    )


def _undecided(world: World, case: Case, at: datetime, reached: int) -> Hashable:
    """What matters before a ruling, each fact as long as a stage that reads it may still come."""
    kind = world.pack.kinds[case.head.kind]
    opens_at = filing_opens_at(world, case)
    before = {stage: reached <= place for place, stage in enumerate(_BEFORE_RULING)}
    left = case.left if case.stage in (Stage.PERFORMING, Stage.CLOSED) else None
    return (
        None
        if left is None
        else (left.stage, frozenset((clock.name, clock.extended) for clock in left.clocks)),
        (
            case.flags,
            case.reinstated_count,
            case.respondent_heard,
            _still_missing(case, kind, Side.RESPONDENT),
        ),
        before[Stage.TALKING] and (case.talk_refused, opens_at is None or opens_at <= at),
        before[Stage.AWAITING_CONSUMER]
        and (case.escalate_if_refused, _still_missing(case, kind, Side.COMPLAINANT)),
        before[Stage.EXAMINING] and case.complainant_replied,
        before[Stage.EVIDENCE] and frozenset(case.finished),
        before[Stage.EVIDENCE]
        and frozenset(
            (offer.by, tuple((term.claim, term.act) for term in offer.terms), offer.terms[0].due_at <= at)
            for offer in _open_offers(case)
        ),
    )


def _still_missing(case: Case, kind: Kind, side: Side) -> tuple[str, ...]:
    return kind.checklists[side].missing(shown_by(case, side))


def _clocks(case: Case) -> Hashable:
    running = sorted((clock for clock in case.clocks if clock.due_at), key=_closing_instant)
    still = [clock for clock in case.clocks if clock.due_at is None]
    return (
        tuple(_clock(case, clock) for clock in running),
        frozenset(_clock(case, clock) for clock in still),
    )


def _closing_instant(clock: Clock) -> datetime:
    assert clock.due_at is not None
    return clock.due_at


def _clock(case: Case, clock: Clock) -> Hashable:
    owed = case.obligation(clock.scope)
    scope = clock.scope if owed is None else (owed.claim, owed.act, owed.origin)
    return clock.name, clock.owed_by, scope, bool(clock.extended)


def _obligations(case: Case) -> Hashable:
    agreed = [owed for owed in case.obligations if owed.origin is not Origin.RULING]
    kept = MONEY_MOVED | {ObligationStatus.WAIVED}
    return (
        frozenset(
            (owed.claim, owed.act, owed.status, owed.origin, bool(owed.after))
            for owed in case.open_obligations
        ),
        any(owed.status is ObligationStatus.TRANSFERRED for owed in case.obligations),
        case.stage is not Stage.PERFORMING or case.ruling is None,
        (case.stage is not Stage.PERFORMING or case.ruling is None)
        and frozenset(owed.line for owed in case.obligations if owed.status in MONEY_MOVED),
        case.ruling is None and bool(agreed) and all(owed.status in kept for owed in agreed),
    )
