"""Clocks that ran out: found by bucket, held by one sweeper, handled in order, written with the hold."""

import asyncio
from collections.abc import Sequence
from datetime import datetime

import msgspec
import pytest

from hejie.casework.ledger import Append, ConflictInBatch, Found, Ledger
from hejie.domain.ids import StreamId

from .builders import HOUR, NOON, append_to, effect, history, look, new_stream
from .conftest import Desk

BUCKET = 7


async def set_clocks(ledger: Ledger, *due_at: datetime | None, bucket: int = BUCKET) -> list[StreamId]:
    """New streams of a bucket with these clocks."""
    names = [new_stream(bucket) for _ in due_at]
    await ledger.append([append_to(name, due_at=at) for name, at in zip(names, due_at, strict=True)])
    return names


def lapses(found: Sequence[Found], due_at: datetime | None = None) -> list[Append]:
    return [append_to(one.stream, b"lapsed", seen=one, due_at=due_at) for one in found]


async def test_buckets_with_a_clock_that_ran_out_are_named(ledger: Ledger) -> None:
    await set_clocks(ledger, NOON, NOON, bucket=200)
    await set_clocks(ledger, NOON + HOUR, bucket=3)
    await set_clocks(ledger, None, bucket=4)
    assert await ledger.buckets_with_due(NOON - HOUR) == []
    assert await ledger.buckets_with_due(NOON) == [200]
    assert await ledger.buckets_with_due(NOON + HOUR) == [3, 200]


async def test_due_streams_come_earliest_first_and_only_when_due(ledger: Ledger) -> None:
    names = await set_clocks(ledger, NOON + 2 * HOUR, NOON, None, NOON + HOUR, NOON + 3 * HOUR)
    await set_clocks(ledger, NOON, bucket=BUCKET + 1)
    async with ledger.due(BUCKET, NOON + 2 * HOUR, 10, None) as batch:
        assert [one.stream for one in batch.found] == [names[1], names[3], names[0]]
        assert [(one.version, one.snapshot) for one in batch.found] == [(1, b"snapshot")] * 3
        assert batch.last_due_at == NOON + 2 * HOUR
    async with ledger.due(BUCKET, NOON - HOUR, 10, None) as batch:
        assert (list(batch.found), batch.last_due_at) == ([], None)


async def test_a_missed_day_is_caught_up_in_order_batch_by_batch(ledger: Ledger) -> None:
    clocks = [NOON + HOUR * (n % 9) for n in range(25)]
    await set_clocks(ledger, *clocks)
    seen, after = [], None
    while True:
        async with ledger.due(BUCKET, NOON + 24 * HOUR, 4, after) as batch:
            if not batch.found:
                break
            assert await batch.append(lapses(batch.found)) == [True] * len(batch.found)
            seen += [one.stream for one in batch.found]
            after = batch.last_due_at
            seen_at = batch.last_due_at
        assert seen_at is not None
    assert len(seen) == len(set(seen)) == 25
    assert after == max(clocks)
    assert await ledger.buckets_with_due(NOON + 24 * HOUR) == []


async def test_the_watermark_leaves_out_what_lies_before_it(ledger: Ledger) -> None:
    names = await set_clocks(ledger, NOON, NOON + HOUR, NOON + 2 * HOUR)
    async with ledger.due(BUCKET, NOON + 5 * HOUR, 10, NOON + HOUR) as batch:
        assert [one.stream for one in batch.found] == names[1:]


async def test_a_clock_set_anew_counts_from_then_on(ledger: Ledger) -> None:
    (name,) = await set_clocks(ledger, NOON)
    await ledger.append([append_to(name, b"more time", seen=await look(ledger, name), due_at=NOON + HOUR)])
    assert await ledger.buckets_with_due(NOON) == []
    await ledger.append([append_to(name, b"paused", seen=await look(ledger, name), due_at=None)])
    assert await ledger.buckets_with_due(NOON + HOUR) == []
    await ledger.append([append_to(name, b"resumed", seen=await look(ledger, name), due_at=NOON)])
    async with ledger.due(BUCKET, NOON, 10, None) as batch:
        assert [one.stream for one in batch.found] == [name]


