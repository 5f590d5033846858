"""Charts of figures that belong together in pairs: what must hold of each."""

from __future__ import annotations

import warnings
from collections.abc import Callable

import drawn
import matplotlib as mpl
import pandas as pd
import pytest
from matplotlib.axes import Axes

import purgestats as ps
from purgestats import charts

DRAWN = {
    charts.ranks: [
        "marshals-removed", "marshals-strength", "commanders-removed", "commanders-strength",
        "divisions-removed", "divisions-strength",
    ],
    charts.operations: [
        "kulak-arrests", "kulak-executions", "arrests-b", "executions-b", "arrests-a",
        "executions-a",
    ],
    charts.overrepresentation: ["poles-population", "poles-executed-share", "poles-executed"],
}  # fmt: skip
each_chart = pytest.mark.parametrize("draw", DRAWN, ids=lambda draw: draw.__name__)
Draw = Callable[..., Axes]


@pytest.mark.slow
@each_chart
def test_the_claims_that_belong_are_drawn_once(claims: pd.DataFrame, draw: Draw) -> None:
    """Each chart draws the claims that have a counterpart, each once, and no others."""
    assert charts.rows(draw(claims))["claim_id"].tolist() == DRAWN[draw]


@pytest.mark.slow
@each_chart
def test_a_ledger_stands_for_its_claims(claims: pd.DataFrame, draw: Draw) -> None:
    """Of a ledger the same rows are drawn as of its claims, under its reading."""
    ledger = ps.Ledger(claims, reading="generous")
    ax = draw(ledger)
    rows, own = charts.rows(ax), charts.rows(draw(ledger.claims, reading="generous"))
    pd.testing.assert_frame_equal(rows, own)
    assert "Reading: generous" in drawn.words(ax)


@pytest.mark.slow
@each_chart
def test_the_order_of_the_table_plays_no_part(claims: pd.DataFrame, draw: Draw) -> None:
    """The same claims in another order make the same rows."""
    rows = charts.rows(draw(claims.sample(frac=1, random_state=3)))
    assert rows["claim_id"].tolist() == DRAWN[draw]


@pytest.mark.slow
@each_chart
def test_nothing_is_changed_and_nothing_warns(claims: pd.DataFrame, draw: Draw) -> None:
    """Claims and settings stay as they are, and no warning reaches the user."""
    before, settings = claims.copy(deep=True), dict(mpl.rcParams)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        draw(claims).figure.canvas.draw()
    pd.testing.assert_frame_equal(claims, before)
    assert dict(mpl.rcParams) == settings


@each_chart
def test_the_description_names_every_claimant_and_value(claims: pd.DataFrame, draw: Draw) -> None:
    """The text for those who do not see the chart repeats its title and its numbers."""
    ax = draw(claims)
    text = charts.alt_text(ax)
    assert drawn.title_of(ax) in text
    expected = {
        charts.ranks: ["Marshals of the Soviet Union: 3 of 5", "154 of 186"],
        charts.operations: ["380,000 of 600,000 (Author B)", "700,000 of 2,000,000 (Author A)"],
        charts.overrepresentation: [
            "Of the population: 0.4 % (Author A)",
            "Author A: at least 85,000",
        ],
    }[draw]
    assert all(words in text for words in expected)


@each_chart
def test_claims_without_counterpart_are_refused(claims: pd.DataFrame, draw: Draw) -> None:
    """Where no claim has its counterpart, the error says what both must be."""
    alone = claims[claims["claim_id"].isin(["marshals-removed", "arrests-a", "poles-population"])]
    with pytest.raises(ps.UnknownQuantity, match="both"):
        draw(alone)
