"""The order book in memory."""

from bisect import bisect_right, insort
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from hejie.casework.orders import OrderPut, OrderRow, order_bucket


class MemoryOrderBook:
    """See `hejie.casework.orders.OrderBook`."""

    def __init__(self) -> None:
        self._orders: dict[tuple[str, str], OrderRow] = {}
        self._refs: defaultdict[str, list[tuple[int, str]]] = defaultdict(list)

    async def put_orders(self, orders: Sequence[OrderRow]) -> list[OrderPut]:
        return [self._put(order) for order in orders]

    async def get_orders(self, names: Sequence[tuple[str, str]]) -> list[bytes | None]:
        return [self._orders[name].body if name in self._orders else None for name in names]

    async def order_refs(self, venue: str, after_ref: str | None, limit: int) -> list[str]:
        refs = self._refs[venue]
        start = 0 if after_ref is None else bisect_right(refs, (order_bucket(venue, after_ref), after_ref))
        return [ref for _, ref in refs[start : start + limit]]

    async def orders_of(
        self, venue: str, buyer: str, after: tuple[datetime, str] | None, limit: int
    ) -> list[bytes]:
        theirs = [
            order
            for order in self._orders.values()
            if order.venue == venue
            and order.buyer == buyer
            and (after is None or (order.placed_at, order.ref) < after)
        ]
        newest = sorted(theirs, key=lambda order: (order.placed_at, order.ref), reverse=True)
        return [order.body for order in newest[:limit]]

    def _put(self, order: OrderRow) -> OrderPut:
        name = (order.venue, order.ref)
        before = self._orders.get(name)
        if before is not None and before.content_hash == order.content_hash:
            return OrderPut.SAME
        self._orders[name] = order
        if before is None:
            insort(self._refs[order.venue], (order_bucket(*name), order.ref))
            return OrderPut.NEW
        return OrderPut.CHANGED
