"""An e-mail says what happened and until when something can be done, in its reader's language; no more."""

import re
from datetime import UTC, datetime

import pytest

from hejie.casework.letters import Letter, write
from hejie.casework.note_words import NOTE_WORDS
from hejie.casework.notices import by_mail
from hejie.domain.roles import Side
from hejie.policy.shipped import shipped_packs

(PACK,) = [pack for pack in shipped_packs() if pack.id == "tmall-style"]
CASE = "b3-0q9qtg0ecwg3xbjgke81k06dn7"
NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)


def letter(*codes: str, side: Side = Side.COMPLAINANT, due_at: datetime | None = None) -> Letter:
    """A letter about these events."""
    return Letter(CASE, "false_ad", PACK.content_hash, side, codes, NOON, due_at)


def wording(letter: Letter, language: str, url: str = "") -> tuple[str, str]:
    """Subject and text."""
    return write(letter, language, PACK.calendar.zone, PACK.names(letter.kind), url)


def test_a_letter_in_chinese() -> None:
    due_at = datetime(2026, 3, 5, 4, tzinfo=UTC)
    subject, text = wording(letter("offer_made", due_at=due_at), "zh", "https://desk.example")
    assert subject == "[和解] 商家向您提出了和解方案"
    assert text == (
        "您好:\n\n"
        "商家向您提出了和解方案。\n"
        "如需您回应或办理,请在 2026-03-05 12:00(UTC+08:00) 前完成。\n\n"
        f"案件编号:{CASE}\n"
        f"投诉类型:{PACK.kinds['false_ad'].words.zh}\n"
        "时间:2026-03-02 12:00(UTC+08:00)\n"
        f"查看案件:https://desk.example/cases/{CASE}\n\n"
        "本邮件由系统自动发送,请勿直接回复。"
        "平台不会通过邮件向您索要密码或验证码,撤诉只能由投诉人本人办理。\n"
    )


def test_a_letter_in_english_about_two_things_without_a_clock() -> None:
    subject, text = wording(letter("performance_accepted", "case_closed", side=Side.RESPONDENT), "en")
    assert subject == "[Hejie] An act that was owed in your case counts as done"
    assert "counts as done.\nYour case is closed; please look at its outcome.\n\nCase: b3" in text
    assert "before" not in text
    assert "http" not in text


@pytest.mark.parametrize(
    ("side", "path"), [(Side.COMPLAINANT, ""), (Side.RESPONDENT, "/staff"), (Side.STAFF, "/staff")]
)
def test_a_letter_leads_to_the_desk_of_its_reader(side: Side, path: str) -> None:
    _, text = wording(letter("said", side=side), "en", "https://desk.example")
    assert f"Look at the case: https://desk.example{path}/cases/{CASE}\n" in text


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_event_that_is_mailed_makes_a_letter_without_codes_or_blanks(language: str) -> None:
    for event, entry in NOTE_WORDS.items():
        code = str(event.__struct_config__.tag)
        for side in entry.to:
            if not by_mail(code):
                continue
            subject, text = wording(letter(code, side=side, due_at=NOON), language)
            assert not re.search(r"[{}]|None|_", subject + text)
            assert "\n" not in subject
            foreign = r"[\u4e00-\u9fff]" if language == "en" else r"[A-Za-z]{3,}"
            plain = (subject + text).replace(CASE, "").replace("UTC", "")
            assert not re.search(foreign, plain), plain
