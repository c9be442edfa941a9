"""Plays a story on the pure domain: the real `decide`, one step after the other, on the story's own clock."""

from datetime import datetime

import msgspec

from hejie.domain.case import Case, Clock
from hejie.domain.commands import Command, Lapse
from hejie.domain.decide import Decision, decide
from hejie.domain.draft import Moment
from hejie.domain.events import Event
from hejie.domain.outlook import Outlook
from hejie.domain.refusals import Refusal
from hejie.domain.roles import Role
from hejie.domain.rulebook import Pack
from hejie.simulation.checks import Seen, outlook_seen, unmet
from hejie.simulation.steps import Accepted, Lapsing, OutlookIs, Refused, Step, Story
from hejie.simulation.tokens import StoryError


class StoryFailed(StoryError):
    """Something else happened than the story says."""


class Asked(msgspec.Struct, frozen=True):
    """The withdrawal outlook as a viewer saw it at an instant."""

    at: datetime
    viewer: Role
    outlook: Outlook


class Entry(msgspec.Struct, frozen=True):
    """A step, what it was as a command, and what came of it: events, or a refusal. `case` is the case
    afterwards; None while there is none."""

    step: Step
    command: Command
    events: tuple[Event, ...]
    refusal: Refusal | None
    case: Case | None
    asked: tuple[Asked, ...] = ()


class Transcript(msgspec.Struct, frozen=True):
    """A story that has been played, step by step."""

    story: Story
    pack: Pack
    entries: tuple[Entry, ...]

    @property
    def history(self) -> tuple[tuple[Event, datetime], ...]:
        """Every event with the instant at which it was recorded."""
        return tuple((event, entry.step.at) for entry in self.entries for event in entry.events)

    @property
    def case(self) -> Case | None:
        """The case at the end of the story."""
        return self.entries[-1].case


def play(story: Story, pack: Pack) -> Transcript:
    """Play a story under a pack. Raises: StoryFailed at the first thing that is not as it says."""
    if story.pack != pack.id:
        raise StoryFailed(story.file, 1, f"plays under the pack {story.pack}, not {pack.id}")
    case: Case | None = None
    entries: list[Entry] = []
    history: list[Event] = []
    for step in story.steps:
        command = command_of(story, step, case)
        decided = decide(case, command, _moment(story, step, pack))
        _compare(story, step, decided)
        if isinstance(decided, Decision):
            case = decided.case
            history.extend(decided.events)
        seen = Seen(case, tuple(history), pack, story.counters)
        entries.append(
            Entry(
                step=step,
                command=command,
                events=decided.events if isinstance(decided, Decision) else (),
                refusal=None if isinstance(decided, Decision) else decided,
                case=case,
                asked=_check(story, step, seen),
            )
        )
    return Transcript(story, pack, tuple(entries))


def command_of(story: Story, step: Step, case: Case | None) -> Command:
    """The command of a step; for a clock that lapses, with the id that the case knows it by.

    Raises: StoryFailed where no such clock runs, or it is due at another instant.
    """
    act = step.act
    if isinstance(act, Command):
        return act
    clock = _lapsing_clock(story, step, act, case)
    return Lapse(clock.id)


def _lapsing_clock(story: Story, step: Step, act: Lapsing, case: Case | None) -> Clock:
    clocks = case.clocks if case else ()
    found = [clock for clock in clocks if clock.name is act.name and act.scope in ("", clock.scope)]
    running = [f"{clock.name} of {clock.scope} until {_local(story, clock.due_at)}" for clock in clocks]
    if not found:
        raise StoryFailed(story.file, step.line, f"no clock {act.name} runs", running)
    if len(found) > 1:
        raise StoryFailed(story.file, step.line, f"several clocks {act.name} run: say of which", running)
    if found[0].due_at != act.due_at:
        due = _local(story, found[0].due_at)
        raise StoryFailed(story.file, step.line, f"the clock {act.name} is due at {due}")
    return found[0]


def _moment(story: Story, step: Step, pack: Pack) -> Moment:
    named = getattr(step.act, "order", "")
    order = story.order if named == story.order.ref else None
    return Moment(step.at, step.actor, pack, order, story.counters)


def _compare(story: Story, step: Step, decided: Decision | Refusal) -> None:
    expected = step.expected
    if isinstance(decided, Refusal):
        if not isinstance(expected, Refused):
            raise StoryFailed(story.file, step.line, f"refused: {decided.code} ({decided.tell('en')})")
        if expected.code is not decided.code:
            wrong = f"refused, but for another reason: {decided.code} ({decided.tell('en')})"
            raise StoryFailed(story.file, step.line, wrong)
        return
    case = decided.case
    if isinstance(expected, Refused):
        raise StoryFailed(story.file, step.line, f"accepted: the case stands at {case.stage}")
    if not _stands_at(case, expected):
        ended = f" {case.outcome}" if case.outcome else ""
        raise StoryFailed(story.file, step.line, f"the case stands at {case.stage}{ended}")


def _stands_at(case: Case, expected: Accepted) -> bool:
    if expected.stage is None:
        return True
    return (case.stage, case.outcome) == (expected.stage, expected.outcome)


def _check(story: Story, step: Step, seen: Seen) -> tuple[Asked, ...]:
    asked: list[Asked] = []
    for check in step.checks:
        wrong = unmet(check, seen)
        if wrong:
            raise StoryFailed(story.file, check.line, wrong)
        if isinstance(check.wanted, OutlookIs):
            viewer = check.wanted.viewer
            asked.append(Asked(check.at, viewer, outlook_seen(seen, check.at, viewer)))
    return tuple(asked)


def _local(story: Story, at: datetime | None) -> str:
    if at is None:
        return "nobody knows when: it stands still"
    return at.astimezone(story.steps[0].at.tzinfo).isoformat(" ", "seconds")
