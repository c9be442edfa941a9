"""Nothing that a person wrote is in an event but in the fields that are marked for it.

Marked fields are sealed before a command is decided. Whatever else is a text must be a name, a reference,
a hash or an instant, or erasing a person would leave words of theirs behind.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import msgspec
import pytest
from msgspec import inspect

from hejie.domain.events import AnyEvent, Event
from hejie.domain.words import PERSONAL
from hejie.policy.shipped import shipped_packs
from hejie.simulation.play import play
from hejie.simulation.story import read_stories

STORIES = Path(__file__).parents[2] / "stories"

NAMES = {
    "venue", "order", "currency", "complainant", "respondent", "kind", "pack_id", "pack_version",
    "pack_hash", "ref", "id", "line", "remedy", "claim", "claims", "clock", "scope", "offer", "answers",
    "obligation", "after", "item", "sha256", "by", "rules", "row", "evidence", "ruling", "track", "cause",
    "read",
}  # fmt: skip
"""Fields of plain text: ids of people, things and rules, hashes, and facts that a rule has read."""


def _plain_texts(info: inspect.Type, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Where within a type a text can stand that is not marked as personal."""
    match info:
        case inspect.Metadata(type=inner, extra=extra):
            if not (extra or {}).get(PERSONAL):
                yield from _plain_texts(inner, path)
        case inspect.StrType():
            yield path
        case inspect.StructType(fields=fields):
            for field in fields:
                yield from _plain_texts(field.type, (*path, field.name))
        case inspect.UnionType(types=types):
            for option in types:
                yield from _plain_texts(option, path)
        case inspect.VarTupleType(item_type=item):
            yield from _plain_texts(item, path)
        case inspect.TupleType(item_types=items):
            for item in items:
                yield from _plain_texts(item, path)
        case inspect.AnyType() | inspect.DictType() | inspect.RawType():
            raise AssertionError(f"{path} could hold anything")
        case _:
            pass


@pytest.mark.parametrize("event", get_args(AnyEvent), ids=lambda event: event.__struct_config__.tag)
def test_a_text_of_an_event_is_a_name_or_marked_as_personal(event: type[Event]) -> None:
    """A new field of text is either one of the known names, or marked so that it is sealed."""
    unknown = [".".join(path) for path in _plain_texts(inspect.type_info(event)) if path[-1] not in NAMES]
    assert not unknown


def _unmarked(value: Any, info: inspect.Type) -> Any:
    """A value as plain data, without what is marked as personal."""
    if isinstance(info, inspect.Metadata):
        return None if (info.extra or {}).get(PERSONAL) else _unmarked(value, info.type)
    if isinstance(value, msgspec.Struct):
        own = inspect.type_info(type(value))
        assert isinstance(own, inspect.StructType)
        return [_unmarked(getattr(value, field.name), field.type) for field in own.fields]
    if isinstance(value, tuple) and isinstance(info, inspect.VarTupleType):
        return [_unmarked(item, info.item_type) for item in value]
    return value


def test_no_words_of_any_story_stand_in_an_unmarked_field() -> None:
    """Whatever anybody says in the stories is found in no event, once marked fields are left out."""
    packs = {pack.id: pack for pack in shipped_packs()}
    checked = 0
    for story in read_stories(STORIES):
        played = play(story, packs[story.pack])
        said = {getattr(e.command, name, "") for e in played.entries for name in ("text", "caption")} - {""}
        for event, _ in played.history:
            left = msgspec.json.encode(_unmarked(event, inspect.type_info(type(event)))).decode()
            for words in said:
                checked += 1
                assert words not in left, f"{story.file}: {event.__struct_config__.tag} holds {words!r}"
    assert checked > 1000
