"""`hejie`: everything of it that people run by hand."""

import sys

import click
from rich.progress import Progress
from rich.table import Table

from hejie import __doc__ as about
from hejie.casework.reindex import reindex as renew
from hejie.edge.cli import cases
from hejie.edge.cli.admitting import people, tokens
from hejie.edge.cli.doctor import doctor
from hejie.edge.cli.importing import imports
from hejie.edge.cli.letters import letters
from hejie.edge.cli.run import FAULTS_SHOWN, open_house_here, teller_of
from hejie.edge.cli.sandbox import late_ship_round, tell_round
from hejie.edge.cli.tour import play_tour
from hejie.running import err, note, out, own_settings, running
from hejie.wiring import system_now


@click.group(help=about, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """All commands. `HEJIE_HOME` says where data lies, `DATABASE_URL` names another PostgreSQL."""


@main.command()
@running
async def tour() -> None:
    """Play the seed's story and decide a file of example orders, on a clock of its own."""
    settings = own_settings()
    await play_tour(settings, teller_of(settings), note)


@main.command()
@running
async def sweep() -> None:
    """Let every clock that has run out take effect, and deliver what follows; then end."""
    failed: tuple[Exception, ...] = ()
    moved = 0
    async with open_house_here(own_settings()) as house:
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
    """Forget PERSON: destroy the keys of all that they wrote, remove their accounts and sessions."""
    async with open_house_here(own_settings()) as house:
        destroyed = await house.ledger.erase_person(person)
        accounts = await house.people.forget_person(person)
    out.print(f"{destroyed} keys destroyed, {accounts} accounts removed")


@main.command(name="try-late-ship")
@click.argument("venue")
@running
async def try_late_ship(venue: str) -> None:
    """In a sandbox VENUE: complain of late dispatch on every order, and count how each is decided."""
    settings = own_settings()
    async with open_house_here(settings) as house:
        with Progress(console=err, transient=True) as progress:
            task = progress.add_task("complaints", total=None)

            def advance(done: int, total: int) -> None:
                progress.update(task, completed=done, total=total)

            result = await late_ship_round(house, venue, progress=advance)
    teller = teller_of(settings)
    out.print(tell_round(teller, result))
    for refused in result.refused[:FAULTS_SHOWN]:
        err.print(f"{refused.key}: {refused.reason.tell(settings.language)}", markup=False)
    if result.example:
        stream, _ = result.example
        out.print(f"[dim]hejie show {stream.public}[/]")


@main.command()
@running
async def reindex() -> None:
    """Make the queues anew from the cases: after an upgrade that says so, or where they look wrong."""
    async with open_house_here(own_settings()) as house:
        count = await renew(house.ledger, house.listings)
    out.print(f"{count} {'case' if count == 1 else 'cases'} listed anew")


@main.command()
@running
async def packs() -> None:
    """List the rules that are known here and which are in force now."""
    settings, table = own_settings(), Table("pack", "version", "in force", "venues", "hash")
    async with open_house_here(settings) as house:
        now = system_now()
        for pack in house.packs:
            venues = ", ".join(sorted(pack.venues)) or "*"
            table.add_row(pack.id, pack.version, str(pack.in_force(now)), venues, pack.content_hash[:12])
    out.print(table)


for command in (
    imports,
    cases.outlook,
    cases.act,
    cases.what_is_possible,
    cases.show,
    cases.check_chain,
    people,
    tokens,
    letters,
    doctor,
):
    main.add_command(command)
