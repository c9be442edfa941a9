"""A story that tells something untrue fails, at the line that says so, with what is true."""

import pytest

from hejie.simulation.play import StoryFailed, play
from hejie.simulation.story import parse_story

from .telling import HEADER, packs, play_steps

OPENED = "2026-03-04 09:00 complainant open_talk quality_visible line 1 return_and_refund 128.00 -> talking\n"
FILED = OPENED + "2026-03-05 09:00 complainant file -> awaiting_answer\n"
SETTLED = OPENED + (
    "2026-03-04 10:00 respondent offer pay 60.00 for c1 by 2026-03-06 12:00\n"
    "2026-03-04 11:00 complainant accept_offer o1 -> performing\n"
)
RULED = FILED + (
    '2026-03-05 09:10 complainant submit_evidence defect_photo "a.jpg"\n'
    "2026-03-07 09:00 clock answer lapses -> ruled\n"
)

UNTRUE = [
    (OPENED.replace("talking", "evidence"), 7, "the case stands at talking"),
    (OPENED.replace("-> talking", "!! kind_unknown"), 7, "accepted: the case stands at talking"),
    (
        OPENED.replace("quality_visible", "quality"),
        7,
        "refused: kind_unknown (there is no kind of complaint quality;",
    ),
    (
        OPENED.replace("128.00 -> talking", "200.00 !! kind_unknown"),
        7,
        "refused, but for another reason: amount_out_of_range",
    ),
    (SETTLED.replace("-> performing", "-> closed settled"), 9, "the case stands at performing"),
    (
        FILED + "2026-03-06 09:00 clock answer lapses",
        9,
        "the clock answer is due at 2026-03-07 09:00:00+08:00",
    ),
    (
        FILED + "2026-03-07 09:00 clock appeal lapses",
        9,
        "no clock appeal runs (accepted: answer of stage until",
    ),
    ("2026-03-07 09:00 clock appeal lapses", 7, "no clock appeal runs"),
    (
        "2026-03-07 09:00 complainant file !! demands_missing\n expect claim c1 open",
        8,
        "there is no case yet",
    ),
    (
        FILED + " expect clock answer until 2026-03-07 09:01",
        9,
        "no such clock answer; there are: answer of stage for respondent, 2026-03-07 09:00",
    ),
    (FILED + " expect clock answer for staff until 2026-03-07 09:00", 9, "no such clock answer"),
    (FILED + " expect clock answer paused", 9, "no such clock answer"),
    (FILED + " expect no clock answer", 9, "the clock is there: answer of stage"),
    (FILED + " expect claim c1 settled", 9, "the claim c1 is open"),
    (FILED + " expect claim c2 open", 9, "the claim c2 is None"),
    (FILED + " expect obligation b1 owed", 9, "there is no obligation b1; there are 0"),
    (FILED + " expect offer o1 open", 9, "the offer o1 is None"),
    (FILED + " expect severity S1", 9, "the severity is S2"),
    (FILED + " expect flags farming", 9, "the flags are none"),
    (FILED + " expect paused information", 9, "the ground of pause is None"),
    (FILED + " expect escalated 1", 9, "staff were late 0 times"),
    (FILED + " expect ruling default", 9, "there is no ruling"),
    (FILED + " expect points general 2", 9, "the points are  0"),
    (
        FILED + " expect outlook complainant not_available",
        9,
        "the outlook is available because withdrawal.unanswered",
    ),
    (
        FILED + " expect outlook complainant available because withdrawal.talking",
        9,
        "the outlook is available because withdrawal.unanswered",
    ),
    (FILED + " expect outlook complainant available until 2026-03-07 09:01", 9, "the outlook is available"),
    (FILED + " expect respondent may contest", 9, "it may not: required_items_missing"),
    (FILED + " expect respondent may not refuse paused", 9, "it may"),
    (FILED + " expect respondent may rule", 9, "this role never gives that command"),
    (
        SETTLED + " expect obligation b1 pay 61.00 owed",
        10,
        "the obligation b1 is pay 6000 owed until 2026-03-06 12:00:00+08:00",
    ),
    (SETTLED + " expect obligation b1 reship owed", 10, "the obligation b1 is pay"),
    (SETTLED + " expect obligation b1 owed until 2026-03-06 12:01", 10, "the obligation b1 is pay"),
    (SETTLED + " expect obligation b1 breached", 10, "the obligation b1 is pay"),
    (RULED + " expect ruling record", 11, "the ruling rests on default and cites silence.proven"),
    (RULED + " expect ruling default citing silence.signal", 11, "the ruling rests on default"),
]


@pytest.mark.parametrize(("steps", "line", "message"), UNTRUE)
def test_an_untrue_story_fails_where_it_is_untrue(steps: str, line: int, message: str) -> None:
    """Every kind of expectation can fail, and says what is there instead."""
    with pytest.raises(StoryFailed) as caught:
        play_steps(steps)
    assert str(caught.value).startswith(f"some.case:{line}: {message}")


def test_two_clocks_of_one_name_are_told_apart() -> None:
    """A clock that runs twice must be named with what it belongs to."""
    steps = OPENED + (
        "2026-03-04 10:00 respondent"
        " offer pay 9.00 for c1 by 2026-03-06 12:00, pay 8.00 for c1 by 2026-03-06 12:00\n"
        "2026-03-04 11:00 complainant accept_offer o1\n"
    )
    with pytest.raises(StoryFailed, match="several clocks perform run: say of which"):
        play_steps(steps + "2026-03-06 12:00 clock perform lapses")
    played = play_steps(steps + "2026-03-06 12:00 clock perform of b1 lapses\n expect obligation b1 breached")
    assert played.case is not None


def test_a_story_plays_only_under_its_own_pack() -> None:
    """Rules are not exchanged behind a story's back."""
    story = parse_story(HEADER.replace("tmall-style", "other-style") + OPENED, "some.case")
    with pytest.raises(StoryFailed, match="plays under the pack other-style, not tmall-style"):
        play(story, packs()["tmall-style"])


def test_what_the_outlook_answered_is_kept_for_telling() -> None:
    """A transcript shows what was asked and answered, at its own instant."""
    played = play_steps(FILED + "2026-03-06 09:00 expect outlook respondent available")
    (asked,) = played.entries[-1].asked
    assert (asked.viewer, asked.at.day) == ("respondent", 6)
    assert asked.outlook.reasons[0].rule == "withdrawal.unanswered"
