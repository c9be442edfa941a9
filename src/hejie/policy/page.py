"""A pack as a page that people read: Markdown in one language, made from the pack and nothing else."""

from collections.abc import Iterable, Iterator, Mapping

from hejie.domain.calendar import Span, Unit
from hejie.domain.money import BASIS_POINTS, format_minor
from hejie.domain.rulebook import AmountRule, Checklist, FilingBasis, Kind, Need
from hejie.domain.tables import Table, Value
from hejie.domain.words import Words
from hejie.policy.kinds import SIDES
from hejie.policy.pack_file import PublishedPack
from hejie.policy.values import Limit

_UNITS: Mapping[str, Words] = {
    Unit.HOURS: Words("{count} 小时", "{count} hours"),
    Unit.DAYS: Words("{count} 天", "{count} days"),
    Unit.BUSINESS_DAYS: Words("{count} 个工作日", "{count} business days"),
    "count": Words("{count}", "{count}"),
    "points": Words("{count} 分", "{count} points"),
}
_NEEDS: Mapping[Need, Words] = {
    Need.REQUIRED: Words("必要", "required"),
    Need.ANY_OF: Words("任一即可", "any one of these"),
    Need.OPTIONAL: Words("可选", "optional"),
    Need.PLATFORM: Words("平台自有", "from the platform"),
}
_BASES: Mapping[FilingBasis, Words] = {
    FilingBasis.DISPATCH_DUE: Words("自承诺发货时间起", "from the promised dispatch"),
    FilingBasis.DELIVERED: Words("自签收起", "from delivery"),
    FilingBasis.PLACED: Words("自下单起", "from the order"),
}
_SIDES = {
    "complainant": Words("消费者证据", "What the consumer shows"),
    "respondent": Words("商家证据", "What the merchant shows"),
}
_LABELS: Mapping[str, Words] = {
    "version": Words(
        "版本 {version},自 {begins} 起施行,币种 {currency},时区 {zone}",
        "Version {version}, in force from {begins}, amounts in {currency}, days of {zone}",
    ),
    "spans": Words("期限", "Lengths of time"),
    "limits": Words("限值", "Limits"),
    "kinds": Words("投诉类型", "Kinds of complaint"),
    "withdrawal": Words("撤诉", "Withdrawal"),
    "silence": Words("逾期的后果", "What silence means"),
    "burden": Words("举证责任", "Burden of proof"),
    "record": Words("按平台记录认定", "By platform records"),
    "amount": Words("赔付公式", "Formula of compensation"),
    "sources": Words("来源", "Sources"),
    "what": Words("事项", "What"),
    "value": Words("数值", "Value"),
    "source": Words("来源", "Source"),
    "rule": Words("规则", "Rule"),
    "when": Words("条件", "When"),
    "then": Words("结果", "Then"),
    "why": Words("说明", "Why"),
    "severity": Words("严重程度", "severity"),
    "filing": Words("投诉时限", "file within"),
    "no_limit": Words("不限", "no limit"),
    "points": Words("成立时扣分", "points if upheld"),
    "remedies": Words("可要求", "can be asked for"),
    "talk_first": Words("须先协商", "talk first"),
    "at_once": Words("可直接投诉", "file at once"),
    "by_formula": Words("按公式", "by formula"),
}


def pack_page(pack: PublishedPack, language: str) -> str:
    """The page of a pack in `zh` or `en`."""
    return "\n".join(_Page(pack, language).lines()) + "\n"


