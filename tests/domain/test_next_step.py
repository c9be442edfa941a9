"""The next step is said for everybody, wherever a case can get, and foretells what does happen."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

import pytest

from hejie.domain import commands as ask
from hejie.domain.case import Case, Flag, SpanName, Stage
from hejie.domain.commands import command_name
from hejie.domain.decide import Decision, as_of, decide, possible
from hejie.domain.draft import Moment
from hejie.domain.facts import TABLE_CLOCKS
from hejie.domain.next_step import ANSWERED_BY, NextStep, next_step
from hejie.domain.phrases import Phrases
from hejie.domain.procedure.lapsing import LAPSING_CLOCKS
from hejie.domain.roles import STAFF, THE_PLATFORM, Actor, Role, Side
from hejie.domain.rulebook import Pack
from stories.telling import PATHS, played

from .builders import (
    BUYER,
    DAY,
    SECOND,
    SELLER,
    Life,
    a_kind,
    a_line,
    a_pack,
    an_order,
    arbiter,
    checklist,
    deciding,
    demand,
    officer,
    shipped,
)
from .exploring import Search
from .test_chronicle import LANGUAGES, told_well
from .test_every_cell import SITUATIONS, plausible, situation
from .worlds import World, worlds

INSTANT = re.compile(r"\d{4}-\d\d|\d\d:\d\d")
VIEWERS = (Role.COMPLAINANT, Role.RESPONDENT, Role.OFFICER, Role.ARBITER)
STORIES = pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
APPEAL = ask.Appeal(ask.AppealGround.RULE_ERROR, "x")

ENDS = {
    SpanName.TALK: "file offer counter_offer accept_offer decline_offer refuse",
    SpanName.ANSWER: "accept_claims offer contest",
    SpanName.OFFER_REPLY: "offer counter_offer accept_offer decline_offer request_intervention",
    SpanName.PROOF_REPLY: "finish_evidence",
    SpanName.EXAMINING: "examine",
    SpanName.EVIDENCE: "finish_evidence",
    SpanName.DECIDING: "rule",
    SpanName.APPEAL: "appeal ask_for_a_person",
    SpanName.REVIEWING: "decide_appeal",
    SpanName.PERFORM: "record_performance",
    SpanName.RETURN_GOODS: "record_performance",
    SpanName.AFTER_RETURN: "record_performance",
    SpanName.ACCEPT_PERFORMANCE: "accept_performance contest_performance",
    SpanName.DECIDE_PERFORMANCE: "decide_performance",
    SpanName.BREACH_CHOICE: "request_enforcement resume_complaint waive_performance",
    SpanName.ENFORCE: "enforce",
    SpanName.INFORMATION: "supply_information",
    SpanName.SUSPENSION: "",
}
"""By clock, what its owner may do about it: said here once more, so that no command slips in or out."""


def its_turn(case: Case, pack: Pack, viewer: Role, at: datetime) -> bool:
    """Whether a clock of the viewer's side runs that the viewer can answer now."""
    side = Actor(viewer, "").side
    id = "" if viewer in STAFF else case.person_of(side)
    may = {one.command for one in possible(case, Moment(at, Actor(viewer, id), pack)) if one.allowed}
    own = {side} if viewer in STAFF else {side, Side.BOTH}
    mine = [clock for clock in case.clocks if clock.due_at and clock.owed_by in own]
    return any(may & {*ENDS[clock.name].split()} for clock in mine)


def check(case: Case, pack: Pack, viewer: Role, at: datetime, language: str) -> NextStep:
    """Everything that must hold of a next step."""
    step = next_step(case, pack, viewer, at, language)
    for sentence in (step.words, step.if_nothing):
        told_well(sentence, language)
        assert not INSTANT.search(sentence), sentence
    now = as_of(case, pack, at)
    if now.stage is Stage.CLOSED:
        assert not step.yours
        assert step.due_at is None or (now.withdrawn_at is not None and step.due_at > at)
    else:
        assert step.yours == its_turn(now, pack, viewer, at)
        assert step.due_at in {clock.due_at for clock in now.clocks} - {None}
    return step


