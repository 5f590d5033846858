"""`genealogy`: each figure below the figures that it rests on."""

from __future__ import annotations

from collections.abc import Callable

import drawn
import numpy as np
import pandas as pd
import pytest

from purgestats import charts
from purgestats.errors import UnknownQuantity

TOTAL = "executions|all|all|ussr|1937/1938"
FIRST, SECOND = "executions|all|all|ussr|1937", "executions|all|all|ussr|1938"


@pytest.fixture
def handed_on(figures: Callable[..., pd.DataFrame]) -> pd.DataFrame:
    """Two years, their sum, a copy of it, a count of its own, and one of which nothing is said."""
    frame = figures(
        (FIRST, 300), (SECOND, 400), (TOTAL, 700), (TOTAL, 701), (TOTAL, 650), (TOTAL, 9)
    )
    return frame.assign(
        claimant=[f"Author {letter}" for letter in "ABCDEF"],
        claim_id=list("abcdef"),
        derived_from=["none", "none", "a;b", "c", "none", ""],
    )


def places(ax: object) -> dict[str, tuple[float, float]]:
    """Where each mark stands: its hand and its row, by the figure's value in the table."""
    marks = drawn.marks(ax)
    ids = charts.rows(ax)["claim_id"]
    by_row = sorted(marks, key=lambda mark: mark.get_ydata()[0])
    return {
        one: (float(mark.get_xdata()[0]), float(mark.get_ydata()[0]))
        for one, mark in zip(ids, by_row, strict=True)
    }


@pytest.mark.slow
def test_what_was_taken_over_stands_below_and_a_step_to_the_right(handed_on: pd.DataFrame) -> None:
    """A sum is at the second hand, its copy at the third, each below all that it rests on."""
    at = places(charts.genealogy(handed_on, TOTAL))
    assert {one: hand for one, (hand, _) in at.items()} == {
        "a": 1, "b": 1, "c": 2, "d": 3, "e": 1, "f": 0,
    }  # fmt: skip
    rows = {one: row for one, (_, row) in at.items()}
    assert max(rows["a"], rows["b"]) < rows["c"] < rows["d"] < rows["e"] < rows["f"]


def test_a_line_joins_a_figure_to_each_that_it_rests_on(handed_on: pd.DataFrame) -> None:
    """Three lines, from mark to mark, and none for figures that stand alone."""
    ax = charts.genealogy(handed_on, TOTAL)
    at = places(ax)
    joined = {
        (line.get_xdata()[0], line.get_ydata()[0], line.get_xdata()[-1], line.get_ydata()[-1])
        for line in ax.lines
        if len(np.atleast_1d(line.get_xdata())) == 4
    }
    assert joined == {(*at["a"], *at["c"]), (*at["b"], *at["c"]), (*at["c"], *at["d"])}


def test_only_figures_on_the_quantity_and_what_they_rest_on_are_drawn(
    handed_on: pd.DataFrame,
) -> None:
    """A year on which the total does not rest is left out; the title counts the total's figures."""
    alone = handed_on.assign(derived_from=["none", "none", "a", "c", "none", ""])
    ax = charts.genealogy(alone, TOTAL)
    assert set(charts.rows(ax)["claim_id"]) == set("acdef")
    assert "4 figures" in drawn.title_of(ax)
    assert "(1937)" in drawn.words(ax)


def test_counts_are_those_of_figures_that_somebody_vouches_for(handed_on: pd.DataFrame) -> None:
    """A figure that is rejected is drawn, and no count stands behind it."""
    rejected = handed_on.assign(stance=["asserts"] * 5 + ["rejects"])
    told = drawn.title_of(charts.genealogy(rejected, TOTAL))
    assert told.endswith(
        "4 figures; behind those vouched for, at least 1, at most 2 independent counts"
    )


def test_the_description_says_what_rests_on_what(handed_on: pd.DataFrame) -> None:
    """Who does not see the lines reads them."""
    told = charts.alt_text(charts.genealogy(handed_on, TOTAL))
    assert "Author D (701) rests on Author C (700)" in told
    assert "Author F (9)" in told.split("on no other figure here: ")[1]


def test_figures_that_rest_on_each_other_are_still_drawn(handed_on: pd.DataFrame) -> None:
    """A ring in somebody's table is cut at one place."""
    ring = handed_on.assign(derived_from=["none", "none", "d", "c", "none", ""])
    ax = charts.genealogy(ring, TOTAL)
    at = places(ax)
    assert sorted((at["c"][0], at["d"][0])) == [1, 2]
    alone, _, ringed = charts.alt_text(ax).partition("; on what rests on it: ")
    assert ringed.count("Author") == 1
    assert ringed.rstrip(".") not in alone.split("on no other figure here: ")[1]


def test_a_quantity_that_nobody_counts_is_refused(handed_on: pd.DataFrame) -> None:
    """As with every chart of one quantity."""
    with pytest.raises(UnknownQuantity):
        charts.genealogy(handed_on, "arrests|all|all|ussr|1937")
