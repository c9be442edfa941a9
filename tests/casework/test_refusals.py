"""What is not taken leaves no trace: neither version nor snapshot, event, effect or receipt."""

import pytest

from hejie.casework.desk import StreamUnknown, Submission
from hejie.domain import commands as ask
from hejie.domain.case import Flag
from hejie.domain.ids import StreamKind, parse_public
from hejie.domain.refusals import RefusalCode
from hejie.domain.roles import Actor, Role

from .houses import ALL_BACKENDS, World
from .lives import BUYER, DEMAND, OFFICER, SHOP, case, file, filing, order

STRANGER = Actor(Role.COMPLAINANT, "somebody")
OTHER_SHOP = Actor(Role.RESPONDENT, "other-shop")

REFUSED = [
    (STRANGER, ask.RequestWithdrawal(), RefusalCode.NOT_A_PARTY),
    (OTHER_SHOP, ask.AcceptClaims(), RefusalCode.NOT_A_PARTY),
    (BUYER, ask.AcceptClaims(), RefusalCode.ROLE_MAY_NOT),
    (SHOP, ask.RequestWithdrawal(), RefusalCode.ROLE_MAY_NOT),
    (BUYER, ask.RaiseFlag(Flag.FARMING, "me"), RefusalCode.ROLE_MAY_NOT),
    (BUYER, ask.Lapse("k0"), RefusalCode.ROLE_MAY_NOT),
    (OFFICER, ask.Resume(), RefusalCode.STAGE_DOES_NOT_ALLOW),
    (BUYER, ask.AcceptOffer("o1"), RefusalCode.STAGE_DOES_NOT_ALLOW),
    (BUYER, filing("A-k1"), RefusalCode.STAGE_DOES_NOT_ALLOW),
    (SHOP, ask.Contest(), RefusalCode.REQUIRED_ITEMS_MISSING),
    (SHOP, ask.AcceptClaims(("c9",)), RefusalCode.CLAIM_UNKNOWN),
]

NEVER_BEGUN = [
    (filing("nothing"), RefusalCode.ORDER_UNKNOWN),
    (filing("theirs"), RefusalCode.ORDER_IS_NOT_YOURS),
    (ask.OpenTalk("mine", "unheard_of", (DEMAND,)), RefusalCode.KIND_UNKNOWN),
    (ask.OpenTalk("mine", "late_ship", (DEMAND,)), RefusalCode.REMEDY_UNKNOWN),
    (ask.FileComplaint("mine", "quality_visible", (DEMAND,)), RefusalCode.TALK_NEEDED),
    (ask.FinishEvidence(), RefusalCode.STAGE_DOES_NOT_ALLOW),
]


@pytest.mark.parametrize("world", ALL_BACKENDS, indirect=True)
async def test_a_no_of_the_rules_writes_nothing(world: World) -> None:
    stream = await file(world)
    before = await world.everything()
    for actor, command, code in REFUSED:
        answer = await world.do(stream, actor, command, key="k")
        assert answer.refusal is not None, command
        assert (answer.refusal.code, answer.version, answer.events) == (code, 3, ()), command
    assert await world.everything() == before


async def test_a_case_that_may_not_begin_does_not_exist(world: World) -> None:
    await world.take(order("mine"), order("theirs", buyer="wang"))
    before = await world.everything()
    for command, code in NEVER_BEGUN:
        assert await world.refused(case(), BUYER, command) is code, command
    assert await world.everything() == before


async def test_where_no_rules_are_in_force_no_case_begins(world: World) -> None:
    world.clock.go(days=-3_000)
    assert await world.refused(case(), BUYER, filing()) is RefusalCode.NO_RULES_IN_FORCE


@pytest.mark.parametrize("command", [ask.FinishEvidence(), ask.RequestWithdrawal(), None])
async def test_a_case_nobody_began_is_unknown(world: World, command: ask.Command | None) -> None:
    before = await world.everything()
    unknown = Submission(case("never"), BUYER, command, world.clock.at, "k")
    with pytest.raises(StreamUnknown, match=case("never").public):
        await world.house.lanes.submit(unknown)
    assert await world.everything() == before


def test_a_public_id_with_a_wrong_bucket_names_no_case() -> None:
    bucket = case().bucket
    public = case().public
    assert parse_public(StreamKind.CASE, public) == case()
    assert parse_public(StreamKind.CASE, f"{(bucket + 1) % 256:02x}{public[2:]}") is None
