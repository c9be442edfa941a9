"""A story that cannot be read says where, what is wrong, and what would be accepted."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hejie.domain.roles import THE_CLOCK, Actor, Role
from hejie.simulation.steps import Accepted, Lapsing, Story
from hejie.simulation.story import StoryError, parse_story, read_story

from .telling import HEADER, PATHS

AT = "2026-03-04 09:00 "
OPENED = "2026-03-04 09:00 complainant open_talk quality_visible line 1 repair\n"

WRONG_STEPS = [
    (
        AT + "complainant open_tlak quality_visible line 1 repair",
        7,
        "'open_tlak' is not a command; did you mean open_talk? (accepted: open_talk, file,",
    ),
    (
        AT + "compliant file",
        7,
        "'compliant' is not anybody in this story; did you mean complainant? (accepted: complainant,",
    ),
    ("2026-03-04 complainant file", 7, "'2026-03-04 complainant' is not an instant such as 2026-03-04 09:00"),
    ("2026-02-30 09:00 complainant file", 7, "'2026-02-30 09:00' is not in the calendar"),
    (
        AT + "complainant file -> awaiting_anwser",
        7,
        "'awaiting_anwser' is not a stage; did you mean awaiting_answer? (accepted: talking,",
    ),
    (
        AT + "complainant file -> closed",
        7,
        "an outcome is missing before the end of the line (accepted: settled,",
    ),
    (AT + "complainant file !! too_early", 7, "'too_early' is not a refusal (accepted: not_a_party,"),
    (
        AT + "complainant open_talk quality_visible line 1 refund 12.345",
        7,
        "'12.345' has more than 2 digits after the point, which CNY has not",
    ),
    (AT + "complainant open_talk quality_visible 1 refund", 7, "'line' is missing before '1'"),
    (
        AT + 'complainant open_talk quality_visible line 1 refund 5.00 "no end',
        7,
        "a text begins here and has no closing quote",
    ),
    (AT + "complainant accept_offer o1 now", 7, "'now' is too much here"),
    (AT + "respondent offer pay 5.00 c1 by 2026-03-05 10:00", 7, "'for' is missing before 'c1'"),
    (
        AT + "respondent offer pya 5.00 for c1 by 2026-03-05 10:00",
        7,
        "'pya' is not an act; did you mean pay? (accepted: pay, return_goods,",
    ),
    (AT + 'zhao rule c1 upheld pay 5.00 "because"', 7, "'citing' is missing before the text \"because\""),
    (
        AT + "zhao rule c1 upheld pay 5.00 citing quality_visible",
        7,
        "the command is not complete: Expected `str` of length >= 1 - at `$.text`",
    ),
    (AT + 'wang suspend soon days "x"', 7, "'soon' is not days: a whole number"),
    (
        AT + "clock anwser lapses",
        7,
        "'anwser' is not a clock; did you mean answer? (accepted: talk_before_filing,",
    ),
    ("expect claim c1 open", 7, "a check comes after the step that it looks at"),
    (
        OPENED + "    expect clam c1 open",
        8,
        "'clam' is not something to expect; did you mean claim? (accepted: clock, obligation, claim,",
    ),
    (OPENED + "    expect complainant may fly", 8, "'fly' is not a command"),
    (
        OPENED + "2026-03-04 08:59 complainant file",
        8,
        "a story goes forward in time; this is before the line above",
    ),
    (OPENED + "people officer li", 8, "'people' begins neither a step (an instant) nor a check (expect)"),
    ("", 7, "a story has at least one step"),
    (
        "peolpe officer li",
        7,
        "'peolpe' is not the beginning of a line; did you mean people? (accepted: pack, venue, people,",
    ),
    ("people officer clock", 7, "'clock' means something else in a story: give the person another name"),
    ("people judge dee", 7, "'judge' is not a role (accepted: complainant, respondent, officer, arbiter)"),
    ("pack tmall-style times 08:00", 7, "'08:00' is not an offset such as +08:00"),
    ("order A2 CNY placed 2026-03-01 10:00", 7, "a story is about one order"),
    ("line 2 price 1,280.00", 7, "',' is too much here"),
    ("lately some filings, 4 withdrawals", 7, "'some' is not how many complaints were filed: a whole number"),
]

HEADERS = {
    "titles": ("zh: 先中文\n", 1, "a story begins with the lines 'en: …' and 'zh: …'; 'en:' is missing"),
    "second title": ("en: A story.\n# no Chinese\n", 2, "'zh:' is missing"),
    "pack": (
        HEADER.replace("pack tmall-style times +08:00\n", "") + OPENED,
        6,
        "the line 'pack …' is missing",
    ),
    "people": ("en: a\nzh: b\norder A1 CNY placed 2026-03-01 10:00\n", 3, "nobody is complainant"),
    "respondent": (
        HEADER.replace("respondent tea-house, ", "") + OPENED,
        6,
        "nobody is respondent",
    ),
    "order": (
        "\n".join(HEADER.split("\n")[:4]) + "\n" + OPENED,
        5,
        "the lines 'order …' and 'line …' are missing",
    ),
    "placed": (HEADER.replace("placed 2026-03-01 10:00, ", ""), 5, "when the order was placed is missing"),
    "currency": (
        HEADER.replace("CNY", "CNX"),
        5,
        "'CNX' is not a currency; did you mean CNY? (accepted: BRL,",
    ),
    "record": (
        HEADER.replace("delivered", "deliverd"),
        5,
        "'deliverd' is not a record of the order; did you mean delivered?",
    ),
}


@pytest.mark.parametrize(("steps", "line", "message"), WRONG_STEPS)
def test_a_wrong_line_is_named_with_what_is_accepted(steps: str, line: int, message: str) -> None:
    """The error names the file, the line, what is wrong, what was perhaps meant and what is accepted."""
    with pytest.raises(StoryError) as caught:
        parse_story(HEADER + steps, "some.case")
    assert str(caught.value).startswith(f"some.case:{line}: {message}")


@pytest.mark.parametrize(("text", "line", "message"), HEADERS.values(), ids=HEADERS)
def test_a_wrong_header_is_named(text: str, line: int, message: str) -> None:
    """A story without its beginning says what is missing."""
    with pytest.raises(StoryError) as caught:
        parse_story(text, "some.case")
    assert str(caught.value).startswith(f"some.case:{line}: ")
    assert message in str(caught.value)


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    """A file that is not UTF-8 is named, not decoded with a guess."""
    path = tmp_path / "broken.case"
    path.write_bytes(b"en: \xff\n")
    with pytest.raises(StoryError, match=r"broken\.case:1: the file is not UTF-8 text \(byte 4\)"):
        read_story(path)


def test_instants_are_those_of_the_zone_of_the_story() -> None:
    """Nine o'clock in the morning at +08:00 is one o'clock at night in UTC."""
    story = parse_story(HEADER + OPENED, "some.case")
    assert story.steps[0].at == datetime(2026, 3, 4, 1, tzinfo=UTC)


def test_a_person_may_wear_another_hat_for_one_act() -> None:
    """`arbiter wang` is wang as an arbiter; a role alone is its first person; a name alone is the person."""
    steps = OPENED + "".join(
        f'2026-03-04 10:00 {who} say "x"\n' for who in ("arbiter wang", "arbiter", "qian", "platform")
    )
    actors = [step.actor for step in parse_story(HEADER + steps, "some.case").steps[1:]]
    assert actors == [
        Actor(Role.ARBITER, "wang"),
        Actor(Role.ARBITER, "zhao"),
        Actor(Role.ARBITER, "qian"),
        Actor(Role.PLATFORM, "platform"),
    ]


def test_a_clock_lapses_at_its_instant_unless_another_is_named() -> None:
    """A step of a clock says when it was due: then and there, or earlier where the sweeper was late."""
    steps = (
        "2026-03-07 09:00 clock answer lapses\n"
        "2026-03-07 10:00 clock perform of b1 lapses due 2026-03-07 09:30 -> closed settled\n"
    )
    first, second = parse_story(HEADER + steps, "some.case").steps
    assert isinstance(first.act, Lapsing)
    assert (first.actor, first.act.due_at, first.expected) == (THE_CLOCK, first.at, Accepted())
    assert isinstance(second.act, Lapsing)
    assert (second.act.scope, second.act.due_at.minute) == ("b1", 30)


@given(st.text())
def test_any_text_is_a_story_or_an_error(text: str) -> None:
    """Nothing that is written makes the reader stumble in another way."""
    _read(text)
    _read(HEADER + text)


WORDS = st.sampled_from(
    [
        *HEADER.split(), "2026-03-04", "09:00", "complainant", "clock", "expect", "->", "!!", ",", '"', "#",
        "file", "open_talk", "offer", "rule", "pay", "5.00", "c1", "o1", "b1", "citing", "line", "until",
        "of", "for", "by", "answer", "lapses", "closed", "no", "may", "not", "\n", "\u3000", "٣", "²",
    ]
)  # fmt: skip


@given(st.lists(WORDS, max_size=30))
def test_any_words_of_the_language_are_a_story_or_an_error(words: list[str]) -> None:
    """Nor do its own words in any order."""
    _read(HEADER + OPENED + "2026-03-04 09:00 " + " ".join(words))


@given(st.sampled_from(PATHS), st.data())
def test_a_story_with_a_slip_is_a_story_or_an_error(path: Path, data: st.DataObject) -> None:
    """A shipped story with a word left out, doubled or put elsewhere is read, or its error names a line."""
    words = path.read_text(encoding="utf-8").split(" ")
    place = data.draw(st.integers(0, len(words) - 1))
    slip = data.draw(st.sampled_from(["", f"{words[place]} {words[place]}", words[place - 1]]))
    _read(" ".join([*words[:place], slip, *words[place + 1 :]]))


def _read(text: str) -> Story | None:
    try:
        return parse_story(text, "some.case")
    except StoryError as wrong:
        error = wrong
    assert str(error).startswith(f"some.case:{error.line}: ")
    assert 1 <= error.line <= text.count("\n") + 1
    return None
