"""A notice: that a step of a case concerns people. Queued with the step itself; ids, codes and instants only.

Who is told what stands in `note_words`. The notice holds what is needed to tell it later, as the case stood
after the step, so that whatever is delivered twice is the same twice.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, tzinfo
from uuid import UUID, uuid5

import msgspec

from hejie.casework.note_words import NOTE_WORDS, SOMETHING, NoteWords
from hejie.casework.people import Hat
from hejie.domain.case import Case, SpanName, Stage
from hejie.domain.events import CaseTaken, Event, FlagRaised, event_name
from hejie.domain.roles import STAFF, Actor, Role, Side
from hejie.domain.words import Words

NOTICE = "notice"
"""The topic of these effects."""

_NAMESPACE = UUID("6f0d9c6e-5a0b-4c57-9d0e-3f5b8f3a1c42")
"""Of ids that follow from causes. It never changes: a note or delivery would be kept twice."""

_BY_NAME: dict[str, tuple[type[Event], NoteWords]] = {
    str(event.__struct_config__.tag): (event, entry) for event, entry in NOTE_WORDS.items()
}
_DESKS_OWN = frozenset({CaseTaken, FlagRaised})
"""What happens among the staff: no party hears of it, nor a machine that acts for parties."""

_SIDES = {Hat.CONSUMER: Side.COMPLAINANT, Hat.MERCHANT: Side.RESPONDENT}
_HATS = {side: hat for hat, side in _SIDES.items()}

_UNTIL = Words(
    "如需您回应或办理,请在 {due} 前完成。",
    "If there is something for you to answer or to do, please do so before {due}.",
)

_INSTANT = Words("{instant}(UTC{offset})", "{instant} (UTC{offset})")


class Notice(msgspec.Struct, frozen=True, omit_defaults=True):
    """What one step of a case did. `events` are their names in order; `due_at` holds for each side the end of
    the clock that now runs against it; `taken_by` is who of the staff had taken the case before."""

    at: datetime
    by: Actor
    venue: str
    kind: str
    stage: Stage
    pack_hash: str
    complainant: str
    respondent: str
    events: tuple[str, ...]
    due_at: dict[Side, datetime] = {}
    taken_by: str = ""

    @property
    def told_to_machines(self) -> tuple[str, ...]:
        """The events that a machine of the venue may hear of."""
        desks_own = {str(event.__struct_config__.tag) for event in _DESKS_OWN}
        return tuple(name for name in self.events if name not in desks_own)


def notice_of(
    before: Case | None, case: Case, events: Sequence[Event], by: Actor, at: datetime
) -> Notice | None:
    """The notice of a step; None where it concerns nobody."""
    told = [entry for event in events if (entry := NOTE_WORDS[type(event)]).to]
    if not told:
        return None
    taken_by = before.taken_by if before is not None else ""
    if all(entry.to.keys() == {Side.STAFF} for entry in told) and taken_by in ("", by.id):
        return None
    head = case.head
    return Notice(
        at, by, head.venue, head.kind, case.stage, head.pack_hash, head.complainant, head.respondent,
        tuple(map(event_name, events)), _due(case), taken_by,
    )  # fmt: skip


def _due(case: Case) -> dict[Side, datetime]:
    """For each side the end of the clock that runs out first against it. A suspension asks nobody for
    anything."""
    due: dict[Side, datetime] = {}
    for clock in case.clocks:
        if clock.due_at is None or clock.name is SpanName.SUSPENSION:
            continue
        owing = (Side.COMPLAINANT, Side.RESPONDENT) if clock.owed_by is Side.BOTH else (clock.owed_by,)
        for side in owing:
            due[side] = min(due.get(side, clock.due_at), clock.due_at)
    return due


def readers(notice: Notice) -> Iterator[Side]:
    """The sides that may be told: whoever acted is left out."""
    if notice.by.role is not Role.COMPLAINANT:
        yield Side.COMPLAINANT
    if notice.by.role is not Role.RESPONDENT:
        yield Side.RESPONDENT
    if notice.taken_by and not (notice.by.role in STAFF and notice.by.id == notice.taken_by):
        yield Side.STAFF


def told(notice: Notice, side: Side) -> tuple[str, ...]:
    """The names of the events that a side is told of, each once, in order."""
    known = [_BY_NAME[name] for name in dict.fromkeys(notice.events) if name in _BY_NAME]
    happened = {event for event, _ in known}
    mine = [
        (event, entry)
        for event, entry in known
        if side in entry.to and not entry.unless.intersection(happened)
    ]
    clear = [event for event, entry in mine if not entry.faint]
    chosen = clear or [event for event, _ in mine[:1]]
    return tuple(str(event.__struct_config__.tag) for event in chosen)


def by_mail(code: str) -> bool:
    """Whether an event is told by e-mail too."""
    return code in _BY_NAME and _BY_NAME[code][1].by_mail


def party_box(notice: Notice, side: Side) -> str:
    """The inbox (`Principal.box`) of a party."""
    person = notice.complainant if side is Side.COMPLAINANT else notice.respondent
    return f"{_HATS[side]}:{notice.venue}:{person}"


def side_of(box: str) -> Side:
    """Whose an inbox is."""
    hat = box.partition(":")[0]
    return next((side for one, side in _SIDES.items() if one == hat), Side.STAFF)


def id_of(*cause: object) -> UUID:
    """The id that follows from a cause: the same cause always has the same one."""
    return uuid5(_NAMESPACE, "\x00".join(map(str, cause)))


def title(code: str, side: Side) -> Words:
    """What a side is told of an event, as a title."""
    found = _BY_NAME.get(code)
    return SOMETHING if found is None else found[1].to.get(side, SOMETHING)


def told_until(due_at: datetime, language: str, zone: tzinfo) -> str:
    """The sentence on the clock that runs against a reader."""
    return _UNTIL.tell(language, due=told_instant(due_at, language, zone))


def told_instant(at: datetime, language: str, zone: tzinfo) -> str:
    """An instant as people read it, in the zone of the rules, with its offset."""
    local = at.astimezone(zone)
    offset = local.isoformat(timespec="minutes").removeprefix(local.strftime("%Y-%m-%dT%H:%M"))
    return _INSTANT.tell(language, instant=local.strftime("%Y-%m-%d %H:%M"), offset=offset)
