"""Files that are not taken in: what is said, and that nothing of them stays."""

import asyncio
import io
from collections.abc import AsyncIterator

import pytest
from PIL import Image

from hejie.evidence.limits import Limits
from hejie.evidence.rejected import CALLED, REJECTIONS, Rejected, RejectionCode

from .conftest import Desk
from .files import a_zip, encoded, in_chunks, noise, picture, png_header, webp_header

HTML = b"\n<!DOCTYPE html><html><script>alert(1)</script></html>"
SVG = b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"
HEIC = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(64)
VIDEO = b"\0\0\0\x18ftypisom\0\0\0\0isommp42" + bytes(64)
CODES = (
    "file_empty", "file_too_large", "file_type_not_accepted", "file_took_too_long",
    "picture_unreadable", "picture_too_large", "upload_too_slow",
)  # fmt: skip
"""As they were released; more may come, none goes."""


@pytest.mark.parametrize(
    ("name", "data", "found", "zh", "en"),
    [
        ("proof.png", HTML, "markup", "网页", "web pages"),
        ("page.png", b"<html>", "markup", "网页", "web pages"),
        ("logo.svg", SVG, "markup", "SVG", "SVG"),
        ("logo.png", b"\xef\xbb\xbf <SVG onload=alert(1)>", "markup", "SVG", "SVG"),
        ("fun.gif", encoded(picture(), "GIF"), "gif", "GIF 动图", "GIF pictures"),
        ("fun.jpg", encoded(picture(), "GIF"), "gif", "GIF 动图", "GIF pictures"),
        ("scan.tif", encoded(picture(), "TIFF"), "tiff", "TIFF", "TIFF"),
        ("old.bmp", encoded(picture(), "BMP"), "bmp", "BMP", "BMP"),
        ("new.avif", encoded(picture(), "AVIF"), "avif", "AVIF", "AVIF"),
        ("IMG_1.HEIC", HEIC, "heic", "HEIC", "HEIC"),
        ("clip.mp4", VIDEO, "video", "视频", "video"),
        ("voice.m4a", b"\0\0\0\x18ftypM4A \0\0\0\0", "audio", "音频", "sound"),
        ("voice.amr", b"#!AMR\n" + bytes(30), "audio", "音频", "sound"),
        ("bill.pdf", b"%PDF-1.7\n", "pdf", "PDF", "PDF"),
        ("all.zip", a_zip(), "archive", "压缩包", "archives"),
        ("letter.rtf", b"{\\rtf1 hello}", "rich_text", "带格式的文本", "formatted text"),
        ("chat.txt", "你好,我要退款".encode("gb18030"), "other_text", "UTF-8 编码", "not in UTF-8"),
        ("app.exe", b"MZ\x90\0\x03\0\0\0" + bytes(100), "unknown", "这种文件", "this kind"),
        ("text.txt", b"half a text\0and not", "unknown", "这种文件", "this kind"),
    ],
)
async def test_what_is_not_accepted(desk: Desk, name: str, data: bytes, found: str, zh: str, en: str) -> None:
    """Anything but the accepted types is refused by what it is, with what is accepted, in both languages."""
    refusal = await desk.refuse(data, name)
    assert refusal.code == "file_type_not_accepted"
    assert refusal.facts == (("found", found),)
    assert zh in refusal.tell("zh")
    assert en in refusal.tell("en")
    assert all(accepted in refusal.tell("zh") for accepted in ("JPEG", "PNG", "WebP", "纯文本"))
    assert all(accepted in refusal.tell("en") for accepted in ("JPEG", "PNG", "WebP", "plain text"))


async def test_an_empty_file(desk: Desk) -> None:
    """A file without a byte is refused as empty."""
    assert (await desk.refuse(b"")).code == "file_empty"


