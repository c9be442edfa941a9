"""Our JSONL format: one order a line, as JSON, its amounts as text in major units.

Each line stands alone, so orders come out as they are read; only the names of those seen are kept.
"""

from collections.abc import Iterator, Mapping
from datetime import tzinfo
from pathlib import Path

import msgspec

from hejie.adapters.marketplace.fields import Fault, Fields, shown
from hejie.adapters.marketplace.order_parts import (
    HEAD_NAMES,
    LINE_NAMES,
    FoundLines,
    bad_row,
    misspelt,
    order_twice_fault,
    read_head,
    read_line,
    ref_if_readable,
    unread_name,
)
from hejie.adapters.marketplace.rows import Line, open_lines
from hejie.adapters.marketplace.source import BadRow
from hejie.domain.orders import Order, Ref

MOST_ORDER_CHARS = 4_194_304
"""A line longer than this is bad. An order of the most lines has room with 4,000 characters each."""

_MOST_FAULTS = 20
"""When so much is wrong with one order, the rest is not told."""


_MOST_NAMES = 100
"""An object with more names than this is none of ours."""


class JsonlOrders:
    """The orders of one file in our JSONL format."""

    def __init__(self, path: Path, *, venue: str | None, zone: tzinfo | None) -> None:
        self._path, self._venue, self._zone = path, venue, zone

    def read(self) -> Iterator[Order | BadRow]:
        """See `OrderSource.read`."""
        seen: dict[tuple[Ref, Ref], int] = {}
        noted: set[str] = set()
        with open_lines(self._path, MOST_ORDER_CHARS) as lines:
            while line := lines.take():
                if not line.text.strip():
                    continue
                unread: set[str] = set()
                read = self._read_line(line, seen, unread)
                for name in sorted(unread - noted):
                    yield bad_row(self._path.name, line.number, "", [unread_name(name)])
                noted |= unread
                yield read

    def _read_line(self, line: Line, seen: dict[tuple[Ref, Ref], int], unread: set[str]) -> Order | BadRow:
        """The order of one line, or what is wrong with it. Names that nobody reads are added to `unread`."""
        source, written = self._path.name, {}
        try:
            written = _decode(line)
            order = self._read_order(line.number, written, unread)
            first = seen.setdefault((order.venue, order.ref), line.number)
            if first != line.number:
                raise _Faults([order_twice_fault(first)])
        except _Faults as found:
            ref = written.get("ref")
            readable = ref_if_readable(ref) if isinstance(ref, str) else ""
            return bad_row(source, line.number, readable, found.faults)
        return order

    def _read_order(self, number: int, written: dict[str, object], unread: set[str]) -> Order:
        """Raises: _Faults."""
        fields = _fields(written, ("lines", *HEAD_NAMES), self._zone, "", unread)
        head = read_head(fields, ref="ref", venue=self._venue)
        faults, found = fields.faults, FoundLines()
        items = written.get("lines")
        if not isinstance(items, list) or not items:
            faults.append(Fault("须为至少一行的列表", "a list of at least one line is needed").named("lines"))
            raise _Faults(faults)
        for place, item in enumerate(items):
            within = f"lines[{place}]"
            if not isinstance(item, dict):
                faults.append(Fault("须为对象 {…}", "an object {…} is needed").named(within))
                continue
            of_line = _fields(item, LINE_NAMES, self._zone, f"{within}.", unread)
            line = read_line(of_line, head.currency, ref="ref")
            faults += of_line.faults
            if not of_line.faults and (fault := found.add(number, line)) is not None:
                faults.append(fault.named(within))
            if len(faults) > _MOST_FAULTS:
                raise _Faults(faults)
        if faults:
            raise _Faults(faults)
        return found.complete(head)


class _Faults(Exception):
    """Everything that is wrong with one order."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__()
        self.faults = faults


def _decode(line: Line) -> dict[str, object]:
    """Raises: _Faults."""
    if (fault := line.fault) is not None:
        raise _Faults([fault])
    try:
        written = msgspec.json.decode(line.text)
    except (msgspec.DecodeError, RecursionError, UnicodeError) as error:
        raise _Faults([Fault(f"不是 JSON：{error}", f"is not JSON: {error}")]) from None
    if not isinstance(written, dict):
        raise _Faults([Fault("每行须为一个订单对象 {…}", "each line must be one order, an object {…}")])
    return written


def _fields(
    written: Mapping[str, object], known: tuple[str, ...], zone: tzinfo | None, within: str, unread: set[str]
) -> Fields:
    """The known names of an object as fields: text as it is, null as nothing, anything else a fault."""
    values = {name: value for name in known if isinstance(value := written.get(name), str)}
    fields = Fields(values, zone, within=within)
    for name in known:
        value = written.get(name)
        if name != "lines" and value is not None and not isinstance(value, str):
            fields.blame(name, Fault("须写成带引号的文本", 'must be text in quotes, such as "39.95"'))
    if len(written) > _MOST_NAMES:
        fields.faults.append(
            Fault(f"{within}超过 {_MOST_NAMES} 个名称", f"{within}more than {_MOST_NAMES} names")
        )
        return fields
    meant = misspelt(set(written), known)
    for name, right in meant.items():
        fields.blame(shown(name), Fault(f"未知；可能是 {right}？", f"is not known; is it {right}?"))
    unread |= set(written) - set(known) - set(meant)
    return fields
