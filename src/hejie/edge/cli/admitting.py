"""`hejie people`, `hejie tokens`: who may come in, kept by whoever runs this machine."""

import sys

import click
from rich.table import Table

from hejie.casework.admission import PASSWORD_LEAST, PasswordTooShort, machine, put_account, put_token
from hejie.casework.people import Hat, Principal, Scope
from hejie.edge.cli.run import open_house_here
from hejie.running import Sorry, out, own_settings, running
from hejie.wiring import system_now

_PARTIES = (Hat.CONSUMER, Hat.MERCHANT)
_HATS = [str(hat) for hat in Hat if hat is not Hat.MACHINE]


@click.group()
def people() -> None:
    """Accounts with a password: consumers, merchants, staff."""


@people.command(name="add")
@click.argument("login")
@click.option(
    "--hat",
    "hats",
    multiple=True,
    required=True,
    type=click.Choice(_HATS),
    help="What they are; an arbiter may be an officer too.",
)
@click.option(
    "--id", "id", help="The buyer's or merchant's id at the venue; for staff the login, if left out."
)
@click.option(
    "--venue", default="", help="The venue of a consumer or merchant; of staff: the only one they see."
)
@click.option("--name", help="What others see of a consumer or merchant; the login, if left out.")
@click.option("--email", default="", help="Where notices go.")
@click.option("--language", type=click.Choice(["zh", "en"]), default="zh", show_default=True)
@running
async def add_person(
    login: str, hats: tuple[str, ...], id: str | None, venue: str, name: str | None, email: str, language: str
) -> None:
    """Let LOGIN in, with a password that is asked for (or read from standard input). Adding somebody again
    replaces what was there, and ends their sessions."""
    worn = tuple(Hat(hat) for hat in hats)
    if any(hat in _PARTIES for hat in worn) and (len(worn) > 1 or not id or not venue):
        raise Sorry("a consumer or merchant has that hat alone, and needs --id and --venue")
    principal = Principal(
        id or login, name or login, venue, worn, login=login.strip().lower(), language=language
    )
    password = _password()
    async with open_house_here(own_settings()) as house:
        try:
            await put_account(house.people, principal, password, email)
        except PasswordTooShort:
            raise Sorry(f"a password has at least {PASSWORD_LEAST} characters") from None
    out.print(f"{principal.login} may come in as {', '.join(hats)}", markup=False)


@people.command(name="remove")
@click.argument("login")
@running
async def remove_person(login: str) -> None:
    """Let LOGIN in no more; its sessions end. What it did stays where it is."""
    async with open_house_here(own_settings()) as house:
        account = await house.people.account(login.strip().lower())
        if account is None:
            raise Sorry(f"there is no account {login}")
        disabled = type(account)(account.login, account.principal, account.password_hash, account.email, True)
        await house.people.put_account(disabled)
        ended = await house.people.revoke_credentials_of(account.principal.box)
    out.print(f"{account.login} is out; {ended} sessions ended", markup=False)


def _password() -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    return str(click.prompt("Password", hide_input=True, confirmation_prompt=True))


@click.group()
def tokens() -> None:
    """Tokens of machines: what a marketplace's own systems come in with."""


@tokens.command(name="add")
@click.argument("venue")
@click.argument("label")
@click.option(
    "--scope", "scopes", multiple=True, required=True, type=click.Choice([str(one) for one in Scope])
)
@click.option(
    "--days", type=click.IntRange(1, 730), default=90, show_default=True, help="How long it is good."
)
@running
async def add_token(venue: str, label: str, scopes: tuple[str, ...], days: int) -> None:
    """A token for the machine LABEL of VENUE. It is shown this once."""
    async with open_house_here(own_settings()) as house:
        token, kept = await put_token(
            house.people, venue, label, tuple(Scope(scope) for scope in scopes), system_now(), days
        )
    out.print(token, markup=False, soft_wrap=True)
    click.echo(
        f"good until {kept.expires_at:%Y-%m-%d %H:%M} UTC; keep it where only {label} can read it", err=True
    )


@tokens.command(name="list")
@click.argument("venue")
@click.argument("label")
@running
async def list_tokens(venue: str, label: str) -> None:
    """The tokens of the machine LABEL of VENUE."""
    table = Table("issued", "good until", "scopes")
    async with open_house_here(own_settings()) as house:
        for kept in await house.people.credentials_of(machine(venue, label).box):
            scopes = ", ".join(kept.principal.scopes)
            table.add_row(f"{kept.issued_at:%Y-%m-%d %H:%M}", f"{kept.expires_at:%Y-%m-%d %H:%M}", scopes)
    out.print(table)


@tokens.command(name="revoke")
@click.argument("venue")
@click.argument("label")
@running
async def revoke_tokens(venue: str, label: str) -> None:
    """Take back every token of the machine LABEL of VENUE."""
    async with open_house_here(own_settings()) as house:
        revoked = await house.people.revoke_credentials_of(machine(venue, label).box)
    out.print(f"{revoked} taken back; processes notice within seconds")
