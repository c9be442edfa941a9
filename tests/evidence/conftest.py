"""Intake on a folder of its own, with real scratch and a real store."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from hejie.adapters.blobs import open_blobs
from hejie.evidence.blobs import BlobStore
from hejie.evidence.intake import Intake, Taken
from hejie.evidence.limits import Limits
from hejie.evidence.rejected import Rejected
from hejie.evidence.scratch import Scratch, open_scratch

from .files import files_below, in_chunks


class Desk(NamedTuple):
    """Intake, and the folders that it works on."""

    folder: Path
    store: BlobStore
    scratch: Scratch

    def intake(self, limits: Limits | None = None) -> Intake:
        return Intake(self.store, self.scratch, limits)

    async def take(
        self, data: bytes, name: str = "x.jpg", declared: str | None = None, limits: Limits | None = None
    ) -> Taken:
        return await self.intake(limits).take(in_chunks(data), declared, name)

    async def refuse(self, data: bytes, name: str = "x.jpg", limits: Limits | None = None) -> Rejected:
        """Hand in what must not be taken; nothing is kept and nothing left."""
        before = self.kept()
        with pytest.raises(Rejected) as refusal:
            await self.take(data, name, limits=limits)
        assert self.kept() == before
        assert self.left() == []
        return refusal.value

    async def read(self, key: str | None) -> bytes:
        assert key is not None
        opened = await self.store.open(key)
        data = b"".join([chunk async for chunk in opened.chunks])
        assert len(data) == opened.size == await self.store.size(key)
        return data

    def kept(self) -> list[str]:
        return [path for path in files_below(self.folder / "blobs") if not path.startswith(".")]

    def left(self) -> list[str]:
        """What lies in scratch, but for the folder of this process itself."""
        own = {entry.name for entry in (self.folder / "scratch").iterdir()}
        incoming = [path for path in files_below(self.folder / "blobs" / ".incoming") if "/" in path]
        return [path for path in files_below(self.folder / "scratch") if path not in own] + incoming


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with open_blobs(str(tmp_path / "blobs")) as store, open_scratch(tmp_path / "scratch") as scratch:
        yield Desk(tmp_path, store, scratch)
    assert files_below(tmp_path / "scratch") == []
