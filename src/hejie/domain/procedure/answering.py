"""The respondent's contest and its examination."""

from hejie.domain.case import (
    Basis,
    Finding,
    FindingResult,
    Severity,
    SpanName,
    Stage,
)
from hejie.domain.commands import (
    Contest,
    ContestOutcome,
    Examine,
    FinishEvidence,
)
from hejie.domain.draft import Draft
from hejie.domain.events import ContestDecided, Contested, EvidenceFinished
from hejie.domain.procedure.ruling import give_ruling, wrong_citation
from hejie.domain.refusals import Refusal, RefusalCode, refuse
from hejie.domain.roles import Side


def contest(draft: Draft, command: Contest) -> None:
    """Contest with the proof: the complainant sees it first, then an officer examines."""
    draft.add(Contested(command.text))
    draft.enter(Stage.EXAMINING, (SpanName.PROOF_REPLY, Side.COMPLAINANT))


def finish_reply(draft: Draft, _command: FinishEvidence) -> None:
    """The complainant has said what it wants to the proof: the examination begins."""
    draft.add(EvidenceFinished(draft.side))
    begin_examination(draft)


def begin_examination(draft: Draft) -> None:
    """Start the officer's clock in the place of the complainant's."""
    draft.enter(Stage.EXAMINING, (SpanName.EXAMINING, Side.STAFF))


def examine(draft: Draft, command: Examine) -> Refusal | None:
    """Decide the contest. Upheld: the complaint is revoked, which is a ruling like any other.

    Refuses: rule_unknown, severity_not_lower.
    """
    wrong = wrong_citation(draft, command.rules, ())
    if wrong:
        return wrong
    by = draft.moment.actor.id
    if command.outcome is ContestOutcome.UPHELD:
        rejected = tuple(Finding(claim.id, FindingResult.REJECTED) for claim in draft.case.open_claims)
        give_ruling(draft, Basis.CONTEST, by, rejected, command.rules, reasons=command.text)
        return None
    severity, points = None, None
    if command.outcome is ContestOutcome.REDUCED:
        severity, points = command.severity, command.points
        if not _is_less(draft, severity, points):
            now = draft.case.severity
            least = draft.kind.points.count
            return refuse(RefusalCode.SEVERITY_NOT_LOWER, severity=str(now), points=least)
    draft.add(ContestDecided(by, command.rules, severity, points, command.text))
    draft.enter(Stage.EVIDENCE, (SpanName.EVIDENCE, Side.BOTH))
    return None


def _is_less(draft: Draft, severity: Severity | None, points: int | None) -> bool:
    heavier = severity is not None and severity > draft.case.severity
    more = points is not None and points > draft.kind.points.count
    lighter = severity is not None and severity < draft.case.severity
    fewer = points is not None and points < draft.kind.points.count
    return not heavier and not more and (lighter or fewer)
