"""How much of a file is taken in, and how much work is spent on it."""

import msgspec


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """Bounds of one file, and of all that are looked at in this process at once."""

    picture_bytes_most: int = 20_000_000
    text_bytes_most: int = 1_000_000

    pixels_most: int = 64_000_000
    side_most: int = 20_000
    """Pixels of the longer side."""

    receive_seconds: float = 600
    """How long the whole file may take to arrive."""

    decode_cpu_seconds: int = 20
    decode_wall_seconds: int = 60
    decode_memory_bytes: int = 1536 * 2**20
    """Address space. The worst picture within `pixels_most`, a transparent WebP, needs two thirds of it."""

    decode_at_once: int = 2
    """Pictures that are decoded at the same time; others wait for their turn."""


def megabytes(size: int) -> str:
    """A size in bytes as people say it, e.g. `20` or `1.5` (of a million bytes)."""
    return f"{size / 1_000_000:g}"
