"""A complainant's own stream: how often it filed, and how often it withdrew after an answer.

The counts feed the limits of the withdrawal table; withdrawing as such is never held against anyone.
"""

from datetime import datetime, timedelta

import msgspec

from hejie.domain.facts import Counters


class Complainant(msgspec.Struct, frozen=True, omit_defaults=True):
    """A complainant as its history has made it: instants of filings and of unconditional withdrawals
    after an answer, oldest first, forgotten when they leave the counting window."""

    filed_at: tuple[datetime, ...] = ()
    withdrawn_at: tuple[datetime, ...] = ()

    def counters(self, at: datetime, window: timedelta) -> Counters:
        """What counts at an instant."""
        since = at - window
        return Counters(
            filings_in_window=sum(instant > since for instant in self.filed_at),
            withdrawals_in_window=sum(instant > since for instant in self.withdrawn_at),
        )


class CountOwnFiling(msgspec.Struct, frozen=True, tag_field="type", tag="count_own_filing"):
    """The complainant filed a complaint. `window_seconds` is the pinned pack's counting window."""

    case: str
    at: datetime
    window_seconds: int


class CountWithdrawal(msgspec.Struct, frozen=True, tag_field="type", tag="count_withdrawal"):
    """The complainant withdrew without conditions after the respondent had answered."""

    case: str
    at: datetime
    window_seconds: int


ComplainantCommand = CountOwnFiling | CountWithdrawal


class OwnFilingCounted(msgspec.Struct, frozen=True, tag_field="type", tag="own_filing_counted"):
    """One more filing; `forgotten` older ones have left the window."""

    case: str
    at: datetime
    forgotten: int


class WithdrawalCounted(msgspec.Struct, frozen=True, tag_field="type", tag="withdrawal_counted"):
    """One more withdrawal that counts; `forgotten` older ones have left the window."""

    case: str
    at: datetime
    forgotten: int


ComplainantEvent = OwnFilingCounted | WithdrawalCounted


def decide_complainant(state: Complainant, command: ComplainantCommand) -> tuple[ComplainantEvent, ...]:
    """What a message from a case means for the complainant."""
    since = command.at - timedelta(seconds=command.window_seconds)
    if isinstance(command, CountOwnFiling):
        forgotten = sum(instant <= since for instant in state.filed_at)
        return (OwnFilingCounted(command.case, command.at, forgotten),)
    forgotten = sum(instant <= since for instant in state.withdrawn_at)
    return (WithdrawalCounted(command.case, command.at, forgotten),)


def evolve_complainant(state: Complainant, event: ComplainantEvent) -> Complainant:
    """The complainant after an event."""
    if isinstance(event, OwnFilingCounted):
        filed = tuple(sorted((*state.filed_at, event.at)))[event.forgotten :]
        return msgspec.structs.replace(state, filed_at=filed)
    withdrawn = tuple(sorted((*state.withdrawn_at, event.at)))[event.forgotten :]
    return msgspec.structs.replace(state, withdrawn_at=withdrawn)
