"""Conditions as Python: the fast ways to decide one case.

Trees are compiled through Python's own `ast` to functions. Texts of the author never become Python
source: names are keys of a dictionary, values are constants. `compile_rows` decides a case in which
nothing is missing; `compile_first_open` passes over the rows that are false whatever is missing. Both give
up (None) where a value does not fit its declaration or a sum overflows; `kleene` then judges at leisure.
"""

import ast
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from types import CodeType, FunctionType
from typing import Any

from hejie.domain.tables import INT_LEAST, INT_MOST, Decided, Input, Known, Row, Value, ValueType
from hejie.policy.conditions.check import names_in
from hejie.policy.conditions.kleene import Unknown, evaluate
from hejie.policy.conditions.syntax import (
    And,
    Arithmetic,
    Comparison,
    Constant,
    Literal,
    Membership,
    Name,
    Negative,
    Node,
    Not,
    Or,
)

_PYTHON_OPERATORS: dict[str, Any] = {
    "==": ast.Eq(),
    "!=": ast.NotEq(),
    "<": ast.Lt(),
    "<=": ast.LtE(),
    ">": ast.Gt(),
    ">=": ast.GtE(),
    "+": ast.Add(),
    "-": ast.Sub(),
    "*": ast.Mult(),
}


def compile_expression(node: Node, inputs: Sequence[Input]) -> Callable[[Known], Value | Unknown]:
    """A checked and bound expression as a function of what is known; `inputs` are those it mentions.

    The function raises: UnfitValue.
    """
    code = _Code(inputs)
    complete = code.function([ast.Return(code.expression(node))])

    def value(known: Known) -> Value | Unknown:
        found: Value | None = complete(known)
        return evaluate(node, fitted(inputs, known)) if found is None else found

    return value


def compile_rows(
    conditions: Sequence[Node], inputs: Sequence[Input], rows: Sequence[Row]
) -> Callable[[Known], Decided | None]:
    """Rows as one function: the first that holds, or None (no row, or the function gave up)."""
    code = _Code(inputs)
    body: list[ast.stmt] = []
    for condition, row in zip(conditions, rows, strict=True):
        read = [ast.Tuple([ast.Constant(name), code.variable(name)], _LOAD) for name in names_in(condition)]
        decided = _call(code.kept(Decided), code.kept(row), ast.Tuple(list[ast.expr](read), _LOAD))
        body.append(ast.If(code.expression(condition), [ast.Return(decided)], []))
    return code.function(body)


def compile_first_open(conditions: Sequence[Node], inputs: Sequence[Input]) -> Callable[[Known], int | None]:
    """Rows as one function that may lack inputs: the place of the first row that is not certainly false.

    Every row before it is false whatever the missing inputs turn out to be; it may itself be false.
    """
    code = _Code(inputs)
    body: list[ast.stmt] = [
        ast.If(ast.UnaryOp(ast.Not(), code.certainly(condition, truth=False)), [_answer(place)], [])
        for place, condition in enumerate(conditions)
    ]
    return code.function(body, missing_allowed=True)


def fitted(inputs: Sequence[Input], known: Known) -> dict[str, Value]:
    """What is known of these inputs, as conditions compare it. Raises: UnfitValue."""
    present = ((input, known.get(input.name)) for input in inputs)
    return {input.name: input.fitted(value) for input, value in present if value is not None}


_LOAD = ast.Load()


def _global(name: str) -> ast.expr:
    return ast.Name(name, _LOAD)


def _call(function: ast.expr, *arguments: ast.expr) -> ast.expr:
    return ast.Call(function, list(arguments), [])


def _is(value: ast.expr, name: str) -> ast.expr:
    return ast.Compare(value, [ast.Is()], [_global(name)])


def _is_missing(value: ast.expr) -> ast.expr:
    return ast.Compare(value, [ast.Is()], [ast.Constant(None)])


def _between(value: ast.expr) -> ast.expr:
    """`INT_LEAST <= value <= INT_MOST`"""
    return ast.Compare(ast.Constant(INT_LEAST), [ast.LtE(), ast.LtE()], [value, ast.Constant(INT_MOST)])


def _overflow() -> Value:
    raise OverflowError


