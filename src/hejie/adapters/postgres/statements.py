"""Loads the SQL statements of `sql/`: one a file, with named parameters and parts that may be left out.

A parameter is written `:name`, as in psql; PostgreSQL gets `$1`, `$2`, … in order of first appearance. Lines
between `-- if part` and `-- end` stay only when that part is asked for.
"""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

FOLDER = Path(__file__).with_name("sql")
_PARAMETER = re.compile(r"(?<![:\w]):([a-z_][a-z0-9_]*)")
_IF, _END = "-- if ", "-- end"

NO_PARTS: frozenset[str] = frozenset()


class Statement(NamedTuple):
    """SQL as PostgreSQL takes it, and the names of its parameters in their order."""

    text: str
    parameters: tuple[str, ...]

    def arguments(self, values: Mapping[str, Any]) -> list[Any]:
        """The values in the order of the parameters."""
        return [values[name] for name in self.parameters]


@cache
def load(name: str, parts: frozenset[str] = NO_PARTS) -> Statement:
    """The statement of `sql/<name>.sql` with these of its optional parts."""
    lines = (FOLDER / f"{name}.sql").read_text(encoding="utf-8").splitlines()
    return number_parameters("\n".join(_kept(lines, parts)))


def number_parameters(text: str) -> Statement:
    """Replace `:name` by `$n`."""
    names: dict[str, int] = {}
    numbered = _PARAMETER.sub(lambda match: f"${names.setdefault(match[1], len(names) + 1)}", text)
    return Statement(numbered, tuple(names))


def _kept(lines: list[str], parts: frozenset[str]) -> list[str]:
    kept, wanted = [], True
    for line in lines:
        mark = line.strip()
        if mark.startswith(_IF):
            wanted = mark.removeprefix(_IF) in parts
        elif mark == _END:
            wanted = True
        elif wanted and not mark.startswith("--"):
            kept.append(line)
    return kept
