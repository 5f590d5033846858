"""Registers year by year, and where two of them part."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.ticker import FixedFormatter, FixedLocator, MaxNLocator

from purgestats.charts.layout.scale import Scale, scale_for
from purgestats.charts.layout.sheet import Sheet, finish, lay_out, plot_height, plot_width
from purgestats.charts.marks.footer import citation, key_of
from purgestats.charts.marks.gap_panel import PANEL, draw_gaps
from purgestats.charts.marks.range import ARROW, draw_span
from purgestats.charts.plotted.claim_rows import labelled, prepare, span_of, spans_of
from purgestats.charts.plotted.inputs import Given, ledger_of, rows_in
from purgestats.charts.plotted.series import Series, gaps, series_of
from purgestats.charts.style import (
    FONT,
    QUIET,
    SMALL_SIZE,
    house_style,
    mark_of,
    tidy,
)
from purgestats.claims.figures.reading import Policy
from purgestats.claims.table.terms import labels_of
from purgestats.words import Labels, counted, number, period_words, sentence_case

# The first is broad and pale, so that a later one that runs on top of it leaves both visible.
STROKES: tuple[dict[str, Any], ...] = (
    {"color": "#a9bfce", "linewidth": 4.0, "linestyle": "-"},
    {"color": "#222222", "linewidth": 1.3, "linestyle": "-"},
    {"color": "#34536b", "linewidth": 1.5, "linestyle": (0, (5, 2))},
    {"color": "#6b6b6b", "linewidth": 1.5, "linestyle": (0, (1, 1.5))},
    {"color": "#8a5a33", "linewidth": 1.5, "linestyle": (0, (6, 2, 1, 2))},
)

_LEFT = 78.0
_RIGHT = 6.0
_HEIGHT = 210.0
_MARK = 5.0
_MARGIN = 0.7


def series(
    claims: Given,
    measure: str | None = None,
    *,
    by: str = "claimant",
    group: str = "all",
    operation: str = "all",
    place: str = "ussr",
    log: bool | None = None,
    reading: str | Policy = "printed",
    ax: Axes | None = None,
) -> Axes:
    """Draw figures year by year, one line a register, and how far two of them lie apart.

    Figures for a calendar year or as of a day are drawn; others, such as totals over many years,
    are not. A line joins years that follow each other and breaks where a year has no figure, or
    several that differ. Of two series, a panel below shows the distance between their ranges in
    each year; nothing is averaged or filled in.

    At most five series are drawn, those with most years; a single year is no series unless there
    is nothing else.

    Parameters
    ----------
    claims : pandas.DataFrame, Ledger or Reconciliation
        A claims table, which is not changed, or a ledger.
    measure : str, optional
        What is counted; may be left out if the yearly figures count one thing only.
    by : {"claimant", "source", "group", "operation", "place"}
        What sets the series apart.
    group, operation, place : str
        Of whom and where; the one that sets the series apart plays no part.
    log : bool, optional
        Whether the axis is logarithmic; by default where values lie far apart. Its label says so.
    reading : str or policy
        How printed figures become ranges; a ledger brings its own.
    ax : matplotlib.axes.Axes, optional
        Axes to draw on, left at their size; a new figure, as large as it needs, by default.

    Returns
    -------
    matplotlib.axes.Axes
        The chart; `rows`, `alt_text` and `save` take it. Its rows have a column ``gap``: by how
        much the second series is higher than the first in that year.

    Raises
    ------
    UnknownQuantity
        If there are no yearly figures.
    InvalidChoice
        If `by` is none of the five, or a measure must be named.
    PurgestatsError
        If the table lacks a column or a value is no number.

    Examples
    --------
    >>> import pandas as pd
    >>> import purgestats as ps
    >>> years = pd.DataFrame({"period": ["1936", "1937"], "low": [5, 7], "best": [5, 7]})
    >>> scope = dict(measure="convictions", group="all", operation="all", place="ussr")
    >>> register = years.assign(**scope, high=years["low"], claimant="A register", source="a box")
    >>> ax = ps.charts.series(register)
    >>> ax.get_title(loc="left")
    'Convicted, Soviet Union, by year'
    """
    if isinstance(claims, pd.DataFrame):
        rows = prepare(claims, reading)
    else:
        rows, reading = rows_in(ledger_of(claims)), ledger_of(claims).reading_policy
    scope = {"group": group, "operation": operation, "place": place}
    chosen, found, left_out = series_of(rows, measure, by, scope)
    apart = gaps(*found) if len(found) == 2 else {}
    table = _table(found, apart)
    length, across = plot_height(_HEIGHT, ax), plot_width(_LEFT, _RIGHT, ax=ax)
    scale = scale_for(spans_of(table), length, before=ARROW, after=ARROW / 2, log=log)
    sheet = Sheet(
        title=f"{_title(chosen, scope, by, labels_of(rows))}, by year",
        caption=_caption(found, apart, left_out),
        citation=citation(table, reading),
        left=_LEFT,
        right=_RIGHT,
        height=_HEIGHT,
        key=[*_names(found), *key_of(list(table["basis"]), list(table["stance"]), lines=False)],
        under=PANEL if apart else 0.0,
    )
    with house_style():
        ax = lay_out(sheet, ax)
        unit = scale.label(table["unit"].iloc[0])
        ax.set_ylabel(unit, fontsize=SMALL_SIZE, color=QUIET, family=FONT, labelpad=6)
        _dress(ax, found, scale, across)
        for one, stroke in zip(found, STROKES, strict=False):
            _draw(ax, one, stroke, scale)
        if apart:
            draw_gaps(ax, apart, length, across)
    description = f"Chart: {sheet.title}. {_told(found, apart)}"
    return finish(ax, sheet, description, table, "gap")


def _table(found: Sequence[Series], apart: dict[float, float | None]) -> pd.DataFrame:
    """Return the claims of all series, those of the second with their distance from the first."""
    table = labelled(
        (row, f"{one.label}, {period_words(row['period'])}")
        for one in found
        for _, row in one.rows.iterrows()
    )
    second = found[1] if apart else None
    gap = pd.Series(math.nan, index=table.index)
    if second is not None:
        for year, place in zip(second.years, second.rows.index, strict=True):
            value = apart.get(year)
            gap[place] = math.nan if value is None else value
    return table.assign(gap=gap)


def _names(found: Sequence[Series]) -> list[Line2D]:
    """Return handles for the key that name the series."""
    return [
        Line2D([], [], **stroke, label=one.label)
        for one, stroke in zip(found, STROKES, strict=False)
    ]


def _title(measure: str, scope: dict[str, str], by: str, labels: Labels) -> str:
    words = [labels.term("measure", measure)]
    for name, top in (("group", "all"), ("operation", "all"), ("place", "")):
        if name != by and scope[name] != top:
            words.append(labels.term(name, scope[name]))
    return sentence_case(", ".join(words))


def _caption(found: Sequence[Series], apart: dict[float, float | None], left_out: int) -> str:
    parts = [
        "A mark is a figure for one year, or as of one day; a line breaks where there is none."
    ]
    if apart:
        first, second = (one.label for one in found)
        parts.append(
            f"Below: {second}, less {first}. A dot on the line of zero means that the two agree."
        )
    if left_out:
        parts.append(f"Not drawn: {left_out} more with fewer years.")
    return " ".join(parts)


def _dress(ax: Axes, found: Sequence[Series], scale: Scale, across: float) -> None:
    scale.dress(ax, "y")
    tidy(ax, along="y")
    years = [year for one in found for year in one.years]
    ax.set_xlim(min(years) - _MARGIN, max(years) + _MARGIN)
    bins = max(1, int(across / 45))
    ticks = MaxNLocator(nbins=bins, integer=True, steps=[1, 2, 5, 10]).tick_values(
        min(years), max(years)
    )
    inside = [float(t) for t in ticks if min(years) <= t <= max(years)] or [min(years)]
    ax.xaxis.set_major_locator(FixedLocator(inside))
    ax.xaxis.set_major_formatter(FixedFormatter([f"{t:.0f}" for t in inside]))


def _draw(ax: Axes, one: Series, stroke: dict[str, Any], scale: Scale) -> None:
    for years, values in one.stretches:
        kept = [(y, v) for y, v in zip(years, values, strict=True) if v > 0 or not scale.log]
        ax.plot(*zip(*kept, strict=True), **stroke, solid_capstyle="round", zorder=1.8)
    for year, (_, row) in zip(one.years, one.rows.iterrows(), strict=True):
        mark, hollow = mark_of(row["basis"]), bool(row["hollow"])
        draw_span(ax, span_of(row), year, mark, scale, hollow=hollow, along="y", size=_MARK)


def _told(found: Sequence[Series], apart: dict[float, float | None]) -> str:
    told = [f"It shows {len(found)} series."]
    for one in found:
        years = [math.floor(year) for year in one.years]
        spans = [(span.middle, year) for span, year in zip(spans_of(one.rows), years, strict=True)]
        known = [(value, year) for value, year in spans if not math.isnan(value)]
        words = f"{one.label}: {counted(len(set(years)), 'year')}, {min(years)} to {max(years)}"
        if known:
            (low, first), (high, last) = min(known), max(known)
            words += f"; lowest {number(low)} in {first}, highest {number(high)} in {last}"
        told.append(f"{words}.")
    known_gaps = {year: gap for year, gap in apart.items() if gap is not None}
    if known_gaps:
        agree = sum(gap == 0 for gap in known_gaps.values())
        widest = max(known_gaps, key=lambda year: abs(known_gaps[year]))
        told.append(f"Of the {counted(len(known_gaps), 'figure')} that both give, {agree} agree.")
        if agree < len(known_gaps):
            gap = number(abs(known_gaps[widest]))
            told.append(f"They lie furthest apart in {math.floor(widest)}: {gap}.")
    return " ".join(told)
