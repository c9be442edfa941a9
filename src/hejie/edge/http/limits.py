"""How often somebody may ask: a bucket of requests each, in this process, in a table of bounded size."""

import math
import time
from collections import OrderedDict
from collections.abc import Callable
from ipaddress import IPv6Address, ip_address

from hejie.edge.http.problems import Code, ProblemError

BURST = 3
"""Seconds' worth of requests that may come at once."""

_KEPT_MOST = 50_000
_HOME_BITS = 64
"""Of an IPv6 address: what one subscriber has to themselves."""


class Buckets:
    """One bucket a name. It holds `BURST` seconds of `rate` and fills by `rate` a second; when there are too
    many, the longest unused is forgotten, which at worst gives somebody a full bucket too early."""

    def __init__(
        self, rate: float, kept_most: int = _KEPT_MOST, now: Callable[[], float] = time.monotonic
    ) -> None:
        self._rate = rate
        self._size = max(1.0, rate * BURST)
        self._kept_most = kept_most
        self._now = now
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, name: str) -> None:
        """Take one request out. Raises: ProblemError with the seconds until the next one."""
        now = self._now()
        left, at = self._left.pop(name, (self._size, now))
        left = min(self._size, left + (now - at) * self._rate)
        enough = left >= 1
        self._left[name] = (left - 1 if enough else left, now)
        if len(self._left) > self._kept_most:
            self._left.popitem(last=False)
        if not enough:
            wait = math.ceil((1 - left) / self._rate)
            raise ProblemError(Code.TOO_MANY_REQUESTS, retry_after_seconds=wait)

    def give_back(self, name: str) -> None:
        """Put one request back that was taken in error."""
        if name in self._left:
            left, at = self._left[name]
            self._left[name] = (min(self._size, left + 1), at)

    def __len__(self) -> int:
        return len(self._left)


def home_of(address: str) -> str:
    """Whom an address stands for: itself, or for IPv6 the network of one subscriber."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if not isinstance(parsed, IPv6Address):
        return address
    if parsed.ipv4_mapped:
        return str(parsed.ipv4_mapped)
    return f"{int(parsed) >> _HOME_BITS:x}::/{_HOME_BITS}"
