"""The contract of a blob store, over a folder and over an object store, and what a folder promises more."""

import asyncio
import os
from collections.abc import Iterator
from pathlib import Path

import obstore
import pytest
from obstore.store import MemoryStore

from hejie.adapters.blobs import FolderBlobs, ObjectBlobs, open_blobs
from hejie.evidence.blobs import BlobDiffers, BlobMissing, BlobStore, BlobsUnavailable, blob_key

from .files import files_below

DATA = b"evidence" * 100_000
KEY = blob_key("originals", "ab" * 32)


@pytest.fixture(params=["folder", "object store"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[BlobStore]:
    if request.param == "folder":
        with open_blobs(str(tmp_path / "blobs")) as opened:
            assert isinstance(opened, FolderBlobs)
            yield opened
    else:
        yield ObjectBlobs(MemoryStore())


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "source"
    path.write_bytes(DATA)
    return path


async def content(store: BlobStore, key: str = KEY) -> bytes:
    return b"".join([chunk async for chunk in (await store.open(key)).chunks])


async def test_what_is_kept_is_read_again(store: BlobStore, source: Path) -> None:
    """A blob is read as it was written, in chunks, and its size is known before."""
    await store.create(KEY, source)
    opened = await store.open(KEY)
    chunks = [chunk async for chunk in opened.chunks]
    assert b"".join(chunks) == DATA
    assert opened.size == await store.size(KEY) == 800_000
    await store.create(KEY, source)  # the file itself is the caller's, and still there


async def test_nothing_is_overwritten(store: BlobStore, source: Path, tmp_path: Path) -> None:
    """The same content again is fine; other content is refused, of whatever size, and the first stays."""
    await store.create(KEY, source)
    await store.create(KEY, source)
    other = tmp_path / "other"
    for changed in (b"evidencE" + DATA[8:], b"short", b""):
        other.write_bytes(changed)
        with pytest.raises(BlobDiffers):
            await store.create(KEY, other)
    assert await content(store) == DATA


async def test_many_at_once(store: BlobStore, source: Path, tmp_path: Path) -> None:
    """Of several who keep something under one key at once, one is first; the others agree or are refused."""
    other = tmp_path / "other"
    other.write_bytes(b"x")
    sources = [source, other] * 8
    done = await asyncio.gather(*(store.create(KEY, path) for path in sources), return_exceptions=True)
    kept = await content(store)
    for path, outcome in zip(sources, done, strict=True):
        assert (outcome is None) == (path.read_bytes() == kept), outcome
        assert outcome is None or isinstance(outcome, BlobDiffers)


async def test_what_is_not_there(store: BlobStore, source: Path) -> None:
    """Reading what is not there says so at once; removing it is done already; after that it can be made."""
    for ask in (store.open, store.size):
        with pytest.raises(BlobMissing):
            await ask(KEY)
    await store.delete(KEY)
    await store.create(KEY, source)
    await store.delete(KEY)
    with pytest.raises(BlobMissing):
        await store.open(KEY)
    await store.create(KEY, source)
    assert await store.size(KEY) == 800_000


@pytest.mark.parametrize(
    "key",
    [
        "../secret",
        "/etc/passwd",
        "originals/ab/../../x",
        f"originals/cd/{'ab' * 32}",
        "",
        ".incoming/x",
        f"{KEY}/../../x",
    ],
)
async def test_a_key_is_no_path(store: BlobStore, source: Path, key: str) -> None:
    """Only keys of blobs are keys: nothing else in the store, or beside it, can be named."""
    for ask in (store.create(key, source), store.open(key), store.size(key), store.delete(key)):
        with pytest.raises(ValueError, match="no key"):
            await ask


async def test_a_folder_keeps_what_it_acknowledged(
    tmp_path: Path, source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A blob's bytes are on the disk before it has its name, and its name before it is acknowledged."""
    done: list[str] = []
    real_sync, real_link = os.fsync, os.link

    def sync(descriptor: int) -> None:
        real_sync(descriptor)
        done.append(Path(f"/proc/self/fd/{descriptor}").readlink().name)

    def link(copy: Path, target: Path) -> None:
        done.append("named")
        real_link(copy, target)

    monkeypatch.setattr(os, "fsync", sync)
    monkeypatch.setattr(os, "link", link)
    with open_blobs(str(tmp_path / "blobs")) as store:
        done.clear()
        await store.create(KEY, source)
    assert done == ["ab" * 32, "blobs", "originals", "named", "ab"]


async def test_a_folder_is_private_and_left_clean(tmp_path: Path, source: Path) -> None:
    """Nobody else on the machine reads evidence, and nothing but blobs is left in the folder."""
    with open_blobs((tmp_path / "b lobs").as_uri()) as store:
        await store.create(KEY, source)
        await store.create(KEY, source)
    folder = tmp_path / "b lobs"
    assert files_below(folder) == [".incoming", KEY] or files_below(folder) == [KEY]
    assert (folder / KEY).stat().st_mode & 0o777 == 0o600
    assert all(path.stat().st_mode & 0o077 == 0 for path in (folder, *folder.rglob("*")))


async def test_a_full_or_broken_disk_is_said_plainly(tmp_path: Path, source: Path) -> None:
    """What the disk cannot do is told as the port tells it, for every operation, and when opening."""
    with open_blobs(str(tmp_path / "blobs")) as store:
        (tmp_path / "blobs" / "originals").write_bytes(b"a file where a folder should be")
        for ask in (store.create(KEY, source), store.open(KEY), store.delete(KEY)):
            with pytest.raises(BlobsUnavailable):
                await ask
    with pytest.raises(BlobsUnavailable), open_blobs(str(source / "below a file")):
        pass


def test_where_the_store_is() -> None:
    """S3 is named by its URL; what is no store is said to be none."""
    with open_blobs("s3://bucket/evidence", {"region": "eu-west-1"}) as store:
        assert isinstance(store, ObjectBlobs)
        assert not isinstance(store, FolderBlobs)
    for wrong in ("gopher://x", "s3://", "http://127.0.0.1/x"):
        with pytest.raises(BlobsUnavailable), open_blobs(wrong):
            pass
    with pytest.raises(BlobsUnavailable), open_blobs("s3://bucket", {"no_such_option": "x"}):
        pass


async def test_a_store_out_of_reach(source: Path) -> None:
    """A store that does not answer is said to be unavailable."""
    options = {"endpoint": "http://127.0.0.1:9", "skip_signature": "true", "allow_http": "true"}
    with open_blobs("s3://bucket", options) as store, pytest.raises(BlobsUnavailable):
        await store.create(KEY, source)


def test_obstore_refuses_to_overwrite(tmp_path: Path) -> None:
    """What the object store is built on holds: creating where something is fails."""
    store = MemoryStore()
    obstore.put(store, "x", b"1", mode="create")
    with pytest.raises(obstore.exceptions.AlreadyExistsError):
        obstore.put(store, "x", b"2", mode="create")
