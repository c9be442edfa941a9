"""One mapping of a pack file, read key by key: what is wrong is noted, and reading goes on.

Every reader answers a value of its type even where the file has none; such placeholders never leave this
package, because a file with a problem never becomes a pack.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import TypeVar

from hejie.domain.tables import INT_MOST
from hejie.domain.words import Words
from hejie.policy.flaws import Findings, Flaw
from hejie.policy.tree import Branch, Leaf, Listing, Node, Plain

Choice = TypeVar("Choice", bound=StrEnum)

PROPOSED = "PROPOSED"
NAME = re.compile(r"[a-z][a-z0-9_]*")
NAME_WITH_DASHES = re.compile(r"[a-z][a-z0-9_-]*")
_CITED = re.compile(r"\[([A-Za-z]+[0-9]*)[^\]]*\]")
_NO_DATE = date.min
_NO_INSTANT = datetime.min.replace(tzinfo=UTC)


class Section:
    """A mapping under a path. Keys that are not in `accepted` are noted at once; None accepts any name."""

    def __init__(
        self, findings: Findings, node: Node | None, path: str, accepted: Iterable[str] | None
    ) -> None:
        self.findings = findings
        self.path = path
        self.accepted = None if accepted is None else tuple(accepted)
        self.present = isinstance(node, Branch)
        self.line = node.line if node else 1
        self._branch = node if isinstance(node, Branch) else Branch(self.line)
        if node is not None and not self.present:
            findings.add(Flaw.NOT_A_MAPPING, node.line, path)
        for name in self._branch.entries:
            if self.accepted is not None and name not in self.accepted:
                self.note(Flaw.UNKNOWN_KEY, name, accepted=self.accepted, name=name)

    def __contains__(self, key: str) -> bool:
        return key in self._branch.entries

    def names(self) -> tuple[str, ...]:
        """The keys that stand here."""
        return tuple(self._branch.entries)

    def known(self) -> tuple[str, ...]:
        """The keys that stand here and are accepted."""
        return tuple(name for name in self.names() if self.accepted is None or name in self.accepted)

    def under(self, key: str) -> str:
        """The path of a key of this section."""
        return f"{self.path}.{key}" if self.path else key

    def line_of(self, key: str) -> int:
        """Where the value of a key stands, or the section itself."""
        node = self._branch.entries.get(key)
        return node.line if node else self.line

    def note(self, flaw: Flaw, key: str = "", *, accepted: Iterable[str] = (), **facts: object) -> None:
        """Note a problem of a key, or of the whole section."""
        line = self._branch.key_lines.get(key, self.line) if flaw is Flaw.UNKNOWN_KEY else self.line_of(key)
        self.findings.add(flaw, line, self.under(key) if key else self.path, accepted=accepted, **facts)

    def section(self, key: str, accepted: Iterable[str] | None) -> "Section":
        """The mapping under a key."""
        return Section(self.findings, self._node(key), self.under(key), accepted)

    def sections(self, key: str, accepted: Iterable[str]) -> Mapping[str, "Section"]:
        """A mapping of free names to mappings, at least one."""
        named = self.section(key, None)
        accepted = tuple(accepted)
        if named.present and not named.names():
            self.note(Flaw.EMPTY, key)
        for name in named.names():
            if not NAME.fullmatch(name):
                named.note(Flaw.NOT_A_NAME, name, value=name, joiners="_")
        return {name: named.section(name, accepted) for name in named.names()}

    def listed(self, key: str, accepted: Iterable[str], *, empty: bool = False) -> tuple["Section", ...]:
        """A list of mappings; at least one unless it may be `empty`."""
        accepted = tuple(accepted)
        return tuple(
            Section(self.findings, node, f"{self.under(key)}[{place}]", accepted)
            for place, node in enumerate(self._items(key, empty=empty))
        )

    def texts(self, key: str, *, empty: bool = False) -> tuple[str, ...]:
        """A list of different texts; at least one unless it may be `empty`."""
        found: list[str] = []
        for place, node in enumerate(self._items(key, empty=empty)):
            path = f"{self.under(key)}[{place}]"
            if not isinstance(node, Leaf) or not isinstance(node.value, str):
                self.findings.add(Flaw.NOT_A_TEXT, node.line, path, value=_shown(node))
            elif node.value in found:
                self.findings.add(Flaw.TWICE, node.line, path, value=node.value)
            else:
                found.append(node.value)
        return tuple(found)

    def chosen(self, key: str, choices: Iterable[str], *, empty: bool = False) -> tuple[str, ...]:
        """A list of different texts, each one of the choices."""
        choices = tuple(choices)
        found = self.texts(key, empty=empty)
        for text in found:
            if text not in choices:
                self.note(Flaw.UNKNOWN_VALUE, key, accepted=choices, value=text)
        return tuple(text for text in found if text in choices)

    def text(self, key: str) -> str:
        """A text with something in it."""
        value, known = self._value(key)
        if known and not isinstance(value, str):
            self.note(Flaw.NOT_A_TEXT, key, value=_said(value))
        elif known and not str(value).strip():
            self.note(Flaw.EMPTY, key)
        return value if isinstance(value, str) else ""

    def name(self, key: str, *, dashes: bool = False) -> str:
        """A text that other places refer to."""
        text = self.text(key)
        if text and not (NAME_WITH_DASHES if dashes else NAME).fullmatch(text):
            self.note(Flaw.NOT_A_NAME, key, value=text, joiners="_ -" if dashes else "_")
        return text

    def one_of(self, key: str, choices: Iterable[str]) -> str:
        """One of some texts; the first where the file has none of them."""
        choices = tuple(choices)
        value, known = self._value(key)
        if known and value not in choices:
            self.note(Flaw.UNKNOWN_VALUE, key, accepted=choices, value=_said(value))
        return value if isinstance(value, str) and value in choices else choices[0]

    def choice(self, key: str, choices: type[Choice]) -> Choice:
        """A member of an enumeration."""
        return choices(self.one_of(key, [str(member) for member in choices]))

    def whole(self, key: str, *, least: int = 0, most: int = INT_MOST) -> int:
        """A whole number within bounds."""
        value, known = self._value(key)
        if isinstance(value, bool) or not isinstance(value, int):
            if known:
                self.note(Flaw.NOT_A_WHOLE_NUMBER, key, value=_said(value))
            return least
        if not least <= value <= most:
            self.note(Flaw.OUT_OF_RANGE, key, value=value, least=least, most=most)
        return value

    def flag(self, key: str) -> bool:
        """True or false."""
        value, known = self._value(key)
        if known and not isinstance(value, bool):
            self.note(Flaw.NOT_TRUE_OR_FALSE, key, value=_said(value))
        return value is True

    def condition(self, key: str) -> str:
        """The text of a condition; a bare `true` is one, too."""
        value, _ = self._value(key, report=False)
        return ("true" if value else "false") if isinstance(value, bool) else self.text(key)

    def words(self) -> Words:
        """`zh` and `en` of this section."""
        return Words(self.text("zh"), self.text("en"))

    def source(self) -> str:
        """Where a value comes from: it cites entries of `sources`, or says that it is proposed."""
        text = self.text("source")
        tags = cited(text)
        if text and not tags and PROPOSED not in text:
            self.note(Flaw.NOT_A_SOURCE, "source")
        self.findings.cite(tags, self.line_of("source"), self.under("source"))
        return text

    def day(self, key: str) -> date:
        """A date."""
        text = self.text(key)
        return self._day(text, self.line_of(key), self.under(key)) if text else _NO_DATE

    def days(self, key: str) -> frozenset[date]:
        """A list of dates, perhaps empty."""
        return frozenset(
            self._day(text, self.line_of(key), self.under(key)) for text in self.texts(key, empty=True)
        )

    def instant(self, key: str) -> datetime:
        """An instant with its offset from UTC."""
        text = self.text(key)
        try:
            instant = datetime.fromisoformat(text) if text else _NO_INSTANT
        except ValueError:
            self.note(Flaw.NOT_AN_INSTANT, key, value=text)
            return _NO_INSTANT
        if instant.tzinfo is None:
            self.note(Flaw.NO_OFFSET, key, value=text)
            return _NO_INSTANT
        return instant.astimezone(UTC)

    def is_null(self, key: str) -> bool:
        """Whether a key stands here with nothing in it."""
        node = self._branch.entries.get(key)
        return isinstance(node, Leaf) and node.value is None

    def _day(self, text: str, line: int, path: str) -> date:
        try:
            return date.fromisoformat(text)
        except ValueError:
            self.findings.add(Flaw.NOT_A_DATE, line, path, value=text)
            return _NO_DATE

    def _node(self, key: str, *, report: bool = True) -> Node | None:
        node = self._branch.entries.get(key)
        if node is None and self.present and report:
            self.findings.add(Flaw.MISSING_KEY, self.line, self.under(key), name=key)
        return node

    def _items(self, key: str, *, empty: bool = False) -> list[Node]:
        node = self._node(key)
        if isinstance(node, Listing):
            if not node.items and not empty:
                self.note(Flaw.EMPTY, key)
            return node.items
        if node is not None:
            self.note(Flaw.NOT_A_LIST, key)
        return []

    def _value(self, key: str, *, report: bool = True) -> tuple[Plain, bool]:
        """The scalar under a key, and whether there is one to be judged."""
        node = self._node(key, report=report)
        if node is None:
            return None, False
        if isinstance(node, Leaf):
            return node.value, True
        if report:
            self.note(Flaw.NOT_A_TEXT, key, value=_shown(node))
        return None, False


def cited(source: str) -> tuple[str, ...]:
    """The tags that a source cites: `[T1 §65] [JD1]` cites T1 and JD1."""
    return tuple(_CITED.findall(source))


def _said(value: Plain) -> str:
    if value is None:
        return "null"
    return str(value).lower() if isinstance(value, bool) else str(value)


def _shown(node: Node) -> str:
    match node:
        case Leaf(_, value):
            return _said(value)
        case Listing():
            return "a list"
        case Branch():
            return "a mapping"
