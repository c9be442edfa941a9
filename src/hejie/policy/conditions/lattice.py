"""The boundary lattice of a table: the few cases that stand for all cases.

Conditions change their truth only at boundaries. So it is enough to try, for every input that a table
mentions, the values just below, at and just above each boundary, the texts it mentions and one that it
does not, and both bools, in all combinations. A row that fires nowhere on the lattice fires nowhere; a
point where none fires is a gap. Boundaries between inputs (`handed_over_at <= due_at + duration("24h")`)
are found by solving for one of the two, whose values then follow those of the other.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import combinations, product
from math import prod

import msgspec

from hejie.domain.tables import INT_LEAST, INT_MOST, Decided, Incomplete, Input, Known, Row, Value, ValueType
from hejie.policy.conditions.check import names_in
from hejie.policy.conditions.syntax import (
    Arithmetic,
    Comparison,
    Literal,
    Membership,
    Name,
    Negative,
    Node,
    walk,
)

POINTS_MOST = 2_000_000
GAPS_SHOWN = 5
_FORMS_MOST = 500
_NUMERIC = frozenset({ValueType.INT, ValueType.DURATION, ValueType.TIMESTAMP})
_MICRO = timedelta(microseconds=1)
_EPOCH = datetime(2026, 1, 1, tzinfo=UTC)
_LEAST_AND_MOST = {
    ValueType.INT: (INT_LEAST, INT_MOST),
    ValueType.DURATION: (timedelta.min // _MICRO, timedelta.max // _MICRO),
    ValueType.TIMESTAMP: (
        (datetime.min.replace(tzinfo=UTC) - _EPOCH) // _MICRO,
        (datetime.max.replace(tzinfo=UTC) - _EPOCH) // _MICRO,
    ),
}


class LatticeTooLarge(Exception):
    """A table has too many boundaries to try them all; `inputs` tells how many values each one has."""

    def __init__(self, inputs: Mapping[str, int]) -> None:
        self.inputs = inputs
        widest = sorted(inputs.items(), key=lambda item: -item[1])[:5]
        said = ", ".join(f"{name} ({count} values)" for name, count in widest)
        super().__init__(
            f"more than {POINTS_MOST:,} cases would have to be tried; the widest inputs are {said}: "
            "split the table, or mention fewer values"
        )


@dataclass(frozen=True, slots=True)
class Lattice:
    """`points` lists complete cases. `exact` tells that they stand for all cases; it is False where a
    boundary is not a straight line with whole steps, such as a product of two inputs, or lies where the
    range of a type ends."""

    points: Iterator[dict[str, Value]]
    size: int
    exact: bool


class Findings(msgspec.Struct, frozen=True):
    """What trying a table on its lattice has shown.

    `unreachable` are rows that never fire, in the order of the table; certain only if `exact`. `gaps` are
    cases in which no row fires, at most five of `gap_count`; each is real, whatever `exact` says.
    """

    size: int
    exact: bool
    unreachable: tuple[str, ...]
    gaps: tuple[Mapping[str, Value], ...]
    gap_count: int

    @property
    def total(self) -> bool:
        """Whether it is proved that some row always fires."""
        return self.exact and self.gap_count == 0


def examine(
    conditions: Sequence[Node],
    rows: Sequence[Row],
    inputs: Sequence[Input],
    answer_of: Callable[[Known], Decided | Incomplete | None],
) -> Findings:
    """Try a table on its lattice; `answer_of` gives None where no row holds. Raises: LatticeTooLarge."""
    lattice = lattice_of(conditions, inputs)
    fired: set[str] = set()
    gaps: list[Mapping[str, Value]] = []
    gap_count = 0
    exact = lattice.exact
    for point in lattice.points:
        answer = answer_of(point)
        if isinstance(answer, Decided):
            fired.add(answer.row_id)
        elif isinstance(answer, Incomplete):
            exact = False  # a sum overflows here, and may not in another case that this one stands for
        else:
            gap_count += 1
            if len(gaps) < GAPS_SHOWN:
                gaps.append(point)
    unreachable = tuple(row.id for row in rows if row.id not in fired)
    return Findings(lattice.size, exact, unreachable, tuple(gaps), gap_count)


def lattice_of(conditions: Sequence[Node], inputs: Sequence[Input]) -> Lattice:
    """The lattice of checked and bound conditions; those of two versions of a table may be given together.

    Raises: LatticeTooLarge.
    """
    mentioned = {name for condition in conditions for name in names_in(condition)}
    wanted = [input for input in inputs if input.name in mentioned]
    numeric = [input for input in wanted if input.type in _NUMERIC]
    others = [input for input in wanted if input.type not in _NUMERIC]
    choices = _choices(conditions, others)
    boundaries = _Boundaries(conditions, numeric)
    rest = prod(len(values) for values in choices.values())
    counts = {name: len(values) for name, values in choices.items()}
    numbers: list[tuple[Value, ...]] = []
    seen: dict[str, set[int]] = {input.name: set() for input in numeric}
    for found in boundaries.points():
        numbers.append(tuple(_value_of(input, found[input.name]) for input in numeric))
        for name, number in found.items():
            seen[name].add(number)
        if len(numbers) * rest > POINTS_MOST:
            raise LatticeTooLarge(counts | {name: len(values) for name, values in seen.items()})
    names = (*(input.name for input in numeric), *choices)
    points = (
        dict(zip(names, (*some, *more), strict=True))
        for some in numbers
        for more in product(*choices.values())
    )
    return Lattice(points, len(numbers) * rest, boundaries.exact)


def _value_of(input: Input, number: int) -> Value:
    match input.type:
        case ValueType.DURATION:
            return number * _MICRO
        case ValueType.TIMESTAMP:
            return _EPOCH + number * _MICRO
        case _:
            return number


# --- texts and bools -------------------------------------------------------------------------------------


def _choices(conditions: Sequence[Node], inputs: Sequence[Input]) -> dict[str, tuple[Value, ...]]:
    """The values to try of each input that has no order."""
    mentions: dict[str, set[str]] = {input.name: set() for input in inputs}
    compared: set[str] = set()
    for node in (part for condition in conditions for part in walk(condition)):
        match node:
            case Comparison(_, Name(one), Name(two)):
                compared |= {one, two}
            case Comparison(_, Name(path), Literal(str(text))) | Comparison(
                _, Literal(str(text)), Name(path)
            ):
                mentions[path].add(text)
            case Membership(Name(path), options) if path in mentions:
                texts = (option.value for option in options if isinstance(option, Literal))
                mentions[path].update(text for text in texts if isinstance(text, str))
            case _:
                pass
    every_text = set[str]().union(*mentions.values(), *(input.values for input in inputs))
    unlike = [f"other {place}" for place in range(len(inputs) + len(every_text))]
    fresh = [text for text in unlike if text not in every_text][: len(inputs)]
    tried: dict[str, tuple[Value, ...]] = {}
    for input in inputs:
        if input.type is ValueType.BOOL:
            tried[input.name] = (False, True)
        elif input.name in compared:
            tried[input.name] = input.values or (*sorted(every_text), *fresh)
        else:
            # Texts that no condition mentions are alike: one stands for all.
            mentioned = mentions[input.name]
            others = [value for value in input.values or fresh if value not in mentioned]
            tried[input.name] = (*sorted(mentioned), *others[:1])
    return tried


# --- numbers and times -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Form:
    """A sum of inputs, each with a whole factor, and an offset: in units of one, or of a microsecond."""

    factors: tuple[tuple[str, int], ...]
    offset: int

    def plus(self, other: "_Form", times: int) -> "_Form":
        """This form and `times` the other."""
        summed = dict(self.factors)
        for name, factor in other.factors:
            summed[name] = summed.get(name, 0) + times * factor
        kept = tuple(sorted((name, factor) for name, factor in summed.items() if factor))
        return _Form(kept, self.offset + times * other.offset)

    def at(self, point: Mapping[str, int]) -> int:
        return self.offset + sum(factor * point[name] for name, factor in self.factors)


def _constant_form(offset: int) -> _Form:
    return _Form((), offset)


class _Boundaries:
    """Where conditions over numbers change, solved input by input from the last to the first.

    Every boundary is a form that is zero there. Solved for its last input it gives that input's value
    from the others. Where two boundaries of one input meet (or lie one apart), the order of its values
    changes: that is a boundary of the inputs before it.
    """

    def __init__(self, conditions: Sequence[Node], inputs: Sequence[Input]) -> None:
        self.exact = True
        self._order = {input.name: place for place, input in enumerate(inputs)}
        self._ranges = {input.name: _LEAST_AND_MOST[input.type] for input in inputs}
        forms = {form for condition in conditions for form in self._forms_in(condition)}
        # `2 * x < y` has a whole solution for y whatever x is, and not the other way round: x goes first.
        related = [form.factors for form in forms if len(form.factors) > 1]
        scaled = {name for factors in related for name, factor in factors if abs(factor) != 1}
        self._order = {
            name: place for place, name in enumerate(sorted(self._order, key=lambda name: name not in scaled))
        }
        self._solved: dict[str, list[_Form]] = {}
        for name in reversed(self._order):
            mine = {form for form in forms if self._last(form) == name}
            forms -= mine
            solved = sorted({one for form in mine for one in self._solve(form, name)}, key=repr)
            self._solved[name] = solved
            forms |= self._crossings(solved)
            if len(forms) > _FORMS_MOST:
                self.exact = False
                forms = set(sorted(forms, key=repr)[:_FORMS_MOST])

    def points(self) -> Iterator[dict[str, int]]:
        """Every combination of values below, at and above the boundaries."""
        return self._points(list(self._order), {})

    def _points(self, names: Sequence[str], so_far: Mapping[str, int]) -> Iterator[dict[str, int]]:
        if not names:
            yield dict(so_far)
            return
        name, *rest = names
        boundaries = {form.at(so_far) for form in self._solved[name]} or {0}
        least, most = self._ranges[name]
        values = {boundary + step for boundary in boundaries for step in (-1, 0, 1)}
        within = {min(max(value, least), most) for value in values}
        self.exact = self.exact and within == values
        for value in sorted(within):
            yield from self._points(rest, {**so_far, name: value})

    def _last(self, form: _Form) -> str | None:
        names = [name for name, _ in form.factors]
        return max(names, key=self._order.__getitem__) if names else None

    def _solve(self, form: _Form, name: str) -> Iterator[_Form]:
        """The form as values of its last input; where it is not whole, the whole numbers around it."""
        factor = dict(form.factors)[name]
        rest = form.plus(_Form(((name, 1),), 0), -factor)
        if abs(factor) == 1:
            yield _constant_form(0).plus(rest, -factor)
        elif not rest.factors:
            yield _constant_form(-rest.offset // factor)
            yield _constant_form(-rest.offset // factor + 1)
        else:
            self.exact = False

    def _crossings(self, solved: Sequence[_Form]) -> set[_Form]:
        met = (one.plus(two, -1) for one, two in combinations(solved, 2))
        return {form.plus(_constant_form(1), step) for form in met if form.factors for step in (-1, 0, 1)}

    def _forms_in(self, condition: Node) -> Iterator[_Form]:
        for node in walk(condition):
            match node:
                case Comparison(_, left, right):
                    pairs = [(left, right)]
                case Membership(item, options):
                    pairs = [(item, option) for option in options]
                case _:
                    continue
            for one, two in pairs:
                if self._counts(one):
                    yield from self._difference(one, two)

    def _difference(self, one: Node, two: Node) -> Iterator[_Form]:
        left, right = self._form(one), self._form(two)
        if left is None or right is None:
            self.exact = False
        elif (difference := left.plus(right, -1)).factors:
            yield difference

    def _counts(self, node: Node) -> bool:
        """Whether an expression is a number or a time."""
        match node:
            case Literal(value):
                return not isinstance(value, bool | str)
            case Name(path):
                return path in self._order
            case _:
                return isinstance(node, Arithmetic | Negative)

    def _form(self, node: Node) -> _Form | None:
        """A number or time as a form; None where inputs are multiplied."""
        match node:
            case Literal(timedelta() as length):
                return _constant_form(length // _MICRO)
            case Literal(int(number)):
                return _constant_form(number)
            case Name(path):
                return _Form(((path, 1),), 0)
            case Negative(operand):
                inside = self._form(operand)
                return inside and _constant_form(0).plus(inside, -1)
            case Arithmetic(operator, left, right):
                one, two = self._form(left), self._form(right)
                if one is None or two is None:
                    return None
                if operator != "*":
                    return one.plus(two, 1 if operator == "+" else -1)
                if one.factors and two.factors:
                    return None
                return (
                    _constant_form(0).plus(one, two.offset)
                    if one.factors
                    else _constant_form(0).plus(two, one.offset)
                )
            case _:
                return None
