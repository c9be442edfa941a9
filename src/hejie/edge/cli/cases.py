"""Commands about one case: what can be done, doing it, looking at it, and whether it can be withdrawn."""

import sys
from contextlib import suppress
from datetime import datetime
from uuid import uuid4

import click
from rich.table import Table

from hejie.casework.desk import StreamUnknown, Submission
from hejie.casework.look import Seen, counters_at, history_of, look_at, outlook_at
from hejie.casework.look import verify as verify_stream
from hejie.domain.decide import as_of, possible
from hejie.domain.draft import Moment
from hejie.domain.ids import StreamKind, named
from hejie.domain.naming import FLAG_WORDS, PAUSE_WORDS, ROLE_WORDS, SEVERITY_WORDS
from hejie.domain.procedure.ruling import proposed_by_record
from hejie.domain.roles import Actor
from hejie.domain.words import Words
from hejie.edge.cli.asking import COMMANDS, NotACommand, read_command
from hejie.edge.cli.run import VIEWERS, case_stream, open_house_here, read_instant
from hejie.edge.cli.telling import Teller
from hejie.running import Sorry, err, out, own_settings, running

_BY_RECORD = Words(
    "若商家逾期不答复,平台记录将裁决:{finding}",
    "platform records will decide, unless the merchant objects in time: {finding}",
)


@click.command()
@click.argument("case")
@click.option("--as", "viewer", type=click.Choice(list(VIEWERS)), default="consumer", show_default=True)
@click.option("--at", help="An instant with an offset, instead of now.")
@running
async def outlook(case: str, viewer: str, at: str | None) -> None:
    """Say whether CASE can be withdrawn, why, until when, and what would change it."""
    settings, instant = own_settings(), read_instant(at)
    async with open_house_here(settings) as house:
        seen = await look_at(house.ledger, house.packs, case_stream(case))
        if instant < seen.case.changed_at:
            raise Sorry("the case has changed since then: an outlook is of now, or of an instant to come")
        found = await outlook_at(house.ledger, seen, instant, VIEWERS[viewer])
        out.print(Teller(out, settings.language, seen.pack.calendar.zone).outlook(found))


@click.command(name="do")
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
    settings, key = own_settings(), key or uuid4().hex
    try:
        asked = read_command(command)
    except NotACommand as error:
        raise Sorry(str(error)) from None
    if (case_id is None) == (venue is None):
        raise Sorry("say which --case, or the --venue in which to begin one; not both")
    stream = case_stream(case_id) if case_id else named(StreamKind.CASE, venue or "", person, key)
    actor = Actor(VIEWERS[viewer], person)
    async with open_house_here(settings) as house:
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


@click.command(name="possible")
@click.argument("case")
@click.option("--as", "viewer", type=click.Choice(list(VIEWERS)), default="consumer", show_default=True)
@click.option("--by", "person", help="Your id; else the party's own.")
@running
async def what_is_possible(case: str, viewer: str, person: str | None) -> None:
    """List what can be done in CASE now by a role, and why the rest cannot."""
    settings = own_settings()
    async with open_house_here(settings) as house:
        seen = await look_at(house.ledger, house.packs, case_stream(case))
        teller = Teller(out, settings.language, seen.pack.calendar.zone)
        actor = Actor(VIEWERS[viewer], "")
        actor = Actor(actor.role, person or seen.case.person_of(actor.side))
        table = Table.grid(padding=(0, 2))
        now = house.now()
        counters = await counters_at(house.ledger, seen, now)
        for one in possible(seen.case, Moment(now, actor, seen.pack, counters=counters)):
            command = COMMANDS[one.command]
            words = command.zh if settings.language == "zh" else command.en
            why = teller.refusal(one.refusal, seen.case, seen.pack) if one.refusal else ""
            table.add_row("[green]✓[/]" if one.allowed else "[red]–[/]", one.command, words, f"[dim]{why}[/]")
        out.print(table)


@click.command()
@click.argument("case")
@running
async def show(case: str) -> None:
    """Show where CASE stands, its clocks, and what has happened."""
    settings = own_settings()
    async with open_house_here(settings) as house:
        stream = case_stream(case)
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
    severity = teller.say(SEVERITY_WORDS[case.severity])
    out.print(f"[bold]{seen.stream.public}[/] {teller.say(kind.words)} ({severity}) · {teller.stage(case)}")
    marks = [FLAG_WORDS[flag] for flag in case.flags] + ([PAUSE_WORDS[case.pause]] if case.pause else [])
    for words in marks:
        out.print(f"  [yellow]{teller.say(words)}[/]")
    for finding in proposed_by_record(case, kind) or ():
        said = teller.finding(finding, case.head.currency)
        out.print(f"  {teller.say(_BY_RECORD, finding=said)}")
    for clock in case.clocks:
        out.print(f"  {teller.clock(clock, seen.pack)}")
    for owed in teller.owed(case):
        out.print(f"  {owed}")


@click.command(name="verify")
@click.argument("case")
@running
async def check_chain(case: str) -> None:
    """Hash the events of CASE again and rebuild it from them; exit 1 if anything does not fit."""
    async with open_house_here(own_settings()) as house:
        found = await verify_stream(house.ledger, case_stream(case))
    for fault in found.faults:
        err.print(fault)
    out.print(f"{found.events_count} events, {len(found.faults)} faults")
    if found.faults or not found.events_count:
        sys.exit(1)
