"""Lengths of time, limits and the calendar of a pack, each with its unit, source and words."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from hejie.domain.calendar import Calendar, Span, Unit
from hejie.domain.case import Severity, SpanName
from hejie.domain.tables import INT_MOST
from hejie.domain.words import Words
from hejie.policy.conditions.check import NamedConstant
from hejie.policy.flaws import Flaw
from hejie.policy.section import Section

UNITS = tuple(str(unit) for unit in Unit)
SPAN_COUNT_MOST = 100_000
"""No length of time is longer than so many hours or days: it would leave the calendar."""
HOLIDAY_DAYS_MOST = 100
LIMIT_UNITS = ("count", "points", "minor", "bp", "hours")
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
FARMING_FILINGS = "farming_filings"
"""The one limit that the procedure itself asks for; all others serve conditions."""


class Limit(msgspec.Struct, frozen=True):
    """A number of the rules that is no length of a clock. `hours` are durations in conditions."""

    value: int
    unit: str
    words: Words
    source: str

    @property
    def constant(self) -> NamedConstant:
        """The limit as conditions read it."""
        if self.unit == "hours":
            return NamedConstant(timedelta(hours=self.value))
        return NamedConstant(self.value, self.unit)


class Spans(msgspec.Struct, frozen=True):
    """Every length of time of a pack."""

    general: Mapping[SpanName, Span]
    by_severity: Mapping[tuple[SpanName, Severity], Span]
    words: Mapping[SpanName, Words]
    sources: Mapping[SpanName, str]


def read_span(section: Section) -> Span:
    """The span that a section gives in one of its units."""
    given = [unit for unit in UNITS if unit in section]
    if len(given) != 1:
        if section.present:
            section.note(Flaw.NOT_A_SPAN, accepted=UNITS)
        return Span(0, Unit.HOURS)
    return Span(section.whole(given[0], most=SPAN_COUNT_MOST), Unit(given[0]))


def read_spans(root: Section) -> Spans:
    """The section `spans`: every span of the procedure must be there."""
    named = root.section("spans", list(SpanName))
    general, words, sources = {}, {}, {}
    by_severity: dict[tuple[SpanName, Severity], Span] = {}
    for name in SpanName:
        section = named.section(name, (*UNITS, "by_severity", "zh", "en", "source"))
        general[name] = read_span(section)
        words[name], sources[name] = section.words(), section.source()
        own = _sourced_spans(section, "by_severity", list(Severity))
        by_severity |= {(name, Severity(severity)): span for severity, span in own.items()}
    return Spans(general, by_severity, words, sources)


def read_own_spans(kind: Section) -> Mapping[SpanName, Span]:
    """The spans that a kind has for itself."""
    own = _sourced_spans(kind, "spans", list(SpanName))
    return {SpanName(name): span for name, span in own.items()}


def _sourced_spans(section: Section, key: str, accepted: Iterable[str]) -> Mapping[str, Span]:
    """A mapping of names to spans with their source, if it stands here at all."""
    if key not in section:
        return {}
    named = section.section(key, accepted)
    found = {}
    for name in named.known():
        one = named.section(name, (*UNITS, "source"))
        one.source()
        found[name] = read_span(one)
    return found


def read_limits(root: Section) -> Mapping[str, Limit]:
    """The section `limits`: free names that conditions use, and those that the procedure needs."""
    found = {}
    sections = root.sections("limits", ("value", "unit", "zh", "en", "source"))
    for name, section in sections.items():
        root.findings.lines[f"limits.{name}"] = section.line
        unit = section.one_of("unit", LIMIT_UNITS)
        value = section.whole("value", most=SPAN_COUNT_MOST if unit == "hours" else INT_MOST)
        found[name] = Limit(value, unit, section.words(), section.source())
    if sections and FARMING_FILINGS not in found:
        root.note(Flaw.MISSING_KEY, "limits", name=FARMING_FILINGS)
    return found


def constants_of(limits: Mapping[str, Limit]) -> Mapping[str, NamedConstant]:
    """Limits under the names that conditions give them."""
    return {f"limit.{name}": limit.constant for name, limit in limits.items()}


def read_calendar(root: Section) -> Calendar:
    """The section `calendar`."""
    section = root.section("calendar", ("zone", "rest_weekdays", "holidays", "workdays", "source"))
    section.source()
    rest = section.chosen("rest_weekdays", WEEKDAYS, empty=True)
    if len(set(rest)) == len(WEEKDAYS):
        # A last day that moves on to a working day would move on for ever.
        section.note(Flaw.NO_WORKING_DAY, "rest_weekdays")
    return Calendar(
        zone=_zone(section),
        rest_weekdays=frozenset(WEEKDAYS.index(day) for day in rest),
        holidays=frozenset(_holidays(section)),
        workdays=section.days("workdays"),
    )


def _zone(section: Section) -> ZoneInfo:
    name = section.text("zone")
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        if name:
            section.note(Flaw.UNKNOWN_ZONE, "zone", value=name)
        return ZoneInfo("UTC")


def _holidays(calendar: Section) -> Iterator[date]:
    for section in calendar.listed("holidays", ("from", "to", "zh", "en"), empty=True):
        section.words()
        first = section.day("from")
        last = section.day("to") if "to" in section else first
        days = (last - first).days + 1
        if days < 1:
            section.note(Flaw.ENDS_BEFORE_IT_BEGINS, "to", ends=last, begins=first)
        elif days > HOLIDAY_DAYS_MOST:
            most = first + timedelta(days=HOLIDAY_DAYS_MOST - 1)
            section.note(Flaw.OUT_OF_RANGE, "to", value=last, least=first, most=most)
        else:
            yield from (first + timedelta(days=day) for day in range(days))
