"""The sentences of a story: how each command and each check is written.

A command begins with its name on the wire. What people wrote stands in quotes at the end. Evidence and
proof are named by a text too; its hash stands for the bytes, so the same name is the same thing.
"""

from collections.abc import Callable
from hashlib import sha256

from hejie.domain import commands as ask
from hejie.domain.case import (
    Act,
    Award,
    Basis,
    ClaimStatus,
    FindingResult,
    Flag,
    ObligationStatus,
    OfferStatus,
    PauseGround,
    Severity,
    SpanName,
)
from hejie.domain.outlook import Answer
from hejie.domain.refusals import RefusalCode
from hejie.domain.roles import PARTIES, Role, Side
from hejie.simulation import steps
from hejie.simulation.tokens import Reader


def _hash(item: str, name: str) -> str:
    return sha256(f"{item}\x00{name}".encode()).hexdigest()


def _demands(words: Reader) -> tuple[ask.Demand, ...]:
    found: list[ask.Demand] = []
    while not found or words.skip(","):
        words.expect("line")
        line, remedy = words.word("an order line"), words.word("a remedy")
        amount_minor = words.amount_minor() if words.amount_is_ahead else None
        found.append(ask.Demand(line, remedy, amount_minor))
    return tuple(found)


def _about(words: Reader, order: str) -> str:
    return words.word("an order") if words.skip("about") else order


def _open_talk(words: Reader, order: str) -> ask.Command:
    about, kind = _about(words, order), words.word("a kind of complaint")
    return ask.OpenTalk(about, kind, _demands(words), words.text())


def _file(words: Reader, order: str) -> ask.Command:
    kind, about = "", ""
    demands: tuple[ask.Demand, ...] = ()
    if words.ahead not in ("", "line", "escalate_if_refused", "->", "!!"):
        about, kind = _about(words, order), words.word("a kind of complaint")
    if words.ahead == "line":
        demands = _demands(words)
    escalate = words.skip("escalate_if_refused")
    return ask.FileComplaint(about, kind, demands, escalate, words.text())


def _terms(words: Reader) -> tuple[ask.ProposedAct, ...]:
    found: list[ask.ProposedAct] = []
    while not found or words.skip(","):
        act = words.member("an act", Act)
        amount_minor = words.amount_minor() if words.amount_is_ahead else None
        words.expect("for")
        claim = words.word("a claim")
        words.expect("by")
        found.append(ask.ProposedAct(claim, act, words.instant(), amount_minor))
    return tuple(found)


def _awards(words: Reader) -> tuple[Award, ...]:
    found: list[Award] = []
    while words.ahead in tuple(Act):
        act = words.member("an act", Act)
        found.append(Award(act, words.amount_minor() if words.amount_is_ahead else None))
    return tuple(found)


def _findings(words: Reader) -> tuple[ask.ProposedFinding, ...]:
    found: list[ask.ProposedFinding] = []
    while not found or words.skip(","):
        claim, result = words.word("a claim"), words.member("a finding", FindingResult)
        found.append(ask.ProposedFinding(claim, result, _awards(words)))
    return tuple(found)


def _citing(words: Reader) -> tuple[str, ...]:
    words.expect("citing")
    return words.words("a rule")


def _examine(words: Reader, _order: str) -> ask.Command:
    outcome = words.member("an outcome of a contest", ask.ContestOutcome)
    severity = words.member("a severity", Severity) if words.skip("severity") else None
    points = words.number("points") if words.skip("points") else None
    return ask.Examine(outcome, _citing(words), words.text(), severity, points)


def _rule(words: Reader, _order: str) -> ask.Command:
    findings, rules = _findings(words), _citing(words)
    evidence = words.words("an item of evidence") if words.skip("seeing") else ()
    return ask.Rule(findings, rules, words.text(), evidence)


def _shown_items(words: Reader) -> tuple[ask.ShownItem, ...]:
    found: list[ask.ShownItem] = []
    while words.skip("," if found else "with"):
        item = words.word("an item of evidence")
        words.expect("named")
        found.append(ask.ShownItem(item, _hash(item, words.text())))
    return tuple(found)


