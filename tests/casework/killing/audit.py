"""Whether all that was acknowledged is there, once, and nothing else: read as the owner of the database."""

import asyncio
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from typing import Any

import asyncpg
import msgspec

from hejie.casework.consequences import complainant_stream, merchant_stream
from hejie.casework.envelope import Envelope
from hejie.casework.ledger import Ledger
from hejie.casework.listings import Listing, Listings, Query, listing_of
from hejie.casework.look import verify
from hejie.casework.states import ENVELOPES, replay
from hejie.domain.case import Case, Stage
from hejie.domain.complainant import OwnFilingCounted, WithdrawalCounted
from hejie.domain.events import ClaimsWithdrawn, ComplaintFiled, FlagRaised, RulingBecameFinal
from hejie.domain.ids import StreamId, StreamKind
from hejie.domain.merchant import FilingCounted, Merchant, PointsAdded
from hejie.domain.roles import THE_CLOCK, THE_PLATFORM

from .clients import VENUE, Acknowledged

_REFERENCE = re.compile(rb"sealed:([0-9a-f]{32}):")
_CHECKS_AT_ONCE = 6
_ROWS_A_PAGE = 200


class Books(msgspec.Struct):
    """All that is stored, by stream."""

    versions: dict[StreamId, int]
    bodies: dict[StreamId, list[bytes]]
    events: dict[StreamId, list[Envelope[Any]]]
    receipts: dict[StreamId, list[Acknowledged]]
    words: dict[StreamId, set[str]]
    """Ids of the sealed words that are stored."""
    effects_count: int

    def cases(self) -> dict[StreamId, Case]:
        """Every case as its events make it."""
        replayed = {stream: replay(stream.kind, bodies) for stream, bodies in self.bodies.items()}
        return {stream: case for stream, case in replayed.items() if isinstance(case, Case)}


async def read_books(dsn: str) -> Books:
    """Read everything."""
    owner = await asyncpg.connect(dsn)
    versions = {_stream(row): row["version"] for row in await owner.fetch("SELECT * FROM stream")}
    bodies: dict[StreamId, list[bytes]] = defaultdict(list)
    for row in await owner.fetch("SELECT * FROM event ORDER BY bucket, kind, id, version"):
        bodies[_stream(row)].append(row["body"])
    receipts: dict[StreamId, list[Acknowledged]] = defaultdict(list)
    for row in await owner.fetch("SELECT * FROM receipt"):
        stream, given = _stream(row), msgspec.json.decode(row["answer"])
        events = tuple(given["events"])
        receipts[stream].append(Acknowledged(stream, row["caller"], row["key"], given["version"], events))
    words: dict[StreamId, set[str]] = defaultdict(set)
    for row in await owner.fetch("SELECT * FROM personal_payload"):
        words[_stream(row)].add(row["ref"].hex)
    effects_count = await owner.fetchval("SELECT count(*) FROM outbox")
    await owner.close()
    events_of = {
        stream: [ENVELOPES[stream.kind].decode(body) for body in stored] for stream, stored in bodies.items()
    }
    return Books(versions, dict(bodies), events_of, dict(receipts), dict(words), effects_count)


def _stream(row: asyncpg.Record) -> StreamId:
    return StreamId(row["bucket"], StreamKind(row["kind"]), row["id"])


async def check_streams(books: Books, ledger: Ledger) -> None:
    """Nothing is half-written: chains hold, snapshots are what events make, words belong to events."""
    assert books.versions == {stream: len(bodies) for stream, bodies in books.bodies.items()}
    at_once = asyncio.Semaphore(_CHECKS_AT_ONCE)

    async def check(stream: StreamId) -> None:
        async with at_once:
            assert (await verify(ledger, stream)).faults == (), stream

    await asyncio.gather(*map(check, books.versions))
    for stream, bodies in books.bodies.items():
        told = {found.decode() for body in bodies for found in _REFERENCE.findall(body)}
        assert books.words.get(stream, set()) == told, "words without an event, or an event without its words"
    assert set(books.words) <= set(books.bodies)


