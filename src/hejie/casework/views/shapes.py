"""The shapes of what viewers are given. All words are in the viewer's language; codes stand beside them for
machines. Instants are aware and UTC; money is whole minor units of the currency named beside it.
"""

from datetime import datetime

import msgspec

from hejie.domain.words import Told


class Named(msgspec.Struct, frozen=True):
    """A code, and what people call it."""

    code: str
    words: str


class RuleView(msgspec.Struct, frozen=True):
    """A rule that something rests on."""

    id: str
    words: str


class FactView(msgspec.Struct, frozen=True):
    """A fact with its value; `words` says what it is, `value` is told as people read it."""

    name: str
    words: str
    value: str
    raw: Told


class PartyView(msgspec.Struct, frozen=True):
    """A side of the case. The merchant sees the consumer's name shortened."""

    side: Named
    name: str
    you: bool


class LineView(msgspec.Struct, frozen=True):
    """An order line that the case is about; `title` empty where the order is not known any more."""

    ref: str
    title: str
    price_minor: int
    freight_minor: int


class ClaimView(msgspec.Struct, frozen=True):
    """One demand. `amount_minor` null: as much as the rules' formula says."""

    id: str
    line: str
    title: str
    remedy: Named
    amount_minor: int | None
    status: Named


class ClockView(msgspec.Struct, frozen=True):
    """A time that runs. `due_at` null: it stands still, with `left_seconds` left."""

    id: str
    name: Named
    owed_by: Named
    yours: bool
    scope: str
    started_at: datetime
    due_at: datetime | None
    left_seconds: int
    paused: bool


class ObligationView(msgspec.Struct, frozen=True):
    """An act that somebody owes."""

    id: str
    claim: str
    act: Named
    by: Named
    yours: bool
    amount_minor: int | None
    due_at: datetime | None
    status: Named
    origin: Named
    proof_url: str | None = None
    """What was shown when the act was recorded as done; relative to the API."""
    possible: tuple[str, ...] = ()
    """The viewer's commands that would be accepted for it now."""


class TermView(msgspec.Struct, frozen=True):
    """One dated act of an offer."""

    claim: str
    act: Named
    due_at: datetime
    amount_minor: int | None


class OfferView(msgspec.Struct, frozen=True):
    """A proposal. `text` is what was written with it; null where nothing was, or it was erased."""

    id: str
    by: Named
    yours: bool
    terms: tuple[TermView, ...]
    text: str | None
    made_at: datetime
    answers: str
    status: Named


class EvidenceView(msgspec.Struct, frozen=True):
    """An item of evidence. The addresses are relative to the API; `original_url` is null for the other side.

    `media_type` empty: the bytes were never handed in here (an import, a sandbox).
    """

    id: str
    by: Named
    yours: bool
    item: Named
    sha256: str
    media_type: str
    size: int
    width: int | None
    height: int | None
    caption: str | None
    added_at: datetime
    shown_url: str | None
    thumbnail_url: str | None
    original_url: str | None
    shown_media_type: str = ""
    """What the shown copy is: it may be of another type than the original."""


class ChecklistItemView(msgspec.Struct, frozen=True):
    """`need`: required, any_of, optional or platform."""

    code: str
    words: str
    need: str
    shown: bool


class ChecklistView(msgspec.Struct, frozen=True):
    """What a side has to show, and which items are still missing."""

    side: Named
    items: tuple[ChecklistItemView, ...]
    missing: tuple[str, ...]


class AwardView(msgspec.Struct, frozen=True):
    """An act that a ruling orders."""

    act: Named
    amount_minor: int | None


class FindingView(msgspec.Struct, frozen=True):
    """What a ruling says of one claim."""

    claim: str
    result: Named
    awards: tuple[AwardView, ...]


class RulingView(msgspec.Struct, frozen=True):
    """A ruling with what it rests on. `reasons` null: a machine decided, its rules speak for it."""

    id: str
    basis: Named
    by_machine: bool
    made_at: datetime
    findings: tuple[FindingView, ...]
    rules: tuple[RuleView, ...]
    facts: tuple[FactView, ...]
    evidence: tuple[str, ...]
    reasons: str | None


class TimelineView(msgspec.Struct, frozen=True):
    """Something that happened. `text` is what a person wrote with it."""

    version: int
    at: datetime
    who: Named
    yours: bool
    event: str
    words: str
    text: str | None
    rules: tuple[RuleView, ...]


class PossibleView(msgspec.Struct, frozen=True):
    """A command of the viewer: whether it may be given now, else why not."""

    command: str
    words: str
    allowed: bool
    code: str | None
    reason: str | None


class ReasonView(msgspec.Struct, frozen=True):
    """A rule, and what it says of this case."""

    rule: str
    words: str
    source: str
    facts: tuple[FactView, ...]


class UntilView(msgspec.Struct, frozen=True):
    """When the answer gets worse, and because of which clock."""

    at: datetime
    clock: Named
    words: str
    answer: Named


class OutlookView(msgspec.Struct, frozen=True):
    """Can this complaint be withdrawn: `answer` is available, available_after_review or not_available."""

    answer: Named
    how: str
    reason_required: bool
    reasons: tuple[ReasonView, ...]
    until: UntilView | None
    consequences: tuple[str, ...]
    changes: tuple[tuple[FactView, ...], ...]


