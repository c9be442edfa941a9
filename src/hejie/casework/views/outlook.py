"""Whether the complaint can be withdrawn, as one viewer is told."""

from collections.abc import Iterable

import msgspec

from hejie.casework.views.shapes import FactView, OutlookView, ReasonView, UntilView
from hejie.casework.views.telling import Telling
from hejie.domain.facts import Counters
from hejie.domain.outlook import ANSWER_WORDS, Fact, Reason, outlook
from hejie.domain.roles import Side

_NOTHING_COUNTED = Counters(0, 0)


def outlook_view(to: Telling, counters: Counters | None) -> OutlookView:
    """The outlook at the instant of the telling.

    The respondent is told what the case alone says: how often the complainant complains, and what the
    platform looks into, is not among it, not even by an answer that could rest on nothing else.
    """
    case = to.case
    if to.viewer.side is Side.RESPONDENT:
        case, counters = msgspec.structs.replace(case, flags=()), _NOTHING_COUNTED
    found = outlook(case, to.pack, to.at, counters, to.viewer.role)
    until = None
    if found.until is not None:
        answer = to.named(found.until.answer, ANSWER_WORDS)
        clock = to.clock(found.until.clock)
        until = UntilView(found.until.at, clock, to.say(found.until.words), answer)
    return OutlookView(
        answer=to.named(found.answer, ANSWER_WORDS),
        how=found.how,
        reason_required=found.reason_required,
        reasons=tuple(_reason(to, reason) for reason in found.reasons),
        until=until,
        consequences=tuple(to.say(words) for words in found.consequences),
        changes=tuple(_facts(to, changes) for changes in found.changes),
    )


def _reason(to: Telling, reason: Reason) -> ReasonView:
    return ReasonView(reason.rule, to.say(reason.words), reason.source, _facts(to, reason.facts))


def _facts(to: Telling, facts: Iterable[Fact]) -> tuple[FactView, ...]:
    return to.facts((fact.name, fact.value) for fact in facts)
