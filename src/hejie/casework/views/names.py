"""What people are called here, remembered for a while: a queue names many, and names seldom change."""

import asyncio
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from hejie.casework.people import Hat, People
from hejie.domain.roles import Side

_HATS = {Side.COMPLAINANT: Hat.CONSUMER, Side.RESPONDENT: Hat.MERCHANT}
_GOOD_FOR = timedelta(minutes=1)
_KEPT_MOST = 20_000
_LOOKUPS_AT_ONCE = 8


class Person(NamedTuple):
    """Somebody on a side of a case at a venue."""

    venue: str
    side: Side
    id: str


class NameBook:
    """Names by person: the one of the account, else the id. One a process."""

    def __init__(self, people: People) -> None:
        self._people = people
        self._known: OrderedDict[Person, tuple[str, datetime]] = OrderedDict()
        self._few = asyncio.Semaphore(_LOOKUPS_AT_ONCE)

    async def names(self, wanted: Iterable[Person], at: datetime) -> Mapping[Person, str]:
        """What each is called. Raises: LedgerUnavailable."""
        people = list(dict.fromkeys(wanted))
        names = await asyncio.gather(*(self._name(person, at) for person in people))
        return dict(zip(people, names, strict=True))

    async def _name(self, person: Person, at: datetime) -> str:
        known = self._known.get(person)
        if known is not None and known[1] <= at < known[1] + _GOOD_FOR:
            return known[0]
        async with self._few:
            account = await self._people.account_of(f"{_HATS[person.side]}:{person.venue}:{person.id}")
        name = (account.principal.name if account else "") or person.id
        self._known[person] = (name, at)
        self._known.move_to_end(person)
        if len(self._known) > _KEPT_MOST:
            self._known.popitem(last=False)
        return name
