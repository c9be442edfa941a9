"""How long the first in each queue has waited, and how much was given up: what an operator watches."""

from datetime import timedelta
from uuid import uuid4

import pytest

from hejie.casework.backlog import Backlog
from hejie.casework.inbox import Delivery
from hejie.casework.relay import ATTEMPTS_MOST
from ledger.builders import append_to, effect, new_stream

from .houses import ALL_BACKENDS, NOON, VENUE, World
from .lives import ANSWER_HOURS, file

every_backend = pytest.mark.parametrize("world", ALL_BACKENDS, indirect=True)


async def backlog(world: World) -> Backlog:
    """What waits now."""
    return await world.house.backlogs.backlog(world.clock.at)


@every_backend
async def test_where_nothing_is_due_nothing_waits(world: World) -> None:
    await file(world)
    await world.house.relay.drain()
    assert await backlog(world) == Backlog(None, None, None, 0, 0)


@every_backend
async def test_of_each_queue_the_first_that_is_overdue_is_told(world: World) -> None:
    await file(world, "one")
    world.clock.go(hours=1)
    await file(world, "two")
    waiting = await backlog(world)
    assert waiting == Backlog(None, NOON, None, 0, 0)
    await world.house.relay.drain()
    world.clock.at = due_at = NOON + timedelta(hours=ANSWER_HOURS)
    world.clock.go(hours=3)
    assert (await backlog(world)).clock_at == due_at
    await world.house.sweeper.sweep()
    assert (await backlog(world)).clock_at is None
    queued = [
        Delivery(uuid4(), VENUE, "webhook", "x", b"", NOON + timedelta(seconds=n)) for n in (0, 1, 10**9)
    ]
    await world.house.post.queue(queued)
    assert (await backlog(world)).delivery_at == NOON


@every_backend
async def test_what_was_given_up_is_counted_and_waits_no_more(world: World) -> None:
    house = world.house
    bad = effect("carrier_pigeon", b"{}", NOON)
    assert await house.ledger.append([append_to(new_stream(), effects=[bad])]) == [True]
    for _ in range(ATTEMPTS_MOST):
        await house.relay.deliver()
        world.clock.go(hours=1)
    await house.post.queue([Delivery(uuid4(), VENUE, "webhook", "x", b"", NOON) for _ in range(3)])
    for one in await house.post.lease_deliveries(world.clock.at, 60, 3):
        await house.post.delivery_failed(one, None, "gone")
    assert await backlog(world) == Backlog(None, None, None, 1, 3)
    assert (await house.backlogs.backlog(world.clock.at, 2)).dead_deliveries == 2
