"""Reading a pack from its file: everything that is wrong is said at once, or there is a pack.

A pack is one YAML file, `policies/<id>/<version>.yaml`. Reading proves that every value, word and source
is there and that every condition can be judged; `check_pack` proves more, and takes longer.
"""

import hashlib
import re
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path

from hejie.domain.money import MINOR_DIGITS
from hejie.domain.rulebook import Pack
from hejie.domain.words import Words
from hejie.policy.decision_tables import TableName, read_table
from hejie.policy.flaws import Findings, Flaw
from hejie.policy.kinds import Surroundings, read_kinds, read_remedies, read_tracks
from hejie.policy.section import Section
from hejie.policy.tree import read_tree
from hejie.policy.values import (
    FARMING_FILINGS,
    Limit,
    constants_of,
    read_calendar,
    read_limits,
    read_spans,
)

PACK_KEYS = (
    "id",
    "version",
    "zh",
    "en",
    "venues",
    "currency",
    "effective_from",
    "effective_to",
    "notice_on",
    "author",
    "reviewer",
    "virtual_instants",
    "sources",
    "calendar",
    "spans",
    "limits",
    "tracks",
    "remedies",
    "kinds",
    "withdrawal",
    "silence",
)
_TAG = re.compile(r"[A-Za-z]+[0-9]*")


class PublishedPack(Pack, frozen=True, kw_only=True):
    """A pack with what its readers want to know and the procedure does not need."""

    notice_on: date
    author: str
    reviewer: str
    limits: Mapping[str, Limit]
    """By name; conditions read them as `limit.<name>`."""
    tracks: Mapping[str, Words]
    sources: Mapping[str, str]
    """Titles by the tag that sources cite."""
    file: str
    lines: Mapping[str, int]
    """Where rows and limits stand in the file, by their path."""


def read_pack(path: Path) -> PublishedPack:
    """The pack in a file, which must lie at `<id>/<version>.yaml`.

    Raises: PackError; OSError where the file cannot be read.
    """
    pack = parse_pack(path.read_bytes(), path.name)
    wanted = f"{pack.id}/{pack.version}.yaml"
    if not path.resolve().as_posix().endswith(f"/{wanted}"):
        findings = Findings(path.name)
        findings.add(Flaw.FILE_NAME, 1, wanted=wanted)
        findings.refuse()
    return pack


def parse_pack(content: bytes | str, name: str) -> PublishedPack:
    """The pack in a text; `name` stands for the file in errors. The hash is over the exact bytes.

    Raises: PackError, with every problem that was found.
    """
    raw = content.encode() if isinstance(content, str) else content
    findings = Findings(name)
    root = Section(findings, read_tree(raw, findings), "", PACK_KEYS)
    pack = _pack(root, hashlib.sha256(raw).hexdigest())
    findings.refuse()
    assert pack is not None, "a file without a pack has a problem"
    return pack


def _pack(root: Section, content_hash: str) -> PublishedPack | None:
    limits, tracks = read_limits(root), read_tracks(root)
    constants = constants_of(limits)
    withdrawal = read_table(root, "withdrawal", TableName.WITHDRAWAL, constants)
    silence = read_table(root, "silence", TableName.SILENCE, constants)
    kinds = read_kinds(root, Surroundings(read_remedies(root), tracks, constants))
    spans, calendar, sources = read_spans(root), read_calendar(root), _sources(root)
    effective_from, effective_to = _in_force(root)
    pack_id, version, words = root.name("id", dashes=True), str(root.day("version")), root.words()
    venues = frozenset(root.texts("venues", empty=True))
    currency = root.one_of("currency", sorted(MINOR_DIGITS))
    notice_on, author, reviewer = root.day("notice_on"), root.text("author"), root.text("reviewer")
    virtual_instants = "virtual_instants" in root and root.flag("virtual_instants")
    if withdrawal is None or silence is None or root.findings.problems:
        return None
    return PublishedPack(
        id=pack_id,
        version=version,
        content_hash=content_hash,
        words=words,
        venues=venues,
        currency=currency,
        effective_from=effective_from,
        effective_to=effective_to,
        calendar=calendar,
        spans=spans.general,
        spans_by_severity=spans.by_severity,
        kinds=kinds,
        withdrawal=withdrawal,
        silence=silence,
        farming_filings=limits[FARMING_FILINGS].value,
        span_words=spans.words,
        span_sources=spans.sources,
        notice_on=notice_on,
        author=author,
        reviewer=reviewer,
        limits=limits,
        tracks=tracks,
        sources=sources,
        file=root.findings.file,
        lines=root.findings.lines,
        virtual_instants=virtual_instants,
    )


def _in_force(root: Section) -> tuple[datetime, datetime | None]:
    begins_at = root.instant("effective_from")
    if root.is_null("effective_to"):
        return begins_at, None
    problems = len(root.findings.problems)
    ends_at = root.instant("effective_to")
    if len(root.findings.problems) == problems and ends_at <= begins_at:
        root.note(Flaw.ENDS_BEFORE_IT_BEGINS, "effective_to", ends=ends_at, begins=begins_at)
    return begins_at, ends_at


def _sources(root: Section) -> Mapping[str, str]:
    section = root.section("sources", None)
    for tag in section.names():
        if not _TAG.fullmatch(tag):
            section.note(Flaw.NOT_A_TAG, tag, value=tag)
    titles = {tag: section.text(tag) for tag in section.names()}
    root.findings.check_citations(titles)
    return titles
