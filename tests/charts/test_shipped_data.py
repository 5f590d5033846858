"""The charts on the data that come with the package, whatever they hold at the time."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from functools import cache

import drawn
import matplotlib.pyplot as plt
import pandas as pd
import pytest
from matplotlib.axes import Axes

import purgestats as ps
from purgestats import charts
from purgestats.charts.layout.page import Frame

pytestmark = pytest.mark.slow

EXECUTIONS = "executions|all|all|ussr|1937/1938"
DRAWN: dict[str, Callable[..., Axes]] = {
    "claims": lambda **frame: charts.estimates(ps.load(), EXECUTIONS, **frame),
    "measures": lambda **frame: charts.estimates(ps.load(), by="measure", **frame),
    "years": lambda **frame: charts.estimates(ps.load(), EXECUTIONS, by="year", **frame),
    "ranks": lambda **frame: charts.ranks(ps.load(), **frame),
    "operations": lambda **frame: charts.operations(ps.load(), **frame),
    "overrepresentation": lambda **frame: charts.overrepresentation(ps.load(), **frame),
    "timeline": lambda **frame: charts.timeline(ps.events(), **frame),
    "implied": lambda **frame: charts.estimates(
        ps.load("executions"), EXECUTIONS, bounds=small(), **frame
    ),
    "lenses": lambda **frame: charts.lenses(small(), EXECUTIONS, **frame),
    "disagreements": lambda **frame: charts.disagreements(small(), **frame),
    "conflicts": lambda **frame: charts.conflicts(small(), **frame),
    "bounds": lambda **frame: charts.bounds(small(), **frame),
    "map": lambda **frame: charts.map(ps.load(), "initial-limits-second", **frame),
    "series": lambda **frame: charts.series(registers(), "convictions", by="group", **frame),
    "sensitivity": lambda **frame: charts.sensitivity(small(), EXECUTIONS, by="origin", **frame),
    "genealogy": lambda **frame: charts.genealogy(ps.load(), EXECUTIONS, **frame),
    "support": lambda **frame: charts.support(ps.load(), EXECUTIONS, **frame),
    "composition": lambda **frame: charts.composition(small(), EXECUTIONS, **frame),
}


@cache
def registers() -> pd.DataFrame:
    """The figures of two registers, year by year."""
    claims = ps.load()
    return claims[claims["claimant"].isin(["mvd-register", "kgb-register"])]


@cache
def small() -> ps.Ledger:
    """A part of our claims whose ledger is worked out in no time."""
    claims = ps.load()
    topics = pd.concat([ps.load("executions"), ps.load("arrests")])
    article = claims["source"] == "wikipedia-great-purge"
    return ps.Ledger(claims[article & claims["claim_id"].isin(topics["claim_id"])])


each_chart = pytest.mark.parametrize("draw", DRAWN.values(), ids=DRAWN)
WAYS: dict[str, Frame] = {"page": {}, "telephone": {"figsize": (4.06, None)}}


@pytest.mark.parametrize("way", WAYS)
@each_chart
def test_no_text_covers_another_or_leaves_the_sheet(draw: Callable[..., Axes], way: str) -> None:
    """On a page and on a telephone no two texts overlap, all lie within, and nothing warns.

    Each row drawn has a label and a source, and is drawn once.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        ax = draw(**WAYS[way])
        assert drawn.overlapping(ax) == []
    assert drawn.outside(ax) == []
    rows = charts.rows(ax)
    key = "claim_id" if "claim_id" in rows else "event_id"
    assert rows.loc[rows[key] != "", key].is_unique
    assert (rows[["label", "source"]] != "").all(axis=None)


@each_chart
def test_a_chart_stays_within_the_users_axes(draw: Callable[..., Axes]) -> None:
    """Beside another plot, in constrained layout, all texts stay within the place of the axes."""
    _, axes = plt.subplots(1, 2, figsize=(15, 7), layout="constrained")
    assert draw(ax=axes[0]) is axes[0]
    assert drawn.outside(axes[0]) == []
    assert drawn.overlapping(axes[0]) == []


def test_every_count_of_what_happened_to_all_is_in_the_one_chart() -> None:
    """The chart of what is being counted leaves out no claim on its scope."""
    claims = ps.load()
    top = (claims["group"] == "all") & (claims["operation"] == "all") & (claims["place"] == "ussr")
    from purgestats.charts.kinds.estimates import MEASURES

    counts = claims["unit"].eq("persons") & claims["measure"].isin(MEASURES)
    expected = claims[top & counts & claims["period"].eq("1937/1938")]
    rows = charts.rows(charts.estimates(claims, by="measure"))
    assert sorted(rows["claim_id"]) == sorted(expected["claim_id"])
