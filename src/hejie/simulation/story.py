"""Reads a `.case` file: a dated script that people and machines both understand.

    en: Who stays silent loses the claim.
    zh: 逾期不答复的一方承担不利后果。
    pack tmall-style times +08:00
    people complainant li-na, respondent tea-house, officer wang, arbiter zhao, arbiter qian
    order A1001 CNY placed 2026-03-01 10:00 delivered 2026-03-03 15:00
    line 1 "龙井茶" price 128.00 freight 8.00

    2026-03-04 09:00  complainant  open_talk quality_visible line 1 return_and_refund 128.00  -> talking
    2026-03-04 09:30  complainant  file                                             !! talk_comes_first
        expect clock talk until 2026-03-20 00:00

A step is an instant, who acts, what they do, and what comes of it: `-> stage`, `-> closed outcome`, or
`!! refusal`. Who acts is a person, a role (its first person), or both. `clock NAME lapses` lets a clock
run out, at its very instant unless `due` gives it. A line that begins with `expect` says what holds after
the step above; it may begin with an instant of its own. `#` begins a remark. Amounts are in major units.
"""

from datetime import UTC, datetime, timedelta, timezone, tzinfo
from pathlib import Path

import msgspec

from hejie.domain.case import Outcome, Stage
from hejie.domain.commands import AnyCommand, Command
from hejie.domain.facts import Counters
from hejie.domain.money import MINOR_DIGITS
from hejie.domain.orders import Order, OrderLine
from hejie.domain.roles import THE_CLOCK, THE_PLATFORM, Actor, Role
from hejie.domain.words import Words
from hejie.simulation.sentences import CHECKS, COMMANDS, read_lapsing, read_refusal_code
from hejie.simulation.steps import Accepted, Check, Lapsing, MayIs, Refused, Step, Story, Wanted
from hejie.simulation.tokens import ARROW, BANG, Place, Reader, StoryError, Token, tokens_of

_PEOPLE = (Role.COMPLAINANT, Role.RESPONDENT, Role.OFFICER, Role.ARBITER)
_KEYS = ("pack", "venue", "people", "lately", "order", "line")
_RECORDS = ("placed", "paid", "handed_over", "delivered", "confirmed")
_ZONE_HOURS_MOST = 14


def read_story(path: Path) -> Story:
    """Read one file. Raises: StoryError; OSError where it cannot be opened."""
    try:
        text = path.read_bytes().decode()
    except UnicodeDecodeError as error:
        raise StoryError(path.name, 1, f"the file is not UTF-8 text (byte {error.start})") from None
    return parse_story(text, path.name)


def read_stories(folder: Path) -> tuple[Story, ...]:
    """Read every story of a folder, by name. Raises: StoryError, OSError."""
    return tuple(read_story(path) for path in sorted(folder.glob("*.case")))


def parse_story(text: str, file: str) -> Story:
    """Read the text of a story. Raises: StoryError at the first thing that is wrong."""
    return _Parser(file).parse(text)


