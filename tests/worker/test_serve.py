"""Workers at work on real PostgreSQL, with a real endpoint and a real mail server, whatever happens."""

import asyncio
import time
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

import msgspec
import pytest

from casework.houses import PLAIN, VENUE, World, house_on, new_database, world_on
from casework.lives import ANSWER_HOURS, BUYER, SHOP, case, file, file_with_proof, look, offer
from hejie.casework.courier import LEASE_SECONDS, WAITS_SECONDS
from hejie.casework.inbox import Note
from hejie.casework.people import Hat
from hejie.casework.webhooks import WebhookMessage
from hejie.domain import commands as ask
from hejie.domain.case import Stage
from ledger.servers import Server, wheel_binaries

from .logs import Logs
from .receivers import Mailbox, Receiver
from .workers import SECRET, a_moment, a_worker, account, endpoint, until

BUYER_BOX = f"consumer:{VENUE}:{BUYER.id}"
SHOP_BOX = f"merchant:{VENUE}:{SHOP.id}"
ADDRESS = "tea-owner@shops.example"

pytestmark = pytest.mark.parametrize("world", [PLAIN], indirect=True)


async def notes(world: World, box: str) -> list[Note]:
    """An inbox."""
    return await world.house.inbox.notes(box, None, 1_000)


async def nothing_waits(world: World) -> None:
    """Wait until everything was delivered."""
    async with asyncio.timeout(20):
        while await world.rows("SELECT 1 FROM outbox UNION ALL SELECT 1 FROM delivery"):
            await a_moment()


def events(receiver: Receiver) -> list[tuple[str, ...]]:
    """What an endpoint was told, message by message."""
    return [msgspec.json.decode(one.body, type=WebhookMessage).data.events for one in receiver.requests]


async def test_a_command_reaches_the_inbox_the_endpoint_and_the_mailbox_of_whom_it_concerns(
    world: World, receiver: Receiver, mailbox: Mailbox, logs: Logs
) -> None:
    await endpoint(world, receiver.url)
    await account(world, SHOP.id, Hat.MERCHANT, ADDRESS)
    async with a_worker(world, mailbox) as worker:
        stream = await file(world)
        await receiver.wait_for(1)
        await until(lambda: mailbox.letters)
        (note,) = await notes(world, SHOP_BOX)
        assert (note.case, note.code) == (stream.public, "complaint_filed")
        assert note.due_at == world.clock.at + timedelta(hours=ANSWER_HOURS)
        await worker.ended()
    (request,) = receiver.requests
    assert request.is_signed_with(SECRET)
    assert events(receiver) == [("case_opened", "complaint_filed", "stage_entered")]
    ((to, letter),) = mailbox.letters
    assert (to, letter["Subject"]) == (ADDRESS, "[和解] 消费者提交了投诉,等待您的答复")
    assert stream.public in letter.get_content()
    assert worker.number("hejie_deliveries_total", channel="webhook", outcome="sent") == 1
    assert worker.number("hejie_deliveries_total", channel="email", outcome="sent") == 1
    assert worker.number("hejie_effects_taken_total") == 3
    assert await world.rows("SELECT 1 FROM outbox UNION ALL SELECT 1 FROM delivery") == []
    assert [line["event"] for line in logs.lines()] == ["worker_started", "worker_stopping", "worker_stopped"]


async def test_clocks_that_run_out_take_effect_by_themselves_and_both_sides_hear_of_it(
    world: World, receiver: Receiver, logs: Logs
) -> None:
    await endpoint(world, receiver.url, "ruled")
    stream = await file_with_proof(world)
    async with a_worker(world) as worker:
        world.clock.go(hours=ANSWER_HOURS, seconds=90)
        await receiver.wait_for(1)
        assert (await look(world, stream)).case.stage is Stage.RULED
        assert "ruled" in {note.code for note in await notes(world, BUYER_BOX)}
        assert "ruled" in {note.code for note in await notes(world, SHOP_BOX)}
        await until(lambda: worker.number("hejie_lag_seconds", queue="clocks") == 0)
        assert worker.number("hejie_swept_total") == 1
    (swept,) = logs.events("swept")
    assert (swept["moved"], swept["latest_by_seconds"]) == (1, 90)


