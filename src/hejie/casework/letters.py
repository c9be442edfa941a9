"""The e-mail that tells somebody of a step in a case: stored as codes and instants, worded when it is sent.

It says what happened and until when something can be done, and holds no names, no amounts and nothing that
anybody wrote: an e-mail is read by whoever gets hold of it.
"""

from collections.abc import Mapping
from datetime import datetime, tzinfo
from typing import NamedTuple

import msgspec

from hejie.casework.notices import title, told_instant, told_until
from hejie.domain.roles import Side
from hejie.domain.words import Words

_SUBJECT = Words("[和解] {title}", "[Hejie] {title}")
_GREETING = Words("您好:", "Hello,")
_SENTENCE = Words("{title}。", "{title}.")
_CASE = Words("案件编号:{case}", "Case: {case}")
_KIND = Words("投诉类型:{kind}", "About: {kind}")
_AT = Words("时间:{at}", "When: {at}")
_LOOK = Words("查看案件:{url}", "Look at the case: {url}")
_CLOSING = Words(
    "本邮件由系统自动发送,请勿直接回复。平台不会通过邮件向您索要密码或验证码,撤诉只能由投诉人本人办理。",
    "This message was sent by a program; please do not reply. Nobody will ask you for a password or a code"
    " by e-mail, and only the complainant can withdraw a complaint.",
)

_DESK_OF_CONSUMERS = ""
_DESKS_OF_OTHERS = "/staff"
"""Where a case is found below the address of the desks."""


class Letter(msgspec.Struct, frozen=True):
    """What an e-mail is about. `codes` are names of events; `pack_hash` that of the rules of the case."""

    case: str
    kind: str
    pack_hash: str
    side: Side
    codes: tuple[str, ...]
    at: datetime
    due_at: datetime | None


class Mail(NamedTuple):
    """A letter in words."""

    subject: str
    text: str


def write(letter: Letter, language: str, zone: tzinfo, names: Mapping[str, Words], desks_url: str) -> Mail:
    """Word a letter in `zh` or `en`. `names` are what the pack calls its codes; `desks_url` is where the
    desks are reached, empty where that is not known."""
    titles = [title(code, letter.side).tell(language) for code in letter.codes]
    lines = [_GREETING.tell(language), ""]
    lines += [_SENTENCE.tell(language, title=one) for one in titles]
    if letter.due_at is not None:
        lines.append(told_until(letter.due_at, language, zone))
    lines += ["", _CASE.tell(language, case=letter.case)]
    kind = names.get(letter.kind)
    if kind is not None:
        lines.append(_KIND.tell(language, kind=kind.tell(language)))
    lines.append(_AT.tell(language, at=told_instant(letter.at, language, zone)))
    if desks_url:
        desk = _DESK_OF_CONSUMERS if letter.side is Side.COMPLAINANT else _DESKS_OF_OTHERS
        lines.append(_LOOK.tell(language, url=f"{desks_url}{desk}/cases/{letter.case}"))
    lines += ["", _CLOSING.tell(language), ""]
    return Mail(_SUBJECT.tell(language, title=titles[0]), "\n".join(lines))
