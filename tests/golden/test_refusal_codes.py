"""A refusal's code is permanent: clients and stories rely on it."""

from pathlib import Path

from hejie.domain.refusals import REFUSALS, RefusalCode

FROZEN = Path(__file__).with_name("refusals.txt")


def test_no_code_that_was_ever_given_is_gone_or_renamed() -> None:
    """A new code is added to the file; a line is never taken out of it once it has been released."""
    assert FROZEN.read_text(encoding="utf-8").split() == sorted(RefusalCode)


def test_every_code_has_words_in_both_languages() -> None:
    assert set(REFUSALS) == set(RefusalCode)
    assert all(words.zh and words.en for words in REFUSALS.values())
