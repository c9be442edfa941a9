"""What clients send, beside the commands themselves. Decoded strictly: an unknown field is an error, and a
number in quotes is no number."""

from datetime import datetime
from typing import Annotated

import msgspec

from hejie.casework.people import Hat
from hejie.domain import commands as ask
from hejie.domain.calendar import Instant
from hejie.domain.commands import Ref
from hejie.domain.orders import Order

CaseCommand = (
    ask.FileComplaint | ask.Say | ask.MakeOffer | ask.CounterOffer | ask.AcceptOffer | ask.DeclineOffer
    | ask.AcceptClaims | ask.Refuse | ask.Contest | ask.SubmitEvidence | ask.FinishEvidence
    | ask.RequestIntervention | ask.Take | ask.Examine | ask.Rule | ask.Appeal | ask.DecideAppeal
    | ask.AskForPerson | ask.RecordPerformance | ask.AcceptPerformance | ask.ContestPerformance
    | ask.DecidePerformance | ask.WaivePerformance | ask.RequestEnforcement | ask.ResumeComplaint
    | ask.Enforce | ask.RequestWithdrawal | ask.Reinstate | ask.RequestInformation
    | ask.SupplyInformation | ask.Suspend | ask.Resume
)  # fmt: skip
"""Every command that people give on a case that exists, told apart by `type`."""

MachineCommand = (
    ask.OpenTalk | ask.FileComplaint | ask.Say | ask.MakeOffer | ask.CounterOffer | ask.AcceptOffer
    | ask.DeclineOffer | ask.AcceptClaims | ask.Refuse | ask.Contest | ask.SubmitEvidence | ask.FinishEvidence
    | ask.RequestIntervention | ask.Appeal | ask.AskForPerson | ask.RecordPerformance | ask.AcceptPerformance
    | ask.ContestPerformance | ask.WaivePerformance | ask.RequestEnforcement | ask.ResumeComplaint
    | ask.Reinstate | ask.SupplyInformation
)  # fmt: skip
"""What a machine may hand on for a consumer or a merchant. A withdrawal is not among it: nobody withdraws for
anyone, and no back office can (row S21 of the mission)."""

OpeningCommand = ask.OpenTalk | ask.FileComplaint
"""The commands that begin a case."""

Secret = Annotated[str, msgspec.Meta(min_length=1, max_length=1_000)]
IdempotencyKey = Annotated[str, msgspec.Meta(min_length=8, max_length=200, pattern=r"^[\x21-\x7e]+$")]


class SignIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A login and its password."""

    login: Ref
    password: Secret


class HandOver(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A token that the marketplace has signed for its signed-in consumer or merchant (JWT)."""

    token: Annotated[str, msgspec.Meta(min_length=1, max_length=8_000)]


class SessionView(msgspec.Struct, frozen=True):
    """Who is signed in. `desk`: consumer, merchant, staff or rules. `csrf` goes into the header
    `X-Hejie-Csrf` of every request that changes something."""

    id: str
    name: str
    venue: str
    desk: str
    hats: tuple[Hat, ...]
    language: str
    csrf: str
    expires_at: datetime


class Opening(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A command that begins a case at a venue."""

    venue: Ref
    command: OpeningCommand


class BulkItem(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One command of a machine, for a consumer (`role` complainant) or a merchant (respondent) of its venue.

    `case` null: the command begins a case. `key` makes the item idempotent.
    """

    key: IdempotencyKey
    role: Annotated[str, msgspec.Meta(pattern="^(complainant|respondent)$")]
    person: Ref
    command: MachineCommand
    case: Ref | None = None
    expected_version: Annotated[int, msgspec.Meta(ge=0)] | None = None


class Bulk(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Up to 500 commands; each has its own result."""

    items: Annotated[tuple[BulkItem, ...], msgspec.Meta(min_length=1, max_length=500)]


class FieldProblem(msgspec.Struct, frozen=True):
    """What is wrong with one field, and what is accepted; `field` is its path, `command.demands[0].line`."""

    field: str
    message: str


class Problem(msgspec.Struct, frozen=True, omit_defaults=True):
    """RFC 9457. `code` is permanent; `title` and `detail` are in the caller's language."""

    type: str
    title: str
    status: int
    code: str
    detail: str = ""
    request_id: str = ""
    errors: tuple[FieldProblem, ...] = ()
    rule: str = ""


class BulkResult(msgspec.Struct, frozen=True):
    """What came of one item: `case`, `version` and `events`, or a problem."""

    key: str
    case: str | None
    version: int | None
    events: tuple[str, ...]
    replayed: bool
    problem: Problem | None


class BulkResults(msgspec.Struct, frozen=True):
    """The results, in the order of the items."""

    results: tuple[BulkResult, ...]


class Orders(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Orders as the marketplace tells them, up to 500; the same again changes nothing."""

    orders: Annotated[tuple[Order, ...], msgspec.Meta(min_length=1, max_length=500)]


class OrderResult(msgspec.Struct, frozen=True):
    """`put`: new, changed, same, or refused with a reason."""

    ref: str
    put: str
    reason: str | None = None


class OrderResults(msgspec.Struct, frozen=True):
    """The results, in the order of the orders."""

    results: tuple[OrderResult, ...]


class MarkRead(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Notes up to this instant have been read."""

    until: Instant


class NewEndpoint(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where to send changes. `events` empty: all."""

    url: Annotated[str, msgspec.Meta(min_length=8, max_length=2_000)]
    events: tuple[Ref, ...] = ()


class EndpointView(msgspec.Struct, frozen=True):
    """An endpoint; `secret` is shown once, when it is made."""

    id: str
    url: str
    events: tuple[str, ...]
    made_at: datetime
    disabled: bool
    secret: str | None = None


class EndpointViews(msgspec.Struct, frozen=True):
    """All endpoints of a venue."""

    items: tuple[EndpointView, ...]
