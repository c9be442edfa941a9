"""Writes the golden file of every example that has none yet; a file that is there is never touched.

From the folder `tests`: `python -m golden.freeze`.
"""

from collections.abc import Iterable
from pathlib import Path

import msgspec

from hejie.domain.commands import Command
from hejie.domain.events import Event

from .examples import COMMANDS, EVENTS

EVENT_FILES = Path(__file__).parent / "events"
COMMAND_FILES = Path(__file__).parent / "commands"


def name_of(tagged: Event | Command) -> str:
    """The name of an event or a command on the wire."""
    return str(tagged.__struct_config__.tag)


def freeze(folder: Path, examples: Iterable[Event | Command]) -> None:
    """Write what is missing: the exact bytes, and the end of the line."""
    folder.mkdir(exist_ok=True)
    for example in examples:
        path = folder / f"{name_of(example)}.json"
        if not path.exists():
            path.write_bytes(msgspec.json.encode(example) + b"\n")


if __name__ == "__main__":
    freeze(EVENT_FILES, EVENTS)
    freeze(COMMAND_FILES, COMMANDS)
