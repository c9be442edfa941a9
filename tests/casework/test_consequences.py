"""What follows elsewhere from a case happens once, however often it is delivered; nothing gets lost."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from hejie.casework.announcing import Announcer
from hejie.casework.consequences import TELL_STREAM, Message, complainant_stream, merchant_stream
from hejie.casework.envelope import encode
from hejie.casework.lanes import Lanes
from hejie.casework.ledger import Effect, LedgerUnavailable, Wanted
from hejie.casework.look import verify
from hejie.casework.relay import ATTEMPTS_MOST, LEASE_SECONDS, Relay
from hejie.casework.states import state_of
from hejie.domain import commands as ask
from hejie.domain.case import Flag, Stage
from hejie.domain.complainant import Complainant
from hejie.domain.facts import Counters
from hejie.domain.ids import StreamKind
from hejie.domain.merchant import Merchant
from hejie.domain.refusals import RefusalCode
from hejie.domain.roles import Actor, Role
from hejie.wiring import House
from ledger.builders import append_to, effect, new_stream

from .houses import ALL_BACKENDS, NOON, PLAIN, VENUE, World
from .lives import ANSWER_HOURS, APPEAL_DAYS, BUYER, SHOP, case, file, file_with_proof, look, offer
from .meddling import Forgetful

THRESHOLD = 5
"""The shipped pack's `farming_filings`."""
POINTS = 4
SHOP_BOX = f"merchant:{VENUE}:{SHOP.id}"
WITHDRAWAL = ask.RequestWithdrawal(reason=ask.WithdrawalReason.OTHER)


async def state(world: World, stream: Any) -> Any:
    """The state of any stream."""
    (found,) = await world.house.ledger.read([Wanted(stream)])
    return await state_of(world.house.ledger, found)


async def merchant(world: World, name: str = SHOP.id) -> Merchant:
    """A merchant as its stream has it."""
    found = await state(world, merchant_stream(VENUE, name)) or Merchant()
    assert isinstance(found, Merchant)
    return found


async def counters(world: World) -> Counters:
    """What counts of the buyer now."""
    found = await state(world, complainant_stream(VENUE, BUYER.id)) or Complainant()
    assert isinstance(found, Complainant)
    return found.counters(world.clock.at, timedelta(days=90))


def announcer(house: House) -> Announcer:
    """Whoever tells people in a house."""
    return Announcer(house.inbox, house.post, house.people, mails=False)


async def let_it_become_final(world: World) -> None:
    """The merchant is silent, then nobody appeals."""
    world.clock.go(hours=ANSWER_HOURS)
    await world.house.sweeper.sweep()
    world.clock.go(days=APPEAL_DAYS + 1)
    await world.house.sweeper.sweep()


@pytest.mark.parametrize("world", ALL_BACKENDS, indirect=True)
async def test_filing_and_points_reach_the_merchant_once_whatever_is_delivered_twice(world: World) -> None:
    await file_with_proof(world)
    house = world.house
    dying = Relay(Forgetful(house.ledger), house.lanes, world.clock, announcer(house))
    assert await dying.deliver() == 2 + 2
    await let_it_become_final(world)
    for _ in range(3):
        assert await dying.deliver() == 3 + 4
        assert await dying.deliver() == 0, "they are leased"
        world.clock.go(seconds=LEASE_SECONDS)
    assert await world.second.relay.drain() == 3 + 4
    assert await house.relay.drain() == 0
    assert (await merchant(world)).filings_count == 1
    assert (await merchant(world)).points("serious") == POINTS
    assert (await counters(world)).filings_in_window == 1
    assert (await verify(world.house.ledger, merchant_stream(VENUE, SHOP.id))).events_count == 2


async def test_before_a_ruling_is_final_it_costs_the_merchant_nothing(world: World) -> None:
    await file_with_proof(world)
    world.clock.go(hours=ANSWER_HOURS)
    await world.house.sweeper.sweep()
    await world.house.relay.drain()
    assert (await merchant(world)).points("serious") == 0


@pytest.mark.parametrize("world", ALL_BACKENDS, indirect=True)
async def test_two_relays_at_once_deliver_everything_once(world: World) -> None:
    for n in range(40):
        await file_with_proof(world, f"k{n}", merchant=f"shop-{n % 20}")
    await let_it_become_final(world)
    await asyncio.gather(world.house.relay.drain(), world.second.relay.drain(), world.house.relay.drain())
    for n in range(20):
        told = await merchant(world, f"shop-{n}")
        assert (told.filings_count, told.points("serious")) == (2, 2 * POINTS)
    assert (await counters(world)).filings_in_window == 40
    assert await world.house.ledger.dead_letters(1) == []


async def test_withdrawals_after_an_answer_are_counted_and_lead_to_a_review_when_they_are_many(
    world: World,
) -> None:
    early = await file(world, "early")
    await world.done(early, BUYER, ask.RequestWithdrawal(reason=ask.WithdrawalReason.MISTAKE))
    for n in range(4):
        stream = await file(world, f"k{n}", merchant=f"shop-{n}")
        await world.done(stream, Actor(Role.RESPONDENT, f"shop-{n}"), offer(world))
        await world.done(stream, BUYER, WITHDRAWAL)
        await world.house.relay.drain()
    assert await counters(world) == Counters(filings_in_window=5, withdrawals_in_window=4)
    last = await file(world, "last")
    await world.done(last, SHOP, offer(world))
    assert await world.refused(last, BUYER, WITHDRAWAL) is RefusalCode.WITHDRAWAL_NEEDS_REVIEW
    world.clock.go(days=91)
    assert await counters(world) == Counters(filings_in_window=0, withdrawals_in_window=0)


