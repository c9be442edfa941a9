"""What follows when a clock has run out. Party clocks decide, staff clocks escalate.

What the silence of a party means is read from the pack's `silence` table, over the history of the case.
"""

from collections.abc import Callable

from hejie.domain.case import Clock, Obligation, Outcome, SpanName, Stage
from hejie.domain.commands import Lapse
from hejie.domain.draft import Draft
from hejie.domain.events import ClockLapsed, Escalated
from hejie.domain.facts import TABLE_CLOCKS, silence_facts, standing
from hejie.domain.procedure.answering import begin_examination
from hejie.domain.procedure.performing import performed
from hejie.domain.procedure.ruling import make_final, rule_by_default, rule_by_record
from hejie.domain.refusals import Refusal, RefusalCode, refuse
from hejie.domain.remedies import breach, enforce_later, settle_on
from hejie.domain.roles import Side, other
from hejie.domain.tables import Decided


def lapse(draft: Draft, command: Lapse) -> Refusal | None:
    """Let a clock that has run out take effect. Refuses: clock_unknown, clock_still_runs."""
    clock = next((clock for clock in draft.case.clocks if clock.id == command.clock), None)
    if clock is None or clock.due_at is None:
        return refuse(RefusalCode.CLOCK_UNKNOWN, clock=command.clock)
    if draft.at < clock.due_at:
        return refuse(RefusalCode.CLOCK_STILL_RUNS, due_at=clock.due_at)
    if clock.name in TABLE_CLOCKS:
        _silence(draft, clock)
    else:
        # A pause ends before its clock is struck off: its beginning says how long it was.
        if clock.name in (SpanName.INFORMATION, SpanName.SUSPENSION):
            draft.end_pause()
        draft.add(ClockLapsed(clock.id, clock.name, clock.owed_by, clock.due_at))
        _LAPSES[clock.name](draft, clock)
    return None


def _silence(draft: Draft, clock: Clock) -> None:
    facts = silence_facts(draft.case, draft.kind, clock.name)
    burden = standing(draft.case, draft.kind, respondent_silent=clock.name is SpanName.ANSWER)
    answer = draft.moment.pack.silence.decide(facts)
    row = f"silence.{answer.row_id}"
    assert clock.due_at is not None, "a paused clock does not lapse"
    draft.add(ClockLapsed(clock.id, clock.name, clock.owed_by, clock.due_at, row))
    then = answer.outcome["then"] if isinstance(answer, Decided) else "deciding"
    # Before filing nobody has been heard: whatever a table says, the end of a talk decides nothing.
    if then == "close_lapsed" or draft.case.filed_at is None:
        _lapse_case(draft)
    elif then == "evidence":
        draft.enter(Stage.EVIDENCE, (SpanName.EVIDENCE, Side.BOTH))
    elif not (
        (then == "rule_by_record" and rule_by_record(draft, row))
        or (then == "rule_by_default" and rule_by_default(draft, row, burden))
    ):
        # The table says so, or something that a machine needs is missing: a person decides.
        draft.enter(Stage.DECIDING, (SpanName.DECIDING, Side.STAFF))


def _lapse_case(draft: Draft) -> None:
    """Nobody pursues what is open any more; what was agreed on for other claims is still owed."""
    if draft.case.open_obligations:
        draft.enter(Stage.PERFORMING)
    else:
        draft.close(Outcome.LAPSED)


def _to_examination(draft: Draft, _clock: Clock) -> None:
    begin_examination(draft)


def _to_arbiter(draft: Draft, _clock: Clock) -> None:
    draft.enter(Stage.DECIDING, (SpanName.DECIDING, Side.STAFF))


def _appeal_window_over(draft: Draft, _clock: Clock) -> None:
    # In a review only the other side's right to join it has ended.
    if draft.case.stage is Stage.RULED:
        make_final(draft)


def _escalate(draft: Draft, clock: Clock) -> None:
    draft.add(Escalated(clock.name))
    draft.start(clock.name, Side.STAFF, clock.scope)


def _owed(draft: Draft, clock: Clock) -> Obligation:
    obligation = draft.case.obligation(clock.scope)
    assert obligation is not None, "an obligation's clock belongs to it"
    return obligation


def _not_performed(draft: Draft, clock: Clock) -> None:
    breach(draft, _owed(draft, clock))
    if draft.case.stage is Stage.PERFORMING:
        settle_on(draft)


def _accepted_in_silence(draft: Draft, clock: Clock) -> None:
    obligation = _owed(draft, clock)
    performed(draft, obligation, other(obligation.by), in_silence=True)


def _enforced_in_silence(draft: Draft, clock: Clock) -> None:
    enforce_later(draft, _owed(draft, clock))


def _nothing_more(_draft: Draft, _clock: Clock) -> None:
    """The end of a pause was all."""


_LAPSES: dict[SpanName, Callable[[Draft, Clock], None]] = {
    SpanName.PROOF_REPLY: _to_examination,
    SpanName.EVIDENCE: _to_arbiter,
    SpanName.APPEAL: _appeal_window_over,
    SpanName.EXAMINING: _escalate,
    SpanName.DECIDING: _escalate,
    SpanName.REVIEWING: _escalate,
    SpanName.DECIDE_PERFORMANCE: _escalate,
    SpanName.ENFORCE: _escalate,
    SpanName.PERFORM: _not_performed,
    SpanName.RETURN_GOODS: _not_performed,
    SpanName.AFTER_RETURN: _not_performed,
    SpanName.ACCEPT_PERFORMANCE: _accepted_in_silence,
    SpanName.BREACH_CHOICE: _enforced_in_silence,
    SpanName.INFORMATION: _nothing_more,
    SpanName.SUSPENSION: _nothing_more,
}

LAPSING_CLOCKS = frozenset({*TABLE_CLOCKS, *_LAPSES})
"""Every clock that can run in a case; the other spans of a pack are lengths that are only looked up."""
