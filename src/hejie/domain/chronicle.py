"""What happened, said to people: one line an event, of facts alone.

A line holds no free text and no code. What a person wrote stays sealed, and the line names the reference,
so that whoever may read it can have it opened. Who may see which line is not decided here.
"""

from collections.abc import Callable, Iterable
from datetime import tzinfo
from typing import Any

import msgspec

from hejie.domain import chronicle_words as words
from hejie.domain import events as happened
from hejie.domain import naming
from hejie.domain.case import Case, Clock, Obligation, Offer, PauseGround, Stage, Term
from hejie.domain.phrases import Phrases, running
from hejie.domain.remedies import debtor
from hejie.domain.roles import Side, other
from hejie.domain.rulebook import Pack
from hejie.domain.words import Words


class Line(msgspec.Struct, frozen=True):
    """One line of the chronicle. `rules` are ids of the pack on which the event rests (`Pack.rule_words`);
    `personal` is the sealed reference of what somebody wrote with it, empty where nobody did."""

    words: str
    rules: tuple[str, ...] = ()
    personal: str = ""


def chronicle(event: happened.Event, case: Case, pack: Pack, language: str, zone: tzinfo) -> Line:
    """An event as a line in `zh` or `en`. `case` is the case after the event, `pack` the pinned one;
    instants are told to the minute in `zone`."""
    said = _SAY[type(event)](Phrases(case, pack, language, zone), event)
    return Line(said, _rules(event), _personal(event))


def _rules(event: happened.Event) -> tuple[str, ...]:
    match event:
        case happened.Ruled(ruling=ruling):
            return ruling.rules
        case happened.ContestDecided(rules=rules) | happened.AppealDecided(rules=rules):
            return rules
        case happened.ClaimsWithdrawn(row=row):
            return (row,)
        case happened.ClockLapsed(row=row, name=name):
            return (row or str(name),)
        case happened.StageEntered(clocks=clocks):
            return tuple(str(clock.name) for clock in clocks)
        case happened.ClocksPaused(clock=clock):
            return (str(clock.name),)
        case _:
            return ()


def _personal(event: happened.Event) -> str:
    match event:
        case happened.Ruled(ruling=ruling):
            return ruling.reasons
        case happened.EvidenceSubmitted(caption=caption):
            return caption
        case _:
            return str(getattr(event, "text", ""))


def _opened(to: Phrases, event: happened.CaseOpened) -> str:
    claims = to.claims(claim.id for claim in event.claims)
    return to.say(words.OPENED, kind=to.say(to.kind.words), claims=claims)


def _filed(to: Phrases, event: happened.ComplaintFiled) -> str:
    said = to.say(words.FILED, claims=to.claims(claim.id for claim in event.claims))
    if not event.escalate_if_refused:
        return said
    return to.say(words.WITH, what=said, detail=to.say(words.PLATFORM_IF_REFUSED))


def _offer_made(to: Phrases, event: happened.OfferMade) -> str:
    offer = event.offer
    template = words.COUNTERED if offer.answers else words.OFFERED
    terms = to.listed(_term(to, offer, term) for term in offer.terms)
    return to.say(template, side=to.side(offer.by), terms=terms)


def _term(to: Phrases, offer: Offer, term: Term) -> str:
    by = debtor(term.act)
    # Whoever offers need not be named again for what it would do itself.
    act = to.act(term.act, term.amount_minor)
    if by is not offer.by:
        act = to.deed(by, term.act, term.amount_minor)
    return to.say(words.TERM, act=act, due=to.at(term.due_at))


def _offer_accepted(to: Phrases, event: happened.OfferAccepted) -> str:
    offer = _offer(to, event.offer)
    terms = to.listed(to.deed(debtor(term.act), term.act, term.amount_minor) for term in offer.terms)
    return to.say(words.OFFER_ACCEPTED, side=to.side(other(offer.by)), terms=terms)


def _offer_declined(to: Phrases, event: happened.OfferDeclined) -> str:
    return to.say(words.OFFER_DECLINED, side=to.side(other(_offer(to, event.offer).by)))


def _offer(to: Phrases, id: str) -> Offer:
    offer = to.case.offer(id)
    assert offer is not None, "an offer that is answered was made"
    return offer


def _claims_accepted(to: Phrases, event: happened.ClaimsAccepted) -> str:
    return to.say(words.CLAIMS_ACCEPTED, claims=to.claims(event.claims))


def _refused(to: Phrases, _event: happened.Refused) -> str:
    return to.say(words.REFUSED if to.case.filed_at is None else words.REFUSED_WITHOUT_PROOF)


