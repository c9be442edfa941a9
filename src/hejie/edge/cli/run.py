"""What the commands about cases share: the house opened, who looks, ids and instants read from words."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from hejie.domain.ids import StreamId, StreamKind, parse_public
from hejie.domain.roles import Role
from hejie.edge.cli.telling import Teller
from hejie.running import Sorry, note, out
from hejie.settings import Settings
from hejie.wiring import House, open_house, system_now

VIEWERS = {
    "consumer": Role.COMPLAINANT,
    "merchant": Role.RESPONDENT,
    "officer": Role.OFFICER,
    "arbiter": Role.ARBITER,
}
FAULTS_SHOWN = 20


def teller_of(settings: Settings, zone: str = "Asia/Shanghai") -> Teller:
    """Somebody who tells in the language of the settings."""
    return Teller(out, settings.language, ZoneInfo(zone))


@asynccontextmanager
async def open_house_here(settings: Settings) -> AsyncIterator[House]:
    """The house on this machine's database, telling what takes time."""
    async with open_house(settings, note) as house:
        yield house


def case_stream(public: str) -> StreamId:
    """The case with a public id. Raises: Sorry."""
    found = parse_public(StreamKind.CASE, public)
    if found is None:
        raise Sorry(f"{public!r} is no case id; one reads b3-0q9qtg0ecwg3xbjgke81k06dn7")
    return found


def read_instant(text: str | None) -> datetime:
    """The instant in a text, or now. Raises: Sorry."""
    if text is None:
        return system_now()
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        raise Sorry(f"{text!r} is no instant; one reads 2026-03-05T09:00+08:00") from None
    if instant.tzinfo is None:
        raise Sorry(f"{text!r} needs an offset, such as +08:00")
    return instant.astimezone(UTC)
