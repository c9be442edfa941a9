"""A contest, upheld by one person and changed on appeal by another."""

import re

from playwright.async_api import expect
from tests.desks import moves
from tests.desks.conftest import PHONE, Cast, Someone, Stage

GOODS = "降噪蓝牙耳机"
RULE = "商家已作出解释"


async def _write_decision(officer: Someone, reasons: str) -> None:
    """Cite the rule, give the reasons, read the preview over, and give it."""
    page = officer.page
    await page.get_by_label("搜索规则").fill(RULE)
    await page.get_by_role("button", name=re.compile(f"引用 .*{RULE}")).click()
    await page.get_by_label("理由").fill(reasons)
    await moves.press(page, "预览")
    await expect(moves.dialog(page)).to_contain_text(reasons)
    await moves.confirm(page, "作出决定")


async def test_a_contest_is_upheld_and_changed_on_appeal(stage: Stage, cast: Cast) -> None:
    """The merchant shows its proof, the consumer answers it, an officer upholds the contest, the consumer
    appeals with new evidence, another person changes the ruling, the merchant pays."""
    beian, lin = await cast.enter("beian"), await cast.enter("lin", PHONE)
    await moves.open_case(beian.page, GOODS)
    await beian.page.get_by_role("radio", name="申诉").check()
    form = moves.part(beian.page, "答复")
    await expect(form.get_by_role("button", name="提交申诉")).to_have_attribute("aria-disabled", "true")
    await moves.hand_in(
        form.get_by_role("button", name="上传:商品与描述一致的证明"), moves.picture("certificate", 21)
    )
    await expect(form.get_by_role("button", name="提交申诉")).not_to_have_attribute("aria-disabled", "true")
    await form.get_by_label("说明您的理由").fill("型号与页面一致,降噪须在应用内开启。")
    await moves.press(form, "提交申诉")
    await moves.confirm(beian.page, "提交申诉")
    await moves.stands_at(beian.page, "申诉审核中")

    await moves.open_case(lin.page, GOODS)
    await expect(moves.part(lin.page, "下一步")).to_contain_text("请查看商家的证据并作出回应")
    await expect(moves.part(lin.page, "协商与留言")).to_contain_text("降噪须在应用内开启")
    await lin.page.get_by_label("写给对方").fill("应用里也没有降噪这一项。")
    await moves.press(lin.page, "发送")
    await expect(moves.part(lin.page, "协商与留言")).to_contain_text("应用里也没有降噪这一项。")
    await moves.press(moves.part(lin.page, "下一步"), "举证完毕")
    await moves.confirm(lin.page, "举证完毕")

    chen = await cast.enter("chen")
    await moves.press(chen.page, "待审核申诉")
    await moves.open_case(chen.page, GOODS)
    await moves.press(chen.page, "受理")
    await expect(chen.page.get_by_text("由您处理", exact=True)).to_be_visible()
    await moves.press(chen.page, "审核申诉")
    await chen.page.get_by_role("radio", name=re.compile("^成立")).check()
    await _write_decision(chen, "证明与页面一致,申诉成立。")
    await moves.stands_at(chen.page, "已裁决")

    for someone in (lin, beian):
        ruling = moves.part(someone.page, "裁决")
        await expect(ruling).to_contain_text("平台客服审核申诉作出")
        await expect(ruling).to_contain_text("证明与页面一致,申诉成立。")
        await expect(ruling).to_contain_text(RULE)
        await expect(ruling).to_contain_text("不支持")

    await moves.press(moves.part(lin.page, "下一步"), "申请复核")
    appeal = moves.dialog(lin.page)
    await appeal.get_by_role("radio", name="有新的证据").check()
    await appeal.get_by_label("请说明").fill("附上应用的完整截图,没有降噪开关。")
    async with lin.page.expect_file_chooser() as asked:
        await appeal.get_by_label("新证据", exact=True).click()
    await (await asked.value).set_files(moves.picture("headphones", 22))
    await expect(appeal.get_by_text("headphones-22.jpg")).to_be_visible()
    await moves.confirm(lin.page, "确认")
    await moves.stands_at(lin.page, "复核中")

    # The person who upheld the contest is not offered the appeal.
    await expect(chen.page.get_by_role("button", name="作出复核决定")).to_have_count(0)
    stage.advance(8 * 24)
    he = await cast.enter("he")
    await moves.press(he.page, "待复核")
    await moves.open_case(he.page, GOODS)
    await moves.press(he.page, "受理")
    await moves.press(he.page, "作出复核决定")
    await he.page.get_by_role("radio", name="变更原裁决").check()
    await he.page.get_by_role("radio", name="部分支持", exact=True).check()
    await he.page.get_by_role("button", name="移除").first.click()
    await he.page.get_by_label("行为").select_option("付款")
    await he.page.get_by_label("金额").fill("200")
    await _write_decision(he, "新截图显示没有降噪功能,部分支持。")

    await lin.come_back()
    ruling = moves.part(lin.page, "裁决")
    await expect(ruling).to_contain_text("复核作出")
    await expect(ruling).to_contain_text("新截图显示没有降噪功能,部分支持。")
    await expect(ruling).to_contain_text("¥200.00")
    stage.advance(8 * 24)  # the merchant had not appealed, so it may now; it does not

    await beian.come_back()
    await moves.stands_at(beian.page, "履行中")
    await moves.record_payment(beian.page)
    await lin.come_back()
    await moves.accept_performance(lin.page, "付款")
    await moves.stands_at(lin.page, "部分支持")
    assert "变更原裁决" in await moves.timeline(lin.page)
