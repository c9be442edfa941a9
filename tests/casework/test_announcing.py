"""People and machines are told of a step once, where they look, however often the notice is delivered."""

import asyncio
from datetime import timedelta
from typing import Any
from uuid import uuid4

import msgspec
import pytest

from hejie.casework.announcing import EMAIL, WEBHOOK, Announcer
from hejie.casework.inbox import Delivery, Endpoint, Note
from hejie.casework.ledger import LedgerUnavailable
from hejie.casework.letters import Letter
from hejie.casework.notices import NOTICE, Notice
from hejie.casework.people import Account, Hat, Principal
from hejie.casework.relay import ATTEMPTS_MOST, LEASE_SECONDS, Relay
from hejie.casework.webhooks import WebhookMessage
from hejie.domain import commands as ask
from hejie.domain.ids import StreamId
from hejie.domain.roles import Side
from hejie.wiring import House

from .houses import ALL_BACKENDS, NOON, VENUE, World
from .lives import ANSWER_HOURS, ARBITER, BUYER, OFFICER, SHOP, file, file_with_proof, look, offer
from .meddling import Forgetful

BUYER_BOX = f"consumer:{VENUE}:{BUYER.id}"
SHOP_BOX = f"merchant:{VENUE}:{SHOP.id}"

every_backend = pytest.mark.parametrize("world", ALL_BACKENDS, indirect=True)


async def notes(world: World, box: str) -> list[Note]:
    """What stands in an inbox, the oldest first."""
    return (await world.house.inbox.notes(box, None, 100))[::-1]


async def codes(world: World, box: str) -> list[str]:
    """Of which events an inbox tells, sorted: those of one instant have no order."""
    return sorted(note.code for note in await notes(world, box))


async def deliveries(world: World) -> list[Delivery]:
    """Everything that is to be sent."""
    return await world.house.post.lease_deliveries(world.clock.at, 0, 1_000)


async def endpoint(world: World, *events: str, venue: str = VENUE, disabled: bool = False) -> Endpoint:
    """An endpoint of a venue."""
    made = Endpoint(uuid4(), venue, "https://shop.example/hooks", bytes(32), events, NOON, disabled)
    await world.house.post.put_endpoint(made)
    return made


async def account(
    world: World, id: str, *hats: Hat, venue: str = VENUE, email: str = "", disabled: bool = False
) -> Principal:
    """An account of somebody."""
    principal = Principal(id, id.title(), venue, hats, language="en")
    await world.house.people.put_account(Account(f"{id}@{venue}", principal, "hash", email, disabled))
    return principal


async def with_staff(world: World) -> StreamId:
    """A case in which the platform was asked to step in."""
    stream = await file(world)
    await world.done(stream, SHOP, offer(world))
    await world.done(stream, BUYER, ask.RequestIntervention())
    return stream


def mailing(world: World, house: House | None = None) -> Relay:
    """A relay of a house that has a mail server."""
    house = house or world.house
    announcer = Announcer(house.inbox, house.post, house.people, mails=True)
    return Relay(house.ledger, house.lanes, world.clock, announcer)


@every_backend
async def test_who_is_told_finds_a_note_and_who_acted_finds_none(world: World) -> None:
    stream = await file(world)
    await world.house.relay.drain()
    assert await notes(world, BUYER_BOX) == []
    (note,) = await notes(world, SHOP_BOX)
    assert note == Note(
        note.id, SHOP_BOX, stream.public, "false_ad", "complaint_filed", NOON,
        due_at=NOON + timedelta(hours=ANSWER_HOURS),
    )  # fmt: skip
    world.clock.go(hours=1)
    await world.done(stream, SHOP, offer(world))
    await world.house.relay.drain()
    (told,) = await notes(world, BUYER_BOX)
    assert (told.code, told.at) == ("offer_made", NOON + timedelta(hours=1))
    assert told.due_at == (await look(world, stream)).case.next_due_at


@every_backend
async def test_however_often_a_notice_is_delivered_there_is_one_note_and_one_delivery(world: World) -> None:
    await endpoint(world)
    await account(world, SHOP.id, Hat.MERCHANT, email="tea@shops.example")
    await file(world)
    house = world.house
    announcer = Announcer(house.inbox, house.post, house.people, mails=True)
    dying = Relay(Forgetful(house.ledger), house.lanes, world.clock, announcer)
    for _ in range(3):
        assert await dying.deliver() == 3
        world.clock.go(seconds=LEASE_SECONDS)
    await asyncio.gather(mailing(world).drain(), mailing(world, world.second).drain())
    assert await codes(world, SHOP_BOX) == ["complaint_filed"]
    assert sorted(one.channel for one in await deliveries(world)) == [EMAIL, WEBHOOK]
    assert await world.house.ledger.dead_letters(1) == []


