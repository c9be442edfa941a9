"""The rules as whoever files reads them: kinds of complaint, what each side shows, how long things take."""

from collections.abc import Iterable
from datetime import datetime

from hejie.casework.packs import Packs
from hejie.casework.views.shapes import (
    ChecklistItemView,
    ChecklistView,
    KindView,
    Named,
    PackBrief,
    RemedyView,
    RulesView,
    SpanView,
)
from hejie.casework.views.telling import SILENCE_WORDS
from hejie.casework.views.whole import pack_ref
from hejie.domain.calendar import Span, Unit
from hejie.domain.case import Act, SpanName
from hejie.domain.naming import ACT_WORDS, SEVERITY_WORDS, SIDE_WORDS
from hejie.domain.roles import Side
from hejie.domain.rulebook import Checklist, Kind, Need, Pack, Remedy
from hejie.domain.words import Words

_LENGTHS = {
    Unit.HOURS: (Words("{count} 小时", "{count} hours"), Words("{count} 小时", "{count} hour")),
    Unit.DAYS: (Words("{count} 天", "{count} days"), Words("{count} 天", "{count} day")),
    Unit.BUSINESS_DAYS: (
        Words("{count} 个工作日", "{count} business days"),
        Words("{count} 个工作日", "{count} business day"),
    ),
}


def rules_view(pack: Pack, venue: str, language: str) -> RulesView:
    """A pack as it reads at a venue."""
    return RulesView(
        pack=pack_ref(pack, language),
        venue=venue,
        currency=pack.currency,
        effective_from=pack.effective_from,
        effective_to=pack.effective_to,
        kinds=tuple(_kind(pack, kind, language) for kind in pack.kinds.values()),
    )


def _kind(pack: Pack, kind: Kind, language: str) -> KindView:
    return KindView(
        code=kind.id,
        words=kind.words.tell(language),
        severity=Named(str(kind.severity), SEVERITY_WORDS[kind.severity].tell(language)),
        talk_first=kind.talk_first,
        silence=SILENCE_WORDS[kind.silence].tell(language),
        basis=kind.basis,
        remedies=tuple(_remedy(remedy, language) for remedy in kind.remedies),
        checklists=tuple(
            _checklist(side, kind.checklists[side], language) for side in (Side.COMPLAINANT, Side.RESPONDENT)
        ),
        spans=tuple(_span(pack, name, kind, language) for name in SpanName),
    )


def _remedy(remedy: Remedy, language: str) -> RemedyView:
    acts = tuple(_act(act, language) for act in remedy.acts)
    return RemedyView(remedy.code, remedy.words.tell(language), acts, str(remedy.amount))


def _act(act: Act, language: str) -> Named:
    return Named(str(act), ACT_WORDS[act].tell(language))


def _checklist(side: Side, checklist: Checklist, language: str) -> ChecklistView:
    items = tuple(
        ChecklistItemView(item.code, item.words.tell(language), str(item.need), item.need is Need.PLATFORM)
        for item in checklist.items
    )
    named = Named(str(side), SIDE_WORDS[side].tell(language))
    return ChecklistView(named, items, checklist.missing(frozenset()))


def _span(pack: Pack, name: SpanName, kind: Kind, language: str) -> SpanView:
    span = pack.span(name, kind.id, kind.severity)
    named = Named(str(name), pack.span_words[name].tell(language))
    # A span of the kind's own stands with the kind's source.
    source = kind.basis if name in kind.spans else pack.span_sources[name]
    return SpanView(named, length(span, language), source)


def length(span: Span, language: str) -> str:
    """A length of time as people say it: `48 小时`."""
    many, one = _LENGTHS[span.unit]
    return (one if span.count == 1 else many).tell(language, count=span.count)


def pack_briefs(packs: Packs, at: datetime, language: str) -> tuple[PackBrief, ...]:
    """Every published pack, the newest of each first."""
    return tuple(
        PackBrief(
            id=pack.id,
            version=pack.version,
            words=pack.words.tell(language),
            content_hash=pack.content_hash,
            venues=tuple(sorted(pack.venues)),
            effective_from=pack.effective_from,
            effective_to=pack.effective_to,
            in_force=pack.in_force(at),
        )
        for pack in _newest_first(packs)
    )


def _newest_first(packs: Iterable[Pack]) -> list[Pack]:
    newest = sorted(packs, key=lambda pack: (pack.effective_from, pack.version), reverse=True)
    return sorted(newest, key=lambda pack: pack.id)
