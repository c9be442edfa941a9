"""`hejie doctor`: what is well with this installation and what is not, one line each."""

import shutil
from collections.abc import AsyncIterator
from datetime import timedelta
from importlib.resources import files
from typing import NamedTuple

import click

from hejie.casework.ledger import LedgerUnavailable
from hejie.domain.words import Words
from hejie.edge.cli.run import open_house_here
from hejie.running import out, own_settings, running
from hejie.settings import Settings
from hejie.wiring import EmbeddedError, House, home_of

_MARKS = {"ok": "[green]✓[/]", "look": "[yellow]![/]", "bad": "[red]✗[/]"}
_ROOM_LEAST = 2 * 1024**3
_LATE = timedelta(minutes=5)
_LETTERS_SHOWN = 100


class Finding(NamedTuple):
    """`mark`: ok, look or bad."""

    mark: str
    words: Words


@click.command()
@running
async def doctor() -> None:
    """Look at the home, the database, the rules, clocks and deliveries; exit 1 if something is bad."""
    settings = own_settings()
    found = [finding async for finding in _look(settings)]
    for finding in found:
        out.print(_MARKS[finding.mark], finding.words.tell(settings.language))
    if any(finding.mark == "bad" for finding in found):
        raise SystemExit(1)


async def _look(settings: Settings) -> AsyncIterator[Finding]:
    yield _room(settings)
    yield _desks()
    yield _address(settings)
    try:
        async with open_house_here(settings) as house:
            for look in (_packs, _clocks, _letters):
                yield await look(house)
    except (LedgerUnavailable, EmbeddedError) as error:
        yield Finding("bad", Words(f"数据库无法使用:{error}", f"the database cannot be used: {error}"))


def _room(settings: Settings) -> Finding:
    home = home_of(settings, lambda _: None)
    free = shutil.disk_usage(home).free
    said = f"{free / 1024**3:.1f} GB"
    mark = "ok" if free > _ROOM_LEAST else "look"
    return Finding(mark, Words(f"数据目录 {home},剩余空间 {said}", f"home {home}, {said} free"))


def _desks() -> Finding:
    if files("hejie.edge.http").joinpath("desks/index.html").is_file():
        return Finding("ok", Words("网页已构建", "the desks are built"))
    return Finding("look", Words("网页尚未构建:make web", "the desks are not built: make web"))


def _address(settings: Settings) -> Finding:
    if settings.public_url.startswith("https://"):
        return Finding(
            "ok", Words(f"对外地址 {settings.public_url}", f"people come to {settings.public_url}")
        )
    return Finding(
        "look",
        Words(
            f"对外地址 {settings.public_url} 只能在本机使用;上线请设置 HEJIE_PUBLIC_URL=https://…",
            f"{settings.public_url} serves this machine alone; for real people set HEJIE_PUBLIC_URL=https://…",
        ),
    )


async def _packs(house: House) -> Finding:
    now = house.now()
    names = ", ".join(f"{pack.id} {pack.version}" for pack in house.packs if pack.in_force(now))
    if not names:
        return Finding("bad", Words("没有现行规则", "no rules are in force"))
    return Finding("ok", Words(f"现行规则:{names}", f"rules in force: {names}"))


async def _clocks(house: House) -> Finding:
    late = await house.ledger.buckets_with_due(house.now() - _LATE)
    if not late:
        return Finding("ok", Words("没有积压的到期期限", "no clock waits to be swept"))
    return Finding(
        "bad",
        Words(
            "有期限已届满五分钟以上未处理:请运行 hejie worker",
            "clocks ran out more than five minutes ago: is hejie worker running?",
        ),
    )


async def _letters(house: House) -> Finding:
    effects = len(await house.ledger.dead_letters(_LETTERS_SHOWN))
    deliveries = len(await house.post.dead_deliveries(_LETTERS_SHOWN))
    if not effects + deliveries:
        return Finding("ok", Words("没有投递失败的消息", "no dead letters"))
    return Finding(
        "look",
        Words(
            f"投递失败:内部 {effects} 条,对外 {deliveries} 条(hejie letters)",
            f"dead letters: {effects} within, {deliveries} to the outside (hejie letters)",
        ),
    )
