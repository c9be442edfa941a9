"""Processes that the bench starts: each is spoken to over a pipe, says when it is ready, and ends at None."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Any, NamedTuple

_SECONDS_TO_END = 5


class Started(NamedTuple):
    """A process that runs. `ready` is what it said when it was."""

    pipe: Connection
    pid: int
    ready: Any


@contextmanager
def started(*targets: tuple[Callable[..., None], tuple[Any, ...]]) -> Iterator[Sequence[Started]]:
    """Run each target with a pipe and its arguments, for the length of the block."""
    context = get_context("spawn")
    pipes: list[Connection] = []
    processes = []
    try:
        for target, arguments in targets:
            here, there = context.Pipe()
            process = context.Process(target=target, args=(there, *arguments), daemon=True)
            process.start()
            there.close()
            pipes.append(here)
            processes.append(process)
        yield [
            Started(pipe, process.pid or 0, pipe.recv())
            for pipe, process in zip(pipes, processes, strict=True)
        ]
    finally:
        for pipe in pipes:
            with suppress(OSError):  # it has ended already
                pipe.send(None)
        for process in processes:
            process.join(_SECONDS_TO_END)
            process.terminate()