@pytest.mark.parametrize("world", ALL_BACKENDS, indirect=True)
async def test_unusually_many_filings_flag_every_case_of_the_window_and_a_person_decides_them(
    world: World,
) -> None:
    """The silence that would have decided each of them goes to a person; a closed case is left alone."""
    few = [await file_with_proof(world, f"few{n}", merchant="quiet") for n in range(THRESHOLD - 1)]
    old = await file_with_proof(world, "old")
    await world.house.relay.drain()
    world.clock.go(hours=25)
    many = [await file_with_proof(world, f"many{n}") for n in range(THRESHOLD)]
    await world.done(many[0], BUYER, ask.RequestWithdrawal(reason=ask.WithdrawalReason.MISTAKE))
    await world.house.relay.drain()
    many.append(await file_with_proof(world, "one more"))
    await world.house.relay.drain()
    assert [(await look(world, stream)).case.flags for stream in many] == [(), *[(Flag.FARMING,)] * THRESHOLD]
    assert [(await look(world, stream)).case.flags for stream in (*few, old)] == [()] * THRESHOLD
    assert await world.house.ledger.dead_letters(1) == []
    world.clock.go(hours=ANSWER_HOURS)
    await world.house.sweeper.sweep()
    assert {(await look(world, stream)).case.stage for stream in many[1:]} == {Stage.DECIDING}
    assert {(await look(world, stream)).case.stage for stream in (*few, old)} == {Stage.RULED}


async def queue(world: World, what: Effect) -> None:
    """Queue an effect as if a stream had done so."""
    assert await world.house.ledger.append([append_to(new_stream(), effects=[what])]) == [True]


TO_NOWHERE = encode(Message(StreamKind.CASE, "no id", ask.RaiseFlag(Flag.FARMING, "c")))
NOT_UNDERSTOOD = {
    "another topic": effect("carrier_pigeon", b"{}", NOON),
    "no json": effect(TELL_STREAM, b"\xff\x00 no json", NOON),
    "no message": effect(TELL_STREAM, b'{"kind":"case"}', NOON),
    "no command": effect(TELL_STREAM, b'{"kind":"case","to":"x","command":{"type":"vanish"}}', NOON),
    "no stream": effect(TELL_STREAM, TO_NOWHERE, NOON),
}


@pytest.mark.parametrize("world", ALL_BACKENDS, indirect=True)
async def test_what_cannot_be_understood_is_put_aside_at_last_and_the_rest_goes_on(world: World) -> None:
    for one in NOT_UNDERSTOOD.values():
        await queue(world, one)
    await file(world)
    await world.house.relay.drain()
    assert (await merchant(world)).filings_count == 1
    assert await world.house.ledger.dead_letters(10) == []
    for _ in range(ATTEMPTS_MOST):
        world.clock.go(hours=1)
        await world.second.relay.drain()
    dead = await world.house.ledger.dead_letters(10)
    assert {letter.body for letter, _ in dead} == {one.body for one in NOT_UNDERSTOOD.values()}
    assert {(letter.attempts, error.partition(":")[0]) for letter, error in dead} == {
        (ATTEMPTS_MOST, "NotUnderstood")
    }


@pytest.mark.parametrize("world", ALL_BACKENDS, indirect=True)
async def test_what_fails_is_tried_again_later_and_later_and_at_last_put_aside(world: World) -> None:
    """A message for a case that does not exist; another that came with it is not held up."""
    nowhere = Message(StreamKind.CASE, case("never").public, ask.RaiseFlag(Flag.FARMING, "c"))
    await queue(world, effect(TELL_STREAM, encode(nowhere), NOON))
    await file(world)
    assert await world.house.relay.drain() == 1 + 3
    assert (await merchant(world)).filings_count == 1
    for attempt in range(1, ATTEMPTS_MOST):
        wait_seconds = min(2**attempt, 3_600)
        world.clock.go(seconds=wait_seconds - 1)
        assert await world.house.relay.deliver() == 0, attempt
        world.clock.go(seconds=1)
        assert await world.house.ledger.dead_letters(1) == []
        assert await world.second.relay.deliver() == 1, attempt
    ((letter, error),) = await world.house.ledger.dead_letters(10)
    assert letter.attempts == ATTEMPTS_MOST
    assert error.startswith("StreamUnknown")
    world.clock.go(days=30)
    assert await world.house.relay.deliver() == 0


@pytest.mark.parametrize("world", [PLAIN], indirect=True)
async def test_while_the_database_is_away_nothing_counts_as_a_failure(world: World) -> None:
    """The relay leased, then the write path lost the database; when the lease is over another delivers."""
    await file(world)
    house, other = world.house, world.second
    await other.ledger.close()
    async with Lanes(other.desk, other.ledger, other.orders) as cut:
        dying = Relay(house.ledger, cut, world.clock, announcer(other))
        with pytest.raises(LedgerUnavailable):
            await dying.deliver()
    assert await world.rows("SELECT 1 FROM outbox WHERE last_error IS NOT NULL") == []
    assert await house.relay.deliver() == 0
    world.clock.go(seconds=LEASE_SECONDS)
    assert await house.relay.deliver() == 2 + 1
    assert len(await house.inbox.notes(SHOP_BOX, None, 9)) == 1
    assert (await merchant(world)).filings_count == 1
