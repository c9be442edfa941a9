"""Pictures that are taken in: the original stays as it came, what is shown holds pixels and nothing else."""

import asyncio
import hashlib
import io
import zipfile
from pathlib import Path

import pytest
from PIL import Image, ImageOps

from .conftest import Desk
from .files import (
    BLUE,
    COMMENT,
    RED,
    a_zip,
    chunks_of_webp,
    encoded,
    noise,
    photo,
    picture,
    swapped_profile,
)


def near(pixel: float | tuple[int, ...] | None, colour: tuple[int, int, int]) -> bool:
    assert isinstance(pixel, tuple)
    return all(abs(got - wanted) < 40 for got, wanted in zip(pixel, colour, strict=True))


async def shown(desk: Desk, key: str | None) -> Image.Image:
    data = await desk.read(key)
    assert chunks_of_webp(data) == [b"VP8 "], "nothing but pixels"
    opened = Image.open(io.BytesIO(data))
    opened.load()
    return opened


@pytest.mark.parametrize(
    ("format_", "media_type", "ending"),
    [("JPEG", "image/jpeg", ".jpg"), ("PNG", "image/png", ".png"), ("WEBP", "image/webp", ".webp")],
)
async def test_each_accepted_format(desk: Desk, format_: str, media_type: str, ending: str) -> None:
    """JPEG, PNG and WebP are taken in; the original is kept byte for byte under its hash."""
    data = encoded(picture(), format_)
    taken = await desk.take(data, "proof.bin")
    sha256 = hashlib.sha256(data).hexdigest()
    assert (taken.sha256, taken.media_type, taken.size) == (sha256, media_type, len(data))
    assert (taken.width, taken.height, taken.name, taken.notes) == (60, 40, f"proof{ending}", ())
    assert taken.original_key == f"originals/{sha256[:2]}/{sha256}"
    assert await desk.read(taken.original_key) == data
    assert taken.shown_key == f"shown/{sha256[:2]}/{sha256}.webp"
    assert taken.shown_media_type == "image/webp"
    copy = await shown(desk, taken.shown_key)
    assert copy.size == (60, 40)
    assert near(copy.getpixel((5, 20)), RED)
    assert near(copy.getpixel((55, 20)), BLUE)
    assert (await shown(desk, taken.thumbnail_key)).size == (60, 40)
    assert desk.left() == []


async def test_a_photo_of_a_phone(desk: Desk) -> None:
    """A photo is shown upright, without where it was taken, by whom and with what; its sides are as seen."""
    data = photo(orientation=6)
    taken = await desk.take(data, declared="image/jpeg")
    copy = await shown(desk, taken.shown_key)
    assert (taken.width, taken.height) == copy.size == (40, 60)
    assert near(copy.getpixel((20, 5)), RED), "what the sensor had on the left is above"
    assert near(copy.getpixel((20, 55)), BLUE)
    assert not copy.getexif()
    assert not {"exif", "xmp", "icc_profile", "comment"} & copy.info.keys()
    assert taken.notes == ("location_in_original",)
    original = await desk.read(taken.original_key)
    assert original == data
    assert COMMENT in original


@pytest.mark.parametrize("orientation", range(1, 9))
async def test_every_orientation(desk: Desk, orientation: int) -> None:
    """All eight ways to hold a camera are shown as Pillow itself turns them."""
    data = photo(orientation)
    with Image.open(io.BytesIO(data)) as opened:
        upright = ImageOps.exif_transpose(opened)
    copy = await shown(desk, (await desk.take(data)).shown_key)
    assert copy.size == upright.size
    width, height = copy.size
    for place in ((3, 3), (width - 4, 3), (3, height - 4), (width - 4, height - 4)):
        assert near(copy.getpixel(place), RED) == near(upright.getpixel(place), RED)


async def test_broken_exif(desk: Desk) -> None:
    """A picture whose EXIF is rubbish is shown as it lies."""
    data = encoded(picture(), "JPEG", exif=b"Exif\0\0II*\0\xff\xff\xff\xff rubbish")
    assert (await desk.take(data)).width == 60


async def test_sizes_of_the_copies(desk: Desk) -> None:
    """A large photo is shown at 2048 pixels on its longer side, and 320 as a thumbnail."""
    taken = await desk.take(encoded(noise(3072, 2048), "JPEG"))
    assert (taken.width, taken.height) == (3072, 2048)
    assert (await shown(desk, taken.shown_key)).size == (2048, 1365)
    assert (await shown(desk, taken.thumbnail_key)).size == (320, 213)


