"""A round of complaints in a sandbox venue, from filing to the totals."""

from collections.abc import Callable
from dataclasses import dataclass

from rich.table import Table

from hejie.casework.intake import Filed, NotFiled, file_complaints
from hejie.domain.case import Case
from hejie.domain.ids import StreamId
from hejie.domain.money import format_minor
from hejie.domain.words import Words
from hejie.edge.cli.telling import Teller
from hejie.simulation.sandbox import Tally, cases_of, late_ship_complaint, orders_of
from hejie.wiring import House

_ROWS = {
    "filed": Words("提交投诉", "complaints filed"),
    "consumer": Words("依记录支持消费者(晚于承诺交承运人)", "by record for the consumer (handed over late)"),
    "paid": Words("按公式赔付合计", "compensation by formula, in all"),
    "merchant": Words("依记录支持商家(按时交承运人)", "by record for the merchant (handed over in time)"),
    "person": Words("缺少记录,等待人工处理", "a record is missing: waits for a person"),
    "other": Words("其他", "otherwise"),
    "refused": Words("未接收", "not taken"),
}


@dataclass(frozen=True)
class Round:
    """What a round of complaints came to."""

    tally: Tally
    filed: int
    refused: tuple[NotFiled, ...]
    currency: str
    example: tuple[StreamId, Case] | None
    """A case decided for the consumer."""


async def late_ship_round(
    house: House, venue: str, run: str = "", progress: Callable[[int, int], None] = lambda _done, _all: None
) -> Round:
    """Complain of late dispatch on every order of a venue, let the clocks run out, and count."""
    found = [order async for order in orders_of(house.orders, venue)]
    complaints = [late_ship_complaint(order, run) for order in found]
    filed, refused = 0, []
    async for result in file_complaints(complaints, house.lanes, house.packs, house.now):
        if isinstance(result, Filed):
            filed += 1
        else:
            refused.append(result)
        progress(filed + len(refused), len(complaints))
    await house.relay.drain()
    await house.sweeper.sweep()
    tally, example = Tally(), None
    async for stream, case in cases_of(house.ledger, complaints):
        before = tally.for_consumer
        tally.count(case)
        if example is None and tally.for_consumer > before:
            example = stream, case
    return Round(tally, filed, tuple(refused), found[0].currency if found else "", example)


def tell_round(teller: Teller, result: Round) -> Table:
    """The totals of a round as a table."""
    tally = result.tally
    table = Table.grid(padding=(0, 3))
    counts = {
        "filed": str(result.filed),
        "consumer": str(tally.for_consumer),
        "paid": format_minor(tally.compensation_minor, result.currency) if result.currency else "0",
        "merchant": str(tally.for_merchant),
        "person": str(tally.waiting_for_a_person),
        "other": str(sum(tally.otherwise.values())),
        "refused": str(len(result.refused)),
    }
    for name, count in counts.items():
        if count != "0" or name not in ("other", "refused"):
            table.add_row(teller.say(_ROWS[name]), count)
    return table
