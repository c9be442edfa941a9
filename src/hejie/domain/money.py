"""Money is an integer of minor units and a currency; rates are integers of basis points."""

import re

BASIS_POINTS = 10_000
"""One whole, in basis points: a rate of 500 is 5 %."""

MOST_MINOR = 10**12
"""No single amount above this is believed: ten thousand million of most currencies."""

_AMOUNT = re.compile(r"(?P<whole>[0-9]{1,15})(\.(?P<fraction>[0-9]{1,9}))?")

MINOR_DIGITS = {"CNY": 2, "BRL": 2, "EUR": 2, "USD": 2, "GBP": 2, "HKD": 2, "JPY": 0, "KRW": 0, "KWD": 3}
"""Digits after the point of each currency that is known here. Source: ISO 4217."""


SYMBOLS = {
    "CNY": "¥", "BRL": "R$ ", "EUR": "€", "USD": "US$", "GBP": "£", "HKD": "HK$", "JPY": "JP¥", "KRW": "₩",
}  # fmt: skip
"""How people write a currency before an amount; what is not here is written behind it by its code."""


def share_minor(base_minor: int, rate_bp: int) -> int:
    """A share of an amount, rounded half up to a whole minor unit. Both are >= 0."""
    return (base_minor * rate_bp + BASIS_POINTS // 2) // BASIS_POINTS


def parse_minor(text: str, currency: str) -> int:
    """Read "39.95" as minor units of a currency, exactly.

    Raises: ValueError for an unknown currency, something that is no amount, a negative one, too many
    digits after the point, or more than `MOST_MINOR`.
    """
    digits = MINOR_DIGITS.get(currency)
    if digits is None:
        raise ValueError(f"currency {currency!r} is not known; known are {', '.join(sorted(MINOR_DIGITS))}")
    written = _AMOUNT.fullmatch(text.strip())
    if written is None:
        raise ValueError(f"{text!r} is not an amount of zero or more, such as 39.95")
    whole, fraction = written["whole"], (written["fraction"] or "").rstrip("0")
    if len(fraction) > digits:
        raise ValueError(f"{text!r} has more than {digits} digits after the point, which {currency} has not")
    amount_minor = int(whole + fraction.ljust(digits, "0"))
    if amount_minor > MOST_MINOR:
        raise ValueError(f"{text!r} is more than is believed of one amount")
    return amount_minor


def format_minor(amount_minor: int, currency: str) -> str:
    """Write minor units for people: `39.95 BRL`."""
    digits = MINOR_DIGITS[currency]
    sign, size = ("-" if amount_minor < 0 else ""), abs(amount_minor)
    if not digits:
        return f"{sign}{size} {currency}"
    whole, rest = divmod(size, 10**digits)
    return f"{sign}{whole}.{rest:0{digits}d} {currency}"


def tell_minor(amount_minor: int, currency: str) -> str:
    """Minor units as people read them in a sentence: `¥1,280.00`, or `1.250 KWD`."""
    number = format_minor(amount_minor, currency).removesuffix(f" {currency}")
    sign, size = ("-", number[1:]) if number.startswith("-") else ("", number)
    whole, point, fraction = size.partition(".")
    grouped = f"{int(whole):,}{point}{fraction}"
    symbol = SYMBOLS.get(currency)
    return f"{sign}{symbol}{grouped}" if symbol else f"{sign}{grouped} {currency}"
