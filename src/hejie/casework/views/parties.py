"""The two sides by name. A shop bears its name in public; a consumer's is shortened for the merchant."""

from collections.abc import Mapping

from hejie.casework.views.shapes import PartyView
from hejie.casework.views.telling import Telling
from hejie.casework.views.viewer import Viewer, shortened
from hejie.domain.roles import Side

SIDES = (Side.COMPLAINANT, Side.RESPONDENT)

Names = Mapping[Side, str]
"""What the sides are called, in full."""


def parties(to: Telling, names: Names) -> tuple[PartyView, ...]:
    """Both sides as the viewer may know them; staff know both in full."""
    return tuple(
        PartyView(to.side(side), name_for(to.viewer, side, names), side is to.viewer.side) for side in SIDES
    )


def name_for(viewer: Viewer, side: Side, names: Names) -> str:
    """What a viewer is told that a side is called."""
    if side is viewer.side:
        return viewer.name or names[side]
    return shortened(names[side]) if viewer.is_party and side is Side.COMPLAINANT else names[side]
