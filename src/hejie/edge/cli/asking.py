"""A command typed by hand: from JSON to a command of the domain, or what is wrong with it."""

from difflib import get_close_matches
from typing import Any, get_args

import msgspec

from hejie.domain.commands import AnyCommand, Command, Lapse, RaiseFlag, command_name

COMMANDS: dict[str, type[Command]] = {
    command_name(command): command for command in get_args(AnyCommand) if command not in (Lapse, RaiseFlag)
}
"""What a person can ask, by its name on the wire: what clocks and streams say is not asked by hand."""

_DECODER: msgspec.json.Decoder[Any] = msgspec.json.Decoder(AnyCommand, strict=True)


class NotACommand(ValueError):
    """The text is no command; says what was wrong and what is accepted."""


def read_command(text: str) -> Command:
    """The command in a JSON text such as `{"type": "say", "text": "…"}`. Raises: NotACommand."""
    try:
        raw = msgspec.json.decode(text)
    except (msgspec.DecodeError, UnicodeError) as error:
        raise NotACommand(f"this is not JSON: {error}") from None
    name = raw.get("type") if isinstance(raw, dict) else None
    if not isinstance(name, str) or name not in COMMANDS:
        raise NotACommand(_unknown(name))
    try:
        command: Command = _DECODER.decode(text)
    except msgspec.ValidationError as error:
        fields = ", ".join(field.name for field in msgspec.structs.fields(COMMANDS[name]))
        raise NotACommand(f"{name}: {error}; its fields are {fields or 'none'}") from None
    return command


def _unknown(name: object) -> str:
    meant = get_close_matches(str(name), COMMANDS, n=1)
    guess = f"; did you mean {meant[0]}?" if meant else ""
    said = "no type is given" if name is None else f"there is no command {name!r}"
    return f"{said}{guess} (there are {', '.join(sorted(COMMANDS))})"