@pytest.mark.parametrize("format_", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("part", [0.02, 0.5, 0.95])
async def test_a_truncated_picture(desk: Desk, format_: str, part: float) -> None:
    """A picture that came only in part is refused, wherever it breaks off, however large it is."""
    data = encoded(noise(400, 300), format_)
    refusal = await desk.refuse(data[: int(len(data) * part)])
    assert refusal.code == "picture_unreadable"
    assert "打不开" in refusal.tell("zh")
    assert "cannot be opened" in refusal.tell("en")


async def test_a_large_truncated_jpeg(desk: Desk) -> None:
    """That a large JPEG is not decoded at full size does not hide that its end is missing."""
    data = encoded(noise(4000, 3000), "JPEG", quality=60)
    assert (await desk.refuse(data[: len(data) * 3 // 4])).code == "picture_unreadable"


@pytest.mark.parametrize("beginning", [b"\xff\xd8\xff\xe0", b"\x89PNG\r\n\x1a\n", b"RIFF\x10\0\0\0WEBPVP8 "])
async def test_rubbish_behind_a_good_beginning(desk: Desk, beginning: bytes) -> None:
    """The first bytes of a picture do not make one."""
    assert (await desk.refuse(beginning + b"rubbish" * 40)).code == "picture_unreadable"


@pytest.mark.parametrize(
    "data",
    [
        png_header(1_000_000, 1),
        png_header(1, 1_000_000),
        png_header(2_000_000_000, 2_000_000_000),
        png_header(9000, 8000),
        webp_header(16_384, 16_384),
    ],
    ids=["wide", "high", "both", "many", "webp"],
)
async def test_a_picture_that_claims_to_be_huge(desk: Desk, data: bytes) -> None:
    """Too many pixels, or too long a side, are refused by the header, before anything is decoded."""
    refusal = await desk.refuse(data)
    assert refusal.code == "picture_too_large"
    assert dict(refusal.facts) == {"megapixels_most": "64", "side_most": 20_000}
    assert "64 百万像素" in refusal.tell("zh")
    assert "64 megapixels" in refusal.tell("en")


async def test_a_decompression_bomb(desk: Desk) -> None:
    """A small file that unfolds into a gigabyte is refused, quickly."""
    bomb = encoded(Image.new("1", (19_000, 19_000)), "PNG")
    assert len(bomb) < 100_000
    async with asyncio.timeout(20):
        assert (await desk.refuse(bomb)).code == "picture_too_large"


class Stream:
    """A file of any size, made as it is read; counts what was asked for."""

    def __init__(self, beginning: bytes, size: int) -> None:
        self.given = 0
        self._beginning, self._size = beginning, size

    async def chunks(self) -> AsyncIterator[bytes]:
        while self.given < self._size:
            self.given += 65_536
            yield self._beginning.ljust(65_536, b"x") if self.given == 65_536 else b"x" * 65_536


@pytest.mark.parametrize(
    ("beginning", "limit", "kind"),
    [(b"\xff\xd8\xff", 20_000_000, "图片"), (b"plain", 1_000_000, "文本文件")],
)
async def test_a_stream_that_does_not_end(desk: Desk, beginning: bytes, limit: int, kind: str) -> None:
    """Reading stops at the limit, with no byte beyond it on the disk; the words say the limit."""
    stream = Stream(beginning, 25_000_000)
    largest = 0

    async def watched() -> AsyncIterator[bytes]:
        nonlocal largest
        async for chunk in stream.chunks():
            sizes = [path.stat().st_size for path in desk.folder.rglob("original")]
            largest = max([largest, *sizes])
            yield chunk

    with pytest.raises(Rejected) as refusal:
        await desk.intake().take(watched(), None, "big.jpg")
    assert refusal.value.code == "file_too_large"
    assert stream.given <= limit + 2 * 65_536
    assert limit * 0.5 < largest <= limit
    assert f"{kind}最大为 {limit // 1_000_000} MB" in refusal.value.tell("zh")
    assert f"at most {limit // 1_000_000} MB" in refusal.value.tell("en")
    assert desk.left() == []


async def test_one_chunk_may_be_too_large(desk: Desk) -> None:
    """A file that comes in one piece is held to the same limit."""
    with pytest.raises(Rejected) as refusal:
        await desk.intake().take(in_chunks(b"\xff\xd8\xff" + bytes(25_000_000), 30_000_000), None, "x")
    assert refusal.value.code == "file_too_large"


async def test_the_limit_itself_is_accepted(desk: Desk) -> None:
    """A file of exactly the most bytes is taken; one byte more is not."""
    data = encoded(picture(), "PNG")
    full = Limits(picture_bytes_most=len(data) + 3)
    assert (await desk.take(data + b"\0\0\0", limits=full)).size == len(data) + 3
    assert (await desk.refuse(data + b"\0\0\0\0", limits=full)).code == "file_too_large"


@pytest.mark.parametrize("beginning", [VIDEO, b"MZ\0\1", b"\xff\xfet\0e\0x\0t\0"])
async def test_what_is_refused_by_its_first_bytes_is_not_read_on(desk: Desk, beginning: bytes) -> None:
    """A video or a program is refused when its first bytes are there, not after a million of them."""
    stream = Stream(beginning, 15_000_000)
    with pytest.raises(Rejected):
        await desk.intake().take(stream.chunks(), None, "clip.mp4")
    assert stream.given <= 10 * 65_536


async def test_a_sender_who_dawdles(desk: Desk) -> None:
    """A file that does not arrive in time is refused, and the words say in what time."""

    async def slowly() -> AsyncIterator[bytes]:
        yield b"\xff\xd8\xff"
        await asyncio.sleep(30)
        yield b"never"

    with pytest.raises(Rejected) as refusal:
        await desk.intake(Limits(receive_seconds=0.3)).take(slowly(), None, "x.jpg")
    assert refusal.value.code == "upload_too_slow"
    assert "0.005 分钟" in refusal.value.tell("zh")
    assert desk.left() == []


@pytest.mark.parametrize("error", [ConnectionResetError, TimeoutError, RuntimeError])
async def test_a_sender_who_breaks_off(desk: Desk, error: type[Exception]) -> None:
    """What goes wrong with the connection is told as it is, and nothing is left."""

    async def broken() -> AsyncIterator[bytes]:
        yield encoded(picture(), "PNG")
        raise error("gone")

    with pytest.raises(error, match="gone"):
        await desk.intake().take(broken(), None, "x.png")
    assert desk.left() == desk.kept() == []


def test_codes_are_permanent() -> None:
    """Every code that was ever released is still there, and every one has words in both languages."""
    assert set(CODES) <= {str(code) for code in RejectionCode}
    assert set(REJECTIONS) == set(RejectionCode)


def test_words_say_no_codes() -> None:
    """Whatever is refused, the words are Chinese in Chinese, and name no code and no gap."""
    facts: dict[str, int | str] = {
        "megabytes_most": "20",
        "megapixels_most": "64",
        "side_most": 20_000,
        "minutes_most": "10",
    }
    for code in RejectionCode:
        for called in CALLED:
            refusal = Rejected(code, found=called, kind=called, **facts)
            chinese, english = refusal.tell("zh"), refusal.tell("en")
            assert any("\u4e00" <= letter <= "\u9fff" for letter in chinese)
            assert english.isascii()
            assert not any(mark in chinese + english for mark in ("{", "}", "_", str(code)))


def test_gif_is_made_with_a_real_encoder() -> None:
    """The files of these tests are what they are said to be."""
    assert Image.open(io.BytesIO(encoded(picture(), "GIF"))).format == "GIF"
