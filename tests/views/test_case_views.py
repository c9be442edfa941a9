"""A case as each viewer sees it, over every step of every story: true, in words, and nobody's else."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from hejie.casework.listings import listing_after, listing_of
from hejie.casework.views.shapes import CaseView
from hejie.casework.views.whole import case_view
from hejie.domain.case import Stage
from hejie.domain.decide import as_of, possible
from hejie.domain.draft import Moment
from hejie.domain.events import event_name
from hejie.domain.roles import Side

from .looking import (
    LANGUAGES,
    NAMES,
    PATHS,
    VIEWERS,
    Look,
    looks,
    plain,
    staff_of,
    texts,
    viewer,
    views_of,
)

STORIES = pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)

IN_WORDS = {"words", "value", "reason", "if_nothing", "consequences"}
"""Fields that people read. `text`, `caption` and `reasons` are what people wrote; `name` is a name."""

CODE = re.compile(r"[a-z0-9]_[a-z]|\bS[1-4]\b|\{|\}|\bNone\b|\bTrue\b|sealed:")
CHINESE = re.compile(r"[\u4e00-\u9fff]")
PARTIES = ("consumer", "merchant")


def every_view(path: Path, *names: str) -> list[tuple[Look, CaseView, Any]]:
    """The views of all steps of a story in both languages, as they are and as a client gets them."""
    return [
        seen for name in names or VIEWERS for language in LANGUAGES for seen in views_of(path, name, language)
    ]


@STORIES
def test_what_people_read_is_words_in_their_language(path: Path) -> None:
    """No code, no gap, no sealed reference; Chinese for who reads Chinese, and none for who reads English."""
    for language in LANGUAGES:
        for _, _, told in (seen for name in VIEWERS for seen in views_of(path, name, language)):
            for field, text in texts(told):
                assert "sealed:" not in text
                if field not in IN_WORDS or not text:
                    continue
                assert not CODE.search(text), (field, text)
                if language == "en":
                    assert not CHINESE.search(text), (field, text)
                elif field in ("words", "if_nothing", "reason"):
                    assert CHINESE.search(text), (field, text)


@STORIES
def test_parties_learn_nothing_of_who_works_for_the_platform(path: Path) -> None:
    """Neither names nor ids of staff, nor who has taken it, nor signals, nor what only staff cite."""
    for look, view, told in every_view(path, *PARTIES, "machine"):
        staff = staff_of(look)
        for field, text in texts(told):
            if field not in ("text", "reasons", "caption"):
                assert not any(person in re.split(r"[^\w-]+", text) for person in staff), (field, text)
        assert view.taken_by is None
        assert view.citable == ()
        assert not {line.event for line in view.timeline} & {"flag_raised", "case_taken"}
        facts = {fact["name"] for fact in _facts(told)}
        assert "case.flagged" not in facts


@STORIES
def test_the_merchant_learns_nothing_of_the_complainant_but_the_case(path: Path) -> None:
    """Not the name, not the id, not how often they complain."""
    for look, view, told in every_view(path, "merchant"):
        assert not any(
            look.case.head.complainant in text or NAMES[Side.COMPLAINANT] in text
            for field, text in texts(told)
            if field not in ("text", "reasons", "caption")
        )
        assert view.parties[0].name == "李**"
        assert not any(fact["name"].endswith("_in_window") for fact in _facts(told))
        assert view.outlook is not None
        assert view.outlook.reasons[0].rule not in (
            "withdrawal.too_many", "withdrawal.too_large_a_share", "withdrawal.flagged",
            "withdrawal.deciding_flagged",
        )  # fmt: skip


@STORIES
def test_the_consumer_sees_the_own_name_and_that_of_the_shop(path: Path) -> None:
    """One's own name stands in full, and so does that of the shop: it bears it in public."""
    for _, view, _ in every_view(path, "consumer"):
        assert [party.name for party in view.parties] == ["李小娜", NAMES[Side.RESPONDENT]]
        assert [party.you for party in view.parties] == [True, False]


@STORIES
def test_staff_see_names_in_full_and_what_may_be_cited(path: Path) -> None:
    """Whoever decides sees both sides by name and every rule of the kind."""
    for look, view, _ in every_view(path, "officer"):
        assert [party.name for party in view.parties] == list(NAMES.values())
        assert {rule.id for rule in view.citable} == look.transcript.pack.rule_ids(look.case.head.kind)
        happened = [line.event for line in view.timeline]
        stored = [event_name(one.event) for one in look.material.stored]
        for event in ("flag_raised", "case_taken"):
            assert happened.count(event) == stored.count(event)