async def check_rows(books: Books, listings: Listings) -> None:
    """Queues show every case as it stands, and nothing else."""
    rows: dict[StreamId, Listing] = {}
    query = Query(limit=_ROWS_A_PAGE)
    while page := await listings.find(query):
        rows |= {one.stream: one.listing for one in page}
        query = msgspec.structs.replace(query, after=page[-1])
    assert rows == {stream: listing_of(case) for stream, case in books.cases().items()}


def check_receipts(books: Books, acknowledged: Sequence[Acknowledged]) -> None:
    """What was acknowledged is there once, and nothing that was not: each event has one cause."""
    assert set(books.receipts) <= set(books.versions)
    of_clients = [
        receipt
        for receipts in books.receipts.values()
        for receipt in receipts
        if not receipt.caller.startswith(f"{THE_PLATFORM.role}:")
    ]
    lost, untold = set(acknowledged) - set(of_clients), set(of_clients) - set(acknowledged)
    assert not lost, f"{len(lost)} acknowledged commands are not there: {list(lost)[:3]}"
    assert not untold, f"{len(untold)} commands are there that nobody was told of: {list(untold)[:3]}"
    assert len(of_clients) == len(acknowledged), "a command was acknowledged twice"
    for stream, events in books.events.items():
        causes = Counter[int]()
        for receipt in books.receipts.get(stream, []):
            first = receipt.version - len(receipt.events)
            told = tuple(_name(envelope.event) for envelope in events[first : receipt.version])
            assert told == receipt.events
            causes.update(range(first, receipt.version))
        for place, envelope in enumerate(events):
            # What has no receipt was written by the clock, alone or before a command that came too late.
            alone = envelope.by == THE_CLOCK
            assert causes[place] == 1 or (alone and causes[place] == 0), (stream, place, envelope)


def _name(event: Any) -> str:
    return str(event.__struct_config__.tag)


def check_consequences(books: Books) -> None:
    """What follows elsewhere happened once: filings and points, counts of the complainants, flags."""
    assert books.effects_count == 0
    filed, points, own, withdrawn = Counter[Any](), Counter[Any](), Counter[Any](), Counter[Any]()
    cases = books.cases()
    for stream, one in cases.items():
        shop = merchant_stream(VENUE, one.head.respondent)
        buyer = complainant_stream(VENUE, one.head.complainant)
        for envelope in books.events[stream]:
            match envelope.event:
                case ComplaintFiled():
                    filed[shop, stream.public] += 1
                    own[buyer, stream.public] += 1
                case RulingBecameFinal(points=some) if some:
                    points[shop, stream.public] += some
                case ClaimsWithdrawn(answered=True):
                    withdrawn[buyer, stream.public] += 1
    assert filed == _told(books, FilingCounted, lambda event: (event.filing.case, 1))
    assert points == _told(books, PointsAdded, lambda event: (event.case, event.points))
    assert own == _told(books, OwnFilingCounted, lambda event: (event.case, 1))
    assert withdrawn == _told(books, WithdrawalCounted, lambda event: (event.case, 1))
    _check_merchants(books, filed, points)
    _check_flags(books, cases)


def _told(books: Books, kind: type, read: Callable[[Any], tuple[str, int]]) -> Counter[Any]:
    """What streams have written of what they were told, by stream and case."""
    told = Counter[Any]()
    for stream, envelopes in books.events.items():
        for envelope in envelopes:
            if isinstance(envelope.event, kind):
                case, count = read(envelope.event)
                told[stream, case] += count
    return told


def _check_merchants(books: Books, filed: Counter[Any], points: Counter[Any]) -> None:
    for stream, bodies in books.bodies.items():
        merchant = replay(stream.kind, bodies)
        if isinstance(merchant, Merchant):
            assert merchant.filings_count == sum(n for (of, _), n in filed.items() if of == stream)
            assert merchant.points("serious") == sum(n for (of, _), n in points.items() if of == stream)


def _check_flags(books: Books, cases: dict[StreamId, Case]) -> None:
    suspicious = {
        case
        for envelopes in books.events.values()
        for envelope in envelopes
        if isinstance(envelope.event, FilingCounted)
        for case in envelope.event.suspicious
    }
    for stream, case in cases.items():
        raised = sum(isinstance(envelope.event, FlagRaised) for envelope in books.events[stream])
        assert raised <= 1
        if stream.public in suspicious:
            assert raised == 1 or case.stage is Stage.CLOSED
        else:
            assert raised == 0
