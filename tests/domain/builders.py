"""Packs, orders and lives of cases with every argument given, so that what a test sets matters to it."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Self
from zoneinfo import ZoneInfo

import msgspec

from hejie.domain import commands as ask
from hejie.domain.calendar import Calendar, Span, Unit
from hejie.domain.case import (
    Act,
    Award,
    Case,
    FindingResult,
    Severity,
    SpanName,
)
from hejie.domain.decide import Decision, decide, first_due
from hejie.domain.draft import Moment
from hejie.domain.events import Event
from hejie.domain.evolve import replay
from hejie.domain.facts import (
    AMOUNT_INPUTS,
    BURDEN_INPUTS,
    RECORD_INPUTS,
    SILENCE_INPUTS,
    WITHDRAWAL_INPUTS,
    Counters,
)
from hejie.domain.orders import Order, OrderLine
from hejie.domain.refusals import Refusal
from hejie.domain.roles import THE_CLOCK, Actor, Role, Side
from hejie.domain.rulebook import (
    AmountRule,
    Checklist,
    ChecklistItem,
    FilingLimit,
    Kind,
    Need,
    Pack,
    Points,
    Remedy,
    Silence,
)
from hejie.domain.tables import Input, Row, Table, Value
from hejie.domain.words import Words
from hejie.policy.conditions.table import build_table
from hejie.policy.shipped import shipped_packs

NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)
"""A Monday, noon in Shanghai: no holiday is near."""
SECOND = timedelta(seconds=1)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)

BUYER = Actor(Role.COMPLAINANT, "wang")
SELLER = Actor(Role.RESPONDENT, "shop")
STRANGER = Actor(Role.COMPLAINANT, "li")
OTHER_SHOP = Actor(Role.RESPONDENT, "shop2")
FEW = Counters(filings_in_window=1, withdrawals_in_window=0)
WORDS = Words("字", "word")


def officer(id: str = "chen") -> Actor:
    """An officer; another id is another person."""
    return Actor(Role.OFFICER, id)


def arbiter(id: str = "zhao") -> Actor:
    """An arbiter; another id is another person."""
    return Actor(Role.ARBITER, id)


@cache
def shipped(id: str = "tmall-style") -> Pack:
    """The newest shipped pack with this id."""
    return [pack for pack in shipped_packs() if pack.id == id][-1]


def table(inputs: Sequence[Input], *rows: tuple[str, Mapping[str, Value]]) -> Table:
    """A decision table of `(condition, answer)`; its rows are called `row1`, `row2`, …"""
    numbered = [Row(f"row{i}", when, answer, WORDS) for i, (when, answer) in enumerate(rows, 1)]
    return build_table(numbered, inputs)


def burden(standing: str = "proven") -> Table:
    """A burden chain that gives one answer whatever is shown."""
    return table(BURDEN_INPUTS, ("true", {"standing": standing, "next": "nobody"}))


def amount(rate_bp: int = 500, least_minor: int = 500, most_minor: int = 3000) -> Table:
    """A formula with one row."""
    row = {"rate_bp": rate_bp, "least_minor": least_minor, "most_minor": most_minor}
    return table(AMOUNT_INPUTS, ("true", row))


def record() -> Table:
    """Late dispatch is for the complainant, dispatch in time for the respondent."""
    return table(
        RECORD_INPUTS,
        ("record.handed_over_at > record.dispatch_due_at", {"finding": "upheld"}),
        ("true", {"finding": "rejected"}),
    )


def silence(*rows: tuple[str, str]) -> Table:
    """A silence table of `(condition, what then)`. By default talks and offers lapse, claims are upheld."""
    rows = rows or (
        ('clock.name == "offer_reply" && (case.own_counter_pending || case.escalate_if_refused)', "evidence"),
        ('clock.name in ["talk", "offer_reply"]', "close_lapsed"),
        ("case.flagged", "deciding"),
        ('record.finding in ["for_complainant", "for_respondent"]', "rule_by_record"),
        ('kind.silence == "rule"', "rule_by_default"),
        ("true", "evidence"),
    )
    return table(SILENCE_INPUTS, *((when, {"then": then}) for when, then in rows))


def withdrawal(how: str = "free", *, reason_required: bool = False) -> Table:
    """A withdrawal table that gives one answer at every stage."""
    answer = {"free": "available", "none": "not_available"}.get(how, "available_after_review")
    outcome: dict[str, Value] = {
        "answer": answer,
        "how": how,
        "reason_required": reason_required,
        "refile": "once",
    }
    return table(WITHDRAWAL_INPUTS, ("true", outcome))


def remedy(code: str, *acts: Act, amount: AmountRule = AmountRule.CLAIMED) -> Remedy:
    """A remedy of these acts."""
    return Remedy(code, acts, amount, WORDS)


REMEDIES = (
    remedy("refund", Act.PAY),
    remedy("return_and_refund", Act.RETURN_GOODS, Act.PAY),
    remedy("compensation", Act.PAY, amount=AmountRule.FORMULA),
    remedy("repair", Act.RETURN_GOODS, Act.REPAIR, amount=AmountRule.NONE),
    remedy("apology", Act.APOLOGISE, amount=AmountRule.NONE),
)


def checklist(required: str = "", any_of: Sequence[str] = ()) -> Checklist:
    """A checklist with one required item, if named, and alternatives."""
    items = [ChecklistItem(required, Need.REQUIRED, WORDS)] if required else []
    return Checklist((*items, *(ChecklistItem(code, Need.ANY_OF, WORDS) for code in any_of)))


def a_kind(
    id: str = "defect",
    *,
    severity: Severity = Severity.S2,
    talk_first: bool = False,
    silence: Silence = Silence.RULE,
    points: int = 2,
    complainant: Checklist | None = None,
    respondent: Checklist | None = None,
    remedies: tuple[Remedy, ...] = REMEDIES,
    burden: Table | None = None,
    filing: FilingLimit | None = None,
    record: Table | None = None,
    amount: Table | None = None,
    spans: Mapping[SpanName, Span] | None = None,
) -> Kind:
    """One kind of complaint."""
    return Kind(
        id=id,
        words=WORDS,
        severity=severity,
        talk_first=talk_first,
        silence=silence,
        points=Points("general", points),
        checklists={
            Side.COMPLAINANT: complainant or checklist("photo"),
            Side.RESPONDENT: respondent or checklist(any_of=("certificate", "explanation")),
        },
        remedies=remedies,
        burden=burden or _BURDEN,
        filing=filing,
        record=record,
        amount=amount,
        spans=spans or {},
    )


_BURDEN = burden()

SPANS: Mapping[SpanName, Span] = {
    **{name: Span(48, Unit.HOURS) for name in SpanName},
    SpanName.TALK_BEFORE_FILING: Span(24, Unit.HOURS),
    SpanName.TALK: Span(15, Unit.DAYS),
    SpanName.OFFER_REPLY: Span(7, Unit.DAYS),
    SpanName.APPEAL: Span(7, Unit.DAYS),
    SpanName.REVIEWING: Span(5, Unit.BUSINESS_DAYS),
    SpanName.PERFORM: Span(24, Unit.HOURS),
    SpanName.RETURN_GOODS: Span(7, Unit.DAYS),
    SpanName.AFTER_RETURN: Span(7, Unit.DAYS),
    SpanName.SUSPENSION: Span(30, Unit.DAYS),
    SpanName.RESUME_LEAST: Span(24, Unit.HOURS),
    SpanName.REGRET: Span(72, Unit.HOURS),
}


def a_calendar(zone: str = "Asia/Shanghai", *, rest_weekdays: frozenset[int] = frozenset({5, 6})) -> Calendar:
    """A calendar without holidays."""
    return Calendar(ZoneInfo(zone), rest_weekdays)


def a_pack(
    *kinds: Kind,
    spans: Mapping[SpanName, Span] | None = None,
    withdrawal: Table | None = None,
    silence: Table | None = None,
    calendar: Calendar | None = None,
    currency: str = "CNY",
) -> Pack:
    """A pack of the test's own making; by default one kind, free withdrawal, and silence that decides."""
    return Pack(
        id="made-up",
        version="2026-01-01",
        content_hash="0" * 64,
        words=WORDS,
        venues=frozenset(),
        currency=currency,
        effective_from=datetime(2026, 1, 1, tzinfo=UTC),
        effective_to=None,
        calendar=calendar or a_calendar(),
        spans={**SPANS, **(spans or {})},
        spans_by_severity={},
        kinds={kind.id: kind for kind in kinds or (a_kind(),)},
        withdrawal=withdrawal or _FREE,
        silence=silence or _SILENCE,
        farming_filings=5,
        span_words=dict.fromkeys(SpanName, WORDS),
        span_sources={},
    )