class _Page:
    def __init__(self, pack: PublishedPack, language: str) -> None:
        self._pack = pack
        self._language = language

    def lines(self) -> Iterator[str]:
        pack = self._pack
        begins = pack.effective_from.astimezone(pack.calendar.zone).isoformat()
        yield f"# {self._say(pack.words)}"
        yield ""
        yield self._label(
            "version", version=pack.version, begins=begins, currency=pack.currency, zone=pack.calendar.zone
        )
        yield from self._heading(2, "spans")
        yield from self._grid(("what", "value", "source"), self._spans())
        yield from self._heading(2, "limits")
        yield from self._grid(
            ("what", "value", "source"), (self._limit(*named) for named in pack.limits.items())
        )
        yield from self._heading(2, "kinds")
        for kind in pack.kinds.values():
            yield from self._kind(kind)
        for name, table in (("withdrawal", pack.withdrawal), ("silence", pack.silence)):
            yield from self._heading(2, name)
            yield from self._table(table)
        yield from self._heading(2, "sources")
        yield from (f"- `{tag}` {title}" for tag, title in pack.sources.items())

    def _spans(self) -> Iterator[tuple[str, ...]]:
        pack = self._pack
        for name, span in pack.spans.items():
            own = [
                f"{severity} {self._span(other)}"
                for (named, severity), other in pack.spans_by_severity.items()
                if named is name
            ]
            value = "; ".join((self._span(span), *own))
            yield f"{self._say(pack.span_words[name])} (`{name}`)", value, pack.span_sources[name]

    def _limit(self, name: str, limit: Limit) -> tuple[str, ...]:
        value = self._say(_UNITS[limit.unit], count=limit.value) if limit.unit in _UNITS else str(limit.value)
        return f"{self._say(limit.words)} (`limit.{name}`)", value, limit.source

    def _kind(self, kind: Kind) -> Iterator[str]:
        yield f"\n### {self._say(kind.words)} (`{kind.id}`)\n"
        points = f"{self._say(self._pack.tracks[kind.points.track])} {kind.points.count}"
        yield f"- {self._label('severity')}: {kind.severity}; {self._label('points')}: {points}; {kind.basis}"
        yield f"- {self._label('filing')}: {self._filing(kind)}; {self._talk(kind)}"
        for span_name, span in kind.spans.items():
            yield f"- {self._say(self._pack.span_words[span_name])}: {self._span(span)}"
        yield f"- {self._label('remedies')}: {'; '.join(self._remedies(kind))}"
        for side in SIDES:
            yield f"- {self._say(_SIDES[side])}: {'; '.join(self._items(kind.checklists[side]))}"
        for name, table in (("burden", kind.burden), ("record", kind.record), ("amount", kind.amount)):
            if table is not None:
                yield f"\n**{self._label(name)}**"
                yield from self._table(table)

    def _filing(self, kind: Kind) -> str:
        if kind.filing is None:
            return self._label("no_limit")
        return f"{self._span(kind.filing.span)}, {self._say(_BASES[kind.filing.basis])}"

    def _talk(self, kind: Kind) -> str:
        return self._label("talk_first" if kind.talk_first else "at_once")

    def _remedies(self, kind: Kind) -> Iterator[str]:
        for remedy in kind.remedies:
            formula = f" ({self._label('by_formula')})" if remedy.amount is AmountRule.FORMULA else ""
            yield self._say(remedy.words) + formula

    def _items(self, checklist: Checklist) -> Iterator[str]:
        for item in checklist.items:
            yield f"{self._say(item.words)} ({self._say(_NEEDS[item.need])})"

    def _table(self, table: Table) -> Iterator[str]:
        rows = (
            (f"`{row.id}`", f"`{row.when}`", self._answers(row.answer), self._say(row.words), row.source)
            for row in table.rows
        )
        yield from self._grid(("rule", "when", "then", "why", "source"), rows)

    def _answers(self, answer: Mapping[str, Value]) -> str:
        return ", ".join(f"{name}: {self._value(name, value)}" for name, value in answer.items())

    def _value(self, name: str, value: Value) -> str:
        if name.endswith("_minor") and isinstance(value, int):
            return format_minor(value, self._pack.currency)
        if name.endswith("_bp") and isinstance(value, int):
            return f"{value * 100 / BASIS_POINTS:g} %"
        return str(value).lower() if isinstance(value, bool) else str(value)

    def _grid(self, heads: Iterable[str], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
        labels = [self._label(head) for head in heads]
        yield ""
        yield from (_grid_row(cells) for cells in (labels, ["---"] * len(labels), *rows))

    def _heading(self, level: int, name: str) -> Iterator[str]:
        yield ""
        yield f"{'#' * level} {self._label(name)}"

    def _span(self, span: Span) -> str:
        return self._say(_UNITS[span.unit], count=span.count)

    def _label(self, name: str, **facts: object) -> str:
        return self._say(_LABELS[name], **facts)

    def _say(self, words: Words, **facts: object) -> str:
        return words.tell(self._language, **facts)


def _grid_row(cells: Iterable[str]) -> str:
    # A bar would end the cell, also within code.
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
