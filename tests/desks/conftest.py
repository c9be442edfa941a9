"""A stage with people and cases, and a browser to look at it with."""

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, Page, async_playwright

_PLACES = ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
CHROMIUM = next((place for place in _PLACES if Path(place).exists()), shutil.which("chromium"))
BUILT = Path(__file__).parents[2] / "src/hejie/edge/http/desks/index.html"
_KEPT = "hejie.language"
PHONE, DESKTOP = (390, 844), (1280, 900)

FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
]  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Without a browser, or without desks, these tests say so in one line and are left out."""
    missing = "no Chromium here: apt install chromium" if CHROMIUM is None else ""
    if not missing and not BUILT.exists():
        missing = "the desks are not built: make web"
    for item in items:
        if missing and Path(__file__).parent in Path(item.path).parents:
            item.add_marker(pytest.mark.skip(reason=f"the desks were not tried: {missing}"))


class Stage:
    """A running house: where it is, and its clock."""

    def __init__(self, process: "subprocess.Popen[str]", told: dict[str, Any]) -> None:
        self._process = process
        self.url: str = told["url"]
        self.password: str = told["password"]

    def advance(self, hours: float) -> datetime:
        """Move the clock of the house, and let everything lapse that has run out; the new instant."""
        return self._ask(f"advance {hours}")

    @property
    def at(self) -> datetime:
        """The instant in the house."""
        return self._ask("at")

    def _ask(self, order: str) -> datetime:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(f"{order}\n")
        self._process.stdin.flush()
        return datetime.fromisoformat(json.loads(self._process.stdout.readline())["at"])


@contextmanager
def open_stage() -> Iterator[Stage]:
    """A house with the people and cases of the demo, until the end of the block."""
    home = Path(tempfile.mkdtemp(prefix="hejie-desks-"))
    home.chmod(0o711)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.desks.stage", str(home), str(port)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment,
        cwd=Path(__file__).parents[2],
    )  # fmt: skip
    try:
        assert process.stdout
        line = process.stdout.readline()
        assert line, "the stage did not start"
        yield Stage(process, json.loads(line))
    finally:
        process.communicate("stop\n", timeout=30)
        shutil.rmtree(home, ignore_errors=True)


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    """A house of its own for a module: what one module does to its clock disturbs no other."""
    with open_stage() as opened:
        yield opened


@pytest_asyncio.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    """The system's Chromium, without a head."""
    async with async_playwright() as playwright:
        opened = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield opened
        await opened.close()


class Someone:
    """A persona at a desk, in a browser context of its own."""

    def __init__(self, stage: Stage, context: BrowserContext, page: Page, login: str) -> None:
        self.stage = stage
        self.context = context
        self.page = page
        self.login = login
        self.faults: list[str] = []
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("console", self._note)

    def _note(self, message: Any) -> None:
        # What the network refuses is the desk's to handle; what the page itself gets wrong is a fault.
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.faults.append(message.text)

    async def set_clock(self) -> None:
        """Let the browser's clock be that of the house."""
        await self.page.clock.set_system_time(self.stage.at)

    async def come_back(self) -> None:
        """Load the page again after the clock of the house was moved, and sign in if the session ended."""
        await self.set_clock()
        await self.page.reload()
        login = self.page.locator('input[name="login"]')
        await login.or_(self.page.get_by_role("button", name="退出登录")).first.wait_for()
        if await login.is_visible():
            await sign_in(self)


class Cast:
    """Brings people to their desks."""

    def __init__(self, stage: Stage, browser: Browser) -> None:
        self._stage = stage
        self._browser = browser
        self.present: list[Someone] = []

    async def enter(self, login: str, size: tuple[int, int] = DESKTOP, language: str = "zh-CN") -> Someone:
        """A persona signed in, at the first page of its desk. Consumers enter at /, all others at /staff."""
        context = await self._browser.new_context(
            viewport={"width": size[0], "height": size[1]}, locale=language, timezone_id="Asia/Shanghai",
            has_touch=size == PHONE, is_mobile=size == PHONE,
        )  # fmt: skip
        await context.add_init_script(
            f"localStorage.getItem({_KEPT!r}) ?? localStorage.setItem({_KEPT!r}, {language!r})"
        )
        page = await context.new_page()
        page.set_default_timeout(15_000)
        someone = Someone(self._stage, context, page, login)
        await someone.set_clock()
        self.present.append(someone)
        await page.goto(self._stage.url + ("/" if login in ("lin", "zhou") else "/staff"))
        await sign_in(someone)
        return someone


async def sign_in(someone: Someone) -> None:
    """Give login and password on the page or in the dialog that asks for them."""
    await someone.page.locator('input[name="login"]').fill(someone.login)
    await someone.page.locator('input[name="password"]').fill(someone.stage.password)
    await someone.page.locator('input[name="password"]').press("Enter")
    await someone.page.locator('input[name="password"]').wait_for(state="detached")


@pytest_asyncio.fixture
async def cast(stage: Stage, browser: Browser) -> AsyncIterator[Cast]:
    """People for one test; whatever went wrong in one of their pages fails it."""
    cast = Cast(stage, browser)
    yield cast
    faults = [f"{someone.login}: {fault}" for someone in cast.present for fault in someone.faults]
    for someone in cast.present:
        await someone.context.close()
    assert not faults, "\n".join(faults)