_FREE = withdrawal()
_SILENCE = silence()


def a_line(
    ref: str = "l1", price_minor: int = 10_000, freight_minor: int = 1_000, **other: object
) -> OrderLine:
    """A line of CNY 100 with CNY 10 freight, promised for a day after the order was placed."""
    promised = {"merchant": SELLER.id, "dispatch_due_at": NOON - 4 * DAY, **other}
    return msgspec.convert(
        {"ref": ref, "price_minor": price_minor, "freight_minor": freight_minor, **promised}, OrderLine
    )


def an_order(*lines: OrderLine, **other: object) -> Order:
    """An order placed five days before noon, handed over a day late, and delivered the day before."""
    given = {
        "venue": "tmall",
        "ref": "order1",
        "buyer": BUYER.id,
        "currency": "CNY",
        "placed_at": NOON - 5 * DAY,
        "paid_at": NOON - 5 * DAY,
        "handed_over_at": NOON - 3 * DAY,
        "delivered_at": NOON - DAY,
        **other,
    }
    return msgspec.convert({**given, "lines": lines or (a_line(),)}, Order)


def hash_of(number: int) -> str:
    """The hash of some bytes; another number, other bytes."""
    return f"{number:064x}"


def demand(line: str = "l1", remedy: str = "refund", amount_minor: int | None = 5_000) -> ask.Demand:
    """A demand about one line."""
    return ask.Demand(line, remedy, amount_minor)


