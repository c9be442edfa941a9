"""The ruling with what it rests on, and the one that is to be expected from platform records."""

from hejie.casework.views.history import History
from hejie.casework.views.shapes import AwardView, FindingView, RulingView
from hejie.casework.views.telling import Telling
from hejie.domain.case import Finding
from hejie.domain.naming import BASIS_WORDS, FINDING_WORDS
from hejie.domain.procedure.ruling import proposed_by_record


def ruling(to: Telling, history: History) -> RulingView | None:
    """The ruling that stands, if there is one. Who made it is said by its basis, never by name."""
    made = to.case.ruling
    if made is None:
        return None
    return RulingView(
        id=made.id,
        basis=to.named(made.basis, BASIS_WORDS),
        by_machine=made.by_machine,
        made_at=history.ruled_at(made.id) or to.case.changed_at,
        findings=tuple(_finding(to, finding) for finding in made.findings),
        rules=to.rules(made.rules),
        facts=to.facts(made.read),
        evidence=made.evidence,
        reasons=history.open(made.reasons),
    )


def proposed(to: Telling) -> tuple[FindingView, ...]:
    """What platform records decide if the respondent lets its window pass."""
    return tuple(_finding(to, finding) for finding in proposed_by_record(to.case, to.kind) or ())


def _finding(to: Telling, finding: Finding) -> FindingView:
    awards = tuple(AwardView(to.act(award.act), award.amount_minor) for award in finding.awards)
    return FindingView(finding.claim, to.named(finding.result, FINDING_WORDS), awards)
