"""One file of orders in a format of ours, told by its ending."""

from datetime import tzinfo
from pathlib import Path

from hejie.adapters.marketplace.order_csv import CsvOrders
from hejie.adapters.marketplace.order_jsonl import JsonlOrders
from hejie.adapters.marketplace.source import OrderFileError, OrderSource


def read_orders_file(path: Path, *, venue: str | None = None, zone: tzinfo | None = None) -> OrderSource:
    """The orders of a `.csv` or `.jsonl` file (docs/howto/import-orders.md).

    `venue` stands in where the file names none. `zone` is where instants without an offset are local; without
    it they are refused.
    Raises: OrderFileError for another ending. The file is opened by `read`.
    """
    match path.suffix.lower():
        case ".csv":
            return CsvOrders(path, venue=venue, zone=zone)
        case ".jsonl":
            return JsonlOrders(path, venue=venue, zone=zone)
        case other:
            raise OrderFileError(
                path.name,
                f"无法从文件名结尾 {other!r} 判断格式；可用：.csv、.jsonl",
                f"its ending {other!r} tells no format; accepted are .csv and .jsonl",
            )
