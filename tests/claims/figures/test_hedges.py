"""Hedges are found around a number, the longest first, and say which way it may go."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from purgestats.claims.figures.hedges import AFTER, BEFORE, peel
from purgestats.claims.figures.reading import read_figure
from purgestats.errors import FigureError


@pytest.mark.parametrize("hedge", BEFORE, ids=" ".join)
def test_every_hedge_before_a_number_is_taken_off(hedge: tuple[str, ...]) -> None:
    """What is left is the number, and the kind is the one listed."""
    assert peel([*hedge, "5"]) == ({BEFORE[hedge]}, ["5"])


@pytest.mark.parametrize("hedge", AFTER, ids=" ".join)
def test_every_hedge_after_a_number_is_taken_off(hedge: tuple[str, ...]) -> None:
    """What is left is the number, and the kind is the one listed."""
    assert peel(["5", *hedge]) == ({AFTER[hedge]}, ["5"])


@pytest.mark.parametrize("hedge", BEFORE, ids=" ".join)
def test_hedges_bound_the_number_on_the_right_side(hedge: tuple[str, ...]) -> None:
    """At least leaves the top open, at most the bottom; about and nearly keep the number best."""
    figure = read_figure(f"{' '.join(hedge)} 500")
    expected = {
        "least": (500, None, None),
        "most": (None, None, 500),
        "about": (450, 500, 550),
        "nearly": (450, 500, 500),
    }
    assert (figure.low, figure.best, figure.high) == expected[BEFORE[hedge]]


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("at least about 1,000", 900, None),
        ("up to almost 1,000", None, 1000),
        ("no more than 1,000", None, 1000),
        ("не более чем 1000", None, 1000),
        ("1,000 or more", 1000, None),
        ("100+", 100, None),
        ("about 1,000 to 2,000", 900, 2200),
        ("well over several hundred", 100, None),
    ],
)
def test_hedges_combine(text: str, low: int | None, high: int | None) -> None:
    """Two hedges on one number, and hedges on ranges and plurals, all take effect."""
    figure = read_figure(text)
    assert (figure.low, figure.high) == (low, high)


@pytest.mark.parametrize("text", ["at least up to 500", "about", "at least or more", "more than"])
def test_hedges_that_cancel_or_have_no_number_are_refused(text: str) -> None:
    """A phrase bounded both ways, or of hedges alone, is no figure."""
    with pytest.raises(FigureError):
        read_figure(text)


@given(st.lists(st.sampled_from(sorted({word for hedge in BEFORE for word in hedge} | {"5"}))))
def test_peeling_takes_nothing_but_hedges(words: list[str]) -> None:
    """What remains is a stretch of the phrase, and numbers in it are never taken off."""
    _, rest = peel(words)
    assert rest.count("5") == words.count("5")
    assert " ".join(rest) in " ".join(words)
