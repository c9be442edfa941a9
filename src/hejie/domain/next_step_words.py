"""The sentences of the next step, in both languages: what is awaited, and what follows if nobody acts."""

from hejie.domain.case import Basis, SpanName
from hejie.domain.words import Words

TALK_OR_FILE = Words(
    "请继续与商家协商,也可以提交投诉", "please go on talking with the merchant, or file the complaint"
)
TALK_FIRST = Words("请先与商家协商", "please talk with the merchant first")
REPLY_TO_TALK = Words(
    "请回应消费者:可以提出方案,也可以表示拒绝", "please reply to the consumer: make an offer, or refuse"
)
BOTH_TALK = Words("等待双方协商", "waiting for both sides to talk")
REPLY_TO_OFFER = Words(
    "{side}提出了方案:请接受、拒绝或提出您的方案",
    "{side} made an offer: please accept it, decline it or make your own",
)

ANSWER = Words(
    "请答复投诉:同意诉求、提出方案,或附证据申诉",
    "please answer the complaint: accept the claims, make an offer, or contest with your proof",
)
AWAIT_ANSWER = Words("等待商家答复", "waiting for the merchant's answer")

CHOOSE_ON_OFFER = Words(
    "商家提出了方案:请接受、拒绝、提出反方案,或申请平台介入",
    "the merchant made an offer: please accept it, decline it, counter it, or ask the platform to step in",
)
COUNTER_WAITS = Words(
    "您的反方案等待商家回应;您也可以申请平台介入",
    "your counter-offer waits for the merchant; you can also ask the platform to step in",
)
CHOOSE_WITHOUT_OFFER = Words(
    "请提出新的方案,或申请平台介入", "please make a new offer, or ask the platform to step in"
)
AWAIT_REPLY = Words("等待消费者处理商家的方案", "waiting for the consumer's reply to the offer")
AWAIT_CHOICE = Words("等待消费者决定下一步", "waiting for the consumer to choose the next step")

REPLY_TO_PROOF = Words("请查看商家的证据并作出回应", "please look at the merchant's proof and reply")
AWAIT_PROOF_REPLY = Words(
    "等待消费者回应商家的证据", "waiting for the consumer's reply to the merchant's proof"
)
EXAMINE = Words("请审核商家的申诉", "please examine the merchant's contest")
AWAIT_EXAMINATION = Words(
    "等待平台审核商家的申诉", "waiting for the platform to examine the merchant's contest"
)

BRING_EVIDENCE = Words(
    "请提交证据,全部提交后确认举证完毕",
    "please submit your evidence, and say when all of it is there",
)
YOU_HAVE_FINISHED = Words(
    "您已确认举证完毕,等待{side}举证", "you have said that all is there; waiting for the evidence of {side}"
)
AWAIT_EVIDENCE = Words("等待{side}举证", "waiting for the evidence of {side}")
RULE = Words("请作出裁决", "please decide")
AWAIT_RULING = Words("等待平台裁决", "waiting for the platform to decide")
AWAIT_ARBITER = Words("等待仲裁员裁决", "waiting for an arbiter to decide")

APPEAL = Words("裁决已作出:如不同意,可以申请复核", "there is a ruling: if you do not agree, you can appeal")
APPEAL_OR_PERSON = Words(
    "系统已作出裁决:如不同意,可以申请复核,也可以要求人工处理",
    "the system has ruled: if you do not agree, you can appeal or ask for a person",
)
AWAIT_APPEAL = Words("裁决已作出,等待复核期届满", "there is a ruling; waiting for the time to appeal to end")
JOIN_APPEAL = Words("{side}已申请复核,您也可以一并申请", "{side} has appealed, and you can appeal as well")
AWAIT_JOINING = Words(
    "复核已申请,等待{side}决定是否一并申请", "an appeal is in; waiting whether {side} will appeal as well"
)
REVIEW = Words("请作出复核决定", "please decide the appeal")
AWAIT_REVIEW = Words("等待平台复核", "waiting for the platform to review the ruling")

PERFORM = Words("请履行并登记:{act}", "please do this and record it: {act}")
AWAIT_DEED = Words("等待{deed}", "waiting for {deed}")
LOOK_AT_PERFORMANCE = Words(
    "{side}登记已履行:{act};请确认或提出异议",
    "{side} says that this is done: {act}; please confirm or object",
)
AWAIT_LOOK = Words("等待{side}确认已履行:{act}", "waiting for {side} to confirm that this is done: {act}")
DECIDE_PERFORMANCE = Words("请核实是否已履行:{deed}", "please find whether this was done: {deed}")
AWAIT_PERFORMANCE_DECISION = Words(
    "等待平台核实是否已履行:{deed}", "waiting for the platform to find whether this was done: {deed}"
)
CHOOSE_AFTER_BREACH = Words(
    "{side}没有按时履行:{act};请选择强制执行或恢复投诉",
    "{side} did not do this in time: {act}; please choose enforcement or the return of the complaint",
)
ENFORCE_OR_WAIVE = Words(
    "{side}没有按时履行:{act};请申请强制执行,或放弃要求",
    "{side} did not do this in time: {act}; please ask for enforcement, or waive it",
)
AWAIT_CHOICE_AFTER_BREACH = Words(
    "没有按时履行:{deed};等待消费者选择",
    "this was not done in time: {deed}; waiting for the consumer's choice",
)
ENFORCE = Words("请强制执行或移送:{deed}", "please enforce this or hand it over: {deed}")
AWAIT_ENFORCEMENT = Words("等待平台强制执行:{deed}", "waiting for the platform to enforce this: {deed}")

