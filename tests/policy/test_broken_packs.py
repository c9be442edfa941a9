"""A broken pack is refused with file, line, key, what is wrong and what is accepted, in both languages."""

import re
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hejie.domain.words import Words
from hejie.policy.flaws import FLAWS, Findings, Flaw, PackError, Problem
from hejie.policy.pack_check import check_pack
from hejie.policy.pack_file import parse_pack, read_pack
from hejie.policy.tree import DEPTH_MOST, FILE_BYTES_MOST

from .shipped_files import TMALL

TEXT = TMALL.read_text()
ANSWER_SPAN = "  answer:\n    hours: 48\n"


def problems_of(text: str | bytes) -> tuple[Problem, ...]:
    with pytest.raises(PackError) as raised:
        check_pack(parse_pack(text, "broken.yaml"))
    return raised.value.problems


def changed(old: str, new: str) -> str:
    """The default pack with the first `old` replaced."""
    assert old in TEXT
    return TEXT.replace(old, new, 1)


# What is replaced, by what, the flaw, its key, and words that the English message must hold.
BROKEN: list[tuple[str, str, Flaw, str, tuple[str, ...]]] = [
    (
        "currency: CNY",
        "curency: CNY",
        Flaw.UNKNOWN_KEY,
        "curency",
        ("did you mean currency?", "accepted: id, version"),
    ),
    ("currency: CNY\n", "", Flaw.MISSING_KEY, "currency", ("currency is missing",)),
    ("currency: CNY", "currency: CNZ", Flaw.UNKNOWN_VALUE, "currency", ("CNZ", "BRL, CNY, EUR")),
    (
        "rest_weekdays: [saturday, sunday]",
        "rest_weekdays: [monday, tuesday, wednesday, thursday, friday, saturday, sunday]",
        Flaw.NO_WORKING_DAY,
        "calendar.rest_weekdays",
        ("at least one working day",),
    ),
    (
        ANSWER_SPAN,
        "  answer:\n    hour: 48\n",
        Flaw.UNKNOWN_KEY,
        "spans.answer.hour",
        ("did you mean hours?",),
    ),
    (
        ANSWER_SPAN,
        "  answer:\n",
        Flaw.NOT_A_SPAN,
        "spans.answer",
        ("exactly one unit", "hours, days, business_days"),
    ),
    (ANSWER_SPAN, f"{ANSWER_SPAN}    days: 2\n", Flaw.NOT_A_SPAN, "spans.answer", ("exactly one unit",)),
    (
        ANSWER_SPAN,
        "  answer:\n    hours: -48\n",
        Flaw.OUT_OF_RANGE,
        "spans.answer.hours",
        ("-48 is not from 0",),
    ),
    (ANSWER_SPAN, "  answer:\n    hours: 48.5\n", Flaw.NOT_A_WHOLE_NUMBER, "spans.answer.hours", ("48.5",)),
    (
        ANSWER_SPAN,
        "  answer:\n    hours: 48 h\n",
        Flaw.NOT_A_WHOLE_NUMBER,
        "spans.answer.hours",
        ("not 48 h",),
    ),
    (ANSWER_SPAN, "  answer:\n    hours: 9999999\n", Flaw.OUT_OF_RANGE, "spans.answer.hours", ("9999999",)),
    (ANSWER_SPAN, "  anwser:\n    hours: 48\n", Flaw.UNKNOWN_KEY, "spans.anwser", ("did you mean answer?",)),
    (ANSWER_SPAN, "  anwser:\n    hours: 48\n", Flaw.MISSING_KEY, "spans.answer", ("answer is missing",)),
    ("    zh: 商家首次答复\n", "", Flaw.MISSING_KEY, "spans.answer.zh", ("zh is missing",)),
    (
        "    en: The merchant's first answer\n",
        '    en: ""\n',
        Flaw.EMPTY,
        "spans.answer.en",
        ("must not be empty",),
    ),
    ("    source: PROPOSED\n", "", Flaw.MISSING_KEY, "spans.talk.source", ("source is missing",)),
    (
        "    source: PROPOSED\n",
        "    source: we like it\n",
        Flaw.NOT_A_SOURCE,
        "spans.talk.source",
        ("[T1 §65]", "PROPOSED"),
    ),
    (
        "    source: PROPOSED\n",
        '    source: "[TT1 §3]"\n',
        Flaw.UNKNOWN_SOURCE,
        "spans.talk.source",
        ("cites TT1", "did you mean T1?"),
    ),
    (
        "      S1: {hours: 24, source: PROPOSED}",
        "      S9: {hours: 24, source: PROPOSED}",
        Flaw.UNKNOWN_KEY,
        "spans.evidence.by_severity.S9",
        ("S1, S2, S3, S4",),
    ),
    (
        "    severity: S1\n",
        "    severity: S5\n",
        Flaw.UNKNOWN_VALUE,
        "kinds.late_ship.severity",
        ("S5", "S1, S2, S3, S4"),
    ),
    ("    severity: S1\n", "", Flaw.MISSING_KEY, "kinds.late_ship.severity", ("severity is missing",)),
    (
        "    talk_first: true\n",
        "    talk_first: yes\n",
        Flaw.NOT_TRUE_OR_FALSE,
        "kinds.late_ship.talk_first",
        ("not yes",),
    ),
    (
        "    silence: rule\n",
        "    silence: rules\n",
        Flaw.UNKNOWN_VALUE,
        "kinds.late_ship.silence",
        ("did you mean rule?", "officer"),
    ),
    ("count: 1, source", "count: -1, source", Flaw.OUT_OF_RANGE, "kinds.late_ship.points.count", ("-1",)),
    (
        "track: general, count: 1",
        "track: genral, count: 1",
        Flaw.UNKNOWN_VALUE,
        "kinds.late_ship.points.track",
        ("did you mean general?",),
    ),
    (
        "from: dispatch_due",
        "from: dispatched",
        Flaw.UNKNOWN_VALUE,
        "kinds.late_ship.filing.from",
        ("dispatch_due, delivered, placed",),
    ),
    (
        "{unlimited: true, ",
        "{unlimited: true, days: 3, ",
        Flaw.NOT_A_FILING_LIMIT,
        "kinds.counterfeit.filing",
        ("unlimited: true",),
    ),
    (
        "remedies: [compensation, ",
        "remedies: [compensaton, ",
        Flaw.UNKNOWN_VALUE,
        "kinds.late_ship.remedies",
        ("did you mean compensation?",),
    ),
    (
        "remedies: [compensation, ",
        "remedies: [",
        Flaw.FORMULA_UNUSED,
        "kinds.late_ship.amount",
        ("none of its remedies",),
    ),
    (
        "remedies: [refund, reship]",
        "remedies: [refund, compensation]",
        Flaw.FORMULA_MISSING,
        "kinds.not_received.remedies",
        ("compensation", "no `amount` table"),
    ),
    (
        "remedies: [refund, reship]",
        "remedies: []",
        Flaw.EMPTY,
        "kinds.not_received.remedies",
        ("must not be empty",),
    ),
    ("refund: {acts: [pay]", "refund: {acts: []", Flaw.EMPTY, "remedies.refund.acts", ("must not be empty",)),
    (
        "refund: {acts: [pay]",
        "refund: {acts: [pays]",
        Flaw.UNKNOWN_VALUE,
        "remedies.refund.acts",
        ("did you mean pay?",),
    ),
    (
        "refund: {acts: [pay]",
        "refund: {acts: [repair]",
        Flaw.AMOUNT_WITHOUT_PAYMENT,
        "remedies.refund.amount",
        ("no act `pay`",),
    ),
    (
        "reship: {acts: [reship]",
        "reship: {acts: [pay]",
        Flaw.PAYMENT_WITHOUT_AMOUNT,
        "remedies.reship.amount",
        ("claimed, formula",),
    ),
    (
        "code: chat, need: optional",
        "code: chat, need: maybe",
        Flaw.UNKNOWN_VALUE,
        "kinds.late_ship.checklists.complainant[1].need",
        ("required, any_of, optional, platform",),
    ),
    (
        ", zh: 与商家的聊天记录",
        "",
        Flaw.MISSING_KEY,
        "kinds.late_ship.checklists.complainant[1].zh",
        ("zh is missing",),
    ),
    (
        "code: agreed_new_date",
        "code: force_majeure_filing",
        Flaw.TWICE,
        "kinds.late_ship.checklists.respondent[1].code",
        ("force_majeure_filing", "twice"),
    ),
    (
        "code: agreed_new_date",
        "code: Agreed New Date",
        Flaw.NOT_A_NAME,
        "kinds.late_ship.checklists.respondent[1].code",
        ("Agreed New Date",),
    ),
    (
        "{code: substantiation, need: required",
        "{code: substantiation, need: optional",
        Flaw.NOTHING_TO_PROVE,
        "kinds.false_ad.checklists.respondent",
        ("complete before it is heard",),
    ),
    (
        'when: case.stage == "talking"',
        'when: case.stage = "talking"',
        Flaw.BROKEN_CONDITION,
        "withdrawal[0].when",
        ("column 12",),
    ),
    (
        'when: case.stage == "talking"',
        'when: case.stag == "talking"',
        Flaw.BROKEN_CONDITION,
        "withdrawal[0].when",
        ("did you mean case.stage?",),
    ),
    (
        'when: case.stage == "talking"',
        'when: case.stage == "talkin"',
        Flaw.BROKEN_CONDITION,
        "withdrawal[0].when",
        ("did you mean talking?",),
    ),
    (
        'when: case.stage == "talking"',
        "when: case.stage == 3",
        Flaw.BROKEN_CONDITION,
        "withdrawal[0].when",
        ("one type",),
    ),
    (
        "> limit.withdrawals_most",
        "> limit.officer_points",
        Flaw.BROKEN_CONDITION,
        "withdrawal[12].when",
        ("points",),
    ),
    (
        "> limit.withdrawals_most",
        "> limit.withdrawal_most",
        Flaw.BROKEN_CONDITION,
        "withdrawal[12].when",
        ("did you mean limit.withdrawals_most?",),
    ),
    (
        "then: {answer: available, how: free,",
        "then: {answer: availble, how: free,",
        Flaw.UNKNOWN_VALUE,
        "withdrawal[0].then.answer",
        ("did you mean available?",),
    ),
    (
        "then: {answer: available, how: free,",
        "then: {how: free,",
        Flaw.MISSING_KEY,
        "withdrawal[0].then.answer",
        ("answer is missing",),
    ),
    (
        "then: {answer: available, how: free,",
        "then: {answers: 1, answer: available, how: free,",
        Flaw.UNKNOWN_KEY,
        "withdrawal[0].then.answers",
        ("did you mean answer?",),
    ),
    (
        "then: {standing: proven, next: nobody}",
        "then: {standing: proved, next: nobody}",
        Flaw.UNKNOWN_VALUE,
        "kinds.late_ship.burden[1].then.standing",
        ("proven, not_proven, open",),
    ),
    (
        "least_minor: 300, most_minor: 3000",
        "least_minor: 4000, most_minor: 3000",
        Flaw.OUT_OF_RANGE,
        "kinds.late_ship.amount[0].then.least_minor",
        ("4000",),
    ),
    (
        "rate_bp: 100,",
        "rate_bp: 1%,",
        Flaw.NOT_A_WHOLE_NUMBER,
        "kinds.late_ship.amount[0].then.rate_bp",
        ("1%",),
    ),
    ("  - id: deciding_s4\n", "  - id: talking\n", Flaw.TWICE, "withdrawal[1].id", ("talking", "twice")),
    (
        "  - id: closed\n    when: true\n",
        '  - id: closed\n    when: case.stage == "closed" && case.flagged\n',
        Flaw.BROKEN_TABLE,
        "withdrawal",
        ("no row answers where", "case.stage is closed"),
    ),
    (
        '    when: case.stage == "talking"\n',
        "    when: true\n",
        Flaw.UNREACHABLE_ROW,
        "withdrawal.deciding_s4",
        ("can never answer",),
    ),
    (
        "limits:\n",
        "limits:\n  idle: {value: 1, unit: count, zh: 无用, en: idle, source: PROPOSED}\n",
        Flaw.UNUSED_LIMIT,
        "limits.idle",
        ("limit.idle",),
    ),
    ("  farming_filings:\n", "  farming:\n", Flaw.MISSING_KEY, "limits", ("farming_filings is missing",)),
    (
        "    unit: count\n",
        "    unit: pieces\n",
        Flaw.UNKNOWN_VALUE,
        "limits.farming_filings.unit",
        ("count, points, minor, bp, hours",),
    ),
    (
        "effective_from: 2026-01-01T00:00:00+08:00",
        "effective_from: 2026-01-01T00:00:00",
        Flaw.NO_OFFSET,
        "effective_from",
        ("+08:00",),
    ),
    (
        "effective_from: 2026-01-01T00:00:00+08:00",
        "effective_from: soon",
        Flaw.NOT_AN_INSTANT,
        "effective_from",
        ("soon",),
    ),
    (
        "effective_to: null",
        "effective_to: 2025-12-31T00:00:00+08:00",
        Flaw.ENDS_BEFORE_IT_BEGINS,
        "effective_to",
        ("before it begins",),
    ),
    ("effective_to: null\n", "", Flaw.MISSING_KEY, "effective_to", ("effective_to is missing",)),
    ("notice_on: 2026-12-01", "notice_on: 2026-13-01", Flaw.NOT_A_DATE, "notice_on", ("2026-13-01",)),
    ("zone: Asia/Shanghai", "zone: Asia/Shangai", Flaw.UNKNOWN_ZONE, "calendar.zone", ("Asia/Shangai",)),
    ("zone: Asia/Shanghai", "zone: ../../etc/passwd", Flaw.UNKNOWN_ZONE, "calendar.zone", ("passwd",)),
    (
        "[saturday, sunday]",
        "[saturday, sonday]",
        Flaw.UNKNOWN_VALUE,
        "calendar.rest_weekdays",
        ("did you mean sunday?",),
    ),
    (
        "to: 2026-02-23",
        "to: 2026-02-03",
        Flaw.ENDS_BEFORE_IT_BEGINS,
        "calendar.holidays[1].to",
        ("2026-02-03",),
    ),
    ("to: 2026-02-23", "to: 2062-02-23", Flaw.OUT_OF_RANGE, "calendar.holidays[1].to", ("2062-02-23",)),
    ("workdays: [2026-01-04,", "workdays: [soon,", Flaw.NOT_A_DATE, "calendar.workdays", ("soon",)),
    ("  T1: 《", "  T-1: x\n  T1: 《", Flaw.NOT_A_TAG, "sources.T-1", ("T-1",)),
    ("venues: []", "venues: tmall", Flaw.NOT_A_LIST, "venues", ("must be a list",)),
    ("venues: []", "venues: [tmall, tmall]", Flaw.TWICE, "venues[1]", ("tmall",)),
    ("venues: []", "venues: [1]", Flaw.NOT_A_TEXT, "venues[0]", ("not 1",)),
    (
        "calendar:\n  zone",
        "calendar: none\nother:\n  zone",
        Flaw.NOT_A_MAPPING,
        "calendar",
        ("must be a mapping",),
    ),
    (
        "currency: CNY\n",
        "currency: CNY\ncurrency: BRL\n",
        Flaw.KEY_TWICE,
        "currency",
        ("currency stands here twice", "first in line 12"),
    ),
    (
        "    hours: 48\n",
        "    hours: 48\n    hours: 12\n",
        Flaw.KEY_TWICE,
        "spans.answer.hours",
        ("hours stands here twice",),
    ),
    ("reviewer: ", "reviewer: &me ", Flaw.ALIAS, "reviewer", ("anchor or alias",)),
    ("reviewer: not yet reviewed by a lawyer", "reviewer: *me", Flaw.ALIAS, "reviewer", ("anchor or alias",)),
    (
        "reviewer: ",
        "reviewer: !!python/object:os.system ",
        Flaw.TAG,
        "reviewer",
        ("python/object:os.system",),
    ),
    ("kinds:\n", "kinds:\n  Late Ship: {}\n", Flaw.NOT_A_NAME, "kinds.Late Ship", ("Late Ship",)),
    ("id: tmall-style", "id: [tmall-style]", Flaw.NOT_A_TEXT, "id", ("not a list",)),
]


