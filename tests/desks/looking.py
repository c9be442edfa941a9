"""What every page has to be, whatever is on it: one heading, a title, no sideways scrolling, no codes, and
nothing that keeps people with a screen reader or a keyboard out."""

import re
from datetime import UTC, datetime
from typing import Any

import msgspec
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page, expect

from hejie.demo.cases import stories
from hejie.demo.people import PERSONAS
from hejie.demo.script import GOODS

_LOADING = re.compile("正在加载|正在读取|Loading…|Reading the case")
_CJK = re.compile("[\u4e00-\u9fff]+")
_CODES = {
    "a code": re.compile(r"\b[a-z]+[a-z0-9]*(?:_[a-z0-9]+)+\b"),
    "a brace": re.compile(r"[{}]"),
    "an instant for machines": re.compile(r"\d{4}-\d\d-\d\dT\d\d"),
    "a value of the program": re.compile(r"\b(?:undefined|NaN|null|PROPOSED)\b|\[object"),
}
_RULE_NUMBER = re.compile(r"§[\w.]+")
_TEXT = """() => {
    document.querySelectorAll("details").forEach((one) => { one.open = true; });
    const labels = [...document.querySelectorAll("[aria-label],[placeholder]")].flatMap((one) =>
        ["aria-label", "placeholder"].map((name) => one.getAttribute(name) ?? ""));
    return [document.body.innerText, ...labels].join("\\n");
}"""


def _of_the_demo() -> list[str]:
    """What the people of the demo wrote, bought and are called: that is not ours to translate."""
    told = msgspec.json.encode(msgspec.to_builtins(stories(datetime.now(UTC)))).decode()
    found = {text for text in re.findall(r'"([^"]*)"', told) if _CJK.search(text)}
    found |= {goods.title for goods in GOODS} | {persona.zh for persona in PERSONAS}
    found |= {persona.zh[0] + "**" for persona in PERSONAS}
    return sorted(found, key=len, reverse=True)


OF_THE_DEMO = _of_the_demo()


async def settled(page: Page) -> None:
    """Everything that was being read is there."""
    await expect(page.get_by_role("heading", level=1).first).to_be_visible()
    await expect(page.get_by_text(_LOADING)).to_have_count(0)


def text_around(text: str, found: re.Match[str]) -> str:
    """What was found, with a little of what is beside it."""
    return text[max(0, found.start() - 15) : found.end() + 15]


def _codes_in(text: str, staff: bool) -> list[str]:
    # The staff cite rules by their numbers, and see where the pack takes each from.
    read = _RULE_NUMBER.sub("", text).replace("PROPOSED", "") if staff else text
    return [
        f"{what}: {text_around(read, found)!r}" for what, one in _CODES.items() if (found := one.search(read))
    ]


def _not_translated(text: str) -> list[str]:
    for theirs in (*OF_THE_DEMO, "中文", "和解"):
        text = text.replace(theirs, "")
    text = re.sub("《[^》]*》", "", text)
    return [f"not translated: {found!r}" for found in sorted(set(_CJK.findall(text)))[:8]]


async def _axe(page: Page) -> list[str]:
    answer = await Axe().run(page, options={"resultTypes": ["violations"]})
    found: list[dict[str, Any]] = answer.response["violations"]
    grave = [one for one in found if one["impact"] in ("serious", "critical")]
    return [f"axe {one['id']}: {one['nodes'][0]['html'][:140]}" for one in grave]


async def look(page: Page, *, staff: bool = False) -> list[str]:
    """What is wrong with a page as it stands, in both languages; it is left in Chinese."""
    wrong = [f"zh {one}" for one in await _look(page, "zh-CN", staff)]
    await page.get_by_role("button", name="语言: English").click()
    await expect(page.locator("html")).to_have_attribute("lang", "en")
    await expect(page.get_by_role("heading", level=1).first).not_to_have_text(_CJK)
    await page.wait_for_timeout(250)  # what the server words is read again
    wrong += [f"en {one}" for one in await _look(page, "en", staff)]
    await page.get_by_role("button", name="Language: 中文").click()
    await expect(page.locator("html")).to_have_attribute("lang", "zh-CN")
    return wrong


async def _look(page: Page, language: str, staff: bool) -> list[str]:
    await settled(page)
    wrong = []
    headings = await page.get_by_role("heading", level=1).count()
    if headings != 1:
        wrong.append(f"{headings} main headings")
    title, main = await page.title(), await page.get_by_role("heading", level=1).first.inner_text()
    if not title.startswith(main):
        wrong.append(f"the tab says {title!r}")
    if await page.evaluate("document.documentElement.lang") != language:
        wrong.append("the language of the page is not told")
    width = await page.evaluate("document.documentElement.scrollWidth - innerWidth")
    if width > 0:
        wrong.append(f"{width} pixels beside the screen")
    text = await page.evaluate(_TEXT)
    wrong += _codes_in(text, staff)
    if language == "en":
        wrong += _not_translated(text)
    return wrong + await _axe(page)
