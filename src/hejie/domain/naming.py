"""What people call the things of a case, in both languages. Screens, letters, pages and stories share it."""

from hejie.domain.case import (
    Act,
    Basis,
    ClaimStatus,
    FindingResult,
    Flag,
    ObligationStatus,
    OfferStatus,
    Outcome,
    PauseGround,
    Severity,
    Stage,
)
from hejie.domain.commands import AppealGround, ContestOutcome, WithdrawalReason
from hejie.domain.roles import Role, Side
from hejie.domain.words import Words

STAGE_WORDS: dict[Stage, Words] = {
    Stage.TALKING: Words("协商中", "talking"),
    Stage.AWAITING_ANSWER: Words("待商家申诉", "awaiting the merchant's answer"),
    Stage.AWAITING_CONSUMER: Words("待消费者处理", "awaiting the consumer"),
    Stage.EXAMINING: Words("申诉审核中", "examining the contest"),
    Stage.EVIDENCE: Words("举证中", "evidence"),
    Stage.DECIDING: Words("裁决中", "deciding"),
    Stage.RULED: Words("已裁决", "ruled"),
    Stage.REVIEWING: Words("复核中", "reviewing"),
    Stage.PERFORMING: Words("履行中", "performing"),
    Stage.CLOSED: Words("已结案", "closed"),
}

OUTCOME_WORDS: dict[Outcome, Words] = {
    Outcome.SETTLED: Words("和解", "settled"),
    Outcome.WITHDRAWN: Words("已撤诉", "withdrawn"),
    Outcome.REVOKED: Words("投诉被撤销", "revoked"),
    Outcome.FOR_CONSUMER: Words("支持消费者", "for the consumer"),
    Outcome.FOR_MERCHANT: Words("支持商家", "for the merchant"),
    Outcome.SHARED: Words("部分支持", "shared"),
    Outcome.LAPSED: Words("逾期关闭,不影响权利", "lapsed, without prejudice"),
    Outcome.TRANSFERRED: Words("移送", "transferred"),
}

ROLE_WORDS: dict[Role, Words] = {
    Role.COMPLAINANT: Words("消费者", "consumer"),
    Role.RESPONDENT: Words("商家", "merchant"),
    Role.OFFICER: Words("平台客服", "officer"),
    Role.ARBITER: Words("仲裁员", "arbiter"),
    Role.CLOCK: Words("期限", "the clock"),
    Role.PLATFORM: Words("平台", "the platform"),
}

SIDE_WORDS: dict[Side, Words] = {
    Side.COMPLAINANT: Words("消费者", "the consumer"),
    Side.RESPONDENT: Words("商家", "the merchant"),
    Side.BOTH: Words("双方", "both sides"),
    Side.STAFF: Words("平台", "the platform"),
}

ACT_WORDS: dict[Act, Words] = {
    Act.PAY: Words("付款", "pay"),
    Act.RETURN_GOODS: Words("退货", "return the goods"),
    Act.RESHIP: Words("补发", "ship again"),
    Act.REPAIR: Words("维修", "repair"),
    Act.APOLOGISE: Words("道歉", "apologise"),
}

OBLIGATION_WORDS: dict[ObligationStatus, Words] = {
    ObligationStatus.WAITING: Words("待退货后履行", "waits for the goods to come back"),
    ObligationStatus.OWED: Words("待履行", "owed"),
    ObligationStatus.RECORDED: Words("已登记履行,待确认", "recorded as done"),
    ObligationStatus.PERFORMED: Words("已履行", "performed"),
    ObligationStatus.CONTESTED: Words("履行有争议", "contested"),
    ObligationStatus.BREACHED: Words("违约", "breached"),
    ObligationStatus.ENFORCING: Words("强制执行中", "being enforced"),
    ObligationStatus.ENFORCED: Words("已强制执行", "enforced"),
    ObligationStatus.WAIVED: Words("已放弃", "waived"),
    ObligationStatus.DROPPED: Words("不再履行", "no longer owed"),
    ObligationStatus.TRANSFERRED: Words("已移送", "transferred"),
}

