"""A house with its desks for the browser tests, whose clock can be moved: run as a process of its own.

Tells its address and the passwords as one line of JSON, then reads orders, one a line, and answers each:
`advance HOURS` moves the clock and lets the worker act; `at` tells the instant; `stop` ends it.
"""

import asyncio
import json
import logging
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hejie.casework.admission import hash_password
from hejie.demo.seeding import DemoClock, seed
from hejie.edge.http.options import Options
from hejie.edge.http.server import bind, serve
from hejie.observing import log_to
from hejie.settings import Settings
from hejie.wiring import House, open_files, open_house

PASSWORD = "a password for tests"


class MovableClock:
    """This machine's clock, some time ahead of it."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead


async def main(home: Path, port: int) -> None:
    """Serve until told to stop."""
    movable, settings = MovableClock(), Settings(home=home)
    clock = DemoClock(movable)
    stop = asyncio.Event()
    log_to(level=logging.WARNING)
    options = Options(
        public_url=f"http://127.0.0.1:{port}", person_rate=1_000, stranger_rate=1_000, machine_rate=1_000
    )
    listening = bind("127.0.0.1", port)
    async with open_house(settings, lambda _: None, clock) as house:
        with open_files(settings, lambda _: None) as files:
            hashed = hash_password(PASSWORD)
            await seed(house, files.intake, clock, lambda _: hashed)
            serving = asyncio.create_task(serve(house, files, options, listening, stop))
            _tell({"url": options.public_url, "password": PASSWORD})
            await _obey(house, movable)
            stop.set()
            await serving


async def _obey(house: House, clock: MovableClock) -> None:
    loop = asyncio.get_running_loop()
    while True:
        order = (await loop.run_in_executor(None, sys.stdin.readline)).split()
        match order:
            case ["advance", count]:
                clock.ahead += timedelta(hours=float(count))
                await house.sweeper.sweep()
                await house.relay.drain()
                _tell({"at": clock().isoformat()})
            case ["at"]:
                _tell({"at": clock().isoformat()})
            case _:
                return


def _tell(answer: object) -> None:
    print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), int(sys.argv[2])))
