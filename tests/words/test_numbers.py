"""Ranges, counts and lists are told in one way each."""

from __future__ import annotations

import math
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from purgestats.words import counted, listing, number, range_words

NAN = math.nan


@pytest.mark.parametrize(
    ("ends", "words"),
    [
        ((None, None), "any number"),
        ((0, math.inf), "any number"),
        ((NAN, NAN), "any number"),
        ((-math.inf, math.inf), "any number"),
        ((0, None, "share"), "any share"),
        ((None, None, "multiple"), "any multiple"),
        ((0, 0), "0"),
        ((0, 5), "at most 5"),
        ((5, NAN), "at least 5"),
        ((Fraction(1, 3), Fraction(1, 2), "share"), "33.33 % to 50 %"),
        ((3, None, "multiple"), "at least 3 times"),
        ((-2.5, 4, ""), "-2.5 to 4"),
        ((9, 11, "persons", 10), "9 to 11, best 10"),
    ],
)
def test_a_range_is_told_in_one_way(ends: tuple[float, ...], words: str) -> None:
    """Whichever of None, not-a-number, 0 and infinity stands for an open end."""
    assert range_words(*ends) == words  # type: ignore[arg-type]


@given(st.floats(0, 1e9), st.floats(0, 1e9))
def test_counts_are_rounded_outward(one: float, other: float) -> None:
    """No whole number that a range of counts allows is lost in its words."""
    low, high = sorted((one, other))
    words = range_words(low, high)
    ends = [int(part.replace(",", "")) for part in words.split() if part[0].isdigit()]
    assert ends[-1] == math.ceil(high)
    assert ends[0] == math.floor(low) or low < 1


def test_a_number_has_no_more_digits_than_it_needs() -> None:
    """Whole numbers have no decimals; small ones keep three digits."""
    assert [number(one) for one in (1000, 0.5, 1234.5678, Fraction(1, 8))] == [
        *("1,000", "0.5", "1,234.568", "0.125")
    ]


def test_plurals_and_cuts() -> None:
    """One is singular; what is left out of a list is counted."""
    assert [counted(n, "claim") for n in (0, 1, 2)] == ["0 claims", "1 claim", "2 claims"]
    assert listing(list("abc"), 3) == "a; b; c"
    assert listing(list("abc"), 1, ", ") == "a, and 2 more"
