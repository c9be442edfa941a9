"""Tell people of a step: notes in their inboxes, and deliveries queued for their e-mail and their machines.

Every id follows from the step and the receiver, so that a notice delivered twice is told once.
"""

from asyncio import Semaphore, gather
from collections.abc import Sequence
from uuid import UUID

import msgspec

from hejie.casework.envelope import encode
from hejie.casework.inbox import Delivery, Endpoint, Inbox, Note, Post
from hejie.casework.ledger import Leased
from hejie.casework.letters import Letter
from hejie.casework.notices import Notice, by_mail, id_of, party_box, readers, told
from hejie.casework.people import Account, Hat, People
from hejie.casework.webhooks import WebhookMessage, message_of
from hejie.domain.roles import Side

WEBHOOK = "webhook"
EMAIL = "email"
"""The channels of deliveries."""

_LOOKUPS_AT_ONCE = 4

Caused = tuple[Leased, Notice]


class _Told(msgspec.Struct, frozen=True):
    """What one reader is told of one step."""

    cause: Leased
    notice: Notice
    side: Side
    codes: tuple[str, ...]

    def id(self, *more: object) -> UUID:
        """The id of something that this leads to."""
        cause = self.cause
        return id_of(cause.stream.kind, cause.stream.public, cause.version, cause.place, *more)


class Announcer:
    """Tells of steps. `mails` False: nothing is sent by e-mail."""

    def __init__(self, inbox: Inbox, post: Post, people: People, *, mails: bool) -> None:
        self._inbox = inbox
        self._post = post
        self._people = people
        self._mails = mails

    async def announce(self, caused: Sequence[Caused]) -> None:
        """Tell of many steps at once, or of none. Raises: LedgerUnavailable."""
        everything = [
            _Told(cause, notice, side, codes)
            for cause, notice in caused
            for side in readers(notice)
            if (codes := told(notice, side))
        ]
        boxes = await self._boxes(everything)
        notes = [note for one, box in zip(everything, boxes, strict=True) for note in _notes(one, box)]
        deliveries = await self._webhooks(caused)
        if self._mails:
            deliveries += await self._letters(everything, boxes)
        # What is queued first is not forgotten where a crash comes between the two.
        if deliveries:
            await self._post.queue(deliveries)
        if notes:
            await self._inbox.put_notes(notes)

    async def _boxes(self, everything: Sequence[_Told]) -> list[str]:
        staff = {(one.notice.venue, one.notice.taken_by) for one in everything if one.side is Side.STAFF}
        boxes = {name: await self._staff_box(*name) for name in sorted(staff)}
        return [
            boxes[one.notice.venue, one.notice.taken_by]
            if one.side is Side.STAFF
            else party_box(one.notice, one.side)
            for one in everything
        ]

    async def _staff_box(self, venue: str, person: str) -> str:
        """The inbox of a member of the staff, whose hats a case does not know."""
        possible = [f"{hat}:{of}:{person}" for of in ("", venue) for hat in (Hat.OFFICER, Hat.ARBITER)]
        accounts = await self._accounts(possible)
        return next((box for box in possible if accounts[box] is not None), possible[0])

    async def _accounts(self, boxes: Sequence[str]) -> dict[str, Account | None]:
        few = Semaphore(_LOOKUPS_AT_ONCE)

        async def look_up(box: str) -> Account | None:
            async with few:
                return await self._people.account_of(box)

        wanted = list(dict.fromkeys(boxes))
        return dict(zip(wanted, await gather(*map(look_up, wanted)), strict=True))

    async def _webhooks(self, caused: Sequence[Caused]) -> list[Delivery]:
        venues = sorted({notice.venue for _, notice in caused if notice.told_to_machines})
        endpoints = {venue: await self._post.endpoints(venue) for venue in venues}
        return [
            _webhook(cause, notice, endpoint)
            for cause, notice in caused
            for endpoint in endpoints.get(notice.venue, ())
            if _wants(endpoint, notice)
        ]

    async def _letters(self, everything: Sequence[_Told], boxes: Sequence[str]) -> list[Delivery]:
        mailed = [
            (one, box) for one, box in zip(everything, boxes, strict=True) if any(map(by_mail, one.codes))
        ]
        accounts = await self._accounts([box for _, box in mailed])
        return [_letter(one, box) for one, box in mailed if has_address(accounts[box])]


def has_address(account: Account | None) -> bool:
    """Whether e-mail can reach somebody."""
    return account is not None and bool(account.email) and not account.disabled


def case_of(delivery: Delivery) -> str:
    """The public id of the case that a delivery is about; empty where this program cannot read it."""
    try:
        if delivery.channel == EMAIL:
            return msgspec.json.decode(delivery.body, type=Letter).case
        return msgspec.json.decode(delivery.body, type=WebhookMessage).data.case
    except msgspec.DecodeError:
        return ""


def _notes(one: _Told, box: str) -> list[Note]:
    notice, case = one.notice, one.cause.stream.public
    due_at = notice.due_at.get(one.side)
    return [
        Note(one.id("note", box, code), box, case, notice.kind, code, notice.at, due_at) for code in one.codes
    ]


def _letter(one: _Told, box: str) -> Delivery:
    notice, case = one.notice, one.cause.stream.public
    codes = tuple(filter(by_mail, one.codes))
    due_at = notice.due_at.get(one.side)
    letter = Letter(case, notice.kind, notice.pack_hash, one.side, codes, notice.at, due_at)
    return Delivery(one.id(EMAIL, box), notice.venue, EMAIL, box, encode(letter), notice.at)


def _wants(endpoint: Endpoint, notice: Notice) -> bool:
    if endpoint.disabled or not notice.told_to_machines:
        return False
    return not endpoint.events or not set(endpoint.events).isdisjoint(notice.told_to_machines)


def _webhook(cause: Leased, notice: Notice, endpoint: Endpoint) -> Delivery:
    stream = cause.stream
    id = id_of(stream.kind, stream.public, cause.version, cause.place, WEBHOOK, endpoint.id)
    body = message_of(stream.public, cause.version, notice)
    return Delivery(id, notice.venue, WEBHOOK, str(endpoint.id), body, notice.at)
