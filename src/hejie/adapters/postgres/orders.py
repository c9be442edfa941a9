"""The order book on PostgreSQL. See `hejie.casework.orders.OrderBook` for what each method promises."""

from collections.abc import Sequence
from datetime import datetime

from hejie.adapters.postgres.connections import Connections
from hejie.casework.orders import OrderPut, OrderRow, order_bucket
from hejie.domain.ids import BUCKETS


class PostgresOrderBook:
    """Shares the connections of the ledger, which closes them."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections

    async def put_orders(self, orders: Sequence[OrderRow]) -> list[OrderPut]:
        answers = [OrderPut.SAME] * len(orders)
        waiting = list(range(len(orders)))
        while waiting:
            # One statement may write a row once: an order named again waits for the next round.
            now: dict[tuple[str, str], int] = {}
            for place in waiting:
                now.setdefault((orders[place].venue, orders[place].ref), place)
            for name, answer in (await self._put([orders[place] for place in now.values()])).items():
                answers[now[name]] = answer
            waiting = sorted(set(waiting) - set(now.values()))
        return answers

    async def get_orders(self, names: Sequence[tuple[str, str]]) -> list[bytes | None]:
        rows = await self._connections.fetch(
            "get_orders",
            bucket=[order_bucket(*name) for name in names],
            venue=[venue for venue, _ in names],
            ref=[ref for _, ref in names],
        )
        bodies: list[bytes | None] = [None] * len(names)
        for place, body in rows:
            bodies[place - 1] = body
        return bodies

    async def order_refs(self, venue: str, after_ref: str | None, limit: int) -> list[str]:
        bucket = 0 if after_ref is None else order_bucket(venue, after_ref)
        refs: list[str] = []
        after = after_ref or ""
        while len(refs) < limit and bucket < BUCKETS:
            rows = await self._connections.fetch(
                "order_refs", bucket=bucket, venue=venue, after_ref=after, limit=limit - len(refs)
            )
            refs.extend(row["ref"] for row in rows)
            bucket, after = bucket + 1, ""
        return refs

    async def orders_of(
        self, venue: str, buyer: str, after: tuple[datetime, str] | None, limit: int
    ) -> list[bytes]:
        after_placed_at, after_ref = after or (None, "")
        rows = await self._connections.fetch(
            "orders_of",
            venue=venue,
            buyer=buyer,
            after_placed_at=after_placed_at,
            after_ref=after_ref,
            limit=limit,
        )
        return [row["body"] for row in rows]

    async def _put(self, orders: list[OrderRow]) -> dict[tuple[str, str], OrderPut]:
        ordered = sorted((order_bucket(order.venue, order.ref), *order) for order in orders)
        bucket, venue, ref, buyer, placed_at, body, content_hash = zip(*ordered, strict=True)
        rows = await self._connections.fetch(
            "put_orders",
            bucket=bucket,
            venue=venue,
            ref=ref,
            buyer=buyer,
            placed_at=placed_at,
            body=body,
            content_hash=content_hash,
        )
        return {
            (venue, ref): OrderPut.NEW if revision == 1 else OrderPut.CHANGED for venue, ref, revision in rows
        }
