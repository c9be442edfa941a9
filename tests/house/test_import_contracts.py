"""Each import contract is kept by the program, and breaks where it should."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The program and its contracts, to be spoilt."""
    shutil.copytree(
        ROOT / "src", tmp_path / "src", ignore=shutil.ignore_patterns("__pycache__", "policies", "desks")
    )
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def lint(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """What import-linter says of the program in a folder."""
    return subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache", "--no-logo", *options],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(folder / "src"), "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_program_keeps_every_contract(copy: Path) -> None:
    kept = lint(copy)
    assert kept.returncode == 0, kept.stdout


@pytest.mark.parametrize(
    ("contract", "module", "line"),
    [
        ("inward", "domain/money.py", "import hejie.policy.page"),
        ("inward", "policy/page.py", "import hejie.casework.desk"),
        ("inward", "casework/desk.py", "import hejie.policy.page"),
        ("inward", "casework/desk.py", "import hejie.settings"),
        ("inward", "simulation/play.py", "import hejie.adapters.memory"),
        ("inward", "wiring.py", "import hejie.edge.cli.main"),
        ("inward", "folder_without_a_layer/__init__.py", ""),
        ("wiring", "edge/cli/main.py", "import hejie.adapters.marketplace"),
        ("inward", "evidence/intake.py", "import hejie.casework.desk"),
        ("inward", "edge/http/app.py", "import hejie.demo.people"),
        ("ports", "adapters/blobs.py", "import hejie.policy.page"),
        ("adapters", "adapters/blobs.py", "import hejie.adapters.postgres.ledger"),
        ("doors", "edge/http/app.py", "import hejie.edge.cli.main"),
        ("doors", "edge/worker/serve.py", "import hejie.edge.http.app"),
        ("drivers", "evidence/intake.py", "import obstore"),
        ("pure", "domain/money.py", "import PIL"),
        ("siblings", "domain/money.py", "import hejie.domain.decide"),
        ("pure", "domain/money.py", "import os"),
        ("pure", "domain/money.py", "import asyncpg"),
        ("drivers", "casework/desk.py", "import asyncpg"),
        ("drivers", "policy/page.py", "import rich"),
    ],
)
def test_a_contract_breaks_where_it_should(copy: Path, contract: str, module: str, line: str) -> None:
    path = copy / "src" / "hejie" / module
    path.parent.mkdir(exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        file.write(f"\n{line}\n")
    broken = lint(copy, "--contract", contract)
    assert broken.returncode == 1, broken.stdout
    assert "BROKEN" in broken.stdout or "not listed" in broken.stdout, broken.stdout
