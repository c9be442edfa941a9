"""`hejie demo` as a program: it starts, keeps its data, and leaves nothing behind."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import psutil
import pytest


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    """A private folder that the database's user can walk through."""
    folder = Path(tempfile.mkdtemp(prefix="hejie-demo-"))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGINT])
def test_a_demo_keeps_its_data_and_leaves_nothing_behind(home: Path, ending: signal.Signals) -> None:
    """Told to end it ends within seconds, with all its processes; started again, the same people come in."""
    with _Demo(home) as demo:
        passwords = json.loads((home / "demo.json").read_text())["passwords"]
        with httpx.Client(base_url=demo.url) as browser:
            signed_in = browser.post("/api/v1/session", json={"login": "lin", "password": passwords["lin"]})
            assert signed_in.status_code == 201
            listed = browser.get("/api/v1/cases").json()["items"]
            assert len({case["stage"]["code"] for case in listed}) >= 8
        children = demo.processes()
        assert children
        demo.end(ending)
    assert not [one for one in children if one.is_running() and one.status() != psutil.STATUS_ZOMBIE]


def test_begun_anew_it_has_other_passwords(home: Path) -> None:
    """`--fresh` removes what an earlier demo left, and only that."""
    with _Demo(home) as demo:
        before = json.loads((home / "demo.json").read_text())["passwords"]
        demo.end(signal.SIGTERM)
    with _Demo(home, "--fresh") as demo:
        assert json.loads((home / "demo.json").read_text())["passwords"] != before
        demo.end(signal.SIGTERM)


def test_data_that_no_demo_made_is_left_alone(tmp_path: Path) -> None:
    """A home with something else in it is refused, in one line, and stays as it is."""
    (tmp_path / "master.key").write_bytes(b"somebody's")
    refused = subprocess.run(
        [sys.executable, "-m", "hejie", "demo", "--fresh"],
        env=_environment(tmp_path, 0), capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert refused.returncode == 1
    assert "no demo made" in " ".join(refused.stderr.split())
    assert (tmp_path / "master.key").read_bytes() == b"somebody's"


def test_a_port_that_is_taken_is_said(tmp_path: Path) -> None:
    """The message says which port, and how to name another."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        refused = subprocess.run(
            [sys.executable, "-m", "hejie", "demo"],
            env=_environment(tmp_path / "new", taken.getsockname()[1]),
            capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip
    assert refused.returncode == 1
    assert "PORT=" in refused.stderr


class _Demo:
    def __init__(self, home: Path, *options: str) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self._process = subprocess.Popen(
            [sys.executable, "-m", "hejie", "demo", *options],
            env=_environment(home, self.port), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip

    def __enter__(self) -> "_Demo":
        for _ in range(600):
            assert self._process.poll() is None, "the demo ended by itself"
            try:
                if httpx.get(f"{self.url}/health/ready").status_code == 200:
                    return self
            except httpx.TransportError:
                pass
            time.sleep(0.1)
        raise AssertionError("the demo did not come up")

    def __exit__(self, *_: object) -> None:
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait()

    def processes(self) -> list[psutil.Process]:
        return psutil.Process(self._process.pid).children(recursive=True)

    def end(self, how: signal.Signals) -> None:
        self._process.send_signal(how)
        assert self._process.wait(timeout=30) == 0


def _environment(home: Path, port: int) -> dict[str, str]:
    inherited = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    return inherited | {"HEJIE_HOME": str(home), "PORT": str(port or 8000), "HEJIE_LANG": "en"}
