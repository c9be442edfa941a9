"""Who is told of a step of a case, and in which words: of every event, in both languages, and no stranger."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, get_args
from zoneinfo import ZoneInfo

import msgspec
import pytest

from hejie.casework.note_words import NOBODY, NOTE_WORDS, SOMETHING
from hejie.casework.notices import (
    Notice,
    by_mail,
    id_of,
    notice_of,
    party_box,
    readers,
    side_of,
    title,
    told,
    told_until,
)
from hejie.casework.people import Hat, Principal
from hejie.domain import events as happened
from hejie.domain.case import Case, PauseGround, SpanName
from hejie.domain.events import AnyEvent, event_name
from hejie.domain.evolve import evolve
from hejie.domain.roles import THE_CLOCK, THE_PLATFORM, Actor, Role, Side
from hejie.policy.shipped import shipped_packs
from hejie.simulation.play import play
from hejie.simulation.story import read_stories

STORIES = Path(__file__).parents[2] / "stories"
PACKS = {pack.id: pack for pack in shipped_packs()}
BUYER = Actor(Role.COMPLAINANT, "li")
OFFICER, COLLEAGUE = Actor(Role.OFFICER, "chen"), Actor(Role.ARBITER, "zhao")
SIDES = (Side.COMPLAINANT, Side.RESPONDENT, Side.STAFF)


def steps() -> Iterator[tuple[Case | None, Case, tuple[Any, ...], Actor, datetime]]:
    """Every step of every story that wrote something: case before and after, events, who, when."""
    for story in read_stories(STORIES):
        played = play(story, PACKS[story.pack])
        before: Case | None = None
        for entry in played.entries:
            if not entry.events:
                continue
            after = before
            for event in entry.events:
                after = evolve(after, event, entry.step.at)
            assert after is not None
            yield before, after, entry.events, entry.step.actor, entry.step.at
            before = after


STEPS = list(steps())


@pytest.mark.parametrize("event", get_args(AnyEvent), ids=lambda event: event.__struct_config__.tag)
def test_every_event_has_an_entry_even_if_nobody_is_told(event: type[happened.Event]) -> None:
    assert event in NOTE_WORDS
    for words in NOTE_WORDS[event].to.values():
        assert words.zh
        assert words.en


def test_the_table_is_in_the_order_of_the_events_and_names_no_others() -> None:
    assert list(NOTE_WORDS) == list(get_args(AnyEvent))


def test_titles_hold_no_blanks_to_be_filled_no_full_stop_and_no_latin_in_chinese() -> None:
    """A title is the same for everybody: nothing of a case is filled in."""
    for entry in NOTE_WORDS.values():
        for words in entry.to.values():
            assert not re.search(r"[{}A-Za-z_。]", words.zh), words
            assert not re.search(r"[{}_\u4e00-\u9fff]|\.$", words.en), words


def test_the_stories_hold_a_step_for_nearly_every_event_that_people_are_told_of() -> None:
    """So that what is tested over the stories is tested of the table."""
    seen = {type(event) for _, _, events, _, _ in STEPS for event in events}
    assert len(STEPS) > 300
    assert {event_name_of(event) for event in set(NOTE_WORDS) - seen} <= {"flag_raised"}


def event_name_of(event: type[happened.Event]) -> str:
    """The name of a type of event."""
    return str(event.__struct_config__.tag)


def test_whoever_acted_is_never_told_and_each_side_hears_of_each_event_once() -> None:
    for before, case, events, by, at in STEPS:
        notice = notice_of(before, case, events, by, at)
        if notice is None:
            continue
        reading = list(readers(notice))
        assert by.side not in reading or by.side is Side.STAFF
        if by.role in (Role.OFFICER, Role.ARBITER) and by.id == notice.taken_by:
            assert Side.STAFF not in reading
        for side in reading:
            codes = told(notice, side)
            assert len(codes) == len(set(codes))
            assert set(codes) <= set(map(event_name, events))


def test_of_every_step_of_a_party_the_other_party_is_told_something() -> None:
    """Nothing happens behind anybody's back, but for what belongs to another step or to nobody."""
    for before, case, events, by, at in STEPS:
        if by.role not in (Role.COMPLAINANT, Role.RESPONDENT):
            continue
        other = Side.RESPONDENT if by.role is Role.COMPLAINANT else Side.COMPLAINANT
        notice = notice_of(before, case, events, by, at)
        assert notice is not None, events
        assert told(notice, other), events


def test_of_every_step_of_the_clock_and_of_staff_both_parties_are_told_something() -> None:
    own = {"case_taken", "flag_raised"}
    for before, case, events, by, at in STEPS:
        if by.role in (Role.COMPLAINANT, Role.RESPONDENT) or {event_name(event) for event in events} <= own:
            continue
        notice = notice_of(before, case, events, by, at)
        assert notice is not None, events
        for side in (Side.COMPLAINANT, Side.RESPONDENT):
            assert told(notice, side), events


