"""Ask a server whether it can be used: one real connection, spoken by hand, in less than a millisecond.

Source: PostgreSQL manual, "Message Formats". A message is its type (one byte), its length (four bytes,
themselves included) and its body; an error's body is a list of fields, each a letter and a text ended by a
zero byte.
"""

import socket
import struct
import sys
from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path

_PROTOCOL = 3 << 16
_ANSWER_SECONDS = 5
_CANNOT_CONNECT_NOW, _TOO_MANY_CONNECTIONS = "57P03", "53300"


class State(Enum):
    """How a server answered."""

    READY = auto()
    BUSY = auto()  # starting, repairing or stopping
    REFUSED = auto()  # it runs, and will not have us
    SILENT = auto()  # nobody there


@dataclass(frozen=True)
class Reply:
    """The state, the server's words if it said no, and who serves the socket where the system can tell."""

    state: State
    text: str = ""
    pid: int | None = None
    uid: int | None = None


def ask(path: Path, role: str, database: str) -> Reply:
    """Connect to the socket at this path as this role, and leave again."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
        line.settimeout(_ANSWER_SECONDS)
        try:
            line.connect(str(path))
            pid, uid = _listener(line)
            line.sendall(_startup(role, database))
            state, text = _read_state(line)
            if state is State.READY:
                line.sendall(b"X" + struct.pack("!i", 4))
        except (OSError, EOFError):
            return Reply(State.SILENT)
    return Reply(state, text, pid, uid)


def _listener(line: socket.socket) -> tuple[int | None, int | None]:
    """Pid and uid of the process that made the socket, vouched for by the kernel."""
    if sys.platform != "linux":
        return None, None
    pid, uid, _ = struct.unpack("3i", line.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, 12))
    return pid, uid


def _startup(role: str, database: str) -> bytes:
    body = b"".join(word.encode() + b"\0" for word in ("user", role, "database", database)) + b"\0"
    return struct.pack("!ii", len(body) + 8, _PROTOCOL) + body


def _read_state(line: socket.socket) -> tuple[State, str]:
    """Read until the server is ready for a query or says no."""
    while True:
        kind, length = struct.unpack("!ci", _read(line, 5))
        body = _read(line, length - 4)
        if kind == b"Z":
            return State.READY, ""
        if kind == b"E":
            return _state_of_error(body)
        if kind == b"R" and struct.unpack("!i", body[:4])[0] != 0:
            return State.REFUSED, "it asks for a password"


def _state_of_error(body: bytes) -> tuple[State, str]:
    fields = {field[:1]: field[1:].decode(errors="replace") for field in body.split(b"\0") if field}
    code, text = fields.get(b"C", ""), fields.get(b"M", "")
    if code == _CANNOT_CONNECT_NOW:
        return State.BUSY, text
    if code == _TOO_MANY_CONNECTIONS:
        return State.READY, text  # full, but well
    return State.REFUSED, text


def _read(line: socket.socket, count: int) -> bytes:
    """Exactly this many bytes; EOFError if the server hangs up first."""
    held = b""
    while len(held) < count:
        more = line.recv(count - len(held))
        if not more:
            raise EOFError
        held += more
    return held
