"""The sentences of the chronicle, in both languages, by what they tell of."""

from hejie.domain.case import Basis
from hejie.domain.words import Words

COMMA = Words(",", ", ")
WITH = Words("{what}({detail})", "{what} ({detail})")
UNTIL = Words("{clock},至 {until}", "{clock}, until {until}")

OPENED = Words(
    "消费者反映「{kind}」:要求{claims}", "the consumer complained of “{kind}” and asks for: {claims}"
)
FILED = Words("消费者提交投诉:要求{claims}", "the consumer filed the complaint and asks for: {claims}")
PLATFORM_IF_REFUSED = Words("商家拒绝则由平台介入", "if refused, the platform steps in")
SAID = Words("{side}留言", "{side} wrote")

OFFERED = Words("{side}提出方案:{terms}", "{side} offered: {terms}")
COUNTERED = Words("{side}提出反方案:{terms}", "{side} made a counter-offer: {terms}")
TERM = Words("{act}({due} 前)", "{act} by {due}")
OFFER_ACCEPTED = Words("{side}接受方案,双方达成和解:{terms}", "{side} accepted the offer; settled: {terms}")
OFFER_DECLINED = Words("{side}没有接受方案", "{side} declined the offer")
CLAIMS_ACCEPTED = Words("商家同意诉求:{claims}", "the merchant accepted: {claims}")
REFUSED = Words("商家拒绝了诉求", "the merchant refused")
REFUSED_WITHOUT_PROOF = Words(
    "商家表示拒绝;没有附证据申诉,不算答复",
    "the merchant refused; without a contest and its proof that is no answer",
)
CONTESTED = Words(
    "商家提出申诉并提交了所需证据", "the merchant contested the complaint with the proof needed"
)

CONTEST_NOT_UPHELD = Words("平台审核认定商家申诉不成立", "an officer did not uphold the merchant's contest")
CONTEST_REDUCED = Words(
    "平台审核认定商家申诉部分成立:{reduced}", "an officer upheld the merchant's contest in part: {reduced}"
)
SEVERITY_NOW = Words("严重程度调整为「{severity}」", "it now counts as “{severity}”")
POINTS_NOW = Words("成立时的扣分调整为 {count} 分", "if upheld, the points are {count}")

SHOWN = Words("{side}提交证据:{item}", "{side} submitted evidence: {item}")
SOMETHING_SHOWN = Words("{side}提交了证据", "{side} submitted evidence")
REPLIED = Words("消费者已查看商家的证据并作出回应", "the consumer has replied to the merchant's proof")
FINISHED = Words("{side}确认举证完毕", "{side} said that all its evidence is there")
INTERVENTION = Words("{side}申请平台介入", "{side} asked the platform to step in")
TAKEN = Words("平台工作人员受理了本案", "a person of the platform took the case")

RULED = {
    Basis.RECORD: Words(
        "平台系统依平台记录作出裁决:{findings}",
        "the platform's system ruled from platform records: {findings}",
    ),
    Basis.DEFAULT: Words(
        "商家逾期未答复,平台系统依规则作出裁决:{findings}",
        "the merchant did not answer in time; the platform's system ruled by the rules: {findings}",
    ),
    Basis.CONTEST: Words(
        "平台审核认定商家申诉成立,投诉撤销:{findings}",
        "an officer upheld the merchant's contest, and the complaint is revoked: {findings}",
    ),
    Basis.ARBITER: Words("仲裁员作出裁决:{findings}", "an arbiter ruled: {findings}"),
    Basis.REVIEW: Words("另一位仲裁员复核后裁决:{findings}", "on appeal another arbiter ruled: {findings}"),
}
SET_ASIDE = Words(
    "{side}要求人工处理,系统裁决不再有效",
    "{side} asked for a person; the system's ruling no longer stands",
)
APPEALED = Words("{side}申请复核,理由:{ground}", "{side} appealed, on the ground of {ground}")
CONFIRMED = Words("复核完成,维持原裁决", "the review confirmed the ruling")
CHANGED = Words("复核完成,变更原裁决", "the review changed the ruling")
FINAL = Words("裁决生效", "the ruling is final")
FINAL_WITH_POINTS = Words(
    "裁决生效,商家扣 {count} 分", "the ruling is final; points for the merchant: {count}"
)