class _Code:
    """One generated function: its variables, one an input, and the objects that it refers to."""

    def __init__(self, inputs: Sequence[Input]) -> None:
        self._inputs = inputs
        self._variables = {input.name: f"input_{place}" for place, input in enumerate(inputs)}
        self._kinds = {input.name: input.type for input in inputs}
        self._sums = 0
        self._globals: dict[str, Any] = {
            "__builtins__": {},
            "type": type,
            "isinstance": isinstance,
            "KeyError": KeyError,
            "OverflowError": OverflowError,
            "overflow": _overflow,
            "UTC": UTC,
            "bool": bool,
            "int": int,
            "str": str,
            "datetime": datetime,
            "timedelta": timedelta,
        }

    def variable(self, name: str) -> ast.expr:
        return ast.Name(self._variables[name], _LOAD)

    def kept(self, value: object) -> ast.expr:
        """An object that Python cannot write as a constant, as a global of the function."""
        name = f"kept_{len(self._globals)}"
        self._globals[name] = value
        return _global(name)

    def function(self, body: list[ast.stmt], *, missing_allowed: bool = False) -> Callable[[Known], Any]:
        """`def function(known):` read every input, give up unless all fit, then the body."""
        opening = [self._read(input, missing_allowed=missing_allowed) for input in self._inputs]
        if opening:
            opening = [_attempt(opening, "KeyError")]
            fits = [self._fits(input) for input in self._inputs]
            if missing_allowed:
                missing = [_is_missing(self.variable(input.name)) for input in self._inputs]
                fits = [ast.BoolOp(ast.Or(), [*pair]) for pair in zip(missing, fits, strict=True)]
            unfit = ast.UnaryOp(ast.Not(), _all(fits))
            opening.append(ast.If(unfit, [_answer(None)], []))
        known = ast.arguments([], [ast.arg("known")], None, [], [], None, [])
        whole = [*opening, _attempt(body, "OverflowError"), _answer(None)]
        module = ast.Module([ast.FunctionDef("function", known, whole, [])], [])
        compiled = compile(ast.fix_missing_locations(module), "<decision table>", "exec")
        code = next(constant for constant in compiled.co_consts if isinstance(constant, CodeType))
        return FunctionType(code, self._globals)

    def _read(self, input: Input, *, missing_allowed: bool) -> ast.stmt:
        name = ast.Constant(input.name)
        found = (
            _call(ast.Attribute(_global("known"), "get", _LOAD), name)
            if missing_allowed
            else ast.Subscript(_global("known"), name, _LOAD)
        )
        return ast.Assign([ast.Name(self._variables[input.name], ast.Store())], found)

    def _fits(self, input: Input) -> ast.expr:
        """Whether a value can be compared as it is; `Input.fitted` says the same at leisure."""
        value = self.variable(input.name)
        match input.type:
            case ValueType.BOOL:
                return _is(_call(_global("type"), value), "bool")
            case ValueType.INT:
                return ast.BoolOp(ast.And(), [_is(_call(_global("type"), value), "int"), _between(value)])
            case ValueType.TEXT if input.values:
                return ast.Compare(value, [ast.In()], [self.kept(frozenset(input.values))])
            case ValueType.TEXT:
                return _call(_global("isinstance"), value, _global("str"))
            case ValueType.DURATION:
                return _call(_global("isinstance"), value, _global("timedelta"))
            case ValueType.TIMESTAMP:
                # Python compares two instants of one zone by the clock on its wall, not in time.
                instant = _call(_global("isinstance"), value, _global("datetime"))
                in_utc = _is(ast.Attribute(value, "tzinfo", _LOAD), "UTC")
                return ast.BoolOp(ast.And(), [instant, in_utc])

    def expression(self, node: Node) -> ast.expr:
        match node:
            case Literal(value):
                return self._constant(value)
            case Name(path):
                return self.variable(path)
            case Not(operand):
                return ast.UnaryOp(ast.Not(), self.expression(operand))
            case Negative(operand):
                return self._in_range(ast.UnaryOp(ast.USub(), self.expression(operand)))
            case And(operands) | Or(operands):
                junction = ast.And() if isinstance(node, And) else ast.Or()
                return ast.BoolOp(junction, [self.expression(operand) for operand in operands])
            case Comparison(operator, left, right):
                sign = _PYTHON_OPERATORS[operator]
                return ast.Compare(self.expression(left), [sign], [self.expression(right)])
            case Membership(item, options):
                values = frozenset(option.value for option in options if isinstance(option, Literal))
                return ast.Compare(self.expression(item), [ast.In()], [self.kept(values)])
            case Arithmetic(operator, left, right):
                sign = _PYTHON_OPERATORS[operator]
                made = ast.BinOp(self.expression(left), sign, self.expression(right))
                return self._in_range(made) if self._is_int(node) else made

    def certainly(self, node: Node, *, truth: bool) -> ast.expr:
        """Whether a bool expression has this truth whatever the missing inputs turn out to be.

        It errs on the side of doubt where bools are compared with each other.
        """
        match node:
            case Name(path):
                return ast.Compare(self.variable(path), [ast.Is()], [ast.Constant(truth)])
            case Not(operand):
                return self.certainly(operand, truth=not truth)
            case And(operands) | Or(operands):
                junction = ast.And() if isinstance(node, And) is truth else ast.Or()
                return ast.BoolOp(junction, [self.certainly(operand, truth=truth) for operand in operands])
            case _:
                missing = [_is_missing(self.variable(name)) for name in names_in(node)]
                holds = self.expression(node)
                certain = [ast.UnaryOp(ast.Not(), one) for one in missing]
                return _all([*certain, holds if truth else ast.UnaryOp(ast.Not(), holds)])

    def _constant(self, value: Constant) -> ast.expr:
        return self.kept(value) if isinstance(value, timedelta) else ast.Constant(value)

    def _is_int(self, node: Node) -> bool:
        """Whether a part of a sum is an int: its leftmost part tells, as the check has shown."""
        match node:
            case Literal(value):
                return isinstance(value, int)
            case Name(path):
                return self._kinds[path] is ValueType.INT
            case Arithmetic(_, left, _):
                return self._is_int(left)
            case _:
                return isinstance(node, Negative)

    def _in_range(self, made: ast.expr) -> ast.expr:
        """`total if INT_LEAST <= (total := made) <= INT_MOST else overflow()`"""
        self._sums += 1
        total = f"total_{self._sums}"
        assigned = ast.NamedExpr(ast.Name(total, ast.Store()), made)
        return ast.IfExp(_between(assigned), ast.Name(total, _LOAD), _call(_global("overflow")))


def _answer(value: int | None) -> ast.stmt:
    return ast.Return(ast.Constant(value))


def _all(conditions: list[ast.expr]) -> ast.expr:
    return ast.BoolOp(ast.And(), conditions) if len(conditions) > 1 else conditions[0]


def _attempt(body: list[ast.stmt], caught: str) -> ast.stmt:
    handler = ast.ExceptHandler(_global(caught), None, [_answer(None)])
    return ast.Try(body, [handler], [], [])
