"""What is wrong with a file of orders is told by line and reason, and everything else is imported."""

import re
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from hejie.adapters.marketplace import BadRow, OrderFileError, read_orders_file
from hejie.adapters.marketplace.order_csv import COLUMNS
from hejie.adapters.marketplace.rows import MOST_ROW_CHARS
from hejie.domain.orders import Order, OrderLine

from .writing import COLUMNS as WRITTEN_COLUMNS
from .writing import csv_of, jsonl_of, rows_of

REPOSITORY = Path(__file__).parents[2]
AT = datetime(2026, 3, 2, 1, 15, tzinfo=UTC)


def make_order(
    ref: str,
    lines: int = 1,
    *,
    venue: str = "v",
    buyer: str = "b",
    handed_over_at: datetime | None = None,
    delivered_at: datetime | None = None,
) -> Order:
    """An order with so many lines; everything else is as good as anything."""
    return Order(
        venue=venue,
        ref=ref,
        buyer=buyer,
        currency="CNY",
        placed_at=AT,
        lines=tuple(OrderLine(f"{ref}-{n}", f"shop-{n}", 3995, title=f"tea {n}") for n in range(lines)),
        handed_over_at=handed_over_at,
        delivered_at=delivered_at,
    )


A, B, C = make_order("A", 2), make_order("B", 1), make_order("C", 2)
ROWS = [row for order in (A, B, C) for row in rows_of(order)]
B_ROW = 2
"""B has one row, the third, which is line 4 of the file."""


def read(
    tmp_path: Path,
    content: bytes,
    ending: str = ".csv",
    *,
    venue: str | None = None,
    zone: tzinfo | None = None,
) -> list[Order | BadRow]:
    path = tmp_path / f"orders{ending}"
    path.write_bytes(content)
    return list(read_orders_file(path, venue=venue, zone=zone).read())


def only_bad(found: list[Order | BadRow]) -> BadRow:
    (bad,) = (item for item in found if isinstance(item, BadRow))
    return bad


def with_cell(column: str, value: str, row: int = B_ROW) -> bytes:
    rows = [list(cells) for cells in ROWS]
    rows[row][WRITTEN_COLUMNS.index(column)] = value
    return csv_of(rows)


BAD_CELLS = [
    ("price", "-1.00", "negative"),
    ("price", "1,299.00", "not an amount"),
    ("price", "39,95", "not an amount"),
    ("price", "1e3", "not an amount"),
    ("price", "NaN", "not an amount"),
    ("price", "１２", "not an amount"),
    ("price", "39.955", "more than 2 digits"),
    ("price", "39.95" + "0" * 40 + "1", "more than 2 digits"),
    ("price", "99999999999999.00", "too much"),
    ("price", "9" * 500, "too much"),
    ("price", "", "empty"),
    ("freight", "free", "not an amount"),
    ("currency", "cny", "known are BRL, CNY"),
    ("currency", "", "empty"),
    ("placed_at", "2026-03-02T09:15:00", "no offset"),
    ("placed_at", "2026-03-02", "not an instant"),
    ("placed_at", "02/03/2026 09:15", "not an instant"),
    ("placed_at", "2026-02-30T09:15:00Z", "not an instant"),
    ("placed_at", "2026-03-02T09:15:00+24:00", "not an instant"),
    ("placed_at", "", "empty"),
    ("paid_at", "1970-01-01T00:00:00Z", "years 2000 to 2099"),
    ("delivered_at", "2100-01-01T00:00:00Z", "years 2000 to 2099"),
    ("delivered_at", "0001-01-01T00:00:00+14:00", "not an instant"),
    ("buyer", "", "empty"),
    ("buyer", "x" * 201, "longer than 200"),
    ("buyer", "b\x00", "cannot be seen"),
    ("merchant", "shop\u200b1", "cannot be seen"),
    ("title", "x" * 2_001, "longer than 2000"),
    ("title", "tea\x00", "control characters"),
]


@pytest.mark.parametrize(("column", "value", "reason"), BAD_CELLS)
def test_a_bad_cell_costs_its_order_alone(tmp_path: Path, column: str, value: str, reason: str) -> None:
    """The reason names the column, what stands there and what is accepted, in both languages."""
    found = read(tmp_path, with_cell(column, value))
    bad = only_bad(found)
    assert (bad.source, bad.line, bad.ref) == ("orders.csv", 4, "B")
    assert bad.reason_en.startswith(f"{column}: ")
    assert reason in bad.reason_en
    assert re.match(rf"{column}：.*[\u4e00-\u9fff]", bad.reason_zh)
    assert [item for item in found if isinstance(item, Order)] == [A, C]


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("price", "39.9500"),
        ("price", "039.95"),
        ("price", " 39.95 "),
        ("placed_at", "2026-03-02T09:15+08:00"),
        ("placed_at", "2026-03-02 01:15:00.000Z"),
        ("placed_at", "2026-03-01T20:15:00-0500"),
        ("buyer", " b "),
        ("freight", ""),
    ],
)
def test_the_same_may_be_written_in_several_ways(tmp_path: Path, column: str, value: str) -> None:
    assert read(tmp_path, with_cell(column, value)) == [A, B, C]


