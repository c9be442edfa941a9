"""What an append promises: guarded, whole or not at all, and no business of its neighbours."""

import asyncio
from datetime import UTC, datetime, timedelta, timezone
from uuid import uuid4

import msgspec
import pytest

from hejie.casework.ledger import ConflictInBatch, Ledger, Payload, Wanted
from hejie.domain.ids import StreamKind, stream

from .builders import HOUR, NOON, append_to, effect, history, is_chained, look, new_stream, receipt
from .conftest import Desk


async def test_a_stream_nobody_wrote_has_version_nought(ledger: Ledger) -> None:
    found = await look(ledger, new_stream())
    assert (found.version, found.snapshot, found.receipt) == (0, b"", None)


async def test_what_was_appended_is_read_back(ledger: Ledger) -> None:
    name = new_stream()
    append = append_to(name, b"one", b"two", snapshot=b"after two")
    assert await ledger.append([append]) == [True]
    found = await look(ledger, name)
    assert (found.version, found.snapshot, found.head_hash) == (2, b"after two", append.head_hash)
    events = await history(ledger, name)
    assert [(event.version, event.body, event.type) for event in events] == [
        (1, b"one", "happened"),
        (2, b"two", "happened"),
    ]
    assert {event.recorded_at for event in events} == {NOON}


async def test_reading_answers_in_the_order_asked_for(ledger: Ledger) -> None:
    names = [new_stream() for _ in range(5)]
    await ledger.append([append_to(name, snapshot=name.id.bytes) for name in names[1:]])
    found = await ledger.read([Wanted(name) for name in [*reversed(names), names[2]]])
    assert [one.stream for one in found] == [*reversed(names), names[2]]
    assert [one.snapshot for one in found] == [
        *(name.id.bytes for name in reversed(names[1:])),
        b"",
        names[2].id.bytes,
    ]


async def test_only_who_saw_the_last_version_writes(ledger: Ledger) -> None:
    name = new_stream()
    await ledger.append([append_to(name, b"one")])
    seen = await look(ledger, name)
    assert await ledger.append([append_to(name, b"two", seen=seen)]) == [True]
    assert await ledger.append([append_to(name, b"late", seen=seen)]) == [False]
    assert await ledger.append([append_to(name, b"as if new")]) == [False]
    assert [event.body for event in await history(ledger, name)] == [b"one", b"two"]


async def test_a_stream_that_does_not_exist_cannot_be_continued(ledger: Ledger) -> None:
    name = new_stream()
    append = msgspec.structs.replace(append_to(name), expected_version=1)
    assert await ledger.append([append]) == [False]
    assert (await look(ledger, name)).version == 0


async def test_a_conflict_disturbs_no_other_and_leaves_nothing(ledger: Ledger) -> None:
    taken, fresh, known = new_stream(), new_stream(), new_stream()
    await ledger.append([append_to(taken, b"first"), append_to(known, b"first")])
    stale = append_to(
        taken,
        b"second",
        due_at=NOON,
        effects=[effect("from the stale one")],
        payloads=[Payload(ref := uuid4(), "anna", b"sealed")],
        receipt=receipt("stale"),
    )
    others = [
        append_to(
            fresh, b"new", b"newer", effects=[effect("new 0"), effect("new 1")], receipt=receipt("fresh")
        ),
        append_to(known, b"second", seen=await look(ledger, known), effects=[effect("known 0")]),
    ]
    assert await ledger.append([others[0], stale, others[1]]) == [True, False, True]
    assert [event.body for event in await history(ledger, taken)] == [b"first"]
    assert [event.body for event in await history(ledger, fresh)] == [b"new", b"newer"]
    assert [event.body for event in await history(ledger, known)] == [b"first", b"second"]
    assert await ledger.payloads(taken, [ref]) == {}
    assert await ledger.buckets_with_due(NOON) == []
    answers = await ledger.read([Wanted(taken, "web", "stale"), Wanted(fresh, "web", "fresh")])
    assert [answer.receipt for answer in answers] == [None, receipt("fresh")]
    leased = await ledger.lease_effects(NOON, 60, 100)
    assert sorted((one.topic, one.version, one.place) for one in leased) == [
        ("known 0", 2, 0),
        ("new 0", 2, 0),
        ("new 1", 2, 1),
    ]


