"""A home of one's own, and `hejie` run in it."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    """A private folder; not under pytest's own, which only root could walk through."""
    folder = Path(tempfile.mkdtemp(prefix="hejie-cli-"))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def hejie(home: Path) -> Run:
    """Runs `hejie` with these arguments; `typed` on standard input, extra environment by name."""

    def run(*arguments: str, typed: str = "", **environment: str) -> "subprocess.CompletedProcess[str]":
        inherited = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
        return subprocess.run(
            [sys.executable, "-m", "hejie", *arguments],
            env=inherited | {"HEJIE_HOME": str(home), "HEJIE_LANG": "en", "COLUMNS": "200"} | environment,
            input=typed,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    return run
