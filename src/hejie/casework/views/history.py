"""What happened in a case as views need it: each event with the case after it, and what was written."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from functools import cached_property
from typing import Any, NamedTuple

from hejie.casework.envelope import ENVELOPE_VERSION, Envelope
from hejie.domain import events as happened
from hejie.domain.case import Case
from hejie.domain.decide import lapses
from hejie.domain.events import Event
from hejie.domain.evolve import evolve
from hejie.domain.roles import THE_CLOCK
from hejie.domain.rulebook import Pack

Stored = Envelope[Event]
Opened = Mapping[str, str]
"""What people wrote, by its sealed reference; what was erased is not there."""


class Step(NamedTuple):
    """One event: its place in the history, and the case after it."""

    version: int
    stored: Stored
    case: Case


class History:
    """The events of one case, oldest first; there is at least one."""

    def __init__(self, stored: Iterable[Stored], opened: Opened) -> None:
        self._stored = tuple(stored)
        self._opened = opened

    @cached_property
    def steps(self) -> tuple[Step, ...]:
        """Every event with the case after it."""
        steps: list[Step] = []
        case: Case | None = None
        for version, stored in enumerate(self._stored, start=1):
            case = evolve(case, stored.event, stored.at)
            steps.append(Step(version, stored, case))
        return tuple(steps)

    def open(self, reference: str) -> str | None:
        """The words behind a reference; None where nothing was written, or it was erased."""
        return self._opened.get(reference) if reference else None

    def words_of_offer(self, offer: str) -> str | None:
        """What was written with an offer."""
        made = self._first(happened.OfferMade, lambda event: event.offer.id == offer)
        return self.open(made.event.text) if made else None

    def shown(self, evidence: str) -> tuple[datetime | None, str | None]:
        """When an item of evidence was shown, and what was written with it."""
        found = self._first(happened.EvidenceSubmitted, lambda event: event.evidence.id == evidence)
        return (found.at, self.open(found.event.caption)) if found else (None, None)

    def ruled_at(self, ruling: str) -> datetime | None:
        """When a ruling was made."""
        found = self._first(happened.Ruled, lambda event: event.ruling.id == ruling)
        return found.at if found else None

    @cached_property
    def proofs(self) -> Mapping[str, str]:
        """The hash of what was shown when an act was last recorded as done, by obligation."""
        recorded = [one.event for one in self._stored if isinstance(one.event, happened.PerformanceRecorded)]
        return {event.obligation: event.sha256 for event in recorded if event.sha256}

    def _first(self, type_: type[Event], fits: Callable[[Any], bool]) -> Envelope[Any] | None:
        return next((one for one in self._stored if isinstance(one.event, type_) and fits(one.event)), None)


def as_it_stands(
    case: Case, stored: Iterable[Stored], pack: Pack, at: datetime
) -> tuple[Case, tuple[Stored, ...]]:
    """The case at an instant with its history, whether or not anybody has swept its clocks.

    What has run out is shown as it will be written: it takes effect before anything else can be done.
    """
    stored = tuple(stored)
    for decision in lapses(case, pack, at):
        case = decision.case
        stored += tuple(
            Envelope(ENVELOPE_VERSION, at, THE_CLOCK, "lapse", event) for event in decision.events
        )
    return case, stored
