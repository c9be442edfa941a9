"""The shipped packs load, hold what they promise, and never change once released."""

import ast
import hashlib
import re
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from hejie.domain.calendar import Span, Unit
from hejie.domain.case import Severity, SpanName
from hejie.domain.roles import Side
from hejie.domain.rulebook import AmountRule, FilingBasis
from hejie.policy import pack_file, page
from hejie.policy.pack_check import check_pack, tables_of
from hejie.policy.pack_file import PublishedPack, parse_pack
from hejie.policy.section import PROPOSED, cited
from hejie.policy.shipped import shipped_folder, shipped_packs

from .shipped_files import POLICIES, SANDBOX, TMALL, sandbox, tmall

PACKS = [pytest.param(tmall, id="tmall-style"), pytest.param(sandbox, id="sandbox-olist")]
Load = Callable[[], PublishedPack]
HAN = re.compile(r"[\u4e00-\u9fff]")


def test_both_packs_are_shipped() -> None:
    assert [(pack.id, pack.version) for pack in shipped_packs()] == [
        ("sandbox-olist", "2016-01-01"),
        ("tmall-style", "2026-12-01"),
    ]


def test_the_package_holds_the_same_folder_as_the_repository() -> None:
    assert shipped_folder().resolve() == POLICIES.resolve()


@pytest.mark.parametrize("load", PACKS)
def test_every_row_can_answer_and_some_row_always_does(load: Load) -> None:
    check_pack(load())


def test_every_pack_in_the_folder_is_released_and_unchanged() -> None:
    """A released pack never changes: a change of the rules is a new file, and a new line of the list.

    To release one: `cd policies && sha256sum ID/DATE.yaml >> RELEASED`.
    """
    lines = (POLICIES / "RELEASED").read_text().splitlines()
    released = {path: content_hash for content_hash, path in (line.split("  ", 1) for line in lines)}
    found = {
        path.relative_to(POLICIES).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in POLICIES.glob("*/*.yaml")
    }
    assert found == released


@pytest.mark.parametrize(("load", "path"), [(tmall, TMALL), (sandbox, SANDBOX)])
def test_the_hash_of_a_pack_is_that_of_its_exact_bytes(load: Load, path: Path) -> None:
    content = path.read_bytes()
    assert load().content_hash == hashlib.sha256(content).hexdigest()
    assert parse_pack(content + b"\n", path.name).content_hash != load().content_hash


@pytest.mark.parametrize("load", PACKS)
def test_every_span_and_row_speaks_both_languages_and_names_its_source(load: Load) -> None:
    pack = load()
    rows = [row for _, table in tables_of(pack) for row in table.rows]
    words = [
        *pack.span_words.values(),
        *(row.words for row in rows),
        *(kind.words for kind in pack.kinds.values()),
    ]
    words += [
        item.words for kind in pack.kinds.values() for side in kind.checklists.values() for item in side.items
    ]
    assert all(HAN.search(one.zh) and not HAN.search(one.en) and one.en for one in words)
    sources = [*pack.span_sources.values(), *(row.source for row in rows)]
    assert all(PROPOSED in source or cited(source) for source in sources)


def test_every_listed_source_is_cited() -> None:
    for path, pack in ((TMALL, tmall()), (SANDBOX, sandbox())):
        text = path.read_text()
        assert [tag for tag in pack.sources if not re.search(rf"\[{tag}[ \]]", text)] == []


def test_spans_that_the_design_proposes_say_so() -> None:
    proposed = {
        SpanName.PROOF_REPLY,
        SpanName.EXAMINING,
        SpanName.EVIDENCE,
        SpanName.REVIEWING,
        SpanName.RETURN_GOODS,
        SpanName.ACCEPT_PERFORMANCE,
        SpanName.INFORMATION,
        SpanName.REGRET,
        SpanName.RESUME_LEAST,
        SpanName.COUNTING_WINDOW,
        SpanName.FARMING_WINDOW,
    }
    assert all(PROPOSED in tmall().span_sources[name] for name in proposed)


