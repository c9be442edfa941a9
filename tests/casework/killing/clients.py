"""Clients that live cases through writers, insist until they are answered, and remember every answer."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from random import Random

import msgspec

from hejie.domain import commands as ask
from hejie.domain.case import Act
from hejie.domain.ids import StreamId, StreamKind, named
from hejie.domain.orders import Order, OrderLine
from hejie.domain.roles import Actor, Role

from .stable import LineDead, Writer
from .writer import FIRST_DAY, Told

VENUE = "demo"
BUYERS = 120
BUSY_SHOPS = 3
"""One buyer in five has bought at one of these: they get so many complaints that a person has to look."""

_PRICE_MINOR = 9_900
_SOON_AGAIN = ("LedgerUnavailable", "LedgerFull", "TooBusy", "ConflictInBatch")
_RETRY_SECONDS = 0.03


class Acknowledged(msgspec.Struct, frozen=True):
    """A command that a client was told to be taken: it must be there, once."""

    stream: StreamId
    caller: str
    key: str
    version: int
    events: tuple[str, ...]


def orders() -> list[Order]:
    """What the buyers have bought, one order each."""
    return [_order(number) for number in range(BUYERS)]


def _shop(number: int) -> str:
    return f"busy-{number % BUSY_SHOPS}" if number % 5 == 0 else f"shop-{number}"


def _order(number: int) -> Order:
    line = OrderLine("1", _shop(number), _PRICE_MINOR)
    placed_at = FIRST_DAY - timedelta(days=3)
    return Order(VENUE, f"A{number}", f"buyer-{number}", "CNY", placed_at, (line,))


class Clients:
    """What all clients together were told, and how often they had to ask again."""

    def __init__(self, writers: Sequence[Writer], random: Random) -> None:
        self._writers = writers
        self._random = random
        self._cases = 0
        self.over = False
        self.acknowledged: list[Acknowledged] = []
        self.refused: Counter[str] = Counter()
        self.retries: Counter[str] = Counter()
        self.unexpected: list[str] = []
        self._answered = asyncio.Condition()

    async def answered_more(self, count: int) -> None:
        """Wait until so many more commands have been acknowledged."""
        enough = len(self.acknowledged) + count
        async with self._answered:
            await self._answered.wait_for(lambda: len(self.acknowledged) >= enough)

    async def live(self) -> None:
        """Live one case after the other until it is over; the last one is lived to its end."""
        while not self.over:
            self._cases += 1
            await self._live(f"case-{self._cases}", self._random.randrange(BUYERS))

    async def _live(self, name: str, number: int) -> None:
        buyer, shop = Actor(Role.COMPLAINANT, f"buyer-{number}"), Actor(Role.RESPONDENT, _shop(number))
        stream = named(StreamKind.CASE, VENUE, buyer.id, name)
        demand = ask.Demand("1", "return_and_refund", _PRICE_MINOR)
        await self.insist(stream, buyer, ask.FileComplaint(f"A{number}", "false_ad", (demand,), text=name))
        await self.insist(stream, buyer, ask.SubmitEvidence("ad_screenshot", "ab" * 32))
        for turn in range(self._random.randrange(4)):
            await self.insist(stream, (buyer, shop)[turn % 2], ask.Say(f"{name}, turn {turn}"))
        end = self._random.random()
        if end < 0.3:
            due_at = FIRST_DAY + timedelta(days=10_000)
            act = ask.ProposedAct("c1", Act.PAY, due_at, 1_000)
            await self.insist(stream, shop, ask.MakeOffer((act,)))
            await self.insist(stream, buyer, ask.RequestWithdrawal(reason=ask.WithdrawalReason.OTHER))
        elif end < 0.45:
            await self.insist(stream, shop, ask.AcceptClaims())

    async def crowd(self, cases: int, turns: int) -> None:
        """Talk in cases that all clients share; whoever comes first has filed them."""
        for number in range(cases):
            buyer = Actor(Role.COMPLAINANT, f"buyer-{number}")
            stream = named(StreamKind.CASE, VENUE, buyer.id, "shared")
            demand = ask.Demand("1", "return_and_refund", _PRICE_MINOR)
            await self.insist(stream, buyer, ask.FileComplaint(f"A{number}", "false_ad", (demand,)))
        for turn in range(turns):
            number = self._random.randrange(cases)
            stream = named(StreamKind.CASE, VENUE, f"buyer-{number}", "shared")
            buyer, shop = Actor(Role.COMPLAINANT, f"buyer-{number}"), Actor(Role.RESPONDENT, _shop(number))
            await self.insist(stream, self._random.choice((buyer, shop)), ask.Say(f"turn {turn}"))

    async def insist(self, stream: StreamId, actor: Actor, command: ask.AnyCommand) -> None:
        """Send a command under one key, again and again, until there is an answer."""
        key = f"{ask.command_name(command)} {self._random.getrandbits(64):x}"
        while True:
            # Whoever gets no answer may as well ask somebody else, or two at once.
            asked = self._random.sample(self._writers, self._random.randint(1, len(self._writers)))
            answers = await asyncio.gather(
                *(one.ask(stream, actor, command, key, VENUE) for one in asked), return_exceptions=True
            )
            told = [answer for answer in answers if isinstance(answer, Told) and not answer.error]
            for answer in answers:
                self._count(answer)
            if told:
                self._remember(stream, actor, key, told)
                async with self._answered:
                    self._answered.notify_all()
                return
            await asyncio.sleep(_RETRY_SECONDS)

    def _count(self, answer: Told | BaseException) -> None:
        if isinstance(answer, LineDead):
            self.retries["the writer died"] += 1
        elif isinstance(answer, BaseException):
            raise answer
        elif answer.error:
            kind = answer.error.partition(":")[0]
            self.retries[kind] += 1
            if kind not in _SOON_AGAIN:
                self.unexpected.append(answer.error)

    def _remember(self, stream: StreamId, actor: Actor, key: str, told: list[Told]) -> None:
        taken = {(one.version, one.events) for one in told if not one.refusal}
        if len(taken) > 1:
            self.unexpected.append(f"two answers to one request: {taken}")
        for version, events in taken:
            self.acknowledged.append(Acknowledged(stream, f"{actor.role}:{actor.id}", key, version, events))
        if not taken:
            self.refused[told[0].refusal] += 1
