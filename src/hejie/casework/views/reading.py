"""Reading what views are made from: a few queries at once, and no case without a viewer."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

import msgspec

from hejie.casework.desk import StreamUnknown
from hejie.casework.ledger import Ledger, Wanted
from hejie.casework.listings import Listed, listing_of
from hejie.casework.look import Seen, counters_at, history_of, look_at
from hejie.casework.orders import OrderBook
from hejie.casework.packs import Packs
from hejie.casework.people import People, Principal
from hejie.casework.sealing import Vault
from hejie.casework.states import state_of
from hejie.casework.uploads import Upload, Uploads
from hejie.casework.views.evidence import Handed, owner_of
from hejie.casework.views.history import History
from hejie.casework.views.names import NameBook, Person
from hejie.casework.views.opening import open_words
from hejie.casework.views.outlook import outlook_view
from hejie.casework.views.parties import SIDES, Names
from hejie.casework.views.queue import brief
from hejie.casework.views.shapes import CaseBrief, CaseView, OutlookView
from hejie.casework.views.telling import Telling
from hejie.casework.views.viewer import Parties, Viewer, viewer_of
from hejie.casework.views.whole import Material, case_view
from hejie.domain.case import Case
from hejie.domain.decide import as_of
from hejie.domain.facts import Counters
from hejie.domain.ids import StreamId
from hejie.domain.orders import Order
from hejie.domain.roles import Side

_ORDER = msgspec.json.Decoder(Order)


class Looker(NamedTuple):
    """Who asks, in which language, and of which instant."""

    principal: Principal
    language: str
    at: datetime


class CaseReader:
    """Reads cases for viewers. Every method raises LedgerUnavailable where the database does not answer."""

    def __init__(
        self, ledger: Ledger, packs: Packs, vault: Vault, orders: OrderBook, uploads: Uploads, people: People
    ) -> None:
        self._ledger = ledger
        self._packs = packs
        self._vault = vault
        self._orders = orders
        self._uploads = uploads
        self._names = NameBook(people)

    async def seen(self, stream: StreamId, looker: Looker) -> tuple[Seen, Viewer]:
        """A case, and how somebody looks at it.

        Raises: StreamUnknown, alike for what does not exist and for what they may not see.
        """
        seen = await look_at(self._ledger, self._packs, stream)
        viewer = viewer_of(looker.principal, seen.case.head, looker.language)
        if viewer is None:
            raise StreamUnknown(stream.public)
        return seen, viewer

    async def view(self, stream: StreamId, looker: Looker) -> CaseView:
        """A case as somebody sees it. Raises: StreamUnknown."""
        seen, viewer = await self.seen(stream, looker)
        head = seen.case.head
        stored, orders, counters, names = await asyncio.gather(
            history_of(self._ledger, stream),
            self._orders_of([(head.venue, head.order)]),
            self._counters(seen, viewer, looker.at),
            self._names_of([(head, viewer)], looker.at),
        )
        # It may have moved on since it was found: the view is of what was found.
        stored = stored[: seen.version]
        opened, handed = await asyncio.gather(
            open_words(self._ledger, self._vault, stream, stored),
            self._handed(seen.case, History(stored, {}).proofs),
        )
        material = Material(seen, tuple(stored), opened, handed, names[0], orders[0], counters)
        return case_view(material, viewer, looker.at)

    async def outlook(self, stream: StreamId, looker: Looker) -> OutlookView:
        """Whether a case can be withdrawn, as somebody is told. Raises: StreamUnknown."""
        seen, viewer = await self.seen(stream, looker)
        counters = await self._counters(seen, viewer, looker.at)
        return outlook_view(
            Telling(as_of(seen.case, seen.pack, looker.at), seen.pack, viewer, looker.at), counters
        )

    async def briefs(self, found: Sequence[Listed], looker: Looker) -> list[CaseBrief]:
        """Rows of a queue; those that somebody may not see are left out, and those of rules that this process
        does not know yet."""
        packs = {(pack.id, pack.version): pack for pack in self._packs}
        seen = [
            (one, viewer)
            for one in found
            if (viewer := viewer_of(looker.principal, one.listing, looker.language)) is not None
            and (one.listing.pack_id, one.listing.pack_version) in packs
        ]
        wanted = list(dict.fromkeys((one.listing.venue, one.listing.order) for one, _ in seen))
        orders, names = await asyncio.gather(
            self._orders_of(wanted),
            self._names_of([(one.listing, viewer) for one, viewer in seen], looker.at),
        )
        known = dict(zip(wanted, orders, strict=True))
        return [
            brief(
                one,
                viewer,
                packs[one.listing.pack_id, one.listing.pack_version],
                known[one.listing.venue, one.listing.order],
                named,
            )
            for (one, viewer), named in zip(seen, names, strict=True)
        ]

    async def as_they_stand(self, found: Sequence[Listed], at: datetime) -> list[Listed]:
        """Rows of a queue as they are at an instant, also where nobody has swept a clock that ran out."""
        overdue = [one for one in found if one.listing.due_at is not None and one.listing.due_at <= at]
        if not overdue:
            return list(found)
        fresh: dict[StreamId, Listed] = {}
        for one in await self._ledger.read([Wanted(one.stream) for one in overdue]):
            case = await state_of(self._ledger, one)
            if isinstance(case, Case):
                case = as_of(case, self._packs.pinned(case.head), at)
                fresh[one.stream] = Listed(one.stream, listing_of(case))
        return [fresh.get(one.stream, one) for one in found]

    async def upload(self, case: Case, by: Side, sha256: str) -> Upload | None:
        """The file of a side with this hash, if it was handed in here."""
        (found,) = await self._uploads.uploads([(owner_of(case, by), sha256)])
        return found

    async def proofs(self, seen: Seen) -> dict[str, str]:
        """The hash of what was shown when an act was last recorded as done, by obligation."""
        return dict(History(await history_of(self._ledger, seen.stream), {}).proofs)

    async def _orders_of(self, names: Sequence[tuple[str, str]]) -> list[Order | None]:
        bodies = await self._orders.get_orders(names) if names else []
        return [_ORDER.decode(body) if body is not None else None for body in bodies]

    async def _handed(self, case: Case, proofs: Mapping[str, str]) -> Handed:
        shown = [(item.by, item.sha256) for item in case.evidence]
        shown += [(one.by, proofs[one.id]) for one in case.obligations if one.id in proofs]
        wanted = list(dict.fromkeys((owner_of(case, by), sha256) for by, sha256 in shown))
        found = await self._uploads.uploads(wanted) if wanted else []
        return {key: upload for key, upload in zip(wanted, found, strict=True) if upload is not None}

    async def _counters(self, seen: Seen, viewer: Viewer, at: datetime) -> Counters | None:
        # The respondent is told nothing that rests on them.
        return None if viewer.side is Side.RESPONDENT else await counters_at(self._ledger, seen, at)

    async def _names_of(self, cases: Sequence[tuple[Parties, Viewer]], at: datetime) -> list[Names]:
        """What the sides of cases are called; whom a viewer knows as itself is not looked up."""
        others = [
            {side: _person(case, side) for side in SIDES if side is not viewer.side} for case, viewer in cases
        ]
        names = await self._names.names((person for one in others for person in one.values()), at)
        return [
            {side: names[person] for side, person in one.items()}
            | {side: viewer.name or _person(case, side).id for side in SIDES if side not in one}
            for one, (case, viewer) in zip(others, cases, strict=True)
        ]


def _person(case: Parties, side: Side) -> Person:
    return Person(case.venue, side, case.complainant if side is Side.COMPLAINANT else case.respondent)