def test_a_notice_holds_ids_codes_and_instants_and_no_words_of_anyone() -> None:
    """Nothing that anybody says in any story stands in the notice of its step."""
    for story in read_stories(STORIES):
        played = play(story, PACKS[story.pack])
        said = {getattr(e.command, name, "") for e in played.entries for name in ("text", "caption")} - {""}
        before: Case | None = None
        for entry in played.entries:
            after = before
            for event in entry.events:
                after = evolve(after, event, entry.step.at)
            if after is None or not entry.events:
                continue
            notice = notice_of(before, after, entry.events, entry.step.actor, entry.step.at)
            text = msgspec.json.encode(notice).decode()
            assert not [words for words in said if words in text]
            before = after


def a_notice(
    *events: str, by: Actor = THE_CLOCK, taken_by: str = "", due_at: dict[Side, datetime] | None = None
) -> Notice:
    """A notice of these events."""
    _, case, _, _, at = STEPS[0]
    made = notice_of(None, case, (happened.CaseClosed(outcome="lapsed"),), by, at)  # type: ignore[arg-type]
    assert made is not None
    return msgspec.structs.replace(made, events=events, taken_by=taken_by, due_at=due_at or {})


def test_of_a_lapse_that_led_to_a_ruling_the_ruling_is_told() -> None:
    notice = a_notice("clock_lapsed", "ruled", "stage_entered")
    assert told(notice, Side.COMPLAINANT) == told(notice, Side.RESPONDENT) == ("ruled",)
    assert told(a_notice("clock_lapsed", "stage_entered"), Side.RESPONDENT) == ("clock_lapsed",)


def test_of_what_ends_a_case_both_the_act_and_the_end_are_told() -> None:
    notice = a_notice("performance_accepted", "case_closed", by=BUYER)
    assert told(notice, Side.RESPONDENT) == ("performance_accepted", "case_closed")


def test_a_withdrawal_that_ends_the_case_is_told_once() -> None:
    assert told(a_notice("claims_withdrawn", "case_closed", by=BUYER), Side.RESPONDENT) == (
        "claims_withdrawn",
    )


def test_staff_are_told_only_where_somebody_had_taken_the_case() -> None:
    assert Side.STAFF not in readers(a_notice("said", by=BUYER))
    assert list(readers(a_notice("said", by=BUYER, taken_by="chen"))) == [Side.RESPONDENT, Side.STAFF]
    assert Side.STAFF not in readers(a_notice("said", by=OFFICER, taken_by="chen"))
    assert Side.STAFF in readers(a_notice("said", by=COLLEAGUE, taken_by="chen"))


def test_a_party_with_the_id_of_a_member_of_the_staff_is_another_person() -> None:
    buyer_called_chen = Actor(Role.COMPLAINANT, "chen")
    assert Side.STAFF in readers(a_notice("said", by=buyer_called_chen, taken_by="chen"))


def test_a_case_that_somebody_takes_first_is_nobodys_news_one_taken_over_is() -> None:
    _, case, _, _, at = STEPS[0]
    taking = (happened.CaseTaken("zhao"),)
    assert notice_of(case, case, taking, COLLEAGUE, at) is None
    before = msgspec.structs.replace(case, taken_by="chen")
    notice = notice_of(before, case, taking, COLLEAGUE, at)
    assert notice is not None
    assert [told(notice, side) for side in SIDES] == [(), (), ("case_taken",)]


def test_a_signal_is_told_to_who_had_taken_the_case_and_never_to_parties_or_machines() -> None:
    _, case, _, _, at = STEPS[0]
    before = msgspec.structs.replace(case, taken_by="chen")
    raised = (happened.FlagRaised("farming", "c"),)  # type: ignore[arg-type]
    notice = notice_of(before, case, raised, THE_PLATFORM, at)
    assert notice is not None
    assert [told(notice, side) for side in SIDES] == [(), (), ("flag_raised",)]
    assert notice.told_to_machines == ()
    assert notice_of(case, case, raised, THE_PLATFORM, at) is None


def test_the_end_of_the_clock_that_runs_first_against_each_side_goes_with_it() -> None:
    """Against both sides means against each; what stands still is no end."""
    for before, case, events, by, at in STEPS:
        notice = notice_of(before, case, events, by, at)
        if notice is None:
            continue
        for side in SIDES:
            ends = [
                clock.due_at
                for clock in case.clocks
                if clock.due_at is not None
                and clock.name is not SpanName.SUSPENSION
                and (clock.owed_by is side or (clock.owed_by is Side.BOTH and side is not Side.STAFF))
            ]
            assert notice.due_at.get(side) == min(ends, default=None)


