"""An order as its buyer sees it, with the complaints about it."""

from collections.abc import Iterable

from hejie.casework.views.shapes import OrderLineView, OrderView
from hejie.domain.orders import Order


def order_view(order: Order, cases: Iterable[str]) -> OrderView:
    """An order. `cases` are the public ids of the complaints about it."""
    lines = tuple(
        OrderLineView(line.ref, line.merchant, line.title, line.price_minor, line.freight_minor)
        for line in order.lines
    )
    return OrderView(
        order.venue, order.ref, order.currency, order.status, order.placed_at, order.delivered_at, lines,
        tuple(cases),
    )  # fmt: skip
