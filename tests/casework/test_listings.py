"""The row of a case in the queues is always that of the case, and is written only when it changes."""

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from hejie.casework.lanes import Lanes
from hejie.casework.ledger import Append
from hejie.casework.listings import Listed, Listing, Query, listing_after, listing_of
from hejie.domain import commands as ask
from hejie.domain.case import Claim, Line, Outcome, SpanName, Stage
from hejie.domain.ids import StreamId
from hejie.domain.refusals import RefusalCode
from hejie.domain.roles import Side
from stories.telling import PATHS, played

from .houses import ALL_BACKENDS, VENUE, World
from .lives import (
    ANSWER_HOURS,
    ARBITER,
    BUYER,
    HASH,
    KIND,
    OFFICER,
    PRICE_MINOR,
    SHOP,
    case,
    file,
    file_with_proof,
    filing,
    look,
    offer,
    order,
    showing,
    taken,
)

EVERYTHING = Query(limit=1_000)
EVERYWHERE = pytest.mark.parametrize("world", ALL_BACKENDS, indirect=True)


class Overseen:
    """A ledger of which it is seen what is appended."""

    def __init__(self, ledger: Any) -> None:
        self._ledger = ledger
        self.rows: list[Listing | None] = []

    def __getattr__(self, name: str) -> Any:
        return getattr(self._ledger, name)

    async def append(self, batch: Sequence[Append]) -> list[bool]:
        self.rows += [append.listing for append in batch]
        written: list[bool] = await self._ledger.append(batch)
        return written


async def rows(world: World) -> dict[StreamId, Listing]:
    """Every row that queues know of."""
    return {one.stream: one.listing for one in await world.second.listings.find(EVERYTHING)}


async def check(world: World, *streams: StreamId) -> None:
    """The rows are those of these cases as they stand."""
    assert await rows(world) == {stream: listing_of((await look(world, stream)).case) for stream in streams}


@EVERYWHERE
async def test_a_case_is_in_the_queues_as_soon_as_it_is_filed(world: World) -> None:
    stream = await file(world)
    due_at = world.clock.at + timedelta(hours=ANSWER_HOURS)
    head = (await look(world, stream)).case.head
    expected = Listing(
        VENUE, "A-k1", BUYER.id, SHOP.id, KIND, (await look(world, stream)).case.severity,
        Stage.AWAITING_ANSWER, None, "CNY", PRICE_MINOR, world.clock.at, SpanName.ANSWER,
        Side.RESPONDENT, due_at, "", head.pack_id, head.pack_version,
    )  # fmt: skip
    assert await world.house.listings.find(Query(venue=VENUE, respondent=SHOP.id)) == [
        Listed(stream, expected)
    ]


@EVERYWHERE
async def test_through_a_life_the_row_is_that_of_the_case(world: World) -> None:
    """Settled, or ruled by a machine and appealed; whoever moved it last, a party or the clock."""
    settled, ruled = await file(world, "settled"), await file_with_proof(world, "ruled")
    await check(world, settled, ruled)
    await world.done(settled, SHOP, offer(world))
    await check(world, settled, ruled)
    await world.done(settled, BUYER, ask.AcceptOffer("o1"))
    await check(world, settled, ruled)
    await world.done(settled, SHOP, ask.RecordPerformance("b1", HASH))
    await check(world, settled, ruled)
    await world.done(settled, BUYER, ask.AcceptPerformance("b1"))
    await check(world, settled, ruled)
    assert (await rows(world))[settled].outcome is Outcome.SETTLED
    world.clock.go(hours=ANSWER_HOURS)
    assert await world.house.sweeper.sweep() > 0
    await check(world, settled, ruled)
    assert (await rows(world))[ruled].stage is Stage.RULED
    await world.done(ruled, SHOP, ask.Appeal(ask.AppealGround.RULE_ERROR, "not our page"))
    await world.done(ruled, OFFICER, ask.Take())
    await check(world, settled, ruled)
    assert (await rows(world))[ruled].taken_by == OFFICER.id
    for _ in range(12):
        world.clock.go(days=9)
        await world.house.sweeper.sweep()
        await world.house.relay.drain()
        await check(world, settled, ruled)


@EVERYWHERE
async def test_a_withdrawn_case_is_closed_in_the_queues_too(world: World) -> None:
    stream = await file(world)
    await world.done(stream, BUYER, ask.RequestWithdrawal(reason=ask.WithdrawalReason.MISTAKE))
    await check(world, stream)
    row = (await rows(world))[stream]
    assert (row.stage, row.outcome, row.due_at) == (Stage.CLOSED, Outcome.WITHDRAWN, None)


async def test_what_a_queue_does_not_show_leaves_the_row_alone(world: World) -> None:
    """Words, evidence and offers on a case that is being answered write no row."""
    await world.take(order("A-k1"))
    overseen = Overseen(world.house.ledger)
    async with Lanes(world.house.desk, overseen, world.house.orders) as lanes:
        stream = case()
        for number, (actor, command) in enumerate(
            [
                (BUYER, filing("A-k1")),
                (BUYER, ask.Say("please")),
                (BUYER, showing()),
                (SHOP, ask.Say("we look into it")),
                (BUYER, ask.RequestWithdrawal(reason=ask.WithdrawalReason.OTHER)),
            ]
        ):
            taken(await lanes.submit(world.ask(stream, actor, command, f"{number}")))
    assert [row is not None for row in overseen.rows] == [True, False, False, False, True]
    await check(world, stream)


async def test_a_command_that_comes_too_late_is_refused_and_the_row_shows_the_lapse(world: World) -> None:
    stream = await file_with_proof(world)
    before = (await rows(world))[stream]
    world.clock.go(hours=ANSWER_HOURS)
    assert await world.refused(stream, SHOP, ask.AcceptClaims()) is RefusalCode.WINDOW_CLOSED
    await check(world, stream)
    assert (await rows(world))[stream] != before


async def test_a_refused_command_leaves_the_row_as_it_is(world: World) -> None:
    stream = await file(world)
    before = await rows(world)
    assert await world.refused(stream, ARBITER, ask.AcceptClaims()) is RefusalCode.ROLE_MAY_NOT
    assert await rows(world) == before


async def test_merchants_and_complainants_are_in_no_queue(world: World) -> None:
    stream = await file(world)
    assert await world.house.relay.drain() > 0
    assert set(await rows(world)) == {stream}


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_a_row_is_made_anew_exactly_when_it_differs(path: Path) -> None:
    """Of every step of every story: looking at less than the whole row must not miss a change."""
    before = None
    for entry in played(path).entries:
        if entry.case is not None:
            row = listing_of(entry.case)
            same = before is not None and listing_of(before) == row
            assert listing_after(before, entry.case) == (None if same else row)
        before = entry.case


def test_the_amount_is_what_was_asked_or_else_what_was_paid_for_the_lines() -> None:
    """As far as every claim names an amount; one that does not may come to all that was paid for its line."""
    some = next(entry.case for entry in played(PATHS[0]).entries if entry.case)
    lines = (Line("1", 12_800, 800), Line("2", 500, 0), Line("3", 7, 0))

    def amount(*claims: Claim) -> int:
        head = msgspec.structs.replace(some.head, lines=lines)
        return listing_of(msgspec.structs.replace(some, head=head, claims=claims)).amount_minor

    named, other = Claim("c1", "1", "refund", 300), Claim("c2", "1", "repair", 40)
    assert amount(named, other) == 340
    assert amount(named, other, Claim("c3", "2", "compensation")) == 12_800 + 800 + 500
