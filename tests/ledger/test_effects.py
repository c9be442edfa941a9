"""Effects wait to be delivered: leased to one relay, tried again, given up where an operator sees them."""

import asyncio
from datetime import timedelta

from hejie.casework.ledger import Leased, Ledger

from .builders import HOUR, NOON, append_to, effect, look, new_stream
from .conftest import Desk

LEASE_SECONDS = 60
LEASE = timedelta(seconds=LEASE_SECONDS)


async def lease_one(ledger: Ledger) -> Leased:
    (leased,) = await ledger.lease_effects(NOON, LEASE_SECONDS, 10)
    return leased


async def test_an_effect_names_the_append_it_came_from(ledger: Ledger) -> None:
    name = new_stream()
    await ledger.append([append_to(name, b"one", b"two", effects=[effect("a", b"A"), effect("b", b"B")])])
    assert await ledger.lease_effects(NOON, LEASE_SECONDS, 10) == [
        Leased(name, 2, 0, "a", b"A", 1),
        Leased(name, 2, 1, "b", b"B", 1),
    ]


async def test_effects_of_one_stream_come_in_their_order(ledger: Ledger) -> None:
    name = new_stream()
    await ledger.append([append_to(name, effects=[effect("1"), effect("2")])])
    await ledger.append([append_to(name, seen=await look(ledger, name), effects=[effect("3")])])
    assert [one.topic for one in await ledger.lease_effects(NOON, LEASE_SECONDS, 10)] == ["1", "2", "3"]


async def test_a_leased_effect_is_nobody_elses_until_the_lease_ends(desk: Desk) -> None:
    await desk.ledger.append([append_to(new_stream(), effects=[effect()])])
    first = await lease_one(desk.ledger)
    assert await desk.second.lease_effects(NOON + LEASE / 2, LEASE_SECONDS, 10) == []
    (second,) = await desk.second.lease_effects(NOON + LEASE, LEASE_SECONDS, 10)
    assert (first.attempts, second.attempts) == (1, 2)


async def test_a_delivered_effect_is_forgotten(ledger: Ledger) -> None:
    names = [new_stream() for _ in range(3)]
    await ledger.append([append_to(name, effects=[effect(), effect()]) for name in names])
    leased = await ledger.lease_effects(NOON, LEASE_SECONDS, 10)
    await ledger.effects_done(leased[:4])
    await ledger.effects_done([])
    left = await ledger.lease_effects(NOON + HOUR, LEASE_SECONDS, 10)
    assert [(one.stream, one.place) for one in left] == [(one.stream, one.place) for one in leased[4:]]


async def test_relays_share_a_backlog_without_meeting(desk: Desk) -> None:
    await desk.ledger.append([append_to(new_stream(), effects=[effect(str(n))]) for n in range(300)])

    async def relay(ledger: Ledger) -> list[str]:
        topics = []
        while leased := await ledger.lease_effects(NOON, LEASE_SECONDS, 17):
            topics += [one.topic for one in leased]
            await ledger.effects_done(leased)
        return topics

    shares = await asyncio.gather(*map(relay, [desk.ledger, desk.second, desk.ledger, desk.second]))
    assert sorted(topic for share in shares for topic in share) == sorted(map(str, range(300)))
    assert await desk.ledger.lease_effects(NOON + HOUR, LEASE_SECONDS, 10) == []


async def test_a_lease_takes_as_many_as_asked_while_there_are_as_many(ledger: Ledger) -> None:
    """Wherever the effects lie: one bucket with a backlog, many with one each, and those that come later."""
    await ledger.append([append_to(new_stream(5), effects=[effect()] * 40)])
    await ledger.append([append_to(new_stream(), effects=[effect()]) for _ in range(10)])
    assert len(await ledger.lease_effects(NOON, LEASE_SECONDS, 30)) == 30
    await ledger.append([append_to(new_stream(), effects=[effect()]) for _ in range(10)])
    assert len(await ledger.lease_effects(NOON, LEASE_SECONDS, 30)) == 30
    assert await ledger.lease_effects(NOON, LEASE_SECONDS, 30) == []


async def test_a_backlog_in_one_bucket_does_not_starve_another(ledger: Ledger) -> None:
    await ledger.append([append_to(new_stream(5), effects=[effect("many")] * 100)])
    await ledger.append([append_to(new_stream(6), effects=[effect("one")])])
    await ledger.append([append_to(new_stream(7), effects=[effect("many")] * 100)])
    leased = [one for _ in range(4) for one in await ledger.lease_effects(NOON + HOUR, LEASE_SECONDS, 50)]
    assert {one.stream.bucket for one in leased} == {5, 6, 7}


async def test_a_failed_effect_comes_again_when_told(ledger: Ledger) -> None:
    await ledger.append([append_to(new_stream(), effects=[effect()])])
    await ledger.effect_failed(await lease_one(ledger), NOON + HOUR, "refused")
    assert await ledger.lease_effects(NOON + HOUR / 2, LEASE_SECONDS, 10) == []
    (again,) = await ledger.lease_effects(NOON + HOUR, LEASE_SECONDS, 10)
    assert again.attempts == 2
    assert await ledger.dead_letters(10) == []


async def test_an_effect_given_up_is_a_dead_letter_and_stays_one(ledger: Ledger) -> None:
    name = new_stream()
    await ledger.append([append_to(name, effects=[effect("notice", b"body"), effect("other")])])
    letter, other = await ledger.lease_effects(NOON, LEASE_SECONDS, 10)
    await ledger.effect_failed(letter, None, "no such address: 北京")
    await ledger.effects_done([other])
    assert await ledger.dead_letters(10) == [
        (Leased(name, 1, 0, "notice", b"body", 1), "no such address: 北京")
    ]
    assert await ledger.dead_letters(0) == []
    assert await ledger.lease_effects(NOON + 24 * HOUR, LEASE_SECONDS, 10) == []


async def test_who_lost_the_lease_cannot_put_the_effect_back(ledger: Ledger) -> None:
    await ledger.append([append_to(new_stream(), effects=[effect()])])
    late = await lease_one(ledger)
    (current,) = await ledger.lease_effects(NOON + LEASE, LEASE_SECONDS, 10)
    await ledger.effect_failed(late, None, "too late to say")
    await ledger.effect_failed(late, NOON, "too late to say")
    assert await ledger.dead_letters(10) == []
    assert await ledger.lease_effects(NOON + LEASE, LEASE_SECONDS, 10) == []
    await ledger.effect_failed(current, NOON + HOUR, "the one who has it")
    assert len(await ledger.lease_effects(NOON + HOUR, LEASE_SECONDS, 10)) == 1
