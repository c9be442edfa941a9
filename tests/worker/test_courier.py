"""Deliveries arrive, once in effect; failures are tried again and at last given up; nobody blocks others."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from casework.houses import ALL_BACKENDS, NOON, VENUE, World, packs
from hejie.adapters.notices.mail import AppriseMail, MailUrlError
from hejie.adapters.notices.webhooks import HttpWebhooks
from hejie.casework.announcing import EMAIL, WEBHOOK
from hejie.casework.courier import (
    AT_ONCE_A_TARGET,
    ATTEMPTS_MOST,
    LEASE_SECONDS,
    LEASED_AT_ONCE,
    WAITS_SECONDS,
    Courier,
)
from hejie.casework.envelope import encode
from hejie.casework.inbox import Delivery, Endpoint
from hejie.casework.ledger import LedgerUnavailable
from hejie.casework.letters import Letter
from hejie.casework.people import Account, Hat, Principal
from hejie.domain.roles import Side

from .receivers import Mailbox, Receiver, a_receiver

SECRET = bytes(range(32))
BODY = b'{"type":"case.changed"}'
LI = Principal("li", "Li", VENUE, (Hat.CONSUMER,), language="zh")
(PACK,) = [pack for pack in packs() if pack.id == "tmall-style"]

every_backend = pytest.mark.parametrize("world", ALL_BACKENDS, indirect=True)


@asynccontextmanager
async def a_courier(
    world: World,
    mailbox: Mailbox | None = None,
    *,
    house: int = 0,
    post: Any = None,
    send_seconds: float = 15,
) -> AsyncIterator[Courier]:
    """A courier of one of the houses, with what it really sends by; its outcomes stand in `outcomes`."""
    of = (world.house, world.second)[house]
    async with HttpWebhooks(allow_private=True, send_seconds=send_seconds) as webhooks:
        mail = AppriseMail(mailbox.url) if mailbox else None
        courier = Courier(
            post or of.post, of.people, of.packs, world.clock, webhooks, mail, "https://desk.example"
        )
        yield courier
        await courier.abandon()
        if mail:
            await mail.__aexit__(None)


def heard(courier: Courier) -> list[tuple[str, str]]:
    """What a courier says became of each delivery, from now on."""
    outcomes: list[tuple[str, str]] = []
    courier.on_outcome = lambda _delivery, outcome, error: outcomes.append((outcome, error))
    return outcomes


async def endpoint(world: World, url: str, *, disabled: bool = False) -> Endpoint:
    """An endpoint of the venue."""
    made = Endpoint(uuid4(), VENUE, url, SECRET, (), NOON, disabled)
    await world.house.post.put_endpoint(made)
    return made


async def queue(world: World, endpoint: Endpoint, count: int = 1, body: bytes = BODY) -> list[Delivery]:
    """Deliveries to an endpoint."""
    made = [Delivery(uuid4(), VENUE, WEBHOOK, str(endpoint.id), body, world.clock.at) for _ in range(count)]
    await world.house.post.queue(made)
    return made


async def queue_letter(world: World, code: str = "ruled") -> Delivery:
    """A letter to Li."""
    letter = Letter("b3-x", "false_ad", PACK.content_hash, Side.COMPLAINANT, (code,), world.clock.at, None)
    made = Delivery(uuid4(), VENUE, EMAIL, LI.box, encode(letter), world.clock.at)
    await world.house.post.queue([made])
    return made


async def li_has(world: World, email: str) -> None:
    """Li has an account with this address."""
    await world.house.people.put_account(Account("li", LI, "hash", email))


async def left(world: World) -> int:
    """How many deliveries are kept, whatever their time; those that are dead apart."""
    at = world.clock.at + timedelta(days=1_000)
    return len(await world.house.post.lease_deliveries(at, 0, 1_000))


@every_backend
async def test_a_webhook_arrives_signed_under_its_own_id_and_is_forgotten(
    world: World, receiver: Receiver
) -> None:
    target = await endpoint(world, receiver.url)
    (delivery,) = await queue(world, target)
    async with a_courier(world) as courier:
        outcomes = heard(courier)
        assert await courier.drain() == 1
        assert await courier.drain() == 0
    (request,) = receiver.requests
    assert request.id == str(delivery.id)
    assert request.body == BODY
    assert request.is_signed_with(SECRET)
    assert not request.is_signed_with(bytes(32))
    assert int(request.headers["webhook-timestamp"]) == int(world.clock.at.timestamp())
    assert outcomes == [("sent", "")]
    assert await left(world) == 0


@every_backend
async def test_who_fails_three_times_gets_it_the_fourth_time_under_the_same_id_and_a_new_signature(
    world: World, receiver: Receiver
) -> None:
    receiver.answers.extend([500, 503, 429])
    (delivery,) = await queue(world, await endpoint(world, receiver.url))
    async with a_courier(world) as courier:
        outcomes = heard(courier)
        for wait_seconds in WAITS_SECONDS[:3]:
            assert await courier.drain() == 1
            world.clock.go(seconds=wait_seconds * 0.79)
            assert await courier.drain() == 0, "rests grow, and differ by at most a fifth"
            world.clock.go(seconds=wait_seconds * 0.42)
        assert await courier.drain() == 1
    assert {request.id for request in receiver.requests} == {str(delivery.id)}
    assert len({request.headers["webhook-timestamp"] for request in receiver.requests}) == 4
    assert all(request.is_signed_with(SECRET) for request in receiver.requests)
    assert [outcome for outcome, _ in outcomes] == ["failed"] * 3 + ["sent"]
    assert "500" in outcomes[0][1]
    assert await left(world) == 0


@every_backend
async def test_what_never_arrives_is_put_aside_and_can_be_sent_again(
    world: World, receiver: Receiver
) -> None:
    receiver.answers.extend([500] * ATTEMPTS_MOST)
    (delivery,) = await queue(world, await endpoint(world, receiver.url))
    post = world.house.post
    async with a_courier(world) as courier:
        outcomes = heard(courier)
        for _ in range(ATTEMPTS_MOST):
            assert await post.dead_deliveries(9) == []
            assert await courier.drain() == 1
            world.clock.go(hours=24)
        assert await courier.drain() == 0
        assert outcomes[-1][0] == "dead"
        ((dead, error),) = await post.dead_deliveries(9)
        assert (dead.id, dead.attempts) == (delivery.id, ATTEMPTS_MOST)
        assert error == "the endpoint answered 500"
        await post.send_again(dead, world.clock.at)
        assert await courier.drain() == 1
    assert len(receiver.requests) == ATTEMPTS_MOST + 1
    assert receiver.requests[-1].id == str(delivery.id)
    assert await post.dead_deliveries(9) == []
    assert await left(world) == 0


async def test_who_answers_gone_is_switched_off_and_hears_no_more(world: World, receiver: Receiver) -> None:
    receiver.answers.append(410)
    target = await endpoint(world, receiver.url)
    await queue(world, target)
    async with a_courier(world) as courier:
        await courier.drain()
        await queue(world, target, 2)
        await courier.drain()
    assert len(receiver.requests) == 1
    (kept,) = await world.house.post.endpoints(VENUE)
    assert kept.disabled
    dead = await world.house.post.dead_deliveries(9)
    assert sorted(error for _, error in dead) == [
        "the endpoint answered 410, gone, and was switched off",
        "the endpoint is switched off",
        "the endpoint is switched off",
    ]


async def test_what_was_for_an_endpoint_that_was_removed_is_forgotten(
    world: World, receiver: Receiver
) -> None:
    target = await endpoint(world, receiver.url)
    await queue(world, target)
    await world.house.post.remove_endpoint(VENUE, target.id)
    async with a_courier(world) as courier:
        assert await courier.drain() == 1
    assert receiver.requests == []
    assert await left(world) == 0
    assert await world.house.post.dead_deliveries(9) == []


async def test_a_redirect_is_a_failure(world: World, receiver: Receiver) -> None:
    receiver.answers.append(301)
    await queue(world, await endpoint(world, receiver.url))
    async with a_courier(world) as courier:
        outcomes = heard(courier)
        await courier.drain()
    assert outcomes == [("failed", "the endpoint answered 301")]


@every_backend
async def test_a_slow_endpoint_with_a_long_queue_holds_up_no_other(world: World, receiver: Receiver) -> None:
    """It came first, with far more than is leased at once; others are served before it has answered once."""
    async with a_receiver() as slow:
        slow.delay_seconds = 30
        await queue(world, await endpoint(world, slow.url), 5 * LEASED_AT_ONCE)
        world.clock.go(seconds=1)
        await queue(world, await endpoint(world, receiver.url), 3 * LEASED_AT_ONCE)
        async with a_courier(world) as courier:
            async with asyncio.timeout(25):
                while len(receiver.requests) < 3 * LEASED_AT_ONCE:
                    await courier.take()
                    await asyncio.sleep(0.01)
            assert slow.busiest == len(slow.requests) == AT_ONCE_A_TARGET
            assert receiver.busiest <= AT_ONCE_A_TARGET


async def test_a_target_that_was_crowded_is_served_again_once_it_has_room(
    world: World, receiver: Receiver
) -> None:
    await queue(world, await endpoint(world, receiver.url), 3 * LEASED_AT_ONCE)
    async with a_courier(world) as courier:
        assert await courier.take() == LEASED_AT_ONCE
        assert await courier.take() == 0, "all that waits is for one that has enough"
        await courier.settle()
        assert await courier.drain() == 2 * LEASED_AT_ONCE
    assert len({request.id for request in receiver.requests}) == 3 * LEASED_AT_ONCE


@every_backend
async def test_two_couriers_at_once_send_everything_once(world: World, receiver: Receiver) -> None:
    queued = await queue(world, await endpoint(world, receiver.url), 200)
    async with a_courier(world) as one, a_courier(world, house=1) as other:
        await asyncio.gather(one.drain(), other.drain())
        await asyncio.gather(one.drain(), other.drain())
    assert Counter(request.id for request in receiver.requests) == {str(each.id): 1 for each in queued}
    assert await left(world) == 0


class Dying:
    """A post for a courier that dies once it has sent, before that is written."""

    def __init__(self, post: Any) -> None:
        self._post = post
        self.sent = asyncio.Event()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._post, name)

    async def delivered(self, _delivery: Delivery) -> None:
        """Never comes back."""
        self.sent.set()
        await asyncio.Event().wait()


@every_backend
async def test_killed_between_sending_and_forgetting_it_is_sent_again_under_the_same_id(
    world: World, receiver: Receiver
) -> None:
    """So that the receiver knows it for the same message."""
    (delivery,) = await queue(world, await endpoint(world, receiver.url))
    dying = Dying(world.house.post)
    async with a_courier(world, post=dying) as courier:
        await courier.take()
        await dying.sent.wait()
        await courier.abandon()
    async with a_courier(world, house=1) as other:
        assert await other.drain() == 0, "it is leased"
        world.clock.go(seconds=LEASE_SECONDS)
        assert await other.drain() == 1
    assert [request.id for request in receiver.requests] == [str(delivery.id)] * 2
    assert await left(world) == 0


class Cut:
    """A post whose database is away for some calls when something was sent."""

    def __init__(self, post: Any, times: int) -> None:
        self._post, self._times_left = post, times

    def __getattr__(self, name: str) -> Any:
        return getattr(self._post, name)

    async def delivered(self, delivery: Delivery) -> None:
        """Not now."""
        if self._times_left:
            self._times_left -= 1
            raise LedgerUnavailable("away")
        await self._post.delivered(delivery)


async def test_where_the_database_is_away_for_a_moment_what_was_sent_is_still_forgotten(
    world: World, receiver: Receiver
) -> None:
    await queue(world, await endpoint(world, receiver.url))
    async with a_courier(world, post=Cut(world.house.post, 1)) as courier:
        await courier.drain()
    world.clock.go(seconds=LEASE_SECONDS)
    async with a_courier(world) as courier:
        assert await courier.drain() == 0
    assert len(receiver.requests) == 1


async def test_where_the_database_stays_away_it_is_sent_again_when_the_lease_is_over(
    world: World, receiver: Receiver
) -> None:
    await queue(world, await endpoint(world, receiver.url))
    async with a_courier(world, post=Cut(world.house.post, 99)) as courier:
        outcomes = heard(courier)
        await courier.drain()
    assert outcomes == [("unmarked", "LedgerUnavailable")]
    world.clock.go(seconds=LEASE_SECONDS)
    async with a_courier(world) as courier:
        assert await courier.drain() == 1
    assert len({request.id for request in receiver.requests}) == 1


async def test_what_waited_for_its_turn_until_the_lease_was_over_is_left_to_others(
    world: World, receiver: Receiver
) -> None:
    """Or two would send it."""
    receiver.delay_seconds = 0.3
    await queue(world, await endpoint(world, receiver.url), AT_ONCE_A_TARGET + 5)
    async with a_courier(world) as courier, a_courier(world, house=1) as other:
        await courier.take()
        await receiver.wait_for(AT_ONCE_A_TARGET)
        world.clock.go(seconds=LEASE_SECONDS)
        await courier.settle()
        assert len(receiver.requests) == AT_ONCE_A_TARGET
        assert await other.drain() == 5
    assert len({request.id for request in receiver.requests}) == AT_ONCE_A_TARGET + 5


class NoPeople:
    """Accounts in a database that is away."""

    async def account_of(self, _box: str) -> None:
        """Not now."""
        raise LedgerUnavailable("away")


async def test_that_the_database_is_away_counts_as_no_try(world: World, mailbox: Mailbox) -> None:
    await li_has(world, "li@buyers.example")
    await queue_letter(world)
    async with a_courier(world, mailbox) as courier:
        outcomes = heard(courier)
        people: Any = NoPeople()
        kept, courier._people = courier._people, people
        await courier.drain()
        assert outcomes == [("unmarked", "LedgerUnavailable")]
        courier._people = kept
        world.clock.go(seconds=LEASE_SECONDS)
        assert await courier.drain() == 1
    assert len(mailbox.letters) == 1


@every_backend
async def test_a_letter_arrives_in_the_language_of_its_reader(world: World, mailbox: Mailbox) -> None:
    await li_has(world, "li@buyers.example")
    delivery = await queue_letter(world)
    async with a_courier(world, mailbox) as courier:
        assert await courier.drain() == 1
    ((to, letter),) = mailbox.letters
    assert to == "li@buyers.example"
    assert letter["To"] == "li@buyers.example"
    assert letter["From"] == "desk@mail.example"
    assert letter["Subject"] == "[和解] 您的案件已有裁决,请查看内容和理由"
    assert letter["X-Hejie-Delivery"] == str(delivery.id)
    assert letter["Auto-Submitted"] == "auto-generated"
    text = letter.get_content()
    assert "https://desk.example/cases/b3-x" in text
    assert "Li" not in text
    assert await left(world) == 0


async def test_an_address_that_was_taken_back_gets_no_more_letters(world: World, mailbox: Mailbox) -> None:
    await li_has(world, "li@buyers.example")
    await queue_letter(world)
    await li_has(world, "")
    async with a_courier(world, mailbox) as courier:
        assert await courier.drain() == 1
    assert mailbox.letters == []
    assert await left(world) == 0


async def test_a_letter_that_is_refused_is_tried_again_and_names_nobody_in_its_error(
    world: World, mailbox: Mailbox
) -> None:
    mailbox.refused.add("li@buyers.example")
    await li_has(world, "li@buyers.example")
    await queue_letter(world)
    async with a_courier(world, mailbox) as courier:
        outcomes = heard(courier)
        await courier.drain()
        mailbox.refused.clear()
        world.clock.go(seconds=WAITS_SECONDS[0] * 2)
        await courier.drain()
    assert [outcome for outcome, _ in outcomes] == ["failed", "sent"]
    assert "li" not in outcomes[0][1].split()
    assert "@" not in outcomes[0][1]
    assert len(mailbox.letters) == 1


async def test_a_slow_mail_server_is_asked_by_few_at_once_and_holds_up_no_webhook(
    world: World, receiver: Receiver, mailbox: Mailbox
) -> None:
    mailbox.delay_seconds = 0.3
    await li_has(world, "li@buyers.example")
    for _ in range(12):
        await queue_letter(world)
    world.clock.go(seconds=1)
    await queue(world, await endpoint(world, receiver.url), LEASED_AT_ONCE)
    async with a_courier(world, mailbox) as courier:
        async with asyncio.timeout(25):
            while len(receiver.requests) < LEASED_AT_ONCE:
                await courier.take()
                await asyncio.sleep(0.01)
        assert len(mailbox.letters) < 12
        await courier.settle()
        await courier.drain()
    assert len(mailbox.letters) == 12
    assert 2 <= mailbox.busiest <= 4


async def test_without_a_mail_server_letters_wait_for_a_courier_that_has_one(
    world: World, mailbox: Mailbox
) -> None:
    await li_has(world, "li@buyers.example")
    await queue_letter(world)
    async with a_courier(world) as courier:
        assert await courier.drain() == 0
    async with a_courier(world, mailbox) as courier:
        assert await courier.drain() == 1
    assert len(mailbox.letters) == 1


async def test_what_this_program_does_not_understand_waits_for_a_newer_one(
    world: World, mailbox: Mailbox
) -> None:
    """Another channel, a letter of another shape, the rules of a case that are not known here."""
    await li_has(world, "li@buyers.example")
    strange = Letter("b3-x", "false_ad", "00" * 32, Side.COMPLAINANT, ("ruled",), NOON, None)
    bodies: Sequence[tuple[str, bytes]] = [
        ("pigeon", b""), (EMAIL, b"{"), (EMAIL, b'{"case":1}'), (EMAIL, encode(strange))
    ]  # fmt: skip
    made = [
        Delivery(UUID(int=n), VENUE, channel, LI.box, body, NOON) for n, (channel, body) in enumerate(bodies)
    ]
    await world.house.post.queue(made)
    async with a_courier(world, mailbox) as courier:
        outcomes = heard(courier)
        assert await courier.drain() == 4
    assert [outcome for outcome, _ in outcomes] == ["failed"] * 4
    assert mailbox.letters == []
    assert await left(world) == 4


@pytest.mark.parametrize(
    "url", ["", "https://mail.example", "mailto://", "mailto://127.0.0.1:25", "json://x"]
)
def test_a_mail_server_that_cannot_be_used_is_told_when_the_house_is_opened(url: str) -> None:
    """No sender, no server, or no mail at all."""
    with pytest.raises(MailUrlError):
        AppriseMail(url)