@STORIES
def test_buttons_are_what_the_rules_allow(path: Path) -> None:
    """Each command once, allowed exactly where `possible` says so for one of the viewer's hats."""
    for look, view, _ in every_view(path):
        at = view.at
        actors = viewer(_name_of(view), look.case).actors
        counters = None if view.you == "respondent" else look.material.counters
        allowed = {
            one.command
            for actor in actors
            for one in possible(look.case, Moment(at, actor, look.transcript.pack, counters=counters))
            if one.allowed
        }
        assert {one.command for one in view.possible if one.allowed} == allowed
        names = [one.command for one in view.possible]
        assert len(names) == len(set(names))
        assert all(one.allowed == (one.reason is None) == (one.code is None) for one in view.possible)
        assert sorted(view.possible, key=lambda one: not one.allowed) == list(view.possible)


@STORIES
def test_what_is_shown_is_what_would_be_enforced(path: Path) -> None:
    """A clock that has run out is shown as lapsed, whether or not anybody has swept it."""
    for look in looks(path):
        due_at = look.case.next_due_at
        if due_at is None:
            continue
        for at, names in ((due_at, VIEWERS), (due_at + timedelta(days=400), ["merchant"])):
            case = as_of(look.case, look.transcript.pack, at)
            for name in names:
                view = case_view(look.material, viewer(name, look.case), at)
                assert view.stage.code == case.stage
                assert [(clock.id, clock.due_at) for clock in view.clocks] == [
                    (clock.id, clock.due_at) for clock in case.clocks
                ]
                assert view.version == look.material.seen.version
                assert all(clock.due_at is None or clock.due_at > at for clock in view.clocks)
                assert (view.ruling is None) == (case.ruling is None)
                assert "clock_lapsed" in {line.event for line in view.timeline}


@STORIES
def test_what_was_written_can_be_read_until_it_is_erased(path: Path) -> None:
    """Words are opened beside what they were written with; erased ones are null, and nothing else changes."""
    seen = looks(path)
    if not seen:
        return  # in this story no case ever begins
    look = seen[-1]
    erased = look.material.__class__(
        look.material.seen, look.material.stored, {}, look.material.handed, NAMES, look.material.order,
        look.material.counters,
    )  # fmt: skip
    at = look.transcript.entries[-1].step.at
    for name in VIEWERS:
        who = viewer(name, look.case)
        view, without = case_view(look.material, who, at), case_view(erased, who, at)
        written = {text for field, text in texts(plain(view)) if field in ("text", "caption", "reasons")}
        assert written == set(look.material.opened.values())
        assert not {
            text for field, text in texts(plain(without)) if field in ("text", "caption", "reasons") and text
        }
        assert [line.words for line in without.timeline] == [line.words for line in view.timeline]


@STORIES
def test_originals_are_for_whoever_handed_them_in_and_for_staff(path: Path) -> None:
    """The other side sees the shown copy alone; a machine of the venue too."""
    for _, view, _ in every_view(path):
        for item in view.evidence:
            assert item.shown_url == f"cases/{view.id}/evidence/{item.id}/shown"
            mine = item.by.code == view.you or view.citable
            assert (item.original_url is not None) == bool(mine)


def _name_of(view: CaseView) -> str:
    if view.you != "staff":
        return {"complainant": "consumer", "respondent": "merchant"}[view.you]
    return "officer" if view.citable else "machine"


def _facts(told: Any) -> list[dict[str, Any]]:
    if isinstance(told, dict):
        found = [told] if {"name", "words", "value", "raw"} <= told.keys() else []
        return found + [fact for one in told.values() for fact in _facts(one)]
    if isinstance(told, list):
        return [fact for one in told for fact in _facts(one)]
    return []


@STORIES
@pytest.mark.parametrize("viewer", ["consumer", "merchant", "officer"])
def test_each_obligation_names_the_commands_that_would_be_accepted_for_it(path: Path, viewer: str) -> None:
    """A command stands at an obligation only where the viewer may give it at all, and somewhere it does."""
    for _, view, _ in every_view(path, viewer):
        allowed = {one.command for one in view.possible if one.allowed}
        for obligation in view.obligations:
            assert set(obligation.possible) <= allowed
            standing = (obligation.status.code, obligation.yours)
            assert ("record_performance" in obligation.possible) == (
                standing == ("owed", True) and "record_performance" in allowed
            )
            assert ("accept_performance" in obligation.possible) == (
                standing in (("recorded", False), ("contested", False)) and "accept_performance" in allowed
            )


def test_the_clock_of_evidence_no_longer_waits_for_who_has_finished() -> None:
    """After one side has said that all its evidence is there, its page and its queue wait for the other."""
    path = next(path for path in PATHS if path.stem == "intervention-and-evidence")
    finished = [
        (look, view)
        for look, view, _ in every_view(path, "consumer")
        if look.case.finished == (Side.COMPLAINANT,) and look.case.stage is Stage.EVIDENCE
    ]
    assert finished
    for look, view in finished:
        assert [clock.yours for clock in view.clocks if clock.name.code == "evidence"] == [False]
        assert listing_of(look.case).owed_by is Side.RESPONDENT
        before = msgspec.structs.replace(look.case, finished=())
        assert listing_after(before, look.case) == listing_of(look.case)
