"""What is wrong with an order that a marketplace sends, in words; and a good one as it is kept."""

import unicodedata
from datetime import UTC, datetime
from typing import Any

import msgspec

from hejie.domain.money import MINOR_DIGITS, MOST_MINOR
from hejie.domain.orders import Order, OrderLine
from hejie.domain.words import Words

MOST_LINES = 1_000
MOST_REF_CHARS = 200
MOST_TITLE_CHARS = 2_000
EARLIEST_AT = datetime(2000, 1, 1, tzinfo=UTC)
BEFORE_AT = datetime(2100, 1, 1, tzinfo=UTC)
"""Instants outside of these are not believed."""

_INSTANTS = ("placed_at", "paid_at", "handed_over_at", "delivered_at", "confirmed_at")

_OTHER_VENUE = Words("venue 须为 {venue}", "venue must be {venue}")
_REF = Words(
    f"{{field}} 须为 1 至 {MOST_REF_CHARS} 个可见字符,首尾无空格",
    f"{{field}} must be 1 to {MOST_REF_CHARS} visible characters without spaces at its ends",
)
_TITLE = Words(
    f"{{field}} 须不超过 {MOST_TITLE_CHARS} 个字符且不含控制字符",
    f"{{field}} must have at most {MOST_TITLE_CHARS} characters and no control characters",
)
_CURRENCY = Words("currency 须为以下之一:{known}", "currency must be one of: {known}")
_LINES = Words(f"lines 须有 1 至 {MOST_LINES} 行", f"lines must be 1 to {MOST_LINES}")
_LINE_TWICE = Words("{field} 与前面的行重复", "{field} names a line that is there already")
_AMOUNT = Words(
    f"{{field}} 须为 0 至 {MOST_MINOR} 的整数(最小货币单位)",
    f"{{field}} must be 0 to {MOST_MINOR} (minor units)",
)
_INSTANT = Words(
    "{field} 须带时区,且在 2000 年至 2099 年之间", "{field} must have an offset and lie within 2000 to 2099"
)


def wrong_with(order: Order, venue: str) -> Words | None:
    """The first thing that is wrong with an order of a venue; None where nothing is."""
    if order.venue != venue:
        return _filled(_OTHER_VENUE, venue=venue)
    if order.currency not in MINOR_DIGITS:
        return _filled(_CURRENCY, known=", ".join(sorted(MINOR_DIGITS)))
    for field in ("ref", "buyer"):
        if not _is_ref(getattr(order, field)):
            return _filled(_REF, field=field)
    if order.status and not _is_ref(order.status):
        return _filled(_REF, field="status")
    for field in _INSTANTS:
        if not _is_instant(getattr(order, field)):
            return _filled(_INSTANT, field=field)
    if not 1 <= len(order.lines) <= MOST_LINES:
        return _LINES
    return _wrong_lines(order.lines)


def _wrong_lines(lines: tuple[OrderLine, ...]) -> Words | None:
    seen: set[str] = set()
    for place, line in enumerate(lines):
        at = f"lines[{place}]"
        for field in ("ref", "merchant"):
            if not _is_ref(getattr(line, field)):
                return _filled(_REF, field=f"{at}.{field}")
        if line.ref in seen:
            return _filled(_LINE_TWICE, field=f"{at}.ref")
        seen.add(line.ref)
        for field in ("price_minor", "freight_minor"):
            if not 0 <= getattr(line, field) <= MOST_MINOR:
                return _filled(_AMOUNT, field=f"{at}.{field}")
        if not _is_title(line.title):
            return _filled(_TITLE, field=f"{at}.title")
        if not _is_instant(line.dispatch_due_at):
            return _filled(_INSTANT, field=f"{at}.dispatch_due_at")
    return None


def as_kept(order: Order) -> Order:
    """The same order with its instants in UTC: told with another offset it is the same order."""
    lines = tuple(_in_utc(line, ("dispatch_due_at",)) for line in order.lines)
    kept: Order = msgspec.structs.replace(_in_utc(order, _INSTANTS), lines=lines)
    return kept


def _in_utc(struct: Any, fields: tuple[str, ...]) -> Any:
    known = {name: at for name in fields if (at := getattr(struct, name)) is not None}
    return msgspec.structs.replace(struct, **{name: at.astimezone(UTC) for name, at in known.items()})


def _is_ref(text: str) -> bool:
    return 0 < len(text) <= MOST_REF_CHARS and text.isprintable() and text == text.strip()


def _is_title(text: str) -> bool:
    controls = (letter for letter in text if unicodedata.category(letter) in ("Cc", "Cs"))
    return len(text) <= MOST_TITLE_CHARS and all(letter in "\r\n\t" for letter in controls)


def _is_instant(at: datetime | None) -> bool:
    return at is None or (at.tzinfo is not None and EARLIEST_AT <= at < BEFORE_AT)


def _filled(words: Words, **facts: object) -> Words:
    return Words(words.tell("zh", **facts), words.tell("en", **facts))
