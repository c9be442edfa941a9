"""A decision table answers with the first row that holds, says what it read, and never guesses."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from hejie.domain.tables import (
    Change,
    Decided,
    Incomplete,
    Input,
    Row,
    Table,
    UnfitValue,
    Value,
    ValueType,
    counterfactuals,
)
from hejie.policy.conditions.check import NamedConstant, bind, names_in
from hejie.policy.conditions.closure import fitted
from hejie.policy.conditions.kleene import Unknown, evaluate
from hejie.policy.conditions.syntax import Literal, Node, render
from hejie.policy.conditions.table import CompiledTable, TableError, build_table

from .some_conditions import CONSTANTS, INPUTS, complete_cases, conditions, values

STAGE = Input("case.stage", ValueType.TEXT, values=("awaiting_answer", "evidence", "ruled"))
PROOF = Input("proof.complete", ValueType.BOOL)
PERFORMED = Input(
    "settlement.performed",
    ValueType.BOOL,
    actionable_by=frozenset({"complainant", "respondent"}),
    may_become=(True, False),
)
REASON = Input(
    "request.reason",
    ValueType.TEXT,
    values=("none", "settled", "mistake"),
    actionable_by=frozenset({"complainant"}),
    may_become=("settled", "mistake"),
)
WITHDRAWN = Input("withdrawn", ValueType.INT, unit="count")
FLAGGED = Input("flagged", ValueType.BOOL)

WITHDRAWAL = build_table(
    [
        Row("ruled", 'case.stage == "ruled"', {"answer": "not_available"}),
        Row("often", 'withdrawn > withdrawn_most && request.reason == "none"', {"answer": "review"}),
        Row("proved", "proof.complete && !settlement.performed", {"answer": "review", "hours": 24}),
        Row("no_reason", 'request.reason == "none" && case.stage != "awaiting_answer"', {"answer": "review"}),
        Row("free", "true", {"answer": "available"}),
    ],
    [STAGE, FLAGGED, PROOF, PERFORMED, REASON, WITHDRAWN],
    {"withdrawn_most": NamedConstant(3, "count")},
)
CALM: Mapping[str, Value] = {
    "case.stage": "evidence",
    "proof.complete": False,
    "settlement.performed": False,
    "request.reason": "settled",
    "withdrawn": 0,
}


def decided(known: Mapping[str, Value | None]) -> Decided:
    answer = WITHDRAWAL.decide(known)
    assert isinstance(answer, Decided)
    return answer


def test_the_first_row_that_holds_answers_and_tells_what_it_read() -> None:
    answer = decided({**CALM, "proof.complete": True})
    assert answer.row_id == "proved"
    assert answer.outcome == {"answer": "review", "hours": 24}
    assert answer.read == (("proof.complete", True), ("settlement.performed", False))


def test_a_row_above_wins_over_a_row_below() -> None:
    assert decided({**CALM, "case.stage": "ruled", "proof.complete": True}).row_id == "ruled"


def test_the_last_row_answers_what_no_other_row_holds() -> None:
    assert decided(CALM).row_id == "free"
    assert decided(CALM).read == ()


def test_a_table_lists_the_inputs_that_it_reads_and_no_others() -> None:
    assert WITHDRAWAL.inputs == (STAGE, PROOF, PERFORMED, REASON, WITHDRAWN)
    assert decided({**CALM, "flagged": "not even a bool"}).row_id == "free"


@pytest.mark.parametrize("absent", [True, False])
def test_a_missing_input_that_could_matter_makes_the_answer_incomplete(absent: bool) -> None:
    known: dict[str, Value | None] = {**CALM, "proof.complete": None}
    if absent:
        del known["proof.complete"]
    answer = WITHDRAWAL.decide(known)
    assert isinstance(answer, Incomplete)
    assert answer.row_id == "proved"
    assert answer.missing == ("proof.complete",)
    assert answer.overflowed == ()
    assert answer.read == (("settlement.performed", False),)


def test_a_missing_input_that_cannot_matter_does_not() -> None:
    assert decided({"case.stage": "ruled"}).row_id == "ruled"
    assert decided({**CALM, "withdrawn": None}).row_id == "free"
    assert decided({**CALM, "proof.complete": True, "withdrawn": None}).row_id == "proved"


def test_what_was_read_leaves_out_what_was_missing() -> None:
    table = build_table([Row("a", "proof.complete || flagged", {}), Row("b", "true", {})], [PROOF, FLAGGED])
    answer = table.decide({"flagged": True})
    assert isinstance(answer, Decided)
    assert answer.read == (("flagged", True),)


def test_a_sum_that_overflows_makes_the_answer_incomplete() -> None:
    table = build_table([Row("a", "withdrawn + 1 > 3", {}), Row("b", "true", {})], [WITHDRAWN])
    answer = table.decide({"withdrawn": 2**63 - 1})
    assert isinstance(answer, Incomplete)
    assert (answer.missing, answer.overflowed) == ((), ("withdrawn + 1",))


def test_instants_of_other_zones_are_read_in_utc() -> None:
    due, at = Input("due_at", ValueType.TIMESTAMP), Input("at", ValueType.TIMESTAMP)
    table = build_table([Row("late", "at > due_at", {}), Row("in_time", "true", {})], [due, at])
    noon = datetime(2026, 3, 1, 12, tzinfo=UTC)
    shanghai = noon.astimezone(timezone(timedelta(hours=8))) + timedelta(seconds=1)
    answer = table.decide({"due_at": noon, "at": shanghai})
    assert isinstance(answer, Decided)
    assert answer.read == (("at", shanghai), ("due_at", noon))
    assert answer.row_id == "late"


def test_a_value_outside_its_declaration_is_never_decided_on() -> None:
    with pytest.raises(UnfitValue, match="must be one of awaiting_answer, evidence, ruled"):
        WITHDRAWAL.decide({**CALM, "case.stage": "deciding"})
    with pytest.raises(UnfitValue, match="withdrawn must be int"):
        WITHDRAWAL.decide({**CALM, "withdrawn": "3"})


def test_explain_reads_every_row_on_its_own() -> None:
    told = WITHDRAWAL.explain({**CALM, "case.stage": "ruled", "withdrawn": None, "request.reason": "none"})
    assert [(reading.row.id, reading.holds, reading.missing) for reading in told] == [
        ("ruled", True, ()),
        ("often", None, ("withdrawn",)),
        ("proved", False, ()),
        ("no_reason", True, ()),
        ("free", True, ()),
    ]
    assert told[1].read == (("request.reason", "none"),)


def test_an_outcome_cannot_be_changed_by_who_reads_it() -> None:
    outcome: Any = decided(CALM).outcome
    with pytest.raises(TypeError):
        outcome["answer"] = "not_available"


def test_every_fault_of_a_table_is_reported_at_once() -> None:
    rows = [
        Row("a", "case.stage == 'ruld'", {}),
        Row("b", "flaged", {}),
        Row("b", "withdrawn", {}),
        Row("c", "flagged &", {}),
    ]
    with pytest.raises(TableError) as caught:
        build_table(rows, [STAGE, FLAGGED, WITHDRAWN], {"flagged": NamedConstant(True)})
    assert [(fault.code, fault.row_id, fault.column) for fault in caught.value.faults] == [
        ("ambiguous_name", None, None),
        ("row_id_twice", "b", None),
        ("unknown_value", "a", 15),
        ("unknown_name", "b", 1),
        ("not_a_condition", "b", 1),
        ("syntax", "c", 9),
    ]
    assert "did you mean ruled?" in str(caught.value)


def test_a_table_without_rows_is_refused() -> None:
    with pytest.raises(TableError, match="at least one row"):
        build_table([], [STAGE])


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"type": ValueType.INT, "values": ("1",)}, "only a text input lists its values"),
        ({"type": ValueType.TEXT, "unit": "minor"}, "only an int input has a unit"),
        ({"type": ValueType.BOOL, "may_become": ("yes",)}, "x must be bool, not 'yes'"),
        ({"type": ValueType.TEXT, "values": ("a",), "may_become": ("b",)}, "x must be one of a, not 'b'"),
    ],
)
def test_a_declaration_that_contradicts_itself_is_refused(wrong: dict[str, Any], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        Input("x", **wrong)


# --- what would change the answer ------------------------------------------------------------------------


def available(answer: Decided) -> bool:
    return answer.outcome["answer"] == "available"


def changes_for(role: str, known: Mapping[str, Value | None]) -> list[dict[str, Value]]:
    found = counterfactuals(WITHDRAWAL, known, role, available)
    return [{change.name: change.after for change in changes} for changes in found]


def test_the_changes_that_would_help_are_found_for_who_can_make_them() -> None:
    known = {**CALM, "proof.complete": True}
    assert changes_for("complainant", known) == [{"settlement.performed": True}]
    assert changes_for("officer", known) == []


def test_pairs_are_found_where_no_single_change_helps_and_none_contains_a_smaller_one() -> None:
    known = {**CALM, "proof.complete": True, "request.reason": "none"}
    assert changes_for("complainant", known) == [
        {"settlement.performed": True, "request.reason": "settled"},
        {"settlement.performed": True, "request.reason": "mistake"},
    ]
    assert changes_for("respondent", known) == []
    known = {**CALM, "request.reason": "none"}
    assert changes_for("complainant", known) == [{"request.reason": "settled"}, {"request.reason": "mistake"}]


def test_an_input_that_was_missing_may_be_what_would_help() -> None:
    known = {**CALM, "proof.complete": True, "settlement.performed": None}
    found = counterfactuals(WITHDRAWAL, known, "complainant", available)
    assert found == ((Change("settlement.performed", None, True),),)


def test_the_search_stops_at_its_limit() -> None:
    known = {**CALM, "proof.complete": True, "request.reason": "none"}
    assert counterfactuals(WITHDRAWAL, known, "complainant", available, trials_most=3) == ()
    assert len(counterfactuals(WITHDRAWAL, known, "complainant", available, trials_most=4)) == 1


# --- any table -------------------------------------------------------------------------------------------


@st.composite
def tables(draw: st.DrawFn) -> CompiledTable:
    """A table of one to four random rows and a last word."""
    some = draw(st.lists(conditions(2), min_size=1, max_size=4))
    rows = [
        Row(f"row {place}", render(node), {"n": place}) for place, node in enumerate([*some, Literal(True)])
    ]
    return build_table(rows, list(INPUTS.values()), CONSTANTS)


def first_true(table: CompiledTable, known: Mapping[str, Value | None]) -> str | None:
    """The specification: rows in order, one true decides, one unknown before it leaves the case open."""
    usable = fitted(table.inputs, known)
    for row, condition in zip(table.rows, table.conditions, strict=True):
        holds = evaluate(condition, usable)
        if isinstance(holds, Unknown):
            return None
        if holds:
            return row.id
    raise AssertionError("the last row holds always")


def fired(table: Table, known: Mapping[str, Value | None]) -> str | None:
    answer = table.decide(known)
    return answer.row_id if isinstance(answer, Decided) else None


@settings(max_examples=250)
@given(tables(), complete_cases, st.data())
def test_a_decision_on_partial_knowledge_holds_whatever_is_still_to_come(
    table: CompiledTable, complete: dict[str, Value], data: st.DataObject
) -> None:
    """The requirement that a missing input never falls through to a later row."""
    missing = data.draw(st.sets(st.sampled_from(sorted(input.name for input in table.inputs) or ["none"])))
    known = {name: None if name in missing else value for name, value in complete.items()}
    answer = table.decide(known)
    if isinstance(answer, Incomplete):
        assert answer.overflowed or answer.missing
        assert set(answer.missing) <= missing
        return
    for _ in range(4):
        filled = {name: data.draw(values(INPUTS[name])) for name in missing if name in INPUTS}
        assert fired(table, {**known, **filled}) == answer.row_id


@settings(max_examples=250)
@given(tables(), st.fixed_dictionaries({name: st.none() | values(i) for name, i in INPUTS.items()}))
def test_the_fast_ways_decide_as_the_specification_does(
    table: CompiledTable, known: dict[str, Value | None]
) -> None:
    assert fired(table, known) == first_true(table, known)


@settings(max_examples=100)
@given(conditions(2), complete_cases)
def test_a_row_reads_exactly_what_its_condition_mentions(node: Node, known: dict[str, Value]) -> None:
    rows = [Row("it", render(node), {}), Row("else", "true", {})]
    answer = build_table(rows, list(INPUTS.values()), CONSTANTS).decide(known)
    assume(answer.row_id == "it")
    mentioned = names_in(bind(node, CONSTANTS))
    assert answer.read == tuple((name, known[name]) for name in mentioned)