@every_backend
async def test_a_step_of_the_clock_is_told_to_both_sides_with_the_time_that_each_has(world: World) -> None:
    stream = await file_with_proof(world)
    world.clock.go(hours=ANSWER_HOURS)
    await world.house.sweeper.sweep()
    await world.house.relay.drain()
    appeal_until = (await look(world, stream)).case.next_due_at
    for box, before in ((BUYER_BOX, []), (SHOP_BOX, ["complaint_filed", "evidence_submitted"])):
        assert await codes(world, box) == [*before, "ruled"]
        assert (await notes(world, box))[-1].due_at == appeal_until


@every_backend
async def test_each_endpoint_of_the_venue_that_wants_an_event_gets_one_delivery_a_step(world: World) -> None:
    everything = await endpoint(world)
    offers = await endpoint(world, "offer_made", "ruled")
    await endpoint(world, "ruled")
    await endpoint(world, disabled=True)
    await endpoint(world, venue="elsewhere")
    stream = await file(world)
    await world.done(stream, SHOP, offer(world))
    await world.house.relay.drain()
    queued = await deliveries(world)
    told: dict[str, list[tuple[int, tuple[str, ...]]]] = {}
    for one in queued:
        assert (one.channel, one.venue) == (WEBHOOK, VENUE)
        message = msgspec.json.decode(one.body, type=WebhookMessage)
        assert message.data.case == stream.public
        told.setdefault(one.target, []).append((message.data.version, message.data.events))
    filed = (3, ("case_opened", "complaint_filed", "stage_entered"))
    offered = (5, ("offer_made", "stage_entered"))
    assert {target: sorted(steps) for target, steps in told.items()} == {
        str(everything.id): [filed, offered], str(offers.id): [offered]
    }  # fmt: skip
    assert len({one.id for one in queued}) == 3


@every_backend
async def test_a_letter_is_queued_for_who_has_an_address_and_for_nobody_else(world: World) -> None:
    await account(world, SHOP.id, Hat.MERCHANT, email="tea@shops.example")
    await account(world, BUYER.id, Hat.CONSUMER)
    stream = await file_with_proof(world)
    world.clock.go(hours=ANSWER_HOURS)
    await world.house.sweeper.sweep()
    await mailing(world).drain()
    letters = [msgspec.json.decode(one.body, type=Letter) for one in await deliveries(world)]
    assert sorted((one.case, one.codes, one.side) for one in letters) == [
        (stream.public, ("complaint_filed",), Side.RESPONDENT), (stream.public, ("ruled",), Side.RESPONDENT)
    ]  # fmt: skip
    assert "evidence_submitted" in await codes(world, SHOP_BOX), "it is in the inbox all the same"


async def test_nobody_is_mailed_whose_account_is_disabled(world: World) -> None:
    await account(world, SHOP.id, Hat.MERCHANT, email="tea@shops.example", disabled=True)
    await file(world)
    await mailing(world).drain()
    assert await deliveries(world) == []


async def test_without_a_mail_server_no_letters_are_queued(world: World) -> None:
    await account(world, SHOP.id, Hat.MERCHANT, email="tea@shops.example")
    await file(world)
    await world.house.relay.drain()
    assert await deliveries(world) == []
    assert await codes(world, SHOP_BOX) == ["complaint_filed"]


@pytest.mark.parametrize(
    ("hats", "venue", "box"),
    [
        ((Hat.OFFICER,), "", "officer::chen"),
        ((Hat.ARBITER, Hat.OFFICER), "", "arbiter::chen"),
        ((Hat.OFFICER,), VENUE, f"officer:{VENUE}:chen"),
        ((Hat.ARBITER,), VENUE, f"arbiter:{VENUE}:chen"),
    ],
)
async def test_who_took_a_case_is_told_in_the_inbox_of_the_own_account(
    world: World, hats: tuple[Hat, ...], venue: str, box: str
) -> None:
    assert (await account(world, "chen", *hats, venue=venue)).box == box
    stream = await with_staff(world)
    await world.done(stream, OFFICER, ask.Take())
    await world.done(stream, BUYER, ask.Say("hello"))
    await world.house.relay.drain()
    assert await codes(world, box) == ["said"]


