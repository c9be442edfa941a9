"""The demo's cases: at least two at every stage, each told from its first step to the present.

The times fit the shipped pack in the style of Tmall: 24 hours of talk before filing, 48 to answer, and so on.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from hejie.demo.people import BEIAN, CHEN, LIN, SHEN, YUNQI, ZHOU, Persona
from hejie.demo.script import Picture, Step, Story, days, hours
from hejie.domain import commands as ask
from hejie.domain.case import Act, FindingResult


def stories(now: datetime) -> tuple[Story, ...]:
    """Every case. `now` dates what is promised in offers."""
    return tuple(
        Story(f"demo-{place}", order, buyer, tuple(steps))
        for place, (order, buyer, steps) in enumerate(_all(now), 1)
    )


def _all(now: datetime) -> Iterator[tuple[str, Persona, list[Step]]]:
    yield from _talks(now)
    yield from _with_the_merchant()
    yield from _with_the_consumer(now)
    yield from _with_the_officer(now)
    yield from _with_the_arbiter(now)
    yield from _performing(now)
    yield from _closed()


def _demand(remedy: str, yuan: float | None) -> tuple[ask.Demand, ...]:
    return (ask.Demand("1", remedy, None if yuan is None else round(yuan * 100)),)


def _talk(order: str, kind: str, remedy: str, yuan: float | None, text: str) -> ask.OpenTalk:
    return ask.OpenTalk(order, kind, _demand(remedy, yuan), text)


def _file(order: str, kind: str, remedy: str, yuan: float | None, text: str) -> ask.FileComplaint:
    return ask.FileComplaint(order, kind, _demand(remedy, yuan), text=text)


def _pay(yuan: float, by: datetime, claim: str = "c1") -> tuple[ask.ProposedAct, ...]:
    return (ask.ProposedAct(claim, Act.PAY, by, round(yuan * 100)),)


def _step(ago: timedelta, who: Persona, act: ask.Command | Picture) -> Step:
    return Step(ago, who, act)


def _talks(now: datetime) -> Iterator[tuple[str, Persona, list[Step]]]:
    order = "D2026-1001"
    yield order, LIN, [
        _step(hours(6), LIN, _talk(order, "quality_visible", "return_and_refund", 268,
              "茶叶打开有一股霉味,杯底有絮状物,不敢喝。")),
        _step(hours(5.5), LIN, Picture("defect_photo", "tea", "杯底的絮状物")),
        _step(hours(4), YUNQI, ask.Say("您好,非常抱歉。请问包装封口是否完好?我们正在核对这一批次。")),
        _step(hours(3), LIN, ask.Say("封口是好的,生产日期是上个月。")),
    ]  # fmt: skip
    order = "D2026-2001"
    yield order, ZHOU, [
        _step(hours(30), ZHOU, _talk(order, "not_as_described", "partial_refund", 300,
              "页面写的是 144Hz,实际最高只有 75Hz。")),
        _step(hours(29), ZHOU, Picture("goods_photo", "screen", "显示设置里的刷新率")),
        _step(hours(20), BEIAN, ask.MakeOffer(_pay(200, now + days(3)), "可以补偿 200 元,显示器您继续使用。")),
    ]  # fmt: skip


def _with_the_merchant() -> Iterator[tuple[str, Persona, list[Step]]]:
    order = "D2026-1002"
    yield order, LIN, [
        _step(hours(60), LIN, _talk(order, "not_as_described", "return_and_refund", 399,
              "宣传主动降噪,实际没有降噪开关,像是另一个型号。")),
        _step(hours(50), BEIAN, ask.Refuse("型号没有问题,已拆封不支持退货。")),
        _step(hours(20), LIN, ask.FileComplaint(escalate_if_refused=True, text="商家拒绝处理,请平台监督。")),
        _step(hours(19.5), LIN, Picture("goods_photo", "headphones", "机身型号与页面不一致")),
    ]  # fmt: skip
    order = "D2026-2002"
    yield order, ZHOU, [
        _step(hours(40), ZHOU, _talk(order, "damaged", "partial_refund", 120, "六件里有两只杯子碎了。")),
        _step(hours(39), ZHOU, Picture("door_photo", "cups", "签收时拍的,盒角已经凹陷")),
        _step(hours(35), YUNQI, ask.Say("您好,我们先联系快递核实。")),
        _step(hours(10), ZHOU, ask.FileComplaint(text="过了一天多没有结果,只好投诉。")),
    ]  # fmt: skip
    order = "D2026-2003"
    yield order, ZHOU, [
        _step(hours(68.5), ZHOU, _file(order, "false_ad", "return_and_refund", 1_299,
              "宣传除醛 99.9%,说明书里却写仅过滤颗粒物。")),
        _step(hours(68), ZHOU, Picture("ad_screenshot", "advert", "商品页面的宣传图")),
    ]  # fmt: skip
    order = "D2026-2012"
    yield order, ZHOU, [
        _step(days(4), ZHOU, _talk(order, "late_ship", "compensation", None, "说好两天发货,到现在还没有揽收。")),
        _step(hours(5), ZHOU, ask.FileComplaint(text="仍未发货。")),
    ]  # fmt: skip


def _with_the_consumer(now: datetime) -> Iterator[tuple[str, Persona, list[Step]]]:
    order = "D2026-1003"
    yield order, LIN, [
        _step(hours(90), LIN, _talk(order, "damaged", "partial_refund", 100, "盖碗的碗沿有一道裂纹。")),
        _step(hours(89), LIN, Picture("door_photo", "bowl", "碗沿的裂纹")),
        _step(hours(60), LIN, ask.FileComplaint(text="协商没有结果。")),
        _step(hours(30), YUNQI, ask.MakeOffer(_pay(60, now + days(4)), "补偿 60 元,盖碗不用寄回,可以吗?")),
    ]  # fmt: skip
    order = "D2026-2004"
    yield order, ZHOU, [
        _step(hours(100), ZHOU, _talk(order, "quality_visible", "partial_refund", 350, "镜头边缘发绿,每张都有。")),
        _step(hours(99), ZHOU, Picture("defect_photo", "camera", "样张左侧的绿边")),
        _step(hours(75), ZHOU, ask.FileComplaint(text="希望部分退款。")),
        _step(hours(50), BEIAN, ask.MakeOffer(_pay(100, now + days(3)), "愿意补偿 100 元。")),
        _step(hours(26), ZHOU, ask.CounterOffer("o1", _pay(250, now + days(3)), "100 元太少,250 元我接受。")),
    ]  # fmt: skip


def _with_the_officer(now: datetime) -> Iterator[tuple[str, Persona, list[Step]]]:
    order = "D2026-1004"
    yield order, LIN, [
        _step(hours(110), LIN, _talk(order, "quality_visible", "return_and_refund", 329, "空格键卡住,按下去不回弹。")),
        _step(hours(109), LIN, Picture("defect_photo", "keyboard", "按下后卡住的空格键")),
        _step(hours(80), LIN, ask.FileComplaint(text="才用了两天。")),
        _step(hours(42), BEIAN, Picture("outbound_photo", "keyboard", "出库前的检测照片")),
        _step(hours(41), BEIAN, ask.Contest("出库检测正常,按键卡住应为进水所致。")),
        _step(hours(20), LIN, ask.Say("没有进过水,可以寄回检测。")),
        _step(hours(19), LIN, ask.FinishEvidence()),
    ]  # fmt: skip
    order = "D2026-2005"
    yield order, ZHOU, [
        _step(hours(100), ZHOU, _talk(order, "not_as_described", "partial_refund", 150, "页面写春茶,包装上印的是秋茶。")),
        _step(hours(99), ZHOU, Picture("goods_photo", "tea", "包装上的采摘季节")),
        _step(hours(70), ZHOU, ask.FileComplaint(text="请平台看一下。")),
        _step(hours(31), YUNQI, Picture("proof_of_match", "certificate", "该批次的入库单")),
        _step(hours(30), YUNQI, ask.Contest("包装沿用旧版,内装为春茶,附入库单。")),
    ]  # fmt: skip
    order = "D2026-1005"
    yield order, LIN, [
        _step(hours(120), LIN, _talk(order, "not_as_described", "partial_refund", 90, "标注正岩,喝起来像外山茶。")),
        _step(hours(119), LIN, Picture("goods_photo", "tea", "干茶和叶底")),
        _step(hours(90), LIN, ask.FileComplaint(text="想弄清楚产地。")),
        _step(hours(60), YUNQI, ask.MakeOffer(_pay(20, now + days(3)), "口感因人而异,送您 20 元补偿。")),
        _step(hours(24), LIN, ask.RequestIntervention("差距太大,请平台介入。")),
    ]  # fmt: skip
    order = "D2026-2006"
    yield order, ZHOU, [
        _step(hours(120), ZHOU, _talk(order, "quality_visible", "return_and_refund", 99, "右键双击失灵。")),
        _step(hours(119), ZHOU, Picture("defect_photo", "mouse", "右键处有裂缝")),
        _step(hours(94), ZHOU, ask.FileComplaint(text="请求退货退款。")),
        _step(hours(70), BEIAN, ask.MakeOffer(_pay(15, now + days(3)), "补偿 15 元。")),
        _step(hours(40), ZHOU, ask.RequestIntervention("不接受,请平台介入。")),
        _step(hours(30), BEIAN, Picture("explanation", "certificate", "售后检测说明")),
        _step(hours(29), BEIAN, ask.FinishEvidence()),
    ]  # fmt: skip


def _with_the_arbiter(now: datetime) -> Iterator[tuple[str, Persona, list[Step]]]:
    order = "D2026-1006"
    yield order, LIN, [
        _step(hours(80), LIN, _file(order, "counterfeit", "refund", 129, "防伪码查询为无效,印刷粗糙,怀疑是假货。")),
        _step(hours(79), LIN, Picture("mismatch_photos", "phonecase", "与专柜正品的对比")),
    ]  # fmt: skip
    order = "D2026-2007"
    yield order, ZHOU, [
        _step(hours(150), ZHOU, _talk(order, "quality_visible", "partial_refund", 180, "茶饼里有竹丝和头发。")),
        _step(hours(149), ZHOU, Picture("defect_photo", "tea", "撬开后看到的杂物")),
        _step(hours(120), ZHOU, ask.FileComplaint(text="请求部分退款。")),
        _step(hours(90), YUNQI, ask.MakeOffer(_pay(30, now + days(3)), "老茶难免,补偿 30 元。")),
        _step(hours(60), ZHOU, ask.RequestIntervention("请平台裁决。")),
        _step(hours(40), YUNQI, Picture("outbound_photo", "certificate", "出库照片")),
        _step(hours(39), YUNQI, ask.FinishEvidence()),
        _step(hours(20), ZHOU, ask.FinishEvidence()),
    ]  # fmt: skip
    order = "D2026-1007"
    yield order, LIN, [
        _step(hours(110), LIN, _talk(order, "quality_visible", "return_and_refund", 458, "礼盒里的茶受潮结块。")),
        _step(hours(109), LIN, Picture("defect_photo", "tea", "受潮结块的茶叶")),
        _step(hours(80), LIN, ask.FileComplaint(text="商家不回消息。")),
    ]  # fmt: skip
    order = "D2026-2008"
    yield order, ZHOU, [
        _step(hours(130), ZHOU, _talk(order, "quality_visible", "return_and_refund", 249, "频繁断网,怀疑硬件故障。")),
        _step(hours(129), ZHOU, Picture("defect_photo", "router", "指示灯变红")),
        _step(hours(100), ZHOU, ask.FileComplaint(text="请求退货退款。")),
        _step(hours(70), BEIAN, Picture("certificate", "certificate", "该序列号的出厂检测报告")),
        _step(hours(69), BEIAN, ask.Contest("设备检测合格,断网为运营商线路所致。")),
        _step(hours(50), ZHOU, ask.FinishEvidence()),
        _step(hours(20), CHEN, ask.Examine(ask.ContestOutcome.UPHELD, ("quality_visible.burden.respondent_has_proof",),
              "检测报告与序列号一致,消费者未提交设备故障的证据,申诉成立。")),
    ]  # fmt: skip
    order = "D2026-1008"
    yield (
        order,
        LIN,
        [
            *_ruled_and_old(order, LIN, BEIAN, 159, "充电两小时只有三成电。", "powerbank", now),
            _step(
                days(6), LIN, ask.Appeal(ask.AppealGround.RULE_ERROR, "裁决没有考虑虚标容量属于质量问题。")
            ),
        ],
    )
    order = "D2026-2010"
    yield order, ZHOU, [
        _step(days(9), ZHOU, _talk(order, "quality_visible", "partial_refund", 60, "花茶里有小虫。")),
        _step(days(8.9), ZHOU, Picture("defect_photo", "tea", "拍到的小虫")),
        _step(days(7.9), ZHOU, ask.FileComplaint(text="请求部分退款。")),
        _step(days(3), YUNQI, ask.Appeal(ask.AppealGround.RULE_ERROR, "未考虑我方当时系统故障,请求复核。")),
    ]  # fmt: skip


def _ruled_and_old(
    order: str, buyer: Persona, merchant: Persona, yuan: float, text: str, scene: str, now: datetime
) -> list[Step]:
    return [
        _step(days(16), buyer, _talk(order, "quality_visible", "return_and_refund", yuan, text)),
        _step(days(15.9), buyer, Picture("defect_photo", scene, "问题所在")),
        _step(days(14.9), buyer, ask.FileComplaint(text="请求退货退款。")),
        _step(days(13.5), merchant, ask.MakeOffer(_pay(20, now + days(3)), "补偿 20 元。")),
        _step(days(13), buyer, ask.RequestIntervention("请平台裁决。")),
        _step(days(12), merchant, Picture("certificate", "certificate", "检测报告")),
        _step(days(11.9), merchant, ask.FinishEvidence()),
        _step(days(11.5), buyer, ask.FinishEvidence()),
        _step(days(10.5), SHEN, ask.Rule(
            (ask.ProposedFinding("c1", FindingResult.REJECTED),), ("quality_visible.burden.respondent_has_proof",),
            "商家的检测报告合格,消费者的照片不足以证明质量问题,不支持。")),
    ]  # fmt: skip


def _performing(now: datetime) -> Iterator[tuple[str, Persona, list[Step]]]:
    order = "D2026-1009"
    yield order, LIN, [
        _step(hours(70), LIN, _talk(order, "quality_visible", "partial_refund", 80, "茶饼边缘松散,碎了一角。")),
        _step(hours(50), YUNQI, ask.MakeOffer(_pay(80, now + hours(20)), "按您说的退 80 元。")),
        _step(hours(4), LIN, ask.AcceptOffer("o1")),
    ]  # fmt: skip
    order = "D2026-2009"
    yield order, ZHOU, [
        _step(hours(60), ZHOU, _talk(order, "not_as_described", "partial_refund", 30, "颜色与页面不同。")),
        _step(hours(50), BEIAN, ask.MakeOffer(_pay(30, now + hours(24)), "色差问题,退 30 元。")),
        _step(hours(30), ZHOU, ask.AcceptOffer("o1")),
        _step(hours(8), BEIAN, ask.RecordPerformance("b1")),
    ]  # fmt: skip
    order = "D2026-1010"
    yield order, LIN, [
        _step(hours(90), LIN, _talk(order, "not_as_described", "partial_refund", 60, "缺少一根表带。")),
        _step(hours(80), BEIAN, ask.MakeOffer(_pay(60, now - hours(20)), "退 60 元表带差价。")),
        _step(hours(70), LIN, ask.AcceptOffer("o1")),
        _step(hours(30), BEIAN, ask.RecordPerformance("b1")),
        _step(hours(10), LIN, ask.ContestPerformance("b1", "没有收到这笔钱。")),
    ]  # fmt: skip


def _closed() -> Iterator[tuple[str, Persona, list[Step]]]:
    order = "D2026-2011"
    yield order, ZHOU, [
        _step(days(12), ZHOU, _talk(order, "late_ship", "compensation", None, "发货比承诺晚了好几天。")),
        _step(days(10.9), ZHOU, ask.FileComplaint(text="请按规则赔付。")),
        _step(days(10), BEIAN, ask.AcceptClaims()),
        _step(days(9.9), BEIAN, ask.RecordPerformance("b1")),
        _step(days(9.5), ZHOU, ask.AcceptPerformance("b1")),
    ]  # fmt: skip
    order = "D2026-1011"
    yield order, LIN, [
        _step(hours(50), LIN, _talk(order, "not_as_described", "partial_refund", 90, "支架与图片不符。")),
        _step(hours(25), LIN, ask.FileComplaint(text="请求部分退款。")),
        _step(hours(6), LIN, ask.RequestWithdrawal(reason=ask.WithdrawalReason.MISUNDERSTANDING)),
    ]  # fmt: skip
