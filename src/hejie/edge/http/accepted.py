"""Says in words what a field accepts: turns what the decoder found into a field's path and a sentence.

The decoder tells one fault, by the path of the value and the type that was expected. Along that path the
declared types are walked beside what was sent, so that the sentence can name what would have been taken:
the values of an enumeration, the bounds of a number, the types of commands.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

import msgspec
from msgspec import inspect

from hejie.domain.words import Words

WHOLE_BODY = "body"
"""The path of what is wrong with the body as a whole."""

_PLACE = re.compile(r" - at `(?:key in )?\$(?P<path>[^`]*)`$")
_STEP = re.compile(r"\.(?P<name>[^.\[]+)|\[(?P<index>\d+|\.\.\.)\]")
_MISSING = re.compile(r"^Object missing required field `(?P<name>[^`]+)`")
_UNKNOWN = re.compile(r"^Object contains unknown field `(?P<name>[^`]+)`")
_CHOICE = re.compile(r"^\^\((?P<choices>[\w|]+)\)\$$")
_ANY = Words("其他内容", "something else")

_PATTERNS = {
    "^[0-9a-f]{64}$": Words("64 位小写十六进制(SHA-256)", "64 lower-case hexadecimal digits (SHA-256)"),
    r"^[\x21-\x7e]+$": Words("不含空格的可见 ASCII 字符", "visible ASCII characters without spaces"),
}


class FieldFault(msgspec.Struct, frozen=True):
    """What is wrong with a field, and what is accepted."""

    field: str
    message: Words


def fault_in_body(message: str, expected: Any, body: bytes) -> FieldFault:
    """The fault that the decoder told of a body, which was to be of the type `expected`."""
    return fault(message, expected, msgspec.json.decode(body))


def fault(message: str, expected: Any, value: Any, root: str = "") -> FieldFault:
    """The fault told of a value; `root` names the value itself where it is a parameter."""
    found = _PLACE.search(message)
    steps = [step.groupdict() for step in _STEP.finditer(found["path"])] if found else []
    if missing := _MISSING.match(message):
        info = _walk(_info(expected), value, steps)
        accepted = _field(info, value_at(value, steps), missing["name"])
        return FieldFault(
            _path(root, [*steps, {"name": missing["name"]}]),
            Words(f"必填,须为{accepted.zh}", f"is required: {accepted.en}"),
        )
    if unknown := _UNKNOWN.match(message):
        info = _walk(_info(expected), value, steps)
        names = ", ".join(_names(info, value_at(value, steps))) or "-"
        return FieldFault(
            _path(root, [*steps, {"name": unknown["name"]}]),
            Words(f"没有此字段,可用:{names}", f"there is no such field; there are {names}"),
        )
    if steps and steps[-1]["name"] is not None:
        parent = value_at(value, steps[:-1])
        accepted = _field(_walk(_info(expected), value, steps[:-1]), parent, steps[-1]["name"])
    else:
        accepted = words_of(_walk(_info(expected), value, steps))
    return FieldFault(_path(root, steps), Words(f"须为{accepted.zh}", f"must be {accepted.en}"))


def takes_lists(expected: Any) -> bool:
    """Whether a list of values may be given."""
    return isinstance(_chosen(_info(expected), []), inspect.ListType | inspect.VarTupleType)


def value_at(value: Any, steps: Iterable[Mapping[str, Any]]) -> Any:
    """What was sent at a path; None where nothing was."""
    for step in steps:
        name, index = step.get("name"), step.get("index")
        if name is not None:
            value = value.get(name) if isinstance(value, dict) else None
        elif isinstance(value, list) and index is not None and index.isdigit() and int(index) < len(value):
            value = value[int(index)]
        else:
            return None
    return value


@cache
def _info(expected: Any) -> inspect.Type:
    return inspect.type_info(expected)


def _walk(info: inspect.Type, value: Any, steps: Sequence[Mapping[str, Any]]) -> inspect.Type:
    """The type at a path."""
    for place, step in enumerate(steps):
        here = _chosen(info, value_at(value, steps[:place]))
        name = step.get("name")
        if name is not None and isinstance(here, inspect.StructType):
            field = next((field for field in here.fields if field.encode_name == name), None)
            info = field.type if field else inspect.AnyType()
        elif name is None and isinstance(here, inspect.ListType | inspect.VarTupleType):
            info = here.item_type
        elif isinstance(here, inspect.DictType):
            info = here.value_type
        else:
            return inspect.AnyType()
    return info


def _chosen(info: inspect.Type, value: Any) -> inspect.Type:
    """Of a union, the member that the value was meant for: that of its tag, or the only one of its form."""
    if isinstance(info, inspect.Metadata):
        return _chosen(info.type, value)
    if not isinstance(info, inspect.UnionType):
        return info
    members = [_chosen(member, value) for member in info.types]
    structs = [member for member in members if isinstance(member, inspect.StructType)]
    if structs and isinstance(value, dict):
        tagged = (one for one in structs if one.tag_field and value.get(one.tag_field) == one.tag)
        return next(tagged, structs[0] if len(structs) == 1 else info)
    lists = [member for member in members if isinstance(member, inspect.ListType | inspect.VarTupleType)]
    return lists[0] if lists and isinstance(value, list) else info


def _tags(info: inspect.Type) -> dict[str, list[str]]:
    """The tag field of a struct or a union of structs, with the tags it may have."""
    if isinstance(info, inspect.Metadata):
        return _tags(info.type)
    members = info.types if isinstance(info, inspect.UnionType) else (info,)
    tags: dict[str, list[str]] = {}
    for member in members:
        if isinstance(member, inspect.StructType) and member.tag_field:
            tags.setdefault(member.tag_field, []).append(str(member.tag))
    return tags


def _field(info: inspect.Type, value: Any, name: str) -> Words:
    """What a field of an object accepts, its tag included."""
    tags = _tags(info).get(name)
    if tags:
        return _one_of(tags)
    here = _chosen(info, value)
    if isinstance(here, inspect.StructType):
        for field in here.fields:
            if field.encode_name == name:
                return words_of(field.type)
    return words_of(_walk(here, value, [{"name": name}]))


def _names(info: inspect.Type, value: Any) -> list[str]:
    here = _chosen(info, value)
    if not isinstance(here, inspect.StructType):
        return []
    return [*_tags(here), *(field.encode_name for field in here.fields)]


def _path(root: str, steps: Sequence[Mapping[str, Any]]) -> str:
    path = root
    for step in steps:
        name = step.get("name")
        path += f"[{step['index']}]" if name is None else f".{name}" if path else str(name)
    return path or WHOLE_BODY


def words_of(info: inspect.Type) -> Words:
    """What a type accepts."""
    match info:
        case inspect.Metadata():
            return words_of(info.type)
        case inspect.UnionType():
            return _union(info)
        case inspect.BoolType():
            return _one_of(["true", "false"])
        case inspect.IntType():
            return _bounded(Words("整数", "a whole number"), info.ge, info.le)
        case inspect.FloatType():
            return _bounded(Words("数字", "a number"), info.ge, info.le)
        case inspect.StrType():
            return _text(info)
        case inspect.EnumType():
            return _one_of([str(member.value) for member in info.cls])
        case inspect.LiteralType():
            return _one_of([str(value) for value in info.values])
        case inspect.DateTimeType():
            example = "2026-03-05T09:00:00+08:00"
            return Words(f"带时区的时间,如 {example}", f"an instant with its offset, e.g. {example}")
        case inspect.NoneType():
            return Words("null", "null")
        case inspect.ListType() | inspect.VarTupleType():
            return _sized(Words("列表", "a list"), Words("项", "items"), info.min_length, info.max_length)
        case inspect.StructType():
            return Words("对象", "an object")
        case inspect.UUIDType():
            return Words("UUID", "a UUID")
    return _ANY


def _union(info: inspect.UnionType) -> Words:
    tags = _tags(info)
    if tags:
        ((field, names),) = tags.items()
        listed = _one_of(names)
        return Words(f"对象,其 {field} 为{listed.zh}", f"an object whose {field} is {listed.en}")
    parts = [words_of(member) for member in info.types]
    return Words(" 或 ".join(part.zh for part in parts), " or ".join(part.en for part in parts))


def _text(info: inspect.StrType) -> Words:
    choice = _CHOICE.match(info.pattern or "")
    if choice:
        return _one_of(choice["choices"].split("|"))
    known = _PATTERNS.get(info.pattern or "")
    if known is None:
        known = Words("文本", "text")
        if info.pattern:
            known = Words(f"符合 {info.pattern} 的文本", f"text that matches {info.pattern}")
    return _sized(known, Words("个字符", "characters"), info.min_length, info.max_length)


def _one_of(values: Sequence[str]) -> Words:
    return Words(f"以下之一:{', '.join(values)}", f"one of: {', '.join(values)}")


def _bounded(what: Words, least: float | None, most: float | None) -> Words:
    if least is not None and most is not None:
        return Words(f"{least} 至 {most} 的{what.zh}", f"{what.en} from {least} to {most}")
    if least is not None:
        return Words(f"不小于 {least} 的{what.zh}", f"{what.en} of at least {least}")
    if most is not None:
        return Words(f"不大于 {most} 的{what.zh}", f"{what.en} of at most {most}")
    return what


def _sized(what: Words, unit: Words, least: int | None, most: int | None) -> Words:
    if least and most is not None:
        return Words(f"{what.zh}({least} 至 {most} {unit.zh})", f"{what.en} ({least} to {most} {unit.en})")
    if least:
        return Words(f"{what.zh}(至少 {least} {unit.zh})", f"{what.en} (at least {least} {unit.en})")
    if most is not None:
        return Words(f"{what.zh}(至多 {most} {unit.zh})", f"{what.en} (at most {most} {unit.en})")
    return what