class NextStepView(msgspec.Struct, frozen=True):
    """What is awaited, as this viewer sees it, and what happens if nobody acts."""

    words: str
    if_nothing: str
    due_at: datetime | None
    yours: bool


class PackRef(msgspec.Struct, frozen=True):
    """The rules that the case is judged by."""

    id: str
    version: str
    words: str


class TakenView(msgspec.Struct, frozen=True):
    """Who of the staff works on it; staff alone see this."""

    you: bool
    name: str


class RemedyView(msgspec.Struct, frozen=True):
    """What can be demanded and ordered. `amount`: claimed, formula or none."""

    code: str
    words: str
    acts: tuple[Named, ...]
    amount: str


class CaseView(msgspec.Struct, frozen=True):
    """A case as one viewer may see it. `citable` and `taken_by` are for staff alone."""

    id: str
    version: int
    at: datetime
    """The instant of which all this is true."""
    venue: str
    order: str
    kind: Named
    severity: Named
    stage: Named
    outcome: Named | None
    currency: str
    you: str
    parties: tuple[PartyView, ...]
    opened_at: datetime
    filed_at: datetime | None
    lines: tuple[LineView, ...]
    claims: tuple[ClaimView, ...]
    clocks: tuple[ClockView, ...]
    obligations: tuple[ObligationView, ...]
    offers: tuple[OfferView, ...]
    evidence: tuple[EvidenceView, ...]
    checklists: tuple[ChecklistView, ...]
    ruling: RulingView | None
    timeline: tuple[TimelineView, ...]
    possible: tuple[PossibleView, ...]
    outlook: OutlookView | None
    next_step: NextStepView
    paused: Named | None
    records: tuple[FactView, ...]
    remedies: tuple[RemedyView, ...]
    pack: PackRef
    taken_by: TakenView | None
    citable: tuple[RuleView, ...]
    proposed: tuple[FindingView, ...] = ()
    """What platform records alone will decide, unless the respondent answers in time."""


class ClockBrief(msgspec.Struct, frozen=True):
    """The clock that ends first."""

    name: Named
    owed_by: Named
    due_at: datetime
    yours: bool


class CaseBrief(msgspec.Struct, frozen=True):
    """A case in a queue."""

    id: str
    venue: str
    order: str
    title: str
    kind: Named
    severity: Named
    stage: Named
    outcome: Named | None
    currency: str
    amount_minor: int
    opened_at: datetime
    clock: ClockBrief | None
    other_party: str
    waiting_for_you: bool
    taken_by: TakenView | None


class CasePage(msgspec.Struct, frozen=True):
    """A page of a queue; `next` is the cursor of the page that follows, null at the end."""

    items: tuple[CaseBrief, ...]
    next: str | None


class OrderLineView(msgspec.Struct, frozen=True):
    """A line of an order."""

    ref: str
    merchant: str
    title: str
    price_minor: int
    freight_minor: int


class OrderView(msgspec.Struct, frozen=True):
    """An order of the viewer. `cases` are public ids of complaints about it."""

    venue: str
    ref: str
    currency: str
    status: str
    placed_at: datetime
    delivered_at: datetime | None
    lines: tuple[OrderLineView, ...]
    cases: tuple[str, ...]


class OrderPage(msgspec.Struct, frozen=True):
    """A page of orders, the newest first."""

    items: tuple[OrderView, ...]
    next: str | None


class SpanView(msgspec.Struct, frozen=True):
    """A length of time of the rules, e.g. `48 小时`."""

    name: Named
    length: str
    source: str


class KindView(msgspec.Struct, frozen=True):
    """A kind of complaint: what can be asked, what each side has to show, how long things take."""

    code: str
    words: str
    severity: Named
    talk_first: bool
    silence: str
    basis: str
    remedies: tuple[RemedyView, ...]
    checklists: tuple[ChecklistView, ...]
    spans: tuple[SpanView, ...]


class RulesView(msgspec.Struct, frozen=True):
    """The rules in force at a venue, for whoever files."""

    pack: PackRef
    venue: str
    currency: str
    effective_from: datetime
    effective_to: datetime | None
    kinds: tuple[KindView, ...]


class PackBrief(msgspec.Struct, frozen=True):
    """One published pack."""

    id: str
    version: str
    words: str
    content_hash: str
    venues: tuple[str, ...]
    effective_from: datetime
    effective_to: datetime | None
    in_force: bool


class NoteView(msgspec.Struct, frozen=True):
    """A note of the inbox."""

    id: str
    case: str
    kind: Named
    code: str
    words: str
    at: datetime
    due_at: datetime | None
    read: bool


class NotePage(msgspec.Struct, frozen=True):
    """A page of the inbox, the newest first."""

    items: tuple[NoteView, ...]
    unread_count: int
    next: str | None


class UploadView(msgspec.Struct, frozen=True):
    """A file that was taken in."""

    sha256: str
    name: str
    media_type: str
    size: int
    width: int | None
    height: int | None
    notes: tuple[str, ...]
    thumbnail_url: str | None
    shown_url: str


class CommandResult(msgspec.Struct, frozen=True):
    """What a command came to: the case's version after it, and the events that were written."""

    case: str
    version: int
    events: tuple[str, ...]
    replayed: bool
