"""A complaint about late dispatch on every order of a sandbox venue, decided by record.

The venue's pack allows complaints to be filed at an instant of the past, so real orders of other years go
through the very write path that live ones take. Nothing here decides anything; it files and counts.
"""

from collections import Counter
from collections.abc import AsyncIterator, Iterable
from datetime import timedelta

import msgspec

from hejie.casework.intake import FiledComplaint, stream_of
from hejie.casework.ledger import Ledger, Wanted
from hejie.casework.orders import OrderBook
from hejie.casework.states import state_of
from hejie.domain.case import Act, Basis, Case, FindingResult, Stage
from hejie.domain.commands import Demand
from hejie.domain.ids import StreamId
from hejie.domain.orders import Order, OrderLine

KIND, REMEDY = "late_ship", "compensation"
_A_DAY = timedelta(days=1)
_PAGE = 500
_ORDER = msgspec.json.Decoder(Order)


async def orders_of(book: OrderBook, venue: str) -> AsyncIterator[Order]:
    """Every order of a venue that the book holds."""
    after: str | None = None
    while refs := await book.order_refs(venue, after, _PAGE):
        for body in await book.get_orders([(venue, ref) for ref in refs]):
            if body is not None:
                yield _ORDER.decode(body)
        after = refs[-1]


def complained_lines(order: Order) -> tuple[OrderLine, ...]:
    """The lines of the seller of the first line: a case has one respondent."""
    return tuple(line for line in order.lines if line.merchant == order.lines[0].merchant)


def late_ship_complaint(order: Order, run: str = "") -> FiledComplaint:
    """A complaint a day after everything that is known of the order's dispatch.

    `run` tells repeated rounds apart; the same round again files nothing new.
    """
    lines = complained_lines(order)
    known = [order.placed_at, order.paid_at, order.handed_over_at, *(line.dispatch_due_at for line in lines)]
    filed_at = max(instant for instant in known if instant is not None) + _A_DAY
    demands = tuple(Demand(line.ref, REMEDY) for line in lines)
    key = f"late-ship:{run}:{order.ref}"
    return FiledComplaint(key, order.venue, order.buyer, order.ref, KIND, demands, filed_at=filed_at)


class Tally(msgspec.Struct):
    """How a round of complaints was decided. Amounts in minor units."""

    for_consumer: int = 0
    for_merchant: int = 0
    waiting_for_a_person: int = 0
    otherwise: Counter[str] = msgspec.field(default_factory=Counter)
    compensation_minor: int = 0

    def count(self, case: Case) -> None:
        """Count one case."""
        ruling = case.ruling
        if case.stage is Stage.DECIDING:
            self.waiting_for_a_person += 1
        elif ruling is None or ruling.basis is not Basis.RECORD:
            self.otherwise[str(case.stage)] += 1
        elif any(finding.result is FindingResult.UPHELD for finding in ruling.findings):
            self.for_consumer += 1
            self.compensation_minor += compensation_minor(case)
        else:
            self.for_merchant += 1


def compensation_minor(case: Case) -> int:
    """What a ruling orders to be paid, over all claims."""
    findings = case.ruling.findings if case.ruling else ()
    awards = [award for finding in findings for award in finding.awards]
    return sum(award.amount_minor or 0 for award in awards if award.act is Act.PAY)


async def cases_of(
    ledger: Ledger, complaints: Iterable[FiledComplaint]
) -> AsyncIterator[tuple[StreamId, Case]]:
    """The cases that complaints became, as they stand."""
    streams = [stream_of(complaint) for complaint in complaints]
    for start in range(0, len(streams), _PAGE):
        for found in await ledger.read([Wanted(stream) for stream in streams[start : start + _PAGE]]):
            state = await state_of(ledger, found)
            if isinstance(state, Case):
                yield found.stream, state
