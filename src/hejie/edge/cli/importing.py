"""`hejie import`: orders and complaints from files."""

import sys
from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import click
import msgspec
from rich.progress import Progress, TaskID

from hejie.casework.intake import Filed, FiledComplaint, NotFiled, OrdersTaken, file_complaints, take_orders
from hejie.domain.orders import Order
from hejie.domain.words import Words
from hejie.edge.cli.run import FAULTS_SHOWN, open_house_here
from hejie.running import Sorry, err, out, own_settings, running
from hejie.settings import Settings
from hejie.wiring import BadRow, OrderSource, read_olist, read_orders_file


@click.group(name="import")
def imports() -> None:
    """Take in orders and complaints from files."""


@imports.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--venue", help="The venue of rows that name none.")
@click.option("--zone", help="The time zone of instants without an offset, e.g. Asia/Shanghai.")
@running
async def orders(file: Path, venue: str | None, zone: str | None) -> None:
    """Take in orders from a .csv or .jsonl FILE; a second time changes nothing."""
    try:
        source = read_orders_file(file, venue=venue, zone=ZoneInfo(zone) if zone else None)
    except (KeyError, ValueError):
        raise Sorry(f"no time zone {zone!r} is known; one is Asia/Shanghai") from None
    await _take_orders(source)


@imports.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--venue", default="olist-sandbox", show_default=True, help="The venue of the orders.")
@running
async def olist(folder: Path, venue: str) -> None:
    """Take in the public Olist orders from FOLDER."""
    await _take_orders(read_olist(folder, venue=venue))


async def _take_orders(source: OrderSource) -> None:
    settings = own_settings()
    faults: list[BadRow] = []

    def good() -> Iterator[Order]:
        for row in source.read():
            if isinstance(row, BadRow):
                faults.append(row)
            else:
                yield row

    async with open_house_here(settings) as house:
        with Progress(console=err, transient=True) as progress:
            task = progress.add_task("orders", total=None)
            taken = await take_orders(
                good(), house.orders, lambda count: progress.update(task, completed=count)
            )
    _tell_orders(settings, taken, faults)
    if any(fault.ref or fault.line > 1 for fault in faults):
        sys.exit(1)


def _advance_to(progress: Progress, task: TaskID, count: int) -> None:
    progress.update(task, completed=count)


def _tell_orders(settings: Settings, taken: OrdersTaken, faults: list[BadRow]) -> None:
    zh = settings.language == "zh"
    for fault in faults[:FAULTS_SHOWN]:
        reason = fault.reason_zh if zh else fault.reason_en
        err.print(f"{fault.source}:{fault.line} {fault.ref} {reason}", markup=False)
    if len(faults) > FAULTS_SHOWN:
        err.print(f"… {len(faults) - FAULTS_SHOWN} more")
    counts = (taken.total, taken.new, taken.changed, taken.same, len(faults))
    said = (
        "订单 {}:新增 {},变更 {},未变 {};有问题的行 {}"
        if zh
        else ("{} orders: {} new, {} changed, {} as before; {} rows with faults")
    )
    out.print(said.format(*counts))


@imports.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--ids", is_flag=True, help="Print the key and the case of each.")
@running
async def complaints(file: Path, ids: bool) -> None:
    """File complaints in bulk from a .jsonl FILE, one a line; a second time changes nothing."""
    settings = own_settings()
    read, faults = _read_complaints(file)
    filed = again = 0
    async with open_house_here(settings) as house:
        with Progress(console=err, transient=True) as progress:
            task = progress.add_task("complaints", total=len(read))
            async for result in file_complaints(read, house.lanes, house.packs, house.now):
                progress.advance(task)
                if isinstance(result, Filed):
                    again += result.replayed
                    filed += not result.replayed
                    if ids:
                        out.print(f"{result.key} {result.stream.public}", markup=False, soft_wrap=True)
                else:
                    faults.append(result)
        await house.relay.drain()
    for fault in faults[:FAULTS_SHOWN]:
        err.print(f"{fault.key}: {fault.reason.tell(settings.language)}", markup=False)
    said = (
        "新立案 {},此前已立案 {},未接收 {}"
        if settings.language == "zh"
        else ("{} filed, {} filed before, {} not taken")
    )
    out.print(said.format(filed, again, len(faults)))
    if faults:
        sys.exit(1)


def _read_complaints(file: Path) -> tuple[list[FiledComplaint], list[NotFiled]]:
    decoder = msgspec.json.Decoder(FiledComplaint, strict=True)
    read: list[FiledComplaint] = []
    faults: list[NotFiled] = []
    for number, line in enumerate(file.read_bytes().splitlines(), start=1):
        if not line.strip():
            continue
        try:
            read.append(decoder.decode(line))
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            faults.append(NotFiled(f"{file.name}:{number}", Words(str(error), str(error))))
    return read, faults
