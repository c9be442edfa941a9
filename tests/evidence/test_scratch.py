"""Room to work in: private, shared by processes, and cleared of what killed ones left."""

import asyncio
import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from hejie.evidence.blobs import BlobsUnavailable
from hejie.evidence.filework import in_thread
from hejie.evidence.scratch import open_scratch

from .files import files_below

HANDING_IN = """
import asyncio, sys
from pathlib import Path
from hejie.adapters.blobs import open_blobs
from hejie.evidence.intake import Intake
from hejie.evidence.scratch import open_scratch

async def endless():
    yield b"\\xff\\xd8\\xff" + bytes(1_000_000)
    print("receiving", flush=True)
    await asyncio.sleep(60)

async def main(folder):
    with open_blobs(str(folder / "blobs")) as store, open_scratch(folder / "scratch") as scratch:
        await Intake(store, scratch).take(endless(), None, "x.jpg")

asyncio.run(main(Path(sys.argv[1])))
"""


def test_what_a_killed_process_left_is_removed(tmp_path: Path) -> None:
    """A process that is killed with a file half received leaves it; the next to start removes it."""
    process = subprocess.Popen([sys.executable, "-c", HANDING_IN, tmp_path], stdout=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stdout.readline() == b"receiving\n"
    scratch = tmp_path / "scratch"
    with open_scratch(scratch):
        assert any(name.endswith("/original") for name in files_below(scratch)), "it lives: hands off"
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert any(name.endswith("/original") for name in files_below(scratch))
    with open_scratch(scratch):
        assert not any(name.endswith("/original") for name in files_below(scratch))
    assert files_below(scratch) == []


def test_several_at_once(tmp_path: Path) -> None:
    """Those who open the same folder leave each other's room alone, and each removes its own."""
    with open_scratch(tmp_path / "s") as first, first.room() as mine:
        (mine / "file").write_bytes(b"x")
        with open_scratch(tmp_path / "s") as second, second.room() as theirs:
            assert (mine / "file").exists()
            assert mine.parent != theirs.parent
        assert (mine / "file").exists()
        assert not theirs.exists()
    assert files_below(tmp_path / "s") == []


def test_a_room_is_private_and_goes(tmp_path: Path) -> None:
    """A room is for this user alone, and goes with all that is in it, also when something goes wrong."""
    with open_scratch(tmp_path / "s") as scratch:
        with suppress(RuntimeError), scratch.room() as room:
            assert room.stat().st_mode & 0o777 == 0o700
            (room / "deep").mkdir()
            (room / "deep" / "file").write_bytes(b"x")
            raise RuntimeError
        assert not room.exists()
    assert (tmp_path / "s").stat().st_mode & 0o777 == 0o700


def test_links_are_not_followed(tmp_path: Path) -> None:
    """A link that lies among leftovers does not lead to the removal of anything else."""
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "kept").write_bytes(b"x")
    (tmp_path / "s" / "leftover").mkdir(parents=True)
    (tmp_path / "s" / "leftover" / "link").symlink_to(elsewhere)
    (tmp_path / "s" / "link").symlink_to(elsewhere)
    with open_scratch(tmp_path / "s"):
        assert not (tmp_path / "s" / "leftover").exists()
    assert (elsewhere / "kept").exists()


def test_no_room(tmp_path: Path) -> None:
    """A folder that is gone is told as the port tells it."""
    with open_scratch(tmp_path / "s") as scratch:
        next(path for path in (tmp_path / "s").iterdir() if path.is_dir()).rmdir()
        with pytest.raises(BlobsUnavailable), scratch.room():
            pass


async def test_a_thread_is_waited_for() -> None:
    """Work in a thread is over when the waiting for it is over, also for one who was cancelled twice."""
    began, over = asyncio.Event(), []
    loop = asyncio.get_running_loop()
    read, write = os.pipe()

    def work() -> None:
        loop.call_soon_threadsafe(began.set)
        os.read(read, 1)
        over.append(True)

    task = asyncio.ensure_future(in_thread(work))
    await began.wait()
    task.cancel()
    await asyncio.sleep(0.01)
    task.cancel()
    await asyncio.sleep(0.01)
    assert not task.done()
    os.write(write, b"x")
    with pytest.raises(asyncio.CancelledError):
        await task
    assert over == [True]
    os.close(read)
    os.close(write)


async def test_what_a_thread_raises() -> None:
    """An error in a thread is the caller's; one that nobody waits for any more disturbs nobody."""

    def fail() -> None:
        raise LookupError("no")

    with pytest.raises(LookupError):
        await in_thread(fail)
    task = asyncio.ensure_future(in_thread(fail))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
