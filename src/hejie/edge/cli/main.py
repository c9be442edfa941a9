"""`hejie`: everything of it that people run by hand."""

import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from functools import wraps
from pathlib import Path
from typing import ParamSpec, TypeVar
from uuid import uuid4
from zoneinfo import ZoneInfo

import click
import msgspec
from rich.console import Console
from rich.progress import Progress, TaskID
from rich.table import Table

from hejie import __doc__ as about
from hejie.casework.desk import ApplicationError, StreamUnknown, Submission
from hejie.casework.intake import (
    Filed,
    FiledComplaint,
    NotFiled,
    OrdersTaken,
    file_complaints,
    take_orders,
)
from hejie.casework.ledger import LedgerUnavailable
from hejie.casework.look import Seen, history_of, look_at, outlook_at, verify
from hejie.casework.packs import UnknownPack
from hejie.domain.decide import as_of, possible
from hejie.domain.draft import Moment
from hejie.domain.ids import StreamId, StreamKind, named, parse_public
from hejie.domain.naming import ROLE_WORDS
from hejie.domain.orders import Order
from hejie.domain.roles import Actor, Role
from hejie.domain.words import Words
from hejie.edge.cli.asking import COMMANDS, NotACommand, read_command
from hejie.edge.cli.demo import play_demo
from hejie.edge.cli.sandbox import late_ship_round, tell_round
from hejie.edge.cli.telling import Teller
from hejie.settings import Settings, SettingsError, read_settings
from hejie.wiring import (
    BadRow,
    EmbeddedError,
    House,
    OrderFileError,
    OrderSource,
    open_house,
    read_olist,
    read_orders_file,
    system_now,
)

if sys.platform == "win32":
    from asyncio import run as run_loop
else:
    from uvloop import run as run_loop

P = ParamSpec("P")
T = TypeVar("T")

VIEWERS = {
    "consumer": Role.COMPLAINANT,
    "merchant": Role.RESPONDENT,
    "officer": Role.OFFICER,
    "arbiter": Role.ARBITER,
}
_FAULTS_SHOWN = 20

out = Console(highlight=False)
err = Console(stderr=True, highlight=False)


class Sorry(click.ClickException):
    """An error that the person at the keyboard can do something about: one line, no trace."""

    def show(self, _file: object = None) -> None:
        """Say it."""
        err.print(f"[red]hejie:[/] {self.message}")


def running(command: Callable[P, Awaitable[T]]) -> Callable[P, T]:
    """Run an async command, and turn what can go wrong outside into one clear line."""

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return run_loop(_await(command(*args, **kwargs)))
        except (EmbeddedError, SettingsError, OrderFileError, UnknownPack) as error:
            raise Sorry(str(error)) from None
        except LedgerUnavailable as error:
            raise Sorry(f"the database does not answer ({error}); nothing was lost, run it again") from None
        except ApplicationError as error:
            raise Sorry(f"{type(error).__name__}: {error}") from None
        except OSError as error:
            raise Sorry(str(error)) from None

    return run


async def _await(awaitable: Awaitable[T]) -> T:
    return await awaitable


def _settings() -> Settings:
    try:
        return read_settings()
    except SettingsError as error:
        raise Sorry(str(error)) from None


def _teller(settings: Settings, zone: str = "Asia/Shanghai") -> Teller:
    return Teller(out, settings.language, ZoneInfo(zone))


def _note(text: str) -> None:
    err.print(f"[dim]{text}[/]")


@asynccontextmanager
async def _house(settings: Settings) -> AsyncIterator[House]:
    async with open_house(settings, _note) as house:
        yield house


