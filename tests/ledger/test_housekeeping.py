"""Walks over everything, receipts that are forgotten, dead letters that are sent again."""

from uuid import UUID

from hejie.casework.ledger import Found, Ledger, Wanted
from hejie.domain.ids import StreamId, StreamKind, stream

from .builders import HOUR, NOON, append_to, effect, look, new_stream, receipt
from .conftest import Desk

LEASE_SECONDS = 60


async def test_walking_meets_every_stream_of_a_kind_in_a_bucket_once_by_id(ledger: Ledger) -> None:
    names = [new_stream(9) for _ in range(25)]
    merchants = [stream(StreamKind.MERCHANT, name.id) for name in names[:5]]
    await ledger.append([append_to(name, snapshot=name.id.bytes) for name in [*names, *merchants]])
    await ledger.append([append_to(new_stream(10))])
    walked: list[Found] = []
    after: UUID | None = None
    while page := await ledger.streams(9, StreamKind.CASE, after, 4):
        assert len(page) == min(4, 25 - len(walked))
        walked += page
        after = page[-1].stream.id
    assert [one.stream for one in walked] == sorted(names)
    assert walked == await ledger.read([Wanted(name) for name in sorted(names)])
    assert [one.stream for one in await ledger.streams(9, StreamKind.MERCHANT, None, 100)] == sorted(
        merchants
    )
    assert await ledger.streams(11, StreamKind.CASE, None, 4) == []


async def answered(ledger: Ledger, name: StreamId, key: str) -> bool:
    (found,) = await ledger.read([Wanted(name, "web", key)])
    return found.receipt is not None


async def test_old_receipts_are_forgotten_batch_by_batch_and_nothing_else(desk: Desk) -> None:
    """Another process goes on from where it was itself, and finds the rest."""
    old, young = [new_stream(n % 3) for n in range(20)], [new_stream(n % 3) for n in range(20)]
    await desk.ledger.append([append_to(name, receipt=receipt("key")) for name in old])
    await desk.ledger.append(
        [append_to(name, receipt=receipt("key"), recorded_at=NOON + HOUR) for name in young]
    )
    assert await desk.ledger.forget_receipts(NOON, 100) == 0
    assert await desk.ledger.forget_receipts(NOON + HOUR, 0) == 0
    assert [await desk.ledger.forget_receipts(NOON + HOUR, 7) for _ in range(2)] == [7, 7]
    assert await desk.second.forget_receipts(NOON + HOUR, 7) == 6
    assert await desk.ledger.forget_receipts(NOON + HOUR, 7) == 0
    assert not any([await answered(desk.ledger, name, "key") for name in old])
    assert all([await answered(desk.ledger, name, "key") for name in young])
    assert {(await look(desk.ledger, name)).version for name in [*old, *young]} == {1}


async def test_receipts_that_became_old_behind_the_walk_are_found_by_the_next_call(ledger: Ledger) -> None:
    names = [new_stream(n) for n in (0, 0, 0, 1, 255)]
    for hours, name in enumerate(reversed(names)):
        at = NOON + HOUR * hours
        await ledger.append([append_to(name, receipt=receipt("key"), recorded_at=at)])
    assert await ledger.forget_receipts(NOON + 3 * HOUR, 1) == 1
    assert await ledger.forget_receipts(NOON + 24 * HOUR, 100) == 4


async def test_a_stream_takes_a_forgotten_key_as_a_new_one(ledger: Ledger) -> None:
    name = new_stream()
    await ledger.append([append_to(name, receipt=receipt("key", answer=b"first"))])
    await ledger.forget_receipts(NOON + HOUR, 10)
    again = append_to(name, seen=await look(ledger, name), receipt=receipt("key", answer=b"second"))
    assert await ledger.append([again]) == [True]
    (found,) = await ledger.read([Wanted(name, "web", "key")])
    assert found.receipt == receipt("key", answer=b"second")


async def test_a_dead_letter_is_delivered_again_as_if_it_were_new(ledger: Ledger) -> None:
    name = new_stream()
    await ledger.append([append_to(name, effects=[effect("dead"), effect("alive", run_at=NOON + HOUR)])])
    (leased,) = await ledger.lease_effects(NOON, LEASE_SECONDS, 10)
    await ledger.effect_failed(leased, None, "gone")
    ((letter, _),) = await ledger.dead_letters(10)
    await ledger.send_effect_again(letter, NOON + HOUR)
    assert await ledger.dead_letters(10) == []
    assert await ledger.lease_effects(NOON + HOUR / 2, LEASE_SECONDS, 10) == []
    taken = await ledger.lease_effects(NOON + HOUR, LEASE_SECONDS, 10)
    assert [(one.topic, one.attempts) for one in taken] == [("dead", 1), ("alive", 1)]
    for one in taken:
        await ledger.send_effect_again(one, NOON)  # leased, not dead: nothing changes
    assert await ledger.lease_effects(NOON + HOUR, LEASE_SECONDS, 10) == []
    await ledger.effects_done(taken)
    await ledger.send_effect_again(taken[0], NOON)
    assert await ledger.lease_effects(NOON + 24 * HOUR, LEASE_SECONDS, 10) == []
