"""A pack file as a tree that knows its lines, from a small and strict part of YAML.

Plain scalars are true, false, null, whole numbers, or text: no dates, no `yes` and `no`, no decimals.
Duplicate keys, anchors, aliases, tags, several documents, and files beyond a size or depth are refused;
the stream of YAML events is read, so that nothing is built before it has been looked at.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import yaml

from hejie.policy.flaws import Findings, Flaw

FILE_BYTES_MOST = 500_000
DEPTH_MOST = 16

Plain: TypeAlias = bool | int | str | None

# The C parser is ten times as fast; without it the same events come from Python.
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_WHOLE = re.compile(r"-?(0|[1-9][0-9]{0,18})")
_WORDS: dict[str, Plain] = {"true": True, "false": False, "null": None, "~": None, "": None}


@dataclass(frozen=True, slots=True)
class Leaf:
    """A scalar."""

    line: int
    value: Plain


@dataclass(frozen=True, slots=True)
class Listing:
    """A list."""

    line: int
    items: list["Node"] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Branch:
    """A mapping. `key_lines` tells where each key stands."""

    line: int
    entries: dict[str, "Node"] = field(default_factory=dict)
    key_lines: dict[str, int] = field(default_factory=dict)


Node: TypeAlias = Leaf | Listing | Branch


def read_tree(content: bytes, findings: Findings) -> Node:
    """The tree of a file. Raises: PackError where there is none; lesser flaws are added to `findings`."""
    if len(content) > FILE_BYTES_MOST:
        findings.add(Flaw.TOO_LARGE, 1, size=len(content), most=FILE_BYTES_MOST)
        findings.refuse()
    try:
        return _Builder(findings).build(content.decode())
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        findings.add(Flaw.NOT_UTF8, line, position=error.start)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        said = getattr(error, "problem", None) or getattr(error, "reason", None) or str(error)
        findings.add(Flaw.BROKEN_YAML, mark.line + 1 if mark else 1, detail=said)
    findings.refuse()
    raise AssertionError("a file without a tree has a problem")


class _Open:
    """A list or mapping that is being read, and the key whose value comes next."""

    def __init__(self, node: Listing | Branch, path: str) -> None:
        self.node = node
        self.path = path
        self.key: str | None = None

    @property
    def inside(self) -> str:
        """The path of what comes next."""
        if isinstance(self.node, Listing):
            return f"{self.path}[{len(self.node.items)}]"
        return f"{self.path}.{self.key}" if self.path else self.key or ""


class _Builder:
    """Makes the tree from events; the stack holds what is open, outermost first."""

    def __init__(self, findings: Findings) -> None:
        self._findings = findings
        self._stack: list[_Open] = []
        self._root: Node | None = None

    def build(self, text: str) -> Node:
        for event in self._events(text):
            line = event.start_mark.line + 1
            match event:
                case yaml.AliasEvent():
                    self._add(Flaw.ALIAS, line)
                    self._put(Leaf(line, None))
                case yaml.ScalarEvent():
                    self._refuse_extras(event, line)
                    self._scalar(event, line)
                case yaml.SequenceStartEvent():
                    self._refuse_extras(event, line)
                    self._open(Listing(line))
                case yaml.MappingStartEvent():
                    self._refuse_extras(event, line)
                    self._open(Branch(line))
                case yaml.SequenceEndEvent() | yaml.MappingEndEvent():
                    self._stack.pop()
                case yaml.DocumentStartEvent() if self._root is not None:
                    self._add(Flaw.SEVERAL_DOCUMENTS, line)
                    self._findings.refuse()
        return self._root or Leaf(1, None)

    @staticmethod
    def _events(text: str) -> Iterator[Any]:
        # The stubs of PyYAML leave the events untyped.
        yield from yaml.parse(text, Loader=_LOADER)

    def _scalar(self, event: Any, line: int) -> None:
        parent = self._stack[-1] if self._stack else None
        if parent and isinstance(parent.node, Branch) and parent.key is None:
            self._key(parent, parent.node, event.value, line)
        else:
            is_plain = event.implicit[0]
            self._put(Leaf(line, _plain(event.value) if is_plain else event.value))

    def _key(self, parent: _Open, branch: Branch, name: str, line: int) -> None:
        parent.key = name
        if name in branch.key_lines:
            self._add(Flaw.KEY_TWICE, line, name=name, first=branch.key_lines[name])
        branch.key_lines.setdefault(name, line)

    def _open(self, node: Listing | Branch) -> None:
        if len(self._stack) == DEPTH_MOST:
            self._add(Flaw.TOO_DEEP, node.line, most=DEPTH_MOST)
            self._findings.refuse()
        path = self._stack[-1].inside if self._stack else ""
        self._put(node)
        self._stack.append(_Open(node, path))

    def _put(self, node: Node) -> None:
        if not self._stack:
            self._root = node
            return
        parent = self._stack[-1]
        if isinstance(parent.node, Listing):
            parent.node.items.append(node)
        elif parent.key is None:
            self._add(Flaw.KEY_NOT_TEXT, node.line)
            self._findings.refuse()
        else:
            parent.node.entries.setdefault(parent.key, node)
            parent.key = None

    def _refuse_extras(self, event: Any, line: int) -> None:
        if event.anchor is not None:
            self._add(Flaw.ALIAS, line)
        if event.tag is not None:
            self._add(Flaw.TAG, line, tag=event.tag)

    def _add(self, flaw: Flaw, line: int, **facts: str | int) -> None:
        where = self._stack[-1].inside if self._stack else ""
        self._findings.add(flaw, line, where, accepted=(), **facts)


def _plain(text: str) -> Plain:
    if text in _WORDS:
        return _WORDS[text]
    return int(text) if _WHOLE.fullmatch(text) else text
