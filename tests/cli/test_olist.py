"""Real orders, each complained of for late dispatch and decided by record, against a count from the files."""

import re
from pathlib import Path

import pytest

from hejie.casework.intake import stream_of, take_orders
from hejie.domain.case import Stage
from hejie.domain.orders import Order
from hejie.edge.cli.sandbox import late_ship_round
from hejie.simulation.sandbox import cases_of, compensation_minor, late_ship_complaint, orders_of
from hejie.wiring import open_in_memory, read_olist, system_now
from marketplace.olist_expected import read_expected, totals

from .conftest import Run

FOLDER = Path(__file__).parents[3] / "shared" / "data" / "orders-olist"
VENUE = "olist-sandbox"

needs_olist = pytest.mark.skipif(not FOLDER.is_dir(), reason="the Olist orders are not at ../shared/data")


@needs_olist
def test_every_order_is_decided_as_an_independent_count_from_the_files_says(hejie: Run) -> None:
    """Through the command line, on PostgreSQL: the totals beside those of a program that knows no Hejie."""
    counts, compensation = totals(read_expected(FOLDER))
    imported = hejie("import", "olist", str(FOLDER))
    assert f"{counts['no items']} rows with faults" in imported.stdout
    told = hejie("try-late-ship", VENUE).stdout
    rows = dict(re.findall(r"^(\S.*?) {2,}(\S.*?) *$", told, re.M))
    found = {
        "late": int(rows["by record for the consumer (handed over late)"]),
        "in time": int(rows["by record for the merchant (handed over in time)"]),
        "no record": int(rows["a record is missing: waits for a person"]),
    }
    print(f"\nOlist, decided by record: {found}, {rows['compensation by formula, in all']}")
    print(f"Olist, counted from the files: {counts}, {compensation} BRL")
    assert found == {name: counts[name] for name in found}
    assert rows["compensation by formula, in all"] == f"{compensation:.2f} BRL"
    assert "not taken" not in told
    again = hejie("try-late-ship", VENUE).stdout
    assert dict(re.findall(r"^(\S.*?) {2,}(\S.*?) *$", again, re.M)) == rows


@needs_olist
async def test_each_single_order_is_decided_as_the_independent_count_says() -> None:
    """In memory: class and amount of every one of them."""
    expected = {one.order: one for one in read_expected(FOLDER)}
    async with open_in_memory(system_now) as house:
        found = [row for row in read_olist(FOLDER, venue=VENUE).read() if isinstance(row, Order)]
        await take_orders(found, house.orders)
        result = await late_ship_round(house, VENUE)
        assert result.refused == ()
        complaints = [late_ship_complaint(order) async for order in orders_of(house.orders, VENUE)]
        by_stream = {stream_of(complaint): complaint.order for complaint in complaints}
        seen = 0
        async for stream, case in cases_of(house.ledger, complaints):
            want = expected[by_stream[stream]]
            seen += 1
            if want.outcome == "no record":
                assert case.stage is Stage.DECIDING, want
                continue
            assert case.stage is Stage.RULED, want
            assert case.ruling is not None
            assert case.ruling.by_machine
            paid = compensation_minor(case)
            assert paid == round(want.compensation * 100) if want.outcome == "late" else paid == 0, want
        assert seen == len(found)
