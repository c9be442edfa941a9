"""The Olist tables are read as they are: every order with items, every amount and every instant."""

import csv
from collections import defaultdict
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from hejie.adapters.marketplace import BadRow, OrderFileError, read_olist
from hejie.domain.orders import Order

from .olist_expected import IN_TIME, LATE, NO_ITEMS, NO_RECORD, read_expected, totals

FOLDER = Path(__file__).parents[3] / "shared/data/orders-olist"

with_the_tables = pytest.mark.skipif(
    not FOLDER.is_dir(),
    reason="the Olist tables are not at ../shared/data/orders-olist beside the repository",
)


def _table(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / f"olist_{name}_dataset.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _local(at: datetime | None) -> str:
    return f"{at.astimezone(ZoneInfo('America/Sao_Paulo')):%Y-%m-%d %H:%M:%S}" if at else ""


@with_the_tables
def test_every_order_with_items_is_read_and_every_other_is_told() -> None:
    """3,000 orders: 2,976 with items; 24 without, each told with its line and reason."""
    found = list(read_olist(FOLDER).read())
    with_items = {item["order_id"] for item in _table(FOLDER, "order_items")}
    rows = _table(FOLDER, "orders")
    assert [o.ref for o in found if isinstance(o, Order)] == [
        row["order_id"] for row in rows if row["order_id"] in with_items
    ]
    bad = [item for item in found if isinstance(item, BadRow)]
    assert [(item.line, item.ref) for item in bad] == [
        (line, row["order_id"]) for line, row in enumerate(rows, 2) if row["order_id"] not in with_items
    ]
    assert (len(found), len(bad)) == (3_000, 24)
    assert {item.reason_en for item in bad} == {"has no items, so there is nobody to complain about"}


@with_the_tables
def test_every_cell_arrives() -> None:
    """Written back as Brazil's local time and BRL, each order says what its rows say."""
    rows = {row["order_id"]: row for row in _table(FOLDER, "orders")}
    buyers = {row["customer_id"]: row["customer_unique_id"] for row in _table(FOLDER, "customers")}
    titles = {row["product_id"]: row["product_category_name"] for row in _table(FOLDER, "products")}
    items = defaultdict(list)
    for item in _table(FOLDER, "order_items"):
        told: dict[str, object] = {"category": titles[item["product_id"]]}
        told |= {name: item[name] for name in ("order_item_id", "seller_id", "shipping_limit_date")}
        told |= {name: Decimal(item[name]) for name in ("price", "freight_value")}
        items[item["order_id"]].append(told)
    for order in read_olist(FOLDER, venue="sandbox").read():
        if isinstance(order, BadRow):
            continue
        row = rows[order.ref]
        assert (order.venue, order.currency, order.confirmed_at) == ("sandbox", "BRL", None)
        assert order.buyer == buyers[row["customer_id"]]
        assert order.status == row["order_status"]
        assert _local(order.placed_at) == row["order_purchase_timestamp"]
        assert _local(order.paid_at) == row["order_approved_at"]
        assert _local(order.handed_over_at) == row["order_delivered_carrier_date"]
        assert _local(order.delivered_at) == row["order_delivered_customer_date"]
        assert [
            {
                "order_item_id": line.ref,
                "seller_id": line.merchant,
                "shipping_limit_date": _local(line.dispatch_due_at),
                "category": line.title,
                "price": Decimal(line.price_minor) / 100,
                "freight_value": Decimal(line.freight_minor) / 100,
            }
            for line in order.lines
        ] == items[order.ref]


@with_the_tables
def test_the_hour_that_came_twice_is_taken_the_first_time() -> None:
    """One order of these was placed in it: 23:33:56 on 2018-02-17, still summer time, is 01:33:56 UTC."""
    placed = {order.placed_at for order in read_olist(FOLDER).read() if isinstance(order, Order)}
    assert datetime(2018, 2, 18, 1, 33, 56, tzinfo=UTC) in placed


@with_the_tables
def test_the_independent_totals_stand() -> None:
    """The figures that the end-to-end test must reach; whoever changes the computation sees it here."""
    outcomes, compensation = totals(read_expected(FOLDER))
    assert outcomes == {LATE: 249, IN_TIME: 2_697, NO_RECORD: 30, NO_ITEMS: 24}
    assert compensation == Decimal("1927.65")


TABLES = {
    "orders": "order_id,customer_id,order_status,order_purchase_timestamp,order_approved_at,"
    "order_delivered_carrier_date,order_delivered_customer_date\n"
    "o1,c1,delivered,2018-01-02 10:00:00,2018-01-02 11:00:00,2018-01-03 10:00:00,2018-01-09 10:00:00\n"
    "o2,c2,shipped,2018-01-02 10:00:00,,,\n",
    "order_items": "order_id,order_item_id,product_id,seller_id,shipping_limit_date,price,freight_value\n"
    "o1,1,p1,s1,2018-01-04 10:00:00,39.95,1.00\n"
    "o1,2,p1,s2,2018-01-04 10:00:00,10.00,1.00\n"
    "o2,1,p1,s1,2018-01-04 10:00:00,39.95,1.00\n",
    "customers": "customer_id,customer_unique_id\nc1,u1\nc2,u2\n",
    "products": "product_id,product_category_name\np1,toys\n",
}


def _write(folder: Path, tables: dict[str, str]) -> Path:
    for name, content in tables.items():
        (folder / f"olist_{name}_dataset.csv").write_bytes(content.encode(errors="surrogateescape"))
    return folder


DAMAGES: list[tuple[str, Callable[[str], str], tuple[str, int, str], list[str]]] = [
    ("order_items", lambda t: t.replace("s2,2018", "s2,20x8"), ("order_items", 3, "o1"), ["o2"]),
    ("order_items", lambda t: t.replace("10.00,", "-10.00,"), ("order_items", 3, "o1"), ["o2"]),
    ("order_items", lambda t: t.replace("o1,2,", "o1,1,"), ("order_items", 3, "o1"), ["o2"]),
    ("order_items", lambda t: t.replace("o1,2,", "o9,2,"), ("order_items", 3, "o9"), ["o1", "o2"]),
    ("order_items", lambda t: t.replace("s2", "s\udcff"), ("order_items", 3, "o1"), ["o2"]),
    ("orders", lambda t: t.replace("o1,c1,", "o1,c9,"), ("orders", 2, "o1"), ["o2"]),
    (
        "orders",
        lambda t: t.replace("o1,c1,delivered,2018-01-02", "o1,c1,delivered,"),
        ("orders", 2, "o1"),
        ["o2"],
    ),
    ("orders", lambda t: t + "o1,c1,delivered,2018-01-02 10:00:00,,,\n", ("orders", 4, "o1"), ["o1", "o2"]),
    ("orders", lambda t: t.replace("o1,", 'o1,"'), ("orders", 2, "o1"), ["o2"]),
    ("products", lambda t: t + "p2,\udcff\n", ("products", 3, ""), ["o1", "o2"]),
]


@pytest.mark.parametrize(("table", "damage", "told", "left"), DAMAGES)
def test_a_bad_row_costs_its_order_alone(
    tmp_path: Path, table: str, damage: Callable[[str], str], told: tuple[str, int, str], left: list[str]
) -> None:
    """Whichever table it stands in, it is told with its file, line and order."""
    found = list(read_olist(_write(tmp_path, TABLES | {table: damage(TABLES[table])})).read())
    (bad,) = (item for item in found if isinstance(item, BadRow))
    assert (bad.source, bad.line, bad.ref) == (f"olist_{told[0]}_dataset.csv", told[1], told[2])
    assert [item.ref for item in found if isinstance(item, Order)] == left


def test_a_customer_that_cannot_be_read_costs_only_their_orders(tmp_path: Path) -> None:
    tables = TABLES | {"customers": TABLES["customers"].replace("u1", "")}
    found = list(read_olist(_write(tmp_path, tables)).read())
    assert [(item.source, item.line) for item in found if isinstance(item, BadRow)] == [
        ("olist_customers_dataset.csv", 2),
        ("olist_orders_dataset.csv", 2),
    ]
    assert [item.ref for item in found if isinstance(item, Order)] == ["o2"]


@pytest.mark.parametrize("table", TABLES)
def test_a_missing_table_or_column_is_one_clear_error(tmp_path: Path, table: str) -> None:
    source = read_olist(_write(tmp_path, TABLES | {table: "order_id,colour\n"}))
    with pytest.raises(OrderFileError, match="missing columns"):
        list(source.read())
    (tmp_path / f"olist_{table}_dataset.csv").unlink()
    with pytest.raises(OrderFileError, match=f"olist_{table}_dataset.csv: cannot be read"):
        list(source.read())