CLAIM_WORDS: dict[ClaimStatus, Words] = {
    ClaimStatus.OPEN: Words("未决", "open"),
    ClaimStatus.SETTLED: Words("已和解", "settled"),
    ClaimStatus.WITHDRAWN: Words("已撤回", "withdrawn"),
    ClaimStatus.UPHELD: Words("支持", "upheld"),
    ClaimStatus.REJECTED: Words("不支持", "rejected"),
    ClaimStatus.PARTLY: Words("部分支持", "partly upheld"),
}

FINDING_WORDS: dict[FindingResult, Words] = {
    FindingResult.UPHELD: Words("支持", "upheld"),
    FindingResult.REJECTED: Words("不支持", "rejected"),
    FindingResult.PARTLY: Words("部分支持", "partly upheld"),
}

BASIS_WORDS: dict[Basis, Words] = {
    Basis.RECORD: Words("系统依平台记录作出", "by machine, from platform records"),
    Basis.DEFAULT: Words("系统因逾期未答复作出", "by machine, on silence"),
    Basis.CONTEST: Words("平台客服审核申诉作出", "by an officer, on the contest"),
    Basis.ARBITER: Words("仲裁员作出", "by an arbiter"),
    Basis.REVIEW: Words("复核作出", "by another arbiter, on appeal"),
}

SEVERITY_WORDS: dict[Severity, Words] = {
    Severity.S1: Words("履约瑕疵", "performance slip"),
    Severity.S2: Words("商品或服务问题", "defect of goods or service"),
    Severity.S3: Words("欺瞒或拒绝法定权利", "deceit, or a right refused"),
    Severity.S4: Words("假冒、危害或诈骗", "counterfeit, danger or fraud"),
}

FLAG_WORDS: dict[Flag, Words] = {
    Flag.FARMING: Words("短时间内同类投诉异常集中", "unusually many complaints alike in a short time"),
}

PAUSE_WORDS: dict[PauseGround, Words] = {
    PauseGround.INFORMATION: Words("等待补充材料", "waiting for information"),
    PauseGround.SUSPENSION: Words("双方协商,程序中止", "suspended for talks"),
}

WITHDRAWAL_REASON_WORDS: dict[WithdrawalReason, Words] = {
    WithdrawalReason.SETTLED: Words("已与商家和解", "settled with the merchant"),
    WithdrawalReason.MISTAKE: Words("投诉有误", "filed by mistake"),
    WithdrawalReason.MISUNDERSTANDING: Words("误会已解除", "a misunderstanding that is cleared up"),
    WithdrawalReason.NO_LONGER_NEEDED: Words("不再需要", "no longer needed"),
    WithdrawalReason.OTHER: Words("其他原因", "another reason"),
}

APPEAL_GROUND_WORDS: dict[AppealGround, Words] = {
    AppealGround.NEW_EVIDENCE: Words("有新证据", "new evidence"),
    AppealGround.RULE_ERROR: Words("适用规则有误", "an error of rule"),
}

CONTEST_OUTCOME_WORDS: dict[ContestOutcome, Words] = {
    ContestOutcome.UPHELD: Words("申诉成立", "the contest is upheld"),
    ContestOutcome.REDUCED: Words("申诉部分成立,减轻影响", "the contest reduces the weight of the complaint"),
    ContestOutcome.NOT_UPHELD: Words("申诉不成立", "the contest is not upheld"),
}

NO_CASE_WORDS = Words("尚未立案", "there is no case yet")

OFFER_WORDS: dict[OfferStatus, Words] = {
    OfferStatus.OPEN: Words("待回应", "open"),
    OfferStatus.ACCEPTED: Words("被接受", "accepted"),
    OfferStatus.DECLINED: Words("被拒绝", "declined"),
    OfferStatus.REPLACED: Words("被新方案取代", "replaced"),
}

STATUS_WORDS: dict[str, Words] = {
    "none": NO_CASE_WORDS,
    **{str(stage): words for stage, words in STAGE_WORDS.items()},
    **{str(status): words for status, words in CLAIM_WORDS.items()},
    **{str(status): words for status, words in OFFER_WORDS.items()},
    **{str(status): words for status, words in OBLIGATION_WORDS.items()},
}
"""Stages and statuses by their codes; where a code stands for several things, all of them are said alike."""
