"""What a desk's queue asks the listings for: whose cases these are, and the filters that were given."""

from collections.abc import Sequence
from typing import TypeVar

import msgspec

from hejie.casework.listings import Order, Query
from hejie.casework.people import Hat, Principal
from hejie.casework.views.queue import waiting_sides
from hejie.domain.case import Severity, Stage
from hejie.domain.roles import Side
from hejie.domain.words import Words
from hejie.edge.http.accepted import FieldFault
from hejie.edge.http.problems import Code, ProblemError

T = TypeVar("T")

ME, NOBODY = "me", "nobody"
_TAKEN = Words(f"须为以下之一:{ME}, {NOBODY}", f"must be one of: {ME}, {NOBODY}")
_FOR_STAFF = Words("仅供平台工作人员使用", "is for staff of the platform alone")
_OPEN = tuple(stage for stage in Stage if stage is not Stage.CLOSED)


class Filters(msgspec.Struct, frozen=True):
    """What a caller wants of its queue; None and empty: whatever."""

    stage: Sequence[Stage] = ()
    kind: Sequence[str] = ()
    severity: Sequence[Severity] = ()
    owed_by: Sequence[Side] = ()
    waiting: bool | None = None
    open: bool | None = None
    taken: str | None = None
    order: str | None = None


def own_cases(caller: Principal) -> Query:
    """All cases of a caller: a consumer's, a merchant's, or those of a venue, or of all."""
    if caller.is_staff:
        return Query(venue=caller.venue or None)
    if Hat.CONSUMER in caller.hats:
        return Query(venue=caller.venue, complainant=caller.id)
    if Hat.MERCHANT in caller.hats:
        return Query(venue=caller.venue, respondent=caller.id)
    return Query(venue=caller.venue)


def usual_order(caller: Principal) -> Order:
    """How a queue is sorted where nobody says: consumers look for the newest, staff for the gravest."""
    if caller.is_staff:
        return Order.URGENCY
    return Order.OPENED if Hat.CONSUMER in caller.hats else Order.DUE


def narrowed(query: Query, caller: Principal, filters: Filters) -> Query | None:
    """A queue under filters; None where no case can be in it. Raises: ProblemError."""
    stages = _both(filters.stage, _stages(filters.open))
    owed_by = _both(filters.owed_by, _sides(caller, filters.waiting))
    if stages is None or owed_by is None:
        return None
    return msgspec.structs.replace(
        query,
        stages=stages,
        owed_by=owed_by,
        kinds=tuple(filters.kind),
        severities=tuple(filters.severity),
        order=filters.order,
        taken_by=_taken_by(caller, filters.taken),
    )


def _both(one: Sequence[T], other: Sequence[T]) -> tuple[T, ...] | None:
    """What two lists have in common, where an empty one means anything; None: nothing."""
    if not one or not other:
        return tuple(one or other)
    return tuple(value for value in one if value in other) or None


def _stages(open: bool | None) -> Sequence[Stage]:
    if open is None:
        return ()
    return _OPEN if open else (Stage.CLOSED,)


def _sides(caller: Principal, waiting: bool | None) -> Sequence[Side]:
    if waiting is None:
        return ()
    mine = waiting_sides(_side(caller))
    return mine if waiting else tuple(side for side in Side if side not in mine)


def _side(caller: Principal) -> Side:
    if caller.is_staff or Hat.MACHINE in caller.hats:
        return Side.STAFF
    return Side.COMPLAINANT if Hat.CONSUMER in caller.hats else Side.RESPONDENT


def _taken_by(caller: Principal, taken: str | None) -> str | None:
    if taken is None:
        return None
    if not caller.is_staff or taken not in (ME, NOBODY):
        words = _TAKEN if caller.is_staff else _FOR_STAFF
        raise ProblemError(Code.INVALID_REQUEST, errors=[FieldFault("taken", words)])
    return caller.id if taken == ME else ""
