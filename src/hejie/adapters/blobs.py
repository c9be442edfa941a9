"""Where evidence is kept: a folder of this machine, or an object store such as S3."""

import os
import shutil
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from datetime import timedelta
from hashlib import file_digest, sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

import obstore
from obstore.exceptions import AlreadyExistsError, BaseError, PreconditionError
from obstore.store import HTTPStore, LocalStore, from_url

from hejie.evidence.blobs import (
    BlobDiffers,
    BlobMissing,
    BlobStore,
    BlobsUnavailable,
    OpenBlob,
    checked_key,
)
from hejie.evidence.filework import in_thread
from hejie.evidence.scratch import Scratch, open_scratch

if TYPE_CHECKING:  # obstore has these types only there
    from obstore import GetResult
    from obstore.store import ClientConfig, ObjectStore, RetryConfig

_CHUNK_BYTES = 256 * 1024
_INCOMING = ".incoming"
_CLIENT: "ClientConfig" = {"timeout": timedelta(seconds=60)}
_CLIENT_OPTIONS = frozenset({"allow_http", "proxy_url"})
_RETRIES: "RetryConfig" = {"max_retries": 3, "retry_timeout": timedelta(seconds=60)}


@contextmanager
def open_blobs(where: str, options: Mapping[str, str] | None = None) -> Iterator[BlobStore]:
    """The store at a folder's path, or at a URL: `file:///…`, `s3://bucket/prefix`, or another of obstore's.

    `options` are obstore's for that kind of store, e.g. `endpoint`; what is not given, such as credentials,
    it finds where the provider's own programs do. Raises: BlobsUnavailable where that is no store.
    """
    url = urlsplit(where)
    with ExitStack() as stack:
        with _reaching(where):
            if url.scheme and url.scheme != "file":
                store: BlobStore = ObjectBlobs(_remote(where, options or {}))
            else:
                folder = Path(unquote(url.path) if url.scheme else where).absolute()
                _make_folder(folder)
                incoming = stack.enter_context(open_scratch(folder / _INCOMING))
                store = FolderBlobs(folder, incoming)
        yield store


def _remote(url: str, options: Mapping[str, str]) -> "ObjectStore":
    config: Any = {name: value for name, value in options.items() if name not in _CLIENT_OPTIONS}
    client: Any = {name: value for name, value in options.items() if name in _CLIENT_OPTIONS}
    try:
        store = from_url(url, config=config, client_options=_CLIENT | client, retry_config=_RETRIES)
    except (ValueError, TypeError) as error:
        raise BlobsUnavailable(f"{url}: {error}") from error
    if isinstance(store, HTTPStore):
        raise BlobsUnavailable(f"{url}: a plain web server cannot refuse to overwrite")
    return store


class ObjectBlobs:
    """Blobs in anything that obstore knows and that can refuse to overwrite.

    A file is sent in one request, and is in memory while it is: only so does S3 see to it that nothing is
    overwritten.
    """

    def __init__(self, store: "ObjectStore") -> None:
        self._store = store

    async def create(self, key: str, source: Path) -> None:
        """As the port says."""
        while not await self._put(checked_key(key), source):
            try:
                there = await self._hash(key)
            except BlobMissing:
                continue  # somebody has just removed it
            if there != await in_thread(_hash_of, source):
                raise BlobDiffers(key)
            return

    async def open(self, key: str) -> OpenBlob:
        """As the port says."""
        with _reading(checked_key(key)):
            found = await obstore.get_async(self._store, key)
        return OpenBlob(found.meta["size"], _chunks(found, key))

    async def size(self, key: str) -> int:
        """As the port says."""
        with _reading(checked_key(key)):
            return (await obstore.head_async(self._store, key))["size"]

    async def delete(self, key: str) -> None:
        """As the port says."""
        with _reaching(checked_key(key)), suppress(FileNotFoundError):
            await obstore.delete_async(self._store, key)

    async def _put(self, key: str, source: Path) -> bool:
        """Whether the blob was made; False where one is there."""
        with _reaching(key):
            try:
                await obstore.put_async(self._store, key, source, mode="create", use_multipart=False)
            except (AlreadyExistsError, PreconditionError):
                return False
            return True

    async def _hash(self, key: str) -> bytes:
        digest = sha256()
        async for chunk in (await self.open(key)).chunks:
            digest.update(chunk)
        return digest.digest()


class FolderBlobs(ObjectBlobs):
    """Blobs in a folder; what is acknowledged is on the disk, and survives a loss of power.

    So files are written here, not by obstore (0.12), which does not wait for the disk, holds the whole file
    in memory, and leaves a part of it behind when the process is killed.
    """

    def __init__(self, folder: Path, incoming: Scratch) -> None:
        super().__init__(LocalStore(prefix=folder))
        self._folder = folder
        self._incoming = incoming

    async def create(self, key: str, source: Path) -> None:
        """As the port says."""
        with _reaching(checked_key(key)):
            same = await in_thread(self._create, self._folder / key, source)
        if not same:
            raise BlobDiffers(key)

    async def delete(self, key: str) -> None:
        """As the port says."""
        with _reaching(checked_key(key)):
            await in_thread(_remove, self._folder / key)

    def _create(self, target: Path, source: Path) -> bool:
        """Copy the file into place; False where something else is there."""
        with self._incoming.room() as room:
            copy = room / target.name
            with source.open("rb") as read, copy.open("xb") as written:
                os.fchmod(written.fileno(), 0o600)
                shutil.copyfileobj(read, written, _CHUNK_BYTES)
                written.flush()
                os.fsync(written.fileno())
            _make_folder(target.parent)
            while True:
                try:
                    os.link(copy, target)
                    _sync_folder(target.parent)
                    return True
                except FileExistsError:
                    pass
                try:
                    return _hash_of(copy) == _hash_of(target)
                except FileNotFoundError:
                    continue  # somebody has just removed it


def _make_folder(folder: Path) -> None:
    """Make a folder and what is missing above it, private and lasting."""
    if folder.is_dir():
        return
    _make_folder(folder.parent)
    folder.mkdir(mode=0o700, exist_ok=True)
    _sync_folder(folder.parent)


def _remove(path: Path) -> None:
    path.unlink(missing_ok=True)
    if path.parent.is_dir():
        _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _hash_of(path: Path) -> bytes:
    with path.open("rb") as file:
        return file_digest(file, "sha256").digest()


async def _chunks(found: "GetResult", key: str) -> AsyncIterator[bytes]:
    with _reaching(key):
        async for chunk in found.stream(min_chunk_size=_CHUNK_BYTES):
            yield bytes(chunk)


@contextmanager
def _reading(key: str) -> Iterator[None]:
    """Say as the port does that there is no such blob."""
    with _reaching(key):
        try:
            yield
        except FileNotFoundError:
            raise BlobMissing(key) from None


@contextmanager
def _reaching(what: str) -> Iterator[None]:
    """Say as the port does what else a store or a disk has to say."""
    try:
        yield
    except (BaseError, OSError) as error:
        first = str(error).partition("\n")[0]
        raise BlobsUnavailable(f"{what}: {first}") from error
