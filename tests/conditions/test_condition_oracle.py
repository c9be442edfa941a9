"""Compiled conditions, three-valued evaluation, and an independent CEL give the same answers."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

import cel
import pytest
from hypothesis import assume, given, settings

from hejie.domain.tables import INT_LEAST, INT_MOST, UnfitValue, Value
from hejie.policy.conditions.check import bind, check_condition, names_in
from hejie.policy.conditions.closure import compile_expression, fitted
from hejie.policy.conditions.kleene import Unknown, evaluate
from hejie.policy.conditions.syntax import Comparison, Literal, Name, Negative, Node, parse, render, walk

from .some_conditions import CONSTANTS, INPUTS, complete_cases, conditions, partial_cases

ERROR = "error"


def compiled(text_or_node: str | Node, known: Mapping[str, Value | None]) -> Value | Unknown:
    """What our compiled function says."""
    node = parse(text_or_node) if isinstance(text_or_node, str) else text_or_node
    check_condition(node, INPUTS, CONSTANTS)
    bound = bind(node, CONSTANTS)
    return compile_expression(bound, [INPUTS[name] for name in names_in(bound)])(known)


def oracle(node: Node, known: Mapping[str, Value | None]) -> object:
    """What CEL says: inputs as fields of maps, a missing input as a field that is not there."""
    variables: dict[str, Any] = {}
    for path, value in known.items():
        *parents, last = path.split(".")
        holder = variables
        for parent in parents:
            holder = holder.setdefault(parent, {})
        if value is not None:
            holder[last] = value
    try:
        return cel.compile(render(node)).execute(cel.Context(variables))
    except (OverflowError, KeyError, RuntimeError):  # TypeError would mean that our check let it pass
        return ERROR


def _negates_the_least_int(node: Node, known: Mapping[str, Value]) -> bool:
    """The oracle lets `-x` wrap around for the least int, where CEL asks for an error."""
    return any(
        isinstance(part, Negative) and evaluate(part.operand, known) == INT_LEAST for part in walk(node)
    )


def _agree(node: Node, known: Mapping[str, Value | None]) -> None:
    bound = bind(node, CONSTANTS)
    usable = fitted(list(INPUTS.values()), known)
    assume(not _negates_the_least_int(bound, usable))
    expected = oracle(bound, known)
    slow = evaluate(bound, usable)
    assert (ERROR if isinstance(slow, Unknown) else slow) == expected
    assert compiled(node, known) == slow


@settings(max_examples=1000)
@given(conditions(), complete_cases)
def test_a_complete_case_gets_the_answer_of_cel(node: Node, known: dict[str, Value]) -> None:
    _agree(node, known)


@settings(max_examples=1000)
@given(conditions(), partial_cases)
def test_a_case_with_missing_inputs_is_unknown_where_cel_has_no_answer(
    node: Node, known: dict[str, Value | None]
) -> None:
    _agree(node, known)


@pytest.mark.parametrize(
    ("text", "known", "expected"),
    [
        ("filings > 3", {"filings": 3}, False),
        ("filings > 3", {"filings": 4}, True),
        ("order.due_at + grace >= record.handed_over_at", {
            "order.due_at": datetime(2026, 3, 1, tzinfo=UTC),
            "record.handed_over_at": datetime(2026, 3, 2, 12, tzinfo=UTC),
        }, True),
        ("order.due_at + grace > record.handed_over_at", {
            "order.due_at": datetime(2026, 3, 1, tzinfo=UTC),
            "record.handed_over_at": datetime(2026, 3, 2, 12, tzinfo=UTC),
        }, False),
        ("case.flagged && filings > 3", {"case.flagged": False}, False),
        ("filings > 3 && case.flagged", {"case.flagged": False}, False),
        ("case.flagged || filings > 3", {"case.flagged": True}, True),
        ("filings > 3 || case.flagged", {"case.flagged": True, "filings": None}, True),
        ("case.flagged && filings > 3", {"case.flagged": True}, Unknown(missing=("filings",))),
        ("case.flagged && filings > 3", {}, Unknown(missing=("case.flagged", "filings"))),
        ("!(filings == filings)", {}, Unknown(missing=("filings",))),
        ("filings in [1, 2]", {}, Unknown(missing=("filings",))),
        ("filings + 1 > 0", {"filings": INT_MOST}, Unknown(overflowed=("filings + 1",))),
        ("-filings > 0", {"filings": INT_LEAST}, Unknown(overflowed=("-filings",))),
        ("filings + 1 > 0 || case.flagged", {"filings": INT_MOST, "case.flagged": True}, True),
        ("order.due_at + grace > order.due_at", {"order.due_at": datetime(9999, 12, 31, tzinfo=UTC)},
         Unknown(overflowed=('order.due_at + duration("36h")',))),
    ],
)  # fmt: skip
def test_thresholds_missing_inputs_and_overflow(
    text: str, known: dict[str, Value | None], expected: object
) -> None:
    assert compiled(text, known) == expected


def test_instants_are_compared_in_time_whatever_their_zone() -> None:
    """Python alone compares two instants of one zone by the clock on the wall, wrong by an hour in autumn."""
    berlin = ZoneInfo("Europe/Berlin")
    before, after = datetime(2026, 10, 25, 2, 30, tzinfo=berlin), datetime(2026, 10, 25, 3, 0, tzinfo=berlin)
    known = {"order.due_at": before, "record.handed_over_at": after}
    assert compiled('record.handed_over_at - order.due_at == duration("1h30m")', known) is True
    shanghai = timezone(timedelta(hours=8))
    known = {
        "order.due_at": datetime(2026, 3, 1, 8, tzinfo=shanghai),
        "record.handed_over_at": datetime(2026, 3, 1, tzinfo=UTC),
    }
    assert compiled("record.handed_over_at == order.due_at", known) is True


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("filings > 3", {"filings": "4"}),
        ("filings > 3", {"filings": True}),
        ("filings > 3", {"filings": 4.0}),
        ("filings > 3", {"filings": INT_MOST + 1}),
        ("case.flagged", {"case.flagged": 1}),
        ("case.stage == 'ruled'", {"case.stage": "Ruled"}),
        ("note == 'a'", {"note": b"a"}),
        ("promise < grace", {"promise": 36}),
        (
            "order.due_at == record.handed_over_at",
            {"order.due_at": datetime(2026, 3, 1, tzinfo=UTC).replace(tzinfo=None)},
        ),
    ],
)
def test_a_value_that_does_not_fit_its_input_is_a_defect_and_never_an_answer(
    text: str, known: dict[str, Any]
) -> None:
    with pytest.raises(UnfitValue, match="must"):
        compiled(text, known)


def test_texts_of_the_author_never_become_source() -> None:
    nasty = "\"); __import__('os').abort() #"
    node = Comparison("==", Name("note"), Literal(nasty))
    assert compiled(node, {"note": nasty}) is True
