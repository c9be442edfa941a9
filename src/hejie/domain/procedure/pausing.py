"""Clocks that stand still: while a party is asked for something, and while both want to negotiate."""

from datetime import timedelta

from hejie.domain.case import PAUSE_SCOPE, PauseGround, SpanName
from hejie.domain.commands import (
    RaiseFlag,
    RequestInformation,
    Resume,
    SupplyInformation,
    Suspend,
)
from hejie.domain.draft import Draft
from hejie.domain.events import ClocksPaused, FlagRaised, InformationSupplied
from hejie.domain.refusals import Refusal, RefusalCode, refuse
from hejie.domain.roles import Side


def request_information(draft: Draft, command: RequestInformation) -> None:
    """Ask one side; everything else waits for it."""
    side = Side(command.side)
    clock = draft.clock(SpanName.INFORMATION, side, PAUSE_SCOPE)
    draft.add(ClocksPaused(PauseGround.INFORMATION, clock, side, command.text))


def supply_information(draft: Draft, command: SupplyInformation) -> None:
    """It is there: the clocks go on."""
    draft.add(InformationSupplied(draft.side, command.text))
    draft.end_pause()


def suspend(draft: Draft, command: Suspend) -> Refusal | None:
    """Let the case rest for some days, up to a total over the life of the case.

    Source: policy key `spans.suspension`. Refuses: suspended_long_enough.
    """
    case, pack = draft.case, draft.moment.pack
    most = pack.span(SpanName.SUSPENSION, case.head.kind, case.severity)
    left = most.least - timedelta(seconds=case.suspended_seconds)
    if command.days > left.days:
        return refuse(RefusalCode.SUSPENDED_LONG_ENOUGH, most_days=most.least.days)
    ends_at = draft.at + timedelta(days=command.days)
    clock = draft.clock(SpanName.SUSPENSION, Side.BOTH, PAUSE_SCOPE, due_at=ends_at)
    draft.add(ClocksPaused(PauseGround.SUSPENSION, clock, text=command.text))
    return None


def resume(draft: Draft, _command: Resume) -> None:
    """End a suspension before its time."""
    draft.end_pause()


def raise_flag(draft: Draft, command: RaiseFlag) -> Refusal | None:
    """Keep a signal that another stream sends. Refuses: flag_already_up."""
    if command.flag in draft.case.flags:
        return refuse(RefusalCode.FLAG_ALREADY_UP)
    draft.add(FlagRaised(command.flag, command.cause))
    return None
