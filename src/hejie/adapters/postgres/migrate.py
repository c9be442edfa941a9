"""Brings a database to the newest schema, from Python: no configuration file, no command line.

Alembic keeps the order of the steps; the steps are plain SQL. Two processes that start at once migrate one
after the other.
"""

from functools import partial
from pathlib import Path

import asyncpg
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, NullPool
from sqlalchemy.ext.asyncio import create_async_engine

APP_ROLE = "hejie_app"
"""The application's rights: it adds events, and can neither change nor delete them."""

REFERENCE_TABLES = frozenset({"pack", "alembic_version"})
"""Tables whose keys need no bucket: small, the same on every node."""

READ_INDEXES = frozenset(
    {
        "listing_due", "listing_opened", "listing_respondent_due", "listing_respondent_opened",
        "listing_complainant", "listing_order", "listing_taken", "account_box", "market_order_of_buyer",
        "upload_bytes",
    }
)  # fmt: skip
"""Indexes that do not begin with the bucket: by them pages are read over all buckets, never written."""

_GATE = 0x68656A6965
"""The advisory lock of whoever migrates ("hejie" in ASCII)."""


async def migrate(dsn: str, partitions: int | None = None, to: str = "head") -> None:
    """Take the database at `dsn` to the newest schema; nothing happens where it is there already.

    The connection must own the database, and may make roles if `hejie_app` does not exist yet. With
    `partitions` the tables of a new schema are split by hash of the bucket into that many. `to` names an
    earlier step to stop at.
    """
    gate = await asyncpg.connect(dsn)
    try:
        await gate.execute("SELECT pg_advisory_lock($1)", _GATE)
        connect = partial(asyncpg.connect, dsn)
        engine = create_async_engine("postgresql+asyncpg://", async_creator=connect, poolclass=NullPool)
        async with engine.connect() as connection:
            await connection.run_sync(_upgrade, partitions, to)
    finally:
        await gate.close()


def heads() -> list[str]:
    """The newest steps; more than one means that two were written side by side."""
    return list(ScriptDirectory.from_config(_config()).get_heads())


def _upgrade(connection: Connection, partitions: int | None, to: str) -> None:
    config = _config()
    config.attributes.update(connection=connection, partitions=partitions)
    command.upgrade(config, to)


def _config() -> Config:
    config = Config()
    folder = Path(__file__).with_name("migrations")
    config.set_main_option("script_location", str(folder).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config
