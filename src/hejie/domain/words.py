"""Wording in both languages, and the mark of text that is personal."""

from datetime import UTC, datetime, timedelta
from typing import Annotated

import msgspec


class Words(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One text in Chinese and English; `{name}` stands for a fact that is filled in."""

    zh: str
    en: str

    def tell(self, language: str, **facts: object) -> str:
        """The text in `zh` or `en` with its facts."""
        text = self.zh if language == "zh" else self.en
        return text.format_map({name: str(value) for name, value in facts.items()}) if facts else text


PERSONAL = "personal"

PersonalText = Annotated[str, msgspec.Meta(max_length=20_000, extra={PERSONAL: True})]
"""What a person wrote. The domain only hands it on: before a command is decided, casework seals it, so
that an event holds a reference and a salted hash and never the words."""


Told = bool | int | str
"""A fact as it is kept and shown beside a decision: instants in ISO 8601 (UTC), durations in hours."""


def told(value: bool | int | str | datetime | timedelta) -> Told:
    """A value as a fact that can be kept."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    if isinstance(value, timedelta):
        hours, rest = divmod(value, timedelta(hours=1))
        return f"{hours}h{rest.seconds // 60}m" if rest else f"{hours}h"
    return value
