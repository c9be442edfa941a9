"""Saves every screen as a picture for a person to look at: `python -m tests.desks.pictures FOLDER`.

Each is taken at 390 and at 1280 pixels, in Chinese and in English, the whole page; two of them in the
dark. Not a test: what is ugly or unclear only a person can say.
"""

import asyncio
import re
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path

from playwright.async_api import Page, async_playwright
from tests.desks import moves
from tests.desks.conftest import CHROMIUM, DESKTOP, FLAGS, PHONE, Cast, Someone, open_stage
from tests.desks.looking import settled

Shot = Callable[[Page, str], Awaitable[None]]
_LIN = {
    "talking": "明前龙井", "awaiting-answer": "降噪蓝牙耳机", "offer": "青瓷盖碗", "examining": "机械键盘",
    "evidence": "武夷岩茶", "deciding-grave": "某品牌手机壳", "reviewing": "便携充电宝",
    "performing": "普洱熟茶饼", "performance-contested": "智能手环",
}  # fmt: skip


async def main(folder: Path) -> None:
    """Every screen, size by size and language by language."""
    with open_stage() as stage:
        async with async_playwright() as playwright:
            browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
            for size in (PHONE, DESKTOP):
                for language in ("zh-CN", "en"):
                    cast = Cast(stage, browser)

                    async def shoot(page: Page, name: str, size=size, language=language) -> None:
                        await settled(page)
                        await page.evaluate("document.activeElement?.blur()")
                        await page.wait_for_timeout(250)
                        path = folder / f"{name}-{size[0]}-{language[:2]}.png"
                        await page.screenshot(
                            path=path, full_page=await page.get_by_role("dialog").count() == 0
                        )

                    for walk in (_consumer, _filing, _merchant, _officer, _rules):
                        await walk(cast, size, language, shoot)
                    for someone in cast.present:
                        await someone.context.close()
            await browser.close()


async def _at(someone: Someone, path: str) -> Page:
    await someone.page.goto(someone.stage.url + path)
    await settled(someone.page)
    return someone.page


async def _href(page: Page, goods: str) -> str:
    return str(await page.get_by_role("link", name=goods).first.get_attribute("href"))


async def _consumer(cast: Cast, size: tuple[int, int], language: str, shoot: Shot) -> None:
    lin = await cast.enter("lin", size, language)
    page = lin.page
    await page.get_by_role("link", name=_LIN["talking"]).wait_for()
    await shoot(page, "consumer-cases")
    cases = {name: await _href(page, goods) for name, goods in _LIN.items()}
    for name, path in {"closed": "/?show=closed", "notes": "/notes", "nothing": "/what", **cases}.items():
        await _at(lin, path)
        await shoot(page, f"consumer-{name}")
    await _at(lin, cases["awaiting-answer"] + "/withdraw")
    await shoot(page, "withdraw-1")
    await page.get_by_role("radio").first.check()
    await page.locator("button[type=submit]").click()
    await page.get_by_role("radio").first.wait_for()
    await shoot(page, "withdraw-2")
    await page.get_by_role("radio").first.check()
    await page.locator("button[type=submit]").click()
    await page.wait_for_timeout(300)
    await shoot(page, "withdraw-3")
    await _at(lin, cases["offer"])
    await page.get_by_role("button", name=re.compile("^(接受方案|Accept the offer)$")).click()
    await shoot(page, "consumer-accept-dialog")
    await _at(lin, cases["offer"])
    await page.get_by_role("button", name=re.compile("反方案|counter-offer")).first.click()
    await shoot(page, "consumer-counter-dialog")
    await _at(lin, cases["talking"])
    await page.get_by_role("button", name="杯底的絮状物").first.click()
    await page.wait_for_timeout(500)
    await shoot(page, "consumer-viewer")
    await _at(lin, cases["offer"])
    await page.get_by_role("button", name=re.compile("切换到深色|Change to dark")).click()
    await shoot(page, "consumer-dark")
    zhou = await cast.enter("zhou", size, language)
    await zhou.page.get_by_role("link", name="路由器").click()
    await shoot(zhou.page, "consumer-revoked")
    await zhou.context.clear_cookies()
    await zhou.page.goto(zhou.stage.url)
    await zhou.page.locator('input[name="login"]').wait_for()
    await shoot(zhou.page, "sign-in")