def test_everything_wrong_with_a_row_is_told_at_once(tmp_path: Path) -> None:
    row = list(ROWS[B_ROW])
    row[WRITTEN_COLUMNS.index("price")], row[WRITTEN_COLUMNS.index("paid_at")] = "x", "yesterday"
    bad = only_bad(read(tmp_path, csv_of([row])))
    assert "price: " in bad.reason_en
    assert "paid_at: " in bad.reason_en


def test_an_order_with_one_bad_row_is_held_back_whole(tmp_path: Path) -> None:
    """The good rows of A, before and after the bad one, are not imported without it."""
    rows = [*ROWS[:2], *ROWS]
    rows[1] = [*ROWS[1][:-4], "x", *ROWS[1][-3:]]
    found = read(tmp_path, csv_of(rows))
    assert {item.ref for item in found if isinstance(item, BadRow)} == {"A"}
    assert [item.ref for item in found if isinstance(item, Order)] == ["B", "C"]


def test_a_bad_row_without_a_venue_holds_back_the_order_of_its_name_at_every_venue(tmp_path: Path) -> None:
    other = make_order("A", venue="w")
    nameless = ["", *ROWS[1][1:]]
    found = read(tmp_path, csv_of([*rows_of(other), ROWS[0], nameless, *ROWS[2:]]))
    assert only_bad(found).line == 4
    assert [item.ref for item in found if isinstance(item, Order)] == ["B", "C"]


def test_the_same_name_at_two_venues_is_two_orders(tmp_path: Path) -> None:
    other = make_order("A", venue="w")
    assert read(tmp_path, csv_of([*ROWS, *rows_of(other)])) == [A, B, C, other]


def test_rows_that_contradict_each_other_are_told_with_both_values(tmp_path: Path) -> None:
    found = read(tmp_path, with_cell("buyer", "somebody", row=4))
    bad = only_bad(found)
    assert (bad.line, bad.ref) == (6, "C")
    for reason in (bad.reason_zh, bad.reason_en):
        assert "'somebody'" in reason
        assert "'b'" in reason
        assert "5" in reason
    assert found[1:] == [A, B]


def test_the_same_instant_written_with_another_offset_is_no_contradiction(tmp_path: Path) -> None:
    assert read(tmp_path, with_cell("placed_at", "2026-03-02T09:15:00+08:00", row=4)) == [A, B, C]


def test_two_lines_of_one_name_are_refused(tmp_path: Path) -> None:
    bad = only_bad(read(tmp_path, with_cell("line_ref", "C-0", row=4)))
    assert (bad.line, bad.ref) == (6, "C")
    assert "stands on line 5 already" in bad.reason_en


def test_an_order_has_at_most_a_thousand_lines(tmp_path: Path) -> None:
    whole, over = make_order("W", 1_000), make_order("O", 1_001)
    found = read(tmp_path, csv_of([*rows_of(whole), *rows_of(over)]))
    assert only_bad(found).line == 2_002
    assert found[1:] == [whole]
    found = read(tmp_path, jsonl_of([whole, over]), ".jsonl")
    assert only_bad(found).ref == "O"
    assert found[0] == whole


def test_delivered_before_handed_over_is_kept_as_recorded(tmp_path: Path) -> None:
    """Such records are real; what follows from them is for the rules to say, not for the import."""
    odd = make_order("O", handed_over_at=AT, delivered_at=AT.replace(day=1))
    assert read(tmp_path, csv_of(rows_of(odd))) == [odd]


