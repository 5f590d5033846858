"""How estimates moved: the year in which each claim was made against the values it allows."""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby

import pandas as pd
from matplotlib.axes import Axes

from purgestats.charts.layout.page import Page, Sheet
from purgestats.charts.layout.scale import ARROW, Scale, dress_years, scale_for
from purgestats.charts.layout.text import balanced
from purgestats.charts.marks.counts import Count, citation, counts_of, key_of
from purgestats.charts.marks.labels import Box, label_points
from purgestats.charts.marks.range import Bounds, bounds_words, draw_bounds, reach
from purgestats.charts.plotted.claim_rows import (
    counts_on,
    describe_claims,
    headline,
    in_dispute,
    scope_title,
    values_in,
)
from purgestats.charts.record import table_of
from purgestats.charts.style import tidy
from purgestats.claims.figures.reading import Policy
from purgestats.claims.table.terms import labels_of
from purgestats.claims.vocabulary.quantities import Quantity
from purgestats.errors import InvalidChoice
from purgestats.words import counted

_LEFT, _RIGHT, _HEIGHT = 70.0, 8.0, 270.0
_NAME = 108.0
_BESIDE = 7.0
_FEWEST_YEARS = 10


def draw_years(
    page: Page,
    rows: pd.DataFrame,
    quantity: str | Quantity | None,
    bounds: Bounds | None,
    reading: str | Policy,
) -> Axes:
    """Draw the claims on one quantity as upright ranges over the years in which they were made."""
    chosen, every = counts_on(rows, quantity)
    found = every.loc[every["year"].notna()].sort_values("year", kind="stable")
    if found.empty:
        raise InvalidChoice(f"no claim on {chosen} says in which year it was made")
    title = f"{scope_title(chosen, labels_of(rows))}, by the year of the figure: {headline(found)}"
    caption = _caption(found, len(every) - len(found))
    sheet = Sheet(title, caption, citation(found, reading), _LEFT, _RIGHT, key=key_of(found))
    sheet = replace(sheet, value_label="Year in which the figure was given")
    scale = scale_for(values_in(in_dispute(found)), page.up(sheet, _HEIGHT))
    unit = str(found["unit"].iloc[0])
    ax = page.lay_out(replace(sheet, side_label=scale.label(unit)), _HEIGHT)
    scale.dress(ax, "y")
    tidy(ax, along="y")
    across = _years(list(found["year"]), page.across(sheet))
    dress_years(ax, across)
    draw_bounds(ax, bounds, scale, along="y")
    _draw(page, ax, counts_of(found, "year"), across, scale)
    told = f"{describe_claims(title, found)}{bounds_words(bounds)}"
    return page.finish(ax, sheet, told, table_of(found))


def _caption(found: pd.DataFrame, undated: int) -> str:
    text = f"{counted(len(found), 'published figure')}, each with the range of values it allows."
    return text + (f" Not drawn: {undated} for which no year is stated." if undated else "")


def _years(years: list[float], length: float) -> Scale:
    """Return the axis of the years, ten of them at the least."""
    missing = max(0.0, _FEWEST_YEARS - (years[-1] - years[0])) / 2
    first, last = years[0] - missing, years[-1] + missing
    edge = (last - first) * 0.04
    return Scale(first - edge, last + edge, log=False, length=length)


def _draw(page: Page, ax: Axes, counts: list[Count], across: Scale, up: Scale) -> None:
    """Draw ranges, those of one year side by side, and the names beside them."""
    places: list[float] = []
    for year, group in groupby(counts, key=lambda one: float(one.row["year"])):
        alike = len(list(group))
        places += [across.place(year) + _BESIDE * (n - (alike - 1) / 2) for n in range(alike)]
    ranges = [one.range() for one in counts]
    for one, place in zip(ranges, places, strict=True):
        page.tag(one.draw(ax, across.value(place), up, "y"), one.tip, one.claim_id)
    taken, middles = [], []
    for one, place in zip(ranges, places, strict=True):
        low, high = reach(one.span, up)
        taken.append(Box(place - 4, low - 4, place + 4, high + 4))
        middles.append(up.place(one.span.middle))
    points = list(zip(places, middles, strict=True))
    data = [(across.value(x), up.value(y)) for x, y in points]
    texts = [balanced(str(one.row["who"]), _NAME) for one in counts]
    frame = Box(0, 0, across.length + _RIGHT, up.length + ARROW / 4)
    label_points(ax, data, points, texts, taken, frame, distance=8.0)
