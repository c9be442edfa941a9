"""Has a picture decoded and copied by a process of its own (`picture.py`), and makes sure of that process."""

import asyncio
import json
import signal
import sys
from contextlib import suppress
from pathlib import Path

import msgspec

from hejie.evidence.kinds import Kind
from hejie.evidence.limits import Limits
from hejie.evidence.notes import Note
from hejie.evidence.rejected import Rejected, RejectionCode

_PROGRAM = Path(__file__).with_name("picture.py")
_FORMATS = {Kind.JPEG: "JPEG", Kind.PNG: "PNG", Kind.WEBP: "WEBP"}
_ANSWER_BYTES_MOST = 4096
_WALL_MARGIN_SECONDS = 5

_OUT_OF_TIME = frozenset({signal.SIGXCPU, signal.SIGALRM, signal.SIGKILL})
"""SIGKILL: what we do ourselves at last, and what the kernel does when the machine is out of memory."""


class DecoderBroken(Exception):
    """The process that decodes cannot do its work at all: a defect, or a full disk; never the picture."""


class Found(msgspec.Struct, frozen=True):
    """What the process says: the size in pixels as the picture is meant to be seen, or a problem."""

    width: int = 0
    height: int = 0
    notes: tuple[Note, ...] = ()
    problem: RejectionCode | None = None


class Decoder:
    """Decodes pictures, a few at a time."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._turns = asyncio.Semaphore(limits.decode_at_once)

    async def copy(self, kind: Kind, source: Path, shown: Path, thumbnail: Path, room: Path) -> Found:
        """Prove that `source` is a picture of this kind, and write its two copies, both WebP.

        Nothing of the process is left when this ends, also by being cancelled. `room` is a folder for what
        the process says. Raises: Rejected, DecoderBroken.
        """
        limits = self._limits
        job = {
            "format": _FORMATS[kind],
            "source": str(source),
            "shown": str(shown),
            "thumbnail": str(thumbnail),
            "pixels_most": limits.pixels_most,
            "side_most": limits.side_most,
            "cpu_seconds": limits.decode_cpu_seconds,
            "wall_seconds": limits.decode_wall_seconds,
            "memory_bytes": limits.decode_memory_bytes,
        }
        answer, words = room / "answer", room / "words"
        async with self._turns:
            status = await self._run(json.dumps(job), answer, words)
        found = _read(status, answer, words)
        if found.problem is not None:
            raise self._rejected(found.problem)
        if not (_is_webp(shown) and _is_webp(thumbnail)):
            raise DecoderBroken("the copies are not what was asked for")
        return found

    async def _run(self, job: str, answer: Path, words: Path) -> int:
        """The exit status; what the process says goes to files, which it can fill only so far."""
        with answer.open("xb") as out, words.open("xb") as err:
            process = await asyncio.create_subprocess_exec(
                sys.executable, "-I", str(_PROGRAM), job,
                stdin=asyncio.subprocess.DEVNULL, stdout=out, stderr=err,
                env={},  # nothing in ours concerns it, and some is secret
                start_new_session=True,  # who interrupts us at a terminal does not mean it
            )  # fmt: skip
        try:
            # It has its own alarm; this is for one that could not even set it.
            async with asyncio.timeout(self._limits.decode_wall_seconds + _WALL_MARGIN_SECONDS):
                return await process.wait()
        except TimeoutError:
            return -signal.SIGKILL
        finally:
            await _end(process)

    def _rejected(self, problem: RejectionCode) -> Rejected:
        if problem is RejectionCode.PICTURE_TOO_LARGE:
            megapixels = f"{self._limits.pixels_most / 1_000_000:g}"
            return Rejected(problem, megapixels_most=megapixels, side_most=self._limits.side_most)
        return Rejected(problem)


async def _end(process: asyncio.subprocess.Process) -> None:
    """Kill the process if it lives, and wait for its end whoever cancels."""
    if process.returncode is None:
        with suppress(ProcessLookupError):
            process.kill()
    while process.returncode is None:
        with suppress(asyncio.CancelledError):
            await process.wait()


def _read(status: int, answer: Path, words: Path) -> Found:
    if status < 0:
        late = -status in _OUT_OF_TIME
        return Found(problem=RejectionCode.FILE_TOOK_TOO_LONG if late else RejectionCode.PICTURE_UNREADABLE)
    said = _beginning(answer)
    try:
        if status == 0:
            return msgspec.json.decode(said, type=Found)
    except msgspec.DecodeError:
        pass
    last = _beginning(words).decode(errors="replace").strip() or said.decode(errors="replace")
    raise DecoderBroken(f"status {status}: {last}")


def _beginning(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(_ANSWER_BYTES_MOST)


def _is_webp(path: Path) -> bool:
    with path.open("rb") as file:
        head = file.read(12)
    return head[:4] == b"RIFF" and head[8:] == b"WEBP"
