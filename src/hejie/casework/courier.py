"""Send what is queued for the outside: e-mail to people, webhooks to machines; many at once.

What is leased is sent by a task of its own. Each target (an endpoint; the mail server) has a few places: one
that is slow fills its own and is passed over until it has room again. A crash between sending and forgetting
sends again, under the same id.
"""

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from secrets import SystemRandom
from typing import Protocol
from uuid import UUID

import msgspec

from hejie.casework.announcing import EMAIL, WEBHOOK, has_address
from hejie.casework.inbox import Delivery, Endpoint, Post
from hejie.casework.ledger import LedgerUnavailable
from hejie.casework.letters import Letter, Mail, write
from hejie.casework.packs import Packs
from hejie.casework.people import People
from hejie.casework.webhooks import headers_of

LEASE_SECONDS = 120
"""How long others leave alone what one process has taken. What could not be begun by then is theirs."""

WAITS_SECONDS = (5, 60, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000)
"""The rests between tries, about two days in all: then somebody must look."""

ATTEMPTS_MOST = len(WAITS_SECONDS) + 1
AT_ONCE = 128
AT_ONCE_A_TARGET = 8
LEASED_MOST = 512
LEASED_AT_ONCE = 64
_JITTER = 0.2
"""Rests differ by up to a fifth, so that what failed together does not come again together."""

_ERROR_MOST = 500
_MARKING_TRIES = 3
_GONE = 410

_LETTER = msgspec.json.Decoder(Letter)
_random = SystemRandom()


class SendingFailed(Exception):
    """It did not arrive, as far as is known; says why, without anybody's address. It may be tried again."""


class GivenUp(Exception):
    """It need not be tried again."""


class WebhookSender(Protocol):
    """Posts to endpoints of strangers, with care for where their names lead."""

    async def post(self, url: str, headers: dict[str, str], body: bytes) -> int:
        """The status of the answer; redirects are an answer. Raises: SendingFailed."""
        ...


class MailSender(Protocol):
    """Sends e-mail."""

    async def send(self, id: UUID, address: str, mail: Mail) -> None:
        """Hand a mail to the mail server. Raises: SendingFailed."""
        ...


OnOutcome = Callable[[Delivery, str, str], None]
"""Hears what became of a delivery: `sent`, `failed`, `dead` or `unmarked` (nobody knows), and the error."""


