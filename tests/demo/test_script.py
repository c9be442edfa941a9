"""The demo's script fits the rules, on whatever day it is played."""

from collections import Counter
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from hejie.adapters.blobs import open_blobs
from hejie.casework.listings import Query
from hejie.casework.look import look_at
from hejie.demo import cases, script
from hejie.demo.people import PERSONAS
from hejie.demo.seeding import DemoClock, NotAsWritten, seed, stream_of
from hejie.domain.case import Stage
from hejie.evidence.intake import Intake
from hejie.evidence.scratch import open_scratch
from hejie.wiring import open_in_memory


@pytest.fixture
def intake(tmp_path: Path) -> AsyncIterator[Intake]:
    """A real one, on a folder."""
    with open_blobs(str(tmp_path / "blobs")) as store, open_scratch(tmp_path / "scratch") as scratch:
        yield Intake(store, scratch)


_DAYS = [datetime(2026, 11, 20, 2, tzinfo=UTC) + timedelta(days=day, hours=5 * day) for day in range(7)] + [
    datetime(2026, 2, 16, 1, tzinfo=UTC),  # in the Spring Festival
    datetime(2026, 10, 8, 1, tzinfo=UTC),  # after the National Day holidays
]


@pytest.mark.parametrize("now", _DAYS, ids=lambda day: f"{day:%a-%Y-%m-%d}")
async def test_every_stage_has_cases_and_all_clocks_are_alive(
    now: datetime, intake: Intake, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whenever the demo is set up, each step is accepted, and each stage has at least two cases."""
    monkeypatch.setattr("hejie.demo.seeding.draw", lambda scene, seed: _small_picture(scene, seed))
    clock = DemoClock(lambda: now)
    async with open_in_memory(clock) as house:
        count = await seed(house, intake, clock, lambda persona: f"hash of {persona.login}")
        assert count == len(cases.stories(now))
        stages: Counter[Stage] = Counter()
        for story in cases.stories(now):
            seen = await look_at(house.ledger, house.packs, stream_of(story))
            stages[seen.case.stage] += 1
            assert all(clock.due_at is None or clock.due_at > now for clock in seen.case.clocks)
        assert all(stages[stage] >= 2 for stage in Stage), stages
        assert len(await house.listings.find(Query(limit=100))) == count
        for persona in PERSONAS:
            assert await house.people.account(persona.login) is not None


async def test_a_step_that_the_rules_refuse_is_no_demo(
    intake: Intake, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where script and rules no longer fit, filling fails and says which step was refused and why."""
    now = datetime(2026, 11, 20, 2, tzinfo=UTC)
    monkeypatch.setattr("hejie.demo.seeding.draw", lambda scene, seed: _small_picture(scene, seed))
    monkeypatch.setattr("hejie.demo.seeding.orders", lambda now: iter(list(script.orders(now))[1:]))
    clock = DemoClock(lambda: now)
    async with open_in_memory(clock) as house:
        with pytest.raises(NotAsWritten, match="D2026-1001"):
            await seed(house, intake, clock, lambda _: "hash")
    assert clock.at is None


def _small_picture(scene: str, seed: int) -> bytes:
    import io

    from PIL import Image

    held = io.BytesIO()
    Image.new("RGB", (32, 32), (seed % 255, len(scene) * 9 % 255, 40)).save(held, "JPEG")
    return held.getvalue()
