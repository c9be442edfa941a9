"""Plain text that is taken in, such as an exported chat."""

import pytest

from hejie.evidence.limits import Limits

from .conftest import Desk

CHAT = "2026-03-02 09:00 买家:你好,我要退款 😀\n2026-03-02 09:01 <客服小李> 亲,请稍等\n"


async def test_a_chat(desk: Desk) -> None:
    """UTF-8 text is taken in; it has no size in pixels and no thumbnail."""
    taken = await desk.take(CHAT.encode(), "聊天记录.log", "text/plain; charset=utf-8")
    assert (taken.media_type, taken.shown_media_type) == ("text/plain", "text/plain; charset=utf-8")
    assert (taken.width, taken.height, taken.thumbnail_key, taken.notes) == (None, None, None, ())
    assert taken.name == "聊天记录.txt"
    assert taken.shown_key.endswith(".txt")
    assert (await desk.read(taken.shown_key)).decode() == CHAT
    assert desk.left() == []


async def test_a_name_in_brackets_is_no_markup(desk: Desk) -> None:
    """A chat that opens with who speaks is text."""
    assert (await desk.take(b"<Li> hello\n<Bob> hi\n")).media_type == "text/plain"


async def test_how_lines_end(desk: Desk) -> None:
    """Lines end in one way in what is shown, a mark of encoding is no letter, and neither is worth a note."""
    data = b"\xef\xbb\xbfone\r\ntwo\rthree\tx\n"
    taken = await desk.take(data)
    assert await desk.read(taken.shown_key) == b"one\ntwo\nthree\tx\n"
    assert await desk.read(taken.original_key) == data
    assert taken.notes == ()


async def test_what_cannot_be_seen(desk: Desk) -> None:
    """Control characters, and those that turn the direction of writing, are not shown, and it is said."""
    taken = await desk.take("paid \u202e001\u202c \x1b[31myuan\x07\x85 \u2066x\u2069 👨‍👩‍👧".encode())
    assert (await desk.read(taken.shown_key)).decode() == "paid 001 [31myuan x 👨‍👩‍👧"
    assert taken.notes == ("hidden_characters_removed",)


@pytest.mark.parametrize("data", [b" \n\t\r\n", b"\xef\xbb\xbf", b"\x07\x08"])
async def test_text_without_a_word(desk: Desk, data: bytes) -> None:
    """A text in which nothing is seen is empty."""
    assert (await desk.refuse(data)).code == "file_empty"


@pytest.mark.parametrize("late", [b"\xff\xfe", b"\xe4\xbd", b"\0"])
async def test_what_turns_out_to_be_no_text(desk: Desk, late: bytes) -> None:
    """A file that begins as text and goes on as something else is refused, however late it does."""
    refusal = await desk.refuse(b"a line of text\n" * 40_000 + late)
    assert refusal.code == "file_type_not_accepted"


async def test_a_letter_cut_in_two(desk: Desk) -> None:
    """Where pieces are cut, within a letter or not, changes nothing."""
    text = "聊" * 200_000
    for shift in range(3):
        data = b"x" * shift + text.encode()
        taken = await desk.take(data)
        assert await desk.read(taken.shown_key) == data


async def test_text_has_its_own_limit(desk: Desk) -> None:
    """Text may be smaller than a picture may, and is told its own limit."""
    refusal = await desk.refuse(b"a" * 11, limits=Limits(text_bytes_most=10))
    assert refusal.code == "file_too_large"
    assert "文本文件" in refusal.tell("zh")
