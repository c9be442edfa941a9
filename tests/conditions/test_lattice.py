"""The boundary lattice shows which rows never fire and which cases no row covers."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from itertools import product

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from hejie.domain.tables import Decided, Input, Row, Value, ValueType
from hejie.policy.conditions import lattice
from hejie.policy.conditions.check import NamedConstant
from hejie.policy.conditions.kleene import evaluate
from hejie.policy.conditions.lattice import LatticeTooLarge, lattice_of
from hejie.policy.conditions.syntax import Literal, Node, parse, render
from hejie.policy.conditions.table import CompiledTable, TableError, build_table

from .some_conditions import CONSTANTS, INPUTS, complete_cases, conditions

SEVERITY = Input("severity", ValueType.TEXT, values=("S1", "S2", "S3", "S4"))
FLAGGED = Input("flagged", ValueType.BOOL)
PAID = Input("paid_minor", ValueType.INT, unit="minor")
SHOP = Input("shop", ValueType.TEXT)
OTHER_SHOP = Input("other_shop", ValueType.TEXT)
DUE = Input("due_at", ValueType.TIMESTAMP)
HANDED = Input("handed_over_at", ValueType.TIMESTAMP)
NOW = Input("now", ValueType.TIMESTAMP)
PROMISE = Input("promise", ValueType.DURATION)
X, Y, Z = (Input(name, ValueType.INT) for name in "xyz")


def table_of(*rows: str, inputs: Sequence[Input]) -> CompiledTable:
    numbered = [Row(f"r{place}", when, {}) for place, when in enumerate(rows, 1)]
    return build_table(numbered, inputs, {"limit": NamedConstant(10_000, "minor")})


def tried(condition: str, *inputs: Input) -> list[Mapping[str, Value]]:
    return list(lattice_of([parse(condition)], inputs).points)


def test_a_threshold_is_tried_below_at_and_above() -> None:
    assert tried("paid_minor > 10", PAID) == [{"paid_minor": number} for number in (9, 10, 11)]
    assert tried("2 * paid_minor > 5", PAID) == [{"paid_minor": number} for number in (1, 2, 3, 4)]
    assert tried('promise <= duration("48h")', PROMISE) == [
        {"promise": timedelta(hours=48, microseconds=micros)} for micros in (-1, 0, 1)
    ]


def test_texts_are_tried_where_mentioned_and_once_where_not() -> None:
    assert tried('severity == "S2"', SEVERITY) == [{"severity": "S2"}, {"severity": "S1"}]
    assert tried('shop in ["a", "b"]', SHOP) == [{"shop": "a"}, {"shop": "b"}, {"shop": "other 0"}]
    pairs = {tuple(point.values()) for point in tried("shop == other_shop", SHOP, OTHER_SHOP)}
    assert {one == two for one, two in pairs} == {True, False}


def test_inputs_that_are_not_mentioned_are_not_tried() -> None:
    assert tried("flagged", FLAGGED, PAID, SEVERITY) == [{"flagged": False}, {"flagged": True}]


def test_a_boundary_between_two_inputs_is_tried_below_at_and_above() -> None:
    points = tried('handed_over_at <= due_at + duration("24h")', DUE, HANDED)
    apart = {evaluate(parse("handed_over_at - due_at"), point) for point in points}
    day, micro = timedelta(hours=24), timedelta(microseconds=1)
    assert apart == {day - micro, day, day + micro}


@pytest.mark.parametrize(
    ("rows", "inputs", "unreachable"),
    [
        (("flagged", "flagged && paid_minor > 3", "true"), [FLAGGED, PAID], ("r2",)),
        (("true", "flagged", "!flagged"), [FLAGGED], ("r2", "r3")),
        (("paid_minor > 3", "paid_minor >= 5", "paid_minor == 3", "true"), [PAID], ("r2",)),
        (("paid_minor > limit", "paid_minor == 10001", "true"), [PAID], ("r2",)),
        (('severity in ["S1", "S2"]', 'severity == "S2"', "true"), [SEVERITY], ("r2",)),
        (("handed_over_at <= due_at", "handed_over_at < due_at", "true"), [HANDED, DUE], ("r2",)),
        (
            ("handed_over_at > due_at && now < due_at && handed_over_at < now", "true"),
            [NOW, DUE, HANDED],
            ("r1",),
        ),
        (("x < y && y < z && z < x + 2", "true"), [X, Y, Z], ("r1",)),
        (("x < y && y < z && z < x + 3", "true"), [X, Y, Z], ()),
        (("x < y && y < z && z < x + 3", "true"), [Z, X, Y], ()),
        (("x > 1 && y == x + 2 && z == y + 3 && z < 7", "true"), [X, Y, Z], ("r1",)),
        (("x > 1 && y == x + 2 && z == y + 3 && z <= 7", "true"), [X, Y, Z], ()),
        (("y < z && z < x", "true"), [X, Y, Z], ()),
        (("2 * x == 3", "true"), [X], ("r1",)),
        (("y >= 6 && 2 * x > y && x < 4", "true"), [Y, X], ("r1",)),
        (("y >= 6 && 2 * x > y && x <= 4", "true"), [Y, X], ()),
        (("flagged && severity == 'S4' || paid_minor == 7", "true"), [FLAGGED, SEVERITY, PAID], ()),
    ],
)
def test_rows_that_never_fire_are_found(
    rows: tuple[str, ...], inputs: list[Input], unreachable: tuple[str, ...]
) -> None:
    findings = table_of(*rows, inputs=inputs).examine()
    assert findings.unreachable == unreachable
    assert findings.exact
    assert findings.total


@pytest.mark.parametrize(
    ("rows", "inputs", "case"),
    [
        (("paid_minor < 100", "paid_minor > 100"), [PAID], "paid_minor is 100"),
        (('severity in ["S1", "S2"]', 'severity == "S4"'), [SEVERITY], "severity is S3"),
        (("flagged && paid_minor > 3", "!flagged"), [FLAGGED, PAID], "paid_minor is 2, flagged is True"),
        (('shop == "a"', 'shop == "b"'), [SHOP], "shop is other 0"),
        (
            ("handed_over_at < due_at", "handed_over_at > due_at"),
            [DUE, HANDED],
            "handed_over_at is 2025-12-31",
        ),
    ],
)
def test_a_table_without_a_last_word_is_refused_with_a_case_that_it_does_not_cover(
    rows: tuple[str, ...], inputs: list[Input], case: str
) -> None:
    with pytest.raises(TableError, match="no row answers where") as caught:
        table_of(*rows, inputs=inputs)
    assert case in str(caught.value)
    assert "add a last row that reads `true`" in str(caught.value)
    assert [fault.code for fault in caught.value.faults] == ["gap"]


@pytest.mark.parametrize(
    ("rows", "inputs"),
    [
        (("flagged", "!flagged"), [FLAGGED]),
        (("paid_minor < 100", "paid_minor >= 100"), [PAID]),
        (('severity in ["S1", "S2"]', 'severity in ["S3", "S4"]'), [SEVERITY]),
        (("now < due_at", "now == due_at", "now - due_at >= duration('1us')"), [NOW, DUE]),
    ],
)
def test_a_table_whose_rows_cover_everything_needs_no_last_word(
    rows: tuple[str, ...], inputs: list[Input]
) -> None:
    assert table_of(*rows, inputs=inputs).examine().total


def test_products_of_inputs_prove_nothing_and_say_so() -> None:
    assert not table_of("x * y > 3", "true", inputs=[X, Y]).examine().exact
    with pytest.raises(TableError, match="cannot be shown"):
        table_of("x * x < 0", "x * x >= 0", inputs=[X])


@pytest.mark.parametrize(
    "rows", [("x == 9223372036854775807", "y - x == 3"), ("x + 50 - 50 > 9223372036854775800",)]
)
def test_boundaries_at_the_end_of_a_range_prove_nothing_and_say_so(rows: tuple[str, ...]) -> None:
    findings = table_of(*rows, "true", inputs=[X, Y]).examine()
    assert findings.size > 0
    assert not findings.exact


def test_a_table_with_too_many_boundaries_is_refused_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lattice, "POINTS_MOST", 1_000)
    table = table_of(
        "x in [1, 5, 9, 13] || y in [1, 5, 9, 13]", "z in [1, 5, 9, 13]", "true", inputs=[X, Y, Z]
    )
    with pytest.raises(LatticeTooLarge, match=r"more than 1,000 cases .* split the table"):
        table.examine()
    with pytest.raises(TableError, match="more than 1,000 cases"):
        table_of("x in [1, 5, 9, 13] || y in [1, 5, 9, 13]", "z in [1, 5, 9, 13]", inputs=[X, Y, Z])


_terms = st.sampled_from(["x", "y", "z", "0", "3", "-2", "x + 2", "y - 1", "z + 1", "2 * x"])
_relations = st.tuples(_terms, st.sampled_from(["==", "<", "<=", ">", ">=", "!="]), _terms).map(" ".join)
_rows = st.lists(st.lists(_relations, min_size=1, max_size=3).map(" && ".join), min_size=1, max_size=3)


@settings(max_examples=60)
@given(_rows)
def test_the_lattice_finds_the_rows_that_trying_all_small_numbers_finds(rows: list[str]) -> None:
    """No row that the lattice calls unreachable fires for any three numbers from -9 to 10."""
    table = table_of(*rows, "true", inputs=[X, Y, Z])
    findings = table.examine()
    reached = set()
    for numbers in product(range(-9, 11), repeat=len(table.inputs)):
        answer = table.decide(dict(zip((input.name for input in table.inputs), numbers, strict=True)))
        assert isinstance(answer, Decided)
        reached.add(answer.row_id)
    assert not findings.exact or not reached & set(findings.unreachable)


@settings(max_examples=60)
@given(st.lists(conditions(2), min_size=1, max_size=3), complete_cases)
def test_no_case_fires_a_row_that_an_exact_lattice_calls_unreachable(
    nodes: list[Node], known: dict[str, Value]
) -> None:
    rows = [Row(str(place), render(node), {}) for place, node in enumerate([*nodes, Literal(True)])]
    table = build_table(rows, list(INPUTS.values()), CONSTANTS)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(lattice, "POINTS_MOST", 20_000)
        try:
            findings = table.examine()
        except LatticeTooLarge:
            assume(False)
    answer = table.decide(known)
    assume(findings.exact and isinstance(answer, Decided))
    assert answer.row_id not in findings.unreachable
