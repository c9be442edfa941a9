"""`hejie worker` as an operator runs it: it works, shows its numbers, and stops in good order."""

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from casework.houses import PLAIN, VENUE, World
from casework.lives import BUYER, file_with_proof

from .workers import a_moment

pytestmark = pytest.mark.parametrize("world", [PLAIN], indirect=True)


class Running:
    """The command as a process of its own, with what it says line by line."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process
        self.said: list[str] = []

    async def line(self, event: str) -> dict[str, Any]:
        """Wait until it has said something."""
        assert self.process.stderr is not None
        async with asyncio.timeout(60):
            while raw := await self.process.stderr.readline():
                self.said.append(raw.decode())
                line: dict[str, Any] = json.loads(raw)
                if line["event"] == event:
                    return line
        raise AssertionError("".join(self.said))

    async def ended(self) -> int:
        """Wait until it has ended; its exit code."""
        assert self.process.stderr is not None
        async with asyncio.timeout(60):
            self.said += [line.decode() async for line in self.process.stderr]
            return await self.process.wait()


@asynccontextmanager
async def a_process(world: World, home: Path, *options: str, **environment: str) -> AsyncIterator[Running]:
    """`hejie worker` on the database of a world."""
    assert world.owner_dsn is not None
    own = {"HEJIE_HOME": str(home), "HEJIE_LANG": "en", "DATABASE_URL": world.owner_dsn, "COLUMNS": "200"}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "hejie", "worker", *options,
        env=dict(os.environ) | own | environment,
        stderr=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    running = Running(process)
    try:
        yield running
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def test_it_sweeps_and_tells_shows_its_numbers_and_stops_when_told(
    world: World, tmp_path: Path
) -> None:
    """The test lives in March; the process by the real clock, when the merchant's time is long over."""
    await file_with_proof(world)
    async with a_process(world, tmp_path, "--metrics-port", "0") as running:
        shown = await running.line("metrics_shown")
        assert (await running.line("swept"))["moved"] == 1
        async with httpx.AsyncClient(trust_env=False) as client:
            numbers = (await client.get(shown["url"])).text
        assert "hejie_swept_total 1.0" in numbers
        assert 'hejie_lag_seconds{queue="effects"}' in numbers
        box = f"consumer:{VENUE}:{BUYER.id}"
        async with asyncio.timeout(20):
            while not (found := await world.house.inbox.notes(box, None, 9)):
                await a_moment()
        assert found[-1].code == "ruled"
        running.process.send_signal(signal.SIGTERM)
        assert await running.ended() == 0
    said = [json.loads(line)["event"] for line in running.said]
    assert said[-1] == "worker_stopped"
    assert "worker_stopping" in said


async def test_what_the_operator_can_mend_is_said_in_one_line(world: World, tmp_path: Path) -> None:
    async with a_process(world, tmp_path, HEJIE_MAIL_URL="https://mail.example") as running:
        assert await running.ended() == 1
    assert "HEJIE_MAIL_URL" in running.said[-1]
    assert "Traceback" not in "".join(running.said)
    async with a_process(world, tmp_path, HEJIE_PRIVATE_WEBHOOKS="maybe") as running:
        assert await running.ended() == 1
    assert "HEJIE_PRIVATE_WEBHOOKS is 'maybe'; accepted are yes and no" in running.said[-1]
