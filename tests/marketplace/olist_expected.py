"""What a late-dispatch complaint on every Olist order must come to, computed straight from the CSV files.

It shares no code with the product, so that the product can be held against it. One complaint an order, on
all lines of the seller of its first item. Late is handed to the carrier after the earliest shipping limit
of those lines; then the seller owes a share of the goods' price:

* at most 48 hours from payment (else purchase) to the limit: 1 %, at least 3.00 and at most 30.00 BRL;
* longer: 5 %, at least 5.00 and at most 30.00 BRL.
"""

import csv
import sys
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

BRAZIL = ZoneInfo("America/Sao_Paulo")

LATE, IN_TIME, NO_RECORD, NO_ITEMS = "late", "in time", "no record", "no items"


@dataclass(frozen=True)
class Expected:
    """What the complaint on one order comes to. Compensation in BRL; 0 unless late."""

    order: str
    outcome: str
    seller: str = ""
    lines: tuple[str, ...] = ()
    compensation: Decimal = Decimal(0)


def read_expected(folder: Path) -> list[Expected]:
    """Every order of the folder, in the order of the file."""
    items = defaultdict(list)
    for item in _rows(folder, "order_items"):
        items[item["order_id"]].append(item)
    return [_expect(order, items[order["order_id"]]) for order in _rows(folder, "orders")]


def totals(expected: list[Expected]) -> tuple[dict[str, int], Decimal]:
    """How many complaints come out in each way, and the sum of all compensation in BRL."""
    return dict(Counter(one.outcome for one in expected)), sum(
        (one.compensation for one in expected), Decimal(0)
    )


def _expect(order: dict[str, str], items: list[dict[str, str]]) -> Expected:
    if not items:
        return Expected(order["order_id"], NO_ITEMS)
    seller = next(item["seller_id"] for item in items if item["order_item_id"] == "1")
    own = [item for item in items if item["seller_id"] == seller]
    lines = tuple(item["order_item_id"] for item in own)
    handed_over = order["order_delivered_carrier_date"]
    paid = order["order_approved_at"] or order["order_purchase_timestamp"]
    if not handed_over or not paid or not all(item["shipping_limit_date"] for item in own):
        return Expected(order["order_id"], NO_RECORD, seller, lines)
    limit_at = min(_utc(item["shipping_limit_date"]) for item in own)
    if _utc(handed_over) <= limit_at:
        return Expected(order["order_id"], IN_TIME, seller, lines)
    goods = sum((Decimal(item["price"]) for item in own), Decimal(0))
    return Expected(order["order_id"], LATE, seller, lines, _compensation(goods, limit_at - _utc(paid)))


def _compensation(goods: Decimal, promised: timedelta) -> Decimal:
    rate, least = ("0.01", "3.00") if promised <= timedelta(hours=48) else ("0.05", "5.00")
    share = (goods * Decimal(rate)).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
    return min(max(share, Decimal(least)), Decimal("30.00"))


def _utc(local: str) -> datetime:
    return datetime.fromisoformat(local).replace(tzinfo=BRAZIL).astimezone(UTC)


def _rows(folder: Path, table: str) -> list[dict[str, str]]:
    with (folder / f"olist_{table}_dataset.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


if __name__ == "__main__":
    outcomes, compensation = totals(read_expected(Path(sys.argv[1])))
    print(*(f"{outcome}: {count}" for outcome, count in sorted(outcomes.items())), sep="\n")
    print(f"compensation: {compensation} BRL")
