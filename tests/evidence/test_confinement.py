"""The process that decodes: it ends within its limits, and whatever ends it, the desk goes on."""

import asyncio
import errno
import os
import resource
import signal
import tracemalloc
from collections.abc import AsyncIterator
from contextlib import suppress
from functools import cache
from pathlib import Path

import pytest
from PIL import Image

from hejie.evidence import decoder
from hejie.evidence.decoder import DecoderBroken
from hejie.evidence.limits import Limits
from hejie.evidence.rejected import Rejected

from .conftest import Desk
from .files import encoded, in_chunks, noise, photo, picture


@cache
def laborious() -> bytes:
    """A picture within all bounds that takes more than a second, and several hundred megabytes, to decode."""
    return encoded(Image.new("RGBA", (8000, 8000), (9, 9, 9, 9)), "PNG", compress_level=1)


def decoding() -> list[int]:
    """The processes that decode for us at this moment."""
    found = []
    for path in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((path / "stat").read_text().rpartition(")")[2].split()[1])
            if parent == os.getpid() and b"picture.py" in (path / "cmdline").read_bytes():
                found.append(int(path.name))
        except OSError:
            continue
    return found


async def the_process() -> int:
    """Waits until one decodes."""
    async with asyncio.timeout(20):
        while True:
            if found := decoding():
                return found[0]
            await asyncio.sleep(0.01)


STAND_IN = f"""
import sys, time
sys.path.insert(0, {str(Path(decoder.__file__).parent)!r})
import picture
picture._work = lambda *_: WORK
picture.main(sys.argv[1:])
"""
"""The real process with other work to do."""


@pytest.mark.parametrize(
    ("work", "limits"),
    [
        ("sum(iter(int, 1))", Limits(decode_cpu_seconds=1)),
        ("time.sleep(60)", Limits(decode_wall_seconds=1)),
        ("bytearray(600 * 2**20)", Limits(decode_memory_bytes=500 * 2**20)),
    ],
    ids=["processor", "clock", "memory"],
)
async def test_a_limit_is_a_refusal(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, work: str, limits: Limits
) -> None:
    """What takes too much is refused in words, for every limit; it breaks nothing and leaves nothing."""
    stand_in = tmp_path / "picture.py"
    stand_in.write_text(STAND_IN.replace("WORK", work))
    with monkeypatch.context() as changed:
        changed.setattr(decoder, "_PROGRAM", stand_in)
        refusal = await desk.refuse(photo(), limits=limits)
    assert refusal.code == "file_took_too_long"
    assert "超出了上限" in refusal.tell("zh")
    assert decoding() == []
    assert (await desk.take(photo())).width == 40, "the next one is taken"


async def test_a_picture_that_needs_too_much(desk: Desk) -> None:
    """The same of a real picture, when it is decoded."""
    limits = Limits(decode_memory_bytes=300 * 2**20)
    assert (await desk.refuse(laborious(), limits=limits)).code == "file_took_too_long"


async def test_the_bounds_fit_together(desk: Desk) -> None:
    """The largest picture that is accepted is decoded within the limits."""
    taken = await desk.take(laborious())
    assert (taken.width, taken.height) == (8000, 8000)


@pytest.mark.parametrize(
    ("how", "code"),
    [
        (signal.SIGKILL, "file_took_too_long"),
        (signal.SIGSEGV, "picture_unreadable"),
        (signal.SIGABRT, "picture_unreadable"),
    ],
)
async def test_a_process_that_dies(desk: Desk, how: signal.Signals, code: str) -> None:
    """A decoder that a file makes crash, or that the kernel kills, is a refusal of that file alone."""
    task = asyncio.ensure_future(desk.refuse(laborious()))
    os.kill(await the_process(), how)
    assert (await task).code == code


