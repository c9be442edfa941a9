"""The kinds of complaint of a pack, and the remedies that can be asked for in them."""

from collections.abc import Mapping

import msgspec

from hejie.domain.case import Act, Severity
from hejie.domain.roles import Side
from hejie.domain.rulebook import (
    AmountRule,
    Checklist,
    ChecklistItem,
    FilingBasis,
    FilingLimit,
    Kind,
    Need,
    Points,
    Remedy,
    Silence,
)
from hejie.domain.words import Words
from hejie.policy.conditions.check import NamedConstant
from hejie.policy.decision_tables import TableName, read_table
from hejie.policy.flaws import Flaw
from hejie.policy.section import Section
from hejie.policy.values import UNITS, read_own_spans, read_span

SIDES = (Side.COMPLAINANT, Side.RESPONDENT)
KIND_KEYS = (
    "zh",
    "en",
    "severity",
    "source",
    "talk_first",
    "filing",
    "spans",
    "silence",
    "points",
    "remedies",
    "checklists",
    "burden",
    "record",
    "amount",
)


class Surroundings(msgspec.Struct, frozen=True):
    """What the kinds of a pack refer to in the rest of it."""

    remedies: Mapping[str, Remedy]
    tracks: Mapping[str, Words]
    constants: Mapping[str, NamedConstant]


def read_tracks(root: Section) -> Mapping[str, Words]:
    """The section `tracks`: where points are counted."""
    return {name: section.words() for name, section in root.sections("tracks", ("zh", "en")).items()}


def read_remedies(root: Section) -> Mapping[str, Remedy]:
    """The section `remedies`: what kinds may offer."""
    found = {}
    for code, section in root.sections("remedies", ("acts", "amount", "zh", "en")).items():
        acts = tuple(Act(act) for act in section.chosen("acts", list(Act)))
        amount = section.choice("amount", AmountRule)
        if acts and "amount" in section:
            if Act.PAY in acts and amount is AmountRule.NONE:
                section.note(Flaw.PAYMENT_WITHOUT_AMOUNT, "amount", accepted=("claimed", "formula"))
            if Act.PAY not in acts and amount is not AmountRule.NONE:
                section.note(Flaw.AMOUNT_WITHOUT_PAYMENT, "amount", accepted=("none",))
        found[code] = Remedy(code, acts, amount, section.words())
    return found


def read_kinds(root: Section, surroundings: Surroundings) -> Mapping[str, Kind]:
    """The section `kinds`. Kinds with an unusable table are left out; what is wrong is noted."""
    kinds = {
        id: _kind(id, section, surroundings) for id, section in root.sections("kinds", KIND_KEYS).items()
    }
    return {id: kind for id, kind in kinds.items() if kind is not None}


def _kind(id: str, section: Section, surroundings: Surroundings) -> Kind | None:
    constants = surroundings.constants
    burden = read_table(section, "burden", TableName.BURDEN, constants)
    record = read_table(section, "record", TableName.RECORD, constants) if "record" in section else None
    amount = read_table(section, "amount", TableName.AMOUNT, constants) if "amount" in section else None
    words, basis = section.words(), section.source()
    severity, silence = section.choice("severity", Severity), section.choice("silence", Silence)
    talk_first = section.flag("talk_first")
    points, filing = _points(section, surroundings.tracks), _filing(section)
    checklists, remedies = _checklists(section), _remedies(section, surroundings.remedies)
    spans = read_own_spans(section)
    _check_formula(section, remedies)
    if burden is None:
        return None
    return Kind(
        id=id,
        words=words,
        severity=severity,
        talk_first=talk_first,
        silence=silence,
        points=points,
        checklists=checklists,
        remedies=remedies,
        burden=burden,
        filing=filing,
        record=record,
        amount=amount,
        spans=spans,
        basis=basis,
    )


def _points(kind: Section, tracks: Mapping[str, Words]) -> Points:
    section = kind.section("points", ("track", "count", "source"))
    section.source()
    track = section.one_of("track", tracks) if tracks else section.text("track")
    return Points(track, section.whole("count"))


def _filing(kind: Section) -> FilingLimit | None:
    section = kind.section("filing", (*UNITS, "from", "unlimited", "source"))
    section.source()
    if "unlimited" not in section:
        return FilingLimit(read_span(section), section.choice("from", FilingBasis))
    if not section.flag("unlimited") or "from" in section or any(unit in section for unit in UNITS):
        section.note(Flaw.NOT_A_FILING_LIMIT)
    return None


def _checklists(kind: Section) -> Mapping[Side, Checklist]:
    section = kind.section("checklists", SIDES)
    found = {side: _checklist(section, side) for side in SIDES}
    items = found[Side.RESPONDENT].items
    if items and not any(item.need in (Need.REQUIRED, Need.ANY_OF) for item in items):
        section.note(Flaw.NOTHING_TO_PROVE, Side.RESPONDENT)
    return found


def _checklist(sides: Section, side: Side) -> Checklist:
    items: list[ChecklistItem] = []
    for section in sides.listed(side, ("code", "need", "zh", "en")):
        code = section.name("code")
        if any(item.code == code for item in items):
            section.note(Flaw.TWICE, "code", value=code)
        items.append(ChecklistItem(code, section.choice("need", Need), section.words()))
    return Checklist(tuple(items))


def _remedies(kind: Section, known: Mapping[str, Remedy]) -> tuple[Remedy, ...]:
    return tuple(known[code] for code in kind.chosen("remedies", known))


def _check_formula(kind: Section, remedies: tuple[Remedy, ...]) -> None:
    by_formula = [remedy.code for remedy in remedies if remedy.amount is AmountRule.FORMULA]
    if by_formula and "amount" not in kind:
        kind.note(Flaw.FORMULA_MISSING, "remedies", remedy=by_formula[0])
    if remedies and not by_formula and "amount" in kind:
        kind.note(Flaw.FORMULA_UNUSED, "amount")