def _contest_decided(to: Phrases, event: happened.ContestDecided) -> str:
    reduced: list[str] = []
    if event.severity is not None:
        severity = to.say(naming.SEVERITY_WORDS[event.severity])
        reduced.append(to.say(words.SEVERITY_NOW, severity=severity))
    if event.points is not None:
        reduced.append(to.say(words.POINTS_NOW, count=event.points))
    if not reduced:
        return to.say(words.CONTEST_NOT_UPHELD)
    return to.say(words.CONTEST_REDUCED, reduced=to.say(words.COMMA).join(reduced))


def _evidence_submitted(to: Phrases, event: happened.EvidenceSubmitted) -> str:
    side, item = to.side(event.evidence.by), to.item(event.evidence.item)
    if item is None:
        return to.say(words.SOMETHING_SHOWN, side=side)
    return to.say(words.SHOWN, side=side, item=item)


def _evidence_finished(to: Phrases, event: happened.EvidenceFinished) -> str:
    if to.case.stage is Stage.EXAMINING:
        return to.say(words.REPLIED)
    return to.say(words.FINISHED, side=to.side(event.side))


def _ruled(to: Phrases, event: happened.Ruled) -> str:
    return to.say(words.RULED[event.ruling.basis], findings=to.findings(event.ruling.findings))


def _appealed(to: Phrases, event: happened.Appealed) -> str:
    ground = to.say(naming.APPEAL_GROUND_WORDS[event.ground])
    return to.say(words.APPEALED, side=to.side(event.side), ground=ground)


def _appeal_decided(to: Phrases, event: happened.AppealDecided) -> str:
    return to.say(words.CHANGED if event.changed else words.CONFIRMED)


def _final(to: Phrases, event: happened.RulingBecameFinal) -> str:
    if not event.points:
        return to.say(words.FINAL)
    return to.say(words.FINAL_WITH_POINTS, count=event.points)


def _owed(to: Phrases, event: happened.ObligationsCreated) -> str:
    return to.say(words.OWED, acts=to.listed(map(to.owed, event.obligations)))


def _obligation(to: Phrases, id: str) -> Obligation:
    obligation = to.case.obligation(id)
    assert obligation is not None, "what is done about an obligation is done after it began"
    return obligation


def _recorded(to: Phrases, event: happened.PerformanceRecorded) -> str:
    owed = _obligation(to, event.obligation)
    return to.say(words.RECORDED, side=to.side(owed.by), act=to.act(owed.act, owed.amount_minor))


def _performed(to: Phrases, event: happened.PerformanceAccepted) -> str:
    act = to.owed(_obligation(to, event.obligation))
    if event.in_silence:
        return to.say(words.DONE_IN_SILENCE, side=to.side(event.by), act=act)
    if event.by is Side.STAFF:
        return to.say(words.FOUND_DONE, act=act)
    return to.say(words.ACCEPTED, side=to.side(event.by), act=act)


def _by_creditor(template: Words) -> Callable[[Phrases, Any], str]:
    def said(to: Phrases, event: Any) -> str:
        owed = _obligation(to, event.obligation)
        return to.say(template, side=to.side(other(owed.by)), act=to.owed(owed))

    return said


def _breached(to: Phrases, event: happened.ObligationBreached) -> str:
    template = words.FOUND_NOT_DONE if event.text else words.NOT_DONE_IN_TIME
    return to.say(template, act=to.owed(_obligation(to, event.obligation)))


def _of_obligation(template: Words) -> Callable[[Phrases, Any], str]:
    return lambda to, event: to.say(template, act=to.owed(_obligation(to, event.obligation)))


def _resumed_after_breach(to: Phrases, event: happened.ComplaintResumed) -> str:
    return to.say(words.RESUMED_AFTER_BREACH, claims=to.claims(event.claims))


def _withdrawn(to: Phrases, event: happened.ClaimsWithdrawn) -> str:
    said = to.say(words.WITHDRAWN)
    if to.case.open_claims:
        said = to.say(words.WITHDRAWN_IN_PART, claims=to.claims(event.claims))
    if event.reason is None:
        return said
    reason = to.say(naming.WITHDRAWAL_REASON_WORDS[event.reason])
    return to.say(words.WITH, what=said, detail=to.say(words.REASON, reason=reason))


def _entered(to: Phrases, event: happened.StageEntered) -> str:
    stage = to.say(naming.STAGE_WORDS[event.stage])
    if not event.clocks:
        return to.say(words.ENTERED, stage=stage)
    return to.say(words.ENTERED_UNDER, stage=stage, clocks=_clocks(to, event.clocks))


