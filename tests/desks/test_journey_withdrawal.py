"""To withdraw, to regret it, and where it cannot be done."""

import re

import pytest
from playwright.async_api import expect
from tests.desks import moves
from tests.desks.conftest import PHONE, Cast


async def test_a_withdrawal_can_be_taken_back(cast: Cast) -> None:
    """Three steps withdraw a case that nobody has answered: why, of one's own free will, what follows. Within
    the time to regret it goes on where it was, once."""
    lin = await cast.enter("lin", PHONE)
    page = lin.page
    await moves.open_case(page, "降噪蓝牙耳机")
    await expect(moves.part(page, "能撤诉吗")).to_contain_text("商家尚未答复,可以直接撤诉")
    await page.get_by_role("link", name="申请撤诉").click()

    await expect(page.get_by_role("heading", level=1)).to_have_text("为什么撤诉")
    await expect(page.get_by_text("只有您本人可以撤诉")).to_be_visible()
    await moves.press(page, "下一步")
    await expect(page.get_by_text("请选择原因。")).to_be_visible()
    await page.get_by_role("radio", name="是一场误会").check()
    await moves.press(page, "下一步")

    await expect(page.get_by_role("heading", level=1)).to_have_text("确认出于自愿")
    await page.get_by_role("radio", name="有", exact=True).check()
    await expect(page.get_by_text("您不必撤诉。")).to_be_visible()
    await moves.press(page, "下一步")
    await expect(page.get_by_role("heading", level=1)).to_have_text("确认出于自愿")
    await page.get_by_role("radio", name="没有,是我自己的决定").check()
    await moves.press(page, "下一步")

    await expect(page.get_by_role("heading", level=1)).to_have_text("核对并确认")
    await expect(moves.part(page, "撤诉之后")).to_contain_text("同一事实还可以再投诉一次")
    await moves.press(page, "确认撤诉")
    await moves.stands_at(page, "已撤诉")
    await expect(moves.part(page, "下一步")).to_contain_text("期限内可以收回一次")

    await moves.press(moves.part(page, "下一步"), "恢复已撤诉的投诉")
    await expect(moves.dialog(page)).to_contain_text("反悔期")
    await moves.confirm(page, "恢复投诉")
    await moves.stands_at(page, "待商家申诉")
    told = await moves.timeline(page)
    assert told.index("消费者收回撤诉,投诉恢复") < told.index("消费者撤诉"), "the newest first"


_CLOSED_WAYS = [
    ("lin", "机械键盘", "平台已介入,撤诉须先审核"),
    ("lin", "某品牌手机壳", "为保护其他消费者"),
    ("zhou", "福鼎老白茶", "须双方共同申请"),
    ("zhou", "路由器", "裁决"),
]


@pytest.mark.parametrize(
    ("login", "goods", "why"), _CLOSED_WAYS, ids=["examining", "counterfeit", "deciding", "ruled"]
)
async def test_where_it_is_not_free_the_desk_says_why(cast: Cast, login: str, goods: str, why: str) -> None:
    """A case that cannot be withdrawn freely says why, and has no button that would withdraw it; its address
    typed by hand says the same."""
    someone = await cast.enter(login, PHONE)
    page = someone.page
    await moves.open_case(page, goods)
    await expect(moves.part(page, "能撤诉吗")).to_contain_text(why)
    await expect(page.get_by_role("link", name="申请撤诉")).to_have_count(0)
    await expect(page.get_by_role("button", name=re.compile("撤诉"))).to_have_count(0)
    await page.goto(page.url + "/withdraw")
    await expect(page.get_by_role("heading", level=1)).to_have_text("现在不能撤诉")
    await expect(page.get_by_role("button", name=re.compile("撤诉"))).to_have_count(0)