class _Parser:
    """What has been said so far, line by line."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._titles: dict[str, str] = {}
        self._pack, self._venue = "", "demo"
        self._zone: tzinfo = UTC
        self._people: list[Actor] = []
        self._counters = Counters(0, 0)
        self._order: Order | None = None
        self._steps: list[Step] = []
        self._place = Place(file, 1)

    def parse(self, text: str) -> Story:
        for number, line in enumerate(text.split("\n"), start=1):
            self._place = Place(self._file, number)
            if len(self._titles) < len(("en", "zh")):
                self._title(line)
                continue
            tokens = tokens_of(line, self._place)
            if tokens:
                self._line(tokens)
        return self._story()

    def _story(self) -> Story:
        self._header_is_there()
        if not self._steps:
            raise self._place.wrong("a story has at least one step")
        assert self._order is not None, "the header is there"
        return Story(
            self._file,
            Words(self._titles["zh"], self._titles["en"]),
            self._pack,
            self._order,
            tuple(self._people),
            self._counters,
            tuple(self._steps),
        )

    def _title(self, line: str) -> None:
        language = "zh" if self._titles else "en"
        found, colon, words = line.partition(":")
        if not colon or found.strip() != language or not words.strip():
            raise self._place.wrong(
                f"a story begins with the lines 'en: …' and 'zh: …'; '{language}:' is missing"
            )
        self._titles[language] = words.strip()

    def _line(self, tokens: list[Token]) -> None:
        currency = self._order.currency if self._order else ""
        words = Reader(tokens, self._place, self._zone, currency)
        first = words.ahead
        if first[:1].isdigit() or first == "expect":
            self._header_is_there()
            self._dated(words)
        elif self._steps:
            raise self._place.wrong(f"{first!r} begins neither a step (an instant) nor a check (expect)")
        else:
            self._header(words)
        words.finish()

    def _header_is_there(self) -> None:
        if not self._pack:
            raise self._place.wrong("the line 'pack …' is missing")
        for role in (Role.COMPLAINANT, Role.RESPONDENT):
            if not any(person.role is role for person in self._people):
                raise self._place.wrong(f"the line 'people …' with a {role} is missing")
        if self._order is None or not self._order.lines:
            raise self._place.wrong("the lines 'order …' and 'line …' are missing")

    def _header(self, words: Reader) -> None:
        key = words.one_of("the beginning of a line", (*_KEYS, "expect"))
        if key == "pack":
            self._pack = words.word("the id of a pack")
            words.expect("times")
            self._zone = self._offset(words.word("an offset such as +08:00"))
        elif key == "venue":
            self._venue = words.word("a venue")
        elif key == "people":
            self._read_people(words)
        elif key == "lately":
            filings = words.number("how many complaints were filed")
            words.expect("filings")
            words.skip(",")
            self._counters = Counters(filings, words.number("how many were withdrawn"))
            words.expect("withdrawals")
        elif key == "order":
            self._read_order(words)
        else:
            self._read_order_line(words)

    def _offset(self, text: str) -> tzinfo:
        sign, hours, minutes = text[:1], text[1:3], text[4:]
        if (
            len(text) != len("+08:00")
            or sign not in "+-"
            or text[3] != ":"
            or not (hours + minutes).isascii()
        ):
            raise self._place.wrong(f"{text!r} is not an offset such as +08:00")
        if not (hours + minutes).isdigit() or int(hours) > _ZONE_HOURS_MOST or int(minutes) > 59:
            raise self._place.wrong(f"{text!r} is not an offset such as +08:00")
        east = timedelta(hours=int(hours), minutes=int(minutes))
        return timezone(-east if sign == "-" else east)

    def _read_people(self, words: Reader) -> None:
        while True:
            role = Role(words.one_of("a role", _PEOPLE))
            name = words.word("a name")
            if name in (*Role, *COMMANDS, "expect"):
                raise self._place.wrong(
                    f"{name!r} means something else in a story: give the person another name"
                )
            self._people.append(Actor(role, name))
            if not words.skip(","):
                return

    def _person(self, role: Role) -> str:
        named = [person.id for person in self._people if person.role is role]
        if not named:
            raise self._place.wrong(f"nobody is {role}: the line 'people …' comes first and names one")
        return named[0]

    def _read_order(self, words: Reader) -> None:
        if self._order is not None:
            raise self._place.wrong("a story is about one order")
        ref, currency = words.word("an order"), words.one_of("a currency", sorted(MINOR_DIGITS))
        known: dict[str, datetime] = {}
        while not words.ended:
            record = words.one_of("a record of the order", _RECORDS)
            known[record] = words.instant()
            words.skip(",")
        if "placed" not in known:
            raise self._place.wrong("when the order was placed is missing")
        self._order = Order(
            venue=self._venue,
            ref=ref,
            buyer=self._person(Role.COMPLAINANT),
            currency=currency,
            placed_at=known["placed"],
            lines=(),
            paid_at=known.get("paid"),
            handed_over_at=known.get("handed_over"),
            delivered_at=known.get("delivered"),
            confirmed_at=known.get("confirmed"),
        )

    def _read_order_line(self, words: Reader) -> None:
        if self._order is None:
            raise self._place.wrong("the line 'order …' comes before its lines")
        ref, title = words.word("an order line"), words.text()
        words.expect("price")
        price_minor = words.amount_minor()
        freight_minor = words.amount_minor() if words.skip("freight") else 0
        merchant = words.word("a merchant") if words.skip("merchant") else self._person(Role.RESPONDENT)
        dispatch_due_at = words.instant() if words.skip("dispatch_due") else None
        line = OrderLine(ref, merchant, price_minor, freight_minor, title, dispatch_due_at)
        self._order = msgspec.structs.replace(self._order, lines=(*self._order.lines, line))

    def _dated(self, words: Reader) -> None:
        before = self._steps[-1] if self._steps else None
        latest = None if before is None else max([before.at, *(check.at for check in before.checks)])
        at = latest if words.ahead == "expect" else words.instant()
        if words.skip("expect"):
            if before is None or at is None:
                raise self._place.wrong("a check comes after the step that it looks at")
            self._steps[-1] = msgspec.structs.replace(before, checks=(*before.checks, self._check(words, at)))
        else:
            assert at is not None, "a step begins with its instant"
            self._steps.append(self._step(words, at))
        if latest is not None and at is not None and at < latest:
            raise self._place.wrong("a story goes forward in time; this is before the line above")

    def _check(self, words: Reader, at: datetime) -> Check:
        wanted = CHECKS[words.word("a check")](words) if words.ahead in CHECKS else self._may(words)
        return Check(self._place.line, at, wanted)

    def _may(self, words: Reader) -> Wanted:
        if words.ahead not in self._names():
            raise self._place.unknown("something to expect", words.ahead, (*CHECKS, *self._names()))
        actor = self._actor(words)
        words.expect("may")
        denied = words.skip("not")
        command = words.one_of("a command", COMMANDS)
        return MayIs(actor, command, read_refusal_code(words) if denied else None)

    def _names(self) -> tuple[str, ...]:
        return (*Role, *(person.id for person in self._people))

    def _actor(self, words: Reader) -> Actor:
        name = words.one_of("anybody in this story", self._names())
        if name == Role.CLOCK:
            return THE_CLOCK
        if name == Role.PLATFORM:
            return THE_PLATFORM
        if name not in tuple(Role):
            return next(person for person in self._people if person.id == name)
        ids = {person.id for person in self._people}
        return Actor(Role(name), words.word("a name") if words.ahead in ids else self._person(Role(name)))

    def _step(self, words: Reader, at: datetime) -> Step:
        actor = self._actor(words)
        act = self._lapsing(words, at) if actor is THE_CLOCK else self._command(words)
        return Step(self._place.line, at, actor, act, self._expected(words))

    def _lapsing(self, words: Reader, at: datetime) -> Lapsing:
        name, scope = read_lapsing(words)
        return Lapsing(name, words.instant() if words.skip("due") else at, scope)

    def _command(self, words: Reader) -> Command:
        assert self._order is not None, "the header is there"
        command = COMMANDS[words.one_of("a command", COMMANDS)](words, self._order.ref)
        try:
            # What a story can say, a client can send: the shape of the fields is checked alike.
            checked: Command = msgspec.json.decode(msgspec.json.encode(command), type=AnyCommand)
        except msgspec.ValidationError as error:
            raise self._place.wrong(f"the command is not complete: {error}") from None
        return checked

    def _expected(self, words: Reader) -> Accepted | Refused:
        if words.skip(BANG):
            return Refused(read_refusal_code(words))
        if not words.skip(ARROW):
            return Accepted()
        stage = words.member("a stage", Stage)
        if stage is not Stage.CLOSED:
            return Accepted(stage)
        return Accepted(stage, words.member("an outcome", Outcome))
