"""An order as the marketplace recorded it: what a complaint is about, and what the platform itself knows.

None of it comes from a party. Instants are aware; an instant that the platform does not have is None,
never a guess.
"""

import msgspec

from hejie.domain.calendar import Instant

Ref = str
"""A name given outside: printable, without spaces at its ends."""


class OrderLine(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One thing bought from one merchant. Amounts are what was actually paid, in minor units."""

    ref: Ref
    merchant: Ref
    price_minor: int
    freight_minor: int = 0
    title: str = ""
    dispatch_due_at: Instant | None = None
    """When the merchant had promised to have handed it to the carrier."""


class Order(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A paid order of one buyer at one venue, with at least one line."""

    venue: Ref
    ref: Ref
    buyer: Ref
    currency: str
    placed_at: Instant
    lines: tuple[OrderLine, ...]
    paid_at: Instant | None = None
    handed_over_at: Instant | None = None
    """When the carrier took it: the courier's record, not the merchant's click."""
    delivered_at: Instant | None = None
    confirmed_at: Instant | None = None
    """When the buyer confirmed receipt."""
    status: str = ""
    """The marketplace's own word for where the order stands."""
