"""The figures as a table that can be read without us."""

import os
import statistics
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from bench.http.rounds import HttpFigure, HttpRow
from bench.machine import BUSY_LOAD
from bench.rounds import FLOOR, Figure, Measured, Row

TARGET = 4
"""The write path is to be so many times as fast as the floor."""

HTTP_TARGET = 2
"""So is the API, as the floor over HTTP, with 8 clients and with 64."""

_HEAD = ("commands/s", "min – max", "× floor", "client µs", "server µs", "p50 ms", "p99 ms")
_HTTP_HEAD = (
    "commands/s", "min – max", "× its floor", "× floor", "server µs", "database µs", "client µs", "p50 ms",
    "p99 ms",
)  # fmt: skip


def tell(measured: Measured, pure: dict[str, list[float]]) -> str:
    """Everything that was measured, with its conditions."""
    waits = sorted({row.wait_ms for row in measured.figures})
    parts = [_conditions(measured), *(_rates(measured.figures, wait_ms) for wait_ms in waits)]
    parts += [_http_rates(measured, wait_ms) for wait_ms in waits if measured.http]
    if pure:
        head = ("the domain alone, on one core", "a second", "min – max", "µs each")
        parts.append(_table([head, *(_pure_row(name, figures) for name, figures in pure.items())]))
    return "\n\n".join(parts)


def _rates(all_figures: Mapping[Row, Sequence[Figure]], wait_ms: int) -> str:
    found = {row.name: figures for row, figures in all_figures.items() if row.wait_ms == wait_ms}
    floor = statistics.median(figure.per_second for figure in found[FLOOR])
    return _table(
        [(_disk(wait_ms), *_HEAD), *(_row(name, figures, floor) for name, figures in found.items())]
    )


def _http_rates(measured: Measured, wait_ms: int) -> str:
    rates = {
        row: statistics.median(one.per_second for one in figures) for row, figures in measured.http.items()
    }
    direct = next(row for row in measured.figures if row.name == FLOOR and row.wait_ms == wait_ms)
    floor = statistics.median(figure.per_second for figure in measured.figures[direct])
    rows = [
        _http_row(row, figures, rates[row.beside], floor)
        for row, figures in measured.http.items()
        if row.wait_ms == wait_ms
    ]
    return _table([(f"over HTTP, {_disk(wait_ms)}", *_HTTP_HEAD), *rows])


def _http_row(row: HttpRow, figures: Sequence[HttpFigure], beside: float, floor: float) -> tuple[str, ...]:
    rates = [figure.per_second for figure in figures]
    rate = statistics.median(rates)
    return (
        row.name,
        f"{rate:,.0f}",
        f"{min(rates):,.0f} – {max(rates):,.0f}",
        f"{rate / beside:.2f}",
        f"{rate / floor:.2f}",
        f"{statistics.median(figure.server_us for figure in figures):.0f}",
        f"{statistics.median(figure.database_us for figure in figures):.0f}",
        f"{statistics.median(figure.client_us for figure in figures):.0f}",
        f"{statistics.median(figure.median_ms for figure in figures):.1f}",
        f"{statistics.median(figure.slow_ms for figure in figures):.1f}",
    )


def _disk(wait_ms: int) -> str:
    return f"each commit waits {wait_ms} ms more" if wait_ms else "the disk as it is"


def _conditions(measured: Measured) -> str:
    plan, (typical, quick, slow) = measured.plan, measured.sync_ms
    when = datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC")
    lines = [
        f"{when}, {os.cpu_count()} processors, load {measured.load_before:.2f} before"
        f" and {measured.load_after:.2f} after",
        f"writing 8 kB and fdatasync: {typical:.2f} ms (1 in 100 below {quick:.2f}, 1 in 100"
        f" above {slow:.2f})",
        f"{plan.rounds} rounds of {plan.seconds:g} s each, medians; the snapshot has"
        f" {len(measured.sample.snapshot)} bytes, an event's body {len(measured.sample.event)}",
        f"target: {TARGET} × the floor; over HTTP {HTTP_TARGET} × its floor",
    ]
    if measured.load_before > BUSY_LOAD:
        lines.append("WARNING: others were at work here; believe the ratios and the µs, not the rates")
    return "\n".join(lines)


def _row(name: str, figures: Sequence[Figure], floor: float) -> tuple[str, ...]:
    rates = [figure.per_second for figure in figures]
    rate = statistics.median(rates)
    return (
        name,
        f"{rate:,.0f}",
        f"{min(rates):,.0f} – {max(rates):,.0f}",
        f"{rate / floor:.1f}",
        f"{statistics.median(figure.client_us for figure in figures):.0f}",
        f"{statistics.median(figure.server_us for figure in figures):.0f}",
        f"{statistics.median(figure.median_ms for figure in figures):.1f}",
        f"{statistics.median(figure.slow_ms for figure in figures):.1f}",
    )


def _pure_row(name: str, figures: Sequence[float]) -> tuple[str, ...]:
    rate = statistics.median(figures)
    return name, f"{rate:,.0f}", f"{min(figures):,.0f} – {max(figures):,.0f}", f"{1e6 / rate:.1f}"


def _table(rows: Sequence[tuple[str, ...]]) -> str:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if column == 0 else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    )
