"""The condition language as text and as tree: `parse` reads, `render` writes.

The language is a subset of CEL that always ends and that SQL can express: literals, names, comparisons,
`&&` `||` `!`, `in` a list of constants, `+` `-` `*`, and `duration("36h")`. A dotted name is one name.
What CEL has beyond this (division, calls, macros, decimals, `null`, `? :`) is refused with what to write
instead. The tree knows nothing of Python, so that SQL can be made from the same one.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import NamedTuple, TypeAlias

from hejie.domain.tables import INT_LEAST, INT_MOST

LENGTH_MOST = 2_000
DEPTH_MOST = 50
DURATION_MOST = timedelta(microseconds=INT_MOST // 1_000)
"""CEL counts durations in nanoseconds in 64 bits: about 292 years."""


class Fault(StrEnum):
    """What is wrong with a condition. Permanent: documents and clients may name them."""

    SYNTAX = "syntax"
    TOO_LONG = "too_long"
    TOO_DEEP = "too_deep"
    UNKNOWN_NAME = "unknown_name"
    UNKNOWN_VALUE = "unknown_value"
    TYPE_MISMATCH = "type_mismatch"
    UNIT_MISMATCH = "unit_mismatch"
    NOT_ORDERED = "not_ordered"
    NOT_CONSTANT = "not_constant"
    NOT_A_CONDITION = "not_a_condition"
    OVERFLOW = "overflow"


class ConditionError(ValueError):
    """A condition that cannot be used: what is wrong, where, and what is accepted there.

    `column` counts characters of the text from 1, line ends included.
    """

    def __init__(self, code: Fault, column: int, message: str, accepted: tuple[str, ...] = ()) -> None:
        self.code = code
        self.column = column
        self.message = message
        self.accepted = accepted
        hint = f" (accepted: {', '.join(accepted)})" if accepted else ""
        super().__init__(f"column {column}: {message}{hint}")


Constant: TypeAlias = bool | int | str | timedelta


@dataclass(frozen=True, slots=True)
class Literal:
    """A constant written out."""

    value: Constant
    column: int = field(default=1, compare=False)


@dataclass(frozen=True, slots=True)
class Name:
    """An input or a named constant, by its whole dotted path."""

    path: str
    column: int = field(default=1, compare=False)


@dataclass(frozen=True, slots=True)
class Not:
    """`!operand`"""

    operand: "Node"
    column: int = field(default=1, compare=False)


@dataclass(frozen=True, slots=True)
class Negative:
    """`-operand`"""

    operand: "Node"
    column: int = field(default=1, compare=False)


@dataclass(frozen=True, slots=True)
class And:
    """`a && b && …`: two operands or more."""

    operands: tuple["Node", ...]
    column: int = field(default=1, compare=False)


@dataclass(frozen=True, slots=True)
class Or:
    """`a || b || …`: two operands or more."""

    operands: tuple["Node", ...]
    column: int = field(default=1, compare=False)


@dataclass(frozen=True, slots=True)
class Comparison:
    """`left operator right`, one of `== != < <= > >=`."""

    operator: str
    left: "Node"
    right: "Node"
    column: int = field(default=1, compare=False)


@dataclass(frozen=True, slots=True)
class Membership:
    """`item in [options]`, the options being constants."""

    item: "Node"
    options: tuple[Literal | Name, ...]
    column: int = field(default=1, compare=False)


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """`left operator right`, one of `+ - *`."""

    operator: str
    left: "Node"
    right: "Node"
    column: int = field(default=1, compare=False)


Node: TypeAlias = Literal | Name | Not | Negative | And | Or | Comparison | Membership | Arithmetic

_OR, _AND, _RELATION, _SUM, _PRODUCT, _UNARY = range(1, 7)
_COMPARISONS = ("==", "!=", "<", "<=", ">", ">=")
_BINDING = {
    "||": _OR,
    "&&": _AND,
    **dict.fromkeys((*_COMPARISONS, "in"), _RELATION),
    "+": _SUM,
    "-": _SUM,
    "*": _PRODUCT,
}


def children(node: Node) -> tuple[Node, ...]:
    """The nodes directly below a node, from left to right."""
    match node:
        case Literal() | Name():
            return ()
        case Not(operand) | Negative(operand):
            return (operand,)
        case And(operands) | Or(operands):
            return operands
        case Comparison(_, left, right) | Arithmetic(_, left, right):
            return (left, right)
        case Membership(item, options):
            return (item, *options)


def walk(node: Node) -> Iterator[Node]:
    """The node and everything below it, from left to right."""
    yield node
    for child in children(node):
        yield from walk(child)


# --- reading ---------------------------------------------------------------------------------------------


class _Token(NamedTuple):
    kind: str
    text: str
    column: int


_TOKEN = re.compile(
    r"""
      (?P<space>[ \t\r\n\f]+)
    | (?P<name>[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)*)
    | (?P<number>[0-9][A-Za-z0-9_.]*)
    | (?P<text>"(?:[^"\\\r\n]|\\.)*"|'(?:[^'\\\r\n]|\\.)*')
    | (?P<symbol>&&|\|\||==|!=|<=|>=|[-<>!()\[\],+*])
    """,
    re.VERBOSE,
)
_RESERVED = frozenset(
    {"as", "break", "const", "continue", "else", "false", "for", "function", "if", "import", "in", "let"}
    | {"loop", "namespace", "null", "package", "return", "true", "var", "void", "while"}
)
_INSTEAD = {
    "=": "compare with ==",
    "&": "write && for and",
    "|": "write || for or",
    "/": "there is no division; multiply the other side",
    "%": "there is no remainder",
    "?": "there is no `? :`; write another row",
    ":": "there is no `? :`; write another row",
    '"': "the text has no closing quote on its line",
    "'": "the text has no closing quote on its line",
    "and": "write && for and",
    "or": "write || for or",
    "not": "write ! for not",
    "null": "there is no null; a missing input makes the answer incomplete by itself",
}
_ESCAPES = {"\\\\": "\\", '\\"': '"', "\\'": "'", "\\n": "\n", "\\r": "\r", "\\t": "\t"}
_DURATION = re.compile(
    r"(-?)(?:([0-9]+)h)?(?:([0-9]+)m(?!s))?(?:([0-9]+)s)?(?:([0-9]+)ms)?(?:([0-9]+)us)?", re.ASCII
)
_DURATION_UNITS = (("h", 3_600_000_000), ("m", 60_000_000), ("s", 1_000_000), ("ms", 1_000), ("us", 1))


def parse(text: str) -> Node:
    """Read a condition.

    Raises: ConditionError (syntax, too_long, too_deep, overflow). Nothing else, whatever the text.
    """
    if len(text) > LENGTH_MOST:
        raise ConditionError(
            Fault.TOO_LONG,
            LENGTH_MOST + 1,
            f"a condition has at most {LENGTH_MOST} characters, this one {len(text)}; split it into rows",
        )
    node = _Parser(text).whole()
    _refuse_depth(node)
    return node


def _refuse_depth(root: Node) -> None:
    """Refuse a tree that recursion could not walk. A long sum is as deep as it has terms."""
    level: list[Node] = [root]
    for _ in range(DEPTH_MOST):
        level = [child for node in level for child in children(node)]
        if not level:
            return
    raise _too_deep(level[0].column)


def _too_deep(column: int) -> ConditionError:
    message = f"a condition nests at most {DEPTH_MOST} deep; split it into rows"
    return ConditionError(Fault.TOO_DEEP, column, message)


def _tokens(text: str) -> Iterator[_Token]:
    at = 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None or match.lastgroup is None:
            raise _unreadable(text[at], at + 1)
        if match.lastgroup != "space":
            yield _Token(match.lastgroup, match.group(), at + 1)
        at = match.end()
    yield _Token("end", "", len(text) + 1)


def _unreadable(character: str, column: int) -> ConditionError:
    if instead := _INSTEAD.get(character):
        return ConditionError(Fault.SYNTAX, column, f"{character} cannot stand here: {instead}")
    if character.isascii():
        return ConditionError(Fault.SYNTAX, column, f"{character!r} is not part of the language")
    return ConditionError(
        Fault.SYNTAX,
        column,
        f"{character!r} may stand only inside a text; operators, quotes and names are plain ASCII",
    )


class _Parser:
    """Operator precedence over the tokens of one text."""

    def __init__(self, text: str) -> None:
        self._tokens = list(_tokens(text))
        self._at = 0

    def whole(self) -> Node:
        if self._next.kind == "end":
            raise ConditionError(
                Fault.SYNTAX, 1, "the condition is empty; a row that always holds reads `true`"
            )
        node = self._expression(_OR, 1)
        if self._next.kind != "end":
            raise self._unexpected("an operator", ("&&", "||", *_COMPARISONS, "in", "+", "-", "*"))
        return node

    @property
    def _next(self) -> _Token:
        return self._tokens[self._at]

    def _take(self) -> _Token:
        token = self._next
        self._at += 1
        return token

    def _take_symbol(self, *symbols: str) -> _Token:
        if self._next.kind != "symbol" or self._next.text not in symbols:
            raise self._unexpected(" or ".join(symbols))
        return self._take()

    def _unexpected(self, wanted: str, accepted: tuple[str, ...] = ()) -> ConditionError:
        token = self._next
        if token.kind == "end":
            return ConditionError(
                Fault.SYNTAX, token.column, f"the condition ends where {wanted} must follow"
            )
        instead = _INSTEAD.get(token.text, f"{wanted} must stand here")
        return ConditionError(Fault.SYNTAX, token.column, f"unexpected {token.text}: {instead}", accepted)

    def _expression(self, lowest: int, depth: int) -> Node:
        """Operands joined by operators that bind at least as tightly as `lowest`."""
        left = self._operand(depth)
        while (binding := self._binding()) >= lowest:
            operator = self._take()
            if binding in (_OR, _AND):
                left = self._chain(operator, binding, left, depth)
            elif operator.text == "in":
                left = Membership(left, self._options(), operator.column)
            else:
                right = self._expression(binding + 1, depth)
                kind = Comparison if binding == _RELATION else Arithmetic
                left = kind(operator.text, left, right, operator.column)
            if binding == _RELATION and self._binding() == _RELATION:
                message = (
                    f"comparisons do not chain at {self._next.text}: join them with && or use parentheses"
                )
                raise ConditionError(Fault.SYNTAX, self._next.column, message)
        return left

    def _binding(self) -> int:
        token = self._next
        return _BINDING.get(token.text, 0) if token.kind in ("symbol", "name") else 0

    def _chain(self, operator: _Token, binding: int, left: Node, depth: int) -> Node:
        operands = [left, self._expression(binding + 1, depth)]
        while self._next.text == operator.text and self._next.kind == "symbol":
            self._take()
            operands.append(self._expression(binding + 1, depth))
        return (And if binding == _AND else Or)(tuple(operands), operator.column)

    def _operand(self, depth: int) -> Node:
        token = self._next
        if depth > DEPTH_MOST:
            raise _too_deep(token.column)
        match token.kind, token.text:
            case "symbol", "!":
                self._take()
                return Not(self._operand(depth + 1), token.column)
            case "symbol", "-":
                self._take()
                if self._next.kind == "number":
                    return Literal(_whole_number(self._take(), -1), token.column)
                return Negative(self._operand(depth + 1), token.column)
            case "symbol", "(":
                self._take()
                inside = self._expression(_OR, depth + 1)
                self._take_symbol(")")
                return inside
            case _:
                return self._atom()

    def _atom(self) -> Literal | Name:
        token = self._next
        match token.kind:
            case "number":
                return Literal(_whole_number(self._take(), 1), token.column)
            case "text":
                return Literal(_unquoted(self._take()), token.column)
            case "name" if token.text in ("true", "false"):
                self._take()
                return Literal(token.text == "true", token.column)
            case "name":
                return self._name()
            case _:
                raise self._unexpected("a value")

    def _name(self) -> Literal | Name:
        token = self._next
        if reserved := _RESERVED.intersection(token.text.split(".")):
            raise self._unexpected(f"a name ({min(reserved)} is reserved in CEL)")
        self._take()
        if self._next.text == "(" and self._next.kind == "symbol":
            return self._duration(token)
        return Name(token.text, token.column)

    def _duration(self, called: _Token) -> Literal:
        if called.text != "duration":
            message = f"{called.text}(…) cannot be called"
            raise ConditionError(Fault.SYNTAX, called.column, message, ('duration("36h")',))
        self._take_symbol("(")
        if self._next.kind != "text":
            raise self._unexpected('a length of time in quotes, such as "36h",')
        value = _length_of_time(self._take())
        self._take_symbol(")")
        return Literal(value, called.column)

    def _options(self) -> tuple[Literal | Name, ...]:
        self._take_symbol("[")
        options = [self._option()]
        while self._take_symbol(",", "]").text == ",":
            options.append(self._option())
        return tuple(options)

    def _option(self) -> Literal | Name:
        token = self._next
        if token.kind == "symbol" and token.text == "-":
            self._take()
            if self._next.kind != "number":
                raise self._unexpected("a number")
            return Literal(_whole_number(self._take(), -1), token.column)
        if token.kind in ("symbol", "end"):
            raise self._unexpected("a constant")
        return self._atom()


def _whole_number(token: _Token, sign: int) -> int:
    if not token.text.isdecimal():
        message = f"{token.text} is not a whole number in decimal digits"
        raise ConditionError(Fault.SYNTAX, token.column, message, ("42", "-7"))
    value = sign * int(token.text)
    if not INT_LEAST <= value <= INT_MOST:
        raise ConditionError(Fault.OVERFLOW, token.column, "the number does not fit 64 bits")
    return value


def _unquoted(token: _Token) -> str:
    def unescaped(match: re.Match[str]) -> str:
        if (plain := _ESCAPES.get(match.group())) is None:
            column = token.column + 1 + match.start()
            message = f"{match.group()} is not an escape of the language"
            raise ConditionError(Fault.SYNTAX, column, message, tuple(_ESCAPES))
        return plain

    return re.sub(r"\\.", unescaped, token.text[1:-1])


def _length_of_time(token: _Token) -> timedelta:
    text = _unquoted(token)
    match = _DURATION.fullmatch(text)
    if match is None or not any(match.groups()[1:]):
        days = "; days are not a unit, 1 d is 24h" if text.endswith("d") else ""
        message = f'"{text}" is not a length of time{days}'
        raise ConditionError(Fault.SYNTAX, token.column, message, ("36h", "1h30m", "90s", "500ms", "10us"))
    counts = zip(match.groups()[1:], _DURATION_UNITS, strict=True)
    micros = sum(int(count) * unit_micros for count, (_, unit_micros) in counts if count)
    if micros > DURATION_MOST // timedelta(microseconds=1):
        raise ConditionError(Fault.OVERFLOW, token.column, f'"{text}" is longer than 2562047h')
    return timedelta(microseconds=-micros if match.group(1) else micros)


# --- writing ---------------------------------------------------------------------------------------------


def render(node: Node) -> str:
    """The text of a tree, with no more parentheses than needed: `parse(render(node)) == node`."""
    match node:
        case Literal(value):
            return render_constant(value)
        case Name(path):
            return path
        case Not(operand):
            return "!" + _bracketed(operand, _UNARY)
        case Negative(operand):
            # A bare number after the sign would be read as one negative literal.
            bare = isinstance(operand, Literal)
            return f"-({render(operand)})" if bare else "-" + _bracketed(operand, _UNARY)
        case And(operands):
            return " && ".join(_bracketed(operand, _AND + 1) for operand in operands)
        case Or(operands):
            return " || ".join(_bracketed(operand, _OR + 1) for operand in operands)
        case Comparison(operator, left, right):
            return f"{_bracketed(left, _SUM)} {operator} {_bracketed(right, _SUM)}"
        case Membership(item, options):
            return f"{_bracketed(item, _SUM)} in [{', '.join(render(option) for option in options)}]"
        case Arithmetic(operator, left, right):
            binding = _BINDING[operator]
            return f"{_bracketed(left, binding)} {operator} {_bracketed(right, binding + 1)}"


def _bracketed(node: Node, least: int) -> str:
    text = render(node)
    return text if _tightness(node) >= least else f"({text})"


def _tightness(node: Node) -> int:
    match node:
        case Or():
            return _OR
        case And():
            return _AND
        case Comparison() | Membership():
            return _RELATION
        case Arithmetic(operator):
            return _BINDING[operator]
        case _:
            return _UNARY


def render_constant(value: Constant) -> str:
    """A constant as the language writes it."""
    match value:
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case str():
            escaped = {plain: escape for escape, plain in _ESCAPES.items() if plain != "'"}
            return '"' + "".join(escaped.get(character, character) for character in value) + '"'
        case timedelta():
            return f'duration("{_render_length(value)}")'


def _render_length(value: timedelta) -> str:
    left = abs(value) // timedelta(microseconds=1)
    parts = []
    for unit, unit_micros in _DURATION_UNITS:
        count, left = divmod(left, unit_micros)
        if count:
            parts.append(f"{count}{unit}")
    return ("-" if value < timedelta(0) else "") + ("".join(parts) or "0s")
