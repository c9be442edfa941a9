"""Rulings: by a machine from records or on silence, by an arbiter, and on appeal; and when they bind."""

from collections.abc import Sequence

from hejie.domain.case import (
    Act,
    Award,
    Basis,
    Case,
    Claim,
    Finding,
    FindingResult,
    Origin,
    Ruling,
    SpanName,
    Stage,
)
from hejie.domain.commands import (
    Appeal,
    AppealGround,
    AskForPerson,
    DecideAppeal,
    ProposedFinding,
    Rule,
)
from hejie.domain.draft import Draft
from hejie.domain.events import (
    AppealDecided,
    Appealed,
    ClockStopped,
    Ruled,
    RulingBecameFinal,
    RulingSetAside,
)
from hejie.domain.facts import kept, record_finding
from hejie.domain.procedure.evidence import add_evidence
from hejie.domain.refusals import Refusal, RefusalCode, refuse
from hejie.domain.remedies import Computed, awards_of, by_formula, formula_minor, owe_awards, settle_on
from hejie.domain.roles import Side, other
from hejie.domain.rulebook import Kind
from hejie.domain.tables import Decided
from hejie.domain.words import Told

_WEIGHT = {FindingResult.REJECTED: 0, FindingResult.PARTLY: 1, FindingResult.UPHELD: 2}


def give_ruling(
    draft: Draft,
    basis: Basis,
    by: str,
    findings: tuple[Finding, ...],
    rules: tuple[str, ...],
    *,
    read: tuple[tuple[str, Told], ...] = (),
    evidence: tuple[str, ...] = (),
    reasons: str = "",
    window: Side = Side.BOTH,
) -> None:
    """Rule, and open the appeal window."""
    id = f"r{draft.case.ruling_count + 1}"
    draft.add(Ruled(Ruling(id, basis, by, findings, rules, read, evidence, reasons)))
    draft.enter(Stage.RULED, (SpanName.APPEAL, window))


def rule(draft: Draft, command: Rule) -> Refusal | None:
    """An arbiter decides every open claim.

    Refuses: rule_unknown, evidence_unknown, findings_incomplete, award_does_not_fit.
    """
    wrong = wrong_citation(draft, command.rules, command.evidence)
    if wrong:
        return wrong
    findings = _findings(draft, command.findings, draft.case.open_claims)
    if isinstance(findings, Refusal):
        return findings
    by = draft.moment.actor.id
    give_ruling(
        draft, Basis.ARBITER, by, findings, command.rules, evidence=command.evidence, reasons=command.text
    )
    return None


def rule_by_record(draft: Draft, silence_row: str) -> bool:
    """Decide from platform records; False where they, or an amount, do not suffice."""
    kind, case = draft.kind, draft.case
    finding, row = record_finding(case, kind)
    if row is None:
        return False
    result = FindingResult.UPHELD if finding == "for_complainant" else FindingResult.REJECTED
    rules = (silence_row, f"{kind.id}.record.{row.row_id}")
    return _rule_by_machine(draft, Basis.RECORD, result, rules, row)


def rule_by_default(draft: Draft, silence_row: str, burden: Decided | None) -> bool:
    """Decide for the complainant on the respondent's silence; False where an amount is not known."""
    rules = (silence_row, f"{draft.kind.id}.burden.{burden.row_id}" if burden else "")
    cited = tuple(rule for rule in rules if rule)
    return _rule_by_machine(draft, Basis.DEFAULT, FindingResult.UPHELD, cited, burden)


def proposed_by_record(case: Case, kind: Kind) -> tuple[Finding, ...] | None:
    """What platform records decide if the respondent lets its window pass: shown while that runs."""
    finding, row = record_finding(case, kind)
    if row is None or case.stage is not Stage.AWAITING_ANSWER:
        return None
    result = FindingResult.UPHELD if finding == "for_complainant" else FindingResult.REJECTED
    found = _machine_findings(case, kind, result)
    return None if isinstance(found, Refusal) else found[0]


