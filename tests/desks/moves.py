"""What people do at the desks, by what they see: the words of a button, a link, a field, a heading.

The words are those of the Chinese screens, which everybody gets who chose nothing.
"""

import re
from datetime import datetime

from playwright.async_api import FilePayload, Locator, Page, expect

from hejie.demo.pictures import draw


def part(page: Page, heading: str) -> Locator:
    """The part of a page below a heading."""
    return page.locator("section").filter(has=page.get_by_role("heading", name=heading, exact=True)).last


def dialog(page: Page) -> Locator:
    """The dialog that is open."""
    return page.get_by_role("dialog").last


async def press(where: Page | Locator, name: str) -> None:
    """Press a button."""
    await where.get_by_role("button", name=name, exact=True).click()


async def confirm(page: Page, name: str) -> None:
    """Press a button within the dialog that is open, and see it go."""
    open_one = dialog(page)
    await press(open_one, name)
    await expect(open_one).to_be_hidden()


def picture(scene: str, seed: int = 1) -> FilePayload:
    """A photo as a phone would give it; another seed is another photo."""
    return {"name": f"{scene}-{seed}.jpg", "mimeType": "image/jpeg", "buffer": draw(scene, seed)}


async def hand_in(button: Locator, file: FilePayload) -> None:
    """Press a button that asks for files, and choose one."""
    async with button.page.expect_file_chooser() as asked:
        await button.click()
    await (await asked.value).set_files(file)


async def open_case(page: Page, title: str) -> None:
    """From the first page to the case about these goods."""
    await page.get_by_role("link", name=title).click()
    await expect(part(page, "经过")).to_be_visible()


async def stands_at(page: Page, words: str) -> None:
    """The head of the case says where it stands."""
    await expect(page.get_by_role("main").get_by_text(words, exact=True).first).to_be_visible()


async def timeline(page: Page) -> str:
    """All that the timeline tells, the newest first."""
    told = part(page, "经过")
    everything = told.get_by_role("button", name=re.compile("显示全部"))
    if await everything.is_visible():
        await everything.click()
    return await told.inner_text()


async def begin_filing(page: Page, title: str, kind: str, text: str) -> None:
    """The first questions of a complaint: which order, what kind, what happened."""
    await page.get_by_role("link", name="发起投诉").click()
    await page.get_by_role("link", name=title).click()
    await page.get_by_role("radio", name=kind).check()
    await press(page, "下一步")
    await page.get_by_label("事情经过").fill(text)
    await press(page, "下一步")


async def choose_demand(page: Page, remedy: str, yuan: str) -> None:
    """The last question of a complaint: what one wants, and how much."""
    await page.get_by_role("radio", name=remedy).check()
    await page.get_by_label("金额").fill(yuan)
    await press(page, "下一步")
    await expect(page.get_by_role("heading", name="请核对", level=1)).to_be_visible()


def owed(page: Page, act: str) -> Locator:
    """What is to be done about an act that is owed."""
    acts = part(page, "约定与履行").get_by_role("listitem")
    return acts.filter(has=page.locator("strong", has_text=re.compile(f"^{act}")))


async def record_payment(page: Page, seed: int = 1) -> None:
    """The merchant says that it has paid, and shows the receipt."""
    await press(owed(page, "付款"), "登记已履行")
    await hand_in(dialog(page).get_by_role("button", name=re.compile("上传")), picture("certificate", seed))
    await expect(dialog(page).get_by_text(f"certificate-{seed}.jpg")).to_be_visible()
    await confirm(page, "登记已履行")
    await expect(owed(page, "付款")).to_contain_text("已登记履行")


async def accept_performance(page: Page, act: str) -> None:
    """The side that waited for it confirms that it was done."""
    await press(owed(page, act), "确认已履行")
    await confirm(page, "确认已履行")
    await expect(owed(page, act).get_by_text("已履行", exact=True)).to_be_visible()


def day_of(at: datetime) -> str:
    """A day as a date field takes it."""
    return at.date().isoformat()
