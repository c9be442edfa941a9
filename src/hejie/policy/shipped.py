"""The packs that come with the program, from `policies/`.

The folder stands at the top of the repository; the package holds a link to it, which becomes a folder in a
wheel. Where a checkout has no links, the folder itself is used.
"""

from pathlib import Path

from hejie.policy.pack_file import PublishedPack, read_pack

_PACKAGE = Path(__file__).parents[1]


def shipped_folder() -> Path:
    """Where the packs lie, each at `<id>/<version>.yaml`."""
    linked = _PACKAGE / "policies"
    return linked if linked.is_dir() else _PACKAGE.parents[1] / "policies"


def shipped_packs() -> list[PublishedPack]:
    """Every shipped pack, by id and then version. Raises: PackError."""
    return [read_pack(path) for path in sorted(shipped_folder().glob("*/*.yaml"))]
