"""Handing in files over the API: streamed, proved, the owner's alone, and not without end."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from hashlib import sha256

import msgspec
import pytest

from casework.houses import NOON
from hejie.edge.http.blobs import disposition
from hejie.edge.http.routes import uploads

from .complaining import got, handed_in, picture
from .doors import BUYER, OFFICER, OTHER_BUYER, SHOP, Door, problem

DAY = timedelta(days=1)


async def test_a_file_is_taken_in_and_only_its_owner_gets_it_back(door: Door) -> None:
    """The shown copy is ours, the original is the very bytes and never opens in a browser."""
    body = picture()
    buyer = await door.signed_in(BUYER)
    told = await handed_in(buyer, body, "灯 不亮.png")
    assert told["sha256"] == sha256(body).hexdigest()
    assert (told["media_type"], told["size"], told["width"], told["height"]) == (
        "image/png",
        len(body),
        320,
        200,
    )
    address = f"/api/v1/uploads/{told['sha256']}"
    original = await buyer.get(f"{address}/original")
    assert original.content == body
    assert original.headers["content-disposition"] == (
        "attachment; filename=\"____.png\"; filename*=UTF-8''%E7%81%AF%20%E4%B8%8D%E4%BA%AE.png"
    )
    shown = await buyer.get(f"/api/v1/{told['shown_url']}")
    thumbnail = await buyer.get(f"/api/v1/{told['thumbnail_url']}")
    for copy in (shown, thumbnail):
        assert copy.headers["content-type"] == "image/webp"
        assert copy.headers["content-disposition"].startswith("inline; ")
        assert copy.content != body
    for copy in (original, shown, thumbnail):
        assert copy.headers["content-security-policy"] == "sandbox; default-src 'none'"
        assert copy.headers["x-content-type-options"] == "nosniff"
        assert copy.headers["cache-control"] == "private, no-cache"
        assert int(copy.headers["content-length"]) == len(copy.content)
    same = await buyer.get(f"{address}/shown", headers={"if-none-match": shown.headers["etag"]})
    assert (same.status_code, same.content) == (304, b"")
    for principal in (OTHER_BUYER, SHOP, msgspec.structs.replace(BUYER, venue="another-venue")):
        other = await door.signed_in(principal)
        problem(await other.get(f"{address}/shown"), 404, "not_found")
    problem(await (await door.signed_in(OFFICER)).get(f"{address}/shown"), 403, "not_for_you")
    problem(await door.stranger().get(f"{address}/shown"), 401, "not_signed_in")
    problem(await buyer.get(f"{address}/everything"), 404, "not_found")
    problem(await buyer.get(f"/api/v1/uploads/{'0' * 64}/shown"), 404, "not_found")


async def test_the_same_file_again_is_the_same_upload(door: Door) -> None:
    """Also at once, and under another name: it stays as it was first."""
    buyer = await door.signed_in(BUYER)
    told = await asyncio.gather(*(handed_in(buyer, picture("green"), f"{n}.png") for n in range(3)))
    assert len({one["sha256"] for one in told}) == 1
    names = {one["name"] for one in [await handed_in(buyer, picture("green"), "x.png")]}
    assert names <= {"0.png", "1.png", "2.png"}


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "nothing in this file"),
        (b"%PDF-1.7 not yet", "PDF"),
        (b"\x89PNG\r\n\x1a\n broken", "cannot be opened"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "markup"),
    ],
)
async def test_what_cannot_be_taken_is_refused_in_words(door: Door, body: bytes, words: str) -> None:
    """With what the person can do instead; nothing of it is kept."""
    buyer = await door.signed_in(BUYER)
    answer = await buyer.put("/api/v1/uploads", params={"name": "x"}, content=body)
    assert words in problem(answer, 422, "file_not_accepted")["detail"]
    problem(await buyer.get(f"/api/v1/uploads/{sha256(body).hexdigest()}/original"), 404, "not_found")


async def test_what_was_noticed_is_told_in_words(door: Door) -> None:
    """In the language of whoever hands it in."""
    for language, words in (("en", "another type"), ("zh", "类型")):
        buyer = await door.signed_in(BUYER, **{"accept-language": language})
        answer = await got(
            buyer.put("/api/v1/uploads", content=picture("blue"), headers={"content-type": "image/jpeg"})
        )
        (note,) = answer["notes"]
        assert words in note


async def test_a_file_is_streamed_and_cut_off_where_it_is_too_large(door: Door) -> None:
    """A body without a length is counted as it comes."""

    async def large() -> AsyncIterator[bytes]:
        yield b"\x89PNG\r\n\x1a\n"
        for _ in range(40):
            yield bytes(1_000_000)

    buyer = await door.signed_in(BUYER)
    answer = await buyer.put("/api/v1/uploads", content=large())
    assert "too large" in problem(answer, 422, "file_not_accepted")["detail"]
    assert await door.house.uploads.uploaded_since("demo:complainant:buyer-1", NOON - DAY) == (0, 0)


async def test_nobody_hands_in_without_end(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    """So many files and bytes a day, of each person; a day later it goes on."""
    monkeypatch.setattr(uploads, "FILES_A_DAY", 2)
    buyer = await door.signed_in(BUYER)
    for colour in ("red", "green"):
        await handed_in(buyer, picture(colour))
    refused = problem(await buyer.put("/api/v1/uploads", content=picture("blue")), 429, "uploads_exhausted")
    assert "day" in refused["detail"]
    await handed_in(await door.signed_in(OTHER_BUYER), picture("blue"))
    door.clock.go(days=1, seconds=1)
    await handed_in(await door.signed_in(BUYER), picture("blue"))


async def test_the_bytes_of_a_day_are_counted_while_they_come(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whether the sender says the length or not."""
    body = picture("red", (600, 600))
    monkeypatch.setattr(uploads, "BYTES_A_DAY", len(body) - 1)

    async def pieces() -> AsyncIterator[bytes]:
        for start in range(0, len(body), 100):
            yield body[start : start + 100]

    buyer = await door.signed_in(BUYER)
    for content in (body, pieces()):
        problem(await buyer.put("/api/v1/uploads", content=content), 429, "uploads_exhausted")


async def test_staff_and_strangers_hand_in_nothing(door: Door) -> None:
    """Evidence is the parties'."""
    answer = await (await door.signed_in(OFFICER)).put("/api/v1/uploads", content=picture())
    problem(answer, 403, "not_for_you")
    problem(await door.stranger().put("/api/v1/uploads", content=picture()), 401, "not_signed_in")


@pytest.mark.parametrize(
    ("name", "header"),
    [
        ("a.png", "attachment; filename=\"a.png\"; filename*=UTF-8''a.png"),
        (
            'a"b\r\nX: 1.png',
            "attachment; filename=\"a_b__X__1.png\"; filename*=UTF-8''a%22b%0D%0AX%3A%201.png",
        ),
        ("图.png", "attachment; filename=\"_.png\"; filename*=UTF-8''%E5%9B%BE.png"),
        (
            "../../etc/passwd",
            "attachment; filename=\".._.._etc_passwd\"; filename*=UTF-8''..%2F..%2Fetc%2Fpasswd",
        ),
        ("", "attachment; filename=\"file\"; filename*=UTF-8''file"),
    ],
)
def test_a_name_never_breaks_out_of_its_header(name: str, header: str) -> None:
    """Whatever a file is called, the header says one thing."""
    assert disposition(name, "original") == header
    assert disposition(name, "shown").startswith("inline; ")