async def test_who_took_a_case_and_has_no_account_here_is_told_all_the_same(world: World) -> None:
    stream = await with_staff(world)
    await world.done(stream, OFFICER, ask.Take())
    await world.done(stream, ARBITER, ask.Take())
    await world.house.relay.drain()
    assert await codes(world, f"officer::{OFFICER.id}") == ["case_taken"]


class Broken:
    """An inbox that takes nothing about one case."""

    def __init__(self, inbox: Any, case: str, error: Exception) -> None:
        self._inbox, self._case, self._error = inbox, case, error

    async def put_notes(self, notes: list[Note]) -> None:
        if any(note.case == self._case for note in notes):
            raise self._error
        await self._inbox.put_notes(notes)


@every_backend
async def test_a_notice_that_cannot_be_told_holds_up_no_other_and_is_put_aside_at_last(world: World) -> None:
    bad, good = await file(world, "bad"), await file(world, "good")
    house = world.house
    inbox: Any = Broken(house.inbox, bad.public, ValueError("it does not fit"))
    failing = Relay(
        house.ledger, house.lanes, world.clock, Announcer(inbox, house.post, house.people, mails=False)
    )
    heard: list[tuple[str, bool]] = []
    failing.on_failure = lambda effect, error, given_up: heard.append((str(error), given_up))
    for _ in range(ATTEMPTS_MOST):
        await failing.deliver()
        world.clock.go(hours=1)
    assert [note.case for note in await notes(world, SHOP_BOX)] == [good.public]
    ((letter, error),) = await house.ledger.dead_letters(10)
    assert (letter.stream, letter.topic, error) == (bad, "notice", "ValueError: it does not fit")
    assert heard == [("it does not fit", False)] * (ATTEMPTS_MOST - 1) + [("it does not fit", True)]


async def test_while_the_database_is_away_no_notice_counts_as_failed(world: World) -> None:
    stream = await file(world)
    house = world.house
    inbox: Any = Broken(house.inbox, stream.public, LedgerUnavailable("gone"))
    cut = Relay(
        house.ledger, house.lanes, world.clock, Announcer(inbox, house.post, house.people, mails=False)
    )
    with pytest.raises(LedgerUnavailable):
        await cut.deliver()
    assert await house.relay.deliver() == 0, "leased, not given back"
    world.clock.go(seconds=LEASE_SECONDS)
    await house.relay.drain()
    assert await codes(world, SHOP_BOX) == ["complaint_filed"]


async def test_two_steps_of_one_append_that_are_alike_are_two(world: World) -> None:
    """Two obligations can run out in one moment: each is told."""
    await account(world, SHOP.id, Hat.MERCHANT, email="tea@shops.example")
    await file(world)
    (effect,) = [
        one for one in await world.house.ledger.lease_effects(NOON, LEASE_SECONDS, 9) if one.topic == NOTICE
    ]
    notice = msgspec.json.decode(effect.body, type=Notice)
    again = msgspec.structs.replace(effect, place=effect.place + 1)
    house = world.house
    announcer = Announcer(house.inbox, house.post, house.people, mails=True)
    for _ in range(2):
        await announcer.announce([(effect, notice), (again, notice)])
    assert await codes(world, SHOP_BOX) == ["complaint_filed"] * 2
    assert len(await deliveries(world)) == 2


async def test_merchants_of_the_same_id_in_two_venues_are_two_readers(world: World) -> None:
    """A box holds its venue, so nobody reads the notes of a namesake."""
    await file(world)
    await world.house.relay.drain()
    assert await notes(world, f"merchant:elsewhere:{SHOP.id}") == []
    assert await notes(world, f"consumer:{VENUE}:{SHOP.id}") == []
    assert len(await notes(world, SHOP_BOX)) == 1


async def test_a_lapse_and_the_late_command_that_it_precedes_are_told_as_two_steps(world: World) -> None:
    """Both are written by one append: who gave the command is told of the lapse, and not of the command."""
    stream = await file_with_proof(world)
    await world.house.relay.drain()
    await endpoint(world)
    world.clock.go(hours=ANSWER_HOURS)
    await world.done(stream, SHOP, ask.Say("I was away"))
    await world.house.relay.drain()
    told = [msgspec.json.decode(one.body, type=WebhookMessage).data for one in await deliveries(world)]
    assert sorted(one.events for one in told) == [("clock_lapsed", "ruled", "stage_entered"), ("said",)]
    assert len({one.version for one in told}) == 1
    assert await codes(world, BUYER_BOX) == ["ruled", "said"]
    assert (await codes(world, SHOP_BOX))[2:] == ["ruled"]
