"""Draws the pictures that the people of the demo hand in: simple still lifes, nobody's property."""

import io
from random import Random

from PIL import Image, ImageDraw, ImageFilter

_SIZE = (1280, 960)
_TABLE = {
    "tea": ((92, 64, 44), (150, 168, 110)), "cups": ((120, 110, 100), (228, 236, 240)),
    "bowl": ((104, 92, 80), (176, 206, 190)), "screen": ((48, 52, 60), (96, 140, 200)),
    "headphones": ((196, 190, 182), (40, 42, 48)), "advert": ((236, 240, 242), (30, 120, 96)),
    "camera": ((150, 146, 140), (36, 38, 42)), "keyboard": ((180, 172, 160), (58, 62, 70)),
    "certificate": ((226, 220, 208), (250, 250, 246)), "mouse": ((140, 132, 124), (70, 74, 82)),
    "phonecase": ((206, 200, 192), (170, 60, 70)), "router": ((160, 152, 142), (232, 232, 230)),
    "powerbank": ((120, 116, 110), (52, 56, 66)),
}  # fmt: skip
"""Of each scene: the table, and the thing on it."""


def draw(scene: str, seed: int) -> bytes:
    """A JPEG of a scene; the same seed gives the same bytes."""
    table, thing = _TABLE[scene]
    random = Random(f"{scene}{seed}")  # noqa: S311 - a drawing, not a secret
    picture = Image.new("RGB", _SIZE, table)
    brush = ImageDraw.Draw(picture)
    for _ in range(60):  # grain of the table
        y = random.randrange(_SIZE[1])
        shade = tuple(max(0, part + random.randrange(-14, 15)) for part in table)
        end = y + random.randrange(-40, 40)
        brush.line([(0, y), (_SIZE[0], end)], fill=shade, width=random.randrange(1, 7))
    _things(brush, scene, thing, random)
    picture = picture.filter(ImageFilter.GaussianBlur(1.2))
    _fault(ImageDraw.Draw(picture), random)
    held = io.BytesIO()
    picture.filter(ImageFilter.SMOOTH).save(held, "JPEG", quality=82)
    return held.getvalue()


def _things(brush: ImageDraw.ImageDraw, scene: str, colour: tuple[int, ...], random: Random) -> None:
    dark = tuple(max(0, part - 40) for part in colour)
    if scene in ("tea", "bowl", "cups"):
        for place in range(1 if scene == "bowl" else 3):
            x, r = (640, 230) if scene == "bowl" else (340 + place * 290, 140)
            y = 470 + random.randrange(-60, 60)
            brush.ellipse([x - r + 12, y - r + 20, x + r + 12, y + r + 20], fill=(30, 24, 20))
            brush.ellipse([x - r, y - r, x + r, y + r], fill=colour, outline=dark, width=10)
            brush.ellipse([x - r * 0.7, y - r * 0.7, x + r * 0.7, y + r * 0.7], fill=dark)
    elif scene in ("certificate", "advert"):
        brush.rectangle([330, 90, 950, 880], fill=colour, outline=dark, width=6)
        for line in range(14):
            y, end = 180 + line * 44, 390 + random.randrange(240, 500)
            brush.rectangle([390, y, end, y + 16], fill=dark)
        brush.ellipse([760, 700, 900, 840], outline=(190, 50, 50), width=12)
    else:
        brush.rounded_rectangle([262, 262, 1042, 742], 60, fill=(30, 28, 26))
        brush.rounded_rectangle([240, 230, 1020, 710], 60, fill=colour, outline=dark, width=12)
        for row in range(4):
            for column in range(9):
                x, y = 290 + column * 78, 290 + row * 96
                brush.rounded_rectangle([x, y, x + 58, y + 72], 12, fill=dark)


def _fault(brush: ImageDraw.ImageDraw, random: Random) -> None:
    """What the picture is about, marked with a ring as people do."""
    x, y = random.randrange(460, 840), random.randrange(380, 620)
    points = [(x + step * 18, y + random.randrange(-26, 26)) for step in range(-4, 5)]
    brush.line(points, fill=(24, 20, 18), width=7, joint="curve")
    brush.ellipse([x - 120, y - 100, x + 120, y + 100], outline=(214, 48, 40), width=9)
