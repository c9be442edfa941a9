"""Every cell of stage × command × role is decided: with an acceptance, or with a refusal that can be told.

Stages are reached by living to them. The table `golden/every_cell.txt` keeps every answer, so that a change
is seen by whoever reviews it; `python -m tests.domain.test_every_cell` writes it anew.
"""

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest

from hejie.domain import commands as ask
from hejie.domain.case import Act, Award, FindingResult, Flag, Outcome, SpanName, Stage
from hejie.domain.commands import Command, command_name
from hejie.domain.decide import Decision, possible
from hejie.domain.lifecycle import LIFECYCLE
from hejie.domain.refusals import Refusal
from hejie.domain.roles import THE_CLOCK, THE_PLATFORM, Actor

from .builders import (
    BUYER,
    DAY,
    OTHER_SHOP,
    SELLER,
    STRANGER,
    Life,
    a_kind,
    a_pack,
    arbiter,
    deciding,
    demand,
    hash_of,
    officer,
    pay,
    withdrawal,
)
from .invariants import Step, check_round_trip, check_step, row_of

GOLDEN = Path(__file__).with_name("golden") / "every_cell.txt"
APPEAL = ask.Appeal(ask.AppealGround.RULE_ERROR, "the rule says otherwise")
INSIDERS = (BUYER, SELLER, officer("wu"), arbiter("wu"), THE_CLOCK, THE_PLATFORM)
PEOPLE = (*INSIDERS, STRANGER, OTHER_SHOP)


def _settled() -> Life:
    return Life().files().offers(SELLER).accepts()


def _ruled() -> Life:
    return deciding().ruled()


SITUATIONS: dict[str, Callable[[], Life]] = {
    "no case": Life,
    "talking": lambda: Life(a_pack(a_kind(talk_first=True))).talks(),
    "talking, refused, an offer of the seller": lambda: Life().talks().offers().does(SELLER, ask.Refuse()),
    "awaiting_answer": lambda: Life().files(),
    "awaiting_answer, proof there": lambda: Life().files().shows(SELLER),
    "awaiting_consumer": lambda: Life().files().offers(),
    "awaiting_consumer, countered": lambda: (
        Life().files().offers().does(BUYER, ask.CounterOffer("o1", (pay("c1", Life().at + 9 * DAY),)))
    ),
    "awaiting_consumer, countered, platform if refused": lambda: (
        Life().files(escalate=True).offers().does(BUYER, ask.MakeOffer((pay("c1", Life().at + 9 * DAY),)))
    ),
    "examining": lambda: Life().files().contests(),
    "examining, the buyer has replied": lambda: Life().files().contests().does(BUYER, ask.FinishEvidence()),
    "examining, information asked of the buyer": lambda: (
        Life().files().contests().does(officer(), ask.RequestInformation("complainant", "a photo?"))
    ),
    "evidence": lambda: Life().files().contests().examined(),
    "evidence, the seller has finished": lambda: (
        Life().files().contests().examined().does(SELLER, ask.FinishEvidence())
    ),
    "evidence, suspended": lambda: (
        Life().files().contests().examined().does(officer(), ask.Suspend(5, "both ask"))
    ),
    "deciding": deciding,
    "deciding, taken by a colleague": lambda: deciding().does(arbiter("sun"), ask.Take()),
    "deciding, taken by this very person": lambda: deciding().does(arbiter("wu"), ask.Take()),
    "ruled": _ruled,
    "ruled by a machine": lambda: Life().files().lapses(SpanName.ANSWER),
    "reviewing": lambda: _ruled().does(SELLER, APPEAL),
    "reviewing, both have appealed": lambda: _ruled().does(SELLER, APPEAL).does(BUYER, APPEAL),
    "performing, owed": _settled,
    "performing, recorded": lambda: _settled().does(SELLER, ask.RecordPerformance("b1")),
    "performing, contested": lambda: (
        _settled().does(SELLER, ask.RecordPerformance("b1")).does(BUYER, ask.ContestPerformance("b1"))
    ),
    "performing, breached": lambda: _settled().lapses(SpanName.PERFORM),
    "performing, being enforced": lambda: _ruled().lapses(SpanName.APPEAL).lapses(SpanName.PERFORM),
    "closed, withdrawn": lambda: Life().files().does(BUYER, ask.RequestWithdrawal()),
    "closed, settled": lambda: _settled().performs(),
    "awaiting_answer, a clock has run out": lambda: Life().files().waits(9 * DAY),
}