async def test_two_sweepers_never_hold_the_same_stream(desk: Desk) -> None:
    names = await set_clocks(desk.ledger, *[NOON + HOUR * n for n in range(6)])
    async with desk.ledger.due(BUCKET, NOON + 9 * HOUR, 4, None) as first:
        async with desk.second.due(BUCKET, NOON + 9 * HOUR, 4, None) as second:
            assert [one.stream for one in first.found] == names[:4]
            assert [one.stream for one in second.found] == names[4:]
            await second.append(lapses(second.found))
        await first.append(lapses(first.found))
    assert await desk.ledger.buckets_with_due(NOON + 9 * HOUR) == []


async def test_many_sweepers_at_once_lapse_every_clock_once(desk: Desk) -> None:
    names = await set_clocks(desk.ledger, *[NOON] * 60)

    async def sweep(ledger: Ledger) -> int:
        count = 0
        while await ledger.buckets_with_due(NOON):
            async with ledger.due(BUCKET, NOON, 7, None) as batch:
                await asyncio.sleep(0)
                count += sum(await batch.append(lapses(batch.found)))
        return count

    sweepers = [desk.ledger, desk.second, desk.ledger, desk.second]
    assert sum(await asyncio.gather(*map(sweep, sweepers))) == 60
    for name in names:
        assert [event.body for event in await history(desk.ledger, name)] == [b"body", b"lapsed"]


async def test_a_sweep_may_write_other_streams_too_and_tell_others(ledger: Ledger) -> None:
    (name,) = await set_clocks(ledger, NOON)
    other = new_stream()
    async with ledger.due(BUCKET, NOON, 10, None) as batch:
        lapse = msgspec.structs.replace(lapses(batch.found)[0], effects=(effect("lapsed"),))
        assert await batch.append([lapse]) == [True]
        assert await batch.append([append_to(other, b"because of it")]) == [True]
    assert [event.body for event in await history(ledger, name)] == [b"body", b"lapsed"]
    assert [event.body for event in await history(ledger, other)] == [b"because of it"]
    assert [one.topic for one in await ledger.lease_effects(NOON, 60, 10)] == ["lapsed"]


async def test_in_a_sweep_a_stale_append_is_refused_alone(ledger: Ledger) -> None:
    names = await set_clocks(ledger, NOON, NOON)
    async with ledger.due(BUCKET, NOON, 10, None) as batch:
        good, stale = lapses(batch.found)
        assert await batch.append([good]) == [True]
        stale = msgspec.structs.replace(stale, expected_version=5)
        again = append_to(good.stream, b"once more", seen=batch.found[0])
        assert await batch.append([again, stale]) == [False, False]
        assert await batch.append([]) == []
    assert sorted([(await look(ledger, name)).version for name in names]) == [1, 2]


async def test_a_sweep_that_fails_writes_nothing_and_lets_go(ledger: Ledger) -> None:
    (name,) = await set_clocks(ledger, NOON)

    async def sweep() -> None:
        async with ledger.due(BUCKET, NOON, 10, None) as batch:
            assert await batch.append(lapses(batch.found)) == [True]
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await sweep()
    assert (await look(ledger, name)).version == 1
    async with ledger.due(BUCKET, NOON, 10, None) as batch:
        assert [one.stream for one in batch.found] == [name]


async def test_a_sweep_that_ignores_a_bad_row_is_told_at_its_end(ledger: Ledger) -> None:
    """Nothing is lost in silence: the block that swallowed the error ends with it."""
    names = await set_clocks(ledger, NOON, NOON)

    async def sweep() -> None:
        async with ledger.due(BUCKET, NOON, 10, None) as batch:
            good, bad = lapses(batch.found)
            assert await batch.append([good]) == [True]
            with pytest.raises(ConflictInBatch):
                await batch.append([msgspec.structs.replace(bad, head_hash=b"too short")])

    with pytest.raises(ConflictInBatch):
        await sweep()
    assert [(await look(ledger, name)).version for name in names] == [1, 1]


async def test_a_command_that_meets_a_sweep_waits_and_finds_its_outcome(desk: Desk) -> None:
    """A clock lapses while the merchant answers: one of the two is written, never both."""
    (name,) = await set_clocks(desk.ledger, NOON)
    seen = await look(desk.second, name)
    async with desk.ledger.due(BUCKET, NOON, 10, None) as batch:
        answer = asyncio.create_task(desk.second.append([append_to(name, b"answered", seen=seen)]))
        await asyncio.sleep(0.02)
        assert await batch.append(lapses(batch.found)) == [True]
        assert not answer.done()
    assert await answer == [False]
    assert [event.body for event in await history(desk.ledger, name)] == [b"body", b"lapsed"]
