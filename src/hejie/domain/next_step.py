"""The next step: what is awaited now and of whom, as one viewer sees it, and what follows if nobody acts.

The procedure is not told here a second time: whose turn it is stands in the clocks, what the viewer may do
in `possible`, and what the silence of a party leads to is found by letting its clock run out on paper.
"""

from collections.abc import Callable, Mapping
from datetime import datetime

import msgspec

from hejie.domain import commands as ask
from hejie.domain import next_step_words as words
from hejie.domain.case import (
    PAUSE_SCOPE,
    STAGE_SCOPE,
    Case,
    Clock,
    Obligation,
    Origin,
    SpanName,
    Stage,
)
from hejie.domain.commands import command_name
from hejie.domain.decide import Decision, as_of, lapses, possible
from hejie.domain.draft import Moment
from hejie.domain.events import ClockLapsed, Ruled
from hejie.domain.facts import TABLE_CLOCKS
from hejie.domain.guards import regret_closes_at, withdrawal_may_be_taken_back
from hejie.domain.naming import OUTCOME_WORDS
from hejie.domain.phrases import Phrases
from hejie.domain.roles import STAFF, Actor, Role, Side, other
from hejie.domain.rulebook import Pack
from hejie.domain.words import Words


class NextStep(msgspec.Struct, frozen=True):
    """Two sentences without instants. `due_at` is when what they speak of ends, None where nothing does;
    `yours`: a clock of the viewer's side runs, and the viewer can do now what it waits for."""

    words: str
    if_nothing: str
    due_at: datetime | None
    yours: bool


def _names(*commands: type[ask.Command]) -> frozenset[str]:
    return frozenset(map(command_name, commands))


_OFFERING = _names(ask.MakeOffer, ask.CounterOffer, ask.AcceptOffer, ask.DeclineOffer)
_PERFORMING = _names(ask.RecordPerformance)

ANSWERED_BY: Mapping[SpanName, frozenset[str]] = {
    SpanName.TALK: _OFFERING | _names(ask.FileComplaint, ask.Refuse),
    SpanName.ANSWER: _names(ask.AcceptClaims, ask.MakeOffer, ask.Contest),
    SpanName.OFFER_REPLY: _OFFERING | _names(ask.RequestIntervention),
    SpanName.PROOF_REPLY: _names(ask.FinishEvidence),
    SpanName.EXAMINING: _names(ask.Examine),
    SpanName.EVIDENCE: _names(ask.FinishEvidence),
    SpanName.DECIDING: _names(ask.Rule),
    SpanName.APPEAL: _names(ask.Appeal, ask.AskForPerson),
    SpanName.REVIEWING: _names(ask.DecideAppeal),
    SpanName.PERFORM: _PERFORMING,
    SpanName.RETURN_GOODS: _PERFORMING,
    SpanName.AFTER_RETURN: _PERFORMING,
    SpanName.ACCEPT_PERFORMANCE: _names(ask.AcceptPerformance, ask.ContestPerformance),
    SpanName.DECIDE_PERFORMANCE: _names(ask.DecidePerformance),
    SpanName.BREACH_CHOICE: _names(ask.RequestEnforcement, ask.ResumeComplaint, ask.WaivePerformance),
    SpanName.ENFORCE: _names(ask.Enforce),
    SpanName.INFORMATION: _names(ask.SupplyInformation),
    SpanName.SUSPENSION: frozenset(),  # an officer may end it early; nobody is expected to
}
"""What each clock waits for: commands of whoever owes it. A withdrawal or a word answers none."""


class _View(msgspec.Struct, frozen=True):
    """What a sentence is made from: the clock that it is about, and who looks."""

    to: Phrases
    clock: Clock
    viewer: Role
    yours: bool
    allowed: frozenset[str]

    @property
    def case(self) -> Case:
        return self.to.case

    @property
    def side(self) -> Side:
        return Actor(self.viewer, "").side

    @property
    def owed(self) -> Obligation:
        obligation = self.case.obligation(self.clock.scope)
        assert obligation is not None, "an obligation's clock belongs to it"
        return obligation

    def may(self, command: type[ask.Command]) -> bool:
        """Whether the viewer may give a command now."""
        return command_name(command) in self.allowed

    def choose(self, yours: Words, others: Words) -> str:
        """One sentence for whoever must act, another for everybody else; with the clock's own facts."""
        template = yours if self.yours else others
        facts: dict[str, object] = {"side": self.to.side(self.clock.owed_by)}
        if self.case.obligation(self.clock.scope) is not None:
            owed = self.owed
            debtor = self.to.side(owed.by)
            facts |= {"act": self.to.act(owed.act, owed.amount_minor), "deed": self.to.owed(owed)}
            facts |= {"side": debtor} if self.yours else {}
        return self.to.say(template, **facts)