def pay(claim: str, due_at: datetime, amount_minor: int = 5_000) -> ask.ProposedAct:
    """A payment offered."""
    return ask.ProposedAct(claim, Act.PAY, due_at, amount_minor)


def does(claim: str, act: Act, due_at: datetime) -> ask.ProposedAct:
    """Something other than a payment offered."""
    return ask.ProposedAct(claim, act, due_at)


def upheld(claim: str = "c1", amount_minor: int = 5_000) -> ask.ProposedFinding:
    """A finding for the complainant that orders a payment."""
    return ask.ProposedFinding(claim, FindingResult.UPHELD, (Award(Act.PAY, amount_minor),))


def rejected(claim: str = "c1") -> ask.ProposedFinding:
    """A finding for the respondent."""
    return ask.ProposedFinding(claim, FindingResult.REJECTED)


class Life:
    """One case as it is lived: commands at instants, the history, and the case after it.

    Time goes on by a second with every command, so that no two share an instant by accident.
    """

    def __init__(
        self,
        pack: Pack | None = None,
        order: Order | None = None,
        *,
        at: datetime = NOON,
        counters: Counters | None = FEW,
    ) -> None:
        self.pack = pack or a_pack()
        self.order = order or an_order()
        self.at = at
        self.counters = counters
        self.history: list[tuple[Event, datetime]] = []
        self._case: Case | None = None

    @property
    def case(self) -> Case:
        """The case; it has been opened."""
        assert self._case is not None
        return self._case

    @property
    def case_if_any(self) -> Case | None:
        """The case, or None before it was opened."""
        return self._case

    def moment(self, actor: Actor, at: datetime | None = None) -> Moment:
        """The moment of a decision, now unless an instant is given."""
        return Moment(at or self.at, actor, self.pack, self.order, self.counters)

    def answer(self, actor: Actor, command: ask.Command, at: datetime | None = None) -> Decision | Refusal:
        """What `decide` says, without living it."""
        return decide(self._case, command, self.moment(actor, at))

    def does(self, actor: Actor, *commands: ask.Command) -> Self:
        """Live commands that must be accepted."""
        for command in commands:
            decision = self.answer(actor, command)
            assert not isinstance(decision, Refusal), (command, decision)
            self.takes(decision)
            self.at += SECOND
        return self

    def refuses(self, actor: Actor, command: ask.Command) -> Refusal:
        """The refusal of a command, which must be one."""
        refusal = self.answer(actor, command)
        assert isinstance(refusal, Refusal), command
        return refusal

    def refuses_at(self, actor: Actor, command: ask.Command, at: datetime) -> Refusal:
        """The refusal of a command at another instant."""
        refusal = self.answer(actor, command, at)
        assert isinstance(refusal, Refusal), command
        return refusal

    def lapses(self, name: SpanName | None = None) -> Self:
        """Let time go on to the closing instant of the next clock, and let it take effect."""
        due_at = self.case.next_due_at
        assert due_at is not None, "a clock runs"
        self.at = max(self.at, due_at)
        clock = first_due(self.case, self.at)
        assert clock is not None
        assert name in (None, clock.name), clock
        return self.does(THE_CLOCK, ask.Lapse(clock.id))

    def waits(self, time: timedelta) -> Self:
        """Let time go on."""
        self.at += time
        return self

    def takes(self, decision: Decision) -> None:
        """What was decided has happened."""
        self.history += [(event, self.at) for event in decision.events]
        self._case = decision.case
        assert replay(self.history) == decision.case

    # The usual steps, with the usual fields.

    def talks(self, *demands: ask.Demand, kind: str = "defect") -> Self:
        """The buyer opens a talk."""
        return self.does(BUYER, ask.OpenTalk(self.order.ref, kind, demands or (demand(),)))

    def files(self, *demands: ask.Demand, kind: str = "defect", escalate: bool = False) -> Self:
        """The buyer files at once."""
        command = ask.FileComplaint(self.order.ref, kind, demands or (demand(),), escalate)
        return self.does(BUYER, command)

    def shows(self, actor: Actor) -> Self:
        """A party shows one item of its checklist after another until nothing is missing."""
        checklist = self.pack.kinds[self.case.head.kind].checklists[actor.side]
        while True:
            shown = frozenset(item.item for item in self.case.evidence if item.by is actor.side)
            missing = checklist.missing(shown)
            if not missing:
                return self
            self.does(actor, ask.SubmitEvidence(missing[0], hash_of(len(self.case.evidence))))

    def contests(self) -> Self:
        """The seller shows its proof and contests."""
        return self.shows(SELLER).does(SELLER, ask.Contest())

    def examined(self, outcome: ask.ContestOutcome = ask.ContestOutcome.NOT_UPHELD) -> Self:
        """The buyer says that it has replied, and an officer decides the contest."""
        return self.does(BUYER, ask.FinishEvidence()).does(
            officer(), ask.Examine(outcome, (self.case.head.kind,), "reasons")
        )

    def finish(self) -> Self:
        """Both sides say that this is all."""
        return self.does(BUYER, ask.FinishEvidence()).does(SELLER, ask.FinishEvidence())

    def ruled(self, *findings: ask.ProposedFinding, by: str = "zhao") -> Self:
        """An arbiter rules."""
        given = findings or tuple(upheld(claim.id) for claim in self.case.open_claims)
        return self.does(arbiter(by), ask.Rule(given, (self.case.head.kind,), "reasons"))

    def offers(self, actor: Actor = SELLER, *terms: ask.ProposedAct, days: int = 5) -> Self:
        """A party offers; by default a payment for every open claim."""
        by_default = tuple(pay(claim.id, self.at + days * DAY) for claim in self.case.open_claims)
        return self.does(actor, ask.MakeOffer(terms or by_default))

    def accepts(self, actor: Actor = BUYER) -> Self:
        """A party accepts the other side's open offer."""
        return self.does(actor, ask.AcceptOffer(open_offer_to(self.case, actor)))

    def performs(self, obligation: str = "b1") -> Self:
        """The debtor records an act and the creditor accepts it."""
        owed = self.case.obligation(obligation)
        assert owed is not None
        by, to = (BUYER, SELLER) if owed.by is Side.COMPLAINANT else (SELLER, BUYER)
        return self.does(by, ask.RecordPerformance(obligation)).does(to, ask.AcceptPerformance(obligation))


def open_offer_to(case: Case, actor: Actor) -> str:
    """The id of the offer that waits for this party, or one that does not exist."""
    by = Side.RESPONDENT if actor.side is Side.COMPLAINANT else Side.COMPLAINANT
    offer = case.open_offer(by)
    return offer.id if offer else "o99"


def deciding(pack: Pack | None = None, *demands: ask.Demand, order: Order | None = None) -> Life:
    """A life that has come to the arbiter through contest and evidence."""
    return Life(pack, order).files(*demands).contests().examined().finish()
