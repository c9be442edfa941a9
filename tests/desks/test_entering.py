"""Everybody comes to their own desk, and it is whole: no error in the page, nothing beside the screen."""

import pytest
from tests.desks.conftest import DESKTOP, PHONE, Cast


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
@pytest.mark.parametrize("login", ["lin", "yunqi", "chen", "shen", "gu"])
async def test_a_desk_shows_itself_on_every_screen(cast: Cast, login: str, size: tuple[int, int]) -> None:
    """After signing in there is a heading, and the page is no wider than the screen."""
    someone = await cast.enter(login, size)
    await someone.page.get_by_role("heading", level=1).first.wait_for()
    width = await someone.page.evaluate("document.documentElement.scrollWidth")
    assert width <= size[0]
