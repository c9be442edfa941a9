"""Inputs, constants and random well-typed conditions for the tests of the condition language."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone

from hypothesis import strategies as st

from hejie.domain.tables import INT_LEAST, INT_MOST, Input, Value, ValueType
from hejie.policy.conditions.check import NamedConstant, check_condition
from hejie.policy.conditions.syntax import (
    And,
    Arithmetic,
    Comparison,
    ConditionError,
    Fault,
    Literal,
    Membership,
    Name,
    Negative,
    Node,
    Not,
    Or,
)

STAGES = ("talking", "awaiting_answer", "evidence", "ruled")
WORDS = ("", "运费", 'say "no"', "it's", "a\\b", "line\nend", "tab\t", "{0}")

INPUTS = {
    input.name: input
    for input in (
        Input("case.stage", ValueType.TEXT, values=STAGES),
        Input("case.left_stage", ValueType.TEXT, values=(*STAGES, "closed")),
        Input("note", ValueType.TEXT),
        Input("case.flagged", ValueType.BOOL),
        Input("proof.complete", ValueType.BOOL),
        Input("order.paid_minor", ValueType.INT, unit="minor"),
        Input("claim.refund_minor", ValueType.INT, unit="minor"),
        Input("filings", ValueType.INT, unit="count"),
        Input("record.handed_over_at", ValueType.TIMESTAMP),
        Input("order.due_at", ValueType.TIMESTAMP),
        Input("promise", ValueType.DURATION),
        Input("delay", ValueType.DURATION),
    )
}
CONSTANTS = {
    "limits.refund_minor": NamedConstant(50_000, "minor"),
    "limits.filings": NamedConstant(3, "count"),
    "grace": NamedConstant(timedelta(hours=36)),
    "last_stage": NamedConstant("ruled"),
}

_LENGTHS = [timedelta(0), timedelta(hours=36), timedelta(microseconds=1), timedelta(days=-2, seconds=3)]
_INTS = [0, 1, -1, 2, 3, 49_999, 50_000, 50_001, INT_MOST, INT_MOST - 1, INT_LEAST, INT_LEAST + 1]
_INSTANTS = [
    datetime(2026, 3, 1, tzinfo=UTC),
    datetime(2026, 3, 2, 12, tzinfo=UTC),
    datetime(2026, 3, 2, 12, 0, 0, 1, tzinfo=UTC),
    datetime(2026, 3, 1, 8, tzinfo=timezone(timedelta(hours=8))),
    datetime(1, 1, 1, tzinfo=UTC),
    datetime(9999, 12, 31, 23, 59, tzinfo=UTC),
]

_small = st.integers(-5, 60_000)
_lengths = st.sampled_from(_LENGTHS) | st.timedeltas(timedelta(days=-400), timedelta(days=400))


def _literals(kind: ValueType) -> st.SearchStrategy[Node]:
    values: dict[ValueType, st.SearchStrategy[bool | int | str | timedelta]] = {
        ValueType.BOOL: st.booleans(),
        ValueType.INT: st.sampled_from(_INTS) | _small,
        ValueType.DURATION: _lengths,
    }
    return values[kind].map(Literal)


def _named(kind: ValueType, unit: str | None = None) -> st.SearchStrategy[Node]:
    inputs = [name for name, input in INPUTS.items() if (input.type, input.unit) == (kind, unit)]
    units = {"minor": ["limits.refund_minor"], "count": ["limits.filings"]}
    constants = units.get(unit or "", []) + (["grace"] if kind is ValueType.DURATION else [])
    return st.sampled_from(inputs + constants).map(Name)


@st.composite
def ints(draw: st.DrawFn, unit: str, depth: int) -> Node:
    """An int in one unit."""
    shape = draw(st.sampled_from(["name", "name", "literal", "sum", "product", "negative"]))
    if depth == 0 or shape in ("name", "literal"):
        return draw(_named(ValueType.INT, unit) if shape != "literal" else _literals(ValueType.INT))
    if shape == "negative":
        return Negative(draw(_named(ValueType.INT, unit)))
    if shape == "product":
        by = draw(_named(ValueType.INT, "count") | _literals(ValueType.INT))
        return Arithmetic("*", draw(_named(ValueType.INT, unit)), by)
    sign = draw(st.sampled_from("+-"))
    return Arithmetic(sign, draw(ints(unit, depth - 1)), draw(ints(unit, depth - 1)))


@st.composite
def lengths(draw: st.DrawFn, depth: int) -> Node:
    """A duration."""
    shape = draw(st.sampled_from(["name", "literal", "sum", "between"]))
    if depth == 0 or shape in ("name", "literal"):
        return draw(_named(ValueType.DURATION) if shape == "name" else _literals(ValueType.DURATION))
    if shape == "between":
        return Arithmetic("-", draw(instants(depth - 1)), draw(instants(depth - 1)))
    return Arithmetic(draw(st.sampled_from("+-")), draw(lengths(depth - 1)), draw(lengths(depth - 1)))


@st.composite
def instants(draw: st.DrawFn, depth: int) -> Node:
    """A timestamp."""
    if depth == 0 or draw(st.booleans()):
        return draw(_named(ValueType.TIMESTAMP))
    return Arithmetic(draw(st.sampled_from("+-")), draw(instants(depth - 1)), draw(lengths(depth - 1)))


@st.composite
def _comparisons(draw: st.DrawFn, depth: int) -> Node:
    kind = draw(st.sampled_from(["stage", "note", "minor", "count", "length", "instant", "bool"]))
    equal = draw(st.sampled_from(["==", "!="]))
    if kind == "stage":
        stages = st.sampled_from(STAGES).map(Literal) | st.sampled_from(
            [Name("case.left_stage"), Name("last_stage")]
        )
        return Comparison(equal, Name("case.stage"), draw(stages))
    if kind == "note":
        return Comparison(equal, Name("note"), Literal(draw(st.sampled_from(WORDS))))
    if kind == "bool":
        return Comparison(equal, draw(_conditions(depth - 1)), draw(_conditions(depth - 1)))
    sign = draw(st.sampled_from(["==", "!=", "<", "<=", ">", ">="]))
    side: Callable[[], st.SearchStrategy[Node]] = {
        "minor": lambda: ints("minor", depth - 1),
        "count": lambda: ints("count", depth - 1),
        "length": lambda: lengths(depth - 1),
        "instant": lambda: instants(depth - 1),
    }[kind]
    return Comparison(sign, draw(side()), draw(side()))


@st.composite
def _memberships(draw: st.DrawFn, depth: int) -> Node:
    kind = draw(st.sampled_from(["stage", "note", "int", "length"]))
    if kind == "stage":
        listed: list[Literal | Name] = [*map(Literal, STAGES), Name("last_stage")]
        options = st.sampled_from(listed)
        return Membership(Name("case.stage"), tuple(draw(st.lists(options, min_size=1, max_size=3))))
    if kind == "note":
        words = draw(st.lists(st.sampled_from(WORDS).map(Literal), min_size=1, max_size=3))
        return Membership(Name("note"), tuple(words))
    if kind == "int":
        numbers = draw(st.lists(st.sampled_from(_INTS).map(Literal), min_size=1, max_size=3))
        return Membership(draw(ints("count", depth - 1)), tuple(numbers))
    times = draw(st.lists(st.sampled_from(_LENGTHS).map(Literal), min_size=1, max_size=3))
    return Membership(draw(lengths(depth - 1)), (*times, Name("grace")))


@st.composite
def _conditions(draw: st.DrawFn, depth: int) -> Node:
    if depth <= 0:
        return draw(_named(ValueType.BOOL) | _literals(ValueType.BOOL))
    shape = draw(st.sampled_from(["comparison", "comparison", "membership", "and", "or", "not", "name"]))
    if shape == "comparison":
        return draw(_comparisons(depth))
    if shape == "membership":
        return draw(_memberships(depth))
    if shape == "not":
        return Not(draw(_conditions(depth - 1)))
    if shape == "name":
        return draw(_named(ValueType.BOOL))
    operands = tuple(draw(st.lists(_conditions(depth - 1), min_size=2, max_size=3)))
    return And(operands) if shape == "and" else Or(operands)


def _in_range(node: Node) -> bool:
    """Whether no sum of constants leaves 64 bits, the one fault that is left to chance."""
    try:
        check_condition(node, INPUTS, CONSTANTS)
    except ConditionError as error:
        if error.code is not Fault.OVERFLOW:
            raise
        return False
    return True


def conditions(depth: int = 3) -> st.SearchStrategy[Node]:
    """Well-typed conditions over `INPUTS` and `CONSTANTS`."""
    return _conditions(depth).filter(_in_range)


def values(input: Input) -> st.SearchStrategy[Value]:
    """Values that an input may have, mostly near the boundaries that random conditions mention."""
    match input.type:
        case ValueType.BOOL:
            return st.booleans()
        case ValueType.INT:
            return st.sampled_from(_INTS) | _small
        case ValueType.TEXT:
            return st.sampled_from(input.values or WORDS)
        case ValueType.DURATION:
            return _lengths
        case ValueType.TIMESTAMP:
            near = st.timedeltas(timedelta(days=-3), timedelta(days=3))
            return st.sampled_from(_INSTANTS) | near.map(lambda apart: _INSTANTS[0] + apart)


complete_cases = st.fixed_dictionaries({name: values(input) for name, input in INPUTS.items()})
partial_cases = st.fixed_dictionaries({name: st.none() | values(input) for name, input in INPUTS.items()})
