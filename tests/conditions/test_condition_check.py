"""Names, types, values, units and ranges are checked before a condition is used."""

import pytest

from hejie.domain.tables import Input, ValueType
from hejie.policy.conditions.check import Type, bind, check, check_condition, names_in
from hejie.policy.conditions.syntax import ConditionError, Fault, parse, render

from .some_conditions import CONSTANTS, INPUTS


@pytest.mark.parametrize(
    ("text", "yields"),
    [
        ("filings > 3", Type(ValueType.BOOL)),
        ("order.paid_minor - claim.refund_minor", Type(ValueType.INT, "minor")),
        ("2 * order.paid_minor", Type(ValueType.INT, "minor")),
        ("filings * order.paid_minor", Type(ValueType.INT, "minor")),
        ("order.due_at + grace", Type(ValueType.TIMESTAMP)),
        ("record.handed_over_at - order.due_at", Type(ValueType.DURATION)),
        ("promise - grace", Type(ValueType.DURATION)),
        ("case.stage == last_stage", Type(ValueType.BOOL)),
        ("case.stage != case.left_stage", Type(ValueType.BOOL)),
        ("case.flagged == (filings in [1, limits.filings])", Type(ValueType.BOOL)),
    ],
)
def test_a_well_typed_expression_has_this_type(text: str, yields: Type) -> None:
    assert check(parse(text), INPUTS, CONSTANTS) == yields


@pytest.mark.parametrize(
    ("text", "code", "column", "words"),
    [
        ("case.stag == 'ruled'", Fault.UNKNOWN_NAME, 1, "did you mean case.stage?"),
        ("filings > limits.filing", Fault.UNKNOWN_NAME, 11, "did you mean limits.filings?"),
        ("True", Fault.UNKNOWN_NAME, 1, "did you mean true?"),
        ("zzz", Fault.UNKNOWN_NAME, 1, "zzz is neither an input of this table nor a constant"),
        ("case.stage == 'rulled'", Fault.UNKNOWN_VALUE, 15, 'never "rulled"; did you mean ruled? (accepted'),
        ("'closed' != case.stage", Fault.UNKNOWN_VALUE, 1, "(accepted: talking, awaiting_answer"),
        ("case.stage in ['ruled', 'x']", Fault.UNKNOWN_VALUE, 25, 'case.stage is never "x"'),
        ("case.stage == 3", Fault.TYPE_MISMATCH, 12, "case.stage is text (talking, awaiting_answer"),
        ("filings == '3'", Fault.TYPE_MISMATCH, 9, 'filings is int in count and "3" is text'),
        ("filings in [1, true]", Fault.TYPE_MISMATCH, 16, "true in the list is bool"),
        (
            "filings in [limits.filings, order.paid_minor]",
            Fault.NOT_CONSTANT,
            29,
            "order.paid_minor is an input",
        ),
        ("filings && case.flagged", Fault.TYPE_MISMATCH, 1, "&& needs bool operands"),
        ("!filings", Fault.TYPE_MISMATCH, 2, "! needs bool operands"),
        ("-promise > grace", Fault.TYPE_MISMATCH, 2, "- needs int operands"),
        ("promise * 2 > grace", Fault.TYPE_MISMATCH, 9, "duration * int has no meaning"),
        ("grace + order.due_at > order.due_at", Fault.TYPE_MISMATCH, 7, "accepted: int + - * int"),
        ("order.due_at + order.due_at > order.due_at", Fault.TYPE_MISMATCH, 14, "no meaning"),
        ("note + note == note", Fault.TYPE_MISMATCH, 6, "text + text has no meaning"),
        ("note < 'a'", Fault.NOT_ORDERED, 6, "< needs an order, and text has none (accepted: =="),
        ("case.flagged >= true", Fault.NOT_ORDERED, 14, "bool has none"),
        ("order.paid_minor > filings", Fault.UNIT_MISMATCH, 18, "in minor and filings in count"),
        ("order.paid_minor + filings > 3", Fault.UNIT_MISMATCH, 18, "only like can be compared"),
        ("order.paid_minor in [limits.filings]", Fault.UNIT_MISMATCH, 18, "in count"),
        ("order.paid_minor * order.paid_minor > 3", Fault.UNIT_MISMATCH, 18, "minor times minor"),
        (
            "filings + 1",
            Fault.NOT_A_CONDITION,
            9,
            "filings + 1 is int in count; a condition is true or false",
        ),
        ("case.stage", Fault.NOT_A_CONDITION, 1, "compare it with something"),
        ("filings > 9223372036854775807 + 1", Fault.OVERFLOW, 31, "does not fit 64 bits"),
        ("filings > -(-9223372036854775808)", Fault.OVERFLOW, 11, "does not fit 64 bits"),
        ("filings > limits.filings * 9223372036854775807", Fault.OVERFLOW, 26, "64 bits"),
    ],
)
def test_a_wrong_condition_is_refused_in_words(text: str, code: Fault, column: int, words: str) -> None:
    with pytest.raises(ConditionError) as caught:
        check_condition(parse(text), INPUTS, CONSTANTS)
    assert words in str(caught.value)
    assert (caught.value.code, caught.value.column) == (code, column)


def test_inputs_that_can_never_be_equal_are_not_compared() -> None:
    other = Input("severity", ValueType.TEXT, values=("S1", "S2"))
    with pytest.raises(ConditionError, match="no value in common"):
        check(parse("case.stage == severity"), INPUTS | {"severity": other}, {})


def test_constants_are_put_in_and_inputs_stay_names() -> None:
    bound = bind(
        parse("filings > limits.filings && case.stage in [last_stage] && promise < grace"), CONSTANTS
    )
    assert render(bound) == 'filings > 3 && case.stage in ["ruled"] && promise < duration("36h")'
    assert names_in(bound) == ("filings", "case.stage", "promise")


def test_checking_does_not_blow_up_on_nested_lists() -> None:
    """Were an item typed again for each option of its list, this would take 4 to the power of 40 steps."""
    text = "case.flagged"
    for _ in range(40):
        text = f"({text}) in [true, true, true, true]"
    assert check(parse(text), INPUTS, CONSTANTS).kind is ValueType.BOOL
