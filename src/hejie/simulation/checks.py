"""Whether what a story expects of a case holds: each check answers what is there instead, or nothing."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import msgspec

from hejie.domain.case import Case, Clock
from hejie.domain.decide import possible
from hejie.domain.draft import Moment
from hejie.domain.events import Event, RulingBecameFinal
from hejie.domain.facts import Counters
from hejie.domain.outlook import Outlook, outlook
from hejie.domain.roles import Role
from hejie.domain.rulebook import Pack
from hejie.simulation import steps


class Seen(msgspec.Struct, frozen=True):
    """What a check looks at: the case after a step, everything that has happened, and the rules."""

    case: Case | None
    history: tuple[Event, ...]
    pack: Pack
    counters: Counters


def unmet(check: steps.Check, seen: Seen) -> str | None:
    """What is there in the place of what the check wants; None where it holds."""
    if seen.case is None:
        return "there is no case yet"
    return _UNMET[type(check.wanted)](check.wanted, seen, seen.case, check.at)


def outlook_seen(seen: Seen, at: datetime, viewer: Role) -> Outlook:
    """The withdrawal outlook of a case that exists."""
    assert seen.case is not None, "only a case has an outlook"
    return outlook(seen.case, seen.pack, at, seen.counters, viewer)


def _until(at: datetime | None, like: datetime) -> str:
    return "paused" if at is None else at.astimezone(like.tzinfo).isoformat(" ", "seconds")


def _told(clock: Clock, like: datetime) -> str:
    return f"{clock.name} of {clock.scope} for {clock.owed_by}, {_until(clock.due_at, like)}"


def _clock(wanted: steps.ClockIs, _seen: Seen, case: Case, at: datetime) -> str | None:
    for clock in case.clocks:
        fits = clock.name is wanted.name and wanted.scope in ("", clock.scope)
        if fits and clock.due_at == wanted.due_at and wanted.owed_by in (None, clock.owed_by):
            return None
    running = "; ".join(_told(clock, at) for clock in case.clocks) or "none"
    return f"no such clock {wanted.name}; there are: {running}"


def _no_clock(wanted: steps.NoClockIs, _seen: Seen, case: Case, at: datetime) -> str | None:
    found = next((clock for clock in case.clocks if clock.name is wanted.name), None)
    return f"the clock is there: {_told(found, at)}" if found else None


def _obligation(wanted: steps.ObligationIs, _seen: Seen, case: Case, at: datetime) -> str | None:
    found = case.obligation(wanted.id)
    if found is None:
        return f"there is no obligation {wanted.id}; there are {len(case.obligations)}"
    due_at = next((clock.due_at for clock in case.clocks if clock.scope == found.id), None)
    fits = (
        found.status is wanted.status
        and wanted.act in (None, found.act)
        and wanted.amount_minor in (None, found.amount_minor)
        and wanted.due_at in (None, due_at)
    )
    if fits:
        return None
    closes = f"until {_until(due_at, at)}" if due_at else "with no clock"
    return f"the obligation {found.id} is {found.act} {found.amount_minor or ''} {found.status} {closes}"


def _claim(wanted: steps.ClaimIs, _seen: Seen, case: Case, _at: datetime) -> str | None:
    found = case.claim(wanted.id)
    status = found.status if found else None
    return None if status is wanted.status else f"the claim {wanted.id} is {status}"


def _offer(wanted: steps.OfferIs, _seen: Seen, case: Case, _at: datetime) -> str | None:
    found = case.offer(wanted.id)
    status = found.status if found else None
    return None if status is wanted.status else f"the offer {wanted.id} is {status}"


def _ruling(wanted: steps.RulingIs, _seen: Seen, case: Case, _at: datetime) -> str | None:
    ruling = case.ruling
    if ruling is None:
        return "there is no ruling"
    if ruling.basis is not wanted.basis or not set(wanted.rules) <= set(ruling.rules):
        return f"the ruling rests on {ruling.basis} and cites {', '.join(ruling.rules)}"
    return None


def _points(wanted: steps.PointsAre, seen: Seen, _case: Case, _at: datetime) -> str | None:
    final = [event for event in seen.history if isinstance(event, RulingBecameFinal)]
    count, track = (final[-1].points, final[-1].track) if final else (0, "")
    if count == wanted.count and (not count or track == wanted.track):
        return None
    return f"the points are {track} {count}"


def _severity(wanted: steps.SeverityIs, _seen: Seen, case: Case, _at: datetime) -> str | None:
    return None if case.severity is wanted.severity else f"the severity is {case.severity}"


def _flags(wanted: steps.FlagsAre, _seen: Seen, case: Case, _at: datetime) -> str | None:
    return None if case.flags == wanted.flags else f"the flags are {', '.join(case.flags) or 'none'}"


def _pause(wanted: steps.PauseIs, _seen: Seen, case: Case, _at: datetime) -> str | None:
    return None if case.pause is wanted.ground else f"the ground of pause is {case.pause}"


def _escalated(wanted: steps.EscalatedIs, _seen: Seen, case: Case, _at: datetime) -> str | None:
    return None if case.escalated_count == wanted.count else f"staff were late {case.escalated_count} times"


def _outlook(wanted: steps.OutlookIs, seen: Seen, _case: Case, at: datetime) -> str | None:
    found = outlook_seen(seen, at, wanted.viewer)
    rules = [reason.rule for reason in found.reasons]
    until = found.until.at if found.until else None
    fits = (
        found.answer is wanted.answer
        and (not wanted.rule or wanted.rule in rules)
        and wanted.until in (None, until)
    )
    if fits:
        return None
    return f"the outlook is {found.answer} because {', '.join(rules)} until {until and _until(until, at)}"


def _may(wanted: steps.MayIs, seen: Seen, case: Case, at: datetime) -> str | None:
    moment = Moment(at, wanted.actor, seen.pack, counters=seen.counters)
    found = next((one for one in possible(case, moment) if one.command == wanted.command), None)
    if found is None:
        return None if wanted.code == "role_may_not" else "this role never gives that command"
    code = found.refusal.code if found.refusal else None
    return None if code is wanted.code else f"it may not: {code}" if code else "it may"


_UNMET: dict[type, Callable[[Any, Seen, Case, datetime], str | None]] = {
    steps.ClockIs: _clock,
    steps.NoClockIs: _no_clock,
    steps.ObligationIs: _obligation,
    steps.ClaimIs: _claim,
    steps.OfferIs: _offer,
    steps.RulingIs: _ruling,
    steps.PointsAre: _points,
    steps.SeverityIs: _severity,
    steps.FlagsAre: _flags,
    steps.PauseIs: _pause,
    steps.EscalatedIs: _escalated,
    steps.OutlookIs: _outlook,
    steps.MayIs: _may,
}
