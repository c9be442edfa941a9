"""Every screen of every desk: whole, translated, without codes, and open to everybody."""

import re

from playwright.async_api import Page, expect
from tests.desks import moves
from tests.desks.conftest import BUILT, DESKTOP, PHONE, Cast
from tests.desks.looking import look, settled

LIN_CASES = (
    "明前龙井", "降噪蓝牙耳机", "青瓷盖碗", "机械键盘", "武夷岩茶", "某品牌手机壳", "便携充电宝",
    "普洱熟茶饼", "智能手环",
)  # fmt: skip


async def _addresses(page: Page, goods: tuple[str, ...]) -> dict[str, str]:
    links = {title: page.get_by_role("link", name=title) for title in goods}
    return {title: str(await link.get_attribute("href")) for title, link in links.items()}


async def _look_at(page: Page, wrong: list[str], name: str, *, staff: bool = False) -> None:
    wrong += [f"{name}: {one}" for one in await look(page, staff=staff)]


def _is_of_staff(script: str) -> bool:
    """By its name, or by what it holds: only the staff's desks use this library."""
    held = (BUILT.parent / "assets" / script).read_text()
    return bool(re.match("staff|merchant|officer", script)) or "ant-btn" in held


async def test_the_sign_in_page_of_both_desks(cast: Cast) -> None:
    """Before anybody is signed in, the page is as it should be on a phone and on a screen."""
    wrong: list[str] = []
    for size, path in ((PHONE, "/"), (DESKTOP, "/staff/")):
        lin = await cast.enter("lin" if path == "/" else "chen", size)
        await lin.context.clear_cookies()
        await lin.page.goto(lin.stage.url + path)
        await expect(lin.page.locator('input[name="password"]')).to_be_visible()
        await _look_at(lin.page, wrong, f"sign in {path}")
    assert not wrong, "\n".join(wrong)


async def test_the_consumer_desk(cast: Cast) -> None:
    """The lists, the notes and a case at every stage; and no code of the staff's desks is ever fetched."""
    lin = await cast.enter("lin", PHONE)
    page, wrong, fetched = lin.page, [], set[str]()
    page.on("request", lambda request: fetched.add(request.url))
    await page.reload()
    await settled(page)
    await _look_at(page, wrong, "my cases")
    cases = await _addresses(page, LIN_CASES)
    for name, path in {
        "closed": "/?show=closed",
        "notes": "/notes",
        "orders": "/file",
        "nothing": "/what",
    }.items():
        await page.goto(lin.stage.url + path)
        await _look_at(page, wrong, name)
    for goods, path in cases.items():
        await page.goto(lin.stage.url + path)
        await expect(moves.part(page, "经过")).to_be_visible()
        await _look_at(page, wrong, goods)
    scripts = {url.rsplit("/", 1)[1] for url in fetched if url.endswith(".js")}
    assert len(scripts) > 3
    wrong += [f"a consumer fetched {script}" for script in sorted(scripts) if _is_of_staff(script)]
    assert not wrong, "\n".join(wrong)


async def test_the_steps_of_filing_and_of_withdrawing(cast: Cast) -> None:
    """Every question of a complaint and of a withdrawal."""
    lin = await cast.enter("lin", PHONE)
    page, wrong = lin.page, list[str]()
    await page.get_by_role("link", name="发起投诉").click()
    await page.get_by_role("link", name="紫砂壶").click()
    await _look_at(page, wrong, "kind")
    await page.get_by_role("radio", name="质量问题").check()
    await moves.press(page, "下一步")
    await _look_at(page, wrong, "story")
    await page.get_by_label("事情经过").fill("The lid does not fit.")
    await moves.press(page, "下一步")
    await moves.hand_in(
        page.get_by_role("button", name=re.compile("添加文件.*照片")), moves.picture("bowl", 41)
    )
    await expect(page.get_by_text("bowl-41.jpg")).to_be_visible()
    await _look_at(page, wrong, "evidence")
    await moves.press(page, "下一步")
    await page.get_by_role("radio", name="部分退款").check()
    await _look_at(page, wrong, "want")
    await page.get_by_label("金额").fill("60")
    await moves.press(page, "下一步")
    await _look_at(page, wrong, "review")
    await page.goto(lin.stage.url)
    await _look_at(page, wrong, "my cases, one not sent")

    await moves.open_case(page, "降噪蓝牙耳机")
    await page.get_by_role("link", name="申请撤诉").click()
    await page.get_by_role("radio", name="已经解决").check()
    await _look_at(page, wrong, "withdraw, why")
    await moves.press(page, "下一步")
    await page.get_by_role("radio", name="有", exact=True).check()
    await _look_at(page, wrong, "withdraw, free")
    await page.get_by_role("radio", name="没有,是我自己的决定").check()
    await moves.press(page, "下一步")
    await _look_at(page, wrong, "withdraw, review")
    assert not wrong, "\n".join(wrong)


