"""Whatever orders there are, written in our formats they are read back as they were."""

from collections.abc import Iterable
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from hejie.adapters.marketplace import BadRow, OrderFileError, read_orders_file
from hejie.domain.orders import Order

from .writing import ORDERS, csv_of, jsonl_of, rows_of


def _read(content: bytes, ending: str) -> list[Order | BadRow]:
    with TemporaryDirectory() as folder:
        path = Path(folder, f"orders{ending}")
        path.write_bytes(content)
        return list(read_orders_file(path).read())


def _lines_sorted(orders: Iterable[Order | BadRow]) -> dict[tuple[str, str], Order]:
    found = {}
    for order in orders:
        assert isinstance(order, Order), order
        lines = tuple(sorted(order.lines, key=lambda line: line.ref))
        found[order.venue, order.ref] = msgspec.structs.replace(order, lines=lines)
    return found


@settings(deadline=None)
@given(ORDERS)
def test_jsonl_is_read_back_as_written(orders: list[Order]) -> None:
    assert _read(jsonl_of(orders), ".jsonl") == orders


@settings(deadline=None)
@given(ORDERS, st.sampled_from(["\n", "\r\n"]), st.booleans())
def test_csv_is_read_back_as_written(orders: list[Order], ends: str, marked: bool) -> None:
    """Any line ends, with and without a byte order mark, any quoting, line breaks within titles."""
    content = csv_of([row for order in orders for row in rows_of(order)], ends=ends)
    assert _read(b"\xef\xbb\xbf" * marked + content, ".csv") == orders


@settings(deadline=None)
@given(ORDERS, st.randoms(use_true_random=False))
def test_the_rows_of_an_order_may_stand_anywhere(orders: list[Order], random: Random) -> None:
    """Orders come in the order of their first rows, with all of their lines."""
    rows = [row for order in orders for row in rows_of(order)]
    random.shuffle(rows)
    found = _read(csv_of(rows), ".csv")
    assert _lines_sorted(found) == _lines_sorted(orders)
    assert list(_lines_sorted(found)) == list(dict.fromkeys((row[0], row[1]) for row in rows))


@settings(deadline=None)
@given(ORDERS, st.data())
def test_no_damage_makes_the_reader_fail(orders: list[Order], data: st.DataObject) -> None:
    """Bytes changed, put in or taken out anywhere: orders that are whole, bad rows, or one clear error."""
    ending = data.draw(st.sampled_from([".csv", ".jsonl"]))
    content = csv_of([r for o in orders for r in rows_of(o)]) if ending == ".csv" else jsonl_of(orders)
    damaged = bytearray(content)
    for _ in range(data.draw(st.integers(1, 8))):
        at = data.draw(st.integers(0, len(damaged)))
        damaged[at : at + data.draw(st.integers(0, 3))] = data.draw(_DAMAGE)
    _check_readable(bytes(damaged), ending)


@settings(deadline=None)
@given(st.binary(max_size=400) | st.text(max_size=200).map(str.encode), st.sampled_from([".csv", ".jsonl"]))
def test_no_garbage_makes_the_reader_fail(content: bytes, ending: str) -> None:
    """The same for files that were never ours, with and without a header of ours."""
    _check_readable(content, ending)
    _check_readable(csv_of([]) + content, ".csv")


_DAMAGE = st.binary(max_size=3) | st.sampled_from(
    [
        b'"',
        b",",
        b"\n",
        b"\r",
        b"\x00",
        b"\xff",
        b"{",
        b"]",
        b"\\",
        b"\\ud800",
        b'"\n"',
        b"-",
        b"9" * 40,
        b"1e9",
    ]
)


def _check_readable(content: bytes, ending: str) -> None:
    try:
        found = _read(content, ending)
    except OrderFileError:
        return
    count = content.replace(b"\r", b"\n").count(b"\n") + 1
    for item in found:
        if isinstance(item, Order):
            assert item.lines
            assert msgspec.json.decode(msgspec.json.encode(item), type=Order) == item
        else:
            assert 1 <= item.line <= count
            assert (item.reason_zh + item.reason_en + item.ref).encode()
            assert item.reason_zh
            assert item.reason_en