TOLD_AT_THE_START_OF_THEIR_SECTION = {
    Flaw.MISSING_KEY,
    Flaw.NOT_A_SPAN,
    Flaw.FORMULA_UNUSED,
    Flaw.NOTHING_TO_PROVE,
    Flaw.BROKEN_TABLE,
    Flaw.UNREACHABLE_ROW,
}


@pytest.mark.parametrize(("old", "new", "flaw", "key", "words"), BROKEN, ids=lambda value: str(value)[:40])
def test_what_is_wrong_is_named_with_its_place_and_what_is_accepted(
    old: str, new: str, flaw: Flaw, key: str, words: tuple[str, ...]
) -> None:
    text = changed(old, new)
    found = [problem for problem in problems_of(text) if problem.flaw is flaw and problem.key == key]
    assert len(found) == 1
    (problem,) = found
    said = problem.tell("en")
    assert said.startswith(f"broken.yaml:{problem.line} ")
    assert [word for word in words if word not in said] == []
    assert re.search("[\u4e00-\u9fff]", problem.tell("zh"))
    if flaw not in TOLD_AT_THE_START_OF_THEIR_SECTION:
        start = TEXT[: TEXT.index(old)].count("\n") + 1
        assert abs(problem.line - start) <= 2, "the line leads to the mistake"


