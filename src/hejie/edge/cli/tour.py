"""`hejie tour`: the seed's main story through the real write path, then a file of orders decided.

Time is the story's own: the clock of the house is moved from step to step, and the sweeper lets run out
what has run out by then.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from importlib.resources import as_file, files
from uuid import uuid4

from rich.console import Console
from rich.padding import Padding
from rich.rule import Rule
from rich.text import Text

from hejie.casework.desk import Submission
from hejie.casework.intake import take_orders
from hejie.casework.look import Seen, look_at, outlook_at, verify
from hejie.casework.sealing import words_of
from hejie.domain.case import Case, Stage
from hejie.domain.commands import Command, CounterOffer, MakeOffer, SubmitEvidence
from hejie.domain.ids import StreamId, StreamKind, named
from hejie.domain.naming import BASIS_WORDS, ROLE_WORDS
from hejie.domain.orders import Order
from hejie.domain.refusals import Refusal
from hejie.domain.roles import Role
from hejie.domain.words import Words
from hejie.edge.cli.sandbox import late_ship_round, tell_round
from hejie.edge.cli.telling import Teller
from hejie.settings import Settings
from hejie.simulation.steps import Lapsing, Step, Story
from hejie.simulation.story import parse_story
from hejie.wiring import House, open_house, read_orders_file

STORY = "seed.case"
ORDERS = "sandbox-orders.csv"
SANDBOX = "olist-sandbox"

_WORDS = {
    "title": Words("种子故事:天猫式投诉,从协商到履行", "The seed's story: a complaint from talk to remedy"),
    "orders": Words(
        "导入订单文件,逐单依平台记录裁决", "A file of orders, each decided from platform records"
    ),
    "lapses": Words("期限届满:{clock}", "the clock runs out: {clock}"),
    "refused": Words("未被接受:{why}", "not accepted: {why}"),
    "clock": Words("计时", "clock"),
    "owed": Words("待履行", "owed"),
    "ruling": Words("裁决", "ruling"),
    "chain": Words(
        "核验 {count} 个事件:哈希链完整,重放一致", "{count} events checked: the chain holds, a replay agrees"
    ),
    "points": Words("商家累计扣分", "the merchant's points"),
    "try": Words("再试试:hejie outlook {case} --as merchant", "try next: hejie outlook {case} --as merchant"),
}


class _StoryClock:
    """The instant of the story, for everything in the house."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at


async def play_tour(settings: Settings, teller: Teller, note: Callable[[str], None]) -> None:
    """Play, and leave the cases in the ledger for whoever wants to look."""
    text = files("hejie.simulation").joinpath(STORY).read_text(encoding="utf-8")
    story = parse_story(text, STORY)
    clock = _StoryClock(story.steps[0].at)
    async with open_house(settings, note, clock) as house:
        console = teller.console
        console.print(Rule(teller.say(_WORDS["title"])))
        console.print(f"[dim]{teller.say(story.words)}[/]\n")
        stream = await _Player(house, story, teller, clock).play()
        console.print(Rule(teller.say(_WORDS["orders"])))
        clock.at = datetime.now(UTC)
        await _decide_orders(house, teller)
        said = teller.say(_WORDS["try"], case=stream.public)
        console.print(f"\n[dim]{said}[/]")


