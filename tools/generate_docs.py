"""Writes the pages of `docs/reference` from the program, its packs and its stories.

With `--check` it writes nothing: exit 1 names the pages that are stale, missing, or made by nothing any more.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from reference_pages.api import openapi_text, problems_page
from reference_pages.facts import facts_page
from reference_pages.lifecycle import lifecycle_page, refusals_page
from reference_pages.markdown import MARK
from reference_pages.shipped import commands_of_the_line_page, pack_pages, stories_page
from reference_pages.structs import commands_page, events_page

ROOT = Path(__file__).parents[1]


def pages() -> Iterator[tuple[str, str]]:
    """Every page by its path in `docs/reference`."""
    yield "lifecycle.md", lifecycle_page("en")
    yield "lifecycle.zh-CN.md", lifecycle_page("zh")
    yield "refusals.md", refusals_page()
    yield "commands.md", commands_page()
    yield "events.md", events_page()
    yield "facts.md", facts_page()
    yield "stories.md", stories_page(ROOT / "stories")
    yield "cli.md", commands_of_the_line_page()
    yield "problems.md", problems_page()
    yield "openapi.json", openapi_text()
    yield from pack_pages()


def stale(folder: Path) -> tuple[dict[Path, str], list[Path]]:
    """Pages that differ from their file, with their text; generated files that nothing makes any more."""
    wanted = {folder / path: text for path, text in pages()}
    changed = {path: text for path, text in wanted.items() if _text(path) != text}
    return changed, [
        path for path in sorted(folder.rglob("*.md")) if path not in wanted and _text(path).startswith(MARK)
    ]


def _text(path: Path) -> str:
    return path.read_bytes().decode() if path.is_file() else ""


def main(folder: Path, check: bool) -> int:
    """Write what is stale, or only tell; the number of stale pages told."""
    changed, abandoned = stale(folder)
    if check:
        for path in (*changed, *abandoned):
            print(f"{path.relative_to(folder.parents[1])}: stale; run `make docs` and commit what it writes")
        return len(changed) + len(abandoned)
    for path, text in changed.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
        print(f"wrote {path.relative_to(folder.parents[1])}")
    for path in abandoned:
        path.unlink()
        print(f"removed {path.relative_to(folder.parents[1])}")
    return 0


if __name__ == "__main__":
    sys.exit(min(main(ROOT / "docs" / "reference", "--check" in sys.argv[1:]), 1))
