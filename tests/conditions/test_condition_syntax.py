"""The condition language is read and written without loss, and refuses the rest in words."""

from datetime import timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from hejie.policy.conditions.check import check
from hejie.policy.conditions.syntax import (
    DEPTH_MOST,
    LENGTH_MOST,
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
    parse,
    render,
)

from .some_conditions import CONSTANTS, INPUTS, conditions


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("true", Literal(True)),
        ("a.b_2.c", Name("a.b_2.c")),
        ("a || b && !c", Or((Name("a"), And((Name("b"), Not(Name("c"))))))),
        ("a && b && c", And((Name("a"), Name("b"), Name("c")))),
        ("a && (b && c)", And((Name("a"), And((Name("b"), Name("c")))))),
        ("1 - 2 - 3", Arithmetic("-", Arithmetic("-", Literal(1), Literal(2)), Literal(3))),
        ("1 + 2 * 3", Arithmetic("+", Literal(1), Arithmetic("*", Literal(2), Literal(3)))),
        ("x >= -3", Comparison(">=", Name("x"), Literal(-3))),
        ("-9223372036854775808", Literal(-(2**63))),
        ("-x", Negative(Name("x"))),
        ("-(5)", Negative(Literal(5))),
        ("x in [1, -2, most]", Membership(Name("x"), (Literal(1), Literal(-2), Name("most")))),
        (r"""'a"b' == "c'\"\\\n" """, Comparison("==", Literal('a"b'), Literal("c'\"\\\n"))),
        ('"中文（全角）"', Literal("中文（全角）")),
        ('duration("1h30m")', Literal(timedelta(minutes=90))),
        ('duration("-2m5ms7us")', Literal(-timedelta(minutes=2, milliseconds=5, microseconds=7))),
        ("a\n  && b", And((Name("a"), Name("b")))),
    ],
)
def test_a_condition_reads_as_its_tree(text: str, tree: Node) -> None:
    assert parse(text) == tree


@pytest.mark.parametrize(
    ("text", "column", "words"),
    [
        ("", 1, "empty"),
        ("   ", 1, "empty"),
        ("a = 1", 3, "compare with =="),
        ("a & b", 3, "write && for and"),
        ("a | b", 3, "write || for or"),
        ("a and b", 3, "write && for and"),
        ("not a", 5, "unexpected a"),
        ("a / 2 > 1", 3, "no division"),
        ("a % 2 == 1", 3, "no remainder"),
        ("a ? b : c", 3, "write another row"),
        ("a > 1.5", 5, "1.5 is not a whole number"),
        ("a > 1e3", 5, "1e3 is not a whole number"),
        ("a > 0x10", 5, "0x10 is not a whole number"),
        ("a > 9223372036854775808", 5, "64 bits"),
        ("a == 'x", 6, "no closing quote"),
        ('a == "x\ny"', 6, "no closing quote"),
        (r'a == "\q"', 7, r"\q is not an escape"),
        ("a == “x”", 6, "plain ASCII"),
        ("a ＝＝ 1", 3, "plain ASCII"),
        ("a == null", 6, "missing input makes the answer incomplete"),
        ("case.in == 1", 1, "in is reserved"),
        ("size(a) > 1", 1, "size(…) cannot be called (accepted: duration"),
        ('duration("1d") < a', 10, "days are not a unit, 1 d is 24h"),
        ('duration("1.5h") < a', 10, '"1.5h" is not a length of time'),
        ('duration("30m1h") < a', 10, "not a length of time"),
        ('duration("") < a', 10, "not a length of time"),
        ('duration("9999999h") < a', 10, "longer than"),
        ("duration(36) < a", 10, "in quotes"),
        ("1 < a < 3", 7, "do not chain"),
        ("a == b == c", 8, "do not chain"),
        ("a in []", 7, "a constant must stand here"),
        ("a in [1, 2", 11, "ends where , or ] must follow"),
        ("a in b", 6, "[ must stand here"),
        ("a in [(1)]", 7, "a constant must stand here"),
        ("(a && b", 8, "ends where ) must follow"),
        ("a && b)", 7, "unexpected )"),
        ("a b", 3, "an operator must stand here (accepted: &&"),
        ("a &&", 5, "ends where a value must follow"),
        ("a[0]", 2, "unexpected ["),
        ("a..b", 2, "not part of the language"),
        ("a // b", 3, "no division"),
        ("__import__('os')", 1, "cannot be called"),
    ],
)
def test_what_is_not_in_the_language_is_refused_with_what_to_write(
    text: str, column: int, words: str
) -> None:
    with pytest.raises(ConditionError) as caught:
        parse(text)
    assert caught.value.code in (Fault.SYNTAX, Fault.OVERFLOW)
    assert words in str(caught.value)
    assert caught.value.column == column
    assert str(caught.value).startswith(f"column {column}: ")


