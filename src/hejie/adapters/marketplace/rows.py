"""Rows of a text file whatever is in it: physical lines with their numbers, and CSV records made of them.

A byte that is not UTF-8, an open quote or a line without end spoils the row it stands in and no other.
"""

import csv
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple, TextIO

from hejie.adapters.marketplace.fields import Fault
from hejie.adapters.marketplace.source import OrderFileError

MOST_ROW_CHARS = 65_536
"""A CSV row longer than this is bad, and no open quote is followed further."""


class Line(NamedTuple):
    """A physical line with its number from 1. A line over the limit is cut, and not `whole`.

    Bytes that are not UTF-8 are in it as lone surrogates.
    """

    number: int
    text: str
    whole: bool

    @property
    def fault(self) -> Fault | None:
        """Why the line cannot be believed, whatever it says."""
        if not self.whole:
            return Fault(
                f"这一行过长（超过 {len(self.text)} 个字符）", f"is longer than {len(self.text)} characters"
            )
        try:
            self.text.encode()
        except UnicodeEncodeError:
            return Fault("不是有效的 UTF-8；请以 UTF-8 保存文件", "is not UTF-8; save the file as UTF-8")
        return None


class Lines:
    """The physical lines of a file, one after the other; lines can be put back to be read again."""

    def __init__(self, stream: TextIO, most_chars: int) -> None:
        self._stream, self._most_chars = stream, most_chars
        self._count = 0
        self._again: deque[Line] = deque()

    def take(self) -> Line | None:
        """The next line, None at the end."""
        if self._again:
            return self._again.popleft()
        text = self._stream.readline(self._most_chars)
        if not text:
            return None
        self._count += 1
        whole = len(text) < self._most_chars or _ends(text)
        if not whole:
            while (rest := self._stream.readline(self._most_chars)) and not _ends(rest):
                pass
        return Line(self._count, text, whole)

    def put_back(self, lines: Sequence[Line]) -> None:
        """Give these lines again before the rest, in this order."""
        self._again.extendleft(reversed(lines))


def _ends(text: str) -> bool:
    return text.endswith(("\n", "\r"))


@contextmanager
def open_lines(path: Path, most_chars: int) -> Iterator[Lines]:
    """The lines of a file: UTF-8 with or without a byte order mark, any line ends.

    Raises: OrderFileError if it cannot be opened or is empty.
    """
    try:
        stream = path.open(encoding="utf-8-sig", errors="surrogateescape", newline="")
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        raise unreadable(path, error) from None
    with stream:
        lines = Lines(stream, most_chars)
        try:
            first = lines.take()
        except OSError as error:
            raise unreadable(path, error) from None
        if first is None:
            raise OrderFileError(path.name, "文件为空", "is empty")
        lines.put_back([first])
        yield lines


def unreadable(path: Path, error: Exception) -> OrderFileError:
    """That a file cannot be opened or read."""
    reason = getattr(error, "strerror", None) or str(error)
    return OrderFileError(path.name, f"无法读取：{reason}", f"cannot be read: {reason}")


class Row(NamedTuple):
    """A CSV record and the number of its first line. With a fault, `cells` is only a guess."""

    number: int
    cells: list[str]
    fault: Fault | None


def take_header(lines: Lines, source: str) -> list[str]:
    """The names in the first row, without spaces around them.

    Raises: OrderFileError if there is no such row.
    """
    row = _take_row(lines, width=None)
    if row is None or row.fault is not None:
        fault = row.fault if row and row.fault else Fault("没有标题行", "has no header")
        raise OrderFileError(source, f"标题行：{fault.zh}", f"header: {fault.en}")
    return [cell.strip() for cell in row.cells]


def take_rows(lines: Lines, width: int) -> Iterator[Row]:
    """The records that follow, each of `width` cells or at fault; empty rows are passed over."""
    while row := _take_row(lines, width):
        if row.fault is not None or _says_something(row.cells):
            yield row


def _says_something(cells: list[str]) -> bool:
    return any(cell.strip() for cell in cells)


def _take_row(lines: Lines, width: int | None) -> Row | None:
    """The next record, None at the end.

    A record over several lines is believed only if it is well formed and of the right width. Otherwise an
    open quote has swallowed its neighbours: only the first line is bad, and reading goes on with the second.
    """
    first = lines.take()
    if first is None:
        return None
    taken = [first]
    fault: Fault | None = None
    cells: list[str] = []
    try:
        cells = next(csv.reader(_follow(lines, taken), strict=True))
    except csv.Error:
        fault = Fault(
            "引号不成对；含引号的内容须整体加引号，其中的引号写两次",
            "has a quote that does not close; quote the whole cell and double the quotes in it",
        )
    if fault is None and width is not None and _says_something(cells) and len(cells) != width:
        fault = Fault(
            f"有 {len(cells)} 列，标题有 {width} 列", f"has {len(cells)} cells, the header has {width}"
        )
    broken = next((line.fault for line in taken if line.fault), None)
    if (fault or broken) and len(taken) > 1:
        lines.put_back(taken[1:])
        cells = []
    if (fault or broken) and not cells:
        cells = [cell.strip(' "\r\n') for cell in first.text.split(",")]
    return Row(first.number, cells, broken or fault)


def _follow(lines: Lines, taken: list[Line]) -> Iterator[str]:
    """What csv may read for one record: the line taken, then more, each noted in `taken`, up to the limit."""
    yield taken[0].text
    chars = len(taken[0].text)
    while chars < MOST_ROW_CHARS and (line := lines.take()):
        taken.append(line)
        chars += len(line.text)
        yield line.text
