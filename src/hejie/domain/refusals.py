"""The ways in which the rules say no. A code is permanent; its words may be improved.

A refusal is a value, not an exception. `decide` looks for one in this order: the party, the role, the
stage, a clock that has run out, then what must hold for the command, then its fields.
"""

import re
from collections.abc import Mapping
from datetime import datetime, tzinfo
from enum import StrEnum

import msgspec

from hejie.domain.naming import STATUS_WORDS
from hejie.domain.tables import Value
from hejie.domain.words import Told, Words, told

_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


class RefusalCode(StrEnum):
    """Every way to say no. New codes are added at will; none is renamed or given another meaning."""

    NOT_A_PARTY = "not_a_party"
    ROLE_MAY_NOT = "role_may_not"
    STAGE_DOES_NOT_ALLOW = "stage_does_not_allow"
    CLOCK_HAS_RUN_OUT = "clock_has_run_out"
    WINDOW_CLOSED = "window_closed"
    CASE_EXISTS = "case_exists"
    PAUSED = "paused"
    NOT_PAUSED = "not_paused"

    ORDER_UNKNOWN = "order_unknown"
    ORDER_IS_NOT_YOURS = "order_is_not_yours"
    ORDER_HAS_NO_LINES = "order_has_no_lines"
    LINE_UNKNOWN = "line_unknown"
    LINES_OF_SEVERAL_MERCHANTS = "lines_of_several_merchants"
    LINE_TWICE = "line_twice"
    KIND_UNKNOWN = "kind_unknown"
    KIND_DIFFERS = "kind_differs"
    REMEDY_UNKNOWN = "remedy_unknown"
    AMOUNT_OUT_OF_RANGE = "amount_out_of_range"
    AMOUNT_NOT_ASKED = "amount_not_asked"
    AMOUNT_NOT_KNOWN = "amount_not_known"
    CURRENCY_DIFFERS = "currency_differs"
    DEMANDS_MISSING = "demands_missing"
    FILING_TOO_LATE = "filing_too_late"
    TALK_COMES_FIRST = "talk_comes_first"
    TALK_NEEDED = "talk_needed"
    NO_RULES_IN_FORCE = "no_rules_in_force"

    OFFER_UNKNOWN = "offer_unknown"
    OFFER_IS_YOURS = "offer_is_yours"
    OFFER_NOT_OPEN = "offer_not_open"
    NO_OPEN_OFFER = "no_open_offer"
    OFFER_LEAVES_CLAIMS_OUT = "offer_leaves_claims_out"
    TERM_IN_THE_PAST = "term_in_the_past"
    TERM_NEEDS_AMOUNT = "term_needs_amount"

    CLAIM_UNKNOWN = "claim_unknown"
    CLAIM_NOT_OPEN = "claim_not_open"
    REQUIRED_ITEMS_MISSING = "required_items_missing"
    ITEM_UNKNOWN = "item_unknown"
    ITEM_ALREADY_SHOWN = "item_already_shown"
    EVIDENCE_UNKNOWN = "evidence_unknown"
    ALREADY_FINISHED = "already_finished"
    RULE_UNKNOWN = "rule_unknown"

    COMPLAINANT_NOT_YET_HEARD = "complainant_not_yet_heard"
    ANOTHER_PERSON_MUST_DECIDE = "another_person_must_decide"
    TAKEN_BY_YOU_ALREADY = "taken_by_you_already"
    SEVERITY_NOT_LOWER = "severity_not_lower"
    FINDINGS_INCOMPLETE = "findings_incomplete"
    AWARD_DOES_NOT_FIT = "award_does_not_fit"

    ALREADY_APPEALED = "already_appealed"
    NO_OPEN_WINDOW = "no_open_window"
    NEW_EVIDENCE_MISSING = "new_evidence_missing"
    OTHER_SIDE_MAY_STILL_APPEAL = "other_side_may_still_appeal"
    NOT_DECIDED_BY_MACHINE = "not_decided_by_machine"

    OBLIGATION_UNKNOWN = "obligation_unknown"
    NOTHING_STANDS_THERE = "nothing_stands_there"
    OBLIGATION_IS_NOT_YOURS = "obligation_is_not_yours"
    OBLIGATION_STANDS_ELSEWHERE = "obligation_stands_elsewhere"
    CLAIM_WAS_RULED_ON = "claim_was_ruled_on"

    WITHDRAWAL_NOT_AVAILABLE = "withdrawal_not_available"
    WITHDRAWAL_NEEDS_REVIEW = "withdrawal_needs_review"
    WITHDRAWAL_NEEDS_REASON = "withdrawal_needs_reason"
    NOT_WITHDRAWN = "not_withdrawn"
    REGRET_WINDOW_CLOSED = "regret_window_closed"
    ALREADY_REINSTATED = "already_reinstated"
    SOMETHING_WAS_PERFORMED = "something_was_performed"

    NOT_ASKED_OF_YOU = "not_asked_of_you"
    SUSPENDED_LONG_ENOUGH = "suspended_long_enough"
    FLAG_ALREADY_UP = "flag_already_up"
    CLOCK_UNKNOWN = "clock_unknown"
    CLOCK_STILL_RUNS = "clock_still_runs"