def _appeal(words: Reader, _order: str) -> ask.Command:
    ground, shown = words.member("a ground of appeal", ask.AppealGround), _shown_items(words)
    return ask.Appeal(ground, words.text(), shown)


def _decide_appeal(words: Reader, _order: str) -> ask.Command:
    changed = words.one_of("a decision on an appeal", ("confirmed", "changed")) == "changed"
    findings = _findings(words) if changed else ()
    return ask.DecideAppeal(_citing(words), words.text(), findings)


def _submit_evidence(words: Reader, _order: str) -> ask.Command:
    item, name = words.word("an item of evidence"), words.text()
    return ask.SubmitEvidence(item, _hash(item, name), name)


def _record_performance(words: Reader, _order: str) -> ask.Command:
    obligation, name = _obligation(words), words.text()
    return ask.RecordPerformance(obligation, _hash("performance", name) if name else None)


def _decide_performance(words: Reader, _order: str) -> ask.Command:
    obligation = _obligation(words)
    performed = words.one_of("a finding on performance", ("performed", "not_performed")) == "performed"
    return ask.DecidePerformance(obligation, performed, words.text())


def _enforce(words: Reader, _order: str) -> ask.Command:
    obligation = _obligation(words)
    return ask.Enforce(obligation, words.one_of("a way", ("from_deposit", "transferred")) == "from_deposit")


def _request_withdrawal(words: Reader, _order: str) -> ask.Command:
    claims = words.words("a claim") if words.skip("of") else ()
    reason = words.member("a reason", ask.WithdrawalReason) if words.skip("because") else None
    return ask.RequestWithdrawal(claims, reason)


def _request_information(words: Reader, _order: str) -> ask.Command:
    words.expect("of")
    return ask.RequestInformation(words.one_of("a side", sorted(PARTIES)), words.text())


def _suspend(words: Reader, _order: str) -> ask.Command:
    days = words.number("days")
    words.expect("days")
    return ask.Suspend(days, words.text())


def _raise_flag(words: Reader, _order: str) -> ask.Command:
    flag = words.member("a flag", Flag)
    words.expect("because")
    return ask.RaiseFlag(flag, words.word("a cause"))


def _obligation(words: Reader) -> str:
    return words.word("an obligation")


def _offer(words: Reader) -> str:
    return words.word("an offer")


def _claims(words: Reader) -> tuple[str, ...]:
    return words.words("a claim") if words.ahead not in ("", "->", "!!") else ()


COMMANDS: dict[str, Callable[[Reader, str], ask.Command]] = {
    "open_talk": _open_talk,
    "file": _file,
    "say": lambda words, _: ask.Say(words.text()),
    "offer": lambda words, _: ask.MakeOffer(_terms(words), words.text()),
    "counter_offer": lambda words, _: ask.CounterOffer(_offer(words), _terms(words), words.text()),
    "accept_offer": lambda words, _: ask.AcceptOffer(_offer(words)),
    "decline_offer": lambda words, _: ask.DeclineOffer(_offer(words), words.text()),
    "accept_claims": lambda words, _: ask.AcceptClaims(_claims(words)),
    "refuse": lambda words, _: ask.Refuse(words.text()),
    "contest": lambda words, _: ask.Contest(words.text()),
    "submit_evidence": _submit_evidence,
    "finish_evidence": lambda _words, _: ask.FinishEvidence(),
    "request_intervention": lambda words, _: ask.RequestIntervention(words.text()),
    "take": lambda _words, _: ask.Take(),
    "examine": _examine,
    "rule": _rule,
    "appeal": _appeal,
    "decide_appeal": _decide_appeal,
    "ask_for_a_person": lambda _words, _: ask.AskForPerson(),
    "record_performance": _record_performance,
    "accept_performance": lambda words, _: ask.AcceptPerformance(_obligation(words)),
    "contest_performance": lambda words, _: ask.ContestPerformance(_obligation(words), words.text()),
    "decide_performance": _decide_performance,
    "waive_performance": lambda words, _: ask.WaivePerformance(_obligation(words)),
    "request_enforcement": lambda words, _: ask.RequestEnforcement(_obligation(words)),
    "resume_complaint": lambda words, _: ask.ResumeComplaint(_obligation(words)),
    "enforce": _enforce,
    "request_withdrawal": _request_withdrawal,
    "reinstate": lambda _words, _: ask.Reinstate(),
    "request_information": _request_information,
    "supply_information": lambda words, _: ask.SupplyInformation(words.text()),
    "suspend": _suspend,
    "resume": lambda _words, _: ask.Resume(),
    "raise_flag": _raise_flag,
}
"""By its name on the wire, how the rest of a command is read; the text beside is the story's order."""


