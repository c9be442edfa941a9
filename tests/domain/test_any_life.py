"""Any life of a case: anybody gives any command with any fields at any instant, and the invariants hold."""

from datetime import UTC, datetime, timedelta, timezone

import msgspec
import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from hejie.domain import commands as ask
from hejie.domain.case import Act, Award, FindingResult, Flag, Severity, SpanName, Stage
from hejie.domain.decide import Decision, as_of, decide, first_due, lapses
from hejie.domain.draft import Moment
from hejie.domain.events import ClockLapsed
from hejie.domain.facts import Counters
from hejie.domain.money import MOST_MINOR
from hejie.domain.next_step import next_step
from hejie.domain.refusals import RefusalCode
from hejie.domain.roles import THE_CLOCK, THE_PLATFORM, Actor, Role
from hejie.domain.rulebook import Pack

from .builders import (
    BUYER,
    NOON,
    OTHER_SHOP,
    SELLER,
    STRANGER,
    Life,
    a_kind,
    a_line,
    a_pack,
    amount,
    an_order,
    arbiter,
    checklist,
    hash_of,
    officer,
    record,
    shipped,
)
from .invariants import Step, check_round_trip, check_step
from .test_every_cell import plausible, told_well

MICROSECOND = timedelta(microseconds=1)
ACTORS = (
    BUYER,
    SELLER,
    officer("a"),
    officer("b"),
    arbiter("a"),
    arbiter("b"),
    arbiter("c"),
    THE_CLOCK,
    THE_PLATFORM,
    STRANGER,
    OTHER_SHOP,
)
OUR_PACK = a_pack(
    a_kind(),
    a_kind("slip", severity=Severity.S1, talk_first=True, record=record(), amount=amount()),
    a_kind("grave", severity=Severity.S4, respondent=checklist("papers")),
)
KINDS = ("defect", "slip", "grave", "late_ship", "out_of_stock", "quality_visible", "false_ad", "counterfeit")


def ids(letter: str) -> st.SearchStrategy[str]:
    """Ids such as cases give them, and some that they do not."""
    return st.integers(0, 5).map(lambda number: f"{letter}{number}")


REMEDIES = st.sampled_from(
    ["refund", "return_and_refund", "compensation", "repair", "apology", "reship", "no"]
)
AMOUNTS = st.none() | st.integers(0, 20_000) | st.integers(0, MOST_MINOR)
ZONES = st.sampled_from([UTC, timezone(timedelta(hours=8)), timezone(timedelta(hours=-12)), None])
INSTANTS = st.one_of(
    st.timedeltas(timedelta(days=-2), timedelta(days=20)).map(lambda time: NOON + time),
    st.builds(lambda instant, zone: instant.replace(tzinfo=zone), st.datetimes(), ZONES),
)
DEMANDS = st.lists(st.builds(ask.Demand, ids("l"), REMEDIES, AMOUNTS), min_size=1, max_size=3).map(tuple)
TERMS = st.lists(
    st.builds(ask.ProposedAct, ids("c"), st.sampled_from(Act), INSTANTS, AMOUNTS), min_size=1, max_size=3
).map(tuple)
AWARDS = st.lists(st.builds(Award, st.sampled_from(Act), AMOUNTS), max_size=3).map(tuple)
FINDINGS = st.lists(
    st.builds(ask.ProposedFinding, ids("c"), st.sampled_from(FindingResult), AWARDS), max_size=3
).map(tuple)
CITED = st.sampled_from([*KINDS, "appeal", "silence.row1", "no.such"])
RULES = st.lists(CITED, min_size=1, max_size=2).map(tuple)
ITEMS = st.sampled_from(["photo", "certificate", "papers", "defect_photo", "chat", "platform_records", "no"])
HASHES = st.integers(0, 9).map(hash_of)
CLAIMS = st.lists(ids("c"), max_size=2).map(tuple)
ANY_COMMAND: st.SearchStrategy[ask.Command] = st.one_of(
    st.builds(ask.OpenTalk, st.just("order1"), st.sampled_from(KINDS), DEMANDS),
    st.builds(
        ask.FileComplaint,
        st.sampled_from(["", "order1"]),
        st.sampled_from(["", *KINDS]),
        DEMANDS | st.just(()),
    ),
    st.builds(ask.MakeOffer, TERMS),
    st.builds(ask.CounterOffer, ids("o"), TERMS),
    st.builds(ask.AcceptOffer, ids("o")),
    st.builds(ask.DeclineOffer, ids("o")),
    st.builds(ask.AcceptClaims, CLAIMS),
    st.builds(ask.SubmitEvidence, ITEMS, HASHES),
    st.builds(
        ask.Examine,
        st.sampled_from(ask.ContestOutcome),
        RULES,
        st.just("x"),
        st.none() | st.sampled_from(Severity),
        st.none() | st.integers(0, 30),
    ),
    st.builds(ask.Rule, FINDINGS, RULES, st.just("x"), st.lists(ids("e"), max_size=1).map(tuple)),
    st.builds(
        ask.Appeal,
        st.sampled_from(ask.AppealGround),
        st.just("x"),
        st.lists(st.builds(ask.ShownItem, ITEMS, HASHES), max_size=2).map(tuple),
    ),
    st.builds(ask.DecideAppeal, RULES, st.just("x"), FINDINGS),
    st.builds(ask.RecordPerformance, ids("b")),
    st.builds(ask.AcceptPerformance, ids("b")),
    st.builds(ask.ContestPerformance, ids("b")),
    st.builds(ask.DecidePerformance, ids("b"), st.booleans(), st.just("x")),
    st.builds(ask.WaivePerformance, ids("b")),
    st.builds(ask.RequestEnforcement, ids("b")),
    st.builds(ask.ResumeComplaint, ids("b")),
    st.builds(ask.Enforce, ids("b"), st.booleans()),
    st.builds(ask.RequestWithdrawal, CLAIMS, st.none() | st.sampled_from(ask.WithdrawalReason)),
    st.builds(ask.Suspend, st.integers(1, 40) | st.integers(1, 10**30), st.just("x")),
    st.builds(ask.RaiseFlag, st.sampled_from(Flag), st.just("cause")),
    st.builds(ask.Lapse, ids("k")),
)


