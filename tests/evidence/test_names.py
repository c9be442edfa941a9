"""Names under which files are shown and saved."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hejie.evidence.kinds import EXTENSIONS, Kind
from hejie.evidence.names import NAME_LENGTH_MOST, clean_name

from .conftest import Desk
from .files import encoded, picture


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("photo.jpg", "photo.png"),
        ("退货 照片.JPEG", "退货 照片.png"),
        ("no ending", "no ending.png"),
        ("report.2026.03", "report.2026.03.png"),
        ("../../etc/passwd", "passwd.png"),
        ("C:\\x\\y.png", "y.png"),
        ("C:y.png", "C_y.png"),
        ("\u202egnp.exe", "gnp.png"),
        ("invoice\u202egpj.exe", "invoicegpj.png"),
        ("a\0b\r\nSet-Cookie: x.png", "abSet-Cookie_ x.png"),
        ('he said "<b>".png', "he said __b__.png"),
        ("  a \t b  .png", "a b.png"),
        (".htaccess", "htaccess.png"),
        ("...", "file.png"),
        ("..", "file.png"),
        ("", "file.png"),
        ("/", "file.png"),
        (".png", "png.png"),
        ("\ud800.png", "png.png"),
        ("cafe\u0301.png", "caf\u00e9.png"),
        ("x" * 300 + ".png", "x" * 116 + ".png"),
    ],
)
def test_examples(name: str, clean: str) -> None:
    """A name is one part of a path, of letters that are seen, and ends as the file is."""
    assert clean_name(name, Kind.PNG) == clean


@given(st.text(max_size=300), st.sampled_from(Kind))
def test_any_name(name: str, kind: Kind) -> None:
    """Whatever comes, the name is short, has one ending of its type, no path, and nothing unseen."""
    clean = clean_name(name, kind)
    assert len(clean) <= NAME_LENGTH_MOST
    assert clean.endswith(EXTENSIONS[kind])
    assert len(clean) > len(EXTENSIONS[kind])
    assert not set(clean) & set('/\\<>:"|?*')
    assert not clean.startswith(".")
    assert all(unicodedata.category(letter)[0] != "C" for letter in clean)
    clean.encode()


async def test_a_name_never_decides_where(desk: Desk) -> None:
    """A name that is a path changes nothing about where a file is kept."""
    data = encoded(picture(), "PNG")
    for name in ("../../etc/passwd", "C:\\x\\y.png", "\u202egnp.exe"):
        taken = await desk.take(data, name)
        assert taken.original_key.startswith("originals/")
    assert len(desk.kept()) == 3
