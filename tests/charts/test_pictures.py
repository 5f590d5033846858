"""The charts as pictures: each must look as it did when somebody last looked at it."""

from __future__ import annotations

import matplotlib.pyplot as plt
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
pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("_fixed_words")]


@compared
def test_claims(claims: pd.DataFrame, quantity: str) -> Figure:
    """Competing claims look as they did, with arrows, hollow marks and implied bounds."""
    return charts.estimates(claims, quantity, bounds=(487_000, 2_000_000)).figure


@compared
def test_measures(claims: pd.DataFrame) -> Figure:
    """Figures under what is being counted look as they did."""
    return charts.estimates(claims, by="measure").figure


@compared
def test_years(claims: pd.DataFrame, quantity: str) -> Figure:
    """Claims over the years look as they did."""
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


@compared
def test_support(claims: pd.DataFrame, quantity: str) -> Figure:
    """What is stated and what is allowed looks as it did."""
    return charts.support(claims, quantity).figure


@compared
def test_genealogy(claims: pd.DataFrame, quantity: str) -> Figure:
    """Who copied whom looks as it did."""
    rests = {"executions-a": "executions-b", "executions-b": "none", "executions-c": "executions-a"}
    taken = claims.assign(derived_from=claims["claim_id"].map(rests).fillna(""))
    return charts.genealogy(taken, quantity).figure


@compared
def test_map(claims: pd.DataFrame) -> Figure:
    """Figures by place look as they did, with a ring where they differ."""
    rows = claims[claims["measure"].eq("executions") & claims["low"].notna()].head(4)
    at = {"place": ["yaroslavl-oblast", *["chelyabinsk-oblast"] * 2, "kharkov-oblast"],
          "latitude": [57.6, 55.2, 55.2, 50.0], "longitude": [39.9, 61.4, 61.4, 36.2]}  # fmt: skip
    return charts.map(rows.assign(group="all", operation="all", **at)).figure


@compared
def test_claims_on_dark_paper(claims: pd.DataFrame, quantity: str) -> Figure:
    """Competing claims in a dark style look as they did."""
    with plt.style.context("dark_background"):
        return charts.estimates(claims, quantity).figure


@compared
def test_claims_on_a_telephone(claims: pd.DataFrame, quantity: str) -> Figure:
    """Competing claims on a narrow figure look as they did."""
    return charts.estimates(claims, quantity, figsize=(4.0, None)).figure
