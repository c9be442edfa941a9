"""Deliver consequences: leased, handed to the lanes as commands of their own, and forgotten once written.

A crash between the two only means a second delivery, which the receiver's receipt answers without effect.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

import msgspec

from hejie.casework.consequences import TELL_STREAM, Message
from hejie.casework.desk import Answer, Submission
from hejie.casework.lanes import Lanes
from hejie.casework.ledger import Leased, Ledger, LedgerUnavailable
from hejie.domain.ids import parse_public
from hejie.domain.roles import THE_PLATFORM

_MESSAGE = msgspec.json.Decoder(Message)

LEASE_SECONDS = 30
ATTEMPTS_MOST = 12
_FIRST_RETRY_SECONDS = 2
_LAST_RETRY_SECONDS = 3_600


class NotUnderstood(Exception):
    """An effect that this process cannot read; a newer one may: it is tried again before it is given up."""


class Relay:
    """Empties the outbox of one process's share; any number of relays may run."""

    def __init__(self, ledger: Ledger, lanes: Lanes, now: Callable[[], datetime]) -> None:
        self._ledger = ledger
        self._lanes = lanes
        self._now = now

    async def deliver(self, limit: int = 500) -> int:
        """Deliver what is ready, up to `limit`; returns how many were taken."""
        leased = await self._ledger.lease_effects(self._now(), LEASE_SECONDS, limit)
        if not leased:
            return 0
        readable: list[tuple[Leased, Submission]] = []
        for effect in leased:
            try:
                readable.append((effect, self._submission(effect)))
            except NotUnderstood as error:
                await self._failed(effect, error)
        answers = await self._lanes.submit_all([submission for _, submission in readable])
        done: list[Leased] = []
        for (effect, _), answer in zip(readable, answers, strict=True):
            if isinstance(answer, Answer):
                done.append(effect)  # a refusal is an answer too: the flag was up, the case is closed
            elif not isinstance(answer, LedgerUnavailable):
                await self._failed(effect, answer)
        if done:
            await self._ledger.effects_done(done)
        return len(leased)

    async def drain(self) -> int:
        """Deliver until nothing is ready; returns how many were taken."""
        total = 0
        while taken := await self.deliver():
            total += taken
        return total

    def _submission(self, effect: Leased) -> Submission:
        if effect.topic != TELL_STREAM:
            raise NotUnderstood(f"topic {effect.topic}")
        try:
            message = _MESSAGE.decode(effect.body)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise NotUnderstood(str(error)) from None
        to = parse_public(message.kind, message.to)
        if to is None:
            raise NotUnderstood(f"no {message.kind} has the id {message.to}")
        cause = f"{effect.stream.kind}:{effect.stream.public}:{effect.version}:{effect.place}"
        return Submission(to, THE_PLATFORM, message.command, self._now(), key=cause)

    async def _failed(self, effect: Leased, error: Exception) -> None:
        wait = min(_FIRST_RETRY_SECONDS * 2 ** (effect.attempts - 1), _LAST_RETRY_SECONDS)
        retry_at = self._now() + timedelta(seconds=wait) if effect.attempts < ATTEMPTS_MOST else None
        await self._ledger.effect_failed(effect, retry_at, f"{type(error).__name__}: {error}"[:500])
