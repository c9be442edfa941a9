"""Decision tables as the domain sees them: inputs, rows, answers, and what would change an answer.

A table is read from top to bottom; the first row whose condition holds gives the answer. A table never
guesses: where an input that could matter is missing, the answer is `Incomplete`, which names it.
How conditions are written and compiled is not known here (`policy/conditions`).
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from itertools import combinations, islice
from typing import Protocol, TypeAlias

import msgspec

from hejie.domain.words import Words

Value: TypeAlias = bool | int | str | datetime | timedelta
"""What an input or an outcome may hold. Instants are aware; amounts are whole numbers."""

Known: TypeAlias = Mapping[str, Value | None]
"""What is known of a case, by name of input. Missing is None or left out."""

Read: TypeAlias = tuple[tuple[str, Value], ...]
"""Inputs and the values they had."""

INT_LEAST, INT_MOST = -(2**63), 2**63 - 1
"""Whole numbers are those that CEL, SQL and the wire can all hold."""


UNSAID = Words("", "")


class ValueType(StrEnum):
    """The types of the condition language."""

    BOOL = "bool"
    INT = "int"
    TEXT = "text"
    DURATION = "duration"
    TIMESTAMP = "timestamp"


PYTHON_TYPES: Mapping[ValueType, type] = {
    ValueType.BOOL: bool,
    ValueType.INT: int,
    ValueType.TEXT: str,
    ValueType.DURATION: timedelta,
    ValueType.TIMESTAMP: datetime,
}


class UnfitValue(ValueError):
    """A value is not of the type that its input declares: a defect of whoever gathered it."""


class Input(msgspec.Struct, frozen=True):
    """A fact that tables may read.

    `values` closes a text input: it holds one of these. `unit` is what an int counts (`minor`, `hours`,
    `points`, `count`, …). `actionable_by` names the roles that can change the fact, `may_become` the
    values that they can give it; both serve only the search for what would change an answer.
    Raises: ValueError where the declaration contradicts itself.
    """

    name: str
    type: ValueType
    values: tuple[str, ...] = ()
    unit: str | None = None
    words: Words = UNSAID
    actionable_by: frozenset[str] = frozenset()
    may_become: tuple[Value, ...] = ()

    def __post_init__(self) -> None:
        if self.values and self.type is not ValueType.TEXT:
            raise ValueError(f"{self.name}: only a text input lists its values, this one is {self.type}")
        if self.unit is not None and self.type is not ValueType.INT:
            raise ValueError(f"{self.name}: only an int input has a unit, this one is {self.type}")
        for value in self.may_become:
            self.fitted(value)

    def fitted(self, value: Value) -> Value:
        """The value as conditions compare it: an instant in UTC, anything else unchanged.

        Raises: UnfitValue for another type, a text outside `values`, a naive instant, an int beyond 64 bits.
        """
        wanted = PYTHON_TYPES[self.type]
        if not isinstance(value, wanted) or (wanted is int and isinstance(value, bool)):
            raise UnfitValue(f"{self.name} must be {self.type}, not {value!r}")
        if isinstance(value, str) and self.values and value not in self.values:
            raise UnfitValue(f"{self.name} must be one of {', '.join(self.values)}, not {value!r}")
        if isinstance(value, int) and not INT_LEAST <= value <= INT_MOST:
            raise UnfitValue(f"{self.name} must fit 64 bits, not {value!r}")
        if isinstance(value, datetime):
            if value.tzinfo is None:
                raise UnfitValue(f"{self.name} must carry its time zone, not {value!r}")
            return value.astimezone(UTC)
        return value


class Row(msgspec.Struct, frozen=True):
    """One row: where `when` holds, and no row above did, `answer` is the answer.

    `words` say the rule to the people concerned; `source` is where it comes from.
    """

    id: str
    when: str
    answer: Mapping[str, Value]
    words: Words = UNSAID
    source: str = ""


class Decided(msgspec.Struct, frozen=True):
    """A row fired. `read` lists the inputs that its condition mentions, in that order."""

    row: Row
    read: Read

    @property
    def row_id(self) -> str:
        """The id of the row that fired."""
        return self.row.id

    @property
    def outcome(self) -> Mapping[str, Value]:
        """What the row answers."""
        return self.row.answer


class Incomplete(msgspec.Struct, frozen=True):
    """No row above holds, and `row` cannot be judged.

    `missing` names the inputs that it lacks, `overflowed` the sums in it that left the 64 bits of an
    int or the years 1 to 9999; at least one of the two is not empty. `read` lists the inputs of the row
    that are known.
    """

    row: Row
    missing: tuple[str, ...]
    overflowed: tuple[str, ...]
    read: Read

    @property
    def row_id(self) -> str:
        """The id of the row that cannot be judged."""
        return self.row.id


class RowReading(msgspec.Struct, frozen=True):
    """How one row reads on its own: `holds` is None where it cannot be judged, for want of `missing`."""

    row: Row
    holds: bool | None
    missing: tuple[str, ...]
    read: Read


class Table(Protocol):
    """A decision table. `inputs` are those that its rows read, in the order of their declaration."""

    @property
    def inputs(self) -> tuple[Input, ...]: ...

    @property
    def rows(self) -> tuple[Row, ...]: ...

    def decide(self, known: Known) -> Decided | Incomplete:
        """The first row that holds, or what is missing. Names that the table does not read are ignored.

        Raises: UnfitValue.
        """
        ...

    def explain(self, known: Known) -> tuple[RowReading, ...]:
        """Every row on its own, for documents and for finding out why. Raises: UnfitValue."""
        ...


class Change(msgspec.Struct, frozen=True):
    """One input given another value. `before` is None where it was missing."""

    name: str
    before: Value | None
    after: Value


TRIALS_MOST = 10_000


def counterfactuals(
    table: Table,
    known: Known,
    role: str,
    better: Callable[[Decided], bool],
    *,
    trials_most: int = TRIALS_MOST,
) -> tuple[tuple[Change, ...], ...]:
    """What `role` could change so that the answer becomes one that is `better`.

    Single changes come first, then pairs that contain none of them; within each, the order is that of
    the inputs and of their `may_become`. At most `trials_most` changed cases are decided, so the
    search ends; the same question always gets the same list.
    """
    found: list[tuple[Change, ...]] = []
    for changes in islice(_trials(_changes(table.inputs, known, role)), trials_most):
        if any(change in changes for one in found if len(one) == 1 for change in one):
            continue
        answer = table.decide({**known, **{change.name: change.after for change in changes}})
        if isinstance(answer, Decided) and better(answer):
            found.append(changes)
    return tuple(found)


def _changes(inputs: Sequence[Input], known: Known, role: str) -> list[Change]:
    return [
        Change(input.name, known.get(input.name), value)
        for input in inputs
        if role in input.actionable_by
        for value in input.may_become
        if value != known.get(input.name)
    ]


def _trials(changes: Sequence[Change]) -> Iterator[tuple[Change, ...]]:
    yield from ((change,) for change in changes)
    yield from ((one, two) for one, two in combinations(changes, 2) if one.name != two.name)
