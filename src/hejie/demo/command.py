"""`hejie demo`: a small marketplace with people and cases, its desks and its worker, in one process."""

import asyncio
import logging
from contextlib import AsyncExitStack
from pathlib import Path

import click
import msgspec
from rich.table import Table

from hejie.casework.admission import hash_password
from hejie.demo.keeping import Kept, NotADemo, prepare, write
from hejie.demo.people import PERSONAS
from hejie.demo.seeding import DemoClock, seed
from hejie.domain.words import Words
from hejie.edge.http.options import options_of
from hejie.edge.http.server import bind, serve
from hejie.edge.worker.serve import serve_work
from hejie.observing import log_to
from hejie.running import Sorry, ended_by_signals, note, out, own_settings, running
from hejie.settings import Settings
from hejie.wiring import home_of, open_courier, open_files, open_house, open_housekeeper, system_now

_SAID = {
    "filling": Words("正在准备一个小市场:人物、订单和各阶段的案件 …", "filling a small marketplace …"),
    "ready": Words("和解 演示", "Hejie, a demo"),
    "consumers": Words("消费者 → {url}/", "consumers → {url}/"),
    "staff": Words("商家和平台 → {url}/staff", "merchants and staff → {url}/staff"),
    "login": Words("账号", "login"),
    "password": Words("密码", "password"),
    "try": Words("可以先试", "what to try first"),
    "end": Words(
        "按 Ctrl-C 结束;数据保存在 {home},下次启动仍在;FRESH=1 重新开始",
        "Ctrl-C ends it; data stays in {home} for the next start; FRESH=1 begins anew",
    ),
    "ended": Words("已结束", "ended"),
}


@click.command()
@click.option("--fresh", is_flag=True, help="Begin anew: what an earlier demo left in the home is removed.")
@running
async def demo(fresh: bool) -> None:
    """Fill a small marketplace, and serve its desks until Ctrl-C. PORT and HEJIE_HOME are respected."""
    settings = _settings()
    home = home_of(settings, note)
    try:
        kept = prepare(home, fresh=fresh)
    except NotADemo as error:
        raise Sorry(str(error)) from None
    log_to(level=logging.WARNING)
    try:
        listening = bind(settings.host, settings.port)
    except OSError as error:
        raise Sorry(f"port {settings.port} cannot be used ({error.strerror}): PORT=8001 make demo") from None
    clock = DemoClock(system_now)
    async with AsyncExitStack() as stack:
        ending = stack.enter_context(ended_by_signals())
        house = await stack.enter_async_context(open_house(settings, note, clock))
        files = stack.enter_context(open_files(settings, note))
        if not kept.filled:
            note(_SAID["filling"].tell(settings.language))
            hashes = {login: hash_password(password) for login, password in kept.passwords.items()}
            await seed(house, files.intake, clock, lambda persona: hashes[persona.login])
            write(home, msgspec.structs.replace(kept, filled=True))
        courier = await stack.enter_async_context(open_courier(house, settings))
        housekeeper = stack.enter_context(open_housekeeper(house, settings, note))
        _welcome(settings, home, kept)
        await asyncio.gather(
            serve(house, files, options_of(settings), listening, ending),
            serve_work(house, courier, housekeeper, stop=ending),
        )
    note(_SAID["ended"].tell(settings.language))


def _settings() -> Settings:
    """The operator's, in a home of its own where none was named: no demo shall meet real data."""
    settings = own_settings()
    if settings.home is not None:
        return settings
    usual = home_of(settings, lambda _: None)
    return msgspec.structs.replace(settings, home=usual.with_name(f"{usual.name}-demo"))


def _welcome(settings: Settings, home: Path, kept: Kept) -> None:
    def say(name: str, **facts: object) -> str:
        return _SAID[name].tell(settings.language, **facts)

    chinese = settings.language == "zh"
    table = Table(say("login"), say("password"), "", say("try"), title=say("ready"), title_style="bold")
    for persona in PERSONAS:
        name, hint = (persona.zh, persona.try_zh) if chinese else (persona.en, persona.try_en)
        table.add_row(persona.login, kept.passwords[persona.login], name, hint)
    out.print()
    out.print(table)
    out.print(f"[bold]{say('consumers', url=settings.public_url)}[/]")
    out.print(f"[bold]{say('staff', url=settings.public_url)}[/]")
    out.print(f"[dim]{say('end', home=home)}[/]\n")