SPOILS = {
    "a byte that is not UTF-8": lambda line: line.replace(b"tea", b"te\xff"),
    "the same in the order's name": lambda line: line.replace(b"v,B", b"v,\xe5\x8c"),
    "a quote that opens and never closes": lambda line: line.replace(b"tea", b'"tea'),
    "a quote that opens at the row's start": lambda line: b'"' + line,
    "text behind a closing quote": lambda line: line.replace(b"tea", b'"tea" x'),
    "too many cells": lambda line: line.rstrip() + b",more\r\n",
    "too few cells": lambda line: line[: len(line) // 2] + b"\r\n",
    "a NUL": lambda line: line.replace(b"shop", b"sh\x00op"),
    "a row without end": lambda line: line.replace(b"tea", b"t" * (3 * MOST_ROW_CHARS)),
}


@pytest.mark.parametrize("spoil", SPOILS)
def test_a_spoilt_row_spoils_no_other(tmp_path: Path, spoil: str) -> None:
    """The row's number is the editor's, its neighbours are read, and so are all rows after it."""
    lines = csv_of(ROWS).splitlines(keepends=True)
    lines[3] = SPOILS[spoil](lines[3])
    found = read(tmp_path, b"".join(lines))
    bad = only_bad(found)
    assert (bad.line, bad.ref) == (4, "" if "order's name" in spoil else "B")
    assert [item for item in found if isinstance(item, Order)] == [A, C]


def test_a_quote_left_open_on_the_last_row_loses_only_that_row(tmp_path: Path) -> None:
    content = csv_of(ROWS[:3]) + b'v,"D,b\r\n'
    found = read(tmp_path, content)
    assert only_bad(found).line == 5
    assert [item for item in found if isinstance(item, Order)] == [A, B]


def test_lines_are_counted_through_quoted_line_breaks(tmp_path: Path) -> None:
    """A row over three lines has the number of its first, and the next is three further."""
    rows = [list(cells) for cells in ROWS]
    rows[0][WRITTEN_COLUMNS.index("title")] = "one\r\ntwo\r\nthree"
    rows[1][WRITTEN_COLUMNS.index("price")] = "x"
    found = read(tmp_path, csv_of(rows))
    assert only_bad(found).line == 5


def test_empty_rows_are_passed_over(tmp_path: Path) -> None:
    lines = csv_of(ROWS).splitlines(keepends=True)
    lines[2:2] = [b"\r\n", b"," * 15 + b"\r\n", b"   \r\n"]
    assert read(tmp_path, b"".join(lines)) == [A, B, C]


def test_columns_may_stand_in_any_order_and_optional_ones_may_be_missing(tmp_path: Path) -> None:
    content = (
        b"price,line_ref,merchant,placed_at,currency,buyer,order_ref,venue\n"
        b"39.95,B-0,shop-0,2026-03-02T01:15Z,CNY,b,B,v\n"
    )
    (order,) = read(tmp_path, content)
    assert isinstance(order, Order)
    assert order.lines == (OrderLine("B-0", "shop-0", 3995),)
    assert (order.paid_at, order.status) == (None, "")


def test_an_unknown_column_is_told_once_and_costs_nothing(tmp_path: Path) -> None:
    lines = csv_of(ROWS).decode().splitlines()
    content = "\n".join([lines[0] + ",colour", *(line + ",red" for line in lines[1:])]).encode()
    note, *orders = read(tmp_path, content)
    assert isinstance(note, BadRow)
    assert (note.line, note.ref, note.reason_en) == (1, "", "ignored column 'colour': it is not read")
    assert orders == [A, B, C]


@pytest.mark.parametrize(
    ("header", "told"),
    [
        (b"", "is empty"),
        (b"\xef\xbb\xbf", "is empty"),
        (b"venue,order_ref,price\n", "missing columns: buyer, currency, placed_at, line_ref, merchant"),
        (b"venue;order_ref;buyer\n", "missing columns"),
        (b"\n\n", "missing columns"),
        (",".join(COLUMNS).replace("freight", "frieght").encode(), "no column freight; is it 'frieght'?"),
        (",".join(COLUMNS).replace("placed_at", "Placed_At").encode(), "is it 'Placed_At'?"),
        (",".join([*COLUMNS, "price"]).encode(), "stand twice: price"),
        (",".join(COLUMNS).encode("utf-16"), "not UTF-8"),
        (b"x" * (MOST_ROW_CHARS + 1), "longer than"),
    ],
)
def test_a_file_without_our_header_is_refused_with_one_clear_error(
    tmp_path: Path, header: bytes, told: str
) -> None:
    with pytest.raises(OrderFileError) as refused:
        read(tmp_path, header)
    assert told in refused.value.reason_en
    assert re.search("[\u4e00-\u9fff]", refused.value.reason_zh)


@pytest.mark.parametrize("name", ["absent.csv", "folder.csv", "orders.xlsx", "orders"])
def test_what_cannot_be_opened_or_told_apart_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "folder.csv").mkdir()
    with pytest.raises(OrderFileError) as refused:
        list(read_orders_file(tmp_path / name).read())
    assert refused.value.source == name


def test_a_header_alone_is_no_orders(tmp_path: Path) -> None:
    assert read(tmp_path, csv_of([])) == []


def test_a_venue_given_beside_the_file_stands_in_and_is_not_overruled(tmp_path: Path) -> None:
    """A row that names another venue is refused, and the order held back."""
    rows = [["", *row[1:]] for row in ROWS[:3]] + ROWS[3:] + rows_of(make_order("D", venue="w"))
    found = read(tmp_path, csv_of(rows), venue="v")
    assert only_bad(found).ref == "D"
    assert found[1:] == [A, B, C]
    without_column = b"\n".join(line.partition(b",")[2] for line in csv_of(ROWS).splitlines())
    assert read(tmp_path, without_column, venue="v") == [A, B, C]