def _machine_findings(
    case: Case, kind: Kind, result: FindingResult
) -> tuple[tuple[Finding, ...], tuple[str, ...]] | Refusal:
    findings: list[Finding] = []
    amount_rows: list[str] = []
    for claim in case.open_claims:
        awards: tuple[Award, ...] = ()
        if result is FindingResult.UPHELD:
            ordered = awards_of(case, kind, claim, by_machine=True)
            if isinstance(ordered, Refusal):
                return ordered
            awards = ordered
            computed = formula_minor(case, kind, claim) if by_formula(kind, claim) else None
            if isinstance(computed, Computed):
                amount_rows.append(computed.row)
        findings.append(Finding(claim.id, result, awards))
    return tuple(findings), tuple(dict.fromkeys(amount_rows))


def _rule_by_machine(
    draft: Draft, basis: Basis, result: FindingResult, rules: tuple[str, ...], row: Decided | None
) -> bool:
    found = _machine_findings(draft.case, draft.kind, result)
    if isinstance(found, Refusal):
        return False
    findings, amount_rows = found
    give_ruling(draft, basis, "", findings, rules + amount_rows, read=kept(row.read) if row else ())
    return True


def ask_for_person(draft: Draft, _command: AskForPerson) -> None:
    """Set a machine's ruling aside: a person decides, as if it had not been made."""
    draft.add(RulingSetAside(draft.side))
    draft.enter(Stage.DECIDING, (SpanName.DECIDING, Side.STAFF))


def appeal(draft: Draft, command: Appeal) -> Refusal | None:
    """Appeal. The other side's window stays open beside the review.

    Refuses: new_evidence_missing, item_unknown, item_already_shown.
    """
    if command.ground is AppealGround.NEW_EVIDENCE and not command.evidence:
        return refuse(RefusalCode.NEW_EVIDENCE_MISSING)
    for shown in command.evidence:
        wrong = add_evidence(draft, shown.item, shown.sha256)
        if wrong:
            return wrong
    window = draft.case.clock(SpanName.APPEAL)
    draft.add(Appealed(draft.side, command.ground, command.text))
    if draft.case.stage is Stage.REVIEWING:
        if window is not None:
            draft.add(ClockStopped(window.id))
        return None
    draft.enter(Stage.REVIEWING, (SpanName.REVIEWING, Side.STAFF))
    remaining = other(draft.side)
    if window is not None and window.owed_by is Side.BOTH and remaining not in draft.case.appealed:
        draft.start(SpanName.APPEAL, remaining, "stage", due_at=window.due_at)
    return None


def decide_appeal(draft: Draft, command: DecideAppeal) -> Refusal | None:
    """Confirm or change the ruling. A side that had not appealed and now loses gets its window, once.

    Refuses: rule_unknown, findings_incomplete, award_does_not_fit.
    """
    wrong = wrong_citation(draft, command.rules, ())
    if wrong:
        return wrong
    case, by = draft.case, draft.moment.actor.id
    ruling = case.ruling
    assert ruling is not None, "only a ruling is reviewed"
    if not command.findings:
        draft.add(AppealDecided(by, changed=False, rules=command.rules, text=command.text))
        make_final(draft)
        return None
    decided = tuple(claim for claim in case.claims if claim.id in {found.claim for found in ruling.findings})
    findings = _findings(draft, command.findings, decided)
    if isinstance(findings, Refusal):
        return findings
    unheard = _losers(ruling.findings, findings) - set(case.appealed)
    draft.add(AppealDecided(by, changed=True, rules=command.rules, text=command.text))
    if unheard and not case.window_opened_again:
        # At most one side: the other one has appealed, or there would be no review.
        (loser,) = unheard
        give_ruling(draft, Basis.REVIEW, by, findings, command.rules, reasons=command.text, window=loser)
        return None
    id = f"r{draft.case.ruling_count + 1}"
    draft.add(Ruled(Ruling(id, Basis.REVIEW, by, findings, command.rules, reasons=command.text)))
    make_final(draft)
    return None


