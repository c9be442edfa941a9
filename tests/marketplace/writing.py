"""Orders made up by Hypothesis, and how they are written in our two formats; nothing of it shares code with
the readers but the names of the columns."""

import csv
import io
import json
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

from hypothesis import strategies as st

from hejie.domain.money import MINOR_DIGITS, MOST_MINOR
from hejie.domain.orders import Order, OrderLine

COLUMNS = [
    "venue",
    "order_ref",
    "buyer",
    "currency",
    "placed_at",
    "paid_at",
    "handed_over_at",
    "delivered_at",
    "confirmed_at",
    "status",
    "line_ref",
    "merchant",
    "price",
    "freight",
    "title",
    "dispatch_due_at",
]

_EARLIEST_AT = datetime(2000, 1, 1, tzinfo=UTC)
_LATEST_AT = datetime(2099, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC)

_refs = st.text(min_size=1, max_size=20).filter(lambda text: text.isprintable() and text == text.strip())
_titles = st.text(max_size=40).filter(
    lambda text: all(char in "\r\n\t" or " " <= char < "\x7f" or char > "\x9f" for char in text)
)
_instants = st.datetimes(
    min_value=_EARLIEST_AT.replace(tzinfo=None),
    max_value=_LATEST_AT.replace(tzinfo=None),
    timezones=st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes))),
).filter(lambda at: _EARLIEST_AT <= at <= _LATEST_AT)
_amounts = st.integers(0, MOST_MINOR)

_lines = st.lists(
    st.builds(
        OrderLine,
        ref=_refs,
        merchant=_refs,
        price_minor=_amounts,
        freight_minor=_amounts,
        title=_titles,
        dispatch_due_at=st.none() | _instants,
    ),
    min_size=1,
    max_size=4,
    unique_by=lambda line: line.ref,
)
_orders = st.builds(
    Order,
    venue=_refs,
    ref=_refs,
    buyer=_refs,
    currency=st.sampled_from(sorted(MINOR_DIGITS)),
    placed_at=_instants,
    paid_at=st.none() | _instants,
    handed_over_at=st.none() | _instants,
    delivered_at=st.none() | _instants,
    confirmed_at=st.none() | _instants,
    status=st.just("") | _refs,
    lines=_lines.map(tuple),
)
ORDERS = st.lists(_orders, min_size=1, max_size=5, unique_by=lambda order: (order.venue, order.ref))


def rows_of(order: Order) -> list[list[str]]:
    """The CSV rows of an order, one a line."""
    head = [order.venue, order.ref, order.buyer, order.currency]
    instants = (order.placed_at, order.paid_at, order.handed_over_at, order.delivered_at, order.confirmed_at)
    head += [_instant(at) for at in instants] + [order.status]
    return [
        [
            *head,
            line.ref,
            line.merchant,
            _major(line.price_minor, order.currency),
            _major(line.freight_minor, order.currency),
            line.title,
            _instant(line.dispatch_due_at),
        ]
        for line in order.lines
    ]


def csv_of(rows: list[list[str]], *, ends: str = "\r\n") -> bytes:
    """A file with these rows under our header."""
    text = io.StringIO(newline="")
    writer = csv.writer(
        text, lineterminator=ends, quoting=csv.QUOTE_ALL if ends == "\n" else csv.QUOTE_MINIMAL
    )
    writer.writerow(COLUMNS)
    writer.writerows(rows)
    return text.getvalue().encode()


def jsonl_of(orders: list[Order]) -> bytes:
    """A file with these orders, one a line."""
    return b"".join(json.dumps(_json_of(order), ensure_ascii=False).encode() + b"\n" for order in orders)


def _json_of(order: Order) -> dict[str, object]:
    lines: list[dict[str, object]] = []
    written: dict[str, object] = {"lines": lines}
    for row in rows_of(order):
        cells: dict[str, str | None] = {name: cell or None for name, cell in zip(COLUMNS, row, strict=True)}
        names = [("ref" if name.endswith("_ref") else name) for name in COLUMNS]
        split = COLUMNS.index("line_ref")
        written |= dict(zip(names[:split], list(cells.values())[:split], strict=True))
        lines.append(dict(zip(names[split:], list(cells.values())[split:], strict=True)))
    return written


def _major(minor: int, currency: str) -> str:
    return f"{Decimal(minor).scaleb(-MINOR_DIGITS[currency]):f}"


def _instant(at: datetime | None) -> str:
    return at.isoformat() if at else ""
