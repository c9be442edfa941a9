"""What stages, sides, acts and ends are called in a transcript, in both languages."""

from hejie.domain.case import Act, Basis, FindingResult, Outcome, Stage
from hejie.domain.roles import Role, Side
from hejie.domain.words import Words

ROLES = {
    Role.COMPLAINANT: Words("消费者", "consumer"),
    Role.RESPONDENT: Words("商家", "merchant"),
    Role.OFFICER: Words("审核员", "officer"),
    Role.ARBITER: Words("裁决员", "arbiter"),
    Role.CLOCK: Words("期限", "clock"),
    Role.PLATFORM: Words("平台", "platform"),
}

SIDES = {
    Side.COMPLAINANT: Words("消费者", "the consumer"),
    Side.RESPONDENT: Words("商家", "the merchant"),
    Side.BOTH: Words("双方", "both sides"),
    Side.STAFF: Words("平台", "the staff"),
}

STAGES = {
    Stage.TALKING: Words("协商中", "talking"),
    Stage.AWAITING_ANSWER: Words("待商家申诉", "the merchant's answer is awaited"),
    Stage.AWAITING_CONSUMER: Words("待消费者处理", "the consumer's reply is awaited"),
    Stage.EXAMINING: Words("申诉审核中", "the contest is examined"),
    Stage.EVIDENCE: Words("举证中", "both sides may bring evidence"),
    Stage.DECIDING: Words("裁决中", "an arbiter decides"),
    Stage.RULED: Words("已裁决", "ruled; an appeal is possible"),
    Stage.REVIEWING: Words("复核中", "the appeal is reviewed"),
    Stage.PERFORMING: Words("履行中", "it is being performed"),
    Stage.CLOSED: Words("已结案", "closed"),
}

OUTCOMES = {
    Outcome.SETTLED: Words("和解", "settled"),
    Outcome.WITHDRAWN: Words("已撤诉", "withdrawn"),
    Outcome.REVOKED: Words("投诉撤销", "revoked"),
    Outcome.FOR_CONSUMER: Words("支持消费者", "for the consumer"),
    Outcome.FOR_MERCHANT: Words("支持商家", "for the merchant"),
    Outcome.SHARED: Words("部分支持", "shared"),
    Outcome.LAPSED: Words("逾期终止,不影响以后投诉", "lapsed, without prejudice"),
    Outcome.TRANSFERRED: Words("已移交", "transferred"),
}

ACTS = {
    Act.PAY: Words("付款", "pay"),
    Act.RETURN_GOODS: Words("退回商品", "send the goods back"),
    Act.RESHIP: Words("补发", "send again"),
    Act.REPAIR: Words("维修", "repair"),
    Act.APOLOGISE: Words("道歉", "apologise"),
}

BASES = {
    Basis.RECORD: Words("按平台记录自动裁决", "made by a machine from platform records"),
    Basis.DEFAULT: Words("商家逾期未答复,自动裁决", "made by a machine on the merchant's silence"),
    Basis.CONTEST: Words("申诉成立", "on the merchant's contest"),
    Basis.ARBITER: Words("裁决员裁决", "by an arbiter"),
    Basis.REVIEW: Words("复核裁决", "on review"),
}

FINDINGS = {
    FindingResult.UPHELD: Words("支持", "upheld"),
    FindingResult.REJECTED: Words("不支持", "rejected"),
    FindingResult.PARTLY: Words("部分支持", "upheld in part"),
}

REFUSED = Words("未被接受:{why}", "refused: {why}")
RAN_OUT = Words("「{clock}」届满", "time is up: {clock}")
NOW = Words("现在:{stage}", "now: {stage}")
ENDED = Words("结案:{outcome}", "closed: {outcome}")
RUNS = Words("期限「{clock}」:{side},至 {until}", "clock: {clock} ({side}), until {until}")
STANDS_STILL = Words("其他期限暂停", "all other clocks stand still")
GOES_ON = Words("期限「{clock}」继续,至 {until}", "clock goes on: {clock}, until {until}")
BECAUSE = Words("依据 {rule}:{says}", "because of {rule}: {says}")
RULING = Words("裁决({basis}):{findings}", "ruling, {basis}: {findings}")
OWES = Words("{id}:{side}须{act}{amount}", "{id}: {side} has to {act}{amount}")
AFTERWARDS = Words("(在 {after} 之后)", " (after {after})")
POINTS = Words("裁决生效,商家扣分 {count}", "the ruling is final; points for the merchant: {count}")
OUTLOOK = Words("{viewer}问能否撤诉:{answer}", "may it be withdrawn, asks the {viewer}? {answer}")
UNTIL = Words("此答复至 {until}:{says}", "this holds until {until}: {says}")
IF_CHANGED = Words("如果{facts},答复会更好", "the answer would be better if {facts}")
