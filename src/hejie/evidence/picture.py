"""Decode one picture, and write the copies that people see, in a process that does nothing else.

Run as a script by its path: `python -I picture.py JOB`, where JOB is a `Job` as JSON. What is found is
written to standard output as JSON, the shape of `decoder.Found`. It imports nothing of Hejie.

Decoders read what strangers made, and have been broken before. So this process first takes from itself what
it does not need: time, memory, files, further processes and, for root, being root. Whatever happens to it,
the desk only sees that no copy came.

The copies are made of pixels alone: turned as the camera held them, in sRGB, on white, as WebP. Nothing else
of the file goes over, so no metadata, no second picture and no archive that hangs on the end. They lie on
white because a transparent picture can show one thing on a light page and another on a dark one.
"""

import io
import json
import os
import re
import signal
import sys
import warnings
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from PIL import (
    ExifTags,
    Image,
    ImageCms,
    ImageOps,
    JpegImagePlugin,
    MpoImagePlugin,
    PngImagePlugin,
    TiffImagePlugin,
    WebPImagePlugin,
)

if sys.platform != "win32":
    import pwd
    import resource

_PLUGINS = (JpegImagePlugin, MpoImagePlugin, PngImagePlugin, TiffImagePlugin, WebPImagePlugin)
"""Imported before the user changes, who may not read the interpreter's files. EXIF is a TIFF."""

SHOWN_SIDE = 2048
STRIP_SIDE = 1080
SHOWN_PIXELS = 16_000_000
SHOWN_QUALITY = 85
THUMBNAIL_SIDE = 320
THUMBNAIL_QUALITY = 75
STRIP_RATIO = 2
WEBP_SIDE = 16_383
COPY_BYTES = 50_000_000

_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
"""What ends the data of a scan: not a stuffed byte, a mark to restart at, or filling."""
_END = 0xD9


class Job(NamedTuple):
    """What to do. `format` is `JPEG`, `PNG` or `WEBP`; sizes are bytes and pixels."""

    format: str
    source: str
    shown: str
    thumbnail: str
    pixels_most: int
    side_most: int
    cpu_seconds: int
    wall_seconds: int
    memory_bytes: int


class TooLarge(Exception):
    """A side of the picture is longer than is decoded."""


def main(arguments: list[str]) -> None:
    """Do the job; only a defect of ours, or a full disk, ends otherwise than with an answer."""
    warnings.simplefilter("ignore")
    job = Job(**json.loads(arguments[0]))
    with (
        Path(job.source).open("rb") as source,
        Path(job.shown).open("wb") as shown,
        Path(job.thumbnail).open("wb") as thumbnail,
    ):
        Image.preinit()
        _confine(job)
        try:
            answer, large, small = _work(job, source)
        except (TooLarge, Image.DecompressionBombError):
            answer, large, small = {"problem": "picture_too_large"}, b"", b""
        except MemoryError:
            answer, large, small = {"problem": "file_took_too_long"}, b"", b""
        except Exception:  # whatever a decoder raises, the picture cannot be read
            answer, large, small = {"problem": "picture_unreadable"}, b"", b""
        shown.write(large)
        thumbnail.write(small)
    print(json.dumps(answer))


def _confine(job: Job) -> None:
    """Take away what decoding does not need. Every limit ends this process, and nothing else."""
    if sys.platform == "win32":
        return
    os.nice(5)  # the desk itself comes first
    signal.alarm(job.wall_seconds)
    _limit(resource.RLIMIT_CPU, job.cpu_seconds)
    _limit(resource.RLIMIT_AS, job.memory_bytes)
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_FSIZE, COPY_BYTES)
    if os.geteuid() == 0:
        # A container may deny it; then root is nobody outside of it either.
        with suppress(OSError):
            _become_nobody()
    _limit(resource.RLIMIT_NOFILE, 0)  # what is open stays open
    _limit(resource.RLIMIT_NPROC, 0)


def _limit(what: int, most: int) -> None:
    """Never more than this; less, where whoever started us has less."""
    hard = resource.getrlimit(what)[1]
    bound = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(what, (bound, bound))


def _become_nobody() -> None:
    try:
        user = pwd.getpwnam("nobody")
        uid, gid = user.pw_uid, user.pw_gid
    except KeyError:
        uid = gid = 65_534  # what the kernel itself calls a user that it cannot name
    os.setgroups([])
    os.setgid(gid)
    os.setuid(uid)


def _work(job: Job, source: io.BufferedReader) -> tuple[dict[str, object], bytes, bytes]:
    """The answer, the shown copy and the thumbnail. Raises: whatever a decoder does."""
    # Pillow refuses at twice its own bound, and before a decoder takes memory for the picture.
    Image.MAX_IMAGE_PIXELS = job.pixels_most // 2
    notes = []
    with Image.open(source, formats=(job.format,)) as picture:
        width, height = picture.size
        if max(width, height) > job.side_most:
            raise TooLarge
        if getattr(picture, "is_animated", False) and picture.format != "MPO":
            notes.append("first_frame_only")
        picture.draft(None, _twice(shown_size(width, height)))  # a large JPEG need not be decoded in full
        picture.load()
        pixels = _of_plain_colours(picture)
        if pixels.size != shown_size(width, height):
            pixels = pixels.resize(shown_size(width, height), Image.Resampling.LANCZOS, reducing_gap=3.0)
        turned, located = _read_exif(pixels)
        if turned:
            width, height = height, width
        if located:
            notes.append("location_in_original")
        pixels, transparent = _flat(pixels)
    if transparent:
        notes.append("transparency_on_white")
    source.seek(0)
    if _goes_on_after_the_end(job.format, source.read()):
        notes.append("data_after_end")
    answer = {"width": width, "height": height, "notes": notes}
    return answer, _encoded(pixels, SHOWN_QUALITY), _encoded(_thumbnail(pixels), THUMBNAIL_QUALITY)


