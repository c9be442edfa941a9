"""The shipped stories, read and played once for all tests of this folder."""

from functools import cache
from pathlib import Path

from hejie.domain.rulebook import Pack
from hejie.policy.shipped import shipped_packs
from hejie.simulation.play import Transcript, play
from hejie.simulation.story import parse_story, read_story

FOLDER = Path(__file__).parents[2] / "stories"
PATHS = sorted(FOLDER.glob("*.case"))

HEADER = """en: A story.
zh: 一个故事。
pack tmall-style times +08:00
people complainant li-na, respondent tea-house, officer wang, arbiter zhao, arbiter qian
order A1001 CNY placed 2026-03-01 10:00, delivered 2026-03-03 15:00
line 1 "龙井茶" price 128.00 freight 8.00
"""


@cache
def packs() -> dict[str, Pack]:
    """The shipped packs by their id."""
    return {pack.id: pack for pack in shipped_packs()}


@cache
def played(path: Path) -> Transcript:
    """A shipped story, played."""
    story = read_story(path)
    return play(story, packs()[story.pack])


def play_steps(steps: str) -> Transcript:
    """Steps below the usual header, played."""
    story = parse_story(HEADER + steps, "some.case")
    return play(story, packs()[story.pack])