class AnyLife(RuleBasedStateMachine):
    """One case under one pack. Time only goes on."""

    @initialize(
        pack=st.sampled_from([OUR_PACK, shipped()]),
        lines=st.integers(1, 3),
        delivered=st.booleans(),
        handed_over=st.none() | st.integers(-9, -1),
        counters=st.none() | st.builds(Counters, st.integers(0, 9), st.integers(0, 9)),
        begins=st.integers(0, 40),
    )
    def begin(
        self,
        pack: Pack,
        lines: int,
        delivered: bool,
        handed_over: int | None,
        counters: Counters | None,
        begins: int,
    ) -> None:
        """An order is there, and nothing has been complained of."""
        order = an_order(
            *(a_line(f"l{number}") for number in range(1, lines + 1)),
            handed_over_at=None if handed_over is None else NOON + timedelta(days=handed_over),
            delivered_at=NOON - timedelta(days=1) if delivered else None,
        )
        self.life = Life(pack, order, at=NOON + timedelta(hours=begins), counters=counters)

    @rule(time=st.timedeltas(MICROSECOND, timedelta(days=20)))
    def time_goes_on(self, time: timedelta) -> None:
        """Any time passes."""
        self.life.at += time

    @precondition(lambda self: self.life.case_if_any is not None)
    @rule(off=st.sampled_from([-MICROSECOND, timedelta(), MICROSECOND]))
    def time_comes_to_a_closing_instant(self, off: timedelta) -> None:
        """To the very instant at which a clock closes, or the least time beside it."""
        due_at = self.life.case.next_due_at
        if due_at is not None:
            self.life.at = max(self.life.at, due_at + off)

    @precondition(lambda self: self.life.case_if_any is not None)
    @rule()
    def clocks_are_swept(self) -> None:
        """Whatever has run out takes effect, in its order."""
        for decision in lapses(self.life.case, self.life.pack, self.life.at):
            (lapsed,) = (event for event in decision.events if isinstance(event, ClockLapsed))
            self._live(THE_CLOCK, ask.Lapse(lapsed.clock), decision)

    @rule(actor=st.sampled_from(ACTORS), command=ANY_COMMAND)
    def somebody_tries_something(self, actor: Actor, command: ask.Command) -> None:
        """Any command, mostly with wrong fields."""
        self._try(actor, command)

    @rule(actor=st.sampled_from(ACTORS), choice=st.integers(0, 10**6))
    def somebody_does_what_could_be_right(self, actor: Actor, choice: int) -> None:
        """Any command, with fields that fit the case."""
        commands = list(plausible(self.life))
        self._try(actor, commands[choice % len(commands)])

    @rule(choice=st.integers(0, 10**6))
    def somebody_does_something_that_is_accepted(self, choice: int) -> None:
        """Of all that fits the case, something that goes through: so lives go deep."""
        tries = [(actor, command) for actor in ACTORS[:9] for command in plausible(self.life)]
        for turn in range(len(tries)):
            actor, command = tries[(choice + turn) % len(tries)]
            if isinstance(self.life.answer(actor, command), Decision):
                self._try(actor, command)
                return

    @rule(kind=st.sampled_from(KINDS), demands=DEMANDS, talk=st.booleans())
    def the_buyer_complains(self, kind: str, demands: tuple[ask.Demand, ...], talk: bool) -> None:
        """A case begins, if nothing is wrong with the complaint."""
        order = self.life.order.ref
        command = ask.OpenTalk(order, kind, demands) if talk else ask.FileComplaint(order, kind, demands)
        self._try(BUYER, command)

    @precondition(lambda self: self.life.case_if_any is not None)
    @rule(viewer=st.sampled_from(Role), language=st.sampled_from(["zh", "en"]))
    def somebody_asks_what_comes_next(self, viewer: Role, language: str) -> None:
        """Whoever asks at whatever instant is told something."""
        step = next_step(self.life.case, self.life.pack, viewer, self.life.at, language)
        assert step.words
        assert step.if_nothing

    @invariant()
    def what_has_run_out_is_the_same_for_everyone(self) -> None:
        """`as_of` leaves no clock that has run out, is done once, and never takes a lapse back."""
        case = self.life.case_if_any if hasattr(self, "life") else None
        if case is None:
            return
        pack, at = self.life.pack, self.life.at
        now = as_of(case, pack, at)
        assert first_due(now, at) is None
        assert as_of(now, pack, at) == now
        assert set(self._lapsed(at)) <= set(self._lapsed(at + timedelta(days=3)))

    @invariant()
    def an_act_counts_up_to_the_closing_instant_and_not_at_it(self) -> None:
        """The least time before a clock closes people are heard; at that instant the clock comes first."""
        case = self.life.case_if_any if hasattr(self, "life") else None
        if case is None or case.next_due_at is None or case.next_due_at <= self.life.at:
            return
        before = self.life.answer(BUYER, ask.Say("still here"), case.next_due_at - MICROSECOND)
        assert isinstance(before, Decision)
        late = self.life.refuses_at(BUYER, ask.Say("too late"), case.next_due_at)
        assert late.code is RefusalCode.CLOCK_HAS_RUN_OUT

    def _lapsed(self, at: datetime) -> list[str]:
        decisions = lapses(self.life.case, self.life.pack, at)
        return [
            event.clock
            for decision in decisions
            for event in decision.events
            if isinstance(event, ClockLapsed)
        ]

    def _try(self, actor: Actor, command: ask.Command) -> None:
        life = self.life
        before = msgspec.json.encode(life.case_if_any)
        answer = life.answer(actor, command)
        assert decide(life.case_if_any, command, life.moment(actor)) == answer
        if isinstance(answer, Decision):
            due = life.case_if_any is not None and first_due(life.case, life.at) is not None
            assert not due or isinstance(command, ask.Lapse)
            self._live(actor, command, answer)
        else:
            told_well(answer)
            assert msgspec.json.encode(life.case_if_any) == before

    def _live(self, actor: Actor, command: ask.Command, decision: Decision) -> None:
        step = Step(self.life.case_if_any, actor, command, self.life.at, decision)
        check_step(step, self.life.pack)
        check_round_trip(step)
        self.life.takes(decision)


