"""In which hat a person gives a command."""

from functools import cache

from hejie.casework.people import Principal
from hejie.domain.commands import Command
from hejie.domain.lifecycle import LIFECYCLE
from hejie.domain.refusals import RefusalCode
from hejie.domain.roles import Actor, Role

TRY_ANOTHER_HAT = frozenset({RefusalCode.ROLE_MAY_NOT, RefusalCode.STAGE_DOES_NOT_ALLOW})
"""Refusals that another hat of the same person may not meet."""


def actors_for(caller: Principal, command: Command) -> tuple[Actor, ...]:
    """The hats for which the lifecycle has a row of this command; where there is none, the first, so that the
    rules say why not. There is at least one where the caller acts in cases at all."""
    roles = _roles(type(command))
    return tuple(actor for actor in caller.actors if actor.role in roles) or caller.actors[:1]


@cache
def _roles(command: type[Command]) -> frozenset[Role]:
    return frozenset(role for row in LIFECYCLE if row.command is command for role in row.by)