def states_of(path: Path) -> Iterator[tuple[Case, datetime, Pack]]:
    """Every case of a story, right after each step and just before and at the next end of a clock."""
    transcript = played(path)
    for entry in transcript.entries:
        if entry.case is not None:
            yield entry.case, entry.step.at, transcript.pack
            due_at = entry.case.next_due_at
            if due_at is not None and due_at > entry.step.at:
                yield entry.case, due_at - SECOND, transcript.pack
                yield entry.case, due_at, transcript.pack


@LANGUAGES
@STORIES
def test_everybody_in_every_story_is_told_the_next_step(path: Path, language: str) -> None:
    """At each state of each story, for each viewer: two sentences, a clock's end, and whose turn it is."""
    for case, at, pack in states_of(path):
        for viewer in VIEWERS:
            check(case, pack, viewer, at, language)


@LANGUAGES
@pytest.mark.parametrize("viewer", Role)
def test_the_next_step_is_told_in_every_situation(viewer: Role, language: str) -> None:
    """Every stage and pause, and obligations wherever they stand; also to who is no person at all."""
    for name in SITUATIONS:
        life = situation(name)
        if life.case_if_any is None:
            continue
        if viewer in VIEWERS:
            check(life.case, life.pack, viewer, life.at, language)
        else:
            assert not next_step(life.case, life.pack, viewer, life.at, language).yours


@pytest.mark.parametrize("world", [worlds()[2], worlds()[6]], ids=lambda world: world.name)
def test_the_next_step_is_told_wherever_a_case_can_get(world: World) -> None:
    """Over a sample of all abstract states of two worlds, no viewer is left without an answer."""
    search = Search(world)
    for _ in search.steps():
        pass
    for node in search.nodes[::97]:
        for viewer in VIEWERS:
            check(node.case, search.world.pack, viewer, node.at, "zh")


def test_every_clock_is_known() -> None:
    """No clock can run of which it is not said what it waits for, and no other is spoken of."""
    assert set(ANSWERED_BY) == set(ENDS) == LAPSING_CLOCKS
    assert {name for names in ENDS.values() for name in names.split()} <= {
        command_name(command) for command in map(type, plausible(situation("awaiting_answer")))
    }


@pytest.mark.parametrize("name", SITUATIONS)
def test_whoever_is_told_that_it_is_their_turn_can_act(name: str) -> None:
    """Where it is yours, some command that the clock waits for is accepted of you, fields and all."""
    life = situation(name)
    if life.case_if_any is None:
        return
    for actor in (BUYER, SELLER, officer("wu"), arbiter("wu")):
        case = as_of(life.case, life.pack, life.at)
        step = next_step(case, life.pack, actor.role, life.at, "en")
        if step.yours:
            ending = [clock for clock in case.clocks if clock.due_at == step.due_at]
            awaited = {name for clock in ending for name in ANSWERED_BY[clock.name]}
            accepted = [
                command_name(command)
                for command in plausible(life)
                if isinstance(decide(case, command, life.moment(actor)), Decision)
            ]
            assert {*accepted} & awaited, (actor, step)


@LANGUAGES
@STORIES
def test_what_is_foretold_of_silence_comes_true(path: Path, language: str) -> None:
    """If nobody acts until the clock of a talk, an answer or a reply ends, then what was said happens."""
    foretold = {
        Stage.EVIDENCE: ("举证", "bring evidence"),
        Stage.DECIDING: ("平台工作人员裁决", "a person of the platform decides"),
        Stage.PERFORMING: ("继续履行", "still to be done"),
        Stage.CLOSED: ("不影响权利", "without prejudice"),
    }
    for case, at, pack in states_of(path):
        now = as_of(case, pack, at)
        clock = next((one for one in now.clocks if one.name in TABLE_CLOCKS), None)
        if clock is None or clock.due_at is None:
            continue
        viewer = Role.RESPONDENT if clock.owed_by is Side.RESPONDENT else Role.COMPLAINANT
        step = next_step(now, pack, viewer, at, language)
        if step.due_at != clock.due_at:
            continue
        after = as_of(now, pack, clock.due_at)
        if after.stage is Stage.RULED:
            assert after.ruling is not None
            assert Phrases(now, pack, language).findings(after.ruling.findings) in step.if_nothing
        else:
            assert foretold[after.stage][language == "en"] in step.if_nothing


