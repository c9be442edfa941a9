"""In which language a request is answered: as it asks, else as its caller is used to, else Chinese."""

import re
from functools import lru_cache

from hejie.casework.people import Principal
from hejie.edge.http.callers import Connection
from hejie.settings import LANGUAGES

_RANGE = re.compile(r"\s*(?P<tag>[A-Za-z]{1,8}|\*)(?:-[\w-]+)?\s*(?:;\s*q=(?P<q>[\d.]{1,5}))?\s*")
_LONGEST = 200


def language_of(connection: Connection) -> str:
    """`zh` or `en`."""
    asked = asked_for(connection.headers.get("accept-language", ""))
    principal: Principal | None = connection.scope.get("user")
    return asked or (principal.language if principal and principal.language in LANGUAGES else LANGUAGES[0])


@lru_cache(maxsize=256)
def asked_for(header: str) -> str | None:
    """The language that an `Accept-Language` likes best of those there are; None: it does not say."""
    liked = []
    for part in header[:_LONGEST].split(","):
        found = _RANGE.fullmatch(part)
        if found and found["tag"].lower() in LANGUAGES:
            liked.append((_weight(found["q"]), found["tag"].lower()))
    best = max(liked, key=lambda one: one[0], default=(0.0, None))
    return best[1] if best[0] > 0 else None


def _weight(text: str | None) -> float:
    try:
        return 1.0 if text is None else float(text)
    except ValueError:
        return 0.0