async def test_of_many_who_begin_a_stream_one_does(desk: Desk) -> None:
    name = new_stream()
    racers = [append_to(name, f"racer {number}".encode()) for number in range(12)]
    sides = [desk.ledger, desk.second]
    answers = await asyncio.gather(*(sides[n % 2].append([racer]) for n, racer in enumerate(racers)))
    winners = [racer for racer, answer in zip(racers, answers, strict=True) if answer == [True]]
    assert len(winners) == 1
    assert [event.body for event in await history(desk.ledger, name)] == [winners[0].entries[0].body]


async def test_a_receipt_gives_the_same_answer_again(ledger: Ledger) -> None:
    name = new_stream()
    await ledger.append([append_to(name, receipt=receipt("key", answer=b"\x00first\xff"))])
    wanted = [
        Wanted(name, "web", "key"),
        Wanted(name, "web", "other"),
        Wanted(name, "app", "key"),
        Wanted(name),
    ]
    found = await ledger.read(wanted)
    assert [one.version for one in found] == [1, 1, 1, 1]
    assert [one.receipt for one in found] == [receipt("key", answer=b"\x00first\xff"), None, None, None]


async def test_a_request_answered_before_is_not_done_again(ledger: Ledger) -> None:
    """A used key stops its own append, whatever version it saw, and no other."""
    name, other = new_stream(), new_stream()
    await ledger.append([append_to(name, receipt=receipt("key", answer=b"first"))])
    again = append_to(name, seen=await look(ledger, name), receipt=receipt("key", answer=b"second"))
    assert await ledger.append([again, append_to(other, receipt=receipt("key"))]) == [False, True]
    (found,) = await ledger.read([Wanted(name, "web", "key")])
    assert (found.version, found.receipt) == (1, receipt("key", answer=b"first"))


async def test_an_empty_batch_is_nothing(ledger: Ledger) -> None:
    assert await ledger.append([]) == []
    assert await ledger.read([]) == []


async def test_a_batch_of_five_hundred_is_one_transaction_like_any_other(ledger: Ledger) -> None:
    names = [new_stream() for _ in range(500)]
    first = [
        append_to(name, f"{n} a".encode(), f"{n} b".encode(), effects=[effect(str(n))] * (n % 3))
        for n, name in enumerate(names)
    ]
    assert await ledger.append(first) == [True] * 500
    seen = await ledger.read([Wanted(name) for name in names])
    second = [append_to(one.stream, f"{n} c".encode(), seen=one) for n, one in enumerate(seen)]
    stale = {n: msgspec.structs.replace(second[n], expected_version=1) for n in range(0, 500, 50)}
    answers = await ledger.append([stale.get(n, append) for n, append in enumerate(second)])
    assert answers == [n not in stale for n in range(500)]
    for n in (0, 1, 49, 50, 499):
        letters = "ab" if n in stale else "abc"
        events = await history(ledger, names[n])
        assert [event.body for event in events] == [f"{n} {letter}".encode() for letter in letters]
        assert is_chained(events)
    assert len(await ledger.lease_effects(NOON, 60, 1000)) == sum(n % 3 for n in range(500))


async def test_a_history_longer_than_a_page_is_read_in_order(ledger: Ledger) -> None:
    name = new_stream()
    bodies = [str(n).encode() for n in range(1203)]
    await ledger.append([append_to(name, *bodies)])
    events = await history(ledger, name)
    assert [event.body for event in events] == bodies
    assert is_chained(events)
    assert [event.version async for event in ledger.entries(name, after_version=1200)] == [1201, 1202, 1203]