async def _filing(cast: Cast, size: tuple[int, int], language: str, shoot: Shot) -> None:
    lin = await cast.enter("lin", size, language)
    page = await _at(lin, "/file")
    await page.get_by_role("link", name="紫砂壶").wait_for()
    await shoot(page, "file-0-order")
    await page.get_by_role("link", name="紫砂壶").click()
    go_on = page.locator("button[type=submit]")
    await shoot(page, "file-1-kind")
    await page.get_by_role("radio").nth(4).check()
    await go_on.click()
    await page.locator("textarea").fill("壶盖与壶口不合,倒水时漏水;联系商家两天没有回复。")
    await shoot(page, "file-2-story")
    await go_on.click()
    add = page.get_by_role("button", name=re.compile("添加文件|Add a file|Add file", re.IGNORECASE))
    await moves.hand_in(add.first, moves.picture("bowl", 41))
    await page.get_by_text("bowl-41.jpg").wait_for()
    await shoot(page, "file-3-evidence")
    await go_on.click()
    await page.get_by_role("radio").nth(2).check()
    await go_on.click()
    await page.wait_for_timeout(200)
    await shoot(page, "file-4-want")
    await page.locator('input[inputmode="decimal"]').fill("120")
    await go_on.click()
    await page.wait_for_timeout(200)
    await shoot(page, "file-5-review")


async def _merchant(cast: Cast, size: tuple[int, int], language: str, shoot: Shot) -> None:
    beian = await cast.enter("beian", size, language)
    page = beian.page
    await page.get_by_role("link", name="降噪蓝牙耳机").wait_for()
    await shoot(page, "merchant-queue")
    waiting, owed = await _href(page, "降噪蓝牙耳机"), await _href(page, "路由器")
    for way in ("", "accept", "offer", "contest", "refuse"):
        await _at(beian, f"{waiting}?answer={way}")
        await shoot(page, f"merchant-case-{way or 'plain'}")
    await _at(beian, owed)
    await shoot(page, "merchant-ruled")
    await _at(beian, "/staff/")
    await page.get_by_role("button", name=re.compile("^(消息|Messages)")).click()
    await page.wait_for_timeout(600)
    await shoot(page, "merchant-inbox")


async def _officer(cast: Cast, size: tuple[int, int], language: str, shoot: Shot) -> None:
    chen = await cast.enter("chen", size, language)
    await chen.page.get_by_role("link", name="机械键盘").first.wait_for()
    await shoot(chen.page, "officer-queue")
    await _at(chen, await _href(chen.page, "机械键盘"))
    await shoot(chen.page, "officer-case")
    await _at(chen, chen.page.url.removeprefix(chen.stage.url) + "?form=examine")
    await shoot(chen.page, "officer-examine")
    he = await cast.enter("he", size, language)
    await _at(he, "/staff/?tab=rule")
    await _at(he, await _href(he.page, "福鼎老白茶") + "?form=rule")
    await he.page.get_by_role("radio").nth(1).check()
    await shoot(he.page, "arbiter-rule")
    await he.page.get_by_role("button", name=re.compile("切换到深色|Change to dark")).click()
    await shoot(he.page, "arbiter-dark")


async def _rules(cast: Cast, size: tuple[int, int], language: str, shoot: Shot) -> None:
    gu = await cast.enter("gu", size, language)
    await shoot(gu.page, "rules-packs")
    await gu.page.get_by_role("link", name=re.compile("天猫式规则|Tmall")).click()
    await shoot(gu.page, "rules-pack")


if __name__ == "__main__":
    chosen = Path(sys.argv[1])
    chosen.mkdir(parents=True, exist_ok=True)
    asyncio.run(main(chosen))
