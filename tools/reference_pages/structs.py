"""Commands and events as pages: what each means, its fields with their bounds, and what is personal."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from enum import StrEnum
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

import msgspec

from hejie.domain.commands import AnyCommand, Command, command_name
from hejie.domain.events import AnyEvent, Event
from hejie.domain.lifecycle import LIFECYCLE
from hejie.domain.naming import ROLE_WORDS
from hejie.domain.roles import Role
from hejie.domain.words import PERSONAL
from reference_pages.markdown import codes, page, sentences, table

_PLAIN = {str: "text", int: "whole number", bool: "true or false", datetime: "instant", NoneType: "null"}


def commands_page() -> str:
    """Every command: who gives it, what it does, its fields."""
    commands = get_args(AnyCommand)
    values = _Values()
    rows = [
        (
            f"`{command_name(command)}`",
            command.zh,
            sentences(command.__doc__),
            _who(command),
            values.fields(command),
        )
        for command in commands
    ]
    return page("src/hejie/domain/commands.py", _commands(rows, values))


def _commands(rows: Sequence[tuple[str, ...]], values: "_Values") -> Iterator[str]:
    yield "# Commands 命令"
    yield ""
    yield "What can be asked of a case, by `type`. Optional fields may be left out; unknown ones are refused."
    yield from table(("type", "中文", "what it does", "who", "fields"), rows)
    yield from values.lines()


def _who(command: type[Command]) -> str:
    by = {role for row in LIFECYCLE if row.command is command for role in row.by}
    return ", ".join(ROLE_WORDS[role].en for role in Role if role in by)


def events_page() -> str:
    """Every event: what has happened, its fields."""
    values = _Values()
    rows = [
        (
            f"`{_tag(event)}`",
            sentences(event.__doc__),
            values.fields(event),
            "yes" if _personal(event) else "",
        )
        for event in get_args(AnyEvent)
    ]
    return page("src/hejie/domain/events.py", _events(rows, values))


def _events(rows: Sequence[tuple[str, ...]], values: "_Values") -> Iterator[str]:
    yield "# Events 事件"
    yield ""
    yield (
        "What has happened to a case, by `type`. An event is never changed once written. What people wrote"
        " is personal: the event holds a reference and a salted hash, the words are sealed elsewhere."
    )
    yield from table(("type", "what has happened", "fields", "personal text"), rows)
    yield from values.lines()


def _tag(event: type[Event]) -> str:
    return str(event.__struct_config__.tag)


def _personal(struct: type[msgspec.Struct]) -> bool:
    return any(_is_personal(hint) for hint in _hints(struct).values())


def _hints(struct: type[msgspec.Struct]) -> dict[str, Any]:
    hints = get_type_hints(struct, include_extras=True)
    return {field.name: hints[field.name] for field in msgspec.structs.fields(struct)}


def _is_personal(hint: Any) -> bool:
    return any(PERSONAL in (meta.extra or {}) for meta in _metas(hint))


def _metas(hint: Any) -> tuple[msgspec.Meta, ...]:
    found = get_args(hint)[1:] if get_origin(hint) is Annotated else ()
    return tuple(meta for meta in found if isinstance(meta, msgspec.Meta))


class _Values:
    """The structs and enumerations that fields hold; those met are told below the table."""

    def __init__(self) -> None:
        self._met: dict[type, None] = {}

    def fields(self, struct: type[msgspec.Struct]) -> str:
        """Every field of a struct with its type; what may be left out is in brackets."""
        hints = _hints(struct)
        return "<br>".join(
            f"`{field.name}` {self._told(hints[field.name])}" + ("" if field.required else " (optional)")
            for field in msgspec.structs.fields(struct)
        )

    def lines(self) -> Iterator[str]:
        """What was met, and what that leads to, by name."""
        told: dict[str, list[str]] = {}
        while waiting := [one for one in self._met if one.__name__ not in told]:
            for one in waiting:
                told[one.__name__] = list(self._value(one))
        yield "## Values"
        for name in sorted(told):
            yield ""
            yield f"### {name}"
            yield ""
            yield from told[name]

    def _value(self, one: type) -> Iterator[str]:
        meaning = sentences(one.__doc__)
        if issubclass(one, StrEnum):
            yield f"{meaning} One of {codes(one)}."
        elif issubclass(one, msgspec.Struct):
            yield f"{meaning}<br>{self.fields(one)}"

    def _told(self, hint: Any) -> str:
        origin = get_origin(hint)
        if origin is Annotated:
            bounds = " ".join(_bounds(meta) for meta in _metas(hint))
            mark = ", personal" if _is_personal(hint) else ""
            return " ".join(f"{self._told(get_args(hint)[0])}{mark} {bounds}".split())
        if origin is tuple:
            inner = [part for part in get_args(hint) if part is not Ellipsis]
            shape = "list" if Ellipsis in get_args(hint) else "pair"
            return f"{shape} of {' and '.join(map(self._told, inner))}"
        if origin in (Union, UnionType):
            return " or ".join(self._told(part) for part in get_args(hint))
        if hint in _PLAIN:
            return _PLAIN[hint]
        self._met[hint] = None
        return f"[{hint.__name__}](#{hint.__name__.lower()})"


def _bounds(meta: msgspec.Meta) -> str:
    if meta.pattern:
        return f"(`{meta.pattern}`)"
    least = meta.min_length if meta.ge is None else meta.ge
    most = meta.max_length if meta.le is None else meta.le
    unit = "" if meta.min_length is meta.max_length is None else " long"
    if least is not None and most is not None:
        return f"({least} to {most}{unit})"
    if least is not None:
        return f"(at least {least}{unit})"
    return f"(at most {most}{unit})" if most is not None else ""