async def test_two_workers_at_once_tell_everybody_once(
    world: World, receiver: Receiver, mailbox: Mailbox
) -> None:
    await endpoint(world, receiver.url)
    await account(world, SHOP.id, Hat.MERCHANT, ADDRESS)
    async with a_worker(world, mailbox) as one, a_worker(world, mailbox, house=world.second) as other:
        streams = [await file_with_proof(world, f"k{n}") for n in range(20)]
        await receiver.wait_for(2 * len(streams))
        await nothing_waits(world)  # else the time that passes now would end leases
        world.clock.go(hours=ANSWER_HOURS)
        await receiver.wait_for(3 * len(streams))
        await nothing_waits(world)
        await asyncio.gather(one.ended(), other.ended())
    assert set(Counter(request.id for request in receiver.requests).values()) == {1}
    letters = Counter(letter["X-Hejie-Delivery"] for _, letter in mailbox.letters)
    assert set(letters.values()) == {1}
    assert len(letters) == 2 * len(streams)
    told = Counter((note.case, note.code) for note in await notes(world, SHOP_BOX))
    assert set(told.values()) == {1}
    assert len(told) == 3 * len(streams)
    swept = [worker.number("hejie_swept_total") or 0 for worker in (one, other)]
    assert sum(swept) == len(streams)


async def test_an_endpoint_that_fails_three_times_gets_it_in_the_end(
    world: World, receiver: Receiver, logs: Logs
) -> None:
    receiver.answers.extend([500, 502, 503])
    target = await endpoint(world, receiver.url)
    async with a_worker(world) as worker:
        await file(world)
        for tries, wait_seconds in enumerate(WAITS_SECONDS[:3], start=1):
            await until(lambda tries=tries: len(logs.events("delivery_failed")) == tries)  # type: ignore[misc]
            world.clock.go(seconds=wait_seconds * 1.3)
        await receiver.wait_for(4)
        await until(lambda: worker.number("hejie_deliveries_total", channel="webhook", outcome="sent") == 1)
    assert len({request.id for request in receiver.requests}) == 1
    failed = logs.events("delivery_failed")
    assert [(line["attempts"], line["endpoint"]) for line in failed] == [
        (1, str(target.id)), (2, str(target.id)), (3, str(target.id))
    ]  # fmt: skip
    assert failed[0]["error"] == "the endpoint answered 500"
    assert failed[0]["case"] == case().public


async def test_what_was_given_up_is_shown_and_sent_again_when_a_person_says_so(
    world: World, receiver: Receiver, logs: Logs
) -> None:
    receiver.answers.append(410)
    target = await endpoint(world, receiver.url)
    post = world.house.post
    async with a_worker(world) as worker:
        await file(world)
        await until(lambda: worker.number("hejie_dead_letters", queue="deliveries") == 1)
        ((dead, error),) = await post.dead_deliveries(9)
        assert "410" in error
        await post.put_endpoint(target)
        await post.send_again(dead, world.clock.at)
        await receiver.wait_for(2)
        await until(lambda: worker.number("hejie_dead_letters", queue="deliveries") == 0)
    assert len({request.id for request in receiver.requests}) == 1
    assert [line["level"] for line in logs.events("delivery_dead")] == ["error"]


async def test_a_worker_killed_while_it_sends_leaves_the_rest_to_another_under_the_same_id(
    world: World, receiver: Receiver
) -> None:
    receiver.delay_seconds = 60
    await endpoint(world, receiver.url)
    async with a_worker(world) as worker:
        await file(world)
        await receiver.wait_for(1)
        await worker.kill()
    receiver.delay_seconds = 0
    async with a_worker(world, house=world.second) as other:
        await asyncio.sleep(0.2)
        assert len(receiver.requests) == 1, "it is leased"
        world.clock.go(seconds=LEASE_SECONDS)
        await receiver.wait_for(2)
        await until(lambda: other.number("hejie_deliveries_total", channel="webhook", outcome="sent") == 1)
    assert len({request.id for request in receiver.requests}) == 1
    assert await world.rows("SELECT 1 FROM delivery") == []


async def test_told_to_stop_a_worker_finishes_what_is_under_way_and_begins_nothing(
    world: World, receiver: Receiver, logs: Logs
) -> None:
    receiver.delay_seconds = 0.7
    await endpoint(world, receiver.url)
    async with a_worker(world) as worker:
        await file(world)
        await receiver.wait_for(1)
        begun = time.monotonic()
        await worker.ended()
        assert time.monotonic() - begun < 5
        await world.done(case(), SHOP, offer(world))
    assert await world.rows("SELECT 1 FROM delivery") == []
    assert len(await world.rows("SELECT 1 FROM outbox")) == 1
    assert logs.events("worker_stopped")[0]["broken_off"] == []


