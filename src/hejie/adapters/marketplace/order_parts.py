"""From the fields of a row to the parts of an order, and what our own formats call them.

An order is read in two parts, because a CSV row holds both: its head (an `Order` without lines yet) and
its lines.
"""

from collections.abc import Iterable, Set
from difflib import get_close_matches

import msgspec

from hejie.adapters.marketplace.fields import Fault, Fields, parse_ref, shown
from hejie.adapters.marketplace.source import BadRow
from hejie.domain.orders import Order, OrderLine, Ref

HEAD_NAMES = (
    "venue",
    "ref",
    "buyer",
    "currency",
    "placed_at",
    "paid_at",
    "handed_over_at",
    "delivered_at",
    "confirmed_at",
    "status",
)
LINE_NAMES = ("ref", "merchant", "price", "freight", "title", "dispatch_due_at")

MOST_LINES = 1_000
"""Lines of one order. With it no sum over an order leaves 64 bits."""

_ALIKE = 0.8


def read_head(fields: Fields, *, ref: str, venue: str | None) -> Order:
    """An order without its lines. `ref` is what the format calls the order's name.

    `venue` stands in where the row names none; a row that names another is at fault.
    """
    return Order(
        venue=_read_venue(fields, venue),
        ref=fields.ref(ref),
        buyer=fields.ref("buyer"),
        currency=fields.currency("currency"),
        placed_at=fields.instant("placed_at"),
        paid_at=fields.instant_if_any("paid_at"),
        handed_over_at=fields.instant_if_any("handed_over_at"),
        delivered_at=fields.instant_if_any("delivered_at"),
        confirmed_at=fields.instant_if_any("confirmed_at"),
        status=fields.status("status"),
        lines=(),
    )


def _read_venue(fields: Fields, venue: str | None) -> Ref:
    if venue is None:
        return fields.ref("venue")
    if (named := fields.raw("venue").strip()) and named != venue:
        fields.blame(
            "venue",
            Fault(
                f"{shown(named)} 与导入时指定的 {shown(venue)} 不同",
                f"{shown(named)} is not {shown(venue)}, which was given for the file",
            ),
        )
    return venue


def read_line(fields: Fields, currency: str, *, ref: str) -> OrderLine:
    """One line. `ref` is what the format calls the line's name."""
    return OrderLine(
        ref=fields.ref(ref),
        merchant=fields.ref("merchant"),
        price_minor=fields.amount("price", currency),
        freight_minor=fields.amount_if_any("freight", currency),
        title=fields.title("title"),
        dispatch_due_at=fields.instant_if_any("dispatch_due_at"),
    )


class FoundLines:
    """The lines of one order as they are found, each name once."""

    def __init__(self) -> None:
        self._found: dict[Ref, tuple[int, OrderLine]] = {}

    def __len__(self) -> int:
        return len(self._found)

    def add(self, number: int, line: OrderLine) -> Fault | None:
        """Take a line that stands on this line of the file, or say why it cannot be one of this order."""
        if (taken := self._found.get(line.ref)) is not None:
            return Fault(
                f"订单行 {shown(line.ref)} 在本订单中已出现（第 {taken[0]} 行）；各行名称须不同",
                f"order line {shown(line.ref)} stands on line {taken[0]} already; each needs its own name",
            )
        if len(self._found) == MOST_LINES:
            return Fault(f"一个订单最多 {MOST_LINES} 行", f"an order has at most {MOST_LINES} lines")
        self._found[line.ref] = number, line
        return None

    def complete(self, head: Order) -> Order:
        """The order of this head with these lines, as they were found."""
        return msgspec.structs.replace(head, lines=tuple(line for _, line in self._found.values()))


def ref_if_readable(text: str) -> Ref:
    """The order a bad row speaks of, as far as can be told; empty if it cannot."""
    try:
        return parse_ref(text)
    except Fault:
        return ""


def bad_row(source: str, line: int, ref: Ref, faults: Iterable[Fault]) -> BadRow:
    """One row with everything that is wrong with it."""
    told = list(faults)
    return BadRow(source, line, ref, "；".join(f.zh for f in told), "; ".join(f.en for f in told))


def order_twice_fault(first: int) -> Fault:
    """That an order stands in the file twice."""
    return Fault(
        f"此订单已在第 {first} 行出现；此处未读取",
        f"the order stands on line {first} already; not read again",
    )


def unread_name(name: str) -> Fault:
    """That nothing is read under this name."""
    return Fault(f"忽略的列 {shown(name)}：不读取", f"ignored column {shown(name)}: it is not read")


def misspelt(found: Set[str], known: Iterable[str]) -> dict[str, str]:
    """Unknown names that look like a known one which is missing: what is written → what is probably meant.

    Ignoring these would lose data silently, such as every freight under "frieght".
    """
    missing = [name for name in known if name not in found]
    meant: dict[str, str] = {}
    for name in sorted(found - set(known)):
        if close := get_close_matches(name.strip().lower(), missing, n=1, cutoff=_ALIKE):
            meant[name] = close[0]
    return meant