async def test_bytes_and_letters_of_any_kind_survive(ledger: Ledger) -> None:
    name = new_stream()
    every_byte = bytes(range(256)) * 40
    odd = "键/🧾 'quoted' \\ \"x\" ${y} :z"
    ref = uuid4()
    append = append_to(
        name,
        every_byte,
        b"",
        snapshot=every_byte * 3,
        effects=[effect(odd, every_byte)],
        payloads=[Payload(ref, odd, every_byte)],
        receipt=receipt(odd, caller=odd, answer=every_byte),
    )
    assert await ledger.append([append]) == [True]
    assert [event.body for event in await history(ledger, name)] == [every_byte, b""]
    (found,) = await ledger.read([Wanted(name, odd, odd)])
    assert (found.snapshot, found.receipt) == (every_byte * 3, append.receipt)
    assert await ledger.payloads(name, [ref, uuid4()]) == {ref: append.payloads[0]}
    (leased,) = await ledger.lease_effects(NOON, 60, 10)
    assert (leased.topic, leased.body) == (odd, every_byte)


async def test_instants_keep_their_microsecond_and_come_back_in_utc(ledger: Ledger) -> None:
    name = new_stream()
    shanghai = datetime(2026, 3, 2, 20, 0, 0, 123456, tzinfo=timezone(timedelta(hours=8)))
    await ledger.append([append_to(name, recorded_at=shanghai)])
    (event,) = await history(ledger, name)
    assert event.recorded_at == shanghai
    assert event.recorded_at.utcoffset() == UTC.utcoffset(None)


async def test_kinds_with_the_same_id_are_different_streams(ledger: Ledger) -> None:
    id = uuid4()
    case, merchant = stream(StreamKind.CASE, id), stream(StreamKind.MERCHANT, id)
    assert await ledger.append([append_to(case, b"case"), append_to(merchant, b"merchant")]) == [True, True]
    assert [event.body for event in await history(ledger, merchant)] == [b"merchant"]


async def test_a_bad_row_undoes_its_batch_and_says_that_waiting_will_not_help(ledger: Ledger) -> None:
    good, bad = append_to(new_stream()), append_to(new_stream())
    bad = msgspec.structs.replace(bad, head_hash=b"too short")
    with pytest.raises(ConflictInBatch) as refused:
        await ledger.append([good, bad])
    assert not refused.value.retriable
    assert (await look(ledger, good.stream)).version == 0
    assert await ledger.append([good]) == [True]


@pytest.mark.parametrize("mistake", ["twice", "no entries"])
async def test_a_mistake_of_the_caller_is_an_error_and_writes_nothing(ledger: Ledger, mistake: str) -> None:
    append = append_to(new_stream())
    batch = [append, append] if mistake == "twice" else [msgspec.structs.replace(append, entries=())]
    with pytest.raises(ValueError, match=r"two appends|without entries"):
        await ledger.append(batch)
    assert (await look(ledger, append.stream)).version == 0


async def test_two_writers_lose_nothing_and_overwrite_nothing(desk: Desk) -> None:
    """Two ledgers, many tasks, few streams: every acknowledged append is there once, in one chain."""
    names = [new_stream() for _ in range(8)]
    acknowledged: dict[bytes, int] = {}

    async def write(ledger: Ledger, writer: int) -> None:
        for round in range(12):
            mine = names[(writer + round) % 8 :][:4]
            batch = [
                append_to(one.stream, f"{writer} {round} {place}".encode(), seen=one if one.version else None)
                for place, one in enumerate(await ledger.read([Wanted(name) for name in mine]))
            ]
            for append, written in zip(batch, await ledger.append(batch), strict=True):
                if written:
                    acknowledged[append.entries[0].body] = append.expected_version + 1

    await asyncio.gather(*(write((desk.ledger, desk.second)[writer % 2], writer) for writer in range(10)))
    stored: dict[bytes, int] = {}
    for name in names:
        events = await history(desk.second, name)
        assert is_chained(events)
        found = await look(desk.ledger, name)
        assert (found.version, found.head_hash) == (len(events), events[-1].hash)
        stored |= {event.body: event.version for event in events}
    assert stored == acknowledged
    assert len(acknowledged) > len(names)


async def test_an_effect_runs_when_its_append_said(ledger: Ledger) -> None:
    await ledger.append(
        [append_to(new_stream(), effects=[effect("now"), effect("later", run_at=NOON + HOUR)])]
    )
    assert [one.topic for one in await ledger.lease_effects(NOON, 7200, 10)] == ["now"]
    assert [one.topic for one in await ledger.lease_effects(NOON + HOUR, 60, 10)] == ["later"]
