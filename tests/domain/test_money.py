"""Amounts: whole minor units, shares rounded half up, texts read exactly."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hejie.domain.money import (
    BASIS_POINTS,
    MINOR_DIGITS,
    MOST_MINOR,
    SYMBOLS,
    format_minor,
    parse_minor,
    share_minor,
    tell_minor,
)

AMOUNTS = st.integers(0, MOST_MINOR)


@pytest.mark.parametrize(
    ("base_minor", "rate_bp", "expected_minor"),
    [
        (0, 500, 0),
        (9, 500, 0),
        (10, 500, 1),
        (29, 500, 1),
        (30, 500, 2),
        (99, 100, 1),
        (49, 100, 0),
        (50, 100, 1),
        (12_345, 0, 0),
        (12_345, BASIS_POINTS, 12_345),
    ],
)
def test_a_share_is_rounded_half_up(base_minor: int, rate_bp: int, expected_minor: int) -> None:
    """Half a minor unit counts as a whole one."""
    assert share_minor(base_minor, rate_bp) == expected_minor


@given(AMOUNTS, st.integers(0, BASIS_POINTS))
def test_a_share_is_the_nearest_whole_number(base_minor: int, rate_bp: int) -> None:
    """No share is more than half a minor unit off, and a part never exceeds the whole."""
    share = share_minor(base_minor, rate_bp)
    assert abs(2 * share * BASIS_POINTS - 2 * base_minor * rate_bp) <= BASIS_POINTS
    assert 0 <= share <= base_minor


@given(AMOUNTS, st.sampled_from(sorted(MINOR_DIGITS)))
def test_what_is_written_is_read_back(amount_minor: int, currency: str) -> None:
    """An amount survives being written for people, in every currency that is known."""
    number, unit = format_minor(amount_minor, currency).split()
    assert unit == currency
    assert parse_minor(number, currency) == amount_minor


@pytest.mark.parametrize(
    ("text", "currency", "amount_minor"),
    [
        ("39.95", "BRL", 3_995),
        ("39.9", "BRL", 3_990),
        ("39", "CNY", 3_900),
        (" 39.950 ", "CNY", 3_995),
        ("0", "CNY", 0),
        ("1200", "JPY", 1_200),
        ("1200.00", "JPY", 1_200),
        ("1.234", "KWD", 1_234),
        ("10000000000", "CNY", MOST_MINOR),
    ],
)
def test_amounts_are_read_exactly(text: str, currency: str, amount_minor: int) -> None:
    """As many digits after the point as the currency has, and zeros beyond."""
    assert parse_minor(text, currency) == amount_minor


@pytest.mark.parametrize(
    ("text", "currency"),
    [
        ("39.955", "CNY"),
        ("1.5", "JPY"),
        ("-1", "CNY"),
        ("+1", "CNY"),
        ("1e3", "CNY"),
        ("1,000", "CNY"),
        ("", "CNY"),
        (".5", "CNY"),
        ("5.", "CNY"),
        ("١٢", "CNY"),
        ("NaN", "CNY"),
        ("10000000000.01", "CNY"),
        ("1" * 16, "CNY"),
        ("1", "XXX"),
        ("1", "cny"),
    ],
)
def test_what_is_no_amount_is_refused(text: str, currency: str) -> None:
    """Nothing is guessed: too exact, negative, huge, or written in another way is an error."""
    with pytest.raises(ValueError, match=r"."):
        parse_minor(text, currency)


@pytest.mark.parametrize(
    ("amount_minor", "currency", "text"),
    [(3_995, "BRL", "39.95 BRL"), (5, "CNY", "0.05 CNY"), (7, "JPY", "7 JPY"), (-150, "CNY", "-1.50 CNY")],
)
def test_amounts_are_written_for_people(amount_minor: int, currency: str, text: str) -> None:
    """With the point where the currency has it."""
    assert format_minor(amount_minor, currency) == text


@pytest.mark.parametrize(
    ("amount_minor", "currency", "text"),
    [
        (1_250, "CNY", "¥12.50"),
        (128_000_005, "CNY", "¥1,280,000.05"),
        (3_995, "BRL", "R$ 39.95"),
        (1_200, "JPY", "JP¥1,200"),
        (1_250, "KWD", "1.250 KWD"),
        (-50, "CNY", "-¥0.50"),
    ],
)
def test_amounts_are_told_in_a_sentence(amount_minor: int, currency: str, text: str) -> None:
    """With the sign that people know, and in groups of three; by its code where there is none."""
    assert tell_minor(amount_minor, currency) == text


def test_no_sign_stands_for_two_currencies() -> None:
    """Whoever reads an amount knows which money is meant."""
    assert len(set(SYMBOLS.values())) == len(SYMBOLS)
    assert set(SYMBOLS) <= set(MINOR_DIGITS)
