"""The Olist tables (real Brazilian orders, 2016-2018) as orders.

The folder holds the CSV files as published; nothing else of it is read. Customers, products and items are
kept in memory, orders come out as they are read. Instants in the files are local to Brazil without an offset;
`fields.parse_instant` says what happens to the hours that summer time doubles or skips.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

from hejie.adapters.marketplace.fields import Fault, Fields, parse_ref, parse_title, shown
from hejie.adapters.marketplace.order_parts import FoundLines, bad_row, order_twice_fault, ref_if_readable
from hejie.adapters.marketplace.rows import MOST_ROW_CHARS, open_lines, take_header, take_rows
from hejie.adapters.marketplace.source import BadRow, OrderFileError, OrderSource
from hejie.domain.orders import Order, OrderLine, Ref

ORDERS_FILE = "olist_orders_dataset.csv"
ITEMS_FILE = "olist_order_items_dataset.csv"
CUSTOMERS_FILE = "olist_customers_dataset.csv"
PRODUCTS_FILE = "olist_products_dataset.csv"

_ZONE = ZoneInfo("America/Sao_Paulo")
_CURRENCY = "BRL"
_NO_ITEMS = Fault("没有商品行，无可投诉的商家", "has no items, so there is nobody to complain about")


def read_olist(folder: Path, *, venue: str = "olist-sandbox") -> OrderSource:
    """The orders of a folder with the Olist tables, as orders of this venue. `read` opens the files."""
    return OlistOrders(folder, venue)


class _Record(NamedTuple):
    """A row of one of the tables. With a fault, its fields are only a guess."""

    number: int
    fields: Fields
    fault: Fault | None


class _Items:
    """The items of all orders: lines by order, the row of each order's first, and which are held back."""

    def __init__(self) -> None:
        self.lines: defaultdict[Ref, FoundLines] = defaultdict(FoundLines)
        self.numbers: dict[Ref, int] = {}
        self.held: set[Ref] = set()


class OlistOrders:
    """The orders of one folder."""

    def __init__(self, folder: Path, venue: str) -> None:
        self._folder, self._venue = folder, venue

    def read(self) -> Iterator[Order | BadRow]:
        """See `OrderSource.read`. Rows of the other tables are told first, items of no order last."""
        buyers: dict[str, str] = {}
        titles: dict[str, str] = {}
        items = _Items()
        yield from self._read_pairs(CUSTOMERS_FILE, "customer_id", "customer_unique_id", parse_ref, buyers)
        yield from self._read_pairs(PRODUCTS_FILE, "product_id", "product_category_name", parse_title, titles)
        yield from self._read_items(titles, items)
        seen: dict[Ref, int] = {}
        for record in self._read_orders():
            ref = ref_if_readable(record.fields.raw("order_id"))
            first = seen.setdefault(ref, record.number)
            if ref and first != record.number:
                yield bad_row(ORDERS_FILE, record.number, ref, [order_twice_fault(first)])
            elif (read := self._read_order(record, buyers, items)) is not None:
                yield read
        for ref, number in items.numbers.items():
            if ref not in seen:
                fault = Fault(f"{ORDERS_FILE} 中没有此订单", f"there is no such order in {ORDERS_FILE}")
                yield bad_row(ITEMS_FILE, number, ref, [fault])

    def _read_pairs(
        self, name: str, key: str, value: str, parse: Callable[[str], str], into: dict[str, str]
    ) -> Iterator[BadRow]:
        """Fill a lookup from two columns of a table; give the rows that are bad."""
        for record in self._read_table(name, (key, value)):
            try:
                if record.fault is not None:
                    raise record.fault
                into[record.fields.raw(key)] = parse(record.fields.raw(value))
            except Fault as fault:
                yield bad_row(name, record.number, "", [fault])

    def _read_items(self, titles: dict[str, str], items: _Items) -> Iterator[BadRow]:
        """Fill `items`; give the rows that are bad."""
        columns = ("order_id", "order_item_id", "product_id", "seller_id", "shipping_limit_date", "price")
        for record in self._read_table(ITEMS_FILE, (*columns, "freight_value")):
            fields = record.fields
            order, line = fields.ref("order_id"), _read_item(fields, titles)
            faults = [record.fault] if record.fault else fields.faults
            if not faults and (fault := items.lines[order].add(record.number, line)) is not None:
                faults = [fault]
            if faults:
                ref = ref_if_readable(fields.raw("order_id"))
                items.held.add(ref)
                yield bad_row(ITEMS_FILE, record.number, ref, faults)
            else:
                items.numbers.setdefault(order, record.number)

    def _read_orders(self) -> Iterator[_Record]:
        columns = (
            "order_id",
            "customer_id",
            "order_status",
            "order_purchase_timestamp",
            "order_approved_at",
            "order_delivered_carrier_date",
            "order_delivered_customer_date",
        )
        return self._read_table(ORDERS_FILE, columns)

    def _read_order(self, record: _Record, buyers: dict[str, str], items: _Items) -> Order | BadRow | None:
        """One order; None if it is held back for a bad item, which has been told."""
        fields = record.fields
        order = self._read_head(fields, buyers)
        faults = [record.fault] if record.fault else fields.faults
        if not faults and order.ref in items.held:
            return None
        lines = items.lines.get(order.ref)
        if faults or lines is None:
            ref = ref_if_readable(fields.raw("order_id"))
            return bad_row(ORDERS_FILE, record.number, ref, faults or [_NO_ITEMS])
        return lines.complete(order)

    def _read_head(self, fields: Fields, buyers: dict[str, str]) -> Order:
        customer = fields.raw("customer_id")
        if customer not in buyers:
            fields.blame(
                "customer_id",
                Fault(
                    f"{shown(customer)} 不在 {CUSTOMERS_FILE} 中",
                    f"{shown(customer)} is not in {CUSTOMERS_FILE}",
                ),
            )
        return Order(
            venue=self._venue,
            ref=fields.ref("order_id"),
            buyer=buyers.get(customer, ""),
            currency=_CURRENCY,
            placed_at=fields.instant("order_purchase_timestamp"),
            paid_at=fields.instant_if_any("order_approved_at"),
            handed_over_at=fields.instant_if_any("order_delivered_carrier_date"),
            delivered_at=fields.instant_if_any("order_delivered_customer_date"),
            status=fields.status("order_status"),
            lines=(),
        )

    def _read_table(self, name: str, columns: tuple[str, ...]) -> Iterator[_Record]:
        """The rows of one file. Raises: OrderFileError, also if a column is missing."""
        with open_lines(self._folder / name, MOST_ROW_CHARS) as lines:
            header = take_header(lines, name)
            if lacking := ", ".join(column for column in columns if column not in header):
                raise OrderFileError(name, f"缺少列：{lacking}", f"missing columns: {lacking}")
            for row in take_rows(lines, len(header)):
                fields = Fields(dict(zip(header, row.cells, strict=False)), _ZONE)
                yield _Record(row.number, fields, row.fault)


def _read_item(fields: Fields, titles: dict[str, str]) -> OrderLine:
    """One item as a line; the product's category is all that is published of its title."""
    return OrderLine(
        ref=fields.ref("order_item_id"),
        merchant=fields.ref("seller_id"),
        price_minor=fields.amount("price", _CURRENCY),
        freight_minor=fields.amount_if_any("freight_value", _CURRENCY),
        title=titles.get(fields.raw("product_id"), ""),
        dispatch_due_at=fields.instant_if_any("shipping_limit_date"),
    )
