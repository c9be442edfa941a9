"""The times that run in a case; everyone sees the same ones."""

from hejie.casework.views.shapes import ClockView, Named
from hejie.casework.views.telling import Telling
from hejie.domain.naming import PAUSE_WORDS


def clocks(to: Telling) -> tuple[ClockView, ...]:
    """Every clock of the case, running or standing still, in the order in which they began."""
    return tuple(
        ClockView(
            id=clock.id,
            name=to.clock(clock.name),
            owed_by=to.side(clock.owed_by),
            yours=to.yours(to.case.awaited(clock)),
            scope=clock.scope,
            started_at=clock.started_at,
            due_at=clock.due_at,
            left_seconds=int(clock.left(to.at).total_seconds()),
            paused=clock.due_at is None,
        )
        for clock in to.case.clocks
    )


def paused(to: Telling) -> Named | None:
    """Why the clocks stand still, if they do."""
    return to.named(to.case.pause, PAUSE_WORDS) if to.case.pause else None
