"""What can be asked of a case: one struct a command, told apart by `type`. Imperative, without instants
of their own: when a command is decided is said by whoever decides it.
"""

from enum import StrEnum
from typing import Annotated, ClassVar

import msgspec

from hejie.domain.calendar import Instant
from hejie.domain.case import Act, Award, FindingResult, Flag, Severity
from hejie.domain.money import MOST_MINOR
from hejie.domain.words import PersonalText

Ref = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
Amount = Annotated[int, msgspec.Meta(ge=0, le=MOST_MINOR)]
Hash = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]


class Command(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="type"):
    """Any command. `names` says in both languages what it does, for people who choose among them."""

    zh: ClassVar[str]
    en: ClassVar[str]


class Demand(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is asked for one order line. `amount_minor` null: as much as the formula of the rules says."""

    line: Ref
    remedy: Ref
    amount_minor: Amount | None = None


class OpenTalk(Command, frozen=True, tag="open_talk"):
    """Begin to talk with the merchant about an order. It counts as notice."""

    zh, en = "发起协商", "open a talk"
    order: Ref
    kind: Ref
    demands: Annotated[tuple[Demand, ...], msgspec.Meta(min_length=1, max_length=100)]
    text: PersonalText = ""


class FileComplaint(Command, frozen=True, tag="file"):
    """File the complaint. Without a talk before, `order`, `kind` and `demands` say what about."""

    zh, en = "提交投诉", "file the complaint"
    order: str = ""
    kind: str = ""
    demands: Annotated[tuple[Demand, ...], msgspec.Meta(max_length=100)] = ()
    escalate_if_refused: bool = False
    text: PersonalText = ""


class Say(Command, frozen=True, tag="say"):
    """Write to the other side."""

    zh, en = "留言", "say"
    text: PersonalText


class ProposedAct(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A dated act within an offer; the instant carries its offset."""

    claim: Ref
    act: Act
    due_at: Instant
    amount_minor: Amount | None = None


Terms = Annotated[tuple[ProposedAct, ...], msgspec.Meta(min_length=1, max_length=100)]


class MakeOffer(Command, frozen=True, tag="offer"):
    """Propose dated acts; a new offer of the same side replaces its open one."""

    zh, en = "提出方案", "make an offer"
    terms: Terms
    text: PersonalText = ""


class CounterOffer(Command, frozen=True, tag="counter_offer"):
    """Answer the other side's open offer with one's own."""

    zh, en = "提出反方案", "make a counter-offer"
    offer: Ref
    terms: Terms
    text: PersonalText = ""


class AcceptOffer(Command, frozen=True, tag="accept_offer"):
    """Accept the other side's open offer: that is the settlement, and it binds."""

    zh, en = "接受方案", "accept the offer"
    offer: Ref


class DeclineOffer(Command, frozen=True, tag="decline_offer"):
    """Decline the other side's open offer."""

    zh, en = "拒绝方案", "decline the offer"
    offer: Ref
    text: PersonalText = ""


class AcceptClaims(Command, frozen=True, tag="accept_claims"):
    """Accept claims as they were made; without ids all that are open."""

    zh, en = "同意诉求", "accept the claims"
    claims: tuple[Ref, ...] = ()


class Refuse(Command, frozen=True, tag="refuse"):
    """Refuse. In a talk it opens the way to filing; after filing, for want of proof, it is no answer."""

    zh, en = "拒绝", "refuse"
    text: PersonalText = ""


class Contest(Command, frozen=True, tag="contest"):
    """Contest the complaint with the items that the respondent must show."""

    zh, en = "申诉", "contest"
    text: PersonalText = ""


class SubmitEvidence(Command, frozen=True, tag="submit_evidence"):
    """Put an item of evidence: the item of the checklist, and the hash of what was handed in."""

    zh, en = "提交证据", "submit evidence"
    item: Ref
    sha256: Hash
    caption: PersonalText = ""


class FinishEvidence(Command, frozen=True, tag="finish_evidence"):
    """Say that everything one has to show is there."""

    zh, en = "举证完毕", "finish one's evidence"


class RequestIntervention(Command, frozen=True, tag="request_intervention"):
    """Ask the platform to examine and decide."""

    zh, en = "申请平台介入", "ask the platform to step in"
    text: PersonalText = ""


class Take(Command, frozen=True, tag="take"):
    """Take a case to work on it; what a colleague has taken may be taken over. It moves nothing."""

    zh, en = "受理", "take the case"


class ContestOutcome(StrEnum):
    """What an officer finds of a contest."""

    UPHELD = "upheld"
    REDUCED = "reduced"
    NOT_UPHELD = "not_upheld"


class Examine(Command, frozen=True, tag="examine"):
    """Decide a contest: uphold it (the complaint is revoked), reduce its weight, or not uphold it."""

    zh, en = "审核申诉", "examine the contest"
    outcome: ContestOutcome
    rules: Annotated[tuple[Ref, ...], msgspec.Meta(min_length=1, max_length=50)]
    text: Annotated[PersonalText, msgspec.Meta(min_length=1)]
    severity: Severity | None = None
    points: Annotated[int, msgspec.Meta(ge=0)] | None = None


class ProposedFinding(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A finding on one claim with the acts ordered."""

    claim: Ref
    result: FindingResult
    awards: Annotated[tuple[Award, ...], msgspec.Meta(max_length=20)] = ()


Findings = Annotated[tuple[ProposedFinding, ...], msgspec.Meta(max_length=100)]


class Rule(Command, frozen=True, tag="rule"):
    """Rule on every open claim, citing rules and evidence."""

    zh, en = "作出裁决", "rule"
    findings: Findings
    rules: Annotated[tuple[Ref, ...], msgspec.Meta(min_length=1, max_length=50)]
    text: Annotated[PersonalText, msgspec.Meta(min_length=1)]
    evidence: tuple[Ref, ...] = ()


class AppealGround(StrEnum):
    """What an appeal may rest on."""

    NEW_EVIDENCE = "new_evidence"
    RULE_ERROR = "rule_error"


class ShownItem(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An item of evidence brought with an appeal."""

    item: Ref
    sha256: Hash


class Appeal(Command, frozen=True, tag="appeal"):
    """Appeal the ruling, once, on new evidence or an error of rule."""

    zh, en = "申请复核", "appeal"
    ground: AppealGround
    text: Annotated[PersonalText, msgspec.Meta(min_length=1)]
    evidence: Annotated[tuple[ShownItem, ...], msgspec.Meta(max_length=20)] = ()


class DecideAppeal(Command, frozen=True, tag="decide_appeal"):
    """Confirm the ruling (no findings), or change it (findings on every claim it decided)."""

    zh, en = "作出复核决定", "decide the appeal"
    rules: Annotated[tuple[Ref, ...], msgspec.Meta(min_length=1, max_length=50)]
    text: Annotated[PersonalText, msgspec.Meta(min_length=1)]
    findings: Findings = ()


class AskForPerson(Command, frozen=True, tag="ask_for_a_person"):
    """Have a person decide what a machine decided. It is not an appeal."""

    zh, en = "要求人工处理", "ask for a person"


class RecordPerformance(Command, frozen=True, tag="record_performance"):
    """Say that an act one owes has been done."""

    zh, en = "登记已履行", "record performance"
    obligation: Ref
    sha256: Hash | None = None


class AcceptPerformance(Command, frozen=True, tag="accept_performance"):
    """Confirm that the other side has done what it owed."""

    zh, en = "确认已履行", "accept performance"
    obligation: Ref


class ContestPerformance(Command, frozen=True, tag="contest_performance"):
    """Say that what was recorded as done has not been done; an officer decides."""

    zh, en = "对履行提出异议", "contest performance"
    obligation: Ref
    text: PersonalText = ""


class DecidePerformance(Command, frozen=True, tag="decide_performance"):
    """Find whether a contested act was done."""

    zh, en = "认定履行情况", "decide on performance"
    obligation: Ref
    performed: bool
    text: Annotated[PersonalText, msgspec.Meta(min_length=1)]


class WaivePerformance(Command, frozen=True, tag="waive_performance"):
    """Let the other side off an act that it owes."""

    zh, en = "放弃履行", "waive performance"
    obligation: Ref


class RequestEnforcement(Command, frozen=True, tag="request_enforcement"):
    """After a breach of a settlement: have it enforced."""

    zh, en = "申请强制执行", "ask for enforcement"
    obligation: Ref


class ResumeComplaint(Command, frozen=True, tag="resume_complaint"):
    """After a breach of a settlement: go back to the complaint where it was left."""

    zh, en = "恢复投诉", "resume the complaint"
    obligation: Ref


class Enforce(Command, frozen=True, tag="enforce"):
    """Carry out a breached act from the deposit, or say that it could not be and hand it over."""

    zh, en = "强制执行", "enforce"
    obligation: Ref
    from_deposit: bool


class WithdrawalReason(StrEnum):
    """Why a complainant withdraws."""

    SETTLED = "settled"
    MISTAKE = "mistake"
    MISUNDERSTANDING = "misunderstanding"
    NO_LONGER_NEEDED = "no_longer_needed"
    OTHER = "other"


class RequestWithdrawal(Command, frozen=True, tag="request_withdrawal"):
    """Withdraw the whole complaint, or the claims named."""

    zh, en = "申请撤诉", "withdraw"
    claims: tuple[Ref, ...] = ()
    reason: WithdrawalReason | None = None


class Reinstate(Command, frozen=True, tag="reinstate"):
    """Take a withdrawal back within the regret window, without a reason."""

    zh, en = "恢复已撤诉的投诉", "take the withdrawal back"


class RequestInformation(Command, frozen=True, tag="request_information"):
    """Ask one side for something; the clocks stand still meanwhile."""

    zh, en = "要求补充材料", "ask for information"
    side: Annotated[str, msgspec.Meta(pattern="^(complainant|respondent)$")]
    text: Annotated[PersonalText, msgspec.Meta(min_length=1)]


class SupplyInformation(Command, frozen=True, tag="supply_information"):
    """Answer a request for information."""

    zh, en = "补充材料", "supply the information"
    text: PersonalText


class Suspend(Command, frozen=True, tag="suspend"):
    """Let the case rest because both sides want to negotiate."""

    zh, en = "中止", "suspend"
    days: Annotated[int, msgspec.Meta(ge=1)]
    text: Annotated[PersonalText, msgspec.Meta(min_length=1)]


class Resume(Command, frozen=True, tag="resume"):
    """End a suspension before its time."""

    zh, en = "恢复程序", "resume"


class RaiseFlag(Command, frozen=True, tag="raise_flag"):
    """Another stream tells this case of a signal. `cause` makes it idempotent."""

    zh, en = "标记信号", "raise a flag"
    flag: Flag
    cause: Ref


class Lapse(Command, frozen=True, tag="lapse"):
    """A clock has run out."""

    zh, en = "期限届满", "let a clock lapse"
    clock: Ref


AnyCommand = (
    OpenTalk | FileComplaint | Say | MakeOffer | CounterOffer | AcceptOffer | DeclineOffer
    | AcceptClaims | Refuse | Contest | SubmitEvidence | FinishEvidence | RequestIntervention
    | Take | Examine | Rule | Appeal | DecideAppeal | AskForPerson
    | RecordPerformance | AcceptPerformance | ContestPerformance | DecidePerformance | WaivePerformance
    | RequestEnforcement | ResumeComplaint | Enforce
    | RequestWithdrawal | Reinstate
    | RequestInformation | SupplyInformation | Suspend | Resume | RaiseFlag | Lapse
)  # fmt: skip


def command_name(command: type[Command] | Command) -> str:
    """The name of a command on the wire, e.g. `request_withdrawal`."""
    return str(command.__struct_config__.tag)
