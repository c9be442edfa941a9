"""The chronicle says every event to people: in both languages, with its facts, and without a code."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import get_args

import msgspec
import pytest

from golden.examples import (
    CLAIMS,
    EVENTS,
    HEAD,
    OBLIGATIONS,
    OF_PAUSE,
    OFFER,
    RULING,
    RUNNING,
    SEALED,
    STILL,
)
from hejie.domain import commands as ask
from hejie.domain import events as happened
from hejie.domain.case import (
    Act,
    Case,
    Claim,
    PauseGround,
    Severity,
    Stage,
)
from hejie.domain.chronicle import chronicle
from hejie.domain.events import AnyEvent, Event, event_name
from hejie.domain.evolve import evolve
from hejie.domain.roles import Side
from hejie.domain.words import PERSONAL
from stories.telling import PATHS, played

from .builders import (
    BUYER,
    NOON,
    SELLER,
    Life,
    a_line,
    a_pack,
    an_order,
    demand,
    does,
    pay,
    shipped,
    withdrawal,
)

SHANGHAI = timezone(timedelta(hours=8))
LANGUAGES = pytest.mark.parametrize("language", ["zh", "en"])
CODE = re.compile(r"[A-Za-z]_[A-Za-z]|\b[bceokr]\d+\b|\bS\d\b|sealed:|[{}]|None")
AN_ITEM = next(event.evidence for event in EVENTS if isinstance(event, happened.EvidenceSubmitted))
CJK = re.compile(r"[一-鿿]")


def told_well(words: str, language: str) -> None:
    """A sentence for people: not empty, in its language, every fact filled in, no code among it."""
    assert words.strip() == words != ""
    assert not CODE.search(words), words
    assert bool(CJK.search(words)) == (language == "zh"), words


def a_case() -> Case:
    """A case in which every golden event can happen: it knows all the ids that they name."""
    return Case(
        head=HEAD,
        severity=Severity.S2,
        stage=Stage.EVIDENCE,
        opened_at=NOON,
        changed_at=NOON,
        claims=CLAIMS,
        clocks=(RUNNING, STILL, OF_PAUSE),
        obligations=OBLIGATIONS,
        offers=(OFFER,),
        ruling=RULING,
        filed_at=NOON,
        pause=PauseGround.INFORMATION,
    )


@LANGUAGES
@pytest.mark.parametrize("event", EVENTS, ids=event_name)
def test_every_event_has_a_line(event: Event, language: str) -> None:
    """Each type of event is said in both languages, whatever its optional fields hold."""
    case = evolve(a_case(), event, NOON) if not isinstance(event, happened.CaseOpened) else a_case()
    line = chronicle(event, case, shipped(), language, SHANGHAI)
    told_well(line.words, language)
    assert all(line.rules)


def test_no_type_of_event_is_left_out() -> None:
    """The golden events are all the types there are."""
    assert {type(event) for event in EVENTS} == set(get_args(AnyEvent))


def _sealed_fields(value: object) -> Iterator[str]:
    """What stands in the fields of an event, or of what it holds, that people write."""
    if isinstance(value, msgspec.Struct):
        info = msgspec.inspect.type_info(type(value))
        assert isinstance(info, msgspec.inspect.StructType)
        for field in info.fields:
            found = getattr(value, field.name)
            extra = field.type.extra if isinstance(field.type, msgspec.inspect.Metadata) else None
            if (extra or {}).get(PERSONAL):
                yield found
            yield from _sealed_fields(found)


@pytest.mark.parametrize("event", EVENTS, ids=event_name)
def test_a_line_names_the_words_that_a_person_wrote(event: Event) -> None:
    """Where an event holds sealed words the line gives their reference, and elsewhere none."""
    case = evolve(a_case(), event, NOON) if not isinstance(event, happened.CaseOpened) else a_case()
    line = chronicle(event, case, shipped(), "en", SHANGHAI)
    assert (line.personal,) == (tuple(_sealed_fields(event)) or ("",))
    assert line.personal in ("", SEALED)


@LANGUAGES
@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_every_story_can_be_read_in_its_chronicle(path: Path, language: str) -> None:
    """Each event of each story is said, and rests on rules that the pack has words for."""
    transcript = played(path)
    case: Case | None = None
    for event, at in transcript.history:
        case = evolve(case, event, at)
        line = chronicle(event, case, transcript.pack, language, SHANGHAI)
        told_well(line.words, language)
        assert set(line.rules) <= transcript.pack.rule_ids(case.head.kind), line


def said(life: Life, of: type[Event], language: str = "en") -> str:
    """The line of the last event of a type in a life under the shipped pack."""
    case: Case | None = None
    lines: list[str] = []
    for event, at in life.history:
        case = evolve(case, event, at)
        if type(event) is of:
            lines.append(chronicle(event, case, life.pack, language, SHANGHAI).words)
    return lines[-1]


def complained(*lines: str) -> Life:
    """A complaint about a visible defect of some lines, filed under the shipped pack."""
    life = Life(shipped(), an_order(*(a_line(line) for line in lines or ("l1",))))
    demands = tuple(demand(line, "partial_refund") for line in lines or ("l1",))
    life.talks(*demands, kind="quality_visible").does(SELLER, ask.Refuse())
    return life.does(BUYER, ask.FileComplaint())


def test_an_offer_says_who_would_do_what_for_how_much_and_by_when() -> None:
    """Money as people write it, instants by the viewer's clock, and the other side by its name."""
    due_at = datetime(2026, 3, 9, 1, 30, tzinfo=UTC)
    life = complained().offers(SELLER, does("c1", Act.RETURN_GOODS, due_at), pay("c1", due_at, 6_050))
    assert said(life, happened.OfferMade) == (
        "the merchant offered: the consumer to return the goods by 2026-03-09 09:30,"
        " pay ¥60.50 by 2026-03-09 09:30"
    )
    assert said(life, happened.OfferMade, "zh") == (
        "商家提出方案:消费者退货(2026-03-09 09:30 前)、付款 ¥60.50(2026-03-09 09:30 前)"
    )
    life.does(BUYER, ask.CounterOffer("o1", (pay("c1", due_at, 8_000),)))
    assert said(life, happened.OfferMade, "zh") == "消费者提出反方案:商家付款 ¥80.00(2026-03-09 09:30 前)"
    life.accepts(SELLER)
    assert said(life, happened.OfferAccepted, "zh") == "商家接受方案,双方达成和解:商家付款 ¥80.00"