@cache
def situation(name: str) -> Life:
    """A life that has come to this situation."""
    life = SITUATIONS[name]()
    stage = "no case" if life.case_if_any is None else str(life.case.stage)
    assert name.split(",")[0] in (stage, f"{stage}, refused", f"{stage} by a machine"), name
    return life


def plausible(life: Life) -> Iterator[Command]:
    """Each command with fields that could be right here."""
    case = life.case_if_any
    claims = [claim.id for claim in case.open_claims] if case else ["c1"]
    owed = next((one.id for one in case.open_obligations), "b1") if case else "b1"
    terms = tuple(pay(claim, life.at + 3 * DAY) for claim in claims or ["c1"])
    offers = [offer.id for offer in case.offers if offer.status == "open"] if case else []
    clock = (
        min((one.id for one in case.clocks if one.due_at == case.next_due_at), default="k9") if case else "k9"
    )
    rules = ("defect",)
    reviewed = [one.claim for one in case.ruling.findings] if case and case.ruling else ["c1"]
    upheld = tuple(
        ask.ProposedFinding(claim, FindingResult.UPHELD, (Award(Act.PAY, 5_000),))
        for claim in claims or reviewed
    )
    yield ask.OpenTalk(life.order.ref, "defect", (demand(),))
    yield ask.FileComplaint() if case else ask.FileComplaint(life.order.ref, "defect", (demand(),))
    yield ask.Say("hello")
    yield ask.MakeOffer(terms)
    for offer in [*offers, "o9"]:
        yield ask.CounterOffer(offer, terms)
        yield ask.AcceptOffer(offer)
        yield ask.DeclineOffer(offer)
    yield ask.AcceptClaims()
    yield ask.Refuse()
    yield ask.Contest()
    yield ask.SubmitEvidence("photo", hash_of(99))
    yield ask.SubmitEvidence("certificate", hash_of(99))
    yield ask.FinishEvidence()
    yield ask.RequestIntervention()
    yield ask.Take()
    yield ask.Examine(ask.ContestOutcome.NOT_UPHELD, rules, "reasons")
    yield ask.Rule(upheld, rules, "reasons")
    yield APPEAL
    yield ask.DecideAppeal(rules, "reasons")
    yield ask.AskForPerson()
    yield ask.RecordPerformance(owed)
    yield ask.AcceptPerformance(owed)
    yield ask.ContestPerformance(owed)
    yield ask.DecidePerformance(owed, performed=True, text="reasons")
    yield ask.WaivePerformance(owed)
    yield ask.RequestEnforcement(owed)
    yield ask.ResumeComplaint(owed)
    yield ask.Enforce(owed, from_deposit=True)
    yield ask.RequestWithdrawal(reason=ask.WithdrawalReason.MISTAKE)
    yield ask.Reinstate()
    yield ask.RequestInformation("respondent", "which batch?")
    yield ask.SupplyInformation("this one")
    yield ask.Suspend(3, "both ask")
    yield ask.Resume()
    yield ask.RaiseFlag(Flag.FARMING, "burst")
    yield ask.Lapse(clock)


def answers(life: Life, actor: Actor) -> dict[str, Decision | Refusal]:
    """What is said to each command of this person; of several tries, the first that is accepted."""
    found: dict[str, Decision | Refusal] = {}
    for command in plausible(life):
        name = command_name(command)
        if not isinstance(found.get(name), Decision):
            answer = life.answer(actor, command)
            if name not in found or isinstance(answer, Decision):
                found[name] = answer
            if isinstance(answer, Decision):
                step = Step(life.case_if_any, actor, command, life.at, answer)
                check_step(step, life.pack)
                check_round_trip(step)
    return found


def told_well(refusal: Refusal) -> None:
    """A refusal has words in both languages, with every fact filled in."""
    for language in ("zh", "en"):
        words = refusal.tell(language)
        assert words, refusal
        assert "{" not in words, refusal