def test_all_problems_are_told_at_once_in_the_order_of_the_file() -> None:
    text = TEXT.replace("currency: CNY", "currency: XXX").replace("    severity: S2\n", "    severity: S7\n")
    found = problems_of(text)
    assert len(found) == 1 + TEXT.count("    severity: S2\n")
    assert [problem.line for problem in found] == sorted(problem.line for problem in found)
    with pytest.raises(PackError) as raised:
        parse_pack(text, "broken.yaml")
    assert len(str(raised.value).splitlines()) == len(raised.value.tell("zh").splitlines()) == len(found)


@pytest.mark.parametrize(
    ("content", "flaw"),
    [
        (b"id: \xff\xfe", Flaw.NOT_UTF8),
        (b"", Flaw.NOT_A_MAPPING),
        (b"- a\n- b\n", Flaw.NOT_A_MAPPING),
        (b"just words", Flaw.NOT_A_MAPPING),
        (b"id: [1, 2", Flaw.BROKEN_YAML),
        (b"id: a\x00b", Flaw.BROKEN_YAML),
        (b"id: 'a\n", Flaw.BROKEN_YAML),
        (b"\tid: a\n", Flaw.BROKEN_YAML),
        (b"id: a\n---\nid: b\n", Flaw.SEVERAL_DOCUMENTS),
        (b"? [a, b]\n: c\n", Flaw.KEY_NOT_TEXT),
        (b"? *x\n: c\n", Flaw.ALIAS),
        (b"id: " + b"[" * (DEPTH_MOST + 1), Flaw.TOO_DEEP),
        (b"[" * 200_000, Flaw.TOO_DEEP),
        (b"#" * (FILE_BYTES_MOST + 1), Flaw.TOO_LARGE),
        (b"a: &a [x]\nb: &b [*a, *a]\nc: &c [*b, *b]\n", Flaw.ALIAS),
        (b"<<: {id: x}\n", Flaw.UNKNOWN_KEY),
        (TEXT.encode("utf-16"), Flaw.NOT_UTF8),
    ],
)
def test_what_is_no_pack_at_all_is_refused(content: bytes, flaw: Flaw) -> None:
    assert flaw in {problem.flaw for problem in problems_of(content)}


