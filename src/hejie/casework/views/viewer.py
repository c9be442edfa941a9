"""Who looks at a case: on which side they stand, and whether they see what stays within the house.

Nobody reads a case without a viewer. A case of another party, another venue or nobody at all is none.
"""

import unicodedata
from typing import Protocol

import msgspec

from hejie.casework.people import Hat, Principal, Scope
from hejie.domain.roles import Actor, Role, Side

_SIDES = {Hat.CONSUMER: Side.COMPLAINANT, Hat.MERCHANT: Side.RESPONDENT}


class Parties(Protocol):
    """Whose a case is: its head, or its row in a queue."""

    @property
    def venue(self) -> str: ...

    @property
    def complainant(self) -> str: ...

    @property
    def respondent(self) -> str: ...


class Viewer(msgspec.Struct, frozen=True):
    """Somebody who looks at a case. `side` STAFF: nobody's party; `inside`: a person of the platform, who
    sees who of the staff did what, and what only staff need. A machine of the venue stands on no side and is
    not inside. `actors` are the hats in which the viewer can act here."""

    side: Side
    actors: tuple[Actor, ...]
    name: str
    language: str
    inside: bool = False

    @property
    def is_party(self) -> bool:
        """Whether this is one of the two sides."""
        return self.side is not Side.STAFF

    @property
    def roles(self) -> tuple[Role, ...]:
        """In which roles the viewer is told what comes next; there is at least one."""
        return tuple(actor.role for actor in self.actors) or (Role.PLATFORM,)

    @property
    def role(self) -> Role:
        """As whom the viewer is told of the withdrawal; staff of every hat are told alike."""
        return {Side.COMPLAINANT: Role.COMPLAINANT, Side.RESPONDENT: Role.RESPONDENT}.get(
            self.side, Role.OFFICER
        )


def viewer_of(principal: Principal, case: Parties, language: str) -> Viewer | None:
    """How a principal looks at a case; None: to them there is no such case."""
    if principal.venue not in ("", case.venue):
        return None
    if principal.is_staff:
        return Viewer(Side.STAFF, principal.actors, principal.name, language, inside=True)
    if not principal.venue:
        return None
    for hat, side in _SIDES.items():
        person = case.complainant if side is Side.COMPLAINANT else case.respondent
        if hat in principal.hats and principal.id == person:
            actors = tuple(actor for actor in principal.actors if actor.side is side)
            return Viewer(side, actors, principal.name, language)
    if Hat.MACHINE in principal.hats and Scope.READ_CASES in principal.scopes:
        return Viewer(Side.STAFF, (), principal.name, language)
    return None


def shortened(name: str) -> str:
    """A name as the other side sees it: `小**`, `J***`."""
    first = name.strip()[:1]
    wide = unicodedata.east_asian_width(first) in ("W", "F") if first else False
    return f"{first}**" if wide else f"{first}***"
