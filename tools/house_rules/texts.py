"""Rules for what stands in any file: no addresses of registries, no paths of a machine, both languages."""

import hashlib
import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from house_rules.tree import Offence, Tree

CHINESE = ".zh-CN.md"
RELEASED = "policies/RELEASED"
_REGISTRY = re.compile(
    r"pypi[.]org|python[h]osted|registry[.]npmjs|registry[.]yarnpkg|npm[m]irror|proxy[.]golang"
    r"|[.]debian[.]org|index[-_]url|find[-_]links|/[s]imple/|\"resolved\": *\"http|^ *registry *=",
    re.IGNORECASE | re.MULTILINE,
)
"""Written so that it does not find itself."""
_MACHINE_PATH = re.compile(
    r"(?<![\w.~$}/-])/(?:work|workspace|root|home|Users|builds)/[\w.-]|[A-Z]:\\Users\\"
)
_HEADING = re.compile(r"(#{1,6}) ")
_RELEASE = re.compile(r"([0-9a-f]{64})  (\S+\.yaml)")


def no_registry_is_named(tree: Tree) -> Iterator[Offence]:
    """Where packages come from is for whoever installs to say."""
    for path, text in tree.texts():
        for found in _REGISTRY.finditer(text):
            yield Offence(
                path,
                _line_at(text, found.start()),
                f"names a registry: {found.group().strip()!r}",
                "names and versions of packages, and hashes; never an address",
            )


def no_path_of_a_machine(tree: Tree) -> Iterator[Offence]:
    """A path of somebody's machine helps nobody else."""
    for path, text in tree.texts():
        for found in _MACHINE_PATH.finditer(text):
            yield Offence(
                path,
                _line_at(text, found.start()),
                f"a path of one machine: {text[found.start() : found.start() + 30].split()[0]}",
                "paths from the top of the repository, or of a temporary folder",
            )


def pages_say_the_same_in_both_languages(tree: Tree) -> Iterator[Offence]:
    """Both READMEs are there, and every Chinese page has the headings of its English one."""
    pages = [path for path in tree.files if path.endswith(CHINESE)]
    for chinese in dict.fromkeys((f"README{CHINESE}", *pages)):
        english = chinese.removesuffix(CHINESE) + ".md"
        missing = [path for path in (english, chinese) if path not in tree.files]
        yield from (Offence(path, 1, "is not there", f"{english} and {chinese}") for path in missing)
        if missing:
            continue
        mine, theirs = _headings(tree, chinese), _headings(tree, english)
        if [level for level, _ in mine] != [level for level, _ in theirs]:
            line = next(
                (own[1] for own, other in zip(mine, theirs, strict=False) if own[0] != other[0]),
                mine[-1][1] if mine else 1,
            )
            yield Offence(
                chinese,
                line,
                f"{len(mine)} headings, {english} has {len(theirs)}, or they differ in level from here on",
                "the same headings in the same order",
            )


def _headings(tree: Tree, path: str) -> list[tuple[int, int]]:
    """Level and line of every heading; what looks like one within a code block is none."""
    found, in_code = [], False
    for number, line in enumerate((tree.root / path).read_text(encoding="utf-8").splitlines(), start=1):
        if line.startswith("```"):
            in_code = not in_code
        elif not in_code and (heading := _HEADING.match(line)):
            found.append((len(heading[1]), number))
    return found


def released_packs_never_change(tree: Tree) -> Iterator[Offence]:
    """A pack that cases may be pinned to keeps its bytes."""
    if RELEASED not in tree.files:
        yield Offence(RELEASED, 1, "is not there", "one line a released pack: its SHA-256 and its path")
        return
    lines = (tree.root / RELEASED).read_text(encoding="utf-8").splitlines()
    for number, line in enumerate(lines, start=1):
        release = _RELEASE.fullmatch(line)
        if release is None:
            yield Offence(
                RELEASED, number, f"not a release: {line!r}", "SHA-256, two spaces, id/version.yaml"
            )
            continue
        pack = str(PurePosixPath(RELEASED).parent / release[2])
        if pack not in tree.files:
            yield Offence(RELEASED, number, f"{pack} is gone", "a released pack stays")
        elif hashlib.sha256((tree.root / pack).read_bytes()).hexdigest() != release[1]:
            yield Offence(pack, 1, "changed after its release", "a new version in a new file")


def _line_at(text: str, position: int) -> int:
    return text.count("\n", 0, position) + 1
