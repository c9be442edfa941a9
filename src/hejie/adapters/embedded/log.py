"""The server's log files: how many are kept, and what the newest says."""

from pathlib import Path

from hejie.adapters.embedded.layout import Layout

FILES_KEPT = 10
_OUR_OWN_KNOCKING = "the database system is "  # what a server that is not ready yet logs for each look at it


def prune_logs(folder: Path) -> None:
    """Keep the newest log files; their names sort by time."""
    for old in sorted(folder.glob("*.log"))[:-FILES_KEPT]:
        old.unlink(missing_ok=True)


def last_words(layout: Layout) -> str:
    """What the last server wrote last before it fell silent or died.

    It writes to its standard error until its log is open, so the younger of the two files holds it.
    """
    files = [path for path in (*layout.log.glob("*.log"), layout.start_log) if not path.is_symlink()]
    newest = max(files, key=lambda path: path.stat().st_mtime_ns)
    this_run = newest.read_text(errors="replace").rpartition("starting PostgreSQL")[2]
    lines = [line for line in this_run.splitlines() if line.strip()]
    told = [line for line in lines if _OUR_OWN_KNOCKING not in line] or lines
    fatal = [number for number, line in enumerate(told) if "FATAL" in line or "PANIC" in line]
    if fatal:  # the line before it often has the reason
        return " / ".join(told[max(0, fatal[-1] - 1) : fatal[-1] + 1])
    return told[-1] if told else f"it left no word in {layout.folder}"
