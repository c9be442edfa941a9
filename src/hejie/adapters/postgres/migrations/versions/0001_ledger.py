"""The ledger's first tables, and what the application's role may do; the SQL stands beside this file.

Split by bucket when asked: the same tables, `PARTITION BY HASH (bucket)`.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from alembic import context, op

revision = "0001"
down_revision = None

_TABLE = re.compile(r"^CREATE TABLE (\w+)", re.MULTILINE)
_STORAGE = re.compile(r"^ALTER TABLE (\w+) SET \(", re.MULTILINE)
_WHOLE = {"pack"}


def upgrade() -> None:
    """Make the role where it is missing, then run the statements one by one."""
    partitions = context.config.attributes.get("partitions")
    if op.get_bind().exec_driver_sql("SELECT 1 FROM pg_roles WHERE rolname = 'hejie_app'").first() is None:
        op.execute("CREATE ROLE hejie_app NOLOGIN")
        op.execute("GRANT hejie_app TO CURRENT_USER")
    for statement in re.split(r";\n", Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")):
        for step in _split_by_bucket(statement, partitions) if partitions else [statement]:
            if step.strip():
                op.execute(step)


def _split_by_bucket(statement: str, partitions: int) -> Iterator[str]:
    """The statement for a partitioned schema, in which only the partitions have storage settings."""
    table, storage = _TABLE.search(statement), _STORAGE.search(statement)
    if table and table[1] not in _WHOLE:
        yield f"{statement} PARTITION BY HASH (bucket)"
        for rest in range(partitions):
            yield (
                f"CREATE TABLE {table[1]}_{rest} PARTITION OF {table[1]} "
                f"FOR VALUES WITH (MODULUS {partitions}, REMAINDER {rest})"
            )
    elif storage:
        for rest in range(partitions):
            yield statement.replace(storage[0], f"ALTER TABLE {storage[1]}_{rest} SET (")
    else:
        yield statement