TestAnyLife = AnyLife.TestCase
TestAnyLife.settings = settings(max_examples=300, stateful_step_count=40)


@pytest.mark.parametrize("late", [False, True])
def test_an_answer_counts_up_to_the_last_second(late: bool) -> None:
    """An answer the second before its clock closes is taken; at the closing instant it is refused."""
    life = Life().files().shows(SELLER)
    due_at = life.case.next_due_at
    assert due_at is not None
    life.at = due_at if late else due_at - timedelta(seconds=1)
    if late:
        assert life.refuses(SELLER, ask.Contest()).code is RefusalCode.CLOCK_HAS_RUN_OUT
        life.lapses(SpanName.ANSWER)
        assert life.case.stage is Stage.RULED
    else:
        assert life.does(SELLER, ask.Contest()).case.stage is Stage.EXAMINING


def test_a_late_sweep_gives_the_next_window_in_full() -> None:
    """However late a clock is noticed, the window that follows begins when it is told."""
    life = Life().files()
    due_at = life.case.next_due_at
    assert due_at is not None
    noticed_at = due_at + timedelta(days=3)
    case = as_of(life.case, life.pack, noticed_at)
    assert case.stage is Stage.RULED
    appeal = case.clock(SpanName.APPEAL)
    assert appeal is not None
    assert appeal.started_at == noticed_at
    moment = Moment(noticed_at, SELLER, life.pack)
    assert isinstance(decide(case, ask.Appeal(ask.AppealGround.RULE_ERROR, "x"), moment), Decision)