@cache
def sentences(viewer: Role) -> frozenset[str]:
    """All that a viewer is told in the stories."""
    return frozenset(
        next_step(case, pack, viewer, at, "zh").words for path in PATHS for case, at, pack in states_of(path)
    )


def test_those_who_wait_are_told_other_things_than_those_who_act() -> None:
    """What is asked of a side in so many words is asked of nobody else."""
    assert "请答复投诉:同意诉求、提出方案,或附证据申诉" in sentences(Role.RESPONDENT)
    assert "等待商家答复" in sentences(Role.COMPLAINANT)
    assert "等待商家答复" not in sentences(Role.RESPONDENT)
    asked = [{words for words in sentences(viewer) if words.startswith("请")} for viewer in VIEWERS]
    for place, one in enumerate(asked):
        for another in asked[place + 1 :]:
            assert one & another <= {"请提交证据,全部提交后确认举证完毕"}


def told(life: Life, viewer: Role, language: str = "zh") -> NextStep:
    """The next step of a life as it stands."""
    return check(life.case, life.pack, viewer, life.at, language)


def test_the_default_ruling_is_foretold_to_both_sides() -> None:
    """While the answer is awaited everyone reads what silence would mean, as the rules have it."""
    life = Life(shipped()).talks(demand(remedy="partial_refund"), kind="quality_visible")
    life.does(SELLER, ask.Refuse()).does(BUYER, ask.FileComplaint()).shows(BUYER)
    for viewer in VIEWERS:
        assert told(life, viewer).if_nothing == (
            "逾期未答复的,系统将依规则裁决:支持「部分退款 ¥50.00」(消费者退货、商家付款 ¥50.00)"
        )
    assert told(life, Role.RESPONDENT).yours
    assert not told(life, Role.COMPLAINANT).yours


def test_a_signal_is_not_given_away() -> None:
    """Where a signal sends the case to a person, the sentence is that of any case that a person decides."""
    flagged = Life(shipped()).talks(demand(remedy="partial_refund"), kind="quality_visible")
    flagged.does(SELLER, ask.Refuse()).does(BUYER, ask.FileComplaint()).shows(BUYER)
    flagged.does(THE_PLATFORM, ask.RaiseFlag(Flag.FARMING, "burst"))
    grave = Life(shipped()).files(demand(remedy="refund"), kind="counterfeit")
    assert told(flagged, Role.RESPONDENT) == NextStep(
        told(grave, Role.RESPONDENT).words,
        told(grave, Role.RESPONDENT).if_nothing,
        flagged.case.next_due_at,
        yours=True,
    )


def test_an_own_clock_comes_before_that_of_the_stage() -> None:
    """Who owes a payment and an answer is told of what ends first; others hear of the stage."""
    lines = an_order(a_line("l1"), a_line("l2"))
    life = Life(a_pack(a_kind()), lines).files(demand("l1"), demand("l2"))
    life.does(SELLER, ask.AcceptClaims(("c1",)))
    assert told(life, Role.RESPONDENT).words == "请履行并登记:付款 ¥50.00"
    assert told(life, Role.COMPLAINANT).words == "等待商家答复"
    assert told(life, Role.RESPONDENT, "en").if_nothing == (
        "if it is not done in time, the consumer can have it enforced or go back to the complaint"
    )


def test_a_pause_comes_before_the_stage() -> None:
    """While something is asked of one side, that is what everybody waits for."""
    life = situation("examining, information asked of the buyer")
    assert told(life, Role.COMPLAINANT).words == "平台要求您补充材料,请提交"
    assert told(life, Role.COMPLAINANT).yours
    assert told(life, Role.RESPONDENT).words == told(life, Role.OFFICER).words == "等待消费者补充材料"
    suspended = situation("evidence, suspended")
    assert {told(suspended, viewer).words for viewer in VIEWERS} == {"双方协商中,程序中止"}