async def test_the_merchant_desk(cast: Cast) -> None:
    """The queue, every way to answer, a ruled case, the rules."""
    beian = await cast.enter("beian")
    page, wrong = beian.page, list[str]()
    await expect(page.get_by_role("link", name="降噪蓝牙耳机")).to_be_visible()
    cases = await _addresses(page, ("降噪蓝牙耳机", "路由器"))
    paths = {"queue": "/staff/", "closed": "/staff/?which=closed", "rules": "/staff/rules"}
    paths |= {
        way: f"{cases['降噪蓝牙耳机']}?answer={way}" for way in ("accept", "offer", "contest", "refuse")
    }
    paths |= {goods: cases[goods] for goods in ("路由器",)}
    for name, path in paths.items():
        await page.goto(beian.stage.url + path)
        await _look_at(page, wrong, name, staff=True)
    assert not wrong, "\n".join(wrong)


async def test_the_desks_of_officer_arbiter_and_rule_editor(cast: Cast) -> None:
    """The queues, each decision as it is written, and the rules."""
    wrong: list[str] = []
    chen = await cast.enter("chen")
    await _look_at(chen.page, wrong, "queue", staff=True)
    await moves.press(chen.page, "待审核申诉")
    await moves.open_case(chen.page, "机械键盘")
    await _look_at(chen.page, wrong, "to examine", staff=True)
    await moves.press(chen.page, "审核申诉")
    await chen.page.get_by_role("radio", name=re.compile("^部分成立")).check()
    await _look_at(chen.page, wrong, "examining", staff=True)

    he = await cast.enter("he")
    await moves.press(he.page, "待裁决")
    await moves.open_case(he.page, "福鼎老白茶")
    await moves.press(he.page, "作出裁决")
    await he.page.get_by_role("radio", name="部分支持", exact=True).check()
    await _look_at(he.page, wrong, "ruling", staff=True)
    await he.page.goto(he.stage.url + "/staff/?tab=review")
    await _look_at(he.page, wrong, "to review", staff=True)

    gu = await cast.enter("gu")
    await _look_at(gu.page, wrong, "packs", staff=True)
    await gu.page.get_by_role("link", name="天猫式规则").click()
    await _look_at(gu.page, wrong, "the rules", staff=True)
    assert not wrong, "\n".join(wrong)


async def test_a_consumer_with_a_keyboard_alone(cast: Cast) -> None:
    """The primary action of the first page, and of a form behind it, is reached by Tab and done by Enter."""
    lin = await cast.enter("lin", PHONE)
    page = lin.page
    await page.get_by_role("link", name="青瓷盖碗").wait_for()

    async def tab_to(name: str) -> None:
        for _ in range(80):
            await page.keyboard.press("Tab")
            said = await page.evaluate(
                "(document.activeElement.ariaLabel ?? document.activeElement.innerText).trim()"
            )
            if said.startswith(name):
                return
        raise AssertionError(f"Tab never comes to {name}")

    await tab_to("发起投诉")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", level=1)).to_be_focused()
    await tab_to("手工竹茶漏")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", level=1)).to_have_text("是什么问题?")
    await tab_to("")  # into the group of kinds
    await page.goto(lin.stage.url)
    await page.get_by_role("link", name="青瓷盖碗").wait_for()
    await tab_to("青瓷盖碗")
    await page.keyboard.press("Enter")
    await expect(moves.part(page, "经过")).to_be_visible()
    await tab_to("接受方案")
    await page.keyboard.press("Enter")
    await expect(moves.dialog(page)).to_contain_text("接受这个方案?")
    await tab_to("接受方案")
    await page.keyboard.press("Enter")
    await moves.stands_at(page, "履行中")
