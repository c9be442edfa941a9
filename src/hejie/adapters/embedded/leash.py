"""Become the service user, ask to be ended with our parent, and turn into the program named.

Run as a script by its path, in an interpreter of its own, so that no Python code runs between `fork` and
`exec` of a process with threads. The order matters: the kernel forgets a parent-death signal whenever
credentials change, so it is asked for last. The signal is SIGINT, PostgreSQL's fast shutdown; it fires when
the *thread* that started us ends. Other systems than Linux have no such signal: there the starter's `atexit`
is all there is, and a starter that is killed outright leaves its server running, to be attached to by the
next.

    python -I -S leash.py UID GID PARENT_PID FOLDER [NAME=VALUE ...] -- PROGRAM [ARGUMENT ...]

Standard library only, and all of it imported first: the service user may not be able to read our interpreter.
"""

import ctypes
import os
import signal
import sys
from pathlib import Path

FOLDER_CLOSED = 77  # exit status: the user may not enter FOLDER; standard error names the folder in the way
PROGRAM_CLOSED = 76  # exit status: the user may not run PROGRAM
ORPHANED = 75  # exit status: the parent was gone before we could ask
_PR_SET_PDEATHSIG = 1


def drop_privileges(uid: int, gid: int) -> None:
    """Become this user for good, when we are root; anybody else is that user already."""
    if os.geteuid() == 0:
        os.setgroups([])
        os.setgid(gid)
        os.setuid(uid)
    os.umask(0o077)


def end_with_parent(parent_pid: int) -> None:
    """Have the kernel interrupt us when our parent ends; leave at once if it already has."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, int(signal.SIGINT), 0, 0, 0)
    if os.getppid() != parent_pid:
        sys.exit(ORPHANED)


def first_closed(folder: Path) -> Path:
    """The outermost folder on the way that this user may not enter."""
    way = [*reversed(folder.parents), folder]
    return next((step for step in way if not os.access(step, os.X_OK)), folder)


def main(arguments: list[str]) -> None:
    """Do what the module says; returns only by exiting or by becoming the program."""
    uid, gid, parent_pid, folder, *rest = arguments
    middle = rest.index("--")
    environment = dict(setting.split("=", 1) for setting in rest[:middle])
    program = rest[middle + 1 :]
    drop_privileges(int(uid), int(gid))
    try:
        os.chdir(folder)
    except PermissionError:
        print(first_closed(Path(folder)), file=sys.stderr)
        sys.exit(FOLDER_CLOSED)
    end_with_parent(int(parent_pid))
    try:
        os.execve(program[0], program, environment)  # noqa: S606  (no shell is wanted)
    except PermissionError:
        sys.exit(PROGRAM_CLOSED)


if __name__ == "__main__":
    main(sys.argv[1:])