SUPPLY = Words("平台要求您补充材料,请提交", "the platform asked you for information: please supply it")
AWAIT_INFORMATION = Words("等待{side}补充材料", "waiting for information from {side}")
SUSPENDED = Words("双方协商中,程序中止", "suspended while both sides talk")
CLOSED = Words("案件已结案:{outcome}", "the case is closed: {outcome}")
YOU_MAY_REGRET = Words(
    "您已撤诉,期限内可以收回一次", "you have withdrawn; within the time you can take it back"
)
CONSUMER_MAY_REGRET = Words(
    "消费者已撤诉,期限内可以收回一次", "the consumer has withdrawn, and can take it back within the time"
)

IF_RULED = {
    Basis.RECORD: Words(
        "逾期未答复的,系统将依平台记录裁决:{findings}",
        "without an answer in time the system rules from platform records: {findings}",
    ),
    Basis.DEFAULT: Words(
        "逾期未答复的,系统将依规则裁决:{findings}",
        "without an answer in time the system rules by the rules: {findings}",
    ),
}
IF_TALK_ENDS = Words("期满后协商结束,不影响权利", "after that the talk ends, without prejudice")
IF_LAPSED = Words(
    "逾期未处理的,案件结案,不影响权利", "without a reply in time the case is closed, without prejudice"
)
IF_ONLY_OWED = Words(
    "逾期未处理的,未决诉求关闭,已达成的事项继续履行",
    "without a reply in time the open claims are closed; what was agreed is still to be done",
)
IF_EVIDENCE = Words("逾期后进入举证,双方时间相同", "after that both sides bring evidence, in equal time")
IF_PERSON = Words("逾期后由平台工作人员裁决", "after that a person of the platform decides")

IF_NOT_PERFORMED_RULING = Words(
    "逾期未履行的,由平台强制执行", "if it is not done in time, the platform enforces it"
)
IF_NOT_PERFORMED = Words(
    "逾期未履行的,消费者可以选择强制执行或恢复投诉",
    "if it is not done in time, the consumer can have it enforced or go back to the complaint",
)
IF_NOT_PERFORMED_AFTER_RULING = Words(
    "逾期未履行的,消费者可以申请强制执行", "if it is not done in time, the consumer can have it enforced"
)
IF_NOT_APPEALED = Words("无人申请复核的,裁决生效", "if nobody appeals, the ruling becomes final")
IF_NOT_JOINED = Words("期满后由平台复核", "after that the platform reviews the ruling")
_IF_STAFF_LATE = Words(
    "平台逾期的,升级督办,各方权利不受影响", "if the platform is late, it is escalated; nobody's rights change"
)
IF_NOTHING = {
    SpanName.PROOF_REPLY: Words(
        "逾期后平台开始审核,不再等待回应", "after that the platform examines without a reply"
    ),
    SpanName.EVIDENCE: Words(
        "期满后依已有证据裁决", "after that it is decided on the evidence that is there"
    ),
    SpanName.RETURN_GOODS: Words(
        "逾期未退货的,与退货相应的履行不再需要",
        "if the goods are not sent back in time, what waits for them is no longer owed",
    ),
    SpanName.ACCEPT_PERFORMANCE: Words(
        "逾期没有提出异议的,视为已履行", "without an objection in time it counts as done"
    ),
    SpanName.BREACH_CHOICE: Words(
        "逾期未选择的,由平台强制执行", "without a choice in time the platform enforces it"
    ),
    SpanName.INFORMATION: Words(
        "逾期未补充的,程序继续,依已有材料处理", "after that the case goes on with what is there"
    ),
    SpanName.SUSPENSION: Words("期满后程序自动恢复", "after that the case goes on by itself"),
    **dict.fromkeys(
        (
            SpanName.EXAMINING,
            SpanName.DECIDING,
            SpanName.REVIEWING,
            SpanName.DECIDE_PERFORMANCE,
            SpanName.ENFORCE,
        ),
        _IF_STAFF_LATE,
    ),
}
IF_CLOSED = Words("无需任何操作", "nothing needs to be done")
IF_NOT_REGRETTED = Words("期满后撤诉不能再收回", "after that the withdrawal stands")
