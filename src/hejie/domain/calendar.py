"""How long a clock runs, and when exactly it closes.

Hour clocks run through nights and holidays. Day clocks end with a day of the pack's calendar: the day of
the event is not counted, and a last day that is no working day moves on to the next one. The closing
instant itself is outside the window: an act counts if it comes before it.

Source: policy key `calendar`; Order 121 of SAMR, article 45.
"""

from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from typing import Annotated

import msgspec

Instant = Annotated[datetime, msgspec.Meta(tz=True)]
"""An instant as it is told from outside: with its offset."""

_DAY = timedelta(days=1)
_LAST = datetime.max.replace(tzinfo=UTC)


class Unit(StrEnum):
    """What a span is counted in."""

    HOURS = "hours"
    DAYS = "days"
    BUSINESS_DAYS = "business_days"


class Span(msgspec.Struct, frozen=True):
    """A length of time from the rules: `count` >= 0 of `unit`."""

    count: int
    unit: Unit

    @property
    def least(self) -> timedelta:
        """The span as a plain duration; for day clocks the whole days without the rounding."""
        return timedelta(hours=self.count) if self.unit is Unit.HOURS else timedelta(days=self.count)


class Calendar(msgspec.Struct, frozen=True):
    """Where days begin and which of them are working days."""

    zone: tzinfo
    rest_weekdays: frozenset[int]
    """0 is Monday."""
    holidays: frozenset[date] = frozenset()
    workdays: frozenset[date] = frozenset()
    """Rest days on which people work all the same (make-up days)."""

    def is_working(self, day: date) -> bool:
        """Whether people work on this day."""
        if day in self.workdays:
            return True
        return day not in self.holidays and day.weekday() not in self.rest_weekdays

    def close_of(self, day: date) -> datetime:
        """The first instant after a day."""
        return datetime.combine(day + _DAY, time(), tzinfo=self.zone).astimezone(UTC)

    def due_at(self, start: datetime, span: Span) -> datetime:
        """The closing instant of a span that starts at an instant."""
        if span.unit is Unit.HOURS:
            return start + span.least
        day = start.astimezone(self.zone).date()
        if span.unit is Unit.DAYS:
            day += span.count * _DAY
        else:
            for _ in range(span.count):
                day = self._next_working(day + _DAY)
        return self.close_of(self._next_working(day))

    def resume_at(self, now: datetime, left: timedelta, unit: Unit, least: timedelta) -> datetime:
        """The closing instant of a clock that goes on with `left`, or with `least` if that is longer.

        Day clocks go on in whole days, at least one.
        """
        left = max(left, least)
        if unit is Unit.HOURS:
            return now + min(left, _LAST - now)
        days = max(1, -(-left // _DAY))
        return self.due_at(now, Span(days, Unit.DAYS))

    def _next_working(self, day: date) -> date:
        while not self.is_working(day):
            day += _DAY
        return day
