"""The withdrawal outlook: can this complaint be withdrawn, why, until when, with what consequence, and
what would change the answer. Every part is read from the pack's table; nothing is said twice in code.
"""

from datetime import datetime
from enum import StrEnum

import msgspec

from hejie.domain.case import Case, Severity, SpanName, Stage
from hejie.domain.decide import as_of, first_due
from hejie.domain.facts import WITHDRAWAL_INPUTS, Counters, withdrawal_answer, withdrawal_facts
from hejie.domain.roles import Role, Side
from hejie.domain.rulebook import Pack
from hejie.domain.tables import Change, Decided, Incomplete, Read, counterfactuals
from hejie.domain.words import Told, Words, told


class Answer(StrEnum):
    """The three answers, from best to worst."""

    AVAILABLE = "available"
    AFTER_REVIEW = "available_after_review"
    NOT_AVAILABLE = "not_available"


_RANK = {answer: place for place, answer in enumerate(Answer)}

ANSWER_WORDS = {
    Answer.AVAILABLE: Words("可以撤诉,立即生效", "it can be withdrawn at once"),
    Answer.AFTER_REVIEW: Words("可以撤诉,须经平台审核", "it can be withdrawn after a review"),
    Answer.NOT_AVAILABLE: Words("不能撤诉", "it cannot be withdrawn"),
}

_REFILE_WORDS = {
    "free": Words("以后可以重新提出", "you may complain again"),
    "once": Words("同一事实可再投诉一次", "you may file once more on the same facts"),
    "new_facts": Words("仅在有新事实时可再投诉", "you may file again on new facts only"),
    "appeal_only": Words("只能通过复核改变结果", "only an appeal changes the result"),
}
_REGRET = Words("撤诉后 {count} 小时内可反悔一次", "you may take it back once within {count} hours")
_VIOLATION = Words(
    "撤诉只结束您的诉求,平台对违规的调查继续",
    "it ends your claim only; the platform's look into the violation goes on",
)
_MISSING = Words("缺少 {missing},须由人工核实", "a person has to look, for want of a record: {missing}")
_WORSE = Words("期限({clock})届满", "a clock ({clock}) runs out then")


class Fact(msgspec.Struct, frozen=True):
    """A fact that the answer rests on, with its present value."""

    name: str
    words: Words
    value: Told


class Reason(msgspec.Struct, frozen=True):
    """A rule and what it says of this case."""

    rule: str
    words: Words
    facts: tuple[Fact, ...]
    source: str


class Until(msgspec.Struct, frozen=True):
    """The earliest instant at which a clock makes the answer worse, and which clock that is."""

    at: datetime
    clock: SpanName
    words: Words
    answer: Answer


class Outlook(msgspec.Struct, frozen=True):
    """The answer for one case, viewer and instant. `until` None: no running clock makes it worse."""

    answer: Answer
    how: str
    reason_required: bool
    reasons: tuple[Reason, ...]
    until: Until | None
    consequences: tuple[Words, ...]
    changes: tuple[tuple[Fact, ...], ...]
    """Each: facts that, changed together, make the answer better; such as the viewer can bring about."""


def outlook(case: Case, pack: Pack, at: datetime, counters: Counters | None, viewer: Role) -> Outlook:
    """The outlook of a case at an instant, whether or not its clocks have been swept."""
    case = as_of(case, pack, at)
    decided = withdrawal_answer(case, pack, counters)
    answer = _answer(decided)
    reviewing = isinstance(decided, Incomplete)
    outcome = {} if isinstance(decided, Incomplete) else decided.outcome
    return Outlook(
        answer=answer,
        how="human" if reviewing else str(outcome.get("how", "none")),
        reason_required=bool(outcome.get("reason_required", False)),
        reasons=(_reason(decided),),
        until=_until(case, pack, counters, answer),
        consequences=_consequences(case, pack, str(outcome.get("refile", "once")), answer),
        changes=_changes(case, pack, counters, viewer, answer),
    )


def _answer(decided: Decided | Incomplete) -> Answer:
    if isinstance(decided, Incomplete):
        return Answer.AFTER_REVIEW
    return Answer(str(decided.outcome["answer"]))


def _facts(read: Read) -> tuple[Fact, ...]:
    words = {declared.name: declared.words for declared in WITHDRAWAL_INPUTS}
    return tuple(Fact(name, words[name], told(value)) for name, value in read)


def _reason(decided: Decided | Incomplete) -> Reason:
    row = decided.row
    words = row.words
    if isinstance(decided, Incomplete):
        known = {declared.name: declared.words for declared in WITHDRAWAL_INPUTS}
        zh = "、".join(known[name].zh for name in decided.missing)
        en = ", ".join(known[name].en for name in decided.missing)
        words = Words(_MISSING.zh.format(missing=zh), _MISSING.en.format(missing=en))
    return Reason(f"withdrawal.{row.id}", words, _facts(decided.read), row.source)


def _until(case: Case, pack: Pack, counters: Counters | None, answer: Answer) -> Until | None:
    """Let the clocks run with nobody acting, and see when the answer gets worse.

    A staff clock changes nothing by running out, so the look ahead ends where only such run.
    """
    for _ in SpanName:
        ahead = [clock for clock in case.clocks if clock.owed_by is not Side.STAFF and clock.due_at]
        due_at = min((clock.due_at for clock in ahead if clock.due_at), default=None)
        if due_at is None:
            return None
        clock = first_due(msgspec.structs.replace(case, clocks=tuple(ahead)), due_at)
        case = as_of(case, pack, due_at)
        then = _answer(withdrawal_answer(case, pack, counters))
        if _RANK[then] > _RANK[answer] and clock is not None:
            said = pack.span_words[clock.name]
            words = Words(_WORSE.zh.format(clock=said.zh), _WORSE.en.format(clock=said.en))
            return Until(due_at, clock.name, words, then)
    return None


def _consequences(case: Case, pack: Pack, refile: str, answer: Answer) -> tuple[Words, ...]:
    if answer is Answer.NOT_AVAILABLE:
        return (_REFILE_WORDS[refile],) if refile in _REFILE_WORDS else ()
    said: list[Words] = [_REFILE_WORDS[refile]] if refile in _REFILE_WORDS else []
    if case.stage is not Stage.TALKING and not case.reinstated_count:
        count = pack.span(SpanName.REGRET, case.head.kind, case.severity).count
        said.append(Words(_REGRET.zh.format(count=count), _REGRET.en.format(count=count)))
    if case.severity in (Severity.S3, Severity.S4):
        said.append(_VIOLATION)
    return tuple(said)


def _changes(
    case: Case, pack: Pack, counters: Counters | None, viewer: Role, answer: Answer
) -> tuple[tuple[Fact, ...], ...]:
    known = withdrawal_facts(case, pack.kinds[case.head.kind], counters)
    found = counterfactuals(pack.withdrawal, known, viewer, lambda then: _RANK[_answer(then)] < _RANK[answer])
    return tuple(_changed(changes) for changes in found)


def _changed(changes: tuple[Change, ...]) -> tuple[Fact, ...]:
    return _facts(tuple((change.name, change.after) for change in changes))
