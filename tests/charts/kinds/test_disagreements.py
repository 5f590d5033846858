"""`disagreements`: what figures disagree about, by how many persons are in dispute."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import drawn
import pandas as pd
import pytest

import purgestats as ps
from purgestats import charts
from purgestats.charts.kinds.disagreements import MOST_DISAGREEMENTS

pytestmark = pytest.mark.slow

Figures = Callable[..., pd.DataFrame]
SCOPE = "convictions|all|all|ussr"


def _quarrel(figures: Figures, years: range) -> pd.DataFrame:
    """Two claimants who differ in every year, more and more."""
    one = figures(*[(f"{SCOPE}|{year}", 1000) for year in years])
    other = figures(*[(f"{SCOPE}|{year}", 1100 + 50 * (year - years[0])) for year in years],
                    claimant="Author B")  # fmt: skip
    return pd.concat([one, other])


def test_each_disagreement_is_a_bar_with_its_statement(figures: Figures) -> None:
    """Bars are as long as the persons in dispute, in the order of the ledger, told in words."""
    ledger = ps.Ledger(_quarrel(figures, range(1930, 1934)))
    found = ledger.conflicts().disagreements()
    ax = charts.disagreements(ledger)
    assert [bar.get_width() for bar in ax.patches] == pytest.approx([one.persons for one in found])
    rows = charts.rows(ax)
    assert rows["statement"].tolist() == [str(one) for one in found]
    words = drawn.words(ax)
    for one in found:
        assert " ".join(str(one).split()) in words


def test_many_are_cut_and_the_caption_says_so(figures: Figures) -> None:
    """Of twenty the first are drawn, those with most persons in dispute."""
    ax = charts.disagreements(_quarrel(figures, range(1920, 1940)))
    assert len(charts.rows(ax)) == MOST_DISAGREEMENTS
    assert f"Drawn are the first {MOST_DISAGREEMENTS} of 20." in drawn.words(ax)
    assert "20 disagreements" in drawn.title_of(ax)


def test_no_disagreement_is_a_result(figures: Figures) -> None:
    """Where everything can hold, the chart says so and has no rows."""
    ax = charts.disagreements(figures((f"{SCOPE}|1937", 10)))
    assert drawn.title_of(ax).startswith("No disagreement")
    assert charts.rows(ax).empty
    ax.figure.canvas.draw()


def test_what_no_sentence_can_name_is_not_drawn_beside_what_one_can(figures: Figures) -> None:
    """Of nine quantities a statement names eight; alone, such a one is better than none."""
    ledger = ps.Ledger(_quarrel(figures, range(1930, 1932)))
    found = ledger.conflicts().disagreements()
    broad = replace(found[0], quantities=tuple(f"{SCOPE}|{year}" for year in range(1930, 1939)))
    both = replace(found, items=(broad, found[1]))
    assert charts.rows(charts.disagreements(ledger, both))["statement"].tolist() == [str(found[1])]
    alone = replace(found, items=(broad,))
    assert charts.rows(charts.disagreements(ledger, alone))["statement"].tolist() == [str(broad)]
