"""The files of the desks, as the web build leaves them beside this package: read once, told compressed."""

import gzip
from hashlib import sha256
from pathlib import Path

import msgspec

DESKS = Path(__file__).with_name("desks")

_TYPES = {
    ".css": "text/css",
    ".html": "text/html",
    ".ico": "image/x-icon",
    ".js": "text/javascript",
    ".json": "application/json",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain",
    ".webmanifest": "application/manifest+json",
    ".woff2": "font/woff2",
}
"""What may be served at all; maps of the sources and the build's own notes are not."""

_PACKED = frozenset({".png", ".ico", ".woff2"})
_LEAST_BYTES = 1_000


class File(msgspec.Struct, frozen=True):
    """A file to be served: its bytes by how they are encoded ("" as they are, `gzip`, `br`)."""

    media_type: str
    etag: str
    bodies: dict[str, bytes]


class Desks:
    """The files of a folder by their path below it: none outside of it, and none that begins with a dot."""

    def __init__(self, folder: Path = DESKS) -> None:
        self._files: dict[str, File] = {}
        for path in sorted(folder.rglob("*")) if folder.is_dir() else ():
            name = path.relative_to(folder).as_posix()
            hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
            if path.suffix in _TYPES and path.is_file() and not hidden and not path.is_symlink():
                self._files[name] = _file(path)

    def file(self, name: str) -> File | None:
        """The file of this path."""
        return self._files.get(name)

    def __len__(self) -> int:
        return len(self._files)


def _file(path: Path) -> File:
    body = path.read_bytes()
    bodies = {"": body}
    for suffix, encoding in ((".gz", "gzip"), (".br", "br")):
        packed = path.with_name(path.name + suffix)
        if packed.is_file():
            bodies[encoding] = packed.read_bytes()
    if "gzip" not in bodies and path.suffix not in _PACKED and len(body) >= _LEAST_BYTES:
        bodies["gzip"] = gzip.compress(body, mtime=0)
    return File(_TYPES[path.suffix], f'"{sha256(body).hexdigest()[:32]}"', bodies)
