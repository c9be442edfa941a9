"""The rules of one pack as the procedure uses them: values, checklists, decision tables.

`policy` reads packs from files and checks them; nothing in the domain knows a number of the rules.
"""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

import msgspec

from hejie.domain.calendar import Calendar, Span
from hejie.domain.case import Act, Severity, SpanName
from hejie.domain.roles import Side
from hejie.domain.tables import Table
from hejie.domain.words import Words


class Need(StrEnum):
    """How much an item of a checklist is needed."""

    REQUIRED = "required"
    ANY_OF = "any_of"
    OPTIONAL = "optional"
    PLATFORM = "platform"
    """The platform supplies it itself; nobody is asked for it."""


class ChecklistItem(msgspec.Struct, frozen=True):
    """One thing that a side may have to show."""

    code: str
    need: Need
    words: Words


class Checklist(msgspec.Struct, frozen=True):
    """What one side shows in one kind of complaint."""

    items: tuple[ChecklistItem, ...]

    def missing(self, shown: frozenset[str]) -> tuple[str, ...]:
        """The items still needed: every required one, and all the alternatives while none is there."""
        required = tuple(
            item.code for item in self.items if item.need is Need.REQUIRED and item.code not in shown
        )
        any_of = tuple(item.code for item in self.items if item.need is Need.ANY_OF)
        return required + (any_of if any_of and shown.isdisjoint(any_of) else ())

    def knows(self, code: str) -> bool:
        """Whether this item can be handed in."""
        return any(item.code == code and item.need is not Need.PLATFORM for item in self.items)


class AmountRule(StrEnum):
    """How much money a remedy means."""

    CLAIMED = "claimed"
    """What is demanded, up to what was paid for the line."""
    FORMULA = "formula"
    """What the kind's `amount` table says."""
    NONE = "none"


class Remedy(msgspec.Struct, frozen=True):
    """What can be demanded and ordered: acts in the order in which they are due."""

    code: str
    acts: tuple[Act, ...]
    amount: AmountRule
    words: Words


class FilingBasis(StrEnum):
    """From which platform record the time for filing runs."""

    DISPATCH_DUE = "dispatch_due"
    DELIVERED = "delivered"
    PLACED = "placed"


class FilingLimit(msgspec.Struct, frozen=True):
    """How long a complaint can be filed; without the record it runs from, it does not end."""

    span: Span
    basis: FilingBasis


class Silence(StrEnum):
    """What the silence of the respondent leads to in a kind of complaint."""

    RULE = "rule"
    EVIDENCE = "evidence"
    OFFICER = "officer"


class Points(msgspec.Struct, frozen=True):
    """What an upheld complaint of a kind costs the merchant."""

    track: str
    count: int


class Kind(msgspec.Struct, frozen=True):
    """One kind of complaint with its own procedure and standard of proof."""

    id: str
    words: Words
    severity: Severity
    talk_first: bool
    silence: Silence
    points: Points
    checklists: Mapping[Side, Checklist]
    remedies: tuple[Remedy, ...]
    """The default first."""
    burden: Table
    filing: FilingLimit | None = None
    record: Table | None = None
    """Decides the claim from platform records alone, where the pack marks the kind so."""
    amount: Table | None = None
    """The formula: which rate with which bounds."""
    spans: Mapping[SpanName, Span] = msgspec.field(default_factory=dict)
    basis: str = ""

    def remedy(self, code: str) -> Remedy | None:
        """The remedy with this code, if it can be asked for in this kind."""
        return next((remedy for remedy in self.remedies if remedy.code == code), None)


class Pack(msgspec.Struct, frozen=True):
    """One version of a marketplace's rules; immutable once published."""

    id: str
    version: str
    content_hash: str
    words: Words
    venues: frozenset[str]
    """Empty: every venue that no other pack names."""
    currency: str
    effective_from: datetime
    effective_to: datetime | None
    calendar: Calendar
    spans: Mapping[SpanName, Span]
    spans_by_severity: Mapping[tuple[SpanName, Severity], Span]
    kinds: Mapping[str, Kind]
    withdrawal: Table
    silence: Table
    farming_filings: int
    """So many filings of one kind against one merchant within the farming window need a human look."""
    span_words: Mapping[SpanName, Words]
    span_sources: Mapping[SpanName, str]
    virtual_instants: bool = False
    """Whether complaints may be filed at an instant of the past: a sandbox for trying rules on history."""

    def span(self, name: SpanName, kind: str, severity: Severity) -> Span:
        """A span of the rules: the kind's own, else that of the severity, else the general one."""
        own = self.kinds[kind].spans.get(name)
        return own or self.spans_by_severity.get((name, severity)) or self.spans[name]

    def names(self, kind: str) -> Mapping[str, Words]:
        """What people call the codes of this pack: clocks, kinds, and the kind's items and remedies."""
        own = self.kinds[kind]
        items = [item for checklist in own.checklists.values() for item in checklist.items]
        return (
            {str(name): words for name, words in self.span_words.items()}
            | {other.id: other.words for other in self.kinds.values()}
            | {remedy.code: remedy.words for remedy in own.remedies}
            | {item.code: item.words for item in items}
        )

    def rule_words(self, kind: str) -> Mapping[str, Words]:
        """What the rules say that a decision in a case of this kind may cite, by their ids: rows of tables
        (`withdrawal.ruled`), spans (`appeal`), and the kind itself."""
        own = self.kinds[kind]
        tables = {"withdrawal": self.withdrawal, "silence": self.silence, f"{kind}.burden": own.burden}
        tables |= {f"{kind}.record": own.record} if own.record else {}
        tables |= {f"{kind}.amount": own.amount} if own.amount else {}
        rows = {f"{name}.{row.id}": row.words for name, table in tables.items() for row in table.rows}
        return {kind: own.words} | {str(name): words for name, words in self.span_words.items()} | rows

    def rule_ids(self, kind: str) -> frozenset[str]:
        """What a decision in a case of this kind may cite."""
        return frozenset(self.rule_words(kind))

    def in_force(self, at: datetime) -> bool:
        """Whether the pack is in force at an instant."""
        return self.effective_from <= at and (self.effective_to is None or at < self.effective_to)
