"""A check of a stream finds what was changed behind the ledger's back, and nothing where all is well."""

import asyncio

import pytest

from hejie.casework.consequences import complainant_stream, merchant_stream
from hejie.casework.envelope import SNAPSHOT_VERSION, freeze
from hejie.casework.look import Verified, verify
from hejie.domain import commands as ask
from hejie.domain.ids import StreamId

from .houses import ALL_BACKENDS, PLAIN, SPLIT, VENUE, World
from .lives import BUYER, SHOP, case, file_with_proof, look

on_databases = pytest.mark.parametrize("world", [PLAIN, SPLIT], indirect=True)

FLIPPED = "set_byte({0}, 20, get_byte({0}, 20) # 1)"
TAMPERED = {
    "a body": f"UPDATE event SET body = {FLIPPED.format('body')} WHERE id = $1 AND version = 2",
    "a body that is no event": "UPDATE event SET body = 'nothing' WHERE id = $1 AND version = 2",
    "a hash": f"UPDATE event SET hash = {FLIPPED.format('hash')} WHERE id = $1 AND version = 3",
    "an event is missing": "DELETE FROM event WHERE id = $1 AND version = 2",
    "the last event is missing": "DELETE FROM event WHERE id = $1 AND version = 4",
    "all events are missing": "DELETE FROM event WHERE id = $1",
    "an event has another place": "UPDATE event SET version = 9 WHERE id = $1 AND version = 4",
    "an event too many": "UPDATE stream SET version = 3 WHERE id = $1",
    "the head": f"UPDATE stream SET head_hash = {FLIPPED.format('head_hash')} WHERE id = $1",
    "the stream is missing": "DELETE FROM stream WHERE id = $1",
    "a snapshot that is none": "UPDATE stream SET snapshot = '1{broken' WHERE id = $1",
}


async def check(world: World, stream: StreamId) -> Verified:
    """What the check says."""
    return await verify(world.house.ledger, stream)


@pytest.mark.parametrize("world", ALL_BACKENDS, indirect=True)
async def test_where_all_is_well_nothing_is_found(world: World) -> None:
    stream = await file_with_proof(world)
    await world.house.relay.drain()
    others = (merchant_stream(VENUE, SHOP.id), complainant_stream(VENUE, BUYER.id))
    assert [await check(world, one) for one in (stream, *others)] == [
        Verified(stream, 4, ()),
        *(Verified(one, 1, ()) for one in others),
    ]


async def test_a_stream_that_does_not_exist_has_no_faults(world: World) -> None:
    assert await check(world, case("never")) == Verified(case("never"), 0, ())


@on_databases
@pytest.mark.parametrize("change", TAMPERED.values(), ids=TAMPERED.keys())
async def test_a_change_by_whoever_owns_the_database_is_found(world: World, change: str) -> None:
    stream, other = await file_with_proof(world), await file_with_proof(world, "other")
    await world.rows(change, stream.id)
    assert (await check(world, stream)).faults != ()
    assert (await check(world, other)).faults == ()


@on_databases
async def test_a_snapshot_that_its_events_do_not_make_is_found(world: World) -> None:
    """Even one that is in itself a sound case: the merchant owes less than was ruled."""
    stream, other = await file_with_proof(world), await file_with_proof(world, "other")
    forged = freeze((await look(world, other)).case)
    await world.rows("UPDATE stream SET snapshot = $2 WHERE id = $1", stream.id, forged)
    assert (await check(world, stream)).faults == ("the snapshot is not what the events amount to",)


@on_databases
async def test_a_chain_forged_from_some_event_on_no_longer_fits_its_head(world: World) -> None:
    """Who changes an event and all the hashes after it still has to change the stream."""
    stream = await file_with_proof(world)
    await world.rows("UPDATE event SET body = body || ' ' WHERE id = $1 AND version >= 2", stream.id)
    await world.rows(
        "WITH RECURSIVE forged AS ("
        " SELECT version, hash FROM event WHERE id = $1 AND version = 1"
        " UNION ALL SELECT e.version, sha256(f.hash || e.body) FROM forged f"
        " JOIN event e ON e.id = $1 AND e.version = f.version + 1)"
        " UPDATE event SET hash = forged.hash FROM forged WHERE id = $1 AND event.version = forged.version",
        stream.id,
    )
    assert (await check(world, stream)).faults == ("the stream's head is not the hash of its last event",)


@pytest.mark.parametrize("world", [PLAIN], indirect=True)
async def test_a_stream_that_moves_while_it_is_checked_has_no_faults(world: World) -> None:
    stream = await file_with_proof(world)
    writing = asyncio.create_task(
        world.second.lanes.submit_all([world.ask(stream, BUYER, ask.Say(f"{n}")) for n in range(300)])
    )
    checks = 0
    while not writing.done():
        assert (await check(world, stream)).faults == ()
        checks += 1
    assert checks
    assert (await check(world, stream)).events_count == 304


async def _with_snapshots_of_another_format(world: World) -> list[StreamId]:
    stream = await file_with_proof(world)
    await world.house.relay.drain()
    streams = [stream, merchant_stream(VENUE, SHOP.id), complainant_stream(VENUE, BUYER.id)]
    await world.rows("UPDATE stream SET snapshot = $1", b"0 a format of long ago")
    return streams


@on_databases
async def test_a_snapshot_of_an_earlier_format_is_rebuilt_from_the_events(world: World) -> None:
    streams = await _with_snapshots_of_another_format(world)
    for stream in streams:
        assert (await check(world, stream)).faults == ()
    (stream, *_) = streams
    assert (await look(world, stream)).case.evidence
    await world.done(stream, BUYER, ask.Say("still here"))
    world.clock.go(hours=72)
    assert await world.house.sweeper.sweep() == 1
    await file_with_proof(world, "next")
    await world.house.relay.drain()
    for row in await world.rows("SELECT snapshot FROM stream"):
        assert row["snapshot"].startswith(SNAPSHOT_VERSION)
    for stream in streams:
        assert (await check(world, stream)).faults == ()


@on_databases
async def test_the_sweep_rebuilds_them_too(world: World) -> None:
    (stream, *_) = await _with_snapshots_of_another_format(world)
    world.clock.go(hours=72)
    assert await world.house.sweeper.sweep() == 1
    assert (await check(world, stream)).faults == ()
