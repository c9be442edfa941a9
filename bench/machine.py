"""What the figures depend on: the machine, its disk, its load, and whose processor time was spent."""

import os
import statistics
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryFile

_PAGE = b"\x00" * 8192
_TICKS = os.sysconf("SC_CLK_TCK")
BUSY_LOAD = 0.7
"""From this one-minute load on, others are at work here and rates are not to be believed."""


def sync_milliseconds(folder: Path, count: int = 200) -> tuple[float, float, float]:
    """How long writing 8 kB and `fdatasync` take: the median, and the quickest and slowest of a hundred.

    The slowest is the 99th percentile.
    """
    times: list[float] = []
    with TemporaryFile(dir=folder) as file:
        descriptor = file.fileno()
        for _ in range(count):
            begun = time.perf_counter()
            os.pwrite(descriptor, _PAGE, 0)
            os.fdatasync(descriptor)
            times.append((time.perf_counter() - begun) * 1000)
    times.sort()
    return statistics.median(times), times[count // 100], times[-1 - count // 100]


def load() -> float:
    """The one-minute load average."""
    return os.getloadavg()[0]


def backend_seconds(postmaster: int) -> float:
    """Processor time that the client connections of a server have taken so far; 0 where /proc is missing."""
    return sum(_spent(folder) for folder in _children(postmaster) if _serves_a_client(folder))


def process_seconds(pid: int) -> float:
    """Processor time that a process has taken so far; 0 where /proc is missing."""
    return _spent(Path(f"/proc/{pid}"))


def _children(parent: int) -> Iterator[Path]:
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if int(_fields(folder)[1]) == parent:
                yield folder


def _serves_a_client(folder: Path) -> bool:
    with suppress(OSError):
        return b"[local]" in (folder / "cmdline").read_bytes()
    return False


def _spent(folder: Path) -> float:
    with suppress(OSError):
        fields = _fields(folder)
        return (int(fields[11]) + int(fields[12])) / _TICKS
    return 0.0


def _fields(folder: Path) -> list[str]:
    """What follows the name of the program, which may hold anything, in `stat`."""
    return (folder / "stat").read_text(errors="replace").rpartition(")")[2].split()
