"""Measure the write path beside the floor, in interleaved rounds, and print a table."""

import argparse
import asyncio
import sys
from datetime import UTC, datetime
from pathlib import Path

from bench.pure import measure_pure
from bench.report import tell
from bench.rounds import Plan, measure

RESULTS = Path(__file__).with_name("results")


def main() -> None:
    """`python -m bench`; a whole run takes about seven minutes."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5, help="how often everything is measured")
    parser.add_argument("--seconds", type=float, default=2.0, help="how long each measurement takes")
    parser.add_argument("--only", default="", help="rows whose name holds this, beside the floor")
    parser.add_argument("--home", type=Path, help="a folder on the disk that is to be measured")
    asked = parser.parse_args()
    plan = Plan(asked.rounds, asked.seconds, asked.only, asked.home)
    measured = asyncio.run(measure(plan, lambda text: print(text, file=sys.stderr)))
    pure = {} if asked.only else measure_pure(asked.rounds, asked.seconds / 4)
    said = tell(measured, pure)
    print(said)
    RESULTS.mkdir(exist_ok=True)
    name = datetime.now(UTC).strftime("%Y-%m-%dT%H%M%SZ.txt")
    (RESULTS / name).write_text(said + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
