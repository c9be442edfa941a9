"""Whole workers as tests run them: on the data of a world, with real senders and quick rests."""

import asyncio
import dataclasses
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any
from uuid import uuid4

from casework.houses import NOON, VENUE, World
from hejie.adapters.notices.mail import AppriseMail
from hejie.adapters.notices.webhooks import HttpWebhooks
from hejie.casework.announcing import Announcer
from hejie.casework.courier import Courier
from hejie.casework.housekeeping import Housekeeper
from hejie.casework.inbox import Endpoint
from hejie.casework.people import Account, Hat, Principal
from hejie.casework.relay import Relay
from hejie.edge.worker.metrics import Metrics
from hejie.edge.worker.serve import Rests, serve_work
from hejie.wiring import House

from .receivers import Mailbox

QUICK = Rests(sweep=0.02, relay=0.02, courier=0.02, housekeeping=60, watch=0.05)
SECRET = bytes(range(32))


class NoBlobs:
    """Nothing is kept, so nothing is removed."""

    async def delete(self, key: str) -> None:
        """Never called."""
        raise AssertionError(key)


class Worker:
    """A worker that runs beside the test."""

    def __init__(self, task: "asyncio.Task[None]", stop: asyncio.Event, metrics: Metrics) -> None:
        self.task = task
        self.stop = stop
        self.metrics = metrics

    async def ended(self, seconds: float = 20) -> None:
        """Tell it to stop, and wait until it has."""
        self.stop.set()
        async with asyncio.timeout(seconds):
            await self.task

    async def kill(self) -> None:
        """Let it die where it stands."""
        self.task.cancel()
        await asyncio.wait({self.task})

    def number(self, name: str, **labels: str) -> float | None:
        """A number that it shows."""
        return self.metrics.registry.get_sample_value(name, labels)


@asynccontextmanager
async def a_worker(
    world: World,
    mailbox: Mailbox | None = None,
    *,
    house: House | None = None,
    post: Any = None,
    grace_seconds: float = 10,
) -> AsyncIterator[Worker]:
    """A worker on one of the world's houses (the first, if none is named)."""
    house = house or world.house
    async with AsyncExitStack() as stack:
        webhooks = await stack.enter_async_context(HttpWebhooks(allow_private=True))
        mail = await stack.enter_async_context(AppriseMail(mailbox.url)) if mailbox else None
        announcer = Announcer(house.inbox, house.post, house.people, mails=mail is not None)
        relay = Relay(house.ledger, house.lanes, house.now, announcer)
        own = dataclasses.replace(house, relay=relay)
        courier = Courier(post or house.post, house.people, house.packs, house.now, webhooks, mail)
        keeper = Housekeeper(house.ledger, house.people, house.uploads, NoBlobs(), house.now)
        stop, metrics = asyncio.Event(), Metrics()
        work = serve_work(
            own, courier, keeper, stop=stop, metrics=metrics, rests=QUICK, grace_seconds=grace_seconds
        )
        worker = Worker(asyncio.create_task(work), stop, metrics)
        try:
            yield worker
        finally:
            if not worker.task.done():
                await worker.ended()


async def until(holds: Callable[[], object], seconds: float = 20) -> None:
    """Wait until something holds."""
    async with asyncio.timeout(seconds):
        while not holds():
            await a_moment()


async def a_moment() -> None:
    await asyncio.sleep(0.01)


async def endpoint(world: World, url: str, *events: str) -> Endpoint:
    """An endpoint of the venue."""
    made = Endpoint(uuid4(), VENUE, url, SECRET, events, NOON)
    await world.house.post.put_endpoint(made)
    return made


async def account(world: World, id: str, hat: Hat, email: str, language: str = "zh") -> Principal:
    """Somebody of the venue who can be mailed."""
    principal = Principal(id, id.title(), VENUE, (hat,), language=language)
    await world.house.people.put_account(Account(f"{id}@{VENUE}", principal, "hash", email))
    return principal


__all__ = ["SECRET", "Worker", "a_moment", "a_worker", "account", "endpoint", "until"]