async def test_a_process_that_stands_still(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """A process whose own alarm does not ring is ended from outside."""
    monkeypatch.setattr(decoder, "_WALL_MARGIN_SECONDS", 0.1)
    task = asyncio.ensure_future(desk.refuse(laborious(), limits=Limits(decode_wall_seconds=1)))
    os.kill(await the_process(), signal.SIGSTOP)
    assert (await task).code == "file_took_too_long"
    assert decoding() == []


@pytest.mark.parametrize("after", [0, 0.01, 0.03, 0.06, 0.1, 0.2, 0.5])
async def test_a_client_who_is_gone(desk: Desk, after: float) -> None:
    """Whenever a hand-in is cancelled, no process and no file of it is left."""
    task = asyncio.ensure_future(desk.take(laborious()))
    await asyncio.sleep(after)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert decoding() == []
    assert desk.left() == desk.kept() == []


async def test_cancelled_at_any_moment(desk: Desk) -> None:
    """Also while it is being kept: what is kept then is whole, and the same file completes it."""
    data = photo()
    for step in range(40):
        task = asyncio.ensure_future(desk.take(data))
        await asyncio.sleep(step * 0.004)
        task.cancel()
        task.cancel()
        with pytest.raises((asyncio.CancelledError, AssertionError)):
            assert not await task
        assert decoding() == []
        assert desk.left() == []
    taken = await desk.take(data)
    assert await desk.read(taken.original_key) == data
    assert len(desk.kept()) == 3


async def test_cancelled_while_the_rest_goes_on(desk: Desk) -> None:
    """Several hand in at once; one goes; the others do not notice. No more than two are decoded at a time."""
    most = 0

    async def watch() -> None:
        nonlocal most
        while True:
            most = max(most, len(decoding()))
            await asyncio.sleep(0.005)

    watching = asyncio.ensure_future(watch())
    intake = desk.intake()
    pictures = [encoded(noise(600, 400 + number), "PNG") for number in range(6)]
    tasks = [asyncio.ensure_future(intake.take(in_chunks(data), None, "x.png")) for data in pictures]
    await asyncio.sleep(0.05)
    tasks[0].cancel()
    done = await asyncio.gather(*tasks, return_exceptions=True)
    watching.cancel()
    assert isinstance(done[0], asyncio.CancelledError)
    assert [taken.height for taken in done[1:]] == [401, 402, 403, 404, 405]  # type: ignore[union-attr]
    assert most == 2
    assert desk.left() == []


async def test_the_same_file_by_two_at_once(desk: Desk) -> None:
    """Two hand in the same file at the same time: both get it, and it is kept once."""
    data = photo()
    first, second = await asyncio.gather(desk.take(data), desk.take(data))
    assert first == second
    assert len(desk.kept()) == 3


async def test_memory_stays_flat(desk: Desk) -> None:
    """A file of twenty million bytes is never in memory: a megabyte or two are all that it takes."""
    head = encoded(picture(), "JPEG")

    async def stream() -> AsyncIterator[bytes]:
        yield head
        for _ in range((20_000_000 - len(head)) // 65_536):
            yield os.urandom(65_536)

    intake = desk.intake()
    await intake.take(in_chunks(head), None, "warm.jpg")
    tracemalloc.start()
    try:
        taken = await intake.take(stream(), None, "big.jpg")
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert taken.size > 19_900_000
    assert peak < 2_500_000


async def test_a_decoder_that_cannot_work(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """That Pillow is not there, say, is a defect and no fault of the picture; the reason is in the error."""
    monkeypatch.setattr(decoder, "_PROGRAM", tmp_path / "not there.py")
    with pytest.raises(DecoderBroken, match=r"not there\.py"):
        await desk.take(photo())
    assert desk.left() == desk.kept() == []


@pytest.mark.parametrize(
    "program",
    [
        'print(\'{"width": 1, "height": 1, "notes": []}\'); '
        "[open(json.loads(sys.argv[1])[copy], 'w').write('<script>') for copy in ('shown', 'thumbnail')]",
        "print('x' * 1_000_000)",
        'print(\'{"width": "<script>"}\')',
        'print(\'{"notes": ["<script>"]}\')',
        'print(\'{"problem": "<script>"}\')',
        "pass",
    ],
)
async def test_a_process_that_was_taken_over(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, program: str
) -> None:
    """Whatever the process says and writes, only copies that are pictures and known words are believed."""
    taken_over = tmp_path / "taken_over.py"
    taken_over.write_text(f"import json, sys\n{program}\n")
    monkeypatch.setattr(decoder, "_PROGRAM", taken_over)
    with pytest.raises(DecoderBroken):
        await desk.take(photo())
    assert desk.left() == desk.kept() == []


async def test_what_the_process_may_do(desk: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """It has no environment of ours; once confined it is not root, opens no file, starts no process."""
    spy = tmp_path / "spy.py"
    spy.write_text(
        f"import json, os, sys; sys.path.insert(0, {str(Path(decoder.__file__).parent)!r}); import picture\n"
        "job = picture.Job(**json.loads(sys.argv[1])); said = [dict(os.environ)]\n"
        "picture._confine(job); said.append(os.geteuid())\n"
        "for what in (lambda: open('/etc/hostname'), os.fork):\n"
        "    try: said.append(str(what()))\n"
        "    except OSError as error: said.append(error.errno)\n"
        "print(json.dumps(said)); sys.stdout.flush(); os._exit(1)\n"
    )
    monkeypatch.setattr(decoder, "_PROGRAM", spy)
    monkeypatch.setenv("DATABASE_URL", "postgresql://secret")
    with pytest.raises(DecoderBroken) as told:
        await desk.take(photo())
    said = str(told.value)
    assert "secret" not in said
    assert "LC_CTYPE" in said or "[{}" in said
    assert f"{errno.EMFILE}, {errno.EAGAIN}]" in said
    if os.geteuid() == 0:
        assert ", 0, " not in said


async def test_our_own_limits_stay(desk: Desk) -> None:
    """What the process takes from itself it does not take from us."""
    kinds = (resource.RLIMIT_CPU, resource.RLIMIT_AS, resource.RLIMIT_NOFILE, resource.RLIMIT_NPROC)
    before = [resource.getrlimit(kind) for kind in kinds]
    await desk.take(photo())
    assert [resource.getrlimit(kind) for kind in kinds] == before


async def test_refused_ones_leave_no_process(desk: Desk) -> None:
    """Refused or taken, no process outlives its picture."""
    for data in (photo(), photo()[:300]):
        with suppress(Rejected):
            await desk.take(data)
        assert decoding() == []
