"""What every command shares: the house opened, errors said in one line, where output goes."""

import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from functools import wraps
from typing import ParamSpec, TypeVar
from zoneinfo import ZoneInfo

import click
from rich.console import Console

from hejie.casework.desk import ApplicationError, KeyReused, StaleVersion, StreamUnknown, WordsNotTaken
from hejie.casework.lanes import TooBusy
from hejie.casework.ledger import LedgerUnavailable
from hejie.casework.packs import UnknownPack
from hejie.domain.ids import StreamId, StreamKind, parse_public
from hejie.domain.roles import Role
from hejie.edge.cli.telling import Teller
from hejie.settings import Settings, SettingsError, read_settings
from hejie.wiring import EmbeddedError, House, OrderFileError, open_house, system_now

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
FAULTS_SHOWN = 20

out = Console(highlight=False)
err = Console(stderr=True, highlight=False)


_APPLICATION_ERRORS: dict[type[ApplicationError], str] = {
    StreamUnknown: "there is no case {} here",
    StaleVersion: "the case has moved on: {}; look at it again",
    KeyReused: "the key {} was used before for another request",
    TooBusy: "the case {} is busy; give the command again, under the same key",
    WordsNotTaken: "{} asked to be forgotten here: no words of theirs are taken any more",
}


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
            raise Sorry(_APPLICATION_ERRORS.get(type(error), "{}").format(error)) from None
        except OSError as error:
            raise Sorry(str(error)) from None

    return run


async def _await(awaitable: Awaitable[T]) -> T:
    return await awaitable


def own_settings() -> Settings:
    """The settings, or one line on what is wrong with them."""
    try:
        return read_settings()
    except SettingsError as error:
        raise Sorry(str(error)) from None


def teller_of(settings: Settings, zone: str = "Asia/Shanghai") -> Teller:
    """Somebody who tells in the language of the settings."""
    return Teller(out, settings.language, ZoneInfo(zone))


def note(text: str) -> None:
    """Say beside the output what is being done."""
    err.print(f"[dim]{text}[/]")


@asynccontextmanager
async def open_house_here(settings: Settings) -> AsyncIterator[House]:
    """The house on this machine's database, telling what takes time."""
    async with open_house(settings, note) as house:
        yield house


def case_stream(public: str) -> StreamId:
    """The case with a public id. Raises: Sorry."""
    found = parse_public(StreamKind.CASE, public)
    if found is None:
        raise Sorry(f"{public!r} is no case id; one reads b3-0q9qtg0ecwg3xbjgke81k06dn7")
    return found


def read_instant(text: str | None) -> datetime:
    """The instant in a text, or now. Raises: Sorry."""
    if text is None:
        return system_now()
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        raise Sorry(f"{text!r} is no instant; one reads 2026-03-05T09:00+08:00") from None
    if instant.tzinfo is None:
        raise Sorry(f"{text!r} needs an offset, such as +08:00")
    return instant.astimezone(UTC)