HOURS, DAYS, BUSINESS = Unit.HOURS, Unit.DAYS, Unit.BUSINESS_DAYS


@pytest.mark.parametrize(
    ("name", "kind", "severity", "count", "unit"),
    [
        ("talk_before_filing", "damaged", "S2", 24, HOURS),
        ("talk", "damaged", "S2", 15, DAYS),
        ("answer", "late_ship", "S1", 24, HOURS),
        ("answer", "out_of_stock", "S1", 24, HOURS),
        ("answer", "not_received", "S2", 36, HOURS),
        ("answer", "damaged", "S2", 48, HOURS),
        ("answer", "quality_visible", "S2", 48, HOURS),
        ("answer", "not_as_described", "S2", 48, HOURS),
        ("answer", "false_ad", "S3", 72, HOURS),
        ("answer", "counterfeit", "S4", 72, HOURS),
        ("offer_reply", "damaged", "S2", 7, DAYS),
        ("evidence", "late_ship", "S1", 24, HOURS),
        ("evidence", "damaged", "S2", 72, HOURS),
        ("deciding", "late_ship", "S1", 24, HOURS),
        ("deciding", "damaged", "S2", 48, HOURS),
        ("deciding", "false_ad", "S3", 5, BUSINESS),
        ("deciding", "counterfeit", "S4", 5, BUSINESS),
        ("appeal", "damaged", "S2", 7, DAYS),
        ("reviewing", "damaged", "S2", 5, BUSINESS),
        ("perform", "damaged", "S2", 24, HOURS),
        ("after_return", "damaged", "S2", 7, DAYS),
        ("suspension", "damaged", "S2", 30, DAYS),
        ("regret", "damaged", "S2", 72, HOURS),
        ("counting_window", "damaged", "S2", 90, DAYS),
    ],
)
def test_spans_are_those_of_the_design(name: str, kind: str, severity: str, count: int, unit: Unit) -> None:
    assert tmall().span(SpanName(name), kind, Severity(severity)) == Span(count, unit)


def test_the_kinds_are_those_of_the_design() -> None:
    """Severity, talk first, days and start of filing, track and points, default remedy."""
    assert [
        (
            kind.id,
            kind.severity,
            kind.talk_first,
            kind.filing and (kind.filing.span.count, kind.filing.basis),
            (kind.points.track, kind.points.count),
            kind.remedies[0].code,
        )
        for kind in tmall().kinds.values()
    ] == [
        ("late_ship", "S1", True, (15, "dispatch_due"), ("general", 1), "compensation"),
        ("out_of_stock", "S1", True, (15, "dispatch_due"), ("general", 2), "refund"),
        ("not_received", "S2", True, (15, "delivered"), ("general", 1), "refund"),
        ("damaged", "S2", True, (15, "delivered"), ("general", 1), "reship"),
        ("quality_visible", "S2", True, (15, "delivered"), ("general", 2), "repair"),
        ("not_as_described", "S2", True, (15, "delivered"), ("general", 2), "return_and_refund"),
        ("false_ad", "S3", False, (365, FilingBasis.PLACED), ("serious", 4), "return_and_refund"),
        ("counterfeit", "S4", False, None, ("counterfeit", 24), "refund"),
    ]


def test_nobody_is_asked_for_what_the_platform_has() -> None:
    checklist = tmall().kinds["late_ship"].checklists[Side.COMPLAINANT]
    assert checklist.missing(frozenset()) == ()
    assert not checklist.knows("platform_records")


def test_goods_come_back_before_their_price_does() -> None:
    remedies = {
        code: remedy for kind in tmall().kinds.values() for remedy in kind.remedies for code in [remedy.code]
    }
    assert remedies["return_and_refund"].acts == ("return_goods", "pay")
    assert remedies["compensation"].amount is AmountRule.FORMULA


def test_the_calendar_knows_holidays_and_make_up_days() -> None:
    calendar = tmall().calendar
    days = [date(2026, 2, 16), date(2026, 2, 14), date(2026, 2, 24), date(2026, 11, 21), date(2026, 11, 23)]
    assert [calendar.is_working(day) for day in days] == [False, True, True, False, True]
    assert not sandbox().calendar.is_working(date(2017, 4, 14))


