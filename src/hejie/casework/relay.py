"""Deliver consequences: leased, carried out by their topic, and forgotten once that is written.

A message is handed to the lanes as a command of its own; a notice is told to people. A crash before an effect
is forgotten only means a second delivery: the receiver's receipt, or the id of what is kept, makes it take
effect once.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import TypeVar

import msgspec

from hejie.casework.announcing import Announcer, Caused
from hejie.casework.consequences import TELL_STREAM, Message
from hejie.casework.desk import Answer, Submission
from hejie.casework.lanes import Lanes
from hejie.casework.ledger import Leased, Ledger, LedgerUnavailable
from hejie.casework.notices import NOTICE, Notice
from hejie.domain.ids import parse_public
from hejie.domain.roles import THE_PLATFORM

_MESSAGE = msgspec.json.Decoder(Message)
_NOTICE = msgspec.json.Decoder(Notice)

LEASE_SECONDS = 30
ATTEMPTS_MOST = 12
_FIRST_RETRY_SECONDS = 2
_LAST_RETRY_SECONDS = 3_600

T = TypeVar("T")

OnFailure = Callable[[Leased, Exception, bool], None]
"""Hears of an effect that failed, why, and whether it was given up."""


class NotUnderstood(Exception):
    """An effect that this process cannot read; a newer one may: it is tried again before it is given up."""


class Relay:
    """Empties the outbox of one process's share; any number of relays may run."""

    def __init__(
        self, ledger: Ledger, lanes: Lanes, now: Callable[[], datetime], announcer: Announcer
    ) -> None:
        self._ledger = ledger
        self._lanes = lanes
        self._now = now
        self._announcer = announcer
        self.on_failure: OnFailure = lambda _effect, _error, _given_up: None

    async def deliver(self, limit: int = 500) -> int:
        """Deliver what is ready, up to `limit`; returns how many were taken. Raises: LedgerUnavailable."""
        leased = await self._ledger.lease_effects(self._now(), LEASE_SECONDS, limit)
        messages: list[tuple[Leased, Submission]] = []
        notices: list[Caused] = []
        for effect in leased:
            try:
                if effect.topic == NOTICE:
                    notices.append((effect, _read(effect, _NOTICE)))
                else:
                    messages.append((effect, self._submission(effect)))
            except NotUnderstood as error:
                await self._failed(effect, error)
        await self._tell_streams(messages)
        await self._announce(notices)
        return len(leased)

    async def drain(self) -> int:
        """Deliver until nothing is ready; returns how many were taken."""
        total = 0
        while taken := await self.deliver():
            total += taken
        return total

    async def _tell_streams(self, messages: Sequence[tuple[Leased, Submission]]) -> None:
        answers = await self._lanes.submit_all([submission for _, submission in messages])
        done: list[Leased] = []
        for (effect, _), answer in zip(messages, answers, strict=True):
            if isinstance(answer, Answer):
                done.append(effect)  # a refusal is an answer too: the flag was up, the case is closed
            elif not isinstance(answer, LedgerUnavailable):
                await self._failed(effect, answer)
        if done:
            await self._ledger.effects_done(done)

    async def _announce(self, notices: Sequence[Caused]) -> None:
        """All at once; where that fails each alone, so that one disturbs no other."""
        if not notices:
            return
        try:
            await self._announcer.announce(notices)
        except LedgerUnavailable:
            raise
        except Exception as error:
            if len(notices) > 1:
                for one in notices:
                    await self._announce([one])
                return
            await self._failed(notices[0][0], error)
        else:
            await self._ledger.effects_done([effect for effect, _ in notices])

    def _submission(self, effect: Leased) -> Submission:
        if effect.topic != TELL_STREAM:
            raise NotUnderstood(f"topic {effect.topic}")
        message = _read(effect, _MESSAGE)
        to = parse_public(message.kind, message.to)
        if to is None:
            raise NotUnderstood(f"no {message.kind} has the id {message.to}")
        cause = f"{effect.stream.kind}:{effect.stream.public}:{effect.version}:{effect.place}"
        return Submission(to, THE_PLATFORM, message.command, self._now(), key=cause)

    async def _failed(self, effect: Leased, error: Exception) -> None:
        wait = min(_FIRST_RETRY_SECONDS * 2 ** (effect.attempts - 1), _LAST_RETRY_SECONDS)
        retry_at = self._now() + timedelta(seconds=wait) if effect.attempts < ATTEMPTS_MOST else None
        await self._ledger.effect_failed(effect, retry_at, f"{type(error).__name__}: {error}"[:500])
        self.on_failure(effect, error, retry_at is None)


def _read(effect: Leased, decoder: msgspec.json.Decoder[T]) -> T:
    try:
        return decoder.decode(effect.body)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise NotUnderstood(str(error)) from None
