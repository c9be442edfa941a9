"""The tables of a pack: which facts each may read, what its rows must answer, and how it is read.

Rows name limits of the pack as `limit.<name>`.
"""

from collections.abc import Mapping, Sequence
from enum import StrEnum

import msgspec

from hejie.domain.facts import (
    AMOUNT_INPUTS,
    BURDEN_INPUTS,
    RECORD_INPUTS,
    SILENCE_INPUTS,
    STANDINGS,
    WITHDRAWAL_INPUTS,
)
from hejie.domain.money import MOST_MINOR
from hejie.domain.tables import Input, Row, Value, ValueType
from hejie.policy.conditions.check import NamedConstant
from hejie.policy.conditions.table import CompiledTable, TableError, TableFault, build_table
from hejie.policy.flaws import Flaw
from hejie.policy.section import Section


class TableName(StrEnum):
    """The tables that a pack may hold."""

    WITHDRAWAL = "withdrawal"
    SILENCE = "silence"
    BURDEN = "burden"
    RECORD = "record"
    AMOUNT = "amount"


class TableShape(msgspec.Struct, frozen=True):
    """What the rows of a table may read and must answer."""

    inputs: tuple[Input, ...]
    answers: tuple[Input, ...]


def _one_of(name: str, *values: str) -> Input:
    return Input(name, ValueType.TEXT, values=values)


SHAPES: Mapping[TableName, TableShape] = {
    TableName.WITHDRAWAL: TableShape(
        WITHDRAWAL_INPUTS,
        (
            _one_of("answer", "available", "available_after_review", "not_available"),
            _one_of("how", "free", "review", "human", "two_persons", "joint", "none"),
            Input("reason_required", ValueType.BOOL),
            _one_of("refile", "free", "once", "new_facts", "appeal_only", "none"),
        ),
    ),
    TableName.SILENCE: TableShape(
        SILENCE_INPUTS,
        (_one_of("then", "rule_by_record", "rule_by_default", "evidence", "deciding", "close_lapsed"),),
    ),
    TableName.BURDEN: TableShape(
        BURDEN_INPUTS,
        (_one_of("standing", *STANDINGS), _one_of("next", "complainant", "respondent", "nobody")),
    ),
    TableName.RECORD: TableShape(RECORD_INPUTS, (_one_of("finding", "upheld", "rejected"),)),
    TableName.AMOUNT: TableShape(
        AMOUNT_INPUTS,
        (
            Input("rate_bp", ValueType.INT, unit="bp"),
            Input("least_minor", ValueType.INT, unit="minor"),
            Input("most_minor", ValueType.INT, unit="minor"),
        ),
    ),
}

ROW_KEYS = ("id", "when", "then", "zh", "en", "source")


def read_table(
    section: Section, key: str, name: TableName, constants: Mapping[str, NamedConstant]
) -> CompiledTable | None:
    """The table under a key; None, with what is wrong noted, where it cannot be used."""
    shape = SHAPES[name]
    written = section.listed(key, ROW_KEYS)
    rows = tuple(_row(row, shape) for row in written)
    for row, place in zip(rows, written, strict=True):
        section.findings.lines[f"{section.under(key)}.{row.id}"] = place.line
    if not rows:
        return None
    try:
        return build_table(rows, shape.inputs, constants)
    except TableError as error:
        for fault in error.faults:
            _note_fault(section, key, fault, rows, written)
        return None


def _row(section: Section, shape: TableShape) -> Row:
    then = section.section("then", [answer.name for answer in shape.answers])
    answers = {answer.name: _answer(then, answer) for answer in shape.answers}
    least_minor, most_minor = answers.get("least_minor", 0), answers.get("most_minor", 0)
    if isinstance(least_minor, int) and isinstance(most_minor, int) and least_minor > most_minor:
        then.note(Flaw.OUT_OF_RANGE, "least_minor", value=least_minor, least=0, most=most_minor)
    return Row(section.name("id"), section.condition("when"), answers, section.words(), section.source())


def _answer(then: Section, answer: Input) -> Value:
    match answer.type:
        case ValueType.BOOL:
            return then.flag(answer.name)
        case ValueType.INT:
            return then.whole(answer.name, most=MOST_MINOR)
        case _:
            return then.one_of(answer.name, answer.values)


def _note_fault(
    section: Section, key: str, fault: TableFault, rows: Sequence[Row], written: Sequence[Section]
) -> None:
    # Of two rows with one id the later is to blame.
    place = max((place for place, row in enumerate(rows) if row.id == fault.row_id), default=None)
    if place is not None and not (rows[place].id and rows[place].when):
        return  # That they are missing was noted when the row was read.
    if place is None:
        section.note(Flaw.BROKEN_TABLE, key, detail=fault.message)
    elif fault.column is not None:
        written[place].note(Flaw.BROKEN_CONDITION, "when", column=fault.column, detail=fault.message)
    elif fault.code == "row_id_twice":
        written[place].note(Flaw.TWICE, "id", value=fault.row_id)
    else:
        written[place].note(Flaw.BROKEN_TABLE, detail=fault.message)
