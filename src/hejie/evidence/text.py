"""The copy of a text that people see: UTF-8, plain ends of lines, nothing that cannot be seen."""

import unicodedata
from pathlib import Path

from hejie.evidence.kinds import not_accepted
from hejie.evidence.notes import Note
from hejie.evidence.rejected import Rejected, RejectionCode

_PIECE_CHARACTERS = 65_536
_DIRECTIONS = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_HIDDEN = dict.fromkeys(
    ord(letter)
    for letter in (*map(chr, range(0xA0)), *_DIRECTIONS, "\ufeff")
    if letter not in "\t\n" and unicodedata.category(letter) in ("Cc", "Cf")
)
"""Control characters, and those with which one line can be made to read as another. Joiners stay: scripts
and emoji need them."""


def write_shown_text(source: Path, shown: Path) -> list[Note]:
    """Write the shown copy of a text file piece by piece; returns what was noticed.

    Raises: Rejected (file_type_not_accepted: it is no UTF-8 text after all; file_empty: nothing is seen).
    """
    notes: list[Note] = []
    seen = False
    try:
        # An own mark at the beginning says that it is UTF-8, and is no letter.
        with (
            source.open(encoding="utf-8-sig") as text,
            shown.open("x", encoding="utf-8", newline="\n") as copy,
        ):
            while piece := text.read(_PIECE_CHARACTERS):
                if "\0" in piece:
                    raise not_accepted("unknown")
                clean = piece.translate(_HIDDEN)
                if clean != piece and not notes:
                    notes.append(Note.HIDDEN_CHARACTERS_REMOVED)
                seen = seen or bool(clean.strip())
                copy.write(clean)
    except UnicodeDecodeError:
        raise not_accepted("unknown") from None
    if not seen:
        raise Rejected(RejectionCode.FILE_EMPTY)
    return notes
