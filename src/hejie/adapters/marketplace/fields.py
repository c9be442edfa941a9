"""Reading one field of a row: from what somebody wrote to a value that can be trusted, or what is wrong.

The same rules serve every format. All instants come out in UTC, so that the same order is the same value
whatever offset it was written with.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, tzinfo
from typing import TypeVar

from hejie.domain.money import MINOR_DIGITS, MOST_MINOR, format_minor, parse_minor
from hejie.domain.orders import Ref

MOST_REF_CHARS = 200
MOST_TITLE_CHARS = 2_000
EARLIEST_AT = datetime(2000, 1, 1, tzinfo=UTC)
BEFORE_AT = datetime(2100, 1, 1, tzinfo=UTC)
"""No instant from here on is believed. Until here a future one is: a file has no clock to compare with."""

_AMOUNT = re.compile(r"([0-9]+)(?:\.([0-9]+))?")
_INSTANT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?(Z|[+-][0-9]{2}:?[0-9]{2})?"
)
_INSTANT_EXAMPLE = "2018-04-04T22:47:21-03:00"
_MOST_WHOLE_DIGITS = len(str(MOST_MINOR))
_SHOWN_CHARS = 40

T = TypeVar("T")


class Fault(Exception):
    """What is wrong with something written, and what is accepted, in Chinese and English."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.zh, self.en = zh, en

    def named(self, name: str) -> "Fault":
        """The same, said of the field of this name."""
        return Fault(f"{name}：{self.zh}", f"{name}: {self.en}")


def shown(text: str) -> str:
    """Something written by others as it may stand in a message: short, printable, in quotes."""
    return repr(text if len(text) <= _SHOWN_CHARS else text[:_SHOWN_CHARS] + "…")


def _needed(text: str) -> str:
    """What is written, without spaces at its ends. Raises: Fault if that is nothing."""
    if not (written := text.strip()):
        raise Fault("为空，须填写", "is empty, but is needed")
    return written


def parse_ref(text: str) -> Ref:
    """A name given outside. Raises: Fault."""
    ref = _needed(text)
    if len(ref) > MOST_REF_CHARS:
        raise Fault(f"超过 {MOST_REF_CHARS} 个字符", f"is longer than {MOST_REF_CHARS} characters")
    if not ref.isprintable():
        raise Fault(f"{shown(ref)} 含有不可见字符", f"{shown(ref)} has characters that cannot be seen")
    return ref


def parse_status(text: str) -> str:
    """The marketplace's own word; may be empty. Raises: Fault."""
    return parse_ref(text) if text.strip() else ""


def parse_title(text: str) -> str:
    """Words kept as they are, line breaks included. Raises: Fault."""
    if len(text) > MOST_TITLE_CHARS:
        raise Fault(f"超过 {MOST_TITLE_CHARS} 个字符", f"is longer than {MOST_TITLE_CHARS} characters")
    if not text.isprintable() and any(_is_control(char) for char in text):
        raise Fault("含有控制字符", "has control characters")
    return text


def _is_control(char: str) -> bool:
    return unicodedata.category(char) in ("Cc", "Cs") and char not in "\r\n\t"


def parse_currency(text: str) -> str:
    """A currency whose minor unit is known. Raises: Fault."""
    code = _needed(text)
    if code not in MINOR_DIGITS:
        known = ", ".join(sorted(MINOR_DIGITS))
        raise Fault(
            f"{shown(code)} 不是已知币种；可用：{known}", f"{shown(code)} is not known; known are {known}"
        )
    return code


def parse_amount(text: str, currency: str) -> int:
    """An amount in major units, as minor units. Raises: Fault."""
    written, digits = _needed(text), MINOR_DIGITS[currency]
    if written.startswith("-"):
        raise Fault(
            f"{shown(written)} 为负数；须为零或更多",
            f"{shown(written)} is negative; zero or more is accepted",
        )
    match = _AMOUNT.fullmatch(written)
    if match is None:
        raise Fault(
            f"{shown(written)} 不是金额；只接受数字和一个小数点，如 39.95",
            f"{shown(written)} is not an amount; digits and one point are accepted, such as 39.95",
        )
    whole, fraction = match[1].lstrip("0") or "0", (match[2] or "").rstrip("0")
    if len(fraction) > digits:
        raise Fault(
            f"{shown(written)} 的小数位多于 {currency} 的 {digits} 位",
            f"{shown(written)} has more than {digits} digits after the point, which {currency} has not",
        )
    try:
        if len(whole) > _MOST_WHOLE_DIGITS:  # would no longer be exact inside
            raise ValueError
        return parse_minor(f"{whole}.{fraction or 0}", currency)
    except ValueError:
        most = format_minor(MOST_MINOR, currency)
        raise Fault(
            f"{shown(written)} 过大；最多 {most}", f"{shown(written)} is too much; at most {most}"
        ) from None


