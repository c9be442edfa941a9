"""How the things of one case are said to one viewer: codes by their names, rules, facts with their values."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cached_property
from typing import TypeVar

from hejie.casework.views.shapes import FactView, Named, RuleView
from hejie.casework.views.viewer import Viewer
from hejie.domain.case import Act, Case, Origin, Severity, SpanName, Stage
from hejie.domain.facts import (
    AMOUNT_INPUTS,
    BURDEN_INPUTS,
    RECORD_FINDINGS,
    SETTLEMENTS,
    SILENCE_INPUTS,
    STANDINGS,
    WITHDRAWAL_INPUTS,
)
from hejie.domain.naming import ACT_WORDS, SEVERITY_WORDS, SIDE_WORDS, STAGE_WORDS
from hejie.domain.phrases import Phrases
from hejie.domain.roles import Side
from hejie.domain.rulebook import Kind, Pack, Silence
from hejie.domain.tables import Input, Row, ValueType
from hejie.domain.words import Told, Words

S = TypeVar("S", bound=str)

INPUTS: Mapping[str, Input] = {
    declared.name: declared
    for declared in (*AMOUNT_INPUTS, *BURDEN_INPUTS, *SILENCE_INPUTS, *WITHDRAWAL_INPUTS)
}
"""Every fact that a table may have read, by its name."""

_OF_THE_HOUSE = frozenset({"case.flagged"})
"""Signals: what the platform looks into is told to no party."""

_OF_THE_COMPLAINANT = frozenset({"complainant.filings_in_window", "complainant.withdrawals_in_window"})
"""How often somebody complains is nothing to the respondent."""

_BOOLS = {True: Words("是", "yes"), False: Words("否", "no")}
_UNITS = {"points": Words("{count} 分", "{count} points"), "count": Words("{count} 次", "{count}")}

ORIGIN_WORDS = {
    Origin.RULING: Words("裁决", "the ruling"),
    Origin.OFFER: Words("和解方案", "the accepted offer"),
    Origin.ANSWER: Words("商家同意诉求", "the merchant's acceptance"),
}
SILENCE_WORDS = {
    Silence.RULE: Words("商家逾期不答复,系统依规则裁决", "if the merchant is silent, the system rules"),
    Silence.EVIDENCE: Words(
        "商家逾期不答复,双方举证", "if the merchant is silent, both sides bring evidence"
    ),
    Silence.OFFICER: Words("商家逾期不答复,由工作人员裁决", "if the merchant is silent, a person decides"),
}
_VALUES: Mapping[str, Mapping[str, Words]] = {
    "case.stage": {str(stage): STAGE_WORDS[stage] for stage in Stage},
    "case.severity": {str(severity): SEVERITY_WORDS[severity] for severity in Severity},
    "kind.silence": {str(silence): SILENCE_WORDS[silence] for silence in Silence},
    "case.settlement": dict(
        zip(
            SETTLEMENTS,
            (
                Words("没有和解", "none"),
                Words("已提出方案", "an offer is open"),
                Words("已达成,未履行完毕", "agreed, not yet performed"),
                Words("已履行", "performed"),
            ),
            strict=True,
        )
    ),
    "burden.standing": dict(
        zip(
            STANDINGS,
            (
                Words("已证明", "proven"),
                Words("未证明", "not proven"),
                Words("尚待举证", "still open"),
            ),
            strict=True,
        )
    ),
    "record.finding": dict(
        zip(
            RECORD_FINDINGS,
            (
                Words("此类投诉不单凭记录认定", "this kind is not decided by records alone"),
                Words("支持消费者", "for the consumer"),
                Words("支持商家", "for the merchant"),
                Words("记录不全", "incomplete"),
            ),
            strict=True,
        )
    ),
}
"""What people call the values of facts that hold one of a few."""


class Telling:
    """One case (as it stands at `at`) as one viewer is told of it. Instants are said in the pack's zone."""

    def __init__(self, case: Case, pack: Pack, viewer: Viewer, at: datetime) -> None:
        self.case = case
        self.pack = pack
        self.viewer = viewer
        self.at = at
        self.phrases = Phrases(case, pack, viewer.language, pack.calendar.zone)

    @property
    def kind(self) -> Kind:
        """The rules of the case's kind."""
        return self.pack.kinds[self.case.head.kind]

    @cached_property
    def names(self) -> Mapping[str, Words]:
        """What the pack calls its codes."""
        return self.pack.names(self.kind.id)

    @cached_property
    def _rule_words(self) -> Mapping[str, Words]:
        return self.pack.rule_words(self.kind.id)

    @cached_property
    def _rows(self) -> Mapping[str, Row]:
        tables = {"withdrawal": self.pack.withdrawal, "silence": self.pack.silence}
        return {f"{name}.{row.id}": row for name, table in tables.items() for row in table.rows}

    def say(self, words: Words, **facts: object) -> str:
        """Words in the viewer's language."""
        return words.tell(self.viewer.language, **facts)

    def named(self, code: S, words: Mapping[S, Words]) -> Named:
        """A code with what people call it."""
        return Named(str(code), self.say(words[code]))

    def side(self, side: Side) -> Named:
        """A side with its name."""
        return Named(str(side), self.say(SIDE_WORDS[side]))

    def clock(self, name: SpanName) -> Named:
        """A clock with what the pack calls it."""
        return Named(str(name), self.say(self.pack.span_words[name]))

    def act(self, act: Act) -> Named:
        """An act with its name."""
        return Named(str(act), self.say(ACT_WORDS[act]))

    def yours(self, side: Side) -> bool:
        """Whether something of this side is the viewer's to do: for a party also what both owe."""
        return side is self.viewer.side or (side is Side.BOTH and self.viewer.is_party)

    def item(self, code: str) -> Named:
        """An item of a checklist with what the pack calls it."""
        return Named(code, self.say(self.names.get(code, _SOME_ITEM)))

    def rule(self, id: str) -> RuleView:
        """A rule with its words; of one that this pack does not know, that it is one of the pack."""
        return RuleView(id, self.say(self._rule_words.get(id, self.pack.words)))

    def knows(self, rule: str) -> bool:
        """Whether this is a rule of the pack."""
        return rule in self._rule_words

    def rules(self, ids: Iterable[str]) -> tuple[RuleView, ...]:
        """The rules that something rests on; those that speak of a signal are for the house alone."""
        told = (id for id in dict.fromkeys(ids) if self.viewer.inside or not self._of_signal(id))
        return tuple(map(self.rule, told))

    def _of_signal(self, rule: str) -> bool:
        row = self._rows.get(rule)
        return row is not None and any(name in row.when for name in _OF_THE_HOUSE)

    def citable(self) -> tuple[RuleView, ...]:
        """All rules that a decision in this case may cite."""
        return tuple(RuleView(id, self.say(words)) for id, words in self._rule_words.items())

    def may_know(self, fact: str) -> bool:
        """Whether a fact is told to this viewer."""
        if fact in _OF_THE_HOUSE:
            return self.viewer.inside
        return fact not in _OF_THE_COMPLAINANT or self.viewer.side is not Side.RESPONDENT

    def facts(self, read: Iterable[tuple[str, Told]]) -> tuple[FactView, ...]:
        """Facts with their values as people read them, as far as the viewer may know them."""
        return tuple(
            FactView(name, self.say(INPUTS[name].words), self._value(INPUTS[name], value), value)
            for name, value in read
            if name in INPUTS and self.may_know(name)
        )

    def _value(self, declared: Input, value: Told) -> str:
        if isinstance(value, bool):
            return self.say(_BOOLS[value])
        if isinstance(value, int):
            unit = _UNITS.get(declared.unit or "")
            return self.say(unit, count=value) if unit else self.phrases.money(value)
        if declared.type is ValueType.TIMESTAMP:
            return self.phrases.at(datetime.fromisoformat(value))
        if declared.name == "clock.name":
            return self.say(self.pack.span_words[SpanName(value)])
        return self.say(_VALUES[declared.name][value])


_SOME_ITEM = Words("证据", "evidence")
