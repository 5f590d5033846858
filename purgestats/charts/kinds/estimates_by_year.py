"""How estimates moved: the year in which each claim was made against the values it allows."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FixedFormatter, FixedLocator, MaxNLocator

from purgestats.charts.layout.scale import Scale, scale_for
from purgestats.charts.layout.sheet import Sheet, finish, lay_out, plot_height, plot_width
from purgestats.charts.layout.spread import spread
from purgestats.charts.layout.text import write
from purgestats.charts.layout.text_size import balanced, block_height, block_width, text_width
from purgestats.charts.marks.bounds_band import Bounds, bounds_words, draw_bounds, spans_between
from purgestats.charts.marks.footer import citation, key_of
from purgestats.charts.marks.range import ARROW, draw_span
from purgestats.charts.plotted.claim_rows import span_of, spans_of
from purgestats.charts.plotted.selection import counts_on, in_order
from purgestats.charts.plotted.wording import describe_claims
from purgestats.charts.style import (
    FONT,
    QUIET,
    RULE,
    SHADE,
    SMALL_SIZE,
    WIDTH,
    mark_of,
    tidy,
)
from purgestats.claims.figures.reading import Policy
from purgestats.claims.table.terms import labels_of
from purgestats.claims.vocabulary.quantities import Quantity
from purgestats.words import counted, scope_words, sentence_case

UNDATED = "year not stated"
"""Label of the strip in which claims without a year stand."""

_LEFT = 84.0
_RIGHT = 4.0
_HEIGHT = 230.0
_LEADER = 8.0
_NAME = 104.0
_EDGE = 20.0
_DATED_LEAST = 130.0
_FEWEST_YEARS = 10


@dataclass(frozen=True)
class Columns:
    """Where claims stand from left to right, in years, with the undated ones in a strip at the end.

    Parameters
    ----------
    rows : pandas.DataFrame
        The claims from left to right.
    names : list of list of str
        The claimant of each, broken into lines.
    places : list of float
        Where each stands, in years; claims of one year stand side by side.
    limits : tuple of float
        Where the axis begins and ends, in years.
    strip : float
        Where the strip begins, in years; the end of the axis if there is none.
    year : float
        Width of a year in points.
    """

    rows: pd.DataFrame
    names: list[list[str]]
    places: list[float]
    limits: tuple[float, float]
    strip: float
    year: float


def draw_years(
    rows: pd.DataFrame,
    quantity: str | Quantity | None,
    bounds: Bounds | None,
    reading: str | Policy,
    ax: Axes | None,
) -> Axes:
    """Draw the claims on one quantity as upright ranges over the years in which they were made.

    Parameters
    ----------
    rows : pandas.DataFrame
        Made by `claim_rows.prepare`.
    quantity : str, Quantity or None
        The quantity.
    bounds : tuple of float or None
        Implied bounds, drawn as a band behind.
    reading : str or policy
        Named in the footer.
    ax : matplotlib.axes.Axes or None
        Axes to draw on.

    Returns
    -------
    matplotlib.axes.Axes
        The chart.
    """
    chosen, found = counts_on(rows, quantity)
    columns, width = _columns(in_order(found), ax)
    found = columns.rows
    spans = [*spans_of(found), *spans_between(bounds)]
    scale = scale_for(spans, plot_height(_HEIGHT, ax), before=ARROW + 6, after=ARROW + 6)
    what = scope_words(chosen, labels_of(rows))
    sheet = Sheet(
        title=f"{sentence_case(what)}: figures by year given",
        caption=_caption(found),
        citation=citation(found, reading),
        left=_LEFT,
        right=_RIGHT,
        height=_HEIGHT,
        value_label="Year in which the figure was given",
        key=key_of(list(found["basis"]), list(found["stance"])),
        width=width,
        lane=_LEADER + 8 + max(block_width(name, SMALL_SIZE) for name in columns.names),
    )
    ax = lay_out(sheet, ax)
    _dress(ax, scale, columns)
    unit = scale.label(found["unit"].iloc[0])
    ax.set_ylabel(unit, fontsize=SMALL_SIZE, color=QUIET, family=FONT, labelpad=6)
    draw_bounds(ax, bounds, scale, along="y")
    for (_, row), place in zip(found.iterrows(), columns.places, strict=True):
        mark = mark_of(row["basis"])
        draw_span(ax, span_of(row), place, mark, scale, hollow=bool(row["hollow"]), along="y")
    _write_names(ax, columns, scale)
    description = f"{describe_claims(sheet.title, found)}{bounds_words(bounds)}"
    return finish(ax, sheet, description, found)


def _caption(found: pd.DataFrame) -> str:
    undated = int(found["year"].isna().sum())
    text = f"{counted(len(found), 'published figure')}, each with the range of values it allows."
    if undated:
        text += f" For {undated} the source gives no year."
    return text


def _columns(found: pd.DataFrame, ax: Axes | None) -> tuple[Columns, float]:
    """Return the columns and the width of a sheet on which they have room."""
    dated = found.loc[found["year"].notna()].sort_values("year", kind="stable")
    undated = found.loc[found["year"].isna()]
    names = [balanced(who, _NAME, SMALL_SIZE) for who in [*dated["who"], *undated["who"]]]
    sizes = [_across(lines) for lines in names]
    strip = sum(sizes[len(dated) :]) + _EDGE / 2 if len(undated) else 0.0
    strip = max(strip, text_width(UNDATED, SMALL_SIZE) + 12 if len(undated) else 0.0)
    least = max(_DATED_LEAST, sum(sizes[: len(dated)]) + 2 * _EDGE) if len(dated) else 0.0
    own = plot_width(_LEFT, _RIGHT, ax=ax)
    wider = max(0.0, strip + least - own) if ax is None else 0.0
    length = own + wider
    strip = min(strip, length / 2) if len(dated) else strip
    years = [float(year) for year in dated["year"]] or [0.0]
    missing = max(0.0, _FEWEST_YEARS - (years[-1] - years[0])) / 2
    first, last = years[0] - missing, years[-1] + missing
    year = (length - strip - 2 * _EDGE) / (last - first) if len(dated) else 1.0
    begin, end = (first - _EDGE / year, last + _EDGE / year) if len(dated) else (0.0, 0.0)
    finish = begin + length / year
    in_strip = _in_strip(end, finish, sizes[len(dated) :])
    places = [*_side_by_side(list(dated["year"]), year), *in_strip]
    rows = pd.concat([dated, undated])
    return Columns(rows, names, places, (begin, finish), end, year), WIDTH + wider


def _across(lines: list[str]) -> float:
    """Return the width of an upright name, in points."""
    return block_height(len(lines), SMALL_SIZE) + 4


def _in_strip(begin: float, end: float, sizes: list[float]) -> list[float]:
    """Share out the strip among its claims by the width of their names."""
    unit = (end - begin) / sum(sizes) if sizes else 0.0
    return [begin + unit * (sum(sizes[:n]) + size / 2) for n, size in enumerate(sizes)]


def _side_by_side(years: list[float], width: float) -> list[float]:
    """Move claims of one year apart, all of them within that year."""
    moved = []
    for n, year in enumerate(years):
        others = years.count(year) - 1
        step = min(9.0 / width, 0.8 / others) if others else 0.0
        moved.append(year + step * (years[:n].count(year) - others / 2))
    return moved


def _dress(ax: Axes, scale: Scale, columns: Columns) -> None:
    scale.dress(ax, "y")
    tidy(ax, along="y")
    begin, end = columns.limits
    ax.set_xlim(begin, end)
    years = [year for year in columns.rows["year"] if year == year]
    ticks: list[float] = []
    if years:
        bins = max(1, int((columns.strip - begin) * columns.year / 45))
        locator = MaxNLocator(nbins=bins, integer=True, steps=[1, 2, 5, 10])
        ticks = [t for t in locator.tick_values(begin, columns.strip) if begin <= t < columns.strip]
    words = [f"{tick:.0f}" for tick in ticks]
    if columns.strip < end:
        ax.axvspan(columns.strip, end, color=SHADE, zorder=0, linewidth=0)
        ticks.append((columns.strip + end) / 2)
        words.append(UNDATED)
    ax.xaxis.set_major_locator(FixedLocator(ticks))
    ax.xaxis.set_major_formatter(FixedFormatter(words))


def _write_names(ax: Axes, columns: Columns, scale: Scale) -> None:
    """Write the claimants upright above the plotting area, moved apart where marks stand close."""
    begin, end = columns.limits
    points = [(place - begin) * columns.year for place in columns.places]
    sizes = [_across(lines) for lines in columns.names]
    moved = spread(points, sizes, 0, (end - begin) * columns.year)
    spans = [scale.drawable(span) for span in spans_of(columns.rows)]
    for lines, span, place, point, target in zip(
        columns.names, spans, columns.places, points, moved, strict=True
    ):
        top = max(span.known, default=scale.low)
        ax.plot([place, place], [top, scale.high], color=RULE, linewidth=0.7, zorder=1)
        ax.annotate(
            "",
            (place, 1),
            (target - point, _LEADER),
            xycoords=("data", "axes fraction"),
            textcoords="offset points",
            annotation_clip=False,
            arrowprops={
                "arrowstyle": "-",
                "color": RULE,
                "linewidth": 0.7,
                "shrinkA": 0,
                "shrinkB": 0,
            },
        )
        write(
            ax,
            lines,
            (place, 1),
            (target - point, _LEADER + 2),
            frame=("data", "axes fraction"),
            rotation=90,
            ha="center",
            va="bottom",
        )