def parse_instant(text: str, zone: tzinfo | None) -> datetime:
    """An instant in UTC.

    Local time without an offset is taken in `zone`: of an hour that comes twice (clocks going back) the first
    is meant, and a time that clocks going forward skip is as much later. Without a zone it is refused.
    Raises: Fault.
    """
    written = _needed(text)
    if _INSTANT.fullmatch(written) is None:
        raise _no_instant(written)
    try:
        at = datetime.fromisoformat(written)
        if at.tzinfo is None:
            if zone is None:
                raise Fault(
                    f"{shown(written)} 没有时差；请写成 {_INSTANT_EXAMPLE}，或为整个文件指定时区",
                    f"{shown(written)} has no offset; write {_INSTANT_EXAMPLE}, or give a zone for the file",
                )
            at = at.replace(tzinfo=zone)
        at = at.astimezone(UTC)
    except (ValueError, OverflowError):
        raise _no_instant(written) from None
    if not EARLIEST_AT <= at < BEFORE_AT:
        first, last = EARLIEST_AT.year, BEFORE_AT.year - 1
        raise Fault(
            f"{shown(written)} 不可信；只接受 {first} 至 {last} 年",
            f"{shown(written)} is not believed; years {first} to {last} are accepted",
        )
    return at


def _no_instant(written: str) -> Fault:
    return Fault(
        f"{shown(written)} 不是时间；请按 ISO 8601 填写日期、时间与时差，如 {_INSTANT_EXAMPLE}",
        f"{shown(written)} is not an instant; ISO 8601 with an offset is accepted: {_INSTANT_EXAMPLE}",
    )


class Fields:
    """The fields of one row. What is wrong with them gathers in `faults`, so that all of it is told at once.

    A field with a fault, or missing where it may be, reads as a harmless stand-in: whoever asks for values
    must look at `faults` before believing them.
    """

    def __init__(self, values: Mapping[str, str], zone: tzinfo | None, *, within: str = "") -> None:
        self.faults: list[Fault] = []
        self._blamed: set[str] = set()
        self._values, self._zone, self._within = values, zone, within

    def raw(self, name: str) -> str:
        """What is written, or nothing."""
        return self._values.get(name, "")

    def blame(self, name: str, fault: Fault) -> None:
        """Say that this field has this fault. It is not blamed again when it is read."""
        self.faults.append(fault.named(self._within + name))
        self._blamed.add(name)

    def ref(self, name: str) -> Ref:
        """A name, which is needed."""
        return self._parse(name, parse_ref, "")

    def status(self, name: str) -> str:
        """A word, which may be missing."""
        return self._parse(name, parse_status, "")

    def title(self, name: str) -> str:
        """Words, which may be missing."""
        return self._parse(name, parse_title, "")

    def currency(self, name: str) -> str:
        """A currency; empty if it is not known."""
        return self._parse(name, parse_currency, "")

    def amount(self, name: str, currency: str) -> int:
        """An amount in minor units, which is needed. Of an unknown currency (already blamed) it is 0."""
        return self._parse(name, lambda text: parse_amount(text, currency), 0) if currency else 0

    def amount_if_any(self, name: str, currency: str) -> int:
        """An amount in minor units; nothing written is 0."""
        return self.amount(name, currency) if self.raw(name).strip() else 0

    def instant(self, name: str) -> datetime:
        """An instant, which is needed."""
        return self._parse(name, lambda text: parse_instant(text, self._zone), EARLIEST_AT)

    def instant_if_any(self, name: str) -> datetime | None:
        """An instant; nothing written is None."""
        return self.instant(name) if self.raw(name).strip() else None

    def _parse(self, name: str, parse: Callable[[str], T], otherwise: T) -> T:
        if name in self._blamed:
            return otherwise
        try:
            return parse(self.raw(name))
        except Fault as fault:
            self.blame(name, fault)
            return otherwise
