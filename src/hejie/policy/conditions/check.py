"""Types, units and names of a condition: what can be wrong is found here, before anything is decided.

Ints carry units: `minor` is never compared with `count`, while a plain number fits any unit. A text input
that lists its values is compared only with them. Order exists for int, duration and timestamp.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from difflib import get_close_matches

from hejie.domain.tables import INT_LEAST, INT_MOST, Input, ValueType
from hejie.policy.conditions.syntax import (
    And,
    Arithmetic,
    Comparison,
    ConditionError,
    Constant,
    Fault,
    Literal,
    Membership,
    Name,
    Negative,
    Node,
    Not,
    Or,
    render,
    walk,
)

COUNT = "count"
"""The unit of plain numbers of things: it may multiply any other."""

_ORDERED = frozenset({ValueType.INT, ValueType.DURATION, ValueType.TIMESTAMP})
_ORDER = frozenset({"<", "<=", ">", ">="})


@dataclass(frozen=True, slots=True)
class NamedConstant:
    """A value that the pack gives a name, with its unit if it is an int."""

    value: Constant
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class Type:
    """What an expression yields. `unit` None fits any unit; `values` empty is any text."""

    kind: ValueType
    unit: str | None = None
    values: tuple[str, ...] = ()

    def __str__(self) -> str:
        if self.values:
            return f"{self.kind} ({', '.join(self.values)})"
        return f"{self.kind} in {self.unit}" if self.unit else str(self.kind)


_BOOL = Type(ValueType.BOOL)
_TIMES = {
    (ValueType.DURATION, "+", ValueType.DURATION): ValueType.DURATION,
    (ValueType.DURATION, "-", ValueType.DURATION): ValueType.DURATION,
    (ValueType.TIMESTAMP, "+", ValueType.DURATION): ValueType.TIMESTAMP,
    (ValueType.TIMESTAMP, "-", ValueType.DURATION): ValueType.TIMESTAMP,
    (ValueType.TIMESTAMP, "-", ValueType.TIMESTAMP): ValueType.DURATION,
}
_ARITHMETIC_ACCEPTED = (
    "int + - * int",
    *(f"{left} {operator} {right}" for left, operator, right in _TIMES),
)


def check(node: Node, declared: Mapping[str, Input], constants: Mapping[str, NamedConstant]) -> Type:
    """The type of an expression. A name that is both an input and a constant is the constant.

    Raises: ConditionError.
    """
    return _Checker(declared, constants).type_of(node)


def check_condition(
    node: Node, declared: Mapping[str, Input], constants: Mapping[str, NamedConstant]
) -> None:
    """Refuse what is not a yes or no. Raises: ConditionError."""
    found = check(node, declared, constants)
    if found.kind is not ValueType.BOOL:
        message = f"{render(node)} is {found}; a condition is true or false, so compare it with something"
        raise ConditionError(Fault.NOT_A_CONDITION, node.column, message)


def bind(node: Node, constants: Mapping[str, NamedConstant]) -> Node:
    """The same tree with the values of constants in place of their names: only inputs are names in it."""
    match node:
        case Literal():
            return node
        case Name(path):
            return Literal(constants[path].value, node.column) if path in constants else node
        case Not(operand):
            return Not(bind(operand, constants), node.column)
        case Negative(operand):
            return Negative(bind(operand, constants), node.column)
        case And(operands):
            return And(tuple(bind(operand, constants) for operand in operands), node.column)
        case Or(operands):
            return Or(tuple(bind(operand, constants) for operand in operands), node.column)
        case Comparison(operator, left, right):
            return Comparison(operator, bind(left, constants), bind(right, constants), node.column)
        case Arithmetic(operator, left, right):
            return Arithmetic(operator, bind(left, constants), bind(right, constants), node.column)
        case Membership(item, options):
            bound = tuple(Literal(_constant(option, constants), option.column) for option in options)
            return Membership(bind(item, constants), bound, node.column)


def names_in(node: Node) -> tuple[str, ...]:
    """The names that an expression mentions, each once, from left to right."""
    return tuple(dict.fromkeys(part.path for part in walk(node) if isinstance(part, Name)))


def _constant(option: Literal | Name, constants: Mapping[str, NamedConstant]) -> Constant:
    return option.value if isinstance(option, Literal) else constants[option.path].value


def _did_you_mean(word: str, known: Iterable[str]) -> str:
    close = get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f"; did you mean {close[0]}?" if close else ""


class _Checker:
    """Types of one tree under one set of declarations."""

    def __init__(self, declared: Mapping[str, Input], constants: Mapping[str, NamedConstant]) -> None:
        self._declared = declared
        self._constants = constants

    def type_of(self, node: Node) -> Type:
        match node:
            case Literal(value):
                return Type(_kind_of(value))
            case Name():
                return self._named(node)
            case Not(operand):
                self._want(ValueType.BOOL, operand, "!")
                return _BOOL
            case Negative(operand):
                return self._in_range(node, self._want(ValueType.INT, operand, "-"))
            case And(operands) | Or(operands):
                for operand in operands:
                    self._want(ValueType.BOOL, operand, "&&" if isinstance(node, And) else "||")
                return _BOOL
            case Comparison(operator, left, right):
                self._comparable(node, operator, left, right)
                return _BOOL
            case Membership(item, options):
                item_type = self.type_of(item)
                for option in options:
                    self._member(node, item, item_type, option)
                return _BOOL
            case Arithmetic():
                return self._in_range(node, self._arithmetic(node))

    def _named(self, name: Name) -> Type:
        if (constant := self._constants.get(name.path)) is not None:
            return Type(_kind_of(constant.value), constant.unit)
        if (input := self._declared.get(name.path)) is not None:
            return Type(input.type, input.unit, input.values)
        known = (*self._declared, *self._constants)
        accepted = tuple(sorted(known)) if len(known) <= 12 else ()
        suggestion = _did_you_mean(name.path, (*known, "true", "false"))
        message = f"{name.path} is neither an input of this table nor a constant{suggestion}"
        raise ConditionError(Fault.UNKNOWN_NAME, name.column, message, accepted)

    def _want(self, kind: ValueType, operand: Node, operator: str) -> Type:
        found = self.type_of(operand)
        if found.kind is not kind:
            message = f"{operator} needs {kind} operands, and {render(operand)} is {found}"
            raise ConditionError(Fault.TYPE_MISMATCH, operand.column, message)
        return found

    def _comparable(self, node: Node, operator: str, left: Node, right: Node) -> None:
        left_type, right_type = self.type_of(left), self.type_of(right)
        if left_type.kind is not right_type.kind:
            message = (
                f"{operator} compares two values of one type, but {render(left)} is {left_type} "
                f"and {render(right)} is {right_type}"
            )
            raise ConditionError(Fault.TYPE_MISMATCH, node.column, message)
        if operator in _ORDER and left_type.kind not in _ORDERED:
            message = f"{operator} needs an order, and {left_type.kind} has none"
            raise ConditionError(Fault.NOT_ORDERED, node.column, message, ("==", "!=", "in"))
        self._same_unit(node, left, left_type, right, right_type)
        self._possible(left, left_type, right)
        self._possible(right, right_type, left)
        if left_type.values and right_type.values and not set(left_type.values) & set(right_type.values):
            message = f"{render(left)} and {render(right)} have no value in common"
            raise ConditionError(Fault.UNKNOWN_VALUE, node.column, message)

    def _member(self, node: Node, item: Node, item_type: Type, option: Literal | Name) -> None:
        if isinstance(option, Name) and option.path in self._declared and option.path not in self._constants:
            message = (
                f"{option.path} is an input; a list holds constants, so compare with == and join with ||"
            )
            raise ConditionError(Fault.NOT_CONSTANT, option.column, message)
        option_type = self.type_of(option)
        if item_type.kind is not option_type.kind:
            message = f"{render(item)} is {item_type}, and {render(option)} in the list is {option_type}"
            raise ConditionError(Fault.TYPE_MISMATCH, option.column, message)
        self._same_unit(node, item, item_type, option, option_type)
        self._possible(item, item_type, option)

    def _possible(self, side: Node, side_type: Type, constant: Node) -> None:
        """Refuse a text that the input on the other side can never hold."""
        value = self._value(constant)
        if not side_type.values or not isinstance(value, str) or value in side_type.values:
            return
        suggestion = _did_you_mean(value, side_type.values)
        message = f'{render(side)} is never "{value}"{suggestion}'
        raise ConditionError(Fault.UNKNOWN_VALUE, constant.column, message, side_type.values)

    def _same_unit(self, node: Node, left: Node, left_type: Type, right: Node, right_type: Type) -> None:
        if left_type.unit and right_type.unit and left_type.unit != right_type.unit:
            message = (
                f"{render(left)} is in {left_type.unit} and {render(right)} in {right_type.unit}; "
                "only like can be compared, added or taken away"
            )
            raise ConditionError(Fault.UNIT_MISMATCH, node.column, message)

    def _arithmetic(self, node: Arithmetic) -> Type:
        left, right = self.type_of(node.left), self.type_of(node.right)
        if left.kind is ValueType.INT and right.kind is ValueType.INT:
            if node.operator == "*":
                return Type(ValueType.INT, self._unit_of_product(node, left.unit, right.unit))
            self._same_unit(node, node.left, left, node.right, right)
            return Type(ValueType.INT, left.unit or right.unit)
        kind = _TIMES.get((left.kind, node.operator, right.kind))
        if kind is None:
            message = f"{left.kind} {node.operator} {right.kind} has no meaning in {render(node)}"
            raise ConditionError(Fault.TYPE_MISMATCH, node.column, message, _ARITHMETIC_ACCEPTED)
        return Type(kind)

    def _unit_of_product(self, node: Arithmetic, left: str | None, right: str | None) -> str | None:
        measured = [unit for unit in (left, right) if unit not in (None, COUNT)]
        if len(measured) == 2:
            message = (
                f"{left} times {right} has no meaning in {render(node)}; one side must be a number or a count"
            )
            raise ConditionError(Fault.UNIT_MISMATCH, node.column, message)
        return measured[0] if measured else left or right

    def _in_range(self, node: Node, found: Type) -> Type:
        """Refuse a sum of constants that leaves 64 bits; a sum of inputs is watched when it is made."""
        value = self._value(node)
        if isinstance(value, int) and not INT_LEAST <= value <= INT_MOST:
            raise ConditionError(Fault.OVERFLOW, node.column, f"{render(node)} does not fit 64 bits")
        return found

    def _value(self, node: Node) -> Constant | None:
        """What constants yield, and int arithmetic over them; None where an input takes part."""
        match node:
            case Literal(value):
                return value
            case Name(path):
                return self._constants[path].value if path in self._constants else None
            case Negative(operand):
                inside = self._value(operand)
                return -inside if isinstance(inside, int) else None
            case Arithmetic(operator, left, right):
                one, two = self._value(left), self._value(right)
                if not isinstance(one, int) or not isinstance(two, int):
                    return None
                return one + two if operator == "+" else one - two if operator == "-" else one * two
            case _:
                return None


def _kind_of(value: Constant) -> ValueType:
    match value:
        case bool():
            return ValueType.BOOL
        case int():
            return ValueType.INT
        case str():
            return ValueType.TEXT
        case timedelta():
            return ValueType.DURATION