def next_step(case: Case, pack: Pack, viewer: Role, at: datetime, language: str) -> NextStep:
    """The next step of a case at an instant, in `zh` or `en`, whether or not its clocks have been swept.

    Of several clocks it speaks of the viewer's own first, the earliest of them; else of the pause, of the
    stage, of the earliest obligation. Staff are seen by their role: who may not decide twice is not asked.
    """
    case = as_of(case, pack, at)
    to = Phrases(case, pack, language)
    if case.stage is Stage.CLOSED:
        return _closed(to, viewer, at)
    actor = _somebody(case, viewer)
    allowed = frozenset(one.command for one in possible(case, Moment(at, actor, pack)) if one.allowed)
    running = [clock for clock in case.clocks if clock.due_at is not None]
    mine = [
        clock
        for clock in running
        if clock.owed_by in _sides(viewer, actor.side) and allowed & ANSWERED_BY[clock.name]
    ]
    clock = min(mine or running, key=_due if mine else _weight)
    view = _View(to, clock, viewer, bool(mine), allowed)
    return NextStep(_SAY[clock.name](view), _if_nothing(view), clock.due_at, view.yours)


def _somebody(case: Case, viewer: Role) -> Actor:
    side = Actor(viewer, "").side
    return Actor(viewer, "" if side is Side.STAFF else case.person_of(side))


def _sides(viewer: Role, side: Side) -> frozenset[Side]:
    """The sides whose clocks are the viewer's to answer."""
    if side is Side.STAFF:
        return frozenset({side}) if viewer in STAFF else frozenset()
    return frozenset({side, Side.BOTH})


def _due(clock: Clock) -> datetime:
    assert clock.due_at is not None, "only running clocks are compared"
    return clock.due_at


def _weight(clock: Clock) -> tuple[int, bool, datetime]:
    scopes = (PAUSE_SCOPE, STAGE_SCOPE)
    rank = scopes.index(clock.scope) if clock.scope in scopes else len(scopes)
    # A review is not decided while the other side may still join it.
    return rank, clock.name is not SpanName.APPEAL, _due(clock)


def _closed(to: Phrases, viewer: Role, at: datetime) -> NextStep:
    case, pack = to.case, to.pack
    moment = Moment(at, _somebody(case, Role.COMPLAINANT), pack)
    if case.withdrawn_at is not None and withdrawal_may_be_taken_back(case, moment) is None:
        template = words.YOU_MAY_REGRET if viewer is Role.COMPLAINANT else words.CONSUMER_MAY_REGRET
        closes_at = regret_closes_at(case, pack, case.withdrawn_at)
        return NextStep(to.say(template), to.say(words.IF_NOT_REGRETTED), closes_at, yours=False)
    assert case.outcome is not None, "a closed case has an outcome"
    outcome = to.say(OUTCOME_WORDS[case.outcome])
    return NextStep(to.say(words.CLOSED, outcome=outcome), to.say(words.IF_CLOSED), None, yours=False)


def _talk(view: _View) -> str:
    if not view.yours:
        return view.to.say(words.BOTH_TALK)
    if view.case.open_offer(other(view.side)) is not None:
        return view.to.say(words.REPLY_TO_OFFER, side=view.to.side(other(view.side)))
    if view.side is Side.RESPONDENT:
        return view.to.say(words.REPLY_TO_TALK)
    return view.to.say(words.TALK_OR_FILE if view.may(ask.FileComplaint) else words.TALK_FIRST)


def _offer_reply(view: _View) -> str:
    offered = view.case.open_offer(Side.RESPONDENT) is not None
    countered = view.case.open_offer(Side.COMPLAINANT) is not None
    if view.yours:
        if offered:
            return view.to.say(words.CHOOSE_ON_OFFER)
        return view.to.say(words.COUNTER_WAITS if countered else words.CHOOSE_WITHOUT_OFFER)
    if countered and view.side is Side.RESPONDENT:
        return view.to.say(words.REPLY_TO_OFFER, side=view.to.side(Side.COMPLAINANT))
    return view.to.say(words.AWAIT_REPLY if offered else words.AWAIT_CHOICE)


def _evidence(view: _View) -> str:
    if view.yours:
        return view.to.say(words.BRING_EVIDENCE)
    waited_for = [side for side in (Side.COMPLAINANT, Side.RESPONDENT) if side not in view.case.finished]
    side = view.to.side(Side.BOTH if len(waited_for) > 1 else waited_for[0])
    finished = view.side in view.case.finished
    return view.to.say(words.YOU_HAVE_FINISHED if finished else words.AWAIT_EVIDENCE, side=side)


def _deciding(view: _View) -> str:
    return view.choose(words.RULE, words.AWAIT_ARBITER if view.viewer in STAFF else words.AWAIT_RULING)


