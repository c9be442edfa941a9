"""The rules over the API: for everybody, in words, without signing in."""

import re
from typing import Any

import pytest

from .complaining import got
from .doors import VENUE, Door, problem

CHINESE = re.compile(r"[\u4e00-\u9fff]")


def words(value: Any) -> list[str]:
    """Every text that people read."""
    if isinstance(value, dict):
        own = [one for name, one in value.items() if name in ("words", "length", "silence") and one]
        return own + [text for one in value.values() for text in words(one)]
    if isinstance(value, list):
        return [text for one in value for text in words(one)]
    return []


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_the_rules_of_a_venue_are_told_in_words(door: Door, language: str) -> None:
    """Kinds with what can be asked, what each side shows, and how long things take."""
    anybody = door.stranger(**{"accept-language": language})
    rules = await got(anybody.get("/api/v1/rules", params={"venue": VENUE}))
    assert (rules["pack"]["id"], rules["venue"], rules["currency"]) == ("tmall-style", VENUE, "CNY")
    kinds = {kind["code"]: kind for kind in rules["kinds"]}
    assert kinds["false_ad"]["talk_first"] is False
    assert kinds["quality_visible"]["talk_first"] is True
    spans = {span["name"]["code"]: span["length"] for span in kinds["late_ship"]["spans"]}
    assert spans["answer"] == {"zh": "24 小时", "en": "24 hours"}[language]
    assert spans["talk"] == {"zh": "15 天", "en": "15 days"}[language]
    complainant = kinds["quality_visible"]["checklists"][0]
    assert "defect_photo" in complainant["missing"]
    assert {item["need"] for item in complainant["items"]} <= {"required", "any_of", "optional", "platform"}
    for text in words(rules):
        assert bool(CHINESE.search(text)) == (language == "zh"), text


async def test_every_edition_is_published(door: Door) -> None:
    """With its hash; one that does not exist is not found."""
    anybody = door.stranger()
    packs = (await anybody.get("/api/v1/packs")).json()
    assert {pack["id"] for pack in packs} == {"tmall-style", "sandbox-olist"}
    for pack in packs:
        assert len(pack["content_hash"]) == 64
        edition = await got(anybody.get(f"/api/v1/packs/{pack['id']}/{pack['version']}"))
        assert edition["pack"] == {name: pack[name] for name in ("id", "version", "words")}
        assert edition["kinds"]
    problem(await anybody.get("/api/v1/packs/tmall-style/1999-01-01"), 404, "not_found")
    problem(await anybody.get("/api/v1/rules"), 400, "invalid_request")