@click.group(help=about, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """All commands. `HEJIE_HOME` says where data lies, `DATABASE_URL` names another PostgreSQL."""


@main.command()
@running
async def demo() -> None:
    """Play the seed's story and decide a file of example orders, on a clock of its own."""
    settings = _settings()
    await play_demo(settings, _teller(settings), _note)


@main.group(name="import")
def imports() -> None:
    """Take in orders and complaints from files."""


@imports.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--venue", help="The venue of rows that name none.")
@click.option("--zone", help="The time zone of instants without an offset, e.g. Asia/Shanghai.")
@running
async def orders(file: Path, venue: str | None, zone: str | None) -> None:
    """Take in orders from a .csv or .jsonl FILE; a second time changes nothing."""
    try:
        source = read_orders_file(file, venue=venue, zone=ZoneInfo(zone) if zone else None)
    except (KeyError, ValueError):
        raise Sorry(f"no time zone {zone!r} is known; one is Asia/Shanghai") from None
    await _take_orders(source)


@imports.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--venue", default="olist-sandbox", show_default=True, help="The venue of the orders.")
@running
async def olist(folder: Path, venue: str) -> None:
    """Take in the public Olist orders from FOLDER."""
    await _take_orders(read_olist(folder, venue=venue))


async def _take_orders(source: OrderSource) -> None:
    settings = _settings()
    faults: list[BadRow] = []

    def good() -> Iterator[Order]:
        for row in source.read():
            if isinstance(row, BadRow):
                faults.append(row)
            else:
                yield row

    async with _house(settings) as house:
        with Progress(console=err, transient=True) as progress:
            task = progress.add_task("orders", total=None)
            taken = await take_orders(
                good(), house.orders, lambda count: progress.update(task, completed=count)
            )
    _tell_orders(settings, taken, faults)
    if any(fault.ref or fault.line > 1 for fault in faults):
        sys.exit(1)


def _advance_to(progress: Progress, task: TaskID, count: int) -> None:
    progress.update(task, completed=count)


def _tell_orders(settings: Settings, taken: OrdersTaken, faults: list[BadRow]) -> None:
    zh = settings.language == "zh"
    for fault in faults[:_FAULTS_SHOWN]:
        reason = fault.reason_zh if zh else fault.reason_en
        err.print(f"{fault.source}:{fault.line} {fault.ref} {reason}", markup=False)
    if len(faults) > _FAULTS_SHOWN:
        err.print(f"… {len(faults) - _FAULTS_SHOWN} more")
    counts = (taken.total, taken.new, taken.changed, taken.same, len(faults))
    said = (
        "订单 {}:新增 {},变更 {},未变 {};有问题的行 {}"
        if zh
        else ("{} orders: {} new, {} changed, {} as before; {} rows with faults")
    )
    out.print(said.format(*counts))


@imports.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--ids", is_flag=True, help="Print the key and the case of each.")
@running
async def complaints(file: Path, ids: bool) -> None:
    """File complaints in bulk from a .jsonl FILE, one a line; a second time changes nothing."""
    settings = _settings()
    read, faults = _read_complaints(file)
    filed = again = 0
    async with _house(settings) as house:
        with Progress(console=err, transient=True) as progress:
            task = progress.add_task("complaints", total=len(read))
            async for result in file_complaints(read, house.lanes, house.packs, house.now):
                progress.advance(task)
                if isinstance(result, Filed):
                    again += result.replayed
                    filed += not result.replayed
                    if ids:
                        out.print(f"{result.key} {result.stream.public}", markup=False, soft_wrap=True)
                else:
                    faults.append(result)
        await house.relay.drain()
    for fault in faults[:_FAULTS_SHOWN]:
        err.print(f"{fault.key}: {fault.reason.tell(settings.language)}", markup=False)
    said = (
        "新立案 {},此前已立案 {},未受理 {}"
        if settings.language == "zh"
        else ("{} filed, {} filed before, {} not taken")
    )
    out.print(said.format(filed, again, len(faults)))
    if faults:
        sys.exit(1)


def _read_complaints(file: Path) -> tuple[list[FiledComplaint], list[NotFiled]]:
    decoder = msgspec.json.Decoder(FiledComplaint, strict=True)
    read: list[FiledComplaint] = []
    faults: list[NotFiled] = []
    for number, line in enumerate(file.read_bytes().splitlines(), start=1):
        if not line.strip():
            continue
        try:
            read.append(decoder.decode(line))
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            faults.append(NotFiled(f"{file.name}:{number}", Words(str(error), str(error))))
    return read, faults


@main.command()
@click.argument("case")
@click.option("--as", "viewer", type=click.Choice(list(VIEWERS)), default="consumer", show_default=True)
@click.option("--at", help="An instant with an offset, instead of now.")
@running
async def outlook(case: str, viewer: str, at: str | None) -> None:
    """Say whether CASE can be withdrawn, why, until when, and what would change it."""
    settings, instant = _settings(), _instant(at)
    async with _house(settings) as house:
        seen = await look_at(house.ledger, house.packs, _stream(case))
        if instant < seen.case.changed_at:
            raise Sorry("the case has changed since then: an outlook is of now, or of an instant to come")
        found = await outlook_at(house.ledger, seen, instant, VIEWERS[viewer])
        out.print(Teller(out, settings.language, seen.pack.calendar.zone).outlook(found))


@main.command(name="do")
@click.argument("command")
@click.option("--case", "case_id", help="The case; without it the command begins one.")
@click.option("--venue", help="The venue, where the command begins a case.")
@click.option("--as", "viewer", type=click.Choice(list(VIEWERS)), required=True, help="Your role.")
@click.option("--by", "person", required=True, help="Your id (the buyer's, the merchant's, your own).")
@click.option("--key", help="Idempotency key: the same again has no second effect.")
@click.option("--expect", type=click.IntRange(min=0), help="The version that you have looked at.")
@running
async def act(
    command: str,
    case_id: str | None,
    venue: str | None,
    viewer: str,
    person: str,
    key: str | None,
    expect: int | None,
) -> None:
    """Give one COMMAND, written as JSON: '{"type": "say", "text": "…"}'."""
    settings, key = _settings(), key or uuid4().hex
    try:
        asked = read_command(command)
    except NotACommand as error:
        raise Sorry(str(error)) from None
    if (case_id is None) == (venue is None):
        raise Sorry("say which --case, or the --venue in which to begin one; not both")
    stream = _stream(case_id) if case_id else named(StreamKind.CASE, venue or "", person, key)
    actor = Actor(VIEWERS[viewer], person)
    async with _house(settings) as house:
        submission = Submission(stream, actor, asked, house.now(), key, venue or "", expect)
        answer = await house.lanes.submit(submission)
        await house.relay.drain()
        if answer.refusal is None:
            out.print(f"{stream.public} version {answer.version}: {', '.join(answer.events)}", soft_wrap=True)
            return
        with suppress(StreamUnknown):
            seen = await look_at(house.ledger, house.packs, stream)
            teller = Teller(out, settings.language, seen.pack.calendar.zone)
            raise Sorry(f"{answer.refusal.code}: {teller.refusal(answer.refusal, seen.case, seen.pack)}")
    raise Sorry(f"{answer.refusal.code}: {answer.refusal.tell(settings.language)}")


@main.command(name="possible")
@click.argument("case")
@click.option("--as", "viewer", type=click.Choice(list(VIEWERS)), default="consumer", show_default=True)
@click.option("--by", "person", help="Your id; else the party's own.")
@running
async def what_is_possible(case: str, viewer: str, person: str | None) -> None:
    """List what can be done in CASE now by a role, and why the rest cannot."""
    settings = _settings()
    async with _house(settings) as house:
        seen = await look_at(house.ledger, house.packs, _stream(case))
        teller = Teller(out, settings.language, seen.pack.calendar.zone)
        actor = Actor(VIEWERS[viewer], "")
        actor = Actor(actor.role, person or seen.case.person_of(actor.side))
        table = Table.grid(padding=(0, 2))
        for one in possible(seen.case, Moment(house.now(), actor, seen.pack)):
            command = COMMANDS[one.command]
            words = command.zh if settings.language == "zh" else command.en
            why = teller.refusal(one.refusal, seen.case, seen.pack) if one.refusal else ""
            table.add_row("[green]✓[/]" if one.allowed else "[red]–[/]", one.command, words, f"[dim]{why}[/]")
        out.print(table)


@main.command()
@click.argument("case")
@running
async def show(case: str) -> None:
    """Show where CASE stands, its clocks, and what has happened."""
    settings = _settings()
    async with _house(settings) as house:
        stream = _stream(case)
        seen = await look_at(house.ledger, house.packs, stream)
        teller = Teller(out, settings.language, seen.pack.calendar.zone)
        _show_case(teller, seen, house.now())
        for envelope in await history_of(house.ledger, stream):
            who = teller.say(ROLE_WORDS[envelope.by.role])
            name = type(envelope.event).__struct_config__.tag
            out.print(f"  {teller.instant(envelope.at)}  {who:<10} {name}")


def _show_case(teller: Teller, seen: Seen, now: datetime) -> None:
    case = as_of(seen.case, seen.pack, now)
    kind = seen.pack.kinds[case.head.kind]
    out.print(f"[bold]{seen.stream.public}[/] {teller.say(kind.words)} · {teller.stage(case)}")
    for clock in case.clocks:
        out.print(f"  {teller.clock(clock, seen.pack)}")
    for owed in teller.owed(case):
        out.print(f"  {owed}")


@main.command(name="verify")
@click.argument("case")
@running
async def check_chain(case: str) -> None:
    """Hash the events of CASE again and rebuild it from them; exit 1 if anything does not fit."""
    async with _house(_settings()) as house:
        found = await verify(house.ledger, _stream(case))
    for fault in found.faults:
        err.print(fault)
    out.print(f"{found.events_count} events, {len(found.faults)} faults")
    if found.faults or not found.events_count:
        sys.exit(1)


@main.command()
@running
async def sweep() -> None:
    """Let every clock that has run out take effect, and deliver what follows; then end."""
    failed: tuple[Exception, ...] = ()
    moved = 0
    async with _house(_settings()) as house:
        try:
            moved = await house.sweeper.sweep()
        except ExceptionGroup as group:
            failed = group.exceptions
        delivered = await house.relay.drain()
    for error in failed:
        said = "; ".join([f"{type(error).__name__}: {error}", *getattr(error, "__notes__", ())])
        err.print(said, markup=False)
    if failed:
        out.print(f"{len(failed)} could not be moved, all others were; {delivered} consequences delivered")
        sys.exit(1)
    out.print(f"{moved} cases moved, {delivered} consequences delivered")


@main.command()
@click.argument("person")
@click.confirmation_option(prompt="Destroy every key of this person? Their words can never be read again.")
@running
async def erase(person: str) -> None:
    """Forget PERSON: destroy the keys of everything that they wrote."""
    async with _house(_settings()) as house:
        destroyed = await house.ledger.erase_person(person)
    out.print(f"{destroyed} keys destroyed")


@main.command(name="try-late-ship")
@click.argument("venue")
@running
async def try_late_ship(venue: str) -> None:
    """In a sandbox VENUE: complain of late dispatch on every order, and count how each is decided."""
    settings = _settings()
    async with _house(settings) as house:
        with Progress(console=err, transient=True) as progress:
            task = progress.add_task("complaints", total=None)

            def advance(done: int, total: int) -> None:
                progress.update(task, completed=done, total=total)

            result = await late_ship_round(house, venue, progress=advance)
    teller = _teller(settings)
    out.print(tell_round(teller, result))
    for refused in result.refused[:_FAULTS_SHOWN]:
        err.print(f"{refused.key}: {refused.reason.tell(settings.language)}", markup=False)
    if result.example:
        stream, _ = result.example
        out.print(f"[dim]hejie show {stream.public}[/]")


@main.command()
@running
async def packs() -> None:
    """List the rules that are known here and which are in force now."""
    settings, table = _settings(), Table("pack", "version", "in force", "venues", "hash")
    async with _house(settings) as house:
        now = system_now()
        for pack in house.packs:
            venues = ", ".join(sorted(pack.venues)) or "*"
            table.add_row(pack.id, pack.version, str(pack.in_force(now)), venues, pack.content_hash[:12])
    out.print(table)


def _stream(public: str) -> StreamId:
    found = parse_public(StreamKind.CASE, public)
    if found is None:
        raise Sorry(f"{public!r} is no case id; one reads 3f-01kaq8y0rzf5x9m2v7c4t6w8ne")
    return found


def _instant(text: str | None) -> datetime:
    if text is None:
        return system_now()
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        raise Sorry(f"{text!r} is no instant; one reads 2026-03-05T09:00+08:00") from None
    if instant.tzinfo is None:
        raise Sorry(f"{text!r} needs an offset, such as +08:00")
    return instant.astimezone(UTC)