def test_a_machine_says_that_it_ruled() -> None:
    """A ruling on silence says so, what was found, and what is ordered."""
    life = complained().shows(BUYER).lapses()
    assert said(life, happened.Ruled, "zh") == (
        "商家逾期未答复,平台系统依规则作出裁决:支持「部分退款 ¥50.00」(消费者退货、商家付款 ¥50.00)"
    )
    assert said(life, happened.ClockLapsed, "zh") == "期限「商家首次答复」(商家)于 2026-03-04 12:00 届满"


def test_a_withdrawal_of_some_claims_names_them() -> None:
    """Withdrawing the whole complaint and withdrawing a part of it are said differently."""
    life = Life(a_pack(withdrawal=withdrawal()), an_order(a_line("l1"), a_line("l2")))
    life.files(demand("l1"), demand("l2", amount_minor=7_000))
    life.does(BUYER, ask.RequestWithdrawal(("c2",), ask.WithdrawalReason.MISTAKE))
    assert (
        said(life, happened.ClaimsWithdrawn)
        == "the consumer withdrew: word ¥70.00 (reason: filed by mistake)"
    )
    life.does(BUYER, ask.RequestWithdrawal())
    assert said(life, happened.ClaimsWithdrawn) == "the consumer withdrew the complaint"


def test_a_refusal_after_filing_is_said_to_be_no_answer() -> None:
    """In a talk a refusal is a refusal; after filing people hear that it does not count as an answer."""
    life = complained()
    assert said(life, happened.Refused, "zh") == "商家拒绝了诉求"
    assert said(life.does(SELLER, ask.Refuse()), happened.Refused, "zh").endswith("不算答复")


def test_a_breach_that_was_found_is_told_from_one_by_lapse_of_time() -> None:
    """Not done in time, and found not done, are two things."""
    life = complained().offers().accepts()
    recorded = life.does(SELLER, ask.RecordPerformance("b1")).does(BUYER, ask.ContestPerformance("b1"))
    case = recorded.case
    late = chronicle(happened.ObligationBreached("b1"), case, life.pack, "zh", SHANGHAI)
    found = chronicle(happened.ObligationBreached("b1", SEALED), case, life.pack, "zh", SHANGHAI)
    assert late.words == "逾期未履行:商家付款 ¥50.00"
    assert found.words == "平台认定未履行:商家付款 ¥50.00"


def test_of_many_claims_a_line_names_the_first_and_counts_the_rest() -> None:
    """A line stays a line, however much is complained of."""
    life = complained("l1", "l2", "l3", "l4", "l5")
    assert said(life, happened.ComplaintFiled, "zh") == (
        "消费者提交投诉:要求部分退款 ¥50.00、部分退款 ¥50.00、部分退款 ¥50.00等 5 项"
    )


@LANGUAGES
def test_what_the_case_no_longer_knows_is_called_by_what_it_is(language: str) -> None:
    """A clock that is gone, a claim that was said anew, an item unknown to the rules: still a sentence."""
    case = msgspec.structs.replace(a_case(), clocks=())
    unknown = happened.EvidenceSubmitted(msgspec.structs.replace(AN_ITEM, item="no_such_item"))
    for event in (
        happened.ClockExtended("k1", NOON),
        happened.ClaimsAccepted(("c9",)),
        happened.CaseOpened(HEAD, Severity.S2, (Claim("c1", "1", "no_such_remedy"),)),
        unknown,
    ):
        told_well(chronicle(event, case, shipped(), language, SHANGHAI).words, language)


@LANGUAGES
def test_a_performance_is_said_by_whoever_said_it(language: str) -> None:
    """The creditor, its silence and the platform each have words of their own."""
    case = a_case()
    words = {
        chronicle(event, case, shipped(), language, SHANGHAI).words
        for event in (
            happened.PerformanceAccepted("b2", Side.COMPLAINANT),
            happened.PerformanceAccepted("b2", Side.COMPLAINANT, in_silence=True),
            happened.PerformanceAccepted("b2", Side.STAFF),
        )
    }
    assert len(words) == 3