async def test_a_large_photo_stays_sharp(desk: Desk) -> None:
    """What can be told apart at the size that is shown can be told apart in the copy."""
    stripes = Image.new("L", (8, 1), 255)
    stripes.paste(0, (0, 0, 4, 1))
    row = Image.new("L", (4096, 1))
    for left in range(0, 4096, 8):
        row.paste(stripes, (left, 0))
    copy = await shown(desk, (await desk.take(encoded(row.resize((4096, 3072)), "JPEG"))).shown_key)
    assert copy.size == (2048, 1536)
    middle = copy.convert("L").crop((1000, 768, 1040, 769)).tobytes()
    assert min(middle) < 60
    assert max(middle) > 195


async def test_a_long_screenshot_stays_readable(desk: Desk) -> None:
    """Many screens of a chat in one picture keep the width of a screen; the thumbnail shows the beginning."""
    long = picture(1080, 9000)
    long.paste(RED, (0, 0, 1080, 2160))
    taken = await desk.take(encoded(long, "PNG"))
    assert (await shown(desk, taken.shown_key)).size == (1080, 9000)
    small = await shown(desk, taken.thumbnail_key)
    assert small.size == (160, 320)
    assert near(small.getpixel((150, 310)), RED)


@pytest.mark.parametrize(("width", "height"), [(1, 1), (20_000, 1), (1, 20_000), (16_000, 1_200)])
async def test_odd_shapes(desk: Desk, width: int, height: int) -> None:
    """A dot and a line are pictures too; no copy is wider than WebP allows, or larger than can be sent."""
    taken = await desk.take(encoded(Image.new("L", (width, height), 200), "PNG"))
    assert (taken.width, taken.height) == (width, height)
    copy = await shown(desk, taken.shown_key)
    assert max(copy.size) <= 16_383
    assert copy.width * copy.height <= 16_100_000
    assert max((await shown(desk, taken.thumbnail_key)).size) <= 320


@pytest.mark.parametrize(
    ("mode", "level", "options", "expected"),
    [
        ("1", 1, {}, (255, 255, 255)),
        ("L", 90, {}, (90, 90, 90)),
        ("L", 90, {"transparency": 90}, (255, 255, 255)),
        ("LA", (90, 0), {}, (255, 255, 255)),
        ("LA", (90, 255), {}, (90, 90, 90)),
        ("P", 0, {}, (0, 0, 0)),
        ("P", 0, {"transparency": 0}, (255, 255, 255)),
        ("RGB", RED, {"transparency": RED}, (255, 255, 255)),
        ("RGBA", (*RED, 255), {}, RED),
        ("RGBA", (*RED, 0), {}, (255, 255, 255)),
        ("I;16", 40_000, {}, (156, 156, 156)),
        ("I;16", 40_000, {"transparency": 40_000}, (156, 156, 156)),
    ],
)
async def test_every_kind_of_png(
    desk: Desk,
    mode: str,
    level: float | tuple[int, ...],
    options: dict[str, object],
    expected: tuple[int, int, int],
) -> None:
    """Whatever the PNG holds, palettes, key colours or 16 bits, its pixels are shown, on white."""
    taken = await desk.take(encoded(Image.new(mode, (50, 50), level), "PNG", **options))
    copy = await shown(desk, taken.shown_key)
    assert near(copy.getpixel((25, 25)), expected)
    see_through = expected == (255, 255, 255) and mode != "1"
    assert taken.notes == (("transparency_on_white",) if see_through else ())


async def test_jpeg_of_a_printer(desk: Desk) -> None:
    """A JPEG in the colours of print is shown in those of a screen."""
    taken = await desk.take(encoded(picture(mode="CMYK"), "JPEG", quality=95))
    assert near((await shown(desk, taken.shown_key)).getpixel((5, 20)), RED)