def test_line_ends_of_other_systems_make_no_difference() -> None:
    assert (
        parse_pack(TEXT.replace("\n", "\r\n"), "windows.yaml").kinds.keys()
        == parse_pack(TEXT, "unix.yaml").kinds.keys()
    )


def test_a_pack_lies_under_its_id_and_version(tmp_path: Path) -> None:
    folder = tmp_path / "tmall-style"
    folder.mkdir()
    (folder / "2026-12-02.yaml").write_text(TEXT)
    with pytest.raises(PackError, match=re.escape("should be called tmall-style/2026-12-01.yaml")):
        read_pack(folder / "2026-12-02.yaml")
    with pytest.raises(OSError, match="nothing"):
        read_pack(folder / "nothing.yaml")


def test_every_flaw_has_words_in_both_languages() -> None:
    assert FLAWS.keys() == set(Flaw)
    for words in FLAWS.values():
        assert isinstance(words, Words)
        assert re.search("[\u4e00-\u9fff]", words.zh)
        assert not re.search("[\u4e00-\u9fff]", words.en)
        assert set(re.findall(r"{(\w+)}", words.zh)) <= set(re.findall(r"{(\w+)}", words.en)) | {"column"}


def test_nothing_found_is_no_error() -> None:
    Findings("fine.yaml").refuse()


