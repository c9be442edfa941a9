"""Orders as the marketplace tells them: a port for keeping them beside the ledger and finding them again.

An order is no stream: the marketplace owns it and may send it again, changed. What a complaint relied on is
kept in the complaint's own events. Bodies are bytes; their hash decides whether anything changed.
"""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from typing import NamedTuple, Protocol

from hejie.domain.ids import BUCKETS


class OrderPut(StrEnum):
    """What storing an order did."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"


class OrderRow(NamedTuple):
    """An order to keep. `content_hash` is equal exactly where the content is; by `buyer` and `placed_at` a
    buyer's orders are found."""

    venue: str
    ref: str
    buyer: str
    placed_at: datetime
    body: bytes
    content_hash: bytes


def order_bucket(venue: str, ref: str) -> int:
    """The bucket of an order, 0 to 255: a stable hash of its two names."""
    return sha256("\x00".join(("order", venue, ref)).encode()).digest()[0] % BUCKETS


class OrderBook(Protocol):
    """What the marketplaces have told so far. Raises as the ledger does: LedgerUnavailable, LedgerFull."""

    async def put_orders(self, orders: Sequence[OrderRow]) -> list[OrderPut]:
        """Keep a batch; answers in the order given. Of an order named twice the last stays."""
        ...

    async def get_orders(self, names: Sequence[tuple[str, str]]) -> list[bytes | None]:
        """The bodies by (venue, ref), in the order asked for; None where there is no such order."""
        ...

    async def order_refs(self, venue: str, after_ref: str | None, limit: int) -> list[str]:
        """Up to `limit` refs of a venue after `after_ref` (None: from the start), for work in bulk.

        They come in a fixed order of the book's own, (bucket, ref), which is not the alphabet.
        """
        ...

    async def orders_of(
        self, venue: str, buyer: str, after: tuple[datetime, str] | None, limit: int
    ) -> list[bytes]:
        """Up to `limit` orders of a buyer, the newest first, after (`placed_at`, `ref`) of the last one seen;
        of one instant the higher ref first."""
        ...
