"""The requests as bytes, made from parts that were prepared before, so that making one costs next to nothing.

Each carries the headers that a browser sends with such a request; those to ours have the cookie, the token of
the desk and the idempotency key besides.
"""

from collections.abc import Iterator, Sequence
from functools import cache
from random import Random
from typing import NamedTuple
from uuid import UUID

import msgspec

from bench.http.ours import Doors, Shown
from bench.http.plain import FLOOR
from bench.life import LIFE_LENGTH, ORDERS_COUNT, VENUE, script
from bench.worker import BULK
from hejie.domain.ids import StreamKind, named

_BROWSER = (
    b"user-agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0"
    b" Safari/537.36\r\naccept: */*\r\naccept-language: zh-CN,zh;q=0.9,en;q=0.8\r\n"
    b"accept-encoding: gzip, deflate, br, zstd\r\ncontent-type: application/json\r\n"
    b"origin: http://127.0.0.1:%d\r\nreferer: http://127.0.0.1:%d/\r\nsec-fetch-site: same-origin\r\n"
    b"sec-fetch-mode: cors\r\nsec-fetch-dest: empty\r\n"
)
_ASK = b"POST %b HTTP/1.1\r\nhost: 127.0.0.1:%d\r\n%bcontent-length: %d\r\n\r\n%b"
_COMMANDS, _CASES, _BULK = b"/api/v1/cases/%b/commands", b"/api/v1/cases", b"/api/v1/bulk"
_TEXT = "八十元是最低的,茶叶已经不能喝了。"


class FloorAsks:
    """What is asked of the plain service. It remembers how far each case is: the floor guards by version."""

    def __init__(self, cases: Sequence[UUID]) -> None:
        self._cases = [str(case).encode() for case in cases]
        self._versions = [1] * len(cases)

    def of(self, path: str, port: int, place: int, places: int) -> Iterator[bytes]:
        """The requests of one client of so many, each about cases that no other client writes."""
        moves = path == FLOOR
        head = _BROWSER % (port, port)
        own = range(place, len(self._cases), places)
        random = Random(place)
        while True:
            number = random.choice(own)
            version = self._versions[number]
            body = b'{"version":%d,"type":"said","text":"%b"}' % (version, _TEXT.encode())
            # Every request that is made is sent, and its answer is waited for.
            self._versions[number] = version + moves
            yield _ASK % (
                b"%b/%b/commands" % (path.encode(), self._cases[number]),
                port,
                head,
                len(body),
                body,
            )


class _Step(NamedTuple):
    """A command of a life as it is sent: who gives it, its body, and the same as an item of a bulk."""

    person: str
    body: bytes
    item: bytes


@cache
def _steps(number: int) -> tuple[_Step, ...]:
    steps: list[_Step] = []
    for place, (actor, command) in enumerate(script(number)):
        said = msgspec.json.encode(command)
        body = b'{"venue":"%b","command":%b}' % (VENUE.encode(), said) if place == 0 else said
        item = b'"role":"%b","person":"%b","command":%b' % (actor.role.encode(), actor.id.encode(), said)
        steps.append(_Step(actor.id, body, item))
    return tuple(steps)


def prepare() -> None:
    """Make what all requests to ours are made from."""
    for number in range(ORDERS_COUNT):
        _steps(number)


class LifeAsks:
    """Lives that are lived over the API, each request by the person whose turn it is."""

    def __init__(self, doors: Doors) -> None:
        self._port = doors.port
        self._heads = {id: _head(doors.port, shown) for id, shown in doors.people.items()}

    def of(self, seed: int) -> Iterator[bytes]:
        """The requests of one client: one life after the other."""
        random = Random(seed)
        while True:
            life = _Life(random)
            urls = [_CASES] + [_COMMANDS % life.case] * (LIFE_LENGTH - 1)
            for place, (url, step) in enumerate(zip(urls, life.steps, strict=True)):
                head = b"%bidempotency-key: %b\r\n" % (self._heads[step.person], life.key(place))
                yield _ASK % (url, self._port, head, len(step.body), step.body)


def bulk_asks(doors: Doors, seed: int) -> Iterator[bytes]:
    """The same step of many lives at once, step after step, by the venue's own system."""
    head = b"authorization: Bearer %b\r\ncontent-type: application/json\r\n" % doors.token.encode()
    random = Random(seed)
    while True:
        lives = [_Life(random) for _ in range(BULK)]
        for place in range(LIFE_LENGTH):
            body = b'{"items":[%b]}' % b",".join(life.item(place) for life in lives)
            yield _ASK % (_BULK, doors.port, head, len(body), body)


class _Life:
    """A case that is lived through."""

    def __init__(self, random: Random) -> None:
        self.steps = _steps(random.randrange(ORDERS_COUNT))
        self.name = b"%016x" % random.getrandbits(64)
        # Its public id follows from who opens it under which key.
        opener, key = self.steps[0].person, self.key(0).decode()
        self.case = named(StreamKind.CASE, VENUE, opener, key).public.encode()

    def key(self, place: int) -> bytes:
        return b"%b-%02d" % (self.name, place)

    def item(self, place: int) -> bytes:
        case = b'"%b"' % self.case if place else b"null"
        return b'{"key":"%b","case":%b,%b}' % (self.key(place), case, self.steps[place].item)


def _head(port: int, shown: Shown) -> bytes:
    return _BROWSER % (port, port) + b"cookie: %b\r\nx-hejie-csrf: %b\r\n" % (
        shown.cookie.encode(),
        shown.csrf.encode(),
    )
