"""What happens in the demo's marketplace: its orders, and its cases as dated steps before the present.

Every instant is told as a time before now, so that whenever the demo is set up its clocks are running.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

import msgspec

from hejie.demo.people import BEIAN, LIN, VENUE, YUNQI, ZHOU, Persona
from hejie.domain.commands import Command
from hejie.domain.orders import Order, OrderLine


class Picture(msgspec.Struct, frozen=True):
    """A picture to be drawn, handed in and shown for an item: what it shows decides its colours."""

    item: str
    scene: str
    caption: str


class Step(msgspec.Struct, frozen=True):
    """`ago`: how long before now. `act` is a command, or pictures to show."""

    ago: timedelta
    who: Persona
    act: Command | Picture


class Story(msgspec.Struct, frozen=True):
    """One complaint. `order` is the ref of its order."""

    key: str
    order: str
    complainant: Persona
    steps: tuple[Step, ...]


def hours(count: float) -> timedelta:
    """A time before now in hours."""
    return timedelta(hours=count)


def days(count: float) -> timedelta:
    """A time before now in days."""
    return timedelta(days=count)


class Goods(msgspec.Struct, frozen=True):
    """An order of one line. Amounts in minor units; times before now; None: not yet."""

    ref: str
    buyer: Persona
    merchant: Persona
    title: str
    price_minor: int
    placed: timedelta
    delivered: timedelta | None = None
    freight_minor: int = 0
    handed_over: timedelta | None = None
    dispatch_days: int = 2

    def order(self, now: datetime) -> Order:
        """The order as the marketplace tells it."""
        placed_at = now - self.placed
        delivered_at = now - self.delivered if self.delivered is not None else None
        handed_over = self.handed_over
        if handed_over is None and self.delivered is not None:
            handed_over = self.delivered + days(1)
        line = OrderLine(
            "1", self.merchant.id, self.price_minor, self.freight_minor, self.title,
            placed_at + days(self.dispatch_days),
        )  # fmt: skip
        return Order(
            VENUE, self.ref, self.buyer.id, "CNY", placed_at, (line,),
            paid_at=placed_at + timedelta(minutes=3),
            handed_over_at=now - handed_over if handed_over is not None else None,
            delivered_at=delivered_at,
            status="delivered" if delivered_at else "shipped" if handed_over else "paid",
        )  # fmt: skip


GOODS = (
    Goods("D2026-1001", LIN, YUNQI, "明前龙井 特级 250g", 26_800, days(5), days(2), 1_200),
    Goods("D2026-1002", LIN, BEIAN, "降噪蓝牙耳机 Q30", 39_900, days(9), days(5)),
    Goods("D2026-1003", LIN, YUNQI, "青瓷盖碗 三才 150ml", 16_800, days(9), days(5), 1_500),
    Goods("D2026-1004", LIN, BEIAN, "机械键盘 87 键 茶轴", 32_900, days(12), days(6)),
    Goods("D2026-1005", LIN, YUNQI, "武夷岩茶 大红袍 100g", 19_900, days(12), days(7), 800),
    Goods("D2026-1006", LIN, BEIAN, "某品牌手机壳 正品", 12_900, days(14), days(9)),
    Goods("D2026-1007", LIN, YUNQI, "白毫银针 礼盒", 45_800, days(13), days(8)),
    Goods("D2026-1008", LIN, BEIAN, "便携充电宝 20000mAh", 15_900, days(22), days(18)),
    Goods("D2026-1009", LIN, YUNQI, "普洱熟茶饼 357g", 23_800, days(13), days(8), 1_000),
    Goods("D2026-1010", LIN, BEIAN, "智能手环 8", 22_900, days(13), days(8)),
    Goods("D2026-1011", LIN, BEIAN, "桌面麦克风", 27_900, days(10), days(4)),
    Goods("D2026-1012", LIN, YUNQI, "手工竹茶漏", 4_900, days(6), days(2), 600),
    Goods("D2026-1013", LIN, BEIAN, "Type-C 扩展坞", 18_900, days(7), days(1)),
    Goods("D2026-1014", LIN, YUNQI, "紫砂壶 西施 200ml", 88_000, days(4), None, 2_000, days(3)),
    Goods("D2026-2001", ZHOU, BEIAN, "4K 显示器 27 寸", 159_900, days(8), days(3), 5_000),
    Goods("D2026-2002", ZHOU, YUNQI, "景德镇茶具套装 六件", 32_800, days(8), days(3), 2_000),
    Goods("D2026-2003", ZHOU, BEIAN, "空气净化器(除醛 99.9%)", 129_900, days(20), days(15)),
    Goods("D2026-2004", ZHOU, BEIAN, "运动相机 套装", 99_900, days(12), days(7)),
    Goods("D2026-2005", ZHOU, YUNQI, "凤凰单丛 鸭屎香 200g", 29_800, days(12), days(7), 1_200),
    Goods("D2026-2006", ZHOU, BEIAN, "无线鼠标 静音", 9_900, days(13), days(8)),
    Goods("D2026-2007", ZHOU, YUNQI, "福鼎老白茶 2015", 36_800, days(14), days(9), 1_000),
    Goods("D2026-2008", ZHOU, BEIAN, "路由器 AX3000", 24_900, days(13), days(8)),
    Goods("D2026-2009", ZHOU, BEIAN, "平板保护套", 6_900, days(12), days(7)),
    Goods("D2026-2010", ZHOU, YUNQI, "茉莉花茶 250g", 8_800, days(16), days(11), 800),
    Goods("D2026-2011", ZHOU, BEIAN, "行车记录仪", 33_900, days(15), days(5), 0, days(8)),
    Goods("D2026-2012", ZHOU, YUNQI, "正山小种 罐装", 13_800, days(7), None, 800, None),
    Goods("D2026-2013", ZHOU, BEIAN, "投影仪 家用", 219_900, days(6), days(1), 3_000),
    Goods("D2026-2014", ZHOU, YUNQI, "竹制茶盘", 21_800, days(5), days(1), 1_500),
)


def orders(now: datetime) -> Iterator[Order]:
    """Every order, as of now."""
    return (goods.order(now) for goods in GOODS)
