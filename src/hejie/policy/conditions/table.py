"""Decision tables from rows of text: read, checked and compiled, or refused with everything that is wrong."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType

import msgspec

from hejie.domain.tables import Decided, Incomplete, Input, Known, Read, Row, RowReading
from hejie.policy.conditions.check import NamedConstant, bind, check_condition, names_in
from hejie.policy.conditions.closure import compile_first_open, compile_rows, fitted
from hejie.policy.conditions.kleene import Unknown, evaluate
from hejie.policy.conditions.lattice import Findings, LatticeTooLarge, examine
from hejie.policy.conditions.syntax import ConditionError, Literal, Node, parse


@dataclass(frozen=True, slots=True)
class TableFault:
    """One thing wrong with a table: in a row (its id), or in the whole (None).

    `code` is that of the condition's fault, or `no_rows`, `row_id_twice`, `gap`, `ambiguous_name`.
    `column` is None where no condition is to blame.
    """

    code: str
    row_id: str | None
    column: int | None
    message: str


class TableError(ValueError):
    """A table that cannot be used. `faults` lists everything found, in the order of the rows."""

    def __init__(self, faults: Sequence[TableFault]) -> None:
        self.faults = tuple(faults)
        super().__init__("; ".join(f"{fault.row_id or 'table'}: {fault.message}" for fault in faults))


class NoRowAnswers(LookupError):
    """A complete case that no row covers. `build_table` refuses such tables, so this is a defect."""


class CompiledTable:
    """A `Table`. `conditions` are its rows' trees with constants put in: what SQL is made from."""

    def __init__(self, rows: Sequence[Row], conditions: Sequence[Node], inputs: Sequence[Input]) -> None:
        mentioned = {name for condition in conditions for name in names_in(condition)}
        self.rows = tuple(rows)
        self.conditions = tuple(conditions)
        self.inputs = tuple(input for input in inputs if input.name in mentioned)
        self._decide_complete = compile_rows(self.conditions, self.inputs, self.rows)
        self._first_open = compile_first_open(self.conditions, self.inputs)

    def decide(self, known: Known) -> Decided | Incomplete:
        """The first row that holds, or the first that cannot be judged before one holds.

        Raises: UnfitValue; NoRowAnswers.
        """
        answer = self._decide_complete(known)
        if answer is not None:
            return answer
        place = self._first_open(known)
        return (
            self._decide_from(0, fitted(self.inputs, known))
            if place is None
            else self._decide_from(place, known)
        )

    def explain(self, known: Known) -> tuple[RowReading, ...]:
        """How every row reads on its own. Raises: UnfitValue."""
        usable = fitted(self.inputs, known)
        return tuple(
            _reading(row, condition, usable)
            for row, condition in zip(self.rows, self.conditions, strict=True)
        )

    def examine(self) -> Findings:
        """Rows that never fire, and cases that no row covers. Raises: LatticeTooLarge."""
        return examine(self.conditions, self.rows, self.inputs, self._answer)

    def _answer(self, known: Known) -> Decided | Incomplete | None:
        answer = self._decide_complete(known)
        if answer is not None:
            return answer
        try:
            return self.decide(known)
        except NoRowAnswers:
            return None

    def _decide_from(self, place: int, known: Known) -> Decided | Incomplete:
        """Decide where something is missing or overflows; the rows before `place` are false."""
        for row, condition in zip(self.rows[place:], self.conditions[place:], strict=True):
            holds = evaluate(condition, known)
            if isinstance(holds, Unknown):
                return Incomplete(row, holds.missing, holds.overflowed, _read(condition, known))
            if holds:
                return Decided(row, _read(condition, known))
        raise NoRowAnswers(f"no row covers {dict(known)!r}")


def build_table(
    rows: Sequence[Row], inputs: Sequence[Input], constants: Mapping[str, NamedConstant] | None = None
) -> CompiledTable:
    """A table whose rows may read any of `inputs` and name any of `constants`.

    Raises: TableError, with every fault of every row; also where the last row is not `true` and it
    cannot be shown that some row always holds.
    """
    constants = constants or {}
    declared = {input.name: input for input in inputs}
    faults = [*_faults_of_names(declared, constants), *_faults_of_ids(rows)]
    conditions: list[Node] = []
    for row in rows:
        try:
            node = parse(row.when)
            check_condition(node, declared, constants)
        except ConditionError as error:
            faults.append(TableFault(error.code, row.id, error.column, str(error)))
        else:
            conditions.append(bind(node, constants))
    if faults:
        raise TableError(faults)
    sealed = [msgspec.structs.replace(row, answer=MappingProxyType(dict(row.answer))) for row in rows]
    table = CompiledTable(sealed, conditions, inputs)
    if conditions[-1] != Literal(True):
        _refuse_gaps(table)
    return table


def _reading(row: Row, condition: Node, known: Known) -> RowReading:
    holds = evaluate(condition, known)
    if isinstance(holds, Unknown):
        return RowReading(row, None, holds.missing, _read(condition, known))
    return RowReading(row, bool(holds), (), _read(condition, known))


def _read(condition: Node, known: Known) -> Read:
    present = ((name, known.get(name)) for name in names_in(condition))
    return tuple((name, value) for name, value in present if value is not None)


def _faults_of_names(
    declared: Mapping[str, Input], constants: Mapping[str, NamedConstant]
) -> list[TableFault]:
    fault = partial(TableFault, "ambiguous_name", None, None)
    return [fault(f"{name} is both an input and a constant") for name in declared if name in constants]


def _faults_of_ids(rows: Sequence[Row]) -> list[TableFault]:
    if not rows:
        return [TableFault("no_rows", None, None, "a table has at least one row")]
    ids = [row.id for row in rows]
    twice = [id for place, id in enumerate(ids) if id in ids[:place]]
    return [TableFault("row_id_twice", id, None, f"another row is called {id} already") for id in twice]


def _refuse_gaps(table: CompiledTable) -> None:
    """Refuse a table that has no last word, unless its rows are shown to cover everything."""
    last = "add a last row that reads `true`"
    try:
        findings = table.examine()
    except LatticeTooLarge as error:
        raise TableError([TableFault("gap", None, None, f"{error}; or {last}")]) from error
    if findings.gap_count:
        case = ", ".join(f"{name} is {value}" for name, value in findings.gaps[0].items())
        raise TableError([TableFault("gap", None, None, f"no row answers where {case}; {last}")])
    if not findings.exact:
        message = (
            f"it cannot be shown that some row always answers (a product, or the end of a range); {last}"
        )
        raise TableError([TableFault("gap", None, None, message)])
