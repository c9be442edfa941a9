"""A name under which a file can be shown and saved, out of the one that it came with."""

import re
import unicodedata

from hejie.evidence.kinds import EXTENSIONS, Kind

NAME_LENGTH_MOST = 120

_ENDING = re.compile(r"\.[A-Za-z][A-Za-z0-9]{0,4}$")
_NOT_IN_NAMES = re.compile(r'[<>:"|?*]')
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
"""Categories of characters that are not seen: control and format (all that turns the direction of writing),
halves of a pair, private ones, those that mean nothing, and separators of lines."""


def clean_name(name: str, kind: Kind) -> str:
    """The last part of `name` without what is not seen or no file system takes, ended as the type asks.

    At most `NAME_LENGTH_MOST` characters. What is left of a name may still be personal.
    """
    last = re.split(r"[/\\]", name)[-1]
    seen = "".join(letter for letter in last if unicodedata.category(letter) not in _UNSEEN)
    plain = _NOT_IN_NAMES.sub("_", " ".join(unicodedata.normalize("NFC", seen).split()))
    ending = EXTENSIONS[kind]
    stem = _ENDING.sub("", plain.strip(". "))[: NAME_LENGTH_MOST - len(ending)].strip(". ")
    return (stem or "file") + ending
