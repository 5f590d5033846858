"""The charts on the data that come with the package, whatever they hold at the time."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from functools import cache
from itertools import combinations

import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.text import Text

import purgestats as ps
from purgestats import charts

pytestmark = pytest.mark.slow

EXECUTIONS = "executions|all|all|ussr|1937/1938"
DRAWN: dict[str, Callable[[], Axes]] = {
    "claims": lambda: charts.estimates(ps.load(), EXECUTIONS),
    "measures": lambda: charts.estimates(ps.load(), by="measure"),
    "years": lambda: charts.estimates(ps.load(), EXECUTIONS, by="year"),
    "ranks": lambda: charts.ranks(ps.load()),
    "operations": lambda: charts.operations(ps.load()),
    "overrepresentation": lambda: charts.overrepresentation(ps.load()),
    "timeline": lambda: charts.timeline(ps.events()),
    "implied": lambda: charts.estimates(ps.load("executions"), EXECUTIONS, bounds=small()),
    "conflicts": lambda: charts.conflicts(small()),
    "bounds": lambda: charts.bounds(small()),
    "composition": lambda: charts.composition(small(), EXECUTIONS),
}


@cache
def small() -> ps.Ledger:
    """A part of our claims whose ledger is worked out in no time."""
    claims = ps.load()
    topics = pd.concat([ps.load("executions"), ps.load("arrests")])
    article = claims["source"] == "wikipedia-great-purge"
    return ps.Ledger(claims[article & claims["claim_id"].isin(topics["claim_id"])])


each_chart = pytest.mark.parametrize("draw", DRAWN.values(), ids=DRAWN)


def _labels(ax: Axes) -> list[Text]:
    ticks = [label for axis in (ax.xaxis, ax.yaxis) for label in axis.get_ticklabels()]
    headings = [ax.title, ax._left_title, ax.xaxis.label, ax.yaxis.label]
    return [text for text in [*ax.texts, *ticks, *headings] if text.get_text().strip()]


@each_chart
def test_no_label_covers_another_or_leaves_the_sheet(draw: Callable[[], Axes]) -> None:
    """As drawn in a notebook, no two texts overlap and all lie within the figure."""
    ax = draw()
    figure = ax.figure
    figure.canvas.draw()
    boxes = [(text.get_text(), text.get_window_extent().padded(-2)) for text in _labels(ax)]
    covered = [(a, b) for (a, one), (b, two) in combinations(boxes, 2) if one.overlaps(two)]
    outside = [
        name for name, box in boxes
        if box.x0 < 0 or box.y0 < 0 or box.x1 > figure.bbox.x1 or box.y1 > figure.bbox.y1
    ]  # fmt: skip
    assert covered == []
    assert outside == []


@each_chart
def test_nothing_warns(draw: Callable[[], Axes]) -> None:
    """Drawing our own data gives no warning of any kind."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        draw().figure.canvas.draw()


@each_chart
def test_every_row_is_named_and_sourced(draw: Callable[[], Axes]) -> None:
    """Each row drawn has a label and a source, and is drawn once."""
    rows = charts.rows(draw())
    key = "claim_id" if "claim_id" in rows else "event_id"
    assert rows.loc[rows[key] != "", key].is_unique
    assert (rows[["label", "source"]] != "").all(axis=None)


def test_every_count_of_what_happened_to_all_is_in_the_one_chart() -> None:
    """The chart of what is being counted leaves out no claim on its scope."""
    claims = ps.load()
    top = (claims["group"] == "all") & (claims["operation"] == "all") & (claims["place"] == "ussr")
    from purgestats.charts.kinds.estimates_by_measure import MEASURES

    counts = claims["unit"].eq("persons") & claims["measure"].isin(MEASURES)
    expected = claims[top & counts & claims["period"].eq("1937/1938")]
    rows = charts.rows(charts.estimates(claims, by="measure"))
    assert sorted(rows["claim_id"]) == sorted(expected["claim_id"])
