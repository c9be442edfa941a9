"""What every order importer is: a source that gives whole orders, and tells which rows it did not believe."""

from collections.abc import Iterator
from typing import Protocol

import msgspec

from hejie.domain.orders import Order


class BadRow(msgspec.Struct, frozen=True):
    """One row that was not believed, and why; or a note on line 1 that a column is not read.

    `source` is the file's name, `line` counts from 1 as an editor shows it (a row over several lines has
    the number of its first), `ref` is the order's, or empty if it could not be read.
    """

    source: str
    line: int
    ref: str
    reason_zh: str
    reason_en: str


class OrderFileError(Exception):
    """The file or folder as a whole cannot be read as orders: nothing of it was."""

    def __init__(self, source: str, reason_zh: str, reason_en: str) -> None:
        super().__init__(f"{source}: {reason_en}")
        self.source, self.reason_zh, self.reason_en = source, reason_zh, reason_en


class OrderSource(Protocol):
    """Orders to import, from wherever they come."""

    def read(self) -> Iterator[Order | BadRow]:
        """Every order that is whole and believed, and every row that is not. May be called again.

        No order is half given: one with a bad row is held back whole.
        Raises: OrderFileError.
        """
        ...
