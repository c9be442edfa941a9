"""The packs that are known here: which one is in force, and which one a case is pinned to."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from hejie.domain.case import Head
from hejie.domain.rulebook import Pack


class UnknownPack(Exception):
    """A case is pinned to a pack that is not registered here: its answers cannot be given."""


class Packs:
    """Packs by content hash, and by venue and instant."""

    def __init__(self, packs: Iterable[Pack]) -> None:
        self._by_hash = {pack.content_hash: pack for pack in packs}

    def pinned(self, head: Head) -> Pack:
        """The pack that a case is judged by. Raises: UnknownPack."""
        try:
            return self._by_hash[head.pack_hash]
        except KeyError:
            raise UnknownPack(f"{head.pack_id} {head.pack_version} ({head.pack_hash[:12]})") from None

    def of_hash(self, content_hash: str) -> Pack:
        """The pack with a content hash. Raises: UnknownPack."""
        try:
            return self._by_hash[content_hash]
        except KeyError:
            raise UnknownPack(content_hash) from None

    def in_force(self, venue: str, at: datetime) -> Pack | None:
        """The pack of a venue at an instant: one that names it, else one for all; the latest of several."""
        current = [pack for pack in self._by_hash.values() if pack.in_force(at)]
        own = [pack for pack in current if venue in pack.venues]
        fitting = own or [pack for pack in current if not pack.venues]
        return max(fitting, key=lambda pack: pack.effective_from, default=None)

    def __iter__(self) -> Iterator[Pack]:
        return iter(self._by_hash.values())
