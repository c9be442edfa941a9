"""A merchant stays silent, and the rules speak."""

import re

from playwright.async_api import expect
from tests.desks import moves
from tests.desks.conftest import PHONE, Cast, Stage

GOODS = "手工竹茶漏"


async def test_a_complaint_that_nobody_answers_ends_in_money(stage: Stage, cast: Cast) -> None:
    """Told in guided steps with a photo, talked about, filed, left unanswered, decided by the rules with
    reasons, performed and confirmed: and the timeline tells all of it."""
    lin = await cast.enter("lin", PHONE)
    page = lin.page
    await moves.begin_filing(page, GOODS, "质量问题", "茶漏的竹圈开裂,一倒水就漏茶叶。")
    await moves.hand_in(
        page.get_by_role("button", name=re.compile("添加文件.*清晰照片")), moves.picture("tea", 11)
    )
    await expect(page.get_by_text("tea-11.jpg")).to_be_visible()
    await page.get_by_label("tea-11.jpg 的说明").fill("开裂的竹圈")
    await expect(page.get_by_text("必需的材料已经齐了。")).to_be_visible()
    await moves.press(page, "下一步")
    await moves.choose_demand(page, "部分退款", "20")
    await expect(page.get_by_text("开裂的竹圈")).to_be_visible()
    await moves.press(page, "发起协商")
    await moves.stands_at(page, "协商中")
    await expect(moves.part(page, "证据").get_by_role("button", name="开裂的竹圈")).to_be_visible()

    stage.advance(24.1)
    await lin.come_back()
    await moves.press(moves.part(page, "下一步"), "提交投诉")
    await moves.dialog(page).get_by_label("还要补充什么").fill("等了一天,商家没有回复。")
    await moves.confirm(page, "提交投诉")
    await moves.stands_at(page, "待商家申诉")

    stage.advance(48.1)
    await lin.come_back()
    await moves.stands_at(page, "已裁决")
    ruling = moves.part(page, "裁决")
    await expect(ruling).to_contain_text("系统因逾期未答复作出")
    await expect(ruling).to_contain_text("您可以要求由人工处理")
    await expect(ruling).to_contain_text("商家逾期未反驳")
    await expect(ruling).to_contain_text("¥20.00")

    stage.advance(8 * 24)
    await lin.come_back()
    await moves.stands_at(page, "履行中")
    await moves.press(moves.part(page, "约定与履行"), "登记已履行")
    await moves.confirm(page, "登记已履行")

    yunqi = await cast.enter("yunqi")
    await moves.open_case(yunqi.page, GOODS)
    await moves.accept_performance(yunqi.page, "退货")
    await moves.record_payment(yunqi.page)

    await moves.accept_performance(page, "付款")
    await moves.stands_at(page, "支持消费者")
    told = await moves.timeline(page)
    order = (
        "消费者反映", "提交证据", "消费者提交投诉", "商家逾期未答复", "裁决生效", "消费者登记已履行",
        "商家确认已履行", "商家登记已履行", "消费者确认已履行", "案件已结案",
    )  # fmt: skip
    places = [told.find(words) for words in order]
    assert -1 not in places, list(zip(order, places, strict=True))
    assert places == sorted(places, reverse=True), "the newest first"
