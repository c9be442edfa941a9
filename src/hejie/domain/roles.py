"""Who acts, and which side of a case that is."""

from enum import StrEnum

import msgspec


class Role(StrEnum):
    """What somebody is in one case. Staff roles are the same person's hat for one act."""

    COMPLAINANT = "complainant"
    RESPONDENT = "respondent"
    OFFICER = "officer"
    ARBITER = "arbiter"
    CLOCK = "clock"
    """Nothing moves by itself but a clock that ran out."""
    PLATFORM = "platform"
    """What one stream tells another, through the outbox."""


class Side(StrEnum):
    """Whose turn a clock is, who owes an act, who put an item of evidence."""

    COMPLAINANT = "complainant"
    RESPONDENT = "respondent"
    BOTH = "both"
    STAFF = "staff"


PARTIES = frozenset({Role.COMPLAINANT, Role.RESPONDENT})
STAFF = frozenset({Role.OFFICER, Role.ARBITER})

_SIDES = {Role.COMPLAINANT: Side.COMPLAINANT, Role.RESPONDENT: Side.RESPONDENT}
_OTHERS = {Side.COMPLAINANT: Side.RESPONDENT, Side.RESPONDENT: Side.COMPLAINANT}


class Actor(msgspec.Struct, frozen=True):
    """Who gives a command: a role in this case, and the person's (or merchant's) id at the marketplace."""

    role: Role
    id: str

    @property
    def side(self) -> Side:
        """The side this actor stands on; everybody who is no party stands with the staff."""
        return _SIDES.get(self.role, Side.STAFF)


THE_CLOCK = Actor(Role.CLOCK, "clock")
THE_PLATFORM = Actor(Role.PLATFORM, "platform")


def other(side: Side) -> Side:
    """The opposite party."""
    return _OTHERS[side]
