"""Every story of `stories/` holds on the real domain, and together they leave no corner untold."""

from pathlib import Path
from typing import get_args

import msgspec
import pytest

from hejie.domain.case import Outcome, Stage
from hejie.domain.commands import AnyCommand, Command, SubmitEvidence
from hejie.domain.events import AnyEvent
from hejie.domain.evolve import replay
from hejie.domain.procedure.lapsing import LAPSING_CLOCKS
from hejie.domain.refusals import RefusalCode
from hejie.simulation.play import play
from hejie.simulation.sentences import CHECKS, COMMANDS
from hejie.simulation.steps import Lapsing
from hejie.simulation.story import parse_story
from hejie.simulation.tell import tell

from .telling import FOLDER, PATHS, packs, played

STORIES = pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)

REFUSED_ELSEWHERE = {
    RefusalCode.WINDOW_CLOSED,  # said by casework, which lets clocks lapse before it decides
    RefusalCode.NO_RULES_IN_FORCE,  # said by casework, which chooses the pack
    RefusalCode.CLOCK_UNKNOWN,  # a story names clocks, and the player looks their ids up
    RefusalCode.ORDER_HAS_NO_LINES,  # the header of a story has at least one line
}


@STORIES
def test_the_story_holds(path: Path) -> None:
    """What the story says is what the domain does."""
    transcript = played(path)
    assert len(transcript.entries) == len(transcript.story.steps)


@STORIES
def test_replaying_the_events_of_a_story_gives_its_case(path: Path) -> None:
    """The history, written down and read again, amounts to the very case that was decided on."""
    transcript = played(path)
    written = [(msgspec.json.encode(event), at) for event, at in transcript.history]
    read = [(msgspec.json.decode(body, type=AnyEvent), at) for body, at in written]
    assert (replay(read) if read else None) == transcript.case


@STORIES
def test_a_refused_step_changes_nothing(path: Path) -> None:
    """A refusal leaves no event behind, and the case as it was."""
    before = None
    for entry in played(path).entries:
        assert (entry.refusal is None) == bool(entry.events)
        if entry.refusal is not None:
            assert entry.case == before
        before = entry.case


@STORIES
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_story_can_be_told(path: Path, language: str) -> None:
    """Every step is told in both languages, with its words and without a gap left open."""
    transcript = played(path)
    lines = tell(transcript, language)
    assert lines[0] == transcript.story.words.tell(language)
    for entry in transcript.entries:
        assert any(line.startswith(f"{entry.step.at:%Y-%m-%d %H:%M}") for line in lines)
    assert not any("{" in line or "None" in line for line in lines)


def test_there_are_enough_stories() -> None:
    """The design asks for twenty at least."""
    assert len(PATHS) >= 20


def test_every_command_is_used_in_some_story() -> None:
    """No command is only refused, and the language has a sentence for each."""
    accepted = {type(e.command) for path in PATHS for e in played(path).entries if e.refusal is None}
    assert accepted == set(get_args(AnyCommand))


def test_every_event_happens_in_some_story() -> None:
    """Whatever can be written into a history is written by some story."""
    happened = {type(event) for path in PATHS for event, _ in played(path).history}
    assert happened == set(get_args(AnyEvent))


def test_the_silence_of_each_side_is_told() -> None:
    """Every clock that can run out does so in some story."""
    acts = [step.act for path in PATHS for step in played(path).story.steps]
    assert {act.name for act in acts if isinstance(act, Lapsing)} == LAPSING_CLOCKS


def test_every_stage_and_every_end_is_reached() -> None:
    """Between them the stories stand at each stage, and end in each way."""
    cases = [entry.case for path in PATHS for entry in played(path).entries if entry.case is not None]
    assert {case.stage for case in cases} == set(Stage)
    assert {case.outcome for case in cases} == {None, *Outcome}


def test_every_refusal_is_told() -> None:
    """Each way to say no has a story, but for those that the pure domain cannot reach from one."""
    said = {e.refusal.code for path in PATHS for e in played(path).entries if e.refusal is not None}
    assert said == set(RefusalCode) - REFUSED_ELSEWHERE


def test_every_command_of_the_wire_has_a_sentence() -> None:
    """Commands are called in stories what they are called on the wire; clocks lapse in words of their own."""
    tags = {str(command.__struct_config__.tag) for command in get_args(AnyCommand)}
    assert set(COMMANDS) == tags - {"lapse"}


def test_the_same_name_is_the_same_thing() -> None:
    """Evidence is named in words; its hash is stable, and depends on the item and on the name."""
    commands: list[Command] = [e.command for path in PATHS for e in played(path).entries]
    shown = {(c.item, c.caption): c.sha256 for c in commands if isinstance(c, SubmitEvidence)}
    assert len(set(shown.values())) == len(shown) > 5


def test_the_page_about_stories_is_true() -> None:
    """The example of the page is a story that holds; the page names every command and every check."""
    page = (FOLDER / "README.md").read_text(encoding="utf-8")
    example = page.split("```")[1].lstrip("\n")
    story = parse_story(example, "README.md")
    assert play(story, packs()[story.pack]).case is not None
    named = {word for span in page.split("`")[1::2] for word in span.split()}
    assert named >= {*COMMANDS, *CHECKS}
