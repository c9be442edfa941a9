"""The shipped packs and their texts, for tests."""

from functools import cache
from pathlib import Path

from hejie.policy.pack_file import PublishedPack, read_pack

POLICIES = Path(__file__).parents[2] / "policies"
TMALL = POLICIES / "tmall-style" / "2026-12-01.yaml"
SANDBOX = POLICIES / "sandbox-olist" / "2016-01-01.yaml"


@cache
def tmall() -> PublishedPack:
    return read_pack(TMALL)


@cache
def sandbox() -> PublishedPack:
    return read_pack(SANDBOX)