def _clocks(to: Phrases, clocks: Iterable[Clock]) -> str:
    return to.listed(_clock(to, clock) for clock in clocks)


def _clock(to: Phrases, clock: Clock) -> str:
    said = to.say(words.CLOCK, clock=to.clock(clock.name), side=to.side(clock.owed_by))
    return to.say(words.UNTIL, clock=said, until=to.at(clock.due_at))


def _clock_started(to: Phrases, event: happened.ClockStarted) -> str:
    return to.say(words.STARTED, clock=_clock(to, event.clock))


def _clock_extended(to: Phrases, event: happened.ClockExtended) -> str:
    clock = running(to.case, event.clock)
    if clock is None:
        return to.say(words.EXTENDED_UNTIL, until=to.at(event.due_at))
    return to.say(words.EXTENDED, clock=_clock(to, clock))


def _clock_lapsed(to: Phrases, event: happened.ClockLapsed) -> str:
    said = to.say(words.CLOCK, clock=to.clock(event.name), side=to.side(event.owed_by))
    return to.say(words.LAPSED, clock=said, due=to.at(event.due_at))


def _escalated(to: Phrases, event: happened.Escalated) -> str:
    return to.say(words.ESCALATED, clock=to.clock(event.name))


def _paused(to: Phrases, event: happened.ClocksPaused) -> str:
    until = to.at(event.clock.due_at)
    if event.ground is PauseGround.SUSPENSION:
        return to.say(words.SUSPENDED, until=until)
    return to.say(words.INFORMATION_ASKED, side=to.side(event.clock.owed_by), until=until)


def _closed(to: Phrases, event: happened.CaseClosed) -> str:
    return to.say(words.CLOSED, outcome=to.say(naming.OUTCOME_WORDS[event.outcome]))


def _just(template: Words) -> Callable[[Phrases, Any], str]:
    return lambda to, _event: to.say(template)


def _by(template: Words) -> Callable[[Phrases, Any], str]:
    return lambda to, event: to.say(template, side=to.side(event.by))


def _of_side(template: Words) -> Callable[[Phrases, Any], str]:
    return lambda to, event: to.say(template, side=to.side(event.side))


_SAY: dict[type[happened.Event], Callable[[Phrases, Any], str]] = {
    happened.CaseOpened: _opened,
    happened.ComplaintFiled: _filed,
    happened.Said: _by(words.SAID),
    happened.OfferMade: _offer_made,
    happened.OfferAccepted: _offer_accepted,
    happened.OfferDeclined: _offer_declined,
    happened.ClaimsAccepted: _claims_accepted,
    happened.Refused: _refused,
    happened.Contested: _just(words.CONTESTED),
    happened.ContestDecided: _contest_decided,
    happened.EvidenceSubmitted: _evidence_submitted,
    happened.EvidenceFinished: _evidence_finished,
    happened.InterventionRequested: _of_side(words.INTERVENTION),
    happened.CaseTaken: _just(words.TAKEN),
    happened.Ruled: _ruled,
    happened.RulingSetAside: _by(words.SET_ASIDE),
    happened.Appealed: _appealed,
    happened.AppealDecided: _appeal_decided,
    happened.RulingBecameFinal: _final,
    happened.ObligationsCreated: _owed,
    happened.PerformanceRecorded: _recorded,
    happened.PerformanceAccepted: _performed,
    happened.PerformanceContested: _by_creditor(words.NOT_DONE_SAID),
    happened.ObligationBreached: _breached,
    happened.EnforcementRequested: _of_obligation(words.ENFORCING),
    happened.ObligationEnforced: _of_obligation(words.ENFORCED),
    happened.ObligationTransferred: _of_obligation(words.TRANSFERRED),
    happened.ObligationWaived: _by_creditor(words.WAIVED),
    happened.ObligationDropped: _of_obligation(words.DROPPED),
    happened.ComplaintResumed: _resumed_after_breach,
    happened.ClaimsWithdrawn: _withdrawn,
    happened.CaseReinstated: _just(words.REINSTATED),
    happened.StageEntered: _entered,
    happened.ClockStarted: _clock_started,
    happened.ClockStopped: _just(words.STOPPED),
    happened.ClockExtended: _clock_extended,
    happened.ClockLapsed: _clock_lapsed,
    happened.Escalated: _escalated,
    happened.ClocksPaused: _paused,
    happened.ClocksResumed: _just(words.RESUMED),
    happened.InformationSupplied: _of_side(words.SUPPLIED),
    happened.FlagRaised: _just(words.LOOKED_AT),
    happened.CaseClosed: _closed,
}