@pytest.mark.parametrize("format_", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
async def test_colours_are_those_of_the_profile(desk: Desk, format_: str, mode: str) -> None:
    """A picture with a colour profile is converted to sRGB, which is what all screens assume."""
    made = picture(mode="RGB" if format_ == "JPEG" else mode)
    taken = await desk.take(encoded(made, format_, icc_profile=swapped_profile()))
    copy = await shown(desk, taken.shown_key)
    assert near(copy.getpixel((5, 20)), BLUE), "the profile says that red is blue"


async def test_an_unusable_profile(desk: Desk) -> None:
    """A profile that is none changes nothing."""
    taken = await desk.take(encoded(picture(), "PNG", icc_profile=b"no profile at all"))
    assert near((await shown(desk, taken.shown_key)).getpixel((5, 20)), RED)


@pytest.mark.parametrize("format_", ["PNG", "WEBP"])
async def test_a_moving_picture(desk: Desk, format_: str) -> None:
    """Of a picture that moves, the first frame is shown, and it is said."""
    frames = [Image.new("RGB", (30, 30), colour) for colour in (RED, BLUE)]
    data = encoded(frames[0], format_, save_all=True, append_images=frames[1:], duration=100)
    taken = await desk.take(data)
    assert taken.notes == ("first_frame_only",)
    assert near((await shown(desk, taken.shown_key)).getpixel((15, 15)), RED)


async def test_several_pictures_in_one_jpeg(desk: Desk) -> None:
    """What some phones make, a JPEG followed by more of them, is a JPEG, and says so."""
    data = encoded(picture(), "MPO", save_all=True, append_images=[picture(30, 30)])
    taken = await desk.take(data)
    assert (taken.media_type, taken.width) == ("image/jpeg", 60)
    assert taken.notes == ("data_after_end",)


async def test_a_jpeg_that_is_also_an_archive(desk: Desk) -> None:
    """An archive hangs on a picture: the original keeps it, what is shown does not, and it is noted."""
    data = encoded(picture(), "JPEG") + a_zip()
    taken = await desk.take(data, "holiday.jpg.zip")
    assert (taken.media_type, taken.name) == ("image/jpeg", "holiday.jpg.jpg")
    assert taken.notes == ("data_after_end",)
    assert zipfile.is_zipfile(io.BytesIO(await desk.read(taken.original_key)))
    for key in (taken.shown_key, taken.thumbnail_key):
        assert not zipfile.is_zipfile(io.BytesIO(await desk.read(key)))


@pytest.mark.parametrize("format_", ["JPEG", "PNG", "WEBP"])
async def test_what_follows_the_end(desk: Desk, format_: str) -> None:
    """Bytes after the end of a picture are noticed in every format; mere padding is not worth a word."""
    data = encoded(noise(64, 48), format_)
    assert (await desk.take(data)).notes == ()
    assert (await desk.take(data + bytes(512))).notes == ()
    assert (await desk.take(data + b"<?php system('id') ?>")).notes == ("data_after_end",)


async def test_progressive_jpeg_has_one_end(desk: Desk) -> None:
    """Many scans and restart marks in a JPEG are not taken for its end."""
    data = encoded(noise(200, 200), "JPEG", progressive=True, restart_marker_rows=1, exif=b"Exif\0\0")
    assert (await desk.take(data)).notes == ()


@pytest.mark.parametrize(
    ("declared", "notes"),
    [
        (None, ()),
        ("", ()),
        ("image/png", ()),
        ("IMAGE/PNG; charset=binary", ()),
        ("application/octet-stream", ()),
        ("image/jpeg", ("declared_type_differs",)),
        ("text/html", ("declared_type_differs",)),
    ],
)
async def test_the_declared_type_decides_nothing(
    desk: Desk, declared: str | None, notes: tuple[str, ...]
) -> None:
    """What the sender says a file is changes nothing; that it differs is noted."""
    taken = await desk.take(encoded(picture(), "PNG"), declared=declared)
    assert (taken.media_type, taken.notes) == ("image/png", notes)


async def test_the_same_file_twice(desk: Desk) -> None:
    """The same bytes under two names are kept once."""
    data = photo()
    first = await desk.take(data, "a.jpg")
    kept = desk.kept()
    second = await desk.take(data, "b.jpg")
    assert second.name == "b.jpg"
    assert second.shown_key == first.shown_key
    assert desk.kept() == kept
    assert len(kept) == 3


async def test_a_copy_of_an_earlier_version_stays(desk: Desk) -> None:
    """What people have seen of a file stays, though today's copy of it would differ."""
    data = photo()
    taken = await desk.take(data)
    path = desk.folder / "blobs" / taken.shown_key
    path.write_bytes(b"as it was made then")
    assert (await desk.take(data)).shown_key == taken.shown_key
    assert path.read_bytes() == b"as it was made then"


async def test_real_pictures(desk: Desk) -> None:
    """Pictures that nobody made for these tests are taken in, and shown at their own size."""
    folder = Path(__file__).parents[3] / "shared" / "data" / "pictures"
    pictures = await asyncio.to_thread(lambda: [path.read_bytes() for path in sorted(folder.glob("*.jpg"))])
    if not pictures:
        pytest.skip(f"no real pictures in {folder}")
    for data in pictures:
        with Image.open(io.BytesIO(data)) as opened:
            size = opened.size
        taken = await desk.take(data)
        assert (taken.width, taken.height) == size == (await shown(desk, taken.shown_key)).size