def test_who_has_finished_waits_for_the_other() -> None:
    """Evidence is asked of the side that has not said that all is there."""
    life = situation("evidence, the seller has finished")
    assert told(life, Role.RESPONDENT).words == "您已确认举证完毕,等待消费者举证"
    assert told(life, Role.COMPLAINANT).yours
    assert told(life, Role.ARBITER).words == "等待消费者举证"


def test_a_review_waits_until_nobody_can_join_it() -> None:
    """The other side's window comes first; only then is the arbiter's turn."""
    life = deciding().ruled().does(SELLER, APPEAL)
    assert told(life, Role.COMPLAINANT).words == "商家已申请复核,您也可以一并申请"
    assert told(life, Role.ARBITER).words == "复核已申请,等待消费者决定是否一并申请"
    life.does(BUYER, APPEAL)
    assert told(life, Role.ARBITER).words == "请作出复核决定"
    assert told(life, Role.OFFICER).words == told(life, Role.COMPLAINANT).words == "等待平台复核"


def test_a_machines_ruling_can_be_taken_to_a_person() -> None:
    """Both sides read that they can appeal, or ask for a person; after a person's ruling only the first."""
    by_machine, by_person = situation("ruled by a machine"), situation("ruled")
    for viewer in (Role.COMPLAINANT, Role.RESPONDENT):
        assert "人工处理" in told(by_machine, viewer).words
        assert "人工处理" not in told(by_person, viewer).words
    assert told(by_person, Role.OFFICER).words == "裁决已作出,等待复核期届满"


def test_a_withdrawal_says_until_when_it_can_be_taken_back() -> None:
    """The consumer reads of its regret window, with the instant at which it closes."""
    life = situation("closed, withdrawn")
    step = told(life, Role.COMPLAINANT)
    assert (step.words, step.if_nothing) == ("您已撤诉,期限内可以收回一次", "期满后撤诉不能再收回")
    assert step.due_at is not None
    last = step.due_at - timedelta(microseconds=1)
    assert isinstance(life.answer(BUYER, ask.Reinstate(), last), Decision)
    life.refuses_at(BUYER, ask.Reinstate(), step.due_at)
    later = next_step(life.case, life.pack, Role.COMPLAINANT, step.due_at, "zh")
    assert later == NextStep("案件已结案:已撤诉", "无需任何操作", None, yours=False)


def test_after_a_breach_beside_a_ruling_only_enforcement_is_spoken_of() -> None:
    """What the rules would refuse is not proposed: after a ruling nobody goes back to the complaint."""
    life = situation("performing, breached")
    assert "恢复投诉" in told(life, Role.COMPLAINANT).words
    spans = {SpanName.BREACH_CHOICE: a_pack().spans[SpanName.SUSPENSION]}
    both = Life(a_pack(spans=spans), an_order(a_line("l1"), a_line("l2"))).files(demand("l1"), demand("l2"))
    both.does(SELLER, ask.AcceptClaims(("c1",))).contests().examined().finish().ruled()
    both.lapses(SpanName.PERFORM).lapses(SpanName.APPEAL)
    both.does(SELLER, ask.RecordPerformance("b2"))
    both.waits(4 * DAY)
    step = told(both, Role.COMPLAINANT)
    assert step.words == "商家没有按时履行:付款 ¥50.00;请申请强制执行,或放弃要求"


def test_a_complainant_may_file_when_the_talk_has_failed() -> None:
    """Filing is proposed as soon as the rules allow it, and not before."""
    life = Life(a_pack(a_kind(talk_first=True, respondent=checklist("certificate")))).talks()
    assert told(life, Role.COMPLAINANT).words == "请先与商家协商"
    life.waits(DAY)
    assert told(life, Role.COMPLAINANT).words == "请继续与商家协商,也可以提交投诉"
    life.offers()
    assert told(life, Role.COMPLAINANT).words == "商家提出了方案:请接受、拒绝或提出您的方案"