class Courier:
    """Sends deliveries of one process's share; any number of couriers may run.

    `mail` None: letters that are queued all the same wait for a courier that has a mail server.
    """

    def __init__(
        self,
        post: Post,
        people: People,
        packs: Packs,
        now: Callable[[], datetime],
        webhooks: WebhookSender,
        mail: MailSender | None,
        desks_url: str = "",
    ) -> None:
        self._post = post
        self._people = people
        self._packs = packs
        self._now = now
        self._webhooks = webhooks
        self._mail = mail
        self._desks_url = desks_url
        self._tasks: set[asyncio.Task[None]] = set()
        self._in_hand: Counter[str] = Counter()
        self._places = asyncio.Semaphore(AT_ONCE)
        self._places_of: dict[str, asyncio.Semaphore] = {}
        self.on_outcome: OnOutcome = lambda _delivery, _outcome, _error: None

    async def take(self) -> int:
        """Lease what there is room for and begin to send it; returns how many were taken.

        Raises: LedgerUnavailable.
        """
        room = min(LEASED_MOST - len(self._tasks), LEASED_AT_ONCE)
        if room <= 0:
            return 0
        crowded = [name for name, count in self._in_hand.items() if count >= AT_ONCE_A_TARGET]
        if self._mail is None:
            crowded.append(EMAIL)
        now = self._now()
        leased = await self._post.lease_deliveries(now, LEASE_SECONDS, room, crowded)
        endpoints = await self._endpoints(leased)
        for delivery in leased:
            until = now + timedelta(seconds=LEASE_SECONDS)
            self._begin(delivery, endpoints.get(delivery.target), until)
        return len(leased)

    async def settle(self) -> None:
        """Wait until everything that was taken has been sent or has failed."""
        while self._tasks:
            await asyncio.wait(self._tasks)

    async def drain(self) -> int:
        """Send until nothing is ready; returns how many were taken."""
        total = 0
        while taken := await self.take():
            total += taken
            await self.settle()
        return total

    async def abandon(self) -> None:
        """Break off whatever is under way: its lease ends, and it is sent again."""
        for task in self._tasks:
            task.cancel()
        await self.settle()

    async def _endpoints(self, leased: Sequence[Delivery]) -> dict[str, Endpoint]:
        venues = {delivery.venue for delivery in leased if delivery.channel == WEBHOOK}
        return {
            str(endpoint.id): endpoint
            for venue in sorted(venues)
            for endpoint in await self._post.endpoints(venue)
        }

    def _begin(self, delivery: Delivery, endpoint: Endpoint | None, until: datetime) -> None:
        target = EMAIL if delivery.channel == EMAIL else delivery.target
        self._in_hand[target] += 1
        task = asyncio.create_task(self._in_turn(target, delivery, endpoint, until))
        self._tasks.add(task)
        task.add_done_callback(lambda done: self._ended(target, done))

    def _ended(self, target: str, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        self._in_hand[target] -= 1
        if not self._in_hand[target]:
            del self._in_hand[target]
            self._places_of.pop(target, None)

    async def _in_turn(
        self, target: str, delivery: Delivery, endpoint: Endpoint | None, until: datetime
    ) -> None:
        own = self._places_of.setdefault(target, asyncio.Semaphore(AT_ONCE_A_TARGET))
        async with own, self._places:
            if self._now() >= until:
                return  # it waited too long for its turn: somebody else may have it now
            error = await self._send(delivery, endpoint)
        await self._mark(delivery, error)

    async def _send(self, delivery: Delivery, endpoint: Endpoint | None) -> Exception | None:
        try:
            if delivery.channel == WEBHOOK:
                await self._send_webhook(delivery, endpoint)
            elif delivery.channel == EMAIL:
                await self._send_letter(delivery)
            else:
                raise SendingFailed(f"nobody here knows the channel {delivery.channel}")
        except Exception as error:
            return error
        return None

    async def _send_webhook(self, delivery: Delivery, endpoint: Endpoint | None) -> None:
        if endpoint is None:
            return  # it was removed: nobody waits for it
        if endpoint.disabled:
            raise GivenUp("the endpoint is switched off")
        headers = headers_of(delivery.id, endpoint.secret, self._now(), delivery.body)
        status = await self._webhooks.post(endpoint.url, headers, delivery.body)
        if status == _GONE:
            await self._post.put_endpoint(msgspec.structs.replace(endpoint, disabled=True))
            raise GivenUp(f"the endpoint answered {status}, gone, and was switched off")
        if not _is_success(status):
            raise SendingFailed(f"the endpoint answered {status}")

    async def _send_letter(self, delivery: Delivery) -> None:
        account = await self._people.account_of(delivery.target)
        if account is None or not has_address(account):
            return  # the address was taken back meanwhile
        letter = _LETTER.decode(delivery.body)
        pack = self._packs.of_hash(letter.pack_hash)
        language, zone, names = account.principal.language, pack.calendar.zone, pack.names(letter.kind)
        assert self._mail is not None, "letters are left where they are"
        await self._mail.send(
            delivery.id, account.email, write(letter, language, zone, names, self._desks_url)
        )

    async def _mark(self, delivery: Delivery, error: Exception | None) -> None:
        """Write down what became of it. Where that cannot be written the lease ends, and it is sent again."""
        for attempt in range(1, _MARKING_TRIES + 1):
            try:
                await self._mark_once(delivery, error)
                return
            except Exception as unmarked:
                if attempt == _MARKING_TRIES or not isinstance(unmarked, LedgerUnavailable):
                    self.on_outcome(delivery, "unmarked", type(unmarked).__name__)
                    return
                await asyncio.sleep(attempt)

    async def _mark_once(self, delivery: Delivery, error: Exception | None) -> None:
        if isinstance(error, LedgerUnavailable):
            raise error  # nothing was sent; that the database is away counts against nobody
        if error is None:
            await self._post.delivered(delivery)
            self.on_outcome(delivery, "sent", "")
            return
        retry_at = None if isinstance(error, GivenUp) else self._retry_at(delivery)
        said = str(error) if isinstance(error, GivenUp | SendingFailed) else type(error).__name__
        await self._post.delivery_failed(delivery, retry_at, said[:_ERROR_MOST])
        self.on_outcome(delivery, "dead" if retry_at is None else "failed", said)

    def _retry_at(self, delivery: Delivery) -> datetime | None:
        if delivery.attempts >= ATTEMPTS_MOST:
            return None
        rest = WAITS_SECONDS[delivery.attempts - 1] * _random.uniform(1 - _JITTER, 1 + _JITTER)
        return self._now() + timedelta(seconds=rest)


def _is_success(status: int) -> bool:
    return 200 <= status < 300
