"""What is proved of a pack beyond reading it: every row can answer, some row always does, no limit is idle.

This tries every table on all its boundary cases, which takes longer than a program should wait at its start.
"""

from collections.abc import Iterator

from hejie.domain.tables import Table
from hejie.policy.conditions.check import names_in
from hejie.policy.conditions.lattice import LatticeTooLarge
from hejie.policy.conditions.syntax import parse
from hejie.policy.conditions.table import CompiledTable
from hejie.policy.flaws import Findings, Flaw
from hejie.policy.pack_file import PublishedPack
from hejie.policy.values import FARMING_FILINGS


def check_pack(pack: PublishedPack) -> None:
    """Raises: PackError, with every row that never answers, case without a row, and limit without use."""
    findings = Findings(pack.file)
    used = {FARMING_FILINGS}
    for path, table in tables_of(pack):
        _check_table(findings, pack, path, table)
        names = (name for row in table.rows for name in names_in(parse(row.when)))
        used |= {name.removeprefix("limit.") for name in names}
    for name in pack.limits:
        if name not in used:
            findings.add(Flaw.UNUSED_LIMIT, pack.lines[f"limits.{name}"], f"limits.{name}", name=name)
    findings.refuse()


def tables_of(pack: PublishedPack) -> Iterator[tuple[str, Table]]:
    """Every table of a pack with its path in the file."""
    yield "withdrawal", pack.withdrawal
    yield "silence", pack.silence
    for kind in pack.kinds.values():
        for name, table in (("burden", kind.burden), ("record", kind.record), ("amount", kind.amount)):
            if table is not None:
                yield f"kinds.{kind.id}.{name}", table


def _check_table(findings: Findings, pack: PublishedPack, path: str, table: Table) -> None:
    assert isinstance(table, CompiledTable), "tables of a file are compiled"
    line = pack.lines[f"{path}.{table.rows[0].id}"]
    try:
        found = table.examine()
    except LatticeTooLarge as error:
        findings.add(Flaw.NOT_PROVED, line, path, detail=error)
        return
    for row in found.unreachable:
        findings.add(Flaw.UNREACHABLE_ROW, pack.lines[f"{path}.{row}"], f"{path}.{row}", row=row)
    for gap in found.gaps:
        case = ", ".join(f"{name} = {value}" for name, value in gap.items())
        findings.add(Flaw.GAP, line, path, case=case)
    if not found.exact:
        findings.add(Flaw.NOT_PROVED, line, path, detail="two facts are multiplied")