async def test_what_takes_longer_than_the_grace_is_broken_off_and_said(
    world: World, receiver: Receiver, logs: Logs
) -> None:
    receiver.delay_seconds = 60
    await endpoint(world, receiver.url)
    async with a_worker(world, grace_seconds=0.5) as worker:
        await file(world)
        await receiver.wait_for(1)
        begun = time.monotonic()
        await worker.ended()
        assert time.monotonic() - begun < 5
    assert "deliveries" in logs.events("worker_stopped")[0]["broken_off"]
    assert len(await world.rows("SELECT 1 FROM delivery")) == 1


async def test_a_stream_that_cannot_be_swept_is_told_of_once_with_its_id_and_stops_no_other(
    world: World, logs: Logs
) -> None:
    bad, good = await file_with_proof(world, "bad"), await file_with_proof(world, "good")
    await world.rows(
        "UPDATE stream SET snapshot = convert_to(replace(convert_from(snapshot, 'UTF8'), $2, $3), 'UTF8')"
        " WHERE id = $1",
        bad.id, (await look(world, bad)).case.head.pack_hash, "00" * 32,
    )  # fmt: skip
    async with a_worker(world) as worker:
        world.clock.go(hours=ANSWER_HOURS)
        await until(
            lambda: (worker.number("hejie_worker_failures_total", loop="sweep", cause="stream") or 0) > 3
        )
        assert (await look(world, good)).case.stage is Stage.RULED
        await until(lambda: worker.number("hejie_lag_seconds", queue="clocks") == 0 or logs.events("swept"))
    (told,) = logs.events("stream_not_swept")
    assert told["case"] == bad.public
    assert "UnknownPack" in told["exception"]


async def test_nobodys_name_address_or_words_are_logged_whatever_fails(
    world: World, receiver: Receiver, mailbox: Mailbox, logs: Logs
) -> None:
    receiver.answers.extend([500] * 5)
    mailbox.refused.add(ADDRESS)
    await endpoint(world, receiver.url)
    await account(world, SHOP.id, Hat.MERCHANT, ADDRESS)
    async with a_worker(world, mailbox):
        stream = await file(world)
        await world.done(stream, BUYER, ask.Say("the tea was stale"))
        await until(lambda: len(logs.events("delivery_failed")) >= 3)
    assert {line["channel"] for line in logs.events("delivery_failed")} == {"webhook", "email"}
    for secret in (ADDRESS, "shops.example", BUYER_BOX, SHOP_BOX, SHOP.id, "stale", receiver.url):
        assert secret not in logs.text()


@pytest.fixture(scope="module")
def fleeting() -> Iterator[Server]:
    """A server that will be away for a while."""
    server = Server(wheel_binaries())
    server.create("--locale-provider=builtin", "--builtin-locale=C.UTF-8")
    server.start()
    yield server
    server.remove()


async def test_a_worker_whose_database_goes_away_for_some_seconds_goes_on_by_itself(
    world: World, fleeting: Server, receiver: Receiver, logs: Logs
) -> None:
    """It is said once that it is gone, and once that it is back; nothing is lost and nothing told twice."""
    del world
    async with world_on(await new_database(fleeting, "fleeting-worker")) as own:
        await endpoint(own, receiver.url)
        async with a_worker(own) as worker:
            first = await file_with_proof(own, "before")
            await receiver.wait_for(2)
            await asyncio.to_thread(fleeting.stop)
            await until(lambda: logs.events("database_unavailable"))
            await asyncio.sleep(2)
            own.clock.go(hours=ANSWER_HOURS)
            await asyncio.to_thread(fleeting.start)
            await until(lambda: logs.events("database_back"))
            await receiver.wait_for(3)
            assert (await look(own, first)).case.stage is Stage.RULED
            assert (worker.number("hejie_worker_failures_total", loop="relay", cause="database") or 0) >= 2
        assert len({request.id for request in receiver.requests}) == 3
        assert len(logs.events("database_unavailable")) <= 2
        assert await own.rows("SELECT 1 FROM outbox UNION ALL SELECT 1 FROM delivery") == []


async def test_a_worker_and_a_desk_in_two_processes_share_nothing_but_the_database(
    world: World, receiver: Receiver
) -> None:
    """The house that takes commands has no worker; another one tells of them."""
    assert world.owner_dsn is not None
    await endpoint(world, receiver.url)
    async with house_on(world.owner_dsn, world.clock) as apart, a_worker(world, house=apart):
        await file(world)
        await receiver.wait_for(1)
    assert events(receiver)[0][1] == "complaint_filed"
