"""What was written once is read for ever: every type of event and command has a frozen example.

The chain of a stream is over stored bytes, so reading and writing again must give the same bytes.
"""

import typing
from pathlib import Path
from typing import Any, get_args

import msgspec
import pytest

from hejie.domain.commands import AnyCommand, Command
from hejie.domain.events import AnyEvent, Event

from .examples import COMMANDS, EVENTS
from .freeze import COMMAND_FILES, EVENT_FILES, freeze, name_of


@pytest.mark.parametrize("example", EVENTS, ids=name_of)
def test_a_frozen_event_is_read_and_written_again(example: Event) -> None:
    """The stored bytes of an event give the event, and the event gives the stored bytes."""
    stored = (EVENT_FILES / f"{name_of(example)}.json").read_bytes().removesuffix(b"\n")
    assert msgspec.json.decode(stored, type=AnyEvent) == example
    assert msgspec.json.encode(msgspec.json.decode(stored, type=AnyEvent)) == stored


@pytest.mark.parametrize("example", COMMANDS, ids=name_of)
def test_a_frozen_command_is_read_and_written_again(example: Command) -> None:
    """What a client sent once is understood for ever."""
    sent = (COMMAND_FILES / f"{name_of(example)}.json").read_bytes().removesuffix(b"\n")
    assert msgspec.json.decode(sent, type=AnyCommand) == example
    assert msgspec.json.encode(msgspec.json.decode(sent, type=AnyCommand)) == sent


@pytest.mark.parametrize(("union", "folder"), [(AnyEvent, EVENT_FILES), (AnyCommand, COMMAND_FILES)])
def test_every_type_has_one_frozen_example(union: Any, folder: Path) -> None:
    """A new type without a golden file, or a file whose type is gone, is noticed."""
    tags = {str(member.__struct_config__.tag) for member in get_args(union)}
    assert {path.stem for path in folder.iterdir()} == tags


@pytest.mark.parametrize("example", [*EVENTS, *COMMANDS], ids=name_of)
def test_an_example_fills_every_field(example: Event | Command) -> None:
    """A field that an example leaves at its default is not frozen: no example does."""
    for field in msgspec.structs.fields(example):
        assert getattr(example, field.name) != field.default, field.name


@pytest.mark.parametrize("event", get_args(AnyEvent), ids=name_of)
def test_an_event_without_its_optional_fields_is_read(event: type[Event]) -> None:
    """A field added later has a default, so that what was written before it is still read."""
    stored = msgspec.json.decode((EVENT_FILES / f"{name_of(event)}.json").read_bytes())
    optional = {field.encode_name for field in msgspec.structs.fields(event) if not field.required}
    oldest = {key: value for key, value in stored.items() if key not in optional}
    assert type(msgspec.convert(oldest, typing.cast("Any", AnyEvent))) is event


def test_freezing_never_changes_a_file(tmp_path: Path) -> None:
    """Golden files are written once; whoever changes an example hears of it from the tests instead."""
    freeze(tmp_path, EVENTS[:1])
    (path,) = tmp_path.iterdir()
    path.write_bytes(b"frozen")
    freeze(tmp_path, EVENTS[:2])
    assert path.read_bytes() == b"frozen"
    assert len(list(tmp_path.iterdir())) == 2
