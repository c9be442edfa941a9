"""One line of a story as words, and a reader that takes them one by one and says what it had expected."""

import re
from collections.abc import Iterable
from datetime import datetime, tzinfo
from difflib import get_close_matches
from enum import StrEnum
from typing import NamedTuple, TypeVar

from hejie.domain.money import parse_minor

_TOKEN = re.compile(r'\s*(?:(?P<comment>#.*)|"(?P<text>[^"]*)"|(?P<comma>,)|(?P<word>[^\s,"]+)|(?P<open>"))')
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_TIME = re.compile(r"\d\d:\d\d(:\d\d)?")
ARROW, BANG = "->", "!!"

E = TypeVar("E", bound=StrEnum)


class StoryError(ValueError):
    """A story that cannot be read: where, what is wrong, what would be accepted, what was perhaps meant."""

    def __init__(
        self, file: str, line: int, wrong: str, accepted: Iterable[str] = (), meant: str = ""
    ) -> None:
        self.file, self.line, self.wrong = file, line, wrong
        self.accepted, self.meant = tuple(accepted), meant
        hint = f"; did you mean {meant}?" if meant else ""
        choice = f" (accepted: {', '.join(self.accepted)})" if self.accepted else ""
        super().__init__(f"{file}:{line}: {wrong}{hint}{choice}")


class Place(NamedTuple):
    """A line of a file."""

    file: str
    line: int

    def wrong(self, what: str, accepted: Iterable[str] = ()) -> StoryError:
        """The error to raise here."""
        return StoryError(self.file, self.line, what, accepted)

    def unknown(self, what: str, word: str, accepted: Iterable[str]) -> StoryError:
        """The error for a word that is none of those accepted, with the closest of them."""
        words = tuple(accepted)
        close = get_close_matches(word, words, n=1, cutoff=0.6)
        wrong = f"{word!r} is not {what}"
        return StoryError(self.file, self.line, wrong, words, close[0] if close else "")


class Token(NamedTuple):
    """A word, or a text that stood in quotes."""

    text: str
    quoted: bool = False


def tokens_of(line: str, place: Place) -> list[Token]:
    """The words of a line up to its comment. Raises: StoryError for a text without an end."""
    found: list[Token] = []
    position, line = 0, line.rstrip()
    while position < len(line):
        match = _TOKEN.match(line, position)
        assert match is not None, "a line that has not ended has a token"
        position = match.end()
        if match["open"]:
            raise place.wrong("a text begins here and has no closing quote")
        if match["comment"]:
            break
        quoted = match["text"] is not None
        found.append(Token(match["text"] if quoted else match["comma"] or match["word"], quoted))
    return found


class Reader:
    """Takes the words of one line. Every `take` raises StoryError where it finds something else."""

    def __init__(self, tokens: list[Token], place: Place, zone: tzinfo, currency: str) -> None:
        self._tokens, self._next = tokens, 0
        self.place, self._zone, self._currency = place, zone, currency

    @property
    def ahead(self) -> str:
        """The next word, without taking it; empty at the end of the line and before a text."""
        if self._next == len(self._tokens) or self._tokens[self._next].quoted:
            return ""
        return self._tokens[self._next].text

    @property
    def ended(self) -> bool:
        """Whether every word has been taken."""
        return self._next == len(self._tokens)

    def skip(self, word: str) -> bool:
        """Take this word if it is the next."""
        if self.ahead != word:
            return False
        self._next += 1
        return True

    def expect(self, word: str) -> None:
        """Take this word."""
        if not self.skip(word):
            raise self.place.wrong(f"{word!r} is missing before {self._shown()}")

    def word(self, what: str) -> str:
        """Take any word."""
        word = self.ahead
        if word in ("", ",", ARROW, BANG):
            raise self.place.wrong(f"{what} is missing before {self._shown()}")
        self._next += 1
        return word

    def one_of(self, what: str, accepted: Iterable[str]) -> str:
        """Take one of these words."""
        accepted = tuple(accepted)
        word = self.ahead
        if word in ("", ",", ARROW, BANG):
            raise self.place.wrong(f"{what} is missing before {self._shown()}", accepted)
        if word not in accepted:
            raise self.place.unknown(what, word, accepted)
        self._next += 1
        return word

    def member(self, what: str, choices: type[E]) -> E:
        """Take the name of one member of an enumeration."""
        return choices(self.one_of(what, choices))

    def words(self, what: str) -> tuple[str, ...]:
        """Take one word or more, with commas between."""
        found = [self.word(what)]
        while self.skip(","):
            found.append(self.word(what))
        return tuple(found)

    def text(self) -> str:
        """Take a text in quotes, if there is one."""
        if self.ended or not self._tokens[self._next].quoted:
            return ""
        self._next += 1
        return self._tokens[self._next - 1].text

    def number(self, what: str) -> int:
        """Take a whole number."""
        word = self.word(what)
        if not (word.isascii() and word.isdigit() and len(word) <= 9):
            raise self.place.wrong(f"{word!r} is not {what}: a whole number")
        return int(word)

    def amount_minor(self) -> int:
        """Take an amount in major units."""
        word = self.word("an amount")
        try:
            return parse_minor(word, self._currency)
        except ValueError as error:
            raise self.place.wrong(str(error)) from None

    @property
    def amount_is_ahead(self) -> bool:
        """Whether the next word begins like an amount."""
        return self.ahead[:1].isdigit()

    def instant(self) -> datetime:
        """Take a day and a time, in the zone of the story."""
        day = self.word("a day such as 2026-03-04")
        time = self.word("a time such as 09:00")
        if not (_DAY.fullmatch(day) and _TIME.fullmatch(time)):
            raise self.place.wrong(f"'{day} {time}' is not an instant such as 2026-03-04 09:00")
        try:
            return datetime.fromisoformat(f"{day}T{time}").replace(tzinfo=self._zone)
        except ValueError:
            raise self.place.wrong(f"'{day} {time}' is not in the calendar") from None

    def finish(self) -> None:
        """Raises: StoryError if something is left."""
        if not self.ended:
            raise self.place.wrong(f"{self._shown()} is too much here")

    def _shown(self) -> str:
        if self.ended:
            return "the end of the line"
        token = self._tokens[self._next]
        return f'the text "{token.text}"' if token.quoted else repr(token.text)
