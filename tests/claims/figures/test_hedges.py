"""Hedges are found around a number, the longest first, and say which way it may go."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from purgestats.claims.figures.hedges import peel
from purgestats.claims.figures.language import language, languages
from purgestats.claims.figures.reading import read_figure
from purgestats.errors import FigureError

HEDGES = [
    pytest.param(one, words, kind, place, id=f"{one.code} {' '.join(words)} {place}")
    for one in languages()
    for place in ("hedges", "after")
    for words, kind in one.tables[place].items()
]
ENDS = {
    "least": (500, None, None),
    "most": (None, None, 500),
    "about": (450, 500, 550),
    "nearly": (450, 500, 500),
}


@pytest.mark.parametrize(("one", "words", "kind", "place"), HEDGES)
def test_hedges_bound_the_number_on_the_right_side(one, words, kind, place) -> None:
    """At least leaves the top open, at most the bottom; about and nearly keep the number best."""
    hedge = " ".join(words)
    text = f"{hedge} 500" if place == "hedges" else f"500 {hedge}"
    figure = read_figure(text.replace("' ", "'"), language=one.code)
    assert (figure.low, figure.best, figure.high) == ENDS[kind]


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("at least about 1,000", 900, None),
        ("up to almost 1,000", None, 1000),
        ("no more than 1,000", None, 1000),
        ("не более чем 1000", None, 1000),
        ("1,000 or more", 1000, None),
        ("100+", 100, None),
        ("well over several hundred", 100, None),
        ("50,000 (estimated)", 45_000, 55_000),
        ("100 с лишним тысяч", 100_000, None),
    ],
)
def test_hedges_combine(text: str, low: int | None, high: int | None) -> None:
    """Two hedges on one number, and hedges within, on plurals and in brackets all take effect."""
    figure = read_figure(text)
    assert (figure.low, figure.high) == (low, high)


@pytest.mark.parametrize("hedge", ["about ", "an estimated ", "nearly ", "perhaps "])
def test_the_ends_of_a_range_are_as_printed(hedge: str) -> None:
    """A hedge before a range moves neither end."""
    figure = read_figure(f"{hedge}six to nine million")
    assert (figure.low, figure.best, figure.high) == (6_000_000, None, 9_000_000)


@pytest.mark.parametrize("text", ["at least up to 500", "about", "at least or more", "more than"])
def test_hedges_that_cancel_or_have_no_number_are_refused(text: str) -> None:
    """A phrase bounded both ways, or of hedges alone, is no figure."""
    with pytest.raises(FigureError):
        read_figure(text)


@given(st.data())
def test_peeling_takes_nothing_but_hedges(data) -> None:
    """Numbers in a phrase are never taken off, in any language."""
    one = data.draw(st.sampled_from(languages()))
    some = sorted({word for hedge in one.tables["hedges"] for word in hedge} | {"5"})
    words = data.draw(st.lists(st.sampled_from(some)))
    assert peel(words, language(one.code))[1].count("5") == words.count("5")
