"""How long clocks run, and the very instant at which they close."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hejie.domain.calendar import Calendar, Span, Unit

SHANGHAI = ZoneInfo("Asia/Shanghai")
SAO_PAULO = ZoneInfo("America/Sao_Paulo")
WEEKEND = frozenset({5, 6})
HOURS, DAYS, BUSINESS_DAYS = Unit.HOURS, Unit.DAYS, Unit.BUSINESS_DAYS

CHINA = Calendar(
    SHANGHAI,
    WEEKEND,
    holidays=frozenset(date(2026, 10, day) for day in range(1, 8)),
    workdays=frozenset({date(2026, 9, 20), date(2026, 10, 10)}),
)
"""The National Day of 2026: seven days off, and two make-up days, a Sunday before and a Saturday after."""


def shanghai(*parts: int) -> datetime:
    """An instant by the clock on the wall in Shanghai."""
    return datetime(*parts, tzinfo=SHANGHAI)  # type: ignore[misc,arg-type]


@pytest.mark.parametrize(
    ("start", "span", "closes"),
    [
        pytest.param((2026, 3, 2, 9), (48, HOURS), (2026, 3, 4, 9), id="hours"),
        pytest.param((2026, 9, 30, 20), (24, HOURS), (2026, 10, 1, 20), id="hours run through holidays"),
        pytest.param((2026, 3, 2, 9), (7, DAYS), (2026, 3, 10), id="the day of the event is not counted"),
        pytest.param((2026, 3, 2, 0), (7, DAYS), (2026, 3, 10), id="nor is it at its first instant"),
        pytest.param((2026, 3, 2, 23, 59, 59), (7, DAYS), (2026, 3, 10), id="nor at its last second"),
        pytest.param((2026, 3, 6, 9), (1, DAYS), (2026, 3, 10), id="a last day on a Saturday moves on"),
        pytest.param((2026, 9, 24, 9), (7, DAYS), (2026, 10, 9), id="a last day on a holiday moves on"),
        pytest.param((2026, 9, 13, 9), (7, DAYS), (2026, 9, 21), id="a make-up Sunday is a last day"),
        pytest.param((2026, 10, 3, 9), (7, DAYS), (2026, 10, 11), id="a make-up Saturday is a last day"),
        pytest.param((2026, 3, 2, 9), (5, BUSINESS_DAYS), (2026, 3, 10), id="business days skip the weekend"),
        pytest.param((2026, 9, 30, 9), (1, BUSINESS_DAYS), (2026, 10, 9), id="and the holidays"),
        pytest.param((2026, 9, 30, 9), (3, BUSINESS_DAYS), (2026, 10, 11), id="and count make-up days"),
        pytest.param((2026, 10, 3, 9), (1, BUSINESS_DAYS), (2026, 10, 9), id="beginning on a holiday"),
        pytest.param((2026, 3, 2, 9), (0, DAYS), (2026, 3, 3), id="no day ends with the day itself"),
        pytest.param((2026, 3, 7, 9), (0, BUSINESS_DAYS), (2026, 3, 10), id="or with the next working day"),
        pytest.param((2028, 2, 28, 9), (1, DAYS), (2028, 3, 1), id="a leap day is a day"),
        pytest.param((2027, 2, 28, 9), (1, BUSINESS_DAYS), (2027, 3, 2), id="and is none in other years"),
        pytest.param((2028, 2, 29, 9), (365, DAYS), (2029, 3, 1), id="a year from a leap day"),
    ],
)
def test_the_closing_instant(start: tuple[int, ...], span: tuple[int, Unit], closes: tuple[int, ...]) -> None:
    """Hours run on; days end with a working day, midnight in the zone of the pack."""
    assert CHINA.due_at(shanghai(*start), Span(*span)) == shanghai(*closes)


def test_the_day_is_that_of_the_packs_zone() -> None:
    """An event at 17:00 UTC on Monday is Tuesday in Shanghai: the days are counted from there."""
    event = datetime(2026, 3, 2, 17, tzinfo=UTC)
    assert CHINA.due_at(event, Span(1, DAYS)) == shanghai(2026, 3, 5)


@pytest.mark.parametrize(
    ("day", "closes"),
    [
        pytest.param((2018, 11, 2), datetime(2018, 11, 4, 3, tzinfo=UTC), id="there is no midnight"),
        pytest.param((2018, 11, 3), datetime(2018, 11, 5, 2, tzinfo=UTC), id="a day of 23 hours"),
        pytest.param((2018, 2, 16), datetime(2018, 2, 18, 3, tzinfo=UTC), id="an hour comes twice"),
    ],
)
def test_days_close_when_the_next_begins_though_the_clocks_change(
    day: tuple[int, int, int], closes: datetime
) -> None:
    """In São Paulo summer time began and ended at midnight: a day closes where the next one begins."""
    brazil = Calendar(SAO_PAULO, rest_weekdays=frozenset())
    event = datetime.combine(date(*day), time(9), SAO_PAULO)
    assert brazil.due_at(event, Span(1, DAYS)) == closes


def test_hours_are_hours_when_the_clocks_change() -> None:
    """Twenty-four hours over the change of summer time are twenty-four hours."""
    brazil = Calendar(SAO_PAULO, rest_weekdays=frozenset())
    event = datetime(2018, 11, 3, 12, tzinfo=SAO_PAULO).astimezone(UTC)
    assert brazil.due_at(event, Span(24, HOURS)) - event == timedelta(hours=24)


@pytest.mark.parametrize(
    ("left", "unit", "goes_on"),
    [
        pytest.param(timedelta(hours=30), HOURS, timedelta(hours=30), id="what was left"),
        pytest.param(timedelta(hours=3), HOURS, timedelta(hours=24), id="at least the least"),
        pytest.param(timedelta(), HOURS, timedelta(hours=24), id="even if nothing was left"),
    ],
)
def test_an_hour_clock_goes_on_with_the_longer_of_the_two(
    left: timedelta, unit: Unit, goes_on: timedelta
) -> None:
    """The rule of resuming: the longer of what was left and the least that the rules give."""
    now = shanghai(2026, 3, 2, 9)
    assert CHINA.resume_at(now, left, unit, timedelta(hours=24)) == now + goes_on


@pytest.mark.parametrize(
    ("left", "closes"),
    [
        pytest.param(timedelta(hours=3), (2026, 3, 4), id="at least one whole day"),
        pytest.param(timedelta(days=1), (2026, 3, 4), id="one day"),
        pytest.param(timedelta(days=1, seconds=1), (2026, 3, 5), id="a begun day is a whole one"),
        pytest.param(timedelta(days=4), (2026, 3, 7), id="until Friday"),
        pytest.param(timedelta(days=5), (2026, 3, 10), id="a Saturday moves on"),
    ],
)
def test_a_day_clock_goes_on_in_whole_days(left: timedelta, closes: tuple[int, ...]) -> None:
    """Day clocks resume with whole days, at least one, and end like any other."""
    now = shanghai(2026, 3, 2, 9)
    for unit in (DAYS, BUSINESS_DAYS):
        assert CHINA.resume_at(now, left, unit, timedelta(hours=24)) == shanghai(*closes)


INSTANTS = st.datetimes(timezones=st.just(UTC)).filter(lambda at: 2000 < at.year < 2200)
SPANS = st.builds(Span, st.integers(0, 20), st.sampled_from(Unit))


@given(INSTANTS, SPANS)
def test_a_clock_never_closes_before_its_span_has_passed(start: datetime, span: Span) -> None:
    """Whatever the calendar: no less than the span, and always after the start unless it is no time."""
    closes = CHINA.due_at(start, span)
    assert closes - start >= (span.least if span.unit is HOURS else timedelta(days=span.count))
    if span.unit is not HOURS:
        last = (closes - timedelta(microseconds=1)).astimezone(SHANGHAI)
        assert CHINA.is_working(last.date())
        assert closes.astimezone(SHANGHAI).time() == time()


@given(INSTANTS, INSTANTS, SPANS)
def test_who_starts_later_closes_no_earlier(one: datetime, two: datetime, span: Span) -> None:
    """Nobody gains time by being told earlier."""
    earlier, later = sorted((one, two))
    assert CHINA.due_at(earlier, span) <= CHINA.due_at(later, span)


@given(INSTANTS, st.timedeltas(timedelta(), timedelta(days=60)), st.sampled_from(Unit))
def test_resuming_never_takes_time_away(now: datetime, left: timedelta, unit: Unit) -> None:
    """A clock that goes on has at least what it had left."""
    assert CHINA.resume_at(now, left, unit, timedelta(hours=24)) - now >= max(left, timedelta(hours=24))
