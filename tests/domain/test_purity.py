"""The domain only computes. `tools/check_house.py` looks at its numbers too."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import hejie.domain

MODULES = sorted(Path(hejie.domain.__file__).parent.rglob("*.py"))
ALLOWED = frozenset(
    {
        "collections",
        "dataclasses",
        "datetime",
        "enum",
        "functools",
        "hashlib",
        "hejie",
        "itertools",
        "msgspec",
        "re",
        "typing",
        "uuid",
    }
)
NEVER_CALLED = frozenset(
    {"now", "utcnow", "today", "time", "monotonic", "uuid1", "uuid4", "open", "print", "input"}
)
LOADS_NOTHING_ELSE = """
import sys
before = set(sys.modules)
import hejie.domain.decide, hejie.domain.outlook, hejie.domain.merchant, hejie.domain.complainant
import hejie.domain.chronicle, hejie.domain.next_step
loaded = {name.partition(".")[0] for name in set(sys.modules) - before}
print(sorted(loaded & {"asyncio", "asyncpg", "logging", "random", "secrets", "socket", "sqlite3", "yaml"}))
print(sorted(name for name in sys.modules if name.startswith("hejie.") and name[:12] != "hejie.domain"))
"""


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.stem)
def test_a_module_of_the_domain_only_computes(module: Path) -> None:
    """It imports values and nothing that does I/O, reads a clock, draws a number or logs."""
    tree = ast.parse(module.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            names = (
                [node.module or ""] if isinstance(node, ast.ImportFrom) else [one.name for one in node.names]
            )
            for name in names:
                assert name.partition(".")[0] in ALLOWED, name
                assert not name.startswith("hejie") or name.startswith("hejie.domain"), name
        elif isinstance(node, ast.Call):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            bare_time = called == "time" and isinstance(node.func, ast.Name)
            assert called not in NEVER_CALLED or bare_time, f"{called} at line {node.lineno}"


def test_loading_the_domain_loads_nothing_that_acts() -> None:
    """What its modules pull in, directly or not, holds no database, network, chance or log."""
    run = subprocess.run(
        [sys.executable, "-S", "-c", LOADS_NOTHING_ELSE],
        capture_output=True,
        text=True,
        check=True,
        env={"PYTHONPATH": ":".join(sys.path)},
    )
    assert run.stdout.splitlines() == ["[]", "[]"]


def test_the_modules_are_found() -> None:
    """The check looks at the whole domain, its procedure included."""
    assert {"decide", "evolve", "lifecycle", "ruling", "lapsing"} <= {path.stem for path in MODULES}
