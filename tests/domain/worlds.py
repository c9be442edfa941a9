"""What the model check explores: small worlds of one complaint each, and the moves that people have."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from functools import cache

import msgspec
from msgspec.structs import replace

from hejie.domain import commands as ask
from hejie.domain.case import (
    Act,
    Award,
    Case,
    FindingResult,
    Flag,
    Obligation,
    ObligationStatus,
    PauseGround,
    Severity,
    Stage,
)
from hejie.domain.facts import shown_by
from hejie.domain.orders import Order
from hejie.domain.roles import THE_PLATFORM, Actor, Side, other
from hejie.domain.rulebook import Pack, Silence

from .builders import (
    BUYER,
    DAY,
    NOON,
    SELLER,
    a_kind,
    a_line,
    a_pack,
    an_order,
    arbiter,
    checklist,
    hash_of,
    officer,
    shipped,
)

Move = tuple[Actor, ask.Command]

TERM_DAYS = 5
"""Acts of offers are due this many days after the offer."""
SUSPENSION_DAYS = 20


class World(msgspec.Struct, frozen=True):
    """One complaint and the choices that its people have. What is left out is explored in another world."""

    name: str
    pack: Pack
    kind: str
    order: Order
    demands: tuple[ask.Demand, ...]
    talks: bool = True
    offers: tuple[tuple[Act, ...], ...] = ((Act.PAY,),)
    awards: tuple[tuple[Act, ...], ...] = ((Act.PAY,),)
    award_minor: int = 5_000
    offer_minor: int = 4_000
    pauses: bool = False
    flags: bool = False
    restates: bool = False
    """Whether the demands may be said anew at filing."""
    speaks: bool = False
    takes: bool = False
    """Whether staff take cases before they act on them, and over from each other."""
    haggles: bool = True
    """Whether the consumer makes offers too, or only takes them; and whether performances are disputed."""


@cache
def worlds() -> tuple[World, ...]:
    """Kinds of every shape under the shipped pack, and two worlds under packs of our own."""
    tmall = shipped()
    in_time = an_order(handed_over_at=NOON - 5 * DAY + timedelta(hours=3), delivered_at=None)
    late = World(
        name="late_ship, the record for the consumer",
        pack=tmall,
        kind="late_ship",
        order=an_order(delivered_at=None),
        demands=(ask.Demand("l1", "compensation"),),
        award_minor=500,
        flags=True,
    )
    defect = World(
        name="quality_visible",
        pack=tmall,
        kind="quality_visible",
        order=an_order(),
        demands=(ask.Demand("l1", "return_and_refund", 5_000),),
        offers=((Act.PAY,), (Act.RETURN_GOODS, Act.PAY)),
        awards=((Act.RETURN_GOODS, Act.PAY),),
        pauses=True,
        speaks=True,
    )
    two = World(
        name="two claims of quality_visible",
        pack=tmall,
        kind="quality_visible",
        order=an_order(a_line("l1"), a_line("l2")),
        demands=(ask.Demand("l1", "partial_refund", 5_000), ask.Demand("l2", "partial_refund", 5_000)),
        restates=True,
        haggles=False,
    )
    return (
        late,
        replace(late, name="late_ship, the record for the merchant", order=in_time, flags=False, pauses=True),
        replace(
            late,
            name="late_ship, no record",
            order=an_order(handed_over_at=None, delivered_at=None),
            takes=True,
        ),
        defect,
        World(
            name="counterfeit",
            pack=tmall,
            kind="counterfeit",
            order=an_order(),
            demands=(ask.Demand("l1", "refund", 5_000),),
            offers=((Act.PAY,), (Act.PAY, Act.APOLOGISE)),
            offer_minor=5_000,
        ),
        two,
        replace(
            two,
            name="two claims, withdrawal free to the end",
            pack=_free_to_the_end(),
            kind="defect",
            demands=(ask.Demand("l1", "refund", 5_000), ask.Demand("l2", "apology")),
            talks=False,
            restates=False,
        ),
    )


def _free_to_the_end() -> Pack:
    """A pack under which a complaint can be withdrawn while it is decided, and silence rules nothing."""
    kind = a_kind(severity=Severity.S1, silence=Silence.EVIDENCE, respondent=checklist("certificate"))
    return a_pack(kind)


def opening(world: World) -> Iterator[Move]:
    """How a case of this world may begin."""
    if world.talks:
        yield BUYER, ask.OpenTalk(world.order.ref, world.kind, world.demands)
    yield BUYER, ask.FileComplaint(world.order.ref, world.kind, world.demands)
    yield BUYER, ask.FileComplaint(world.order.ref, world.kind, world.demands, escalate_if_refused=True)


def moves(world: World, case: Case, at: datetime) -> Iterator[Move]:
    """Everything that anybody may try at a stage; not all of it is accepted."""
    yield from _AT[case.stage](world, case, at)
    if case.stage is Stage.CLOSED:
        return
    yield from _about_obligations(world, case)
    yield from _withdrawals(case)
    if world.flags and Flag.FARMING not in case.flags:
        yield THE_PLATFORM, ask.RaiseFlag(Flag.FARMING, "burst")
    if world.speaks:
        yield SELLER, ask.Say("hello")
    if world.takes:
        yield officer(staff(case)), ask.Take()
        yield arbiter("colleague"), ask.Take()


def staff(case: Case) -> str:
    """The id of a person who has not decided in this case yet."""
    return f"person{len(case.deciders)}"


def _talking(world: World, case: Case, at: datetime) -> Iterator[Move]:
    yield from _offers(world, case, at)
    yield SELLER, ask.Refuse()
    yield BUYER, ask.FileComplaint()
    yield BUYER, ask.FileComplaint(escalate_if_refused=True)
    if world.restates:
        yield BUYER, ask.FileComplaint(demands=world.demands[1:])


def _awaiting_answer(world: World, case: Case, at: datetime) -> Iterator[Move]:
    yield from _evidence(case, world)
    yield SELLER, ask.MakeOffer(_terms(world, case, world.offers[0], at))
    yield SELLER, ask.AcceptClaims()
    for claim in case.open_claims[: len(case.open_claims) - 1]:
        yield SELLER, ask.AcceptClaims((claim.id,))
    yield SELLER, ask.Refuse()
    yield SELLER, ask.Contest()


def _awaiting_consumer(world: World, case: Case, at: datetime) -> Iterator[Move]:
    yield from _offers(world, case, at)
    yield from _evidence(case, world)
    yield BUYER, ask.RequestIntervention()
    yield SELLER, ask.RequestIntervention()


def _examining(world: World, case: Case, at: datetime) -> Iterator[Move]:
    yield from _offers(world, case, at)
    yield from _evidence(case, world)
    yield from _pauses(world, case)
    yield BUYER, ask.FinishEvidence()
    by, rules = officer(staff(case)), (world.kind,)
    yield by, ask.Examine(ask.ContestOutcome.UPHELD, rules, "x")
    yield by, ask.Examine(ask.ContestOutcome.REDUCED, rules, "x", points=0)
    yield by, ask.Examine(ask.ContestOutcome.NOT_UPHELD, rules, "x")


def _bringing_evidence(world: World, case: Case, at: datetime) -> Iterator[Move]:
    yield from _offers(world, case, at)
    yield from _evidence(case, world)
    yield from _pauses(world, case)
    yield BUYER, ask.FinishEvidence()
    yield SELLER, ask.FinishEvidence()


def _deciding(world: World, case: Case, at: datetime) -> Iterator[Move]:
    yield from _pauses(world, case)
    for findings in _findings(world, [claim.id for claim in case.open_claims]):
        yield arbiter(staff(case)), ask.Rule(findings, (world.kind,), "x")


def _ruled(world: World, case: Case, at: datetime) -> Iterator[Move]:
    for party in (BUYER, SELLER):
        yield party, ask.Appeal(ask.AppealGround.RULE_ERROR, "x")
        yield party, ask.AskForPerson()


def _reviewing(world: World, case: Case, at: datetime) -> Iterator[Move]:
    yield from _pauses(world, case)
    for party in (BUYER, SELLER):
        yield party, ask.Appeal(ask.AppealGround.RULE_ERROR, "x")
    assert case.ruling is not None
    by, rules = arbiter(staff(case)), (world.kind,)
    yield by, ask.DecideAppeal(rules, "x")
    for findings in _findings(world, [finding.claim for finding in case.ruling.findings]):
        yield by, ask.DecideAppeal(rules, "x", findings)


def _performing(world: World, case: Case, at: datetime) -> Iterator[Move]:
    yield from ()


def _closed(world: World, case: Case, at: datetime) -> Iterator[Move]:
    yield BUYER, ask.Reinstate()


_AT = {
    Stage.TALKING: _talking,
    Stage.AWAITING_ANSWER: _awaiting_answer,
    Stage.AWAITING_CONSUMER: _awaiting_consumer,
    Stage.EXAMINING: _examining,
    Stage.EVIDENCE: _bringing_evidence,
    Stage.DECIDING: _deciding,
    Stage.RULED: _ruled,
    Stage.REVIEWING: _reviewing,
    Stage.PERFORMING: _performing,
    Stage.CLOSED: _closed,
}


def _terms(world: World, case: Case, acts: Sequence[Act], at: datetime) -> tuple[ask.ProposedAct, ...]:
    due_at = at + TERM_DAYS * DAY
    return tuple(
        ask.ProposedAct(claim.id, act, due_at, world.offer_minor if act is Act.PAY else None)
        for claim in case.open_claims
        for act in acts
    )


def _offers(world: World, case: Case, at: datetime) -> Iterator[Move]:
    for party in (BUYER, SELLER):
        theirs = case.open_offer(other(party.side))
        if party is SELLER or world.haggles:
            for acts in world.offers if party is SELLER else world.offers[:1]:
                yield party, ask.MakeOffer(_terms(world, case, acts, at))
        if theirs is not None:
            if world.haggles:
                yield party, ask.CounterOffer(theirs.id, _terms(world, case, world.offers[0], at))
            yield party, ask.AcceptOffer(theirs.id)
            yield party, ask.DeclineOffer(theirs.id)


def _evidence(case: Case, world: World) -> Iterator[Move]:
    kind = world.pack.kinds[world.kind]
    for party in (BUYER, SELLER):
        missing = kind.checklists[party.side].missing(shown_by(case, party.side))
        if missing:
            yield party, ask.SubmitEvidence(missing[0], hash_of(len(case.evidence)))


def _pauses(world: World, case: Case) -> Iterator[Move]:
    if not world.pauses:
        return
    yield officer(), ask.RequestInformation("complainant", "x")
    yield officer(), ask.RequestInformation("respondent", "x")
    yield officer(), ask.Suspend(SUSPENSION_DAYS, "x")
    if case.pause is PauseGround.INFORMATION:
        yield (BUYER if case.asked is Side.COMPLAINANT else SELLER), ask.SupplyInformation("x")
    if case.pause is PauseGround.SUSPENSION:
        yield officer(), ask.Resume()


def _findings(world: World, claims: Sequence[str]) -> Iterator[tuple[ask.ProposedFinding, ...]]:
    for acts in world.awards:
        awards = tuple(Award(act, world.award_minor if act is Act.PAY else None) for act in acts)
        upheld = [ask.ProposedFinding(claim, FindingResult.UPHELD, awards) for claim in claims]
        rejected = [ask.ProposedFinding(claim, FindingResult.REJECTED) for claim in claims]
        yield tuple(upheld)
        yield tuple(rejected)
        if len(claims) > 1:
            yield (upheld[0], *rejected[1:])
            yield (rejected[0], *upheld[1:])
    least = (Award(Act.PAY, 100),)
    yield tuple(ask.ProposedFinding(claim, FindingResult.PARTLY, least) for claim in claims)


def _about_obligations(world: World, case: Case) -> Iterator[Move]:
    for owed in case.open_obligations:
        yield from _about(world, owed)


def _about(world: World, owed: Obligation) -> Iterator[Move]:
    debtor, creditor = (BUYER, SELLER) if owed.by is Side.COMPLAINANT else (SELLER, BUYER)
    if owed.status is ObligationStatus.OWED:
        yield debtor, ask.RecordPerformance(owed.id)
    if owed.status in (ObligationStatus.RECORDED, ObligationStatus.CONTESTED):
        yield creditor, ask.AcceptPerformance(owed.id)
    if owed.status is ObligationStatus.RECORDED and world.haggles:
        yield creditor, ask.ContestPerformance(owed.id)
    if owed.status is ObligationStatus.CONTESTED:
        yield officer(), ask.DecidePerformance(owed.id, performed=True, text="x")
        yield officer(), ask.DecidePerformance(owed.id, performed=False, text="x")
    if owed.status in (ObligationStatus.OWED, ObligationStatus.BREACHED) and world.haggles:
        yield creditor, ask.WaivePerformance(owed.id)
    if owed.status is ObligationStatus.BREACHED:
        yield BUYER, ask.RequestEnforcement(owed.id)
        yield BUYER, ask.ResumeComplaint(owed.id)
    if owed.status is ObligationStatus.ENFORCING:
        yield creditor, ask.WaivePerformance(owed.id)
        yield officer(), ask.Enforce(owed.id, from_deposit=True)
        yield officer(), ask.Enforce(owed.id, from_deposit=False)


def _withdrawals(case: Case) -> Iterator[Move]:
    yield BUYER, ask.RequestWithdrawal(reason=ask.WithdrawalReason.MISTAKE)
    if len(case.open_claims) > 1:
        first = case.open_claims[0].id
        yield BUYER, ask.RequestWithdrawal((first,), ask.WithdrawalReason.MISTAKE)
