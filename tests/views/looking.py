"""Stories as material for views: sealed as a ledger keeps them, with the words beside, step by step."""

from collections.abc import Iterator, Sequence
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple
from uuid import NAMESPACE_URL, uuid5

import msgspec

from hejie.casework.envelope import Envelope
from hejie.casework.look import Seen
from hejie.casework.people import Hat, Principal, Scope
from hejie.casework.sealing import words_of
from hejie.casework.uploads import Upload
from hejie.casework.views.evidence import owner_of
from hejie.casework.views.history import History, Stored
from hejie.casework.views.shapes import CaseView
from hejie.casework.views.viewer import Viewer, viewer_of
from hejie.casework.views.whole import Material, case_view
from hejie.domain.case import Case
from hejie.domain.commands import command_name
from hejie.domain.events import Event, Ruled
from hejie.domain.evolve import evolve
from hejie.domain.ids import StreamKind, named
from hejie.domain.roles import Role, Side
from hejie.simulation.play import Transcript
from hejie.simulation.steps import Lapsing
from stories.telling import PATHS, played  # noqa: F401 - for the tests here

LANGUAGES = ("zh", "en")
STREAM = named(StreamKind.CASE, "here", "li", "1")
NAMES = {Side.COMPLAINANT: "李小娜", Side.RESPONDENT: "Tea House of the Lake"}
"""What the accounts of both sides are called: nowhere in a story."""


class Look(NamedTuple):
    """A case after a step of a story, with everything that a view of it is made from."""

    transcript: Transcript
    number: int
    material: Material

    @property
    def case(self) -> Case:
        """The case after the step."""
        return self.material.seen.case


def _seal(text: str, number: int) -> str:
    return f"sealed:{uuid5(NAMESPACE_URL, f'{number}:{text}').hex}:{sha256(text.encode()).hexdigest()}"


def sealed(event: Event, number: int, opened: dict[str, str]) -> Event:
    """An event with references in the place of its words, which are kept in `opened`."""
    if isinstance(event, Ruled):
        if not event.ruling.reasons:
            return event
        reference = _seal(event.ruling.reasons, number)
        opened[reference] = event.ruling.reasons
        return Ruled(msgspec.structs.replace(event.ruling, reasons=reference))
    references = {name: _seal(text, number) for name, text in words_of(event).items()}
    opened.update({references[name]: text for name, text in words_of(event).items()})
    return msgspec.structs.replace(event, **references)


@cache
def looks(path: Path) -> tuple[Look, ...]:
    """A story after each of its steps in which a case is there."""
    return tuple(_looks(played(path)))


def _looks(transcript: Transcript) -> Iterator[Look]:
    stored: list[Stored] = []
    opened: dict[str, str] = {}
    case: Case | None = None
    for number, entry in enumerate(transcript.entries):
        step = entry.step
        command = "lapse" if isinstance(step.act, Lapsing) else command_name(step.act)
        for event in entry.events:
            safe = sealed(event, len(stored), opened)
            case = evolve(case, safe, step.at)
            stored.append(Envelope(1, step.at, step.actor, command, safe))
        if case is None:
            continue
        seen = Seen(STREAM, len(stored), case, transcript.pack)
        story = transcript.story
        material = Material(
            seen, tuple(stored), dict(opened), handed(case, stored), NAMES, story.order, story.counters
        )
        yield Look(transcript, number, material)


def handed(case: Case, stored: Sequence[Stored]) -> dict[tuple[str, str], Upload]:
    """An upload for each thing that was shown, as if it had been handed in here."""
    shown = [(item.by, item.sha256) for item in case.evidence]
    proofs = History(stored, {}).proofs
    shown += [(one.by, proofs[one.id]) for one in case.obligations if one.id in proofs]
    uploads: dict[tuple[str, str], Upload] = {}
    for by, hash in shown:
        owner = owner_of(case, by)
        uploads[owner, hash] = Upload(
            owner, hash, "photo.png", "image/png", 1_000, f"originals/{hash}", f"shown/{hash}",
            "image/webp", case.opened_at, f"thumbnails/{hash}", 640, 480,
        )  # fmt: skip
    return uploads


def consumer(case: Case) -> Principal:
    """The complainant of a case."""
    return Principal(case.head.complainant, "李小娜", case.head.venue, (Hat.CONSUMER,))


def merchant(case: Case) -> Principal:
    """The respondent of a case."""
    return Principal(case.head.respondent, "Tea House of the Lake", case.head.venue, (Hat.MERCHANT,))


def officer(_case: Case) -> Principal:
    """Somebody of the platform with both hats."""
    return Principal("chen", "陈", "", (Hat.OFFICER, Hat.ARBITER))


def machine(case: Case) -> Principal:
    """A machine of the venue that may read."""
    return Principal("erp", "erp", case.head.venue, (Hat.MACHINE,), (Scope.READ_CASES,))


VIEWERS = {"consumer": consumer, "merchant": merchant, "officer": officer, "machine": machine}


@cache
def views_of(path: Path, name: str, language: str) -> tuple[tuple[Look, CaseView, Any], ...]:
    """What a viewer sees right after each step of a story: as it is, and as a client gets it."""
    seen = []
    for look in looks(path):
        at = look.transcript.entries[look.number].step.at
        view = case_view(look.material, viewer(name, look.case, language), at)
        seen.append((look, view, plain(view)))
    return tuple(seen)


def viewer(name: str, case: Case, language: str = "zh") -> Viewer:
    """One of the viewers of a case."""
    found = viewer_of(VIEWERS[name](case), case.head, language)
    assert found is not None
    return found


def texts(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Every text in a view with the name of its field."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict):
        for name, one in value.items():
            yield from texts(one, name)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from texts(one, path)


def plain(view: object) -> Any:
    """A view as a client gets it."""
    return msgspec.json.decode(msgspec.json.encode(view))


def staff_of(look: Look) -> set[str]:
    """The ids of the staff who act in a story."""
    actors = {entry.step.actor for entry in look.transcript.entries}
    return {actor.id for actor in actors if actor.role in (Role.OFFICER, Role.ARBITER)}
