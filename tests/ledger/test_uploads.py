"""Files handed in, by whom, and who of the staff looked at them."""

import asyncio
from datetime import timedelta
from hashlib import sha256
from typing import Any

import msgspec
import pytest

from hejie.casework.uploads import Access, Upload, Uploads
from hejie.wiring import Stores

from .builders import HOUR, NOON, new_stream
from .conftest import Desk

ANNA, BO = "olist:complainant:anna", "olist:complainant:bo"
SECOND = timedelta(seconds=1)


@pytest.fixture
def uploads(stores: Stores) -> Uploads:
    return stores.uploads


def hashed(name: str) -> str:
    return sha256(name.encode()).hexdigest()


def upload(name: str, owner: str = ANNA, /, **said: Any) -> Upload:
    given = Upload(
        owner, hashed(name), f"{name} 照片.jpg", "image/jpeg", 2**33, f"o/{name}", f"s/{name}",
        "image/webp", NOON,
    )  # fmt: skip
    return msgspec.structs.replace(given, **said)


async def test_uploads_are_read_back_in_the_order_asked_for(uploads: Uploads) -> None:
    picture = upload("a", thumbnail_key="t/a", width=4000, height=3000, notes=("rotated", "位置已去除"))
    letter = upload("b", media_type="application/pdf")
    assert await uploads.put_upload(picture) == picture
    assert await uploads.put_upload(letter) == letter
    wanted = [(ANNA, hashed("b")), (BO, hashed("a")), (ANNA, hashed("a")), (ANNA, hashed("b"))]
    assert await uploads.uploads(wanted) == [letter, None, picture, letter]
    assert await uploads.uploads([]) == []


async def test_the_same_bytes_of_the_same_owner_stay_as_they_were_first(uploads: Uploads) -> None:
    first = await uploads.put_upload(upload("a"))
    again = upload("a", name="other name.jpg", original_key="elsewhere", uploaded_at=NOON + HOUR)
    assert await uploads.put_upload(again) == first
    of_another = upload("a", BO)
    assert await uploads.put_upload(of_another) == of_another
    assert await uploads.uploads([(ANNA, first.sha256), (BO, first.sha256)]) == [first, of_another]


async def test_of_many_who_hand_in_the_same_at_once_all_are_told_of_one(desk: Desk) -> None:
    sides = [desk.one.uploads, desk.other.uploads]
    kept = await asyncio.gather(
        *(sides[n % 2].put_upload(upload("a", original_key=f"o/{n}")) for n in range(12))
    )
    assert len({one.original_key for one in kept}) == 1


async def test_what_an_owner_handed_in_lately_is_counted_in_files_and_bytes(uploads: Uploads) -> None:
    for hours in range(5):
        await uploads.put_upload(upload(str(hours), size=10**hours, uploaded_at=NOON + HOUR * hours))
    await uploads.put_upload(upload("his", BO))
    assert await uploads.uploaded_since(ANNA, NOON + 3 * HOUR) == (2, 11_000)
    assert await uploads.uploaded_since(ANNA, NOON) == (5, 11_111)
    assert await uploads.uploaded_since(ANNA, NOON + 5 * HOUR) == (0, 0)


async def test_binding_names_what_this_owner_never_handed_in(uploads: Uploads) -> None:
    for name in ("a", "b"):
        await uploads.put_upload(upload(name))
    await uploads.put_upload(upload("his", BO))
    asked = [hashed(name) for name in ("nowhere", "a", "his", "b")]
    assert await uploads.bind(ANNA, asked) == [hashed("nowhere"), hashed("his")]
    assert await uploads.bind(ANNA, [hashed("a")]) == []
    assert await uploads.bind(ANNA, []) == []
    (mine, his) = await uploads.uploads([(ANNA, hashed("a")), (BO, hashed("his"))])
    assert mine == upload("a", bound=True)
    assert his == upload("his", BO)


async def test_uploads_that_no_case_refers_to_are_forgotten_after_a_while(uploads: Uploads) -> None:
    for name in ("bound", "old 1", "old 2", "old 3"):
        await uploads.put_upload(upload(name))
    await uploads.put_upload(upload("young", uploaded_at=NOON + HOUR))
    await uploads.put_upload(upload("old 1", BO, bound=True))
    await uploads.bind(ANNA, [hashed("bound")])
    assert await uploads.remove_unbound(NOON, 10) == []
    some = await uploads.remove_unbound(NOON + SECOND, 2)
    rest = await uploads.remove_unbound(NOON + SECOND, 10)
    assert len(some) == 2
    assert sorted(one.name for one in some + rest) == [f"old {n} 照片.jpg" for n in (1, 2, 3)]
    assert await uploads.remove_unbound(NOON + SECOND, 10) == []
    assert await uploads.refers_to(hashed("old 1"))
    assert not await uploads.refers_to(hashed("old 2"))
    assert await uploads.bind(ANNA, [hashed("young"), hashed("old 2")]) == [hashed("old 2")]


async def test_what_is_bound_in_time_is_not_removed_and_what_is_removed_is_not_bound(desk: Desk) -> None:
    """Whoever binds an upload that somebody removes at the same moment hears the truth."""
    names = [f"file {n}" for n in range(60)]
    for name in names:
        await desk.one.uploads.put_upload(upload(name))

    async def bind(name: str) -> bool:
        return await desk.one.uploads.bind(ANNA, [hashed(name)]) == []

    async def remove() -> list[str]:
        removed = []
        for _ in range(20):
            removed += await desk.other.uploads.remove_unbound(NOON + SECOND, 2)
        return [one.sha256 for one in removed]

    *bound, removed = await asyncio.gather(*map(bind, names), remove())
    kept = {hashed(name) for name, was_bound in zip(names, bound, strict=True) if was_bound}
    assert kept.isdisjoint(removed)
    there = await desk.one.uploads.uploads([(ANNA, hashed(name)) for name in names])
    assert {one.sha256 for one in there if one is not None and one.bound} == kept


async def test_who_saw_what_is_told_oldest_first(uploads: Uploads) -> None:
    case, other = new_stream(), new_stream()
    accesses = [
        Access(case, NOON + HOUR, "olga", "e1", "shown"),
        Access(case, NOON, "ivan", "e2", "original"),
        Access(case, NOON, "ivan", "e2", "thumbnail"),
        Access(other, NOON, "olga", "e1", "shown"),
    ]
    await uploads.log_access(accesses[:2])
    await uploads.log_access(accesses[1:])
    await uploads.log_access([])
    assert await uploads.accesses(case) == [accesses[1], accesses[2], accesses[0]]
    assert await uploads.accesses(other) == [accesses[3]]
    assert await uploads.accesses(new_stream()) == []