LINES = TEXT.splitlines(keepends=True)
JUNK = st.sampled_from(
    [
        "",
        " ",
        "- ",
        "x: y",
        "true",
        "-1",
        "99999999999999999999",
        "null",
        "[",
        "{}",
        "'",
        "&a",
        "*a",
        "|",
        "💥",
        "%",
        "a: b: c",
    ]
)


@settings(max_examples=80, deadline=None)
@given(
    place=st.integers(0, len(LINES) - 1),
    action=st.sampled_from(["drop", "double", "value", "indent", "junk"]),
    junk=JUNK,
)
def test_any_spoilt_line_gives_a_pack_or_a_list_of_problems(place: int, action: str, junk: str) -> None:
    line = LINES[place]
    spoilt = {
        "drop": "",
        "double": line * 2,
        "value": f"{line.split(':')[0]}: {junk}\n",
        "indent": f"  {line}",
        "junk": f"{junk}\n",
    }[action]
    text = "".join([*LINES[:place], spoilt, *LINES[place + 1 :]])
    # Any other exception than a PackError is a defect of the reader.
    with suppress(PackError):
        check_pack(parse_pack(text, "spoilt.yaml"))


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.binary(max_size=200), st.text(max_size=200).map(str.encode)))
def test_any_bytes_give_a_list_of_problems(content: bytes) -> None:
    assert problems_of(content)