def _appeal(view: _View) -> str:
    if view.case.stage is Stage.REVIEWING:
        if view.yours:
            return view.to.say(words.JOIN_APPEAL, side=view.to.side(other(view.side)))
        return view.choose(words.JOIN_APPEAL, words.AWAIT_JOINING)
    yours = words.APPEAL_OR_PERSON if view.may(ask.AskForPerson) else words.APPEAL
    return view.choose(yours, words.AWAIT_APPEAL)


def _breach_choice(view: _View) -> str:
    yours = words.CHOOSE_AFTER_BREACH if view.case.ruling is None else words.ENFORCE_OR_WAIVE
    return view.choose(yours, words.AWAIT_CHOICE_AFTER_BREACH)


def _either(yours: Words, others: Words) -> Callable[[_View], str]:
    return lambda view: view.choose(yours, others)


_DO_YOUR_PART = _either(words.PERFORM, words.AWAIT_DEED)

_SAY: Mapping[SpanName, Callable[[_View], str]] = {
    SpanName.TALK: _talk,
    SpanName.ANSWER: _either(words.ANSWER, words.AWAIT_ANSWER),
    SpanName.OFFER_REPLY: _offer_reply,
    SpanName.PROOF_REPLY: _either(words.REPLY_TO_PROOF, words.AWAIT_PROOF_REPLY),
    SpanName.EXAMINING: _either(words.EXAMINE, words.AWAIT_EXAMINATION),
    SpanName.EVIDENCE: _evidence,
    SpanName.DECIDING: _deciding,
    SpanName.APPEAL: _appeal,
    SpanName.REVIEWING: _either(words.REVIEW, words.AWAIT_REVIEW),
    SpanName.PERFORM: _DO_YOUR_PART,
    SpanName.RETURN_GOODS: _DO_YOUR_PART,
    SpanName.AFTER_RETURN: _DO_YOUR_PART,
    SpanName.ACCEPT_PERFORMANCE: _either(words.LOOK_AT_PERFORMANCE, words.AWAIT_LOOK),
    SpanName.DECIDE_PERFORMANCE: _either(words.DECIDE_PERFORMANCE, words.AWAIT_PERFORMANCE_DECISION),
    SpanName.BREACH_CHOICE: _breach_choice,
    SpanName.ENFORCE: _either(words.ENFORCE, words.AWAIT_ENFORCEMENT),
    SpanName.INFORMATION: _either(words.SUPPLY, words.AWAIT_INFORMATION),
    SpanName.SUSPENSION: _either(words.SUSPENDED, words.SUSPENDED),
}


def _if_nothing(view: _View) -> str:
    """What follows if the clock runs out."""
    name = view.clock.name
    if name in TABLE_CLOCKS:
        return _after_silence(view)
    if name is SpanName.APPEAL:
        joining = view.case.stage is Stage.REVIEWING
        return view.to.say(words.IF_NOT_JOINED if joining else words.IF_NOT_APPEALED)
    if name in (SpanName.PERFORM, SpanName.AFTER_RETURN):
        return view.to.say(_after_breach(view))
    return view.to.say(words.IF_NOTHING[name])


def _after_breach(view: _View) -> Words:
    if view.owed.origin is Origin.RULING:
        return words.IF_NOT_PERFORMED_RULING
    return words.IF_NOT_PERFORMED if view.case.ruling is None else words.IF_NOT_PERFORMED_AFTER_RULING


def _after_silence(view: _View) -> str:
    """Let the clocks run out with nobody acting, and say what the end of this one brings.

    Which row of the rules will lead there is not said: one of them speaks of signals that are not for
    everybody's eyes.
    """
    then = _lapsed(view)
    for event in then.events:
        if isinstance(event, Ruled):
            findings = view.to.findings(event.ruling.findings)
            return view.to.say(words.IF_RULED[event.ruling.basis], findings=findings)
    if then.case.stage is Stage.CLOSED:
        return view.to.say(words.IF_TALK_ENDS if view.clock.name is SpanName.TALK else words.IF_LAPSED)
    return view.to.say(_AFTER_SILENCE[then.case.stage])


_AFTER_SILENCE: Mapping[Stage, Words] = {
    Stage.EVIDENCE: words.IF_EVIDENCE,
    Stage.DECIDING: words.IF_PERSON,
    Stage.PERFORMING: words.IF_ONLY_OWED,
}


def _lapsed(view: _View) -> Decision:
    """The end of the clock, after whatever ends before it."""
    return next(
        decision
        for decision in lapses(view.case, view.to.pack, _due(view.clock))
        if any(isinstance(one, ClockLapsed) and one.clock == view.clock.id for one in decision.events)
    )
