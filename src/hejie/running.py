"""What every command of the program shares: its settings, the event loop, errors said in one line."""

import asyncio
import signal
import sys
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from functools import wraps
from typing import ParamSpec, TypeVar

import click
from rich.console import Console

from hejie.casework.desk import ApplicationError, KeyReused, StaleVersion, StreamUnknown, WordsNotTaken
from hejie.casework.lanes import TooBusy
from hejie.casework.ledger import LedgerUnavailable
from hejie.casework.packs import UnknownPack
from hejie.settings import Settings, SettingsError, read_settings
from hejie.wiring import EmbeddedError, OrderFileError

if sys.platform == "win32":
    from asyncio import run as run_loop
else:
    from uvloop import run as run_loop

P = ParamSpec("P")
T = TypeVar("T")

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


def note(text: str) -> None:
    """Say beside the output what is being done."""
    err.print(f"[dim]{text}[/]")


@contextmanager
def ended_by_signals() -> Iterator[asyncio.Event]:
    """An event that is set when this process is asked to end; asked a second time, it breaks off."""
    ending, loop, task = asyncio.Event(), asyncio.get_running_loop(), asyncio.current_task()

    def heard() -> None:
        if ending.is_set() and task is not None:
            task.cancel()
        ending.set()

    for name in (signal.SIGINT, signal.SIGTERM):
        with suppress(NotImplementedError):  # on Windows Ctrl-C ends it
            loop.add_signal_handler(name, heard)
    try:
        yield ending
    finally:
        for name in (signal.SIGINT, signal.SIGTERM):
            with suppress(NotImplementedError):
                loop.remove_signal_handler(name)
