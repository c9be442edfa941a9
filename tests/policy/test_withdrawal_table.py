"""The withdrawal table answers as the design says, for every combination of what it reads."""

from itertools import product

import pytest

from hejie.domain.case import Severity, Stage
from hejie.domain.facts import SETTLEMENTS, WITHDRAWAL_INPUTS
from hejie.domain.tables import Decided, Incomplete, Value, counterfactuals

from .shipped_files import sandbox, tmall

ANSWERS = {
    "free": ("available", "free", False),
    "reason": ("available", "free", True),
    "review": ("available_after_review", "review", True),
    "human": ("available_after_review", "human", True),
    "two": ("available_after_review", "two_persons", True),
    "joint": ("available_after_review", "joint", False),
    "joint+": ("available_after_review", "joint", True),
    "no": ("not_available", "none", False),
}

# By hand from the design, section 4. `proof`: the respondent's required items are complete; `done`: a
# settlement has been performed; `flag`: a signal waits for a look, whatever the rest.
EXPECTED = """
stage              severity  neither  proof    done     both     flag     refile
talking            S1        free     free     free     free     free     free
talking            S2        free     free     free     free     free     free
talking            S3        free     free     free     free     free     free
talking            S4        free     free     free     free     free     free
awaiting_answer    S1        free     free     free     free     review   once
awaiting_answer    S2        free     free     free     free     review   once
awaiting_answer    S3        reason   reason   reason   reason   review   once
awaiting_answer    S4        reason   reason   reason   reason   review   once
awaiting_consumer  S1        reason   reason   reason   reason   review   once
awaiting_consumer  S2        reason   reason   reason   reason   review   once
awaiting_consumer  S3        reason   reason   reason   reason   review   once
awaiting_consumer  S4        reason   reason   reason   reason   review   once
examining          S1        free     review   free     free     review   once
examining          S2        review   review   free     free     review   once
examining          S3        human    human    human    human    human    once
examining          S4        human    human    human    human    human    once
evidence           S1        free     review   free     free     review   once
evidence           S2        review   review   free     free     review   once
evidence           S3        human    human    human    human    human    once
evidence           S4        human    human    human    human    human    once
deciding           S1        joint    joint    joint    joint    joint+   new_facts
deciding           S2        joint+   joint+   joint+   joint+   joint+   new_facts
deciding           S3        two      two      two      two      two      new_facts
deciding           S4        no       no       no       no       no       new_facts
ruled              S1        no       no       no       no       no       appeal_only
ruled              S2        no       no       no       no       no       appeal_only
ruled              S3        no       no       no       no       no       appeal_only
ruled              S4        no       no       no       no       no       appeal_only
reviewing          S1        no       no       no       no       no       appeal_only
reviewing          S2        no       no       no       no       no       appeal_only
reviewing          S3        no       no       no       no       no       appeal_only
reviewing          S4        no       no       no       no       no       appeal_only
performing         S1        no       no       no       no       no       none
performing         S2        no       no       no       no       no       none
performing         S3        no       no       no       no       no       none
performing         S4        no       no       no       no       no       none
closed             S1        no       no       no       no       no       none
closed             S2        no       no       no       no       no       none
closed             S3        no       no       no       no       no       none
closed             S4        no       no       no       no       no       none
"""
GRID = [line.split() for line in EXPECTED.split("\n")[2:-1]]


def facts(stage: str, severity: str, **others: Value | None) -> dict[str, Value | None]:
    """A case with nothing special about it, and a complainant who filed once."""
    known: dict[str, Value | None] = {
        "case.stage": stage,
        "case.severity": severity,
        "case.respondent_proof_complete": False,
        "case.settlement": "none",
        "case.flagged": False,
        "complainant.filings_in_window": 1,
        "complainant.withdrawals_in_window": 0,
    }
    return known | {name.replace("__", "."): value for name, value in others.items()}


def answer(known: dict[str, Value | None]) -> tuple[Value, ...] | Incomplete:
    decided = tmall().withdrawal.decide(known)
    return tuple(decided.outcome.values()) if isinstance(decided, Decided) else decided


def row(known: dict[str, Value | None]) -> str:
    return tmall().withdrawal.decide(known).row_id


def test_the_expected_table_has_every_stage_and_severity() -> None:
    assert [(stage, severity) for stage, severity, *_ in GRID] == list(product(Stage, Severity))


