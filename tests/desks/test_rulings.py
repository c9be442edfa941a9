"""An arbiter rules, and both sides read why."""

import re

from playwright.async_api import expect
from tests.desks import moves
from tests.desks.conftest import PHONE, Cast

GOODS = "福鼎老白茶"


async def test_an_arbiter_rules_and_both_sides_read_it(cast: Cast) -> None:
    """Finding, award, rule, evidence and reasons are written beside the case, nothing is given before all of
    it is there, and both parties then read the same."""
    shen = await cast.enter("shen")
    page = shen.page
    await moves.press(page, "待裁决")
    await moves.open_case(page, GOODS)
    await page.keyboard.press("t")
    await expect(page.get_by_text("由您处理", exact=True)).to_be_visible()
    await page.keyboard.press("r")
    await moves.press(page, "预览")
    await expect(page.get_by_text("请作出认定。")).to_be_visible()
    await expect(page.get_by_text("请至少引用一条规则。")).to_be_visible()
    await expect(page.get_by_text("请写明理由。")).to_be_visible()

    await page.get_by_role("radio", name="部分支持", exact=True).check()
    await expect(page.get_by_label("金额")).to_have_value("180.00")
    await page.get_by_label("金额").fill("9999")
    await expect(page.get_by_text(re.compile("超过上限"))).to_be_visible()
    await page.get_by_label("金额").fill("90")
    await page.get_by_label("搜索规则").fill("商家已作出解释或反驳")
    await page.get_by_label("搜索规则").press("Enter")
    await page.get_by_role("checkbox", name="撬开后看到的杂物").check()
    await page.get_by_label("理由").fill("照片显示茶饼内有竹丝。\n出库照片看不到内部,不足以反驳。")
    await moves.press(page, "预览")
    preview = moves.dialog(page)
    await expect(preview).to_contain_text("¥90.00")
    await expect(preview).to_contain_text("撬开后看到的杂物")
    await moves.confirm(page, "作出裁决")
    await moves.stands_at(page, "已裁决")

    for login, size in (("zhou", PHONE), ("yunqi", (1280, 900))):
        party = await cast.enter(login, size)
        await moves.open_case(party.page, GOODS)
        ruling = moves.part(party.page, "裁决")
        for words in ("仲裁员作出", "部分支持", "¥90.00", "商家已作出解释或反驳"):
            await expect(ruling).to_contain_text(words)
        reasons = ruling.get_by_role("listitem").filter(has_text=re.compile("^(照片显示|出库照片)"))
        await expect(reasons).to_have_count(2)
        await moves.press(ruling, "撬开后看到的杂物")
        await expect(moves.dialog(party.page).get_by_role("img")).to_be_visible()
        await moves.press(moves.dialog(party.page), "关闭")
        await expect(party.page.get_by_role("button", name="申请复核")).to_be_visible()