@pytest.mark.parametrize(
    ("local", "utc"),
    [
        ("2018-04-04 22:47:21", datetime(2018, 4, 5, 1, 47, 21, tzinfo=UTC)),
        ("2018-02-17 23:30:00", datetime(2018, 2, 18, 1, 30, tzinfo=UTC)),  # comes twice: the first
        ("2017-10-15 00:30:00", datetime(2017, 10, 15, 3, 30, tzinfo=UTC)),  # skipped: reads as 01:30
        ("2018-04-04T22:47:21+08:00", datetime(2018, 4, 4, 14, 47, 21, tzinfo=UTC)),  # says its own offset
    ],
)
def test_local_times_are_taken_in_the_zone_that_is_given(tmp_path: Path, local: str, utc: datetime) -> None:
    content = with_cell("placed_at", local)
    found = read(tmp_path, content, zone=ZoneInfo("America/Sao_Paulo"))
    assert [item.placed_at for item in found if isinstance(item, Order) and item.ref == "B"] == [utc]


BAD_OBJECTS = [
    (b"[1, 2]", "each line must be one order"),
    (b"{", "is not JSON"),
    (b"[" * 100_000, "is not JSON"),
    (b'{"ref": "B"} {}', "is not JSON"),
    (b'"\\ud800"', "is not JSON"),
    (jsonl_of([B]).replace(b'"39.95"', b"39.95"), 'lines[0].price: must be text in quotes, such as "39.95"'),
    (jsonl_of([B]).replace(b'"39.95"', b"null"), "lines[0].price: is empty"),
    (jsonl_of([B]).replace(b'"freight"', b'"frieght"'), "lines[0].'frieght': is not known; is it freight?"),
    (jsonl_of([B]).replace(b'"lines": [', b'"lines": [[],'), "lines[0]: an object"),
    (jsonl_of([make_order("B", lines=0)]) or b'{"ref": "B", "lines": []}', "lines: a list of at least one"),
    (b'{"lines": {}}', "lines: a list of at least one"),
    (jsonl_of([B]).replace(b"tea", b"te\xff"), "not UTF-8"),
    (jsonl_of([A]).replace(b"A-1", b"A-0"), "lines[1]: order line 'A-0' stands on line 2 already"),
    (jsonl_of([make_order("A", buyer="x")]), "the order stands on line 1 already"),
    (b"{" + b",".join(b'"k%d": 1' % n for n in range(101)) + b"}", "more than 100 names"),
]


@pytest.mark.parametrize(("line", "told"), BAD_OBJECTS)
def test_a_bad_line_of_jsonl_costs_its_order_alone(tmp_path: Path, line: bytes, told: str) -> None:
    before = make_order("A")
    found = read(tmp_path, jsonl_of([before]) + line.rstrip(b"\n") + b"\n\n" + jsonl_of([C]), ".jsonl")
    bad = only_bad(found)
    assert bad.line == 2
    assert told in bad.reason_en
    assert [item for item in found if isinstance(item, Order)] == [before, C]


def test_a_name_that_jsonl_does_not_know_is_told_once(tmp_path: Path) -> None:
    content = jsonl_of([A, B]).replace(b'{"lines"', b'{"colour": 1, "lines"')
    note, *orders = read(tmp_path, content, ".jsonl")
    assert isinstance(note, BadRow)
    assert (note.line, note.ref) == (1, "")
    assert orders == [A, B]


def test_a_source_may_be_read_again(tmp_path: Path) -> None:
    path = tmp_path / "orders.csv"
    path.write_bytes(csv_of(ROWS))
    source = read_orders_file(path)
    assert list(source.read()) == list(source.read()) == [A, B, C]


def test_the_examples_are_good_and_say_the_same() -> None:
    as_csv = list(read_orders_file(REPOSITORY / "examples/orders.csv").read())
    assert [item.ref for item in as_csv if isinstance(item, Order)] == ["TB-1001", "TB-1002", "TM-77"]
    assert as_csv == list(read_orders_file(REPOSITORY / "examples/orders.jsonl").read())


@pytest.mark.parametrize("page", ["import-orders.md", "import-orders.zh-CN.md"])
def test_the_page_names_every_column_in_order_and_its_example_is_good(tmp_path: Path, page: str) -> None:
    text = (REPOSITORY / "docs/howto" / page).read_text(encoding="utf-8")
    assert tuple(re.findall(r"^\| `(\w+)` \|", text, re.MULTILINE)) == COLUMNS
    (example,) = re.findall(r"^```json\n(.+)\n```", text, re.MULTILINE)
    (order,) = read(tmp_path, example.encode(), ".jsonl")
    assert isinstance(order, Order)