def make_final(draft: Draft) -> None:
    """Nobody can appeal any more: points count, and what was ordered is owed."""
    ruling = draft.case.ruling
    assert ruling is not None, "only a ruling becomes final"
    upheld = any(finding.result is not FindingResult.REJECTED for finding in ruling.findings)
    points = draft.kind.points
    count = points.count if draft.case.points is None else draft.case.points
    draft.add(RulingBecameFinal(ruling.id, upheld, points.track, count if upheld else 0))
    awarded = [(finding.claim, finding.awards) for finding in ruling.findings if finding.awards]
    owe_awards(draft, awarded, Origin.RULING)
    settle_on(draft)


def wrong_citation(draft: Draft, rules: Sequence[str], evidence: Sequence[str]) -> Refusal | None:
    """What is cited must exist. Refuses: rule_unknown, evidence_unknown."""
    known = draft.moment.pack.rule_ids(draft.case.head.kind)
    for cited in rules:
        if cited not in known:
            return refuse(RefusalCode.RULE_UNKNOWN, cited=cited, pack=draft.moment.pack.id)
    there = {item.id for item in draft.case.evidence}
    for cited in evidence:
        if cited not in there:
            return refuse(RefusalCode.EVIDENCE_UNKNOWN, evidence=cited)
    return None


def _findings(
    draft: Draft, proposed: Sequence[ProposedFinding], claims: Sequence[Claim]
) -> tuple[Finding, ...] | Refusal:
    wanted = sorted(claim.id for claim in claims)
    given = sorted(finding.claim for finding in proposed)
    if wanted != given:
        wrong = sorted(set(wanted) ^ set(given)) or given
        return refuse(RefusalCode.FINDINGS_INCOMPLETE, claims=", ".join(wrong))
    for finding in proposed:
        if not _fits(draft, finding):
            return refuse(RefusalCode.AWARD_DOES_NOT_FIT, claim=finding.claim)
    return tuple(Finding(finding.claim, finding.result, finding.awards) for finding in proposed)


def _fits(draft: Draft, finding: ProposedFinding) -> bool:
    """Awards go with a finding for the complainant, and pay no more than was paid or the formula says."""
    if (finding.result is FindingResult.REJECTED) == bool(finding.awards):
        return False
    claim = draft.case.claim(finding.claim)
    assert claim is not None, "the claims were compared"
    computed = formula_minor(draft.case, draft.kind, claim) if by_formula(draft.kind, claim) else None
    formula = computed.amount_minor if isinstance(computed, Computed) else 0
    most_minor = max(draft.case.line(claim.line).paid_minor, formula)
    pays = [award.amount_minor or 0 for award in finding.awards if award.act is Act.PAY]
    if any(amount_minor < 1 for amount_minor in pays) or sum(pays) > most_minor:
        return False
    return all(award.amount_minor is None for award in finding.awards if award.act is not Act.PAY)


def _weigh(finding: Finding) -> tuple[int, int]:
    return _WEIGHT[finding.result], sum(award.amount_minor or 0 for award in finding.awards)


def _losers(before: Sequence[Finding], after: Sequence[Finding]) -> set[Side]:
    """Whom a change goes against, claim by claim. Other acts of equal weight go against both."""
    old = {finding.claim: finding for finding in before}
    losers: set[Side] = set()
    for new in after:
        was, now = _weigh(old[new.claim]), _weigh(new)
        if now > was or (now == was and new.awards != old[new.claim].awards):
            losers.add(Side.RESPONDENT)
        if now < was or (now == was and new.awards != old[new.claim].awards):
            losers.add(Side.COMPLAINANT)
    return losers
