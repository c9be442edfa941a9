"""The people of the demo. Their passwords are drawn when it is set up, and kept in the home."""

import msgspec

from hejie.casework.people import Hat, Principal

VENUE = "demo"


class Persona(msgspec.Struct, frozen=True):
    """Somebody to sign in as, and what to try first."""

    login: str
    id: str
    zh: str
    en: str
    hats: tuple[Hat, ...]
    try_zh: str
    try_en: str

    @property
    def principal(self) -> Principal:
        """Who it is. Staff see every venue."""
        staff = {Hat.OFFICER, Hat.ARBITER, Hat.RULE_EDITOR}.intersection(self.hats)
        return Principal(self.id, self.zh, "" if staff else VENUE, self.hats, login=self.login)


LIN = Persona(
    "lin", "lin-xiao", "林晓", "Lin Xiao", (Hat.CONSUMER,),
    "消费者:看看哪些投诉在等您;对一笔订单提交投诉;撤诉后再恢复",
    "consumer: see which complaints wait for you; file one; withdraw one and take it back",
)  # fmt: skip
ZHOU = Persona(
    "zhou", "zhou-yu", "周雨", "Zhou Yu", (Hat.CONSUMER,),
    "消费者:回应商家方案,确认收到退款",
    "consumer: answer an offer, confirm a refund",
)  # fmt: skip
YUNQI = Persona(
    "yunqi", "yunqi-tea", "云栖茶行", "Yunqi Tea House", (Hat.MERCHANT,),
    "商家:同意诉求、提出方案,或举证申诉",
    "merchant: accept a claim, make an offer, or contest with proof",
)  # fmt: skip
BEIAN = Persona(
    "beian", "beian-digital", "北岸数码", "Beian Digital", (Hat.MERCHANT,),
    "商家:一件投诉还剩几小时,先处理它",
    "merchant: one complaint has only hours left, begin there",
)  # fmt: skip
CHEN = Persona(
    "chen", "chen-jing", "陈静", "Chen Jing", (Hat.OFFICER,),
    "平台客服:受理案件,审核商家申诉",
    "officer: take a case, examine a contest",
)  # fmt: skip
HE = Persona(
    "he", "he-yuan", "何远", "He Yuan", (Hat.OFFICER, Hat.ARBITER),
    "平台客服兼仲裁员:复核他人作出的裁决",
    "officer and second arbiter: decide an appeal against a colleague's ruling",
)  # fmt: skip
SHEN = Persona(
    "shen", "shen-yue", "沈岳", "Shen Yue", (Hat.ARBITER,),
    "仲裁员:对举证完毕的案件作出裁决",
    "arbiter: rule where the evidence is complete",
)  # fmt: skip
GU = Persona(
    "gu", "gu-ning", "顾宁", "Gu Ning", (Hat.RULE_EDITOR,),
    "规则运营:查看现行规则",
    "rule editor: read the rules in force",
)  # fmt: skip

PERSONAS = (LIN, ZHOU, YUNQI, BEIAN, CHEN, HE, SHEN, GU)