def test_the_default_pack_is_in_force_from_the_first_instant_of_2026_in_china() -> None:
    pack = tmall()
    assert not pack.in_force(datetime(2025, 12, 31, 15, 59, 59, tzinfo=UTC))
    assert pack.in_force(datetime(2025, 12, 31, 16, tzinfo=UTC))
    assert pack.in_force(datetime(2026, 11, 22, tzinfo=UTC))
    assert pack.venues == frozenset()


def test_the_sandbox_takes_a_complaint_on_every_order_at_any_instant() -> None:
    pack = sandbox()
    kind = pack.kinds["late_ship"]
    assert (sorted(pack.venues), pack.currency) == (["olist-sandbox"], "BRL")
    assert all(pack.in_force(datetime(year, 9, 1, tzinfo=UTC)) for year in (2016, 2017, 2018, 2019))
    assert kind.filing is None
    assert not kind.talk_first
    assert pack.farming_filings > 99_441, "the public data have so many orders"


def test_both_packs_have_the_same_formulas() -> None:
    for id in sandbox().kinds:
        ours, theirs = sandbox().kinds[id].amount, tmall().kinds[id].amount
        assert (ours is None) == (theirs is None)
        if ours is not None and theirs is not None:
            assert [(row.when, row.answer) for row in ours.rows] == [
                (row.when, row.answer) for row in theirs.rows
            ]
    assert [row.answer for row in sandbox().withdrawal.rows] == [
        row.answer for row in tmall().withdrawal.rows
    ]


def test_rows_can_be_cited_by_their_table_and_id() -> None:
    ids = tmall().rule_ids("late_ship")
    assert {"withdrawal.proof_complete", "silence.record_decides", "late_ship.record.late", "answer"} <= ids


@pytest.mark.parametrize("load", PACKS)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_page_of_a_pack_shows_every_span_kind_and_row(load: Load, language: str) -> None:
    pack = load()
    shown = page.pack_page(pack, language)
    rows = [row for _, table in tables_of(pack) for row in table.rows]
    names = [*pack.spans, *pack.kinds, *(row.id for row in rows), *(f"limit.{name}" for name in pack.limits)]
    assert [name for name in names if f"`{name}`" not in shown] == []
    assert all(row.words.tell(language) in shown for row in rows)
    widths = {line.replace("\\|", "").count("|") for line in shown.splitlines() if line.startswith("|")}
    assert widths == {4, 6}, "a bar within a cell would break the grid"


def test_what_the_pack_says_is_what_the_pack_holds() -> None:
    """Changing a value in the text changes the pack, so that the value does not also stand in code."""
    text = TMALL.read_text()
    changed = parse_pack(
        text.replace("    hours: 48\n    zh: 商家首次答复", "    hours: 47\n    zh: 商家首次答复").replace(
            "value: 5\n", "value: 6\n"
        ),
        "changed.yaml",
    )
    assert changed.spans[SpanName.ANSWER] == Span(47, Unit.HOURS)
    assert changed.farming_filings == 6


NOT_OF_THE_RULES = {
    "FILE_BYTES_MOST": 500_000,
    "DEPTH_MOST": 16,
    "SPAN_COUNT_MOST": 100_000,
    "HOLIDAY_DAYS_MOST": 100,
}
"""Numbers that protect the reader of the file, each under a name that says so."""


def test_no_number_of_the_rules_stands_in_the_code_that_reads_them() -> None:
    allowed = {0, 1, -1, *NOT_OF_THE_RULES.values()}
    found = [
        (path.name, node.lineno, node.value)
        for path in Path(pack_file.__file__).parent.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, int | float)
        and node.value not in allowed
    ]
    # How close a misspelt word must be, and which heading of a page.
    assert [
        (name, value) for name, _, value in found if (name, value) not in {("flaws.py", 0.6), ("page.py", 2)}
    ] == []
