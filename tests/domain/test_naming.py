"""Everything that people meet in a case has a name in both languages."""

from enum import StrEnum

import pytest

from hejie.domain import naming
from hejie.domain.words import Words

from .test_chronicle import CJK

NAMED = {
    name: words
    for name, words in vars(naming).items()
    if isinstance(words, dict) and name.endswith("_WORDS") and name != "STATUS_WORDS"
}


def test_the_names_are_found() -> None:
    """The check looks at all of them."""
    assert {"STAGE_WORDS", "APPEAL_GROUND_WORDS", "WITHDRAWAL_REASON_WORDS"} <= set(NAMED)


@pytest.mark.parametrize("name", NAMED)
def test_every_value_has_a_name_in_both_languages(name: str) -> None:
    """No value of an enumeration is left to its code, and none is called like another."""
    words: dict[StrEnum, Words] = NAMED[name]
    (of,) = {type(value) for value in words}
    assert set(words) == set(of)
    for said in words.values():
        assert CJK.search(said.zh)
        assert said.en
        assert not CJK.search(said.en)
    assert (
        len({said.zh for said in words.values()}) == len({said.en for said in words.values()}) == len(words)
    )
