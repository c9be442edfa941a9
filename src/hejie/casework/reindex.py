"""Write the rows of every case anew: after a step of the schema, or when rows are made in another way.

Work goes on meanwhile. A row is written only while its case is as it was read, so that it never overtakes a
newer one; a case that moved is read again.
"""

from collections.abc import Sequence

from hejie.casework.ledger import Found, Ledger, LedgerUnavailable, Wanted
from hejie.casework.listings import Listing, Listings, listing_of
from hejie.casework.states import state_of
from hejie.domain.case import Case
from hejie.domain.ids import BUCKETS, StreamId, StreamKind

BATCH = 200

Faults = dict[StreamId, Exception]


async def reindex(ledger: Ledger, listings: Listings) -> int:
    """Write every row anew; returns how many.

    Raises: LedgerUnavailable; ExceptionGroup when all others are written, of the cases that cannot be read.
    """
    written = 0
    faults: Faults = {}
    for bucket in range(BUCKETS):
        found = await ledger.streams(bucket, StreamKind.CASE, None, BATCH)
        while found:
            written += await _renew(found, ledger, listings, faults)
            found = await ledger.streams(bucket, StreamKind.CASE, found[-1].stream.id, BATCH)
    if faults:
        raise ExceptionGroup(f"{len(faults)} cases could not be read", list(faults.values()))
    return written


async def _renew(found: Sequence[Found], ledger: Ledger, listings: Listings, faults: Faults) -> int:
    written = 0
    while found:
        made = [row for one in found if (row := await _row(one, ledger, faults)) is not None]
        renewed = await listings.renew(made)
        written += sum(renewed)
        moved = [stream for (stream, _, _), done in zip(made, renewed, strict=True) if not done]
        found = await ledger.read([Wanted(stream) for stream in moved]) if moved else []
    return written


async def _row(found: Found, ledger: Ledger, faults: Faults) -> tuple[StreamId, int, Listing] | None:
    try:
        case = await state_of(ledger, found)
        assert isinstance(case, Case), "the stream of a case holds a case"
        return found.stream, found.version, listing_of(case)
    except LedgerUnavailable:
        raise
    except Exception as fault:
        fault.add_note(found.stream.public)
        faults[found.stream] = fault
        return None