def test_while_a_case_rests_at_its_parties_wish_nobody_is_asked_for_anything() -> None:
    suspended = [
        (before, case, events, by, at)
        for before, case, events, by, at in STEPS
        if any(
            isinstance(one, happened.ClocksPaused) and one.ground is PauseGround.SUSPENSION for one in events
        )
    ]
    assert suspended
    for step in suspended:
        notice = notice_of(*step)
        assert notice is not None
        assert notice.due_at == {}


def test_boxes_are_those_of_the_principals() -> None:
    """A note lands where its reader looks."""
    notice = a_notice("said", by=THE_CLOCK)
    buyer = Principal(notice.complainant, "Li", notice.venue, (Hat.CONSUMER,))
    shop = Principal(notice.respondent, "Tea", notice.venue, (Hat.MERCHANT,))
    assert party_box(notice, Side.COMPLAINANT) == buyer.box
    assert party_box(notice, Side.RESPONDENT) == shop.box
    staff = Principal("chen", "Chen", "", (Hat.ARBITER, Hat.OFFICER))
    assert [side_of(one.box) for one in (buyer, shop, staff)] == list(SIDES)


def test_a_note_of_an_event_that_this_program_does_not_know_is_told_in_general_words() -> None:
    assert title("sung", Side.STAFF) == SOMETHING
    assert title("stage_entered", Side.COMPLAINANT) == SOMETHING
    assert told(a_notice("sung", "said"), Side.COMPLAINANT) == ("said",)
    assert not by_mail("sung")


def test_what_comes_often_and_starts_nothing_stays_out_of_the_mail() -> None:
    names = {event_name_of(event) for event, entry in NOTE_WORDS.items() if entry != NOBODY}
    assert {name for name in names if not by_mail(name)} == {
        "said", "evidence_submitted", "evidence_finished", "case_taken"
    }  # fmt: skip


def test_instants_are_told_in_the_zone_of_the_rules_which_is_said() -> None:
    due_at = datetime(2026, 3, 5, 4, tzinfo=UTC)
    shanghai, zurich = ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/Zurich")
    assert "2026-03-05 12:00(UTC+08:00)" in told_until(due_at, "zh", shanghai)
    assert "2026-03-05 05:00 (UTC+01:00)" in told_until(due_at, "en", zurich)
    assert "2026-07-05 06:00 (UTC+02:00)" in told_until(due_at + timedelta(days=122), "en", zurich)


def test_an_id_follows_from_its_cause_alone() -> None:
    causes = [("note", "a", 1), ("note", "a", 2), ("note", "a1"), ("notea", 1), ("note", "", "a", 1)]
    assert len({id_of(*cause) for cause in causes}) == len(causes)
    assert str(id_of("note", "a", 1)) == "776a4387-0120-5ef9-8894-fa292f5ab7f8"


CONSUMER, MERCHANT = Side.COMPLAINANT, Side.RESPONDENT
A_CONTEST_AND_TWO_APPEALS = [
    {MERCHANT: ("case_opened",)},
    {MERCHANT: ("complaint_filed",)},
    {CONSUMER: ("evidence_submitted",)},
    {CONSUMER: ("contested",)},
    {MERCHANT: ("evidence_finished",)},
    {CONSUMER: ("ruled",), MERCHANT: ("ruled",)},
    {MERCHANT: ("appealed",)},
    {CONSUMER: ("clock_lapsed",), MERCHANT: ("clock_lapsed",)},
    {CONSUMER: ("appeal_decided",), MERCHANT: ("appeal_decided",)},
    {CONSUMER: ("appealed",)},
    {CONSUMER: ("escalated",), MERCHANT: ("escalated",)},
    {CONSUMER: ("appeal_decided", "case_closed"), MERCHANT: ("appeal_decided", "case_closed")},
]
"""Of `contest-upheld-and-changed-on-appeal.case`, step by step, as a person would expect it."""


def test_of_a_whole_life_each_side_is_told_what_a_person_would_expect() -> None:
    (story,) = [one for one in read_stories(STORIES) if "contest-upheld-and-changed" in str(one.file)]
    before: Case | None = None
    heard = []
    for entry in play(story, PACKS[story.pack]).entries:
        if not entry.events:
            continue
        after = before
        for event in entry.events:
            after = evolve(after, event, entry.step.at)
        assert after is not None
        notice = notice_of(before, after, entry.events, entry.step.actor, entry.step.at)
        assert notice is not None
        heard.append({side: told(notice, side) for side in readers(notice)})
        before = after
    assert heard == A_CONTEST_AND_TWO_APPEALS
