"""What happened, as the viewer may read it: who, when, in words, with what was written and the rules."""

from collections.abc import Iterator

from hejie.casework.views.history import History, Step
from hejie.casework.views.shapes import Named, TimelineView
from hejie.casework.views.telling import Telling
from hejie.domain import events as happened
from hejie.domain.chronicle import chronicle
from hejie.domain.events import Event, event_name
from hejie.domain.naming import ROLE_WORDS
from hejie.domain.roles import STAFF, Actor
from hejie.domain.words import Words

_OF_THE_HOUSE: tuple[type[Event], ...] = (happened.FlagRaised, happened.CaseTaken)
"""What the platform looks into, and who of its people works on what, is told to nobody outside."""

_BOOKKEEPING: tuple[type[Event], ...] = (happened.ClockStopped,)
"""What says nothing beside the event that it follows from."""

_WITH_NAME = Words("{role} {name}", "{role} {name}")


def timeline(to: Telling, history: History) -> tuple[TimelineView, ...]:
    """Every event that the viewer may know of, the oldest first."""
    return tuple(_line(to, step, history) for step in _visible(to, history))


def _visible(to: Telling, history: History) -> Iterator[Step]:
    hidden = _BOOKKEEPING if to.viewer.inside else (*_BOOKKEEPING, *_OF_THE_HOUSE)
    return (step for step in history.steps if not isinstance(step.stored.event, hidden))


def _line(to: Telling, step: Step, history: History) -> TimelineView:
    stored = step.stored
    said = chronicle(stored.event, step.case, to.pack, to.viewer.language, to.pack.calendar.zone)
    return TimelineView(
        version=step.version,
        at=stored.at,
        who=_who(to, stored.by),
        yours=to.viewer.is_party and stored.by.side is to.viewer.side,
        event=event_name(stored.event),
        words=said.words,
        text=history.open(said.personal),
        rules=to.rules(said.rules),
    )


def _who(to: Telling, by: Actor) -> Named:
    role = to.say(ROLE_WORDS[by.role])
    if by.role in STAFF and to.viewer.inside:
        return Named(str(by.role), to.say(_WITH_NAME, role=role, name=by.id))
    return Named(str(by.role), role)