OWED = Words("自此须履行:{acts}", "owed from now on: {acts}")
RECORDED = Words("{side}登记已履行:{act}", "{side} says that it has done its part: {act}")
ACCEPTED = Words("{side}确认已履行:{act}", "{side} confirmed as done: {act}")
FOUND_DONE = Words("平台认定已履行:{act}", "the platform found it done: {act}")
DONE_IN_SILENCE = Words(
    "{side}未在期限内提出异议,视为已履行:{act}", "{side} did not object in time, so it counts as done: {act}"
)
NOT_DONE_SAID = Words("{side}对履行提出异议:{act}", "{side} says that it has not been done: {act}")
NOT_DONE_IN_TIME = Words("逾期未履行:{act}", "not done in time: {act}")
FOUND_NOT_DONE = Words("平台认定未履行:{act}", "the platform found it not done: {act}")
ENFORCING = Words("交由平台强制执行:{act}", "for the platform to enforce: {act}")
ENFORCED = Words("平台已从商家保证金中执行:{act}", "carried out from the merchant's deposit: {act}")
TRANSFERRED = Words(
    "平台无法代为执行,已移送并告知后续途径:{act}",
    "it could not be carried out here and was handed over, with word on where to go: {act}",
)
WAIVED = Words("{side}放弃要求:{act}", "{side} no longer asks for: {act}")
DROPPED = Words("不再需要履行:{act}", "no longer owed: {act}")
RESUMED_AFTER_BREACH = Words(
    "和解未履行,消费者恢复投诉:{claims}",
    "the settlement was not kept, and the consumer went back to the complaint: {claims}",
)

WITHDRAWN = Words("消费者撤诉", "the consumer withdrew the complaint")
WITHDRAWN_IN_PART = Words("消费者撤回诉求:{claims}", "the consumer withdrew: {claims}")
REASON = Words("原因:{reason}", "reason: {reason}")
REINSTATED = Words("消费者收回撤诉,投诉恢复", "the consumer took the withdrawal back; the complaint goes on")

ENTERED = Words("案件进入「{stage}」", "the case is now at “{stage}”")
ENTERED_UNDER = Words("案件进入「{stage}」:{clocks}", "the case is now at “{stage}”: {clocks}")
CLOCK = Words("「{clock}」({side})", "“{clock}” ({side})")
STARTED = Words("期限开始:{clock}", "a clock began: {clock}")
STOPPED = Words("一项期限提前结束", "a clock is no longer needed")
EXTENDED = Words("期限延长:{clock}", "a clock was extended: {clock}")
EXTENDED_UNTIL = Words("期限延长至 {until}", "a clock was extended until {until}")
LAPSED = Words("期限{clock}于 {due} 届满", "time was up at {due}: {clock}")
ESCALATED = Words(
    "平台未在期限内处理,已升级督办:「{clock}」",
    "the platform was late and the matter was escalated: “{clock}”",
)
INFORMATION_ASKED = Words(
    "平台要求{side}补充材料,其他期限暂停,至 {until}",
    "the platform asked {side} for information; other clocks stand still, until {until}",
)
SUSPENDED = Words("应双方协商需要中止程序,至 {until}", "suspended so that both sides can talk, until {until}")
RESUMED = Words("程序恢复,期限继续计算", "the case goes on, and its clocks with it")
SUPPLIED = Words("{side}补充了材料", "{side} supplied the information")
LOOKED_AT = Words("平台将对本案进行人工核实", "a person of the platform will look at this case")
CLOSED = Words("案件已结案:{outcome}", "the case was closed: {outcome}")
