"""Worlds as casework's tests have them, what stands outside of them, and what is logged meanwhile."""

import logging
from collections.abc import AsyncIterator, Iterator

import pytest
import structlog

from casework.conftest import database, databases, server, world
from hejie.observing import log_to

from .logs import Logs
from .receivers import Mailbox, Receiver, a_mailbox, a_receiver

__all__ = ["database", "databases", "mailbox", "receiver", "server", "world"]


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    """Somebody's endpoint."""
    async with a_receiver() as receiver:
        yield receiver


@pytest.fixture
async def mailbox() -> AsyncIterator[Mailbox]:
    """The operator's mail server."""
    async with a_mailbox() as mailbox:
        yield mailbox


@pytest.fixture
def logs() -> Iterator[Logs]:
    """All that is logged during a test."""
    root, logs = logging.getLogger(), Logs()
    handlers, level = root.handlers[:], root.level
    log_to(logs.stream, human=False)
    yield logs
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()
    structlog.contextvars.clear_contextvars()
