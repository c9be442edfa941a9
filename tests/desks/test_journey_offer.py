"""Two sides meet in the middle."""

import re
from datetime import timedelta

from playwright.async_api import expect
from tests.desks import moves
from tests.desks.conftest import PHONE, Cast, Stage

GOODS = "明前龙井"


async def test_an_offer_and_its_counter_offer_settle_a_case(stage: Stage, cast: Cast) -> None:
    """The merchant offers less than was asked for, the consumer asks for more, the merchant accepts and pays,
    and the case is closed as settled; each sees the other's move without loading the page again."""
    lin, yunqi = await cast.enter("lin", PHONE), await cast.enter("yunqi")
    await moves.open_case(lin.page, GOODS)
    await moves.open_case(yunqi.page, GOODS)

    await yunqi.page.get_by_role("radio", name="提出方案").check()
    form = moves.part(yunqi.page, "答复")
    await form.get_by_role("button", name="移除").first.click()
    await form.get_by_label("做什么").select_option("付款")
    await form.get_by_label("金额").fill("100")
    await form.get_by_label("最晚日期").fill(moves.day_of(stage.at + timedelta(days=3)))
    await form.get_by_label("说明").fill("茶叶您留着,补偿 100 元。")
    await form.get_by_role("button", name="提出方案", exact=True).click()

    talk = moves.part(lin.page, "协商与留言")
    await expect(talk).to_contain_text("¥100.00")
    await moves.press(talk, "提出反方案")
    await moves.dialog(lin.page).get_by_label("金额").fill("180")
    await moves.dialog(lin.page).get_by_label("说明").fill("180 元我就接受。")
    await moves.confirm(lin.page, "提出反方案")

    await yunqi.page.get_by_role("radio", name="回应对方的方案").check()
    form = moves.part(yunqi.page, "答复")
    await expect(form).to_contain_text("¥180.00")
    await moves.press(form, "接受方案")
    await expect(moves.dialog(yunqi.page)).to_contain_text("对双方都有约束力")
    await moves.confirm(yunqi.page, "接受方案")
    await moves.stands_at(yunqi.page, "履行中")
    await moves.record_payment(yunqi.page)

    await moves.accept_performance(lin.page, "付款")
    await moves.stands_at(lin.page, "和解")
    await moves.stands_at(yunqi.page, "和解")
    told = await moves.timeline(lin.page)
    assert re.search("商家接受方案.*180.00", told)
    await (
        lin.page.get_by_role("link", name="和解 Hejie")
        .or_(lin.page.get_by_role("link", name="和解", exact=True))
        .click()
    )
    await lin.page.get_by_role("link", name="已结案").click()
    await expect(lin.page.get_by_role("link", name=GOODS)).to_contain_text("和解")
