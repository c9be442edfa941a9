"""Who of the staff works on a case."""

from hejie.domain.commands import Take
from hejie.domain.draft import Draft
from hejie.domain.events import CaseTaken


def take(draft: Draft, _command: Take) -> None:
    """Take the case, over from a colleague if need be. No clock and no decision depends on it."""
    draft.add(CaseTaken(draft.moment.actor.id))