class _Player:
    """Plays one story on one house. Every run makes a case of its own."""

    def __init__(self, house: House, story: Story, teller: Teller, clock: _StoryClock) -> None:
        self._house = house
        self._story = story
        self._teller = teller
        self._clock = clock
        self._run = uuid4().hex
        self._before: Case | None = None

    async def play(self) -> StreamId:
        order = self._story.order
        await take_orders([order], self._house.orders)
        stream = named(StreamKind.CASE, order.venue, order.buyer, self._run)
        for number, step in enumerate(self._story.steps):
            self._clock.at = step.at.astimezone(UTC)
            refusal = await self._take(step, stream, number, order)
            await self._house.relay.drain()
            seen = await look_at(self._house.ledger, self._house.packs, stream)
            await self._tell(step, seen, refusal)
            self._before = seen.case
        await self._tell_end(stream)
        return stream

    async def _take(self, step: Step, stream: StreamId, number: int, order: Order) -> Refusal | None:
        if isinstance(step.act, Lapsing):
            await self._house.sweeper.sweep()
            return None
        submission = Submission(
            stream, step.actor, step.act, self._clock.at, f"{self._run}:{number}", order.venue
        )
        answer = await self._house.lanes.submit(submission)
        return answer.refusal

    async def _tell(self, step: Step, seen: Seen, refusal: Refusal | None) -> None:
        teller, case, console = self._teller, seen.case, self._teller.console
        line = Text(teller.instant(step.at), "cyan")
        line.append(f"  {teller.say(ROLE_WORDS[step.actor.role])} ", "bold")
        if step.actor.role not in (Role.CLOCK, Role.PLATFORM):
            line.append(f"{step.actor.id}  ", "dim")
        line.append(self._said(step, seen))
        console.print(line)
        if refusal:
            why = teller.refusal(refusal, case, seen.pack)
            _indented(console, Text(teller.say(_WORDS["refused"], why=why), "red"))
            return
        before = self._before
        if before is None or before.stage is not case.stage:
            _indented(console, Text(f"→ {teller.stage(case)}", "bold"))
        if case.ruling and (before is None or before.ruling != case.ruling):
            for said in self._ruling(case):
                _indented(console, Text(f"{teller.say(_WORDS['ruling'])}: {said}"))
        known = {clock.id for clock in before.clocks} if before else set()
        for clock in case.clocks:
            if clock.id not in known:
                _indented(
                    console, Text(f"{teller.say(_WORDS['clock'])}: {teller.clock(clock, seen.pack)}", "dim")
                )
        if before is None or before.obligations != case.obligations:
            for owed in teller.owed(case):
                _indented(console, Text(f"{teller.say(_WORDS['owed'])}: {owed}", "dim"))
        if case.stage is not Stage.CLOSED and (before is None or before.stage is not case.stage):
            found = await outlook_at(self._house.ledger, seen, self._clock.at, Role.COMPLAINANT)
            _indented(console, teller.outlook_line(found))

    def _said(self, step: Step, seen: Seen) -> str:
        teller = self._teller
        if isinstance(step.act, Lapsing):
            return teller.say(_WORDS["lapses"], clock=teller.say(seen.pack.span_words[step.act.name]))
        command: Command = step.act
        said = command.zh if teller.language == "zh" else command.en
        if isinstance(command, SubmitEvidence):
            said += f": {self._item(command, step, seen)}"
        if isinstance(command, MakeOffer | CounterOffer):
            currency = seen.case.head.currency
            acts = (teller.act(term.act, term.amount_minor, currency) for term in command.terms)
            said += f": {', '.join(acts)}"
        words = " ".join(words_of(command).values())
        return f"{said} “{words}”" if words else said

    def _item(self, command: SubmitEvidence, step: Step, seen: Seen) -> str:
        checklist = seen.pack.kinds[seen.case.head.kind].checklists[step.actor.side]
        words = next((item.words for item in checklist.items if item.code == command.item), None)
        return self._teller.say(words) if words else command.item

    def _ruling(self, case: Case) -> list[str]:
        teller, ruling = self._teller, case.ruling
        assert ruling is not None, "asked for where there is one"
        said = [f"{teller.say(BASIS_WORDS[ruling.basis])} ({', '.join(ruling.rules)})"]
        return said + [teller.finding(finding, case.head.currency) for finding in ruling.findings]

    async def _tell_end(self, stream: StreamId) -> None:
        found = await verify(self._house.ledger, stream)
        assert not found.faults, found.faults
        said = self._teller.say(_WORDS["chain"], count=found.events_count)
        self._teller.console.print(f"\n[green]✓[/] {said}\n")


def _indented(console: Console, said: Text) -> None:
    console.print(Padding(said, (0, 0, 0, 18)))


async def _decide_orders(house: House, teller: Teller) -> None:
    with as_file(files("hejie.simulation").joinpath(ORDERS)) as path:
        orders = [row for row in read_orders_file(path).read() if isinstance(row, Order)]
    taken = await take_orders(orders, house.orders)
    result = await late_ship_round(house, SANDBOX, run=uuid4().hex)
    teller.console.print(f"{taken.total} {'个订单' if teller.language == 'zh' else 'orders'}")
    teller.console.print(Padding(tell_round(teller, result), (0, 0, 0, 2)))
