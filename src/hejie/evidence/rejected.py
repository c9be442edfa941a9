"""The ways in which a file is not taken in. A code is permanent; its words may be improved."""

from collections.abc import Mapping
from enum import StrEnum

from hejie.domain.words import Told, Words


class RejectionCode(StrEnum):
    """Every way to say no to a file. New codes are added at will; none gets another name or meaning."""

    FILE_EMPTY = "file_empty"
    FILE_TOO_LARGE = "file_too_large"
    FILE_TYPE_NOT_ACCEPTED = "file_type_not_accepted"
    FILE_TOOK_TOO_LONG = "file_took_too_long"
    PICTURE_UNREADABLE = "picture_unreadable"
    PICTURE_TOO_LARGE = "picture_too_large"
    UPLOAD_TOO_SLOW = "upload_too_slow"


class Rejected(Exception):
    """A file is not taken in, and nothing of it is kept. What the person can do is part of the words."""

    def __init__(self, code: RejectionCode, **facts: Told) -> None:
        super().__init__(code, facts)
        self.code = code
        self.facts: tuple[tuple[str, Told], ...] = tuple(facts.items())

    def tell(self, language: str) -> str:
        """The rejection in words, `zh` or `en`."""
        facts = {
            name: CALLED[str(value)].tell(language) if name in ("found", "kind") else value
            for name, value in self.facts
        }
        return REJECTIONS[self.code].tell(language, **facts)


REJECTIONS: Mapping[RejectionCode, Words] = {
    RejectionCode.FILE_EMPTY: Words(
        "这个文件里没有内容。请检查后重新选择。",
        "There is nothing in this file. Please check it and choose again.",
    ),
    RejectionCode.FILE_TOO_LARGE: Words(
        "这个文件太大,{kind}最大为 {megabytes_most} MB。可以只截取需要的部分再提交。",
        "This file is too large; {kind} may have at most {megabytes_most} MB. You can hand in just the part "
        "that matters.",
    ),
    RejectionCode.FILE_TYPE_NOT_ACCEPTED: Words(
        "不接受{found}。可以提交 JPEG、PNG 或 WebP 图片,或 UTF-8 编码的纯文本(如导出的聊天记录)。"
        "其他内容可以截图后提交。",
        "We cannot accept {found}. Accepted are JPEG, PNG and WebP pictures, and plain text in UTF-8, such "
        "as an exported chat. Of anything else you can hand in a screenshot.",
    ),
    RejectionCode.FILE_TOOK_TOO_LONG: Words(
        "打开这个文件所需的时间或内存超出了上限。请换一份较小的文件,例如截图。",
        "This file needs more time or memory to open than we can give. Please hand in a smaller one, such as "
        "a screenshot.",
    ),
    RejectionCode.PICTURE_UNREADABLE: Words(
        "这张图片打不开,文件可能已损坏或不完整。请重新保存或截图后再提交。",
        "This picture cannot be opened; the file may be damaged or incomplete. Please save it again, or hand "
        "in a screenshot.",
    ),
    RejectionCode.PICTURE_TOO_LARGE: Words(
        "这张图片的尺寸太大,最多为 {megapixels_most} 百万像素,每边不超过 {side_most} 像素。"
        "请缩小或截取后再提交。",
        "This picture has too many pixels; at most {megapixels_most} megapixels, and {side_most} pixels on "
        "each side, are accepted. Please make it smaller, or hand in just the part that matters.",
    ),
    RejectionCode.UPLOAD_TOO_SLOW: Words(
        "上传超过 {minutes_most} 分钟仍未完成,已停止。请在网络较好时重试,或提交较小的文件。",
        "The upload was not complete after {minutes_most} minutes and was stopped. Please try again with a "
        "better connection, or hand in a smaller file.",
    ),
}

CALLED: Mapping[str, Words] = {
    "picture": Words("图片", "pictures"),
    "text": Words("文本文件", "text files"),
    "gif": Words("GIF 动图", "GIF pictures"),
    "heic": Words("HEIC 图片", "HEIC pictures"),
    "avif": Words("AVIF 图片", "AVIF pictures"),
    "tiff": Words("TIFF 图片", "TIFF pictures"),
    "bmp": Words("BMP 图片", "BMP pictures"),
    "video": Words("视频", "video"),
    "audio": Words("音频", "sound"),
    "pdf": Words(" PDF 文件", "PDF files"),
    "archive": Words("压缩包或办公文档", "archives and office documents"),
    "markup": Words("网页、SVG 等带有标记的文件", "web pages, SVG and other files with markup"),
    "rich_text": Words("带格式的文本", "formatted text"),
    "other_text": Words("不是 UTF-8 编码的文本", "text that is not in UTF-8"),
    "unknown": Words("这种文件", "files of this kind"),
}
"""What files are called. What one that is not accepted seems to be is said to the person; nothing rests on
it."""