def test_every_command_has_plausible_fields_here() -> None:
    """No command is forgotten: all that the lifecycle knows are tried."""
    tried = {type(command) for command in plausible(situation("awaiting_answer"))}
    assert tried == {row.command for row in LIFECYCLE}


@pytest.mark.parametrize("name", SITUATIONS)
def test_every_cell_is_decided_and_agrees_with_what_is_shown_as_possible(name: str) -> None:
    """Whoever gives whatever command: a decision or a refusal in words; `possible` never promises a no."""
    life = situation(name)
    due = name.endswith("run out")
    for actor in PEOPLE:
        shown = {one.command: one for one in possible(life.case_if_any, life.moment(actor))}
        for command, answer in answers(life, actor).items():
            if isinstance(answer, Refusal):
                told_well(answer)
            if command not in shown:
                assert isinstance(answer, Refusal), f"{command} is hidden from {actor.role}, who may give it"
            elif not due:
                refused = shown[command].refusal
                if refused is not None:
                    told_well(refused)
                    assert answer == refused, f"{command} by {actor.role}"


def test_every_row_of_the_lifecycle_is_taken_somewhere() -> None:
    """There is no row that only refuses."""
    taken: set[str] = set()
    for name in SITUATIONS:
        life = situation(name)
        for actor in PEOPLE:
            for command in plausible(life):
                answer = life.answer(actor, command)
                if isinstance(answer, Decision):
                    taken.add(row_of(Step(life.case_if_any, actor, command, life.at, answer)).name)
    assert taken == {row.name for row in LIFECYCLE}


def test_every_stage_is_among_the_situations() -> None:
    """The ten stages and the case that does not exist yet are all looked at."""
    stages = {life.case.stage for life in map(situation, SITUATIONS) if life.case_if_any}
    assert stages == set(Stage)


def test_strangers_learn_only_that_they_are_no_party() -> None:
    """Whoever is not in a case gets the same answer whatever they try and wherever it stands."""
    for name in SITUATIONS:
        life = situation(name)
        if life.case_if_any is not None:
            for stranger in (STRANGER, OTHER_SHOP):
                codes = {
                    str(one.code) for one in answers(life, stranger).values() if isinstance(one, Refusal)
                }
                assert codes == {"not_a_party"}


def test_withdrawal_is_granted_as_the_table_says_at_each_stage() -> None:
    """Free: at once, by the complainant alone. Anything else: refused with the row that says so."""
    for how, code in (("review", "withdrawal_needs_review"), ("none", "withdrawal_not_available")):
        life = Life(a_pack(withdrawal=withdrawal(how))).files()
        refusal = life.refuses(BUYER, ask.RequestWithdrawal())
        assert (str(refusal.code), refusal.rule) == (code, "withdrawal.row1")
    life = Life(a_pack(withdrawal=withdrawal(reason_required=True))).files()
    assert str(life.refuses(BUYER, ask.RequestWithdrawal()).code) == "withdrawal_needs_reason"
    life.does(BUYER, ask.RequestWithdrawal(reason=ask.WithdrawalReason.OTHER))
    assert life.case.outcome is Outcome.WITHDRAWN


def table() -> str:
    """Every answer, a line a situation and command: who is accepted, and why the others are not."""
    lines: list[str] = []
    for name in SITUATIONS:
        life = situation(name)
        lines += [f"== {name}"]
        by_command: dict[str, dict[str, list[str]]] = {}
        for actor in INSIDERS:
            for command, answer in answers(life, actor).items():
                said = str(answer.code) if isinstance(answer, Refusal) else _outcome(life, answer)
                by_command.setdefault(command, {}).setdefault(said, []).append(str(actor.role))
        for command, by_answer in by_command.items():
            said = " · ".join(f"{answer}: {', '.join(people)}" for answer, people in by_answer.items())
            lines.append(f"{command} → {said}")
    return "\n".join(lines) + "\n"


def _outcome(life: Life, decision: Decision) -> str:
    before = life.case_if_any.stage if life.case_if_any else None
    after = decision.case.stage
    return "ACCEPTED" if before is after else f"ACCEPTED, {after}"


def test_no_answer_changes_unseen() -> None:
    """The answers are those of the golden table."""
    assert table() == GOLDEN.read_text(encoding="utf-8")


if __name__ == "__main__":
    GOLDEN.write_text(table(), encoding="utf-8")
