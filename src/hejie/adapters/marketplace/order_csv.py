"""Our CSV format: one row an order line, the head of the order repeated on each of its rows.

The rows of an order may stand anywhere in the file, so no order is known to be whole before the end: all
are kept in memory until then (under 2 kB a row). Bad rows are told as they are met; then the orders come in
the order in which they first appeared.
"""

from collections.abc import Iterator
from datetime import tzinfo
from pathlib import Path

from hejie.adapters.marketplace.fields import Fault, Fields, shown
from hejie.adapters.marketplace.order_parts import (
    HEAD_NAMES,
    LINE_NAMES,
    FoundLines,
    bad_row,
    misspelt,
    read_head,
    read_line,
    ref_if_readable,
    unread_name,
)
from hejie.adapters.marketplace.rows import MOST_ROW_CHARS, Row, open_lines, take_header, take_rows
from hejie.adapters.marketplace.source import BadRow, OrderFileError
from hejie.domain.orders import Order, OrderLine, Ref

_HEAD_COLUMNS = {name: "order_ref" if name == "ref" else name for name in HEAD_NAMES}
_LINE_COLUMNS = {name: "line_ref" if name == "ref" else name for name in LINE_NAMES}
COLUMNS = (*_HEAD_COLUMNS.values(), *_LINE_COLUMNS.values())
NEEDED_COLUMNS = ("venue", "order_ref", "buyer", "currency", "placed_at", "line_ref", "merchant", "price")
"""The columns a file must have; `venue` only if it is not given beside the file."""

_OrderKey = tuple[Ref | None, Ref]
"""Venue and name of an order. Without a venue: every order of that name, as it might be any of them."""


class _Gathered:
    """What is known of one order so far: its head, the number of the row that gave it, and its lines."""

    def __init__(self, head: Order, number: int) -> None:
        self.head, self.number, self.lines = head, number, FoundLines()

    def add(self, number: int, head: Order, line: OrderLine) -> list[Fault]:
        """Take one more row, or say why it cannot belong to this order."""
        faults = [
            _contradiction(column, _shown_value(head, name), _shown_value(self.head, name), self.number)
            for name, column in _HEAD_COLUMNS.items()
            if getattr(head, name) != getattr(self.head, name)
        ]
        if not faults and (fault := self.lines.add(number, line)) is not None:
            faults.append(fault)
        return faults


class CsvOrders:
    """The orders of one file in our CSV format."""

    def __init__(self, path: Path, *, venue: str | None, zone: tzinfo | None) -> None:
        self._path, self._venue, self._zone = path, venue, zone

    def read(self) -> Iterator[Order | BadRow]:
        """See `OrderSource.read`."""
        source = self._path.name
        with open_lines(self._path, MOST_ROW_CHARS) as lines:
            header = take_header(lines, source)
            self._check_header(header)
            for name in sorted(set(header) - set(COLUMNS)):
                yield bad_row(source, 1, "", [unread_name(name)])
            gathered: dict[_OrderKey, _Gathered] = {}
            held: set[_OrderKey] = set()
            for row in take_rows(lines, len(header)):
                if (bad := self._take(row, header, gathered, held)) is not None:
                    yield bad
        for key, order in gathered.items():
            if key not in held and (None, order.head.ref) not in held:
                yield order.lines.complete(order.head)

    def _check_header(self, header: list[str]) -> None:
        """Raises: OrderFileError naming every column that is wrong."""
        faults = [
            Fault(
                f"没有列 {column}（可能是 {shown(name)}？）",
                f"there is no column {column}; is it {shown(name)}?",
            )
            for name, column in misspelt(set(header), COLUMNS).items()
        ]
        needed = [name for name in NEEDED_COLUMNS if name != "venue" or self._venue is None]
        if lacking := [name for name in needed if name not in header]:
            faults.append(Fault(f"缺少列：{', '.join(lacking)}", f"missing columns: {', '.join(lacking)}"))
        if twice := sorted({name for name in header if name in COLUMNS and header.count(name) > 1}):
            faults.append(
                Fault(f"重复的列：{', '.join(twice)}", f"columns that stand twice: {', '.join(twice)}")
            )
        if faults:
            known = ", ".join(COLUMNS)
            raise OrderFileError(
                self._path.name,
                f"{'；'.join(fault.zh for fault in faults)}。以逗号分隔，可用的列：{known}",
                f"{'; '.join(fault.en for fault in faults)}. Separated by commas, accepted are: {known}",
            )

    def _take(
        self, row: Row, header: list[str], gathered: dict[_OrderKey, _Gathered], held: set[_OrderKey]
    ) -> BadRow | None:
        """Add a row to its order; if it is bad, hold the order back and say why."""
        fields = Fields(dict(zip(header, row.cells, strict=False)), self._zone)
        if row.fault is not None:
            return self._hold(row.number, fields, [row.fault], held)
        head = read_head(fields, ref="order_ref", venue=self._venue)
        line = read_line(fields, head.currency, ref="line_ref")
        if fields.faults:
            return self._hold(row.number, fields, fields.faults, held)
        order = gathered.setdefault((head.venue, head.ref), _Gathered(head, row.number))
        faults = order.add(row.number, head, line)
        return self._hold(row.number, fields, faults, held) if faults else None

    def _hold(self, number: int, fields: Fields, faults: list[Fault], held: set[_OrderKey]) -> BadRow:
        """Hold back the order that a bad row speaks of, as far as it can be told."""
        ref = ref_if_readable(fields.raw("order_ref"))
        venue = ref_if_readable(fields.raw("venue")) or self._venue
        if self._venue is not None and venue != self._venue:
            venue = None
        held.add((venue, ref))
        return bad_row(self._path.name, number, ref, faults)


def _shown_value(head: Order, name: str) -> str:
    return shown(str(getattr(head, name) or ""))


def _contradiction(column: str, here: str, there: str, number: int) -> Fault:
    return Fault(
        f"{column}：此处为 {here}，同一订单第 {number} 行为 {there}；须一致",
        f"{column}: {here} here, but {there} on line {number} of the same order; they must agree",
    )