class Refusal(msgspec.Struct, frozen=True):
    """A no: its code, the facts that it rests on, and the rule where one says so."""

    code: RefusalCode
    facts: tuple[tuple[str, Told], ...] = ()
    rule: str = ""

    def tell(
        self, language: str, names: Mapping[str, Words] | None = None, zone: tzinfo | None = None
    ) -> str:
        """The refusal in words, `zh` or `en`.

        `names` are what the pinned pack calls its clocks, items and remedies (`Pack.names`); instants are
        told in `zone`, else in UTC.
        """
        called = dict(names or {})
        facts = {
            # A stage and the clock that runs in it may bear one name; they are called differently.
            name: _said(
                value,
                language,
                called | STATUS_WORDS if name in ("stage", "status") else STATUS_WORDS | called,
                zone,
            )
            for name, value in self.facts
        }
        return REFUSALS[self.code].tell(language, **facts)


def _said(value: Told, language: str, names: Mapping[str, Words], zone: tzinfo | None) -> str:
    """A fact as people say it: codes by their names, one or several; instants by the clock on the wall."""
    parts = str(value).split(", ")
    if all(part in names for part in parts):
        return ("、" if language == "zh" else ", ").join(names[part].tell(language) for part in parts)
    if zone is not None and _INSTANT.fullmatch(str(value)):
        return datetime.fromisoformat(str(value)).astimezone(zone).strftime("%Y-%m-%d %H:%M")
    return str(value)


def refuse(code: RefusalCode, *, rule: str = "", **facts: Value) -> Refusal:
    """A refusal with its facts."""
    return Refusal(code, tuple((name, told(value)) for name, value in facts.items()), rule)


