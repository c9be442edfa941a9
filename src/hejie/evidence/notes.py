"""What was noticed while a file was taken in, and is worth knowing beside it. No note accuses anybody."""

from collections.abc import Mapping
from enum import StrEnum

from hejie.domain.words import Words


class Note(StrEnum):
    """New notes are added at will; none is renamed or given another meaning."""

    DATA_AFTER_END = "data_after_end"
    DECLARED_TYPE_DIFFERS = "declared_type_differs"
    FIRST_FRAME_ONLY = "first_frame_only"
    HIDDEN_CHARACTERS_REMOVED = "hidden_characters_removed"
    LOCATION_IN_ORIGINAL = "location_in_original"
    TRANSPARENCY_ON_WHITE = "transparency_on_white"


NOTES: Mapping[Note, Words] = {
    Note.DATA_AFTER_END: Words(
        "原文件在图片之后还有其他数据,部分手机拍摄的照片即是如此;显示的副本不含这些数据",
        "the original has more data after the picture, as photos of some phones do; the shown copy has not",
    ),
    Note.DECLARED_TYPE_DIFFERS: Words(
        "提交时标明的类型与文件的实际类型不同,以实际类型为准",
        "it was handed in as another type than it is; what it is counts",
    ),
    Note.FIRST_FRAME_ONLY: Words(
        "原文件是动图,显示的副本只有第一帧",
        "the original moves; the shown copy is its first frame",
    ),
    Note.HIDDEN_CHARACTERS_REMOVED: Words(
        "显示的副本去除了不可见的控制字符",
        "characters that cannot be seen were left out of the shown copy",
    ),
    Note.LOCATION_IN_ORIGINAL: Words(
        "原文件含有拍摄位置;显示的副本不含",
        "the original says where it was taken; the shown copy does not",
    ),
    Note.TRANSPARENCY_ON_WHITE: Words(
        "原图有透明部分,显示的副本以白色为底",
        "parts of the original are transparent; the shown copy has them on white",
    ),
}
