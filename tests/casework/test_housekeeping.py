"""What nobody needs any more is taken away, and nothing else."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from hejie.adapters.blobs import open_blobs
from hejie.casework.housekeeping import BATCH, RECEIPTS_KEPT, UPLOADS_KEPT, Housekeeper, Tidied
from hejie.casework.people import Credential, CredentialKind, Hat, Principal
from hejie.casework.uploads import Upload
from hejie.domain import commands as ask
from hejie.evidence.blobs import BlobMissing, BlobStore, BlobsUnavailable, blob_key

from .houses import ALL_BACKENDS, NOON, VENUE, World
from .lives import BUYER, file

LI = Principal("li", "Li", VENUE, (Hat.CONSUMER,))
OWNER = f"{VENUE}:complainant:li"
SECOND = timedelta(seconds=1)

every_backend = pytest.mark.parametrize("world", ALL_BACKENDS, indirect=True)


@pytest.fixture
def blobs(tmp_path: Path) -> Iterator[BlobStore]:
    """A folder of evidence."""
    with open_blobs(str(tmp_path / "blobs")) as store:
        yield store


def housekeeper(world: World, blobs: Any) -> Housekeeper:
    """The housekeeper of a house."""
    house = world.house
    return Housekeeper(house.ledger, house.people, house.uploads, blobs, world.clock)


async def upload(
    world: World, blobs: BlobStore, tmp_path: Path, content: bytes, *, owner: str = OWNER, at: datetime = NOON
) -> Upload:
    """A picture that somebody handed in, in three copies."""
    digest = sha256(content).hexdigest()
    source = tmp_path / "source"
    source.write_bytes(content)
    keys = [blob_key("originals", digest), blob_key("shown", digest, ".webp"), blob_key("thumbnails", digest)]
    for key in keys:
        await blobs.create(key, source)
    return await world.house.uploads.put_upload(
        Upload(owner, digest, "a.png", "image/png", 3, keys[0], keys[1], "image/webp", at, keys[2])
    )


async def is_there(blobs: BlobStore, upload: Upload) -> list[bool]:
    """Whether each copy of an upload is still kept."""
    found = []
    for key in (upload.original_key, upload.shown_key, upload.thumbnail_key):
        assert key is not None
        try:
            await blobs.size(key)
        except BlobMissing:
            found.append(False)
        else:
            found.append(True)
    return found


@every_backend
async def test_an_upload_that_no_case_shows_goes_after_a_week_with_its_bytes(
    world: World, blobs: BlobStore, tmp_path: Path
) -> None:
    old = await upload(world, blobs, tmp_path, b"old")
    young = await upload(world, blobs, tmp_path, b"young", at=NOON + SECOND)
    shown = await upload(world, blobs, tmp_path, b"shown")
    await world.house.uploads.bind(OWNER, [shown.sha256])
    world.clock.at = NOON + UPLOADS_KEPT + SECOND
    assert await housekeeper(world, blobs).tidy() == Tidied(uploads=1)
    assert await world.house.uploads.uploads([(OWNER, old.sha256)]) == [None]
    assert await is_there(blobs, old) == [False] * 3
    assert await is_there(blobs, young) == await is_there(blobs, shown) == [True] * 3
    assert await housekeeper(world, blobs).tidy() == Tidied()


@every_backend
async def test_bytes_that_somebody_else_handed_in_as_well_stay_until_the_last_one_goes(
    world: World, blobs: BlobStore, tmp_path: Path
) -> None:
    mine = await upload(world, blobs, tmp_path, b"same")
    await upload(world, blobs, tmp_path, b"same", owner=f"{VENUE}:respondent:shop", at=NOON + 2 * SECOND)
    world.clock.at = NOON + UPLOADS_KEPT + SECOND
    assert await housekeeper(world, blobs).tidy() == Tidied(uploads=1)
    assert await is_there(blobs, mine) == [True] * 3
    world.clock.go(seconds=2)
    assert await housekeeper(world, blobs).tidy() == Tidied(uploads=1)
    assert await is_there(blobs, mine) == [False] * 3


class Away:
    """A store that cannot be reached."""

    async def delete(self, key: str) -> None:
        """Not now."""
        raise BlobsUnavailable(key)


async def test_bytes_that_cannot_be_removed_now_are_removed_later(
    world: World, blobs: BlobStore, tmp_path: Path
) -> None:
    """The upload stays known meanwhile, or nobody would ever find its bytes again."""
    old = await upload(world, blobs, tmp_path, b"old")
    world.clock.at = NOON + UPLOADS_KEPT + SECOND
    assert await housekeeper(world, Away()).tidy() == Tidied(kept=1)
    assert await world.house.uploads.uploads([(OWNER, old.sha256)]) == [old]
    assert await housekeeper(world, blobs).tidy() == Tidied(uploads=1)
    assert await is_there(blobs, old) == [False] * 3


async def test_more_than_a_batch_is_removed_in_one_go_and_a_stop_is_heard_between_batches(
    world: World, blobs: BlobStore
) -> None:
    for n in range(BATCH + 1):
        digest = sha256(str(n).encode()).hexdigest()
        key = blob_key("originals", digest)
        await world.house.uploads.put_upload(Upload(OWNER, digest, "a", "text/plain", 1, key, key, "", NOON))
    world.clock.at = NOON + UPLOADS_KEPT + SECOND
    stops = iter([False, True, True, True])
    assert (await housekeeper(world, blobs).tidy(lambda: next(stops))).uploads == BATCH
    assert (await housekeeper(world, blobs).tidy()).uploads == 1


@every_backend
async def test_expired_credentials_are_forgotten_and_others_stay(world: World, blobs: BlobStore) -> None:
    people = world.house.people
    for n, hours in enumerate((1, 3)):
        expires_at = NOON + timedelta(hours=hours)
        await people.put_credential(Credential(bytes([n]) * 32, CredentialKind.SESSION, LI, NOON, expires_at))
    world.clock.go(hours=2)
    assert await housekeeper(world, blobs).tidy() == Tidied(credentials=1)
    (kept,) = await people.credentials_of(LI.box)
    assert kept.secret_hash == bytes([1]) * 32


@every_backend
async def test_after_a_month_a_key_may_be_used_for_something_else(world: World, blobs: BlobStore) -> None:
    stream = await file(world)
    await world.done(stream, BUYER, ask.Say("hello"), key="k")
    world.clock.at = NOON + RECEIPTS_KEPT
    assert (await housekeeper(world, blobs).tidy()).receipts == 0
    assert (await world.do(stream, BUYER, ask.Say("hello"), key="k")).replayed
    world.clock.go(seconds=1)
    assert (await housekeeper(world, blobs).tidy()).receipts == 2
    answer = await world.do(stream, BUYER, ask.Say("hello"), key="k")
    assert not answer.replayed
