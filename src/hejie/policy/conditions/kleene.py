"""Evaluation where something may be missing: true, false, or not known.

Three-valued logic after Kleene, as CEL's own `&&` and `||` treat errors: `false && missing` is false,
`true || missing` is true, in either order; everything else that touches a missing input is unknown. So
an answer given here stays the same whatever the missing inputs turn out to be.
"""

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from hejie.domain.tables import INT_LEAST, INT_MOST, Known, Value
from hejie.policy.conditions.syntax import (
    And,
    Arithmetic,
    Comparison,
    Literal,
    Membership,
    Name,
    Negative,
    Node,
    Not,
    Or,
    render,
)


@dataclass(frozen=True, slots=True)
class Unknown:
    """Not known, because of these inputs, or because these sums left the range of their type."""

    missing: tuple[str, ...] = ()
    overflowed: tuple[str, ...] = ()


_OPERATORS: Mapping[str, Callable[[Any, Any], Value]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
}


def evaluate(node: Node, known: Known) -> Value | Unknown:
    """The value of a checked and bound expression. Values are taken to fit their declarations."""
    match node:
        case Literal(value):
            return value
        case Name(path):
            found = known.get(path)
            return Unknown(missing=(path,)) if found is None else found
        case Not(operand):
            inside = evaluate(operand, known)
            return inside if isinstance(inside, Unknown) else not inside
        case Negative(operand):
            return _applied(node, operator.sub, 0, evaluate(operand, known))
        case And(operands):
            return _decided_by(False, operands, known)
        case Or(operands):
            return _decided_by(True, operands, known)
        case Comparison(sign, left, right) | Arithmetic(sign, left, right):
            return _applied(node, _OPERATORS[sign], evaluate(left, known), evaluate(right, known))
        case Membership(item, options):
            inside = evaluate(item, known)
            return inside if isinstance(inside, Unknown) else inside in [evaluate(o, known) for o in options]


def _decided_by(deciding: bool, operands: tuple[Node, ...], known: Known) -> Value | Unknown:
    """One operand with the deciding value decides, wherever it stands; else one unknown leaves it open."""
    values = [evaluate(operand, known) for operand in operands]
    if deciding in values:
        return deciding
    return _united(*values) or (not deciding)


def _applied(
    node: Node, apply: Callable[[Any, Any], Value], left: Value | Unknown, right: Value | Unknown
) -> Value | Unknown:
    if unknown := _united(left, right):
        return unknown
    try:
        value = apply(left, right)
    except OverflowError:  # an instant outside the years 1 to 9999
        return Unknown(overflowed=(render(node),))
    if type(value) is int and not INT_LEAST <= value <= INT_MOST:
        return Unknown(overflowed=(render(node),))
    return value


def _united(*values: Value | Unknown) -> Unknown | None:
    """All that is unknown among the values; None if nothing is."""
    unknown = [value for value in values if isinstance(value, Unknown)]
    if not unknown:
        return None
    missing = dict.fromkeys(name for one in unknown for name in one.missing)
    overflowed = dict.fromkeys(sum_ for one in unknown for sum_ in one.overflowed)
    return Unknown(tuple(missing), tuple(overflowed))