@pytest.mark.parametrize(
    "text",
    [
        "(" * 60 + "a" + ")" * 60,
        "!" * 900 + "a",
        "-" * 900 + "a",
        "+".join("a" * 60),
        "(((" + "+".join("1" * 30) + ")" + "+1" * 30 + ")" + "+1" * 30 + ") > 0",
    ],
)
def test_deep_nesting_is_refused_however_it_is_made(text: str) -> None:
    with pytest.raises(ConditionError, match=f"at most {DEPTH_MOST} deep") as caught:
        parse(text)
    assert caught.value.code is Fault.TOO_DEEP


def test_a_long_chain_of_and_is_wide_and_not_deep() -> None:
    node = parse(" && ".join(["a"] * 300))
    assert isinstance(node, And)
    assert len(node.operands) == 300


def test_a_condition_beyond_the_length_limit_is_refused() -> None:
    with pytest.raises(ConditionError) as caught:
        parse("a" + " " * LENGTH_MOST)
    assert caught.value.code is Fault.TOO_LONG
    assert parse("a" + " " * (LENGTH_MOST - 1)) == Name("a")


@given(conditions())
@example(Negative(Negative(Literal(5))))
@example(Arithmetic("-", Literal(1), Arithmetic("-", Literal(2), Negative(Literal(-3)))))
@example(Not(And((Name("a"), Or((Name("b"), Name("c")))))))
@example(Comparison("==", Comparison("<", Name("a"), Name("b")), Literal(True)))
@example(Literal(""))
def test_what_is_written_reads_back_as_the_same_tree(node: Node) -> None:
    text = render(node)
    assert parse(text) == node
    assert render(parse(text)) == text


def _accepted_or_refused(text: str) -> None:
    """Read and check: a tree or a ConditionError, and nothing else."""
    refusal = None
    try:
        node = parse(text)
        assert parse(render(node)) == node
        check(node, INPUTS, CONSTANTS)
    except ConditionError as error:
        refusal = error
    assert refusal is None or (1 <= refusal.column <= len(text) + 1 and refusal.message)


@given(st.text(max_size=200))
@example("\ud800")
@example('"\x00"')
@example("٣ > ٢")
@example("a\u00a0== 1")
@example("1" * 1999)
def test_any_text_is_accepted_or_refused_and_never_breaks_the_reader(text: str) -> None:
    _accepted_or_refused(text)


_PIECES = """
    && || ! == != < <= > >= in [ ] ( ) , + - * . = \\ " ' 。 null true false 1 -1 007 9223372036854775807
    'x' "ruled" duration( duration "36h" case.stage filings order.due_at promise grace
"""
_pieces = st.sampled_from(_PIECES.split())


@given(st.lists(_pieces, max_size=40), st.sampled_from(["", " "]))
def test_any_heap_of_words_is_accepted_or_refused(pieces: list[str], between: str) -> None:
    _accepted_or_refused(between.join(pieces))


@settings(max_examples=200)
@given(conditions(), st.data())
def test_a_damaged_condition_is_accepted_or_refused(node: Node, data: st.DataObject) -> None:
    text = render(node)
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(text)))
        until = data.draw(st.integers(at, min(len(text), at + 4)))
        text = text[:at] + data.draw(st.text(max_size=3) | _pieces) + text[until:]
    _accepted_or_refused(text)


@given(
    st.integers(0, 400),
    st.sampled_from(["(", "!", "-", "[", "a+(", "!(", "duration(", "a in [", "a||a&&a==a+a*("]),
)
def test_any_depth_of_nesting_is_accepted_or_refused(depth: int, opening: str) -> None:
    _accepted_or_refused(opening * depth + "filings" + ")" * depth)
