"""The charts as pictures: each must look as it did when somebody last looked at it."""

from __future__ import annotations

import pandas as pd
import pytest
from matplotlib.figure import Figure

import purgestats as ps
from purgestats import charts

compared = pytest.mark.mpl_image_compare(
    baseline_dir="baseline",
    style="default",
    backend="agg",
    # One mark six percent out of place in `test_claims` makes 3.0; the same drawing makes 0.
    tolerance=2,
    savefig_kwargs={"dpi": 80},
    deterministic=True,
)
pytestmark = pytest.mark.usefixtures("_fixed_words")


@compared
def test_claims(claims: pd.DataFrame, quantity: str) -> Figure:
    """Competing claims look as they did, with arrows, hollow marks and implied bounds."""
    return charts.estimates(claims, quantity, bounds=(487_000, 2_000_000)).figure


@compared
def test_measures(claims: pd.DataFrame) -> Figure:
    """The bands of what is being counted look as they did."""
    return charts.estimates(claims, by="measure").figure


@compared
def test_years(claims: pd.DataFrame, quantity: str) -> Figure:
    """Claims over the years look as they did, with the strip of those without a year."""
    return charts.estimates(claims, quantity, by="year").figure


@compared
def test_ranks(claims: pd.DataFrame) -> Figure:
    """Losses by rank look as they did."""
    return charts.ranks(claims).figure


@compared
def test_operations(claims: pd.DataFrame) -> Figure:
    """Arrested against executed looks as it did."""
    return charts.operations(claims).figure


@compared
def test_overrepresentation(claims: pd.DataFrame) -> Figure:
    """The two shares of a group look as they did."""
    return charts.overrepresentation(claims).figure


@compared
def test_timeline(events: pd.DataFrame) -> Figure:
    """Phases and events look as they did."""
    return charts.timeline(events).figure


@compared
def test_claims_with_a_ledger(claims: pd.DataFrame, quantity: str) -> Figure:
    """Competing claims over the band that a ledger implies look as they did."""
    return charts.estimates(claims, quantity, bounds=ps.Ledger(claims)).figure


@compared
def test_conflicts(claims: pd.DataFrame) -> Figure:
    """Figures against the conflicts they are in look as they did."""
    return charts.conflicts(ps.Ledger(claims)).figure


@compared
def test_bounds(claims: pd.DataFrame) -> Figure:
    """Claimed against implied looks as it did."""
    return charts.bounds(ps.Ledger(claims)).figure


@compared
def test_composition(claims: pd.DataFrame) -> Figure:
    """What makes up a total looks as it did, with what is not itemised."""
    return charts.composition(claims, "deaths|all|all|ussr|1937/1938", along="measure").figure


@compared
def test_series(registers: pd.DataFrame) -> Figure:
    """Two registers and their distance look as they did."""
    return charts.series(registers).figure
