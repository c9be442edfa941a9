"""What is shipped beside the program: the packs in both languages, the stories, the command line."""

from collections.abc import Iterator
from pathlib import Path

import click

from hejie.__main__ import program
from hejie.policy.pack_file import PublishedPack
from hejie.policy.page import pack_page
from hejie.policy.shipped import shipped_packs
from hejie.simulation.story import read_stories
from reference_pages.markdown import page, table

_WIDTH = 88


def pack_pages() -> Iterator[tuple[str, str]]:
    """Path and page of every pack: the newest by its id, older ones by id and version."""
    packs = shipped_packs()
    newest = {pack.id: pack for pack in sorted(packs, key=lambda pack: pack.effective_from)}
    for pack in packs:
        name = pack.id if pack is newest[pack.id] else f"{pack.id}-{pack.version}"
        yield f"packs/{name}.md", _pack(pack, "en")
        yield f"packs/{name}.zh-CN.md", _pack(pack, "zh")


def _pack(pack: PublishedPack, language: str) -> str:
    return page(f"policies/{pack.id}/{pack.version}.yaml", (pack_page(pack, language).rstrip("\n"),))


def stories_page(folder: Path) -> str:
    """What the stories of a folder show, each in both languages."""
    rows = (
        (f"[{story.file.removesuffix('.case')}](../../stories/{story.file})", story.words.en, story.words.zh)
        for story in read_stories(folder)
    )
    lines = (
        "# Stories 案例",
        "",
        "Each is a dated script that is at once a requirement, a test and an example.",
        *table(("story", "what it shows", "说明"), rows),
    )
    return page("stories/", lines)


def commands_of_the_line_page() -> str:
    """The help of every command of `hejie`."""
    return page("src/hejie/edge/cli/", ("# The command line 命令行", *_help(program, None, "hejie")))


def _help(command: click.Command, parent: click.Context | None, name: str) -> Iterator[str]:
    context = click.Context(
        command, parent, info_name=name, terminal_width=_WIDTH, **command.context_settings
    )
    yield ""
    yield f"## {context.command_path}"
    yield ""
    yield "```text"
    yield command.get_help(context)
    yield "```"
    if isinstance(command, click.Group):
        for inner in command.list_commands(context):
            found = command.get_command(context, inner)
            assert found is not None, "a listed command is there"
            yield from _help(found, context, inner)
