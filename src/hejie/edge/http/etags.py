"""Versions of a case in headers: what was looked at, and what has changed since.

The tag of a command's answer is the version, `"5"`. That of a case as it is read is weak and holds a digest
beside the version, `W/"5-0f…"`: what a viewer is shown also changes with time, and when words are erased.
Either is taken back in `If-Match`, as is the plain version.
"""

import re
from hashlib import sha256

import msgspec

from hejie.casework.views.shapes import CaseView
from hejie.domain.words import Words
from hejie.edge.http.accepted import FieldFault
from hejie.edge.http.problems import Code, ProblemError

_TAG = re.compile(r'(?:W/)?"?(?P<version>\d{1,9})(?:-[0-9a-f]+)?"?')
_DIGEST_DIGITS = 24
_ACCEPTED = Words('须为案件版本,如 "5"', 'must be a version of the case, such as "5"')


def version_tag(version: int) -> str:
    """The tag of a version."""
    return f'"{version}"'


def view_tag(view: CaseView) -> str:
    """The tag of a case as it is shown to one viewer; the passing of time alone does not change it."""
    clocks = tuple(msgspec.structs.replace(clock, left_seconds=0) for clock in view.clocks)
    lasting = msgspec.structs.replace(view, at=view.opened_at, clocks=clocks)
    digest = sha256(msgspec.json.encode(lasting)).hexdigest()[:_DIGEST_DIGITS]
    return f'W/"{view.version}-{digest}"'


def expected_version(if_match: str | None) -> int | None:
    """The version that a caller looked at; None where it does not say. Raises: ProblemError."""
    if if_match is None or if_match.strip() == "*":
        return None
    found = _TAG.fullmatch(if_match.strip())
    if found is None:
        raise ProblemError(Code.INVALID_REQUEST, errors=[FieldFault("If-Match", _ACCEPTED)])
    return int(found["version"])


def is_known(if_none_match: str | None, tag: str) -> bool:
    """Whether a caller has what bears this tag already."""
    if not if_none_match:
        return False
    known = {one.strip().removeprefix("W/") for one in if_none_match.split(",")}
    return "*" in known or tag.removeprefix("W/") in known
