"""Runs the SQL that stands beside a step, statement by statement; split by bucket where the schema is.

Split by bucket means: the same tables, `PARTITION BY HASH (bucket)`.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from alembic import op

_TABLE = re.compile(r"^CREATE TABLE (\w+)", re.MULTILINE)
_STORAGE = re.compile(r"^ALTER TABLE (\w+) SET \(", re.MULTILINE)
_WHOLE = {"pack"}
_PARTITIONS = "SELECT count(*) FROM pg_inherits WHERE inhparent = to_regclass('stream')"


def run_beside(step: str, partitions: int | None) -> None:
    """Run the statements of the file beside this step; with `partitions` its tables get so many."""
    for statement in re.split(r";\n", Path(step).with_suffix(".sql").read_text(encoding="utf-8")):
        for part in _split_by_bucket(statement, partitions) if partitions else [statement]:
            if part.strip():
                op.execute(part)


def partitions_of_the_schema() -> int:
    """Into how many the tables that are there are split; 0 where they are whole."""
    return int(op.get_bind().exec_driver_sql(_PARTITIONS).scalar_one())


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
