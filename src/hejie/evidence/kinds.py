"""What a file seems to be by its first bytes. Whether it is, only decoding shows.

The type that the sender states and the ending of the name are not looked at: both are easily wrong.
"""

import codecs
import re
from enum import StrEnum

from hejie.evidence.rejected import Rejected, RejectionCode


class Kind(StrEnum):
    """What is accepted, by its media type."""

    JPEG = "image/jpeg"
    PNG = "image/png"
    WEBP = "image/webp"
    TEXT = "text/plain"


EXTENSIONS = {Kind.JPEG: ".jpg", Kind.PNG: ".png", Kind.WEBP: ".webp", Kind.TEXT: ".txt"}

_PICTURES = (
    (re.compile(rb"\xff\xd8\xff"), Kind.JPEG),
    (re.compile(rb"\x89PNG\r\n\x1a\n"), Kind.PNG),
    (re.compile(rb"RIFF....WEBP", re.DOTALL), Kind.WEBP),
)

_MARKUP = re.compile(
    rb"(\xef\xbb\xbf)?\s*<(!--|\?xml|!doctype|/?(html|head|body|svg|script|style|iframe|title|meta|link|div"
    rb"|table|img|h1|a|b|br|p|font)[\s/>])",
    re.IGNORECASE,
)
"""How a web page begins, as browsers that look into files see it, and SVG. Not every `<`: a chat may open
with the name of who speaks, as in `<Li> hello`."""

_OTHERS = (
    (re.compile(rb"GIF8[79]a"), "gif"),
    (re.compile(rb"....ftyp(hei|hev|mif1|msf1)", re.DOTALL), "heic"),
    (re.compile(rb"....ftypavi[fs]", re.DOTALL), "avif"),
    (re.compile(rb"....ftypM4A", re.DOTALL), "audio"),
    (re.compile(rb"....ftyp|\x1aE\xdf\xa3|RIFF....AVI |FLV", re.DOTALL), "video"),
    (re.compile(rb"ID3|\xff[\xf1\xf9\xfb\xf3]|RIFF....WAVE|OggS|fLaC|#!AMR", re.DOTALL), "audio"),
    (re.compile(rb"II\*\0|MM\0\*"), "tiff"),
    (re.compile(rb"BM.{4}\0\0\0\0", re.DOTALL), "bmp"),
    (re.compile(rb"%PDF-"), "pdf"),
    (re.compile(rb"PK\x03\x04|Rar!|7z\xbc\xaf|\x1f\x8b|\xd0\xcf\x11\xe0"), "archive"),
    (re.compile(rb"\{\\rtf"), "rich_text"),
    (_MARKUP, "markup"),
)

_NOT_IN_TEXT = re.compile(rb"[\0-\x08\x0e-\x1a\x1c-\x1f]")


def recognise(head: bytes) -> Kind:
    """What a file with these first bytes can only be. `head` is some hundred bytes or more, or all there are.

    Raises: Rejected (file_type_not_accepted).
    """
    for beginning, kind in _PICTURES:
        if beginning.match(head):
            return kind
    for beginning, found in _OTHERS:
        if beginning.match(head):
            raise not_accepted(found)
    if b"\0" in head or not _decodes(head, "utf-8"):
        other_text = not _NOT_IN_TEXT.search(head) and _decodes(head, "gb18030")
        raise not_accepted("other_text" if other_text else "unknown")
    return Kind.TEXT


def not_accepted(found: str) -> Rejected:
    """The rejection of what seems to be `found`, a key of `CALLED`."""
    return Rejected(RejectionCode.FILE_TYPE_NOT_ACCEPTED, found=found)


def _decodes(head: bytes, encoding: str) -> bool:
    try:
        codecs.getincrementaldecoder(encoding)().decode(head)  # the last letter may be cut in two
    except UnicodeDecodeError:
        return False
    return True