def shown_size(width: int, height: int) -> tuple[int, int]:
    """The bounds of the shown copy, in pixels: `SHOWN_SIDE` at most on the longer side.

    A strip, such as several screens of a chat in one picture, would become unreadable so; its shorter side
    keeps `STRIP_SIDE`, as long as the whole stays within `SHOWN_PIXELS`.
    """
    long, short = max(width, height), min(width, height)
    scale = max(SHOWN_SIDE / long, min(1, STRIP_SIDE / short))
    scale = min(1, scale, WEBP_SIDE / long, (SHOWN_PIXELS / (long * short)) ** 0.5)
    return max(1, round(width * scale)), max(1, round(height * scale))


def _twice(size: tuple[int, int]) -> tuple[int, int]:
    return size[0] * 2, size[1] * 2


def _of_plain_colours(picture: Image.Image) -> Image.Image:
    """The picture in a mode that can be scaled well: no palette, no key colour, no 16 bits."""
    if picture.mode.startswith("I"):
        picture.info.pop("transparency", None)  # a key colour of 16 bits fits nothing here
        return picture.point(lambda value: value / 256).convert("L")
    if picture.mode in ("1", "P", "PA") or "transparency" in picture.info:
        return picture.convert("RGBA" if picture.has_transparency_data else "RGB")
    return picture


def _read_exif(picture: Image.Image) -> tuple[bool, bool]:
    """Turn the picture upright; whether its sides changed places, and whether it says where it was taken."""
    with suppress(Exception):  # a picture is not worse for broken EXIF
        exif = picture.getexif()
        sideways = exif.get(ExifTags.Base.Orientation, 1) in (5, 6, 7, 8)
        located = ExifTags.Base.GPSInfo in exif
        ImageOps.exif_transpose(picture, in_place=True)
        return sideways, located
    return False, False


def _flat(picture: Image.Image) -> tuple[Image.Image, bool]:
    """The pixels alone, in sRGB and on white, and whether anything shone through."""
    transparent = picture.has_transparency_data
    colours = picture.convert("RGBA") if transparent else picture
    if profile := picture.info.get("icc_profile"):
        with suppress(ImageCms.PyCMSError, OSError):  # an unusable profile: the colours as they stand
            colours = _in_srgb(colours, profile)
    flat = Image.new("RGB", colours.size, "white")
    alpha = colours.getchannel("A") if transparent else None
    flat.paste(colours.convert("RGB"), mask=alpha)
    return flat, alpha is not None and alpha.getextrema() != (255, 255)


def _in_srgb(picture: Image.Image, profile: bytes) -> Image.Image:
    opened = ImageCms.ImageCmsProfile(io.BytesIO(profile))
    alpha = picture.getchannel("A") if picture.mode == "RGBA" else None
    colours = picture.convert("RGB") if alpha else picture
    converted = ImageCms.profileToProfile(colours, opened, ImageCms.createProfile("sRGB"), outputMode="RGB")
    assert converted is not None  # only an in-place conversion returns nothing
    if alpha:
        converted.putalpha(alpha)
    return converted


def _thumbnail(picture: Image.Image) -> Image.Image:
    """A small copy; of a strip only its beginning, for the whole would be a line."""
    width, height = picture.size
    small = picture.crop((0, 0, min(width, height * STRIP_RATIO), min(height, width * STRIP_RATIO)))
    small.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE), Image.Resampling.LANCZOS)
    return small


def _encoded(picture: Image.Image, quality: int) -> bytes:
    encoded = io.BytesIO()
    picture.save(encoded, "WEBP", quality=quality)
    return encoded.getvalue()


def _goes_on_after_the_end(format_: str, data: bytes) -> bool:
    """Whether anything but padding follows the end of the picture; False where no end is to be found."""
    end = {"JPEG": _end_of_jpeg, "PNG": _end_of_png, "WEBP": _end_of_webp}[format_](data)
    return end is not None and bool(data[end:].strip(b"\0"))


def _end_of_jpeg(data: bytes) -> int | None:
    place = 2
    while (found := _MARKER.search(data, place)) is not None:
        marker, place = data[found.start() + 1], found.end()
        if marker == _END:
            return place
        place += int.from_bytes(data[place : place + 2])  # a segment's length; the data of a scan follow it
    return None


def _end_of_png(data: bytes) -> int | None:
    place = 8
    while len(data) - place >= 12:
        length, kind = int.from_bytes(data[place : place + 4]), data[place + 4 : place + 8]
        place += 12 + length
        if kind == b"IEND":
            return place
    return None


def _end_of_webp(data: bytes) -> int | None:
    return 8 + int.from_bytes(data[4:8], "little")


if __name__ == "__main__":
    main(sys.argv[1:])