def read_lapsing(words: Reader) -> tuple[SpanName, str]:
    """`NAME [of SCOPE] lapses`: which clock runs out."""
    name = words.member("a clock", SpanName)
    scope = _scope(words)
    words.expect("lapses")
    return name, scope


def _scope(words: Reader) -> str:
    return words.word("what the clock belongs to") if words.skip("of") else ""


def _clock(words: Reader) -> steps.Wanted:
    name, scope = words.member("a clock", SpanName), _scope(words)
    owed_by = words.member("a side", Side) if words.skip("for") else None
    if words.skip("paused"):
        return steps.ClockIs(name, None, scope, owed_by)
    words.expect("until")
    return steps.ClockIs(name, words.instant(), scope, owed_by)


def _obligation_is(words: Reader) -> steps.Wanted:
    id = _obligation(words)
    act = words.member("an act", Act) if words.ahead in tuple(Act) else None
    amount_minor = words.amount_minor() if words.amount_is_ahead else None
    status = words.member("where an obligation stands", ObligationStatus)
    due_at = words.instant() if words.skip("until") else None
    return steps.ObligationIs(id, status, act, amount_minor, due_at)


def _ruling_is(words: Reader) -> steps.Wanted:
    basis = words.member("what a ruling rests on", Basis)
    return steps.RulingIs(basis, _citing(words) if words.ahead == "citing" else ())


def _points_are(words: Reader) -> steps.Wanted:
    track = words.word("a track of points")
    return steps.PointsAre(words.number("points"), track)


def _outlook_is(words: Reader) -> steps.Wanted:
    viewer = words.member("a role", Role)
    answer = words.member("an answer of the outlook", Answer)
    rule = words.word("a rule") if words.skip("because") else ""
    return steps.OutlookIs(viewer, answer, rule, words.instant() if words.skip("until") else None)


def _nothing(words: Reader) -> steps.Wanted:
    what = words.one_of("something that can be missing", ("clock", "points", "flags", "pause"))
    if what == "clock":
        return steps.NoClockIs(words.member("a clock", SpanName))
    if what == "points":
        return steps.PointsAre(0)
    return steps.FlagsAre(()) if what == "flags" else steps.PauseIs(None)


def _flags_are(words: Reader) -> steps.Wanted:
    found = [words.member("a flag", Flag)]
    while words.skip(","):
        found.append(words.member("a flag", Flag))
    return steps.FlagsAre(tuple(found))


CHECKS: dict[str, Callable[[Reader], steps.Wanted]] = {
    "clock": _clock,
    "obligation": _obligation_is,
    "claim": lambda words: steps.ClaimIs(words.word("a claim"), words.member("a status", ClaimStatus)),
    "offer": lambda words: steps.OfferIs(_offer(words), words.member("a status", OfferStatus)),
    "ruling": _ruling_is,
    "points": _points_are,
    "severity": lambda words: steps.SeverityIs(words.member("a severity", Severity)),
    "flags": _flags_are,
    "paused": lambda words: steps.PauseIs(words.member("a ground", PauseGround)),
    "escalated": lambda words: steps.EscalatedIs(words.number("how often")),
    "outlook": _outlook_is,
    "no": _nothing,
}
"""By its first word, how a check is read. `WHO may [not] COMMAND` is the only other."""


def read_refusal_code(words: Reader) -> RefusalCode:
    """The name of a refusal."""
    return words.member("a refusal", RefusalCode)
