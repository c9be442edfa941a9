"""`hejie tour`: the seed's story and a file of orders, from nothing and again."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from .conftest import Run


def postgres_of(home: Path) -> list[str]:
    """Processes of the database in a home."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            command = (process / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            continue
        if str(home) in command and "postgres" in command:
            found.append(command)
    return found


def test_the_demo_tells_the_whole_story_and_leaves_no_process_behind(hejie: Run, home: Path) -> None:
    told = hejie("tour")
    assert told.returncode == 0, told.stderr
    for said in (
        "it can be withdrawn at once",
        "it can be withdrawn after a review",
        "it cannot be withdrawn",
        "not accepted: you have decided in this case before",
        "closed: for the consumer",
        "the chain holds, a replay agrees",
        "by record for the consumer",
        "a record is missing: waits for a person",
    ):
        assert said in told.stdout
    assert postgres_of(home) == []


def test_a_second_demo_makes_a_case_of_its_own_and_is_told_in_chinese(hejie: Run) -> None:
    first, second = hejie("tour"), hejie("tour", HEJIE_LANG="zh")
    assert second.returncode == 0, second.stderr
    assert "可以撤诉,立即生效" in second.stdout
    assert "已结案: 支持消费者" in second.stdout
    cases = [re.search(r"hejie outlook (\S+)", told.stdout) for told in (first, second)]
    assert cases[0]
    assert cases[1]
    assert cases[0][1] != cases[1][1]


def test_a_case_of_the_demo_can_be_looked_at_verified_and_asked_about(hejie: Run) -> None:
    case = re.search(r"hejie outlook (\S+)", hejie("tour").stdout)
    assert case is not None
    shown, checked = hejie("show", case[1]), hejie("verify", case[1])
    assert "closed: for the consumer" in shown.stdout
    assert "ruling_became_final" in shown.stdout
    assert re.search(r"^\d+ events, 0 faults$", checked.stdout, re.M)
    for viewer in ("consumer", "merchant", "officer", "arbiter"):
        asked = hejie("outlook", case[1], "--as", viewer)
        assert "it cannot be withdrawn" in asked.stdout
        assert "withdrawal.closed" in asked.stdout


def test_two_people_at_once_on_one_home_disturb_each_other_in_nothing(hejie: Run) -> None:
    with ThreadPoolExecutor(2) as people:
        told = [one.result() for one in [people.submit(hejie, "tour") for _ in range(2)]]
    for one in told:
        assert one.returncode == 0, one.stderr
        assert "the chain holds, a replay agrees" in one.stdout


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_a_demo_that_is_broken_off_leaves_no_process_behind_and_can_be_run_again(
    hejie: Run, home: Path, ending: signal.Signals
) -> None:
    environment = os.environ | {"HEJIE_HOME": str(home), "HEJIE_LANG": "en"}
    demo = subprocess.Popen(
        [sys.executable, "-m", "hejie", "tour"],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        # A suite that runs in the background has Ctrl-C ignored, and hands that on.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    assert within_seconds(30, lambda: bool(postgres_of(home)))
    demo.send_signal(ending)
    assert demo.wait(timeout=30) != 0
    assert within_seconds(30, lambda: not postgres_of(home))
    assert hejie("packs").returncode == 0


def within_seconds(most: int, holds: Callable[[], bool]) -> bool:
    """Whether something comes to hold; how fast is not the question."""
    until = time.monotonic() + most
    while time.monotonic() < until:
        if holds():
            return True
        time.sleep(0.02)
    return False