REFUSALS: dict[RefusalCode, Words] = {
    RefusalCode.NOT_A_PARTY: Words("您不是本案当事人", "you are not a party to this case"),
    RefusalCode.ROLE_MAY_NOT: Words("您的身份不能进行此操作", "this is not for your role to do"),
    RefusalCode.STAGE_DOES_NOT_ALLOW: Words(
        "案件当前阶段({stage})不能进行此操作", "not at this stage of the case ({stage})"
    ),
    RefusalCode.CLOCK_HAS_RUN_OUT: Words(
        "期限({clock})已于 {due_at} 届满", "a clock ({clock}) ran out at {due_at} and takes effect first"
    ),
    RefusalCode.WINDOW_CLOSED: Words(
        "期限({clock})已于 {due_at} 届满,操作未被接受", "too late: the window ({clock}) closed at {due_at}"
    ),
    RefusalCode.CASE_EXISTS: Words("该案件已存在", "this case exists already"),
    RefusalCode.PAUSED: Words("案件已暂停", "the case is paused already"),
    RefusalCode.NOT_PAUSED: Words("案件没有暂停", "the case is not paused"),
    RefusalCode.ORDER_UNKNOWN: Words("没有找到订单 {order}", "no order {order} is known here"),
    RefusalCode.ORDER_IS_NOT_YOURS: Words("没有找到订单 {order}", "no order {order} of yours is known here"),
    RefusalCode.ORDER_HAS_NO_LINES: Words(
        "订单没有商品,无法确定被投诉商家", "the order has no lines, so there is nobody to complain about"
    ),
    RefusalCode.LINE_UNKNOWN: Words(
        "订单中没有商品行 {line},可选:{accepted}", "the order has no line {line}; it has {accepted}"
    ),
    RefusalCode.LINES_OF_SEVERAL_MERCHANTS: Words(
        "一个案件只能针对一个商家的商品,请分别投诉",
        "a case is about the lines of one merchant; complain of each merchant apart",
    ),
    RefusalCode.LINE_TWICE: Words("商品行 {line} 重复", "line {line} is named twice"),
    RefusalCode.KIND_UNKNOWN: Words(
        "没有投诉类型 {kind},可选:{accepted}", "there is no kind of complaint {kind}; there are {accepted}"
    ),
    RefusalCode.KIND_DIFFERS: Words(
        "投诉类型须与协商一致({kind})", "the kind must be that of the talk ({kind})"
    ),
    RefusalCode.REMEDY_UNKNOWN: Words(
        "此类投诉不能要求 {remedy},可选:{accepted}",
        "{remedy} cannot be asked for in this kind; one of {accepted} can",
    ),
    RefusalCode.AMOUNT_OUT_OF_RANGE: Words(
        "金额 {amount_minor} 超出范围 1 至 {most_minor}(最小货币单位)",
        "the amount {amount_minor} is outside 1 to {most_minor} (minor units)",
    ),
    RefusalCode.AMOUNT_NOT_ASKED: Words(
        "{remedy} 的金额由规则计算或不涉及金额,请勿填写",
        "no amount is asked for with {remedy}: the rules compute it, or there is none",
    ),
    RefusalCode.AMOUNT_NOT_KNOWN: Words(
        "缺少平台记录 {missing},无法计算金额", "the amount cannot be computed: no record of {missing}"
    ),
    RefusalCode.CURRENCY_DIFFERS: Words(
        "订单币种 {currency} 与规则币种 {accepted} 不一致",
        "the order is in {currency}, the rules of this venue in {accepted}",
    ),
    RefusalCode.DEMANDS_MISSING: Words(
        "请说明订单、类型和至少一项诉求", "say the order, the kind and at least one demand"
    ),
    RefusalCode.FILING_TOO_LATE: Words(
        "投诉期限已于 {closed_at} 届满", "the time for filing ended at {closed_at}"
    ),
    RefusalCode.TALK_COMES_FIRST: Words(
        "请先与商家协商;{opens_at} 之后或商家拒绝后可以提交投诉",
        "talk with the merchant first; you can file from {opens_at}, or at once when it refuses",
    ),
    RefusalCode.TALK_NEEDED: Words(
        "{kind}类投诉须先发起协商(open_talk)", "a complaint of {kind} begins with a talk (open_talk)"
    ),
    RefusalCode.NO_RULES_IN_FORCE: Words(
        "市场 {venue} 在此时间没有生效的规则", "no rules are in force for venue {venue} at this time"
    ),
    RefusalCode.OFFER_UNKNOWN: Words("没有方案 {offer}", "there is no offer {offer}"),
    RefusalCode.OFFER_IS_YOURS: Words("这是您自己的方案", "this offer is your own side's"),
    RefusalCode.OFFER_NOT_OPEN: Words("方案 {offer} 已{status}", "offer {offer} is {status} already"),
    RefusalCode.NO_OPEN_OFFER: Words("对方没有待回应的方案", "the other side has no open offer"),
    RefusalCode.OFFER_LEAVES_CLAIMS_OUT: Words(
        "方案须涵盖全部未决诉求,缺少:{missing}", "an offer covers every open claim; it leaves out {missing}"
    ),
    RefusalCode.TERM_IN_THE_PAST: Words(
        "履行日期 {due_at} 已过", "an act cannot be due in the past ({due_at})"
    ),
    RefusalCode.TERM_NEEDS_AMOUNT: Words(
        "付款须写明金额,其他行为不写金额", "a payment needs an amount, and nothing else has one"
    ),
    RefusalCode.CLAIM_UNKNOWN: Words(
        "没有诉求 {claim},可选:{accepted}", "there is no claim {claim}; there are {accepted}"
    ),
    RefusalCode.CLAIM_NOT_OPEN: Words("诉求 {claim} 已{status}", "claim {claim} is {status} already"),
    RefusalCode.REQUIRED_ITEMS_MISSING: Words(
        "申诉须先按清单举证,还缺:{missing}(标明任选其一的,有一项即可);否则视为未答复",
        "to contest, first show what the list asks for, of alternatives one: {missing}; a refusal without "
        "counts as no answer",
    ),
    RefusalCode.ITEM_UNKNOWN: Words(
        "此类投诉没有证据项 {item},可选:{accepted}",
        "{item} is no item of your checklist; it has {accepted}",
    ),
    RefusalCode.ITEM_ALREADY_SHOWN: Words("该证据已提交", "this very item is there already"),
    RefusalCode.EVIDENCE_UNKNOWN: Words("没有证据 {evidence}", "there is no evidence item {evidence}"),
    RefusalCode.ALREADY_FINISHED: Words("您已确认举证完毕", "you have said already that this is all"),
    RefusalCode.RULE_UNKNOWN: Words(
        "规则包 {pack} 中没有 {cited}", "the pack {pack} has no rule {cited} to cite"
    ),
    RefusalCode.COMPLAINANT_NOT_YET_HEARD: Words(
        "消费者对商家证据的回应期尚未结束({due_at})",
        "the complainant may still reply to the proof until {due_at}",
    ),
    RefusalCode.ANOTHER_PERSON_MUST_DECIDE: Words(
        "您已参与过本案的决定,须由他人处理",
        "you have decided in this case before; it takes another person",
    ),
    RefusalCode.TAKEN_BY_YOU_ALREADY: Words("本案已由您受理", "you have taken this case already"),
    RefusalCode.SEVERITY_NOT_LOWER: Words(
        "降低影响须给出低于 {severity} 的等级或少于 {points} 的扣分",
        "to reduce, name a severity below {severity} or fewer points than {points}",
    ),
    RefusalCode.FINDINGS_INCOMPLETE: Words(
        "须对每项诉求作出一个认定,问题:{claims}", "each claim needs one finding; wrong: {claims}"
    ),
    RefusalCode.AWARD_DOES_NOT_FIT: Words(
        "诉求 {claim} 的认定与给付不符", "the awards do not fit the finding on claim {claim}"
    ),
    RefusalCode.ALREADY_APPEALED: Words("每方只能申请一次复核", "each side appeals once"),
    RefusalCode.NO_OPEN_WINDOW: Words("您没有开放的复核期", "no appeal window is open for you"),
    RefusalCode.NEW_EVIDENCE_MISSING: Words(
        "以新证据为由须附上新证据", "an appeal on new evidence brings it along"
    ),
    RefusalCode.OTHER_SIDE_MAY_STILL_APPEAL: Words(
        "另一方在 {due_at} 前仍可申请复核,双方一并处理",
        "the other side may still appeal until {due_at}; both are decided together",
    ),
    RefusalCode.NOT_DECIDED_BY_MACHINE: Words(
        "该裁决由人工作出,可申请复核", "a person made this ruling; you may appeal it"
    ),
    RefusalCode.OBLIGATION_UNKNOWN: Words("没有履行事项 {obligation}", "there is no obligation {obligation}"),
    RefusalCode.NOTHING_STANDS_THERE: Words(
        "目前没有可以这样处理的履行事项", "no obligation stands where this can be done"
    ),
    RefusalCode.OBLIGATION_IS_NOT_YOURS: Words("该事项应由另一方操作", "this is for the other side to do"),
    RefusalCode.OBLIGATION_STANDS_ELSEWHERE: Words(
        "该事项当前状态为{status},不能进行此操作", "not while the obligation is {status}"
    ),
    RefusalCode.CLAIM_WAS_RULED_ON: Words(
        "案件已裁决,只能申请执行", "the case has been ruled on; ask for enforcement instead"
    ),
    RefusalCode.WITHDRAWAL_NOT_AVAILABLE: Words("现在不能撤诉", "it cannot be withdrawn now"),
    RefusalCode.WITHDRAWAL_NEEDS_REVIEW: Words(
        "撤诉须经平台审核,不能立即生效", "the withdrawal needs a review and cannot take effect at once"
    ),
    RefusalCode.WITHDRAWAL_NEEDS_REASON: Words("请选择撤诉原因", "say why you withdraw"),
    RefusalCode.NOT_WITHDRAWN: Words("本案不是撤诉结案", "this case was not closed by a withdrawal"),
    RefusalCode.REGRET_WINDOW_CLOSED: Words(
        "反悔期已于 {closed_at} 届满", "the time for taking it back ended at {closed_at}"
    ),
    RefusalCode.ALREADY_REINSTATED: Words("撤诉只能反悔一次", "a withdrawal can be taken back once"),
    RefusalCode.SOMETHING_WAS_PERFORMED: Words(
        "已有事项履行,不能反悔", "something has been performed already, so it stands"
    ),
    RefusalCode.NOT_ASKED_OF_YOU: Words("没有要求您补充材料", "nothing has been asked of you"),
    RefusalCode.SUSPENDED_LONG_ENOUGH: Words(
        "中止合计不得超过 {most_days} 天", "a case rests for {most_days} days in all at most"
    ),
    RefusalCode.FLAG_ALREADY_UP: Words("该信号已标记", "this flag is up already"),
    RefusalCode.CLOCK_UNKNOWN: Words("没有运行中的期限 {clock}", "no clock {clock} is running"),
    RefusalCode.CLOCK_STILL_RUNS: Words("期限到 {due_at} 才届满", "the clock runs until {due_at}"),
}
