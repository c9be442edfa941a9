"""What the rules look at: the files of a checkout, and its Python modules as syntax trees."""

import ast
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

SOURCE = "src/hejie"
_NOT_OURS = frozenset({"build", "dist", "node_modules", "__pycache__"})


class Offence(NamedTuple):
    """One place where a rule is broken: what is there, and what is accepted instead."""

    path: str
    line: int
    what: str
    accepted: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.what}\n    accepted: {self.accepted}"


class Module(NamedTuple):
    """A Python file; `path` is relative to the checkout, with forward slashes."""

    path: str
    text: str
    syntax: ast.Module


class Tree:
    """A checkout. Files that git ignores are not part of it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.files = tuple(sorted(path for path in _listed(root) if (root / path).is_file()))

    def texts(self) -> Iterator[tuple[str, str]]:
        """Every file that is UTF-8 text, with its path."""
        for path in self.files:
            try:
                yield path, (self.root / path).read_text(encoding="utf-8")
            except UnicodeDecodeError:
                continue

    def modules(self, *folders: str) -> Iterator[Module]:
        """The Python modules anywhere under these folders."""
        for path, text in self.texts():
            if path.endswith(".py") and any(path.startswith(f"{folder}/") for folder in folders):
                yield Module(path, text, ast.parse(text, path))


def _listed(root: Path) -> list[str]:
    # A checkout that belongs to another user, as in a container, is read all the same.
    command = ["git", "-c", "safe.directory=*", "ls-files", "-coz", "--exclude-standard"]
    if (root / ".git").exists():
        listed = subprocess.run(command, cwd=root, check=True, capture_output=True).stdout
        return listed.decode().rstrip("\0").split("\0")
    return [path.as_posix() for path in _walked(root) if not _is_hidden(path)]


def _walked(root: Path) -> Iterator[Path]:
    return (path.relative_to(root) for path in root.rglob("*"))


def _is_hidden(path: Path) -> bool:
    folders = path.parts[:-1]
    return any(part in _NOT_OURS or part.startswith(".venv") or part.endswith("_cache") for part in folders)
