"""Files that people hand in, and such as nobody should: pictures are made by Pillow, the rest by hand."""

import io
import os
import struct
import zipfile
import zlib
from collections.abc import AsyncIterator
from pathlib import Path

from PIL import ExifTags, Image, ImageCms

RED, BLUE, GREEN = (250, 10, 10), (10, 10, 250), (10, 250, 10)
COMMENT = b"a comment that nobody sees"
XMP = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>taken by Zhang San</x:xmpmeta>"


async def in_chunks(data: bytes, size: int = 64 * 1024) -> AsyncIterator[bytes]:
    """The file as it comes over the wire."""
    for start in range(0, len(data), size):
        yield data[start : start + size]


def picture(width: int = 60, height: int = 40, mode: str = "RGB") -> Image.Image:
    """Left half red, right half blue."""
    made = Image.new("RGB", (width, height), RED)
    made.paste(BLUE, (width // 2, 0, width, height))
    return made.convert(mode)


def noise(width: int, height: int) -> Image.Image:
    """A picture that does not compress, as a photo does not."""
    return Image.frombytes("RGB", (width, height), os.urandom(width * height * 3))


def encoded(made: Image.Image, format_: str, **options: object) -> bytes:
    """The picture as a file."""
    file = io.BytesIO()
    made.save(file, format_, **options)
    return file.getvalue()


def photo(orientation: int = 6) -> bytes:
    """A JPEG as a phone makes it, held upright: it lies on its side, and says so, and where it was taken."""
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    exif[ExifTags.Base.Model] = "Phone of Zhang San"
    place = exif.get_ifd(ExifTags.IFD.GPSInfo)
    place[ExifTags.GPS.GPSLatitudeRef] = "N"
    place[ExifTags.GPS.GPSLatitude] = (30.0, 16.0, 48.0)
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return encoded(picture(), "JPEG", quality=95, exif=exif, comment=COMMENT, xmp=XMP, icc_profile=profile)


def png_header(width: int, height: int) -> bytes:
    """A PNG that claims a size, with hardly any data."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(b"\0" * 64)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )


def webp_header(width: int, height: int) -> bytes:
    """A WebP that claims a canvas of a size, with hardly any data."""
    canvas = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    body = b"WEBPVP8X" + struct.pack("<I", 10) + bytes(4) + canvas
    return b"RIFF" + struct.pack("<I", len(body)) + body


def a_zip() -> bytes:
    """An archive with a program in it."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("setup.exe", b"MZ")
    return file.getvalue()


def swapped_profile() -> bytes:
    """A colour profile in which red means blue and blue means red, so that converting from it shows."""
    red, green, blue = (0.4361, 0.2225, 0.0139), (0.3851, 0.7169, 0.0971), (0.1431, 0.0606, 0.7141)
    curve = b"curv" + bytes(4) + struct.pack(">IH", 1, 0x0233) + bytes(2)
    named = b"made for a test\0"
    tags = {
        b"desc": b"desc" + bytes(4) + struct.pack(">I", len(named)) + named + bytes(78),
        b"cprt": b"text" + bytes(4) + named,
        b"wtpt": _xyz(0.9642, 1.0, 0.8249),
        b"rXYZ": _xyz(*blue),
        b"gXYZ": _xyz(*green),
        b"bXYZ": _xyz(*red),
        b"rTRC": curve,
        b"gTRC": curve,
        b"bTRC": curve,
    }
    table, body, place = b"", b"", 128 + 4 + 12 * len(tags)
    for name, data in tags.items():
        padded = data + bytes(-len(data) % 4)
        table += name + struct.pack(">II", place + len(body), len(data))
        body += padded
    rest = struct.pack(">I", len(tags)) + table + body
    header = struct.pack(">I4sI4s4s4s", 128 + len(rest), bytes(4), 0x02100000, b"mntr", b"RGB ", b"XYZ ")
    header += bytes(12) + b"acsp" + bytes(28) + _xyz(0.9642, 1.0, 0.8249)[8:] + bytes(48)
    return header + rest


def _xyz(*values: float) -> bytes:
    return b"XYZ " + bytes(4) + b"".join(struct.pack(">i", round(value * 65536)) for value in values)


def chunks_of_webp(data: bytes) -> list[bytes]:
    """The names of all that is in a WebP file."""
    names, place = [], 12
    while place < len(data):
        names.append(data[place : place + 4])
        length = int.from_bytes(data[place + 4 : place + 8], "little")
        place += 8 + length + length % 2
    return names


def files_below(folder: Path) -> list[str]:
    """Every file, and every folder that is empty, except locks."""
    return sorted(
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.name != ".lock" and (path.is_file() or not any(path.iterdir()))
    )