@pytest.mark.parametrize("expected", GRID, ids=lambda expected: f"{expected[0]}-{expected[1]}")
def test_every_stage_severity_proof_settlement_and_signal_gets_its_answer(expected: list[str]) -> None:
    stage, severity, neither, proof, done, both, flag, refile = expected
    for complete, settlement, flagged in product((False, True), SETTLEMENTS, (False, True)):
        known = facts(
            stage,
            severity,
            case__respondent_proof_complete=complete,
            case__settlement=settlement,
            case__flagged=flagged,
        )
        performed = settlement == "performed"
        name = flag if flagged else [neither, proof, done, both][complete + 2 * performed]
        assert answer(known) == (*ANSWERS[name], refile), (complete, settlement, flagged)


AFTER_ANSWER = [
    ("awaiting_answer", "S1"),
    ("awaiting_consumer", "S2"),
    ("examining", "S1"),
    ("evidence", "S1"),
]


@pytest.mark.parametrize(("stage", "severity"), AFTER_ANSWER)
@pytest.mark.parametrize(
    ("withdrawals", "filings", "expected"),
    [
        (3, 5, None),
        (4, 20, "too_many"),
        (3, 6, None),
        (4, 8, "too_many"),
        (4, 7, "too_large_a_share"),
        (4, 6, "too_large_a_share"),
        (4, 5, "too_many"),
    ],
)
def test_many_withdrawals_after_an_answer_need_a_review(
    stage: str, severity: str, withdrawals: int, filings: int, expected: str | None
) -> None:
    """More than 3, or more than half of at least 6 complaints."""
    known = facts(
        stage,
        severity,
        complainant__withdrawals_in_window=withdrawals,
        complainant__filings_in_window=filings,
    )
    found = row(known)
    assert (found if found.startswith("too_") else None) == expected
    if expected:
        assert answer(known) == (*ANSWERS["review"], "once")


def test_a_performed_settlement_is_not_held_against_the_complainant() -> None:
    many = {"complainant__withdrawals_in_window": 9, "complainant__filings_in_window": 9}
    for stage, severity in AFTER_ANSWER:
        known = facts(stage, severity, case__settlement="performed", **many)
        assert answer(known) in ((*ANSWERS["free"], "once"), (*ANSWERS["reason"], "once"))


NEEDS_COUNTERS = {
    *(("awaiting_answer", severity) for severity in Severity),
    *(("awaiting_consumer", severity) for severity in Severity),
    ("examining", Severity.S1),
    ("evidence", Severity.S1),
}


@pytest.mark.parametrize(("stage", "severity"), list(product(Stage, Severity)))
def test_unknown_counters_matter_only_where_a_limit_could_change_the_answer(
    stage: Stage, severity: Severity
) -> None:
    unknown = {"complainant__filings_in_window": None, "complainant__withdrawals_in_window": None}
    found = answer(facts(stage, severity, **unknown))
    assert isinstance(found, Incomplete) == ((stage, severity) in NEEDS_COUNTERS)
    if isinstance(found, Incomplete):
        assert set(found.missing) <= {"complainant.filings_in_window", "complainant.withdrawals_in_window"}
    for settled in ({"case__settlement": "performed"}, {"case__flagged": True}):
        assert not isinstance(answer(facts(stage, severity, **unknown, **settled)), Incomplete)


def test_a_complainant_learns_that_a_performed_settlement_would_free_the_complaint() -> None:
    known = facts("evidence", "S2", case__settlement="agreed")
    changes = counterfactuals(
        tmall().withdrawal, known, "complainant", lambda then: then.outcome["answer"] == "available"
    )
    assert [(change.name, change.after) for (change,) in changes] == [("case.settlement", "performed")]


def test_the_reason_given_is_the_rule_that_fits_the_case_best() -> None:
    """Each row speaks to its own case; a few that matter most."""
    complete = {"case__respondent_proof_complete": True}
    assert row(facts("examining", "S1", **complete)) == "proof_complete"
    assert row(facts("examining", "S2", **complete)) == "heard_s2"
    assert row(facts("evidence", "S4", case__flagged=True)) == "heard_grave"
    assert row(facts("awaiting_consumer", "S4")) == "offered_s4"
    assert row(facts("deciding", "S1", case__flagged=True)) == "deciding_flagged"


def test_the_table_reads_every_fact_that_is_gathered_for_it() -> None:
    for pack in (tmall(), sandbox()):
        assert {input.name for input in pack.withdrawal.inputs} == {input.name for input in WITHDRAWAL_INPUTS}
