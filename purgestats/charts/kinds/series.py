"""Registers year by year, and where two of them part."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Unpack

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

from purgestats.charts.layout.page import Frame, Page, Sheet, axes_below, page
from purgestats.charts.layout.scale import ARROW, Scale, dress_years, scale_for
from purgestats.charts.layout.text import block_height, block_width
from purgestats.charts.marks.counts import citation, key_of, range_of
from purgestats.charts.plotted.claim_rows import Span, labelled, values_in
from purgestats.charts.plotted.inputs import Given, Reading, Terms, on_measure, rows_of
from purgestats.charts.record import COLUMNS
from purgestats.charts.style import FONT, FOOT_SIZE, STROKES, colours, stroke, tidy
from purgestats.claims.table.terms import labels_of
from purgestats.claims.vocabulary.quantities import Period
from purgestats.errors import check_choice
from purgestats.words import Labels, counted, number, period_words, sentence_case, sentences

#: Room for the panel below the plotting area, in points, where there is so much.
PANEL = 144.0

_ABOVE = 14.0
_BAR_WIDTH = 0.62


def draw_gaps(ax: Axes, apart: dict[float, float | None], room: float, across: float) -> None:
    """Draw how far one series is above or below another in each year, from zero."""
    panel, shown = axes_below(ax, _ABOVE, room - _ABOVE), colours()
    tidy(panel, along="y")
    known = {year: gap for year, gap in apart.items() if gap is not None}
    step = min((b - a for a, b in pairwise(sorted(apart))), default=1.0)
    begin, end = ax.get_xlim()
    part = {year: gap for year, gap in known.items() if gap}
    words = [_signed(gap) for gap in part.values()]
    bars = panel.bar(list(part), list(part.values()), _BAR_WIDTH * step, lw=0, zorder=2,
                     color=shown.implied_edge)  # fmt: skip
    low, high = min([0.0, *known.values()]), max([0.0, *known.values()])
    margin = 0.1
    if part and step * across / (end - begin) >= block_height(1, FOOT_SIZE):
        panel.bar_label(bars, words, padding=3, rotation=90, fontsize=FOOT_SIZE, color=shown.ink,
                        family=FONT)  # fmt: skip
        over = (block_width(words, FOOT_SIZE) + 6) / (room - _ABOVE)
        margin = over / max(1 - 2 * over, 0.25)
    edge = margin * ((high - low) or 1.0)
    panel.set(xlim=(begin, end), ylim=(low - edge, high + edge))
    found = MaxNLocator(nbins=3, steps=[1, 2, 5, 10]).tick_values(low, high)
    ticks = sorted({0.0, *(float(tick) for tick in found if low <= tick <= high)})
    panel.set_yticks(ticks, [_signed(tick) for tick in ticks])
    panel.axhline(0, color=shown.quiet, linewidth=0.8, zorder=1.5)
    same = [year for year, gap in known.items() if gap == 0]
    panel.plot(same, [0] * len(same), "o", markersize=3, color=shown.ink, clip_on=False, zorder=3)
    # The years are labelled below the panel instead of between the two.
    panel.xaxis.set_major_locator(ax.xaxis.get_major_locator())
    panel.xaxis.set_major_formatter(ax.xaxis.get_major_formatter())
    panel.spines["bottom"].set_visible(False)
    panel.spines["left"].set_visible(True)
    ax.tick_params(axis="x", labelbottom=False)


def _signed(value: float) -> str:
    return ("+" if value > 0 else "\u2212" if value < 0 else "") + number(abs(value))


#: What may set one series apart from another.
APART_BY = ("claimant", "source", "group", "operation", "place")

#: So many series are drawn at most.
MOST_SERIES = len(STROKES)

_LEFT, _RIGHT, _HEIGHT = 76.0, 6.0, 210.0
_PANEL_SHARE, _LEAST_PANEL = 0.3, 80.0
_MARK = 4.5
_MARGIN = 0.7
_FURTHEST = 1.01


@dataclass(frozen=True)
class Series:
    """The figures of one register, or on one group, in the order of their years.

    The year of a figure as of a date is that date.
    """

    label: str
    rows: pd.DataFrame

    @property
    def years(self) -> list[float]:
        """The year of each."""
        return list(self.rows["at"])

    @property
    def figures(self) -> dict[float, Span | None]:
        """The values at each year or day; None where the series gives several that differ."""
        found: dict[float, Span | None] = {}
        for year, span in zip(self.years, self.rows["span"], strict=True):
            found[year] = span if str(found.get(year, span)) == str(span) else None
        return found

    @property
    def line(self) -> tuple[list[float], list[float]]:
        """Years and middle values, broken over a gap or a year given twice."""
        points: list[tuple[float, float]] = []
        for year, span in self.figures.items():
            if points and year - points[-1][0] > _FURTHEST:
                points.append((points[-1][0], math.nan))
            points.append((year, math.nan if span is None else span.middle))
        return [year for year, _ in points], [value for _, value in points]


def series(
    claims: Given,
    measure: str | None = None,
    *,
    by: str = "claimant",
    group: str = "all",
    operation: str = "all",
    place: str = "ussr",
    log: bool = False,
    reading: Reading = "printed",
    vocabulary: Terms = None,
    **frame: Unpack[Frame],
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
    log : bool
        Whether the axis is logarithmic, which its label then says. On one from zero, lengths can
        be compared.
    reading : str or policy
        How printed figures become ranges; a ledger brings its own.
    vocabulary : str, Path or mapping of str to DataFrame, optional
        Terms of one's own, as for :func:`purgestats.read_claims`.
    **frame
        ``ax``, ``figsize``, ``title``, ``key``, ``footer``: see `purgestats.charts`.

    Returns
    -------
    matplotlib.axes.Axes
        The chart; `rows`, `alt_text`, `save` and `svg` take it. Its rows have a column ``gap``: by
        how much the second series is higher than the first in that year.

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
    >>> scope |= {"claimant": "A register", "source": "a box"}
    >>> register = years.assign(**scope, high=years["low"], claim_id=["a", "b"])
    >>> ax = ps.charts.series(register)
    >>> ax.get_title()
    'Convicted, Soviet Union, by year'
    """
    rows, reading = rows_of(claims, reading, vocabulary)
    scope = {"group": group, "operation": operation, "place": place}
    chosen, found, left_out = series_of(rows, measure, by, scope)
    with page(frame) as at:
        panel = min(PANEL, _PANEL_SHARE * (at.height or math.inf))
        apart = gaps(*found) if len(found) == 2 and panel > _LEAST_PANEL else {}
        table = _table(found, apart)
        names = [Line2D([], [], **stroke(n), label=one.label) for n, one in enumerate(found)]
        title = f"{_title(chosen, scope, by, labels_of(rows))}, by year"
        caption, source = _caption(found, apart, left_out), citation(table, reading)
        key = [*names, *key_of(table, lines=False)]
        unit, below = str(table["unit"].iloc[0]), panel if apart else 0.0
        sheet = Sheet(title, caption, source, _LEFT, _RIGHT, 0.0, below, key, side_label=unit)
        length = at.up(sheet, _HEIGHT)
        scale = scale_for(values_in(table), length, after=ARROW / 2, log=log, from_zero=True)
        ax = at.lay_out(sheet, _HEIGHT)
        years = [year for one in found for year in one.years]
        across = Scale(min(years) - _MARGIN, max(years) + _MARGIN, False, at.across(sheet))
        scale.dress(ax, "y")
        tidy(ax, along="y")
        dress_years(ax, across)
        for n, one in enumerate(found):
            _draw(at, ax, one, stroke(n), scale)
        if apart:
            draw_gaps(ax, apart, panel, across.length)
        told = f"Chart: {sheet.title}. {_told(found, apart)}"
        return at.finish(ax, sheet, told, table, (*COLUMNS, "gap"))


def series_of(
    rows: pd.DataFrame, measure: str | None, by: str, scope: dict[str, str]
) -> tuple[str, list[Series], int]:
    """Put the yearly figures on one measure into series."""
    check_choice(by, APART_BY, "by")
    counts = rows[~rows["is_share"]]
    for name, term in scope.items():
        if name != by:
            counts = counts[counts[name] == term]
    places = pd.Series({n: _year(period) for n, period in counts["period"].items()}, dtype=float)
    counts = counts[places.notna()]
    where = "|".join(term for name, term in scope.items() if name != by)
    where = f"figures by year on {{}} for {where}"
    chosen, counts = on_measure(counts, measure, "yearly figures", where)
    found = [
        Series(_label(group, str(key), by), group.sort_values("at", kind="stable"))
        for key, group in counts.assign(at=places).groupby(by, sort=False)
    ]
    found.sort(key=lambda one: -len(one.figures))
    long = [one for one in found if len(one.figures) > 1] or found
    return chosen, long[:MOST_SERIES], len(found) - len(long[:MOST_SERIES])


def _year(text: str) -> float:
    """Return where a year or a day stands; not-a-number for any other period."""
    period = Period.parse(text)
    if str(period) == str(period.start.year):
        return float(period.start.year)
    if period.days == 1:
        return period.start.year + (period.start.timetuple().tm_yday - 1) / 366
    return math.nan


def _label(rows: pd.DataFrame, key: str, by: str) -> str:
    if by == "claimant":
        return str(rows["name"].iloc[0])
    labels = labels_of(rows)
    return labels.work(key) if by == "source" else sentence_case(labels.term(by, key))


def gaps(one: Series, other: Series) -> dict[float, float | None]:
    """Return how far apart two series are in each year, or on each day, that both give.

    >>> five, seven = (
    ...     pd.DataFrame({"at": [1937.0], "span": [Span(one, one, one)]}) for one in (5.0, 7.0)
    ... )
    >>> gaps(Series("a", five), Series("b", seven))
    {1937.0: 2.0}
    """
    mine, theirs = one.figures, other.figures
    return {year: _gap(mine[year], theirs[year]) for year in sorted(mine.keys() & theirs.keys())}


def _gap(one: Span | None, other: Span | None) -> float | None:
    """Return by how much the second is higher; None where an end is open."""
    if one is None or other is None or math.isnan(one.low + one.high + other.low + other.high):
        return None
    return max(0.0, other.low - one.high) - max(0.0, one.low - other.high)


def _table(found: Sequence[Series], apart: dict[float, float | None]) -> pd.DataFrame:
    """Return the claims of all series, those of the second with their distance from the first."""
    table = labelled(
        (row, f"{one.label}, {period_words(row['period'])}")
        for one in found
        for _, row in one.rows.iterrows()
    )
    second = table.index.isin(found[1].rows.index if apart else [])
    return table.assign(gap=table["at"].map(apart).astype(float).where(second))


def _title(measure: str, scope: dict[str, str], by: str, labels: Labels) -> str:
    tops = {"group": "all", "operation": "all", "place": ""}
    said = [name for name, top in tops.items() if name != by and scope[name] != top]
    words = [labels.term("measure", measure), *(labels.term(name, scope[name]) for name in said)]
    return sentence_case(", ".join(words))


def _caption(found: Sequence[Series], apart: dict[float, float | None], left_out: int) -> str:
    first, second = found[0].label, found[-1].label
    return sentences(
        "A mark is a figure for one year, or as of one day; a line breaks where there is none.",
        f"Below: “{second}” less “{first}”. A dot on the line of zero means that the two agree."
        * bool(apart),
        f"Not drawn: {left_out} more with fewer years." * bool(left_out),
    )


def _draw(page: Page, ax: Axes, one: Series, stroke: dict[str, Any], scale: Scale) -> None:
    years, values = one.line
    places = [value if math.isnan(value) else scale.on(value) for value in values]
    ax.plot(years, places, **stroke, solid_capstyle="round", zorder=1.8)
    for year, (_, row) in zip(one.years, one.rows.iterrows(), strict=True):
        mark = range_of(row, f"{period_words(row['period'])}, {row['figure']}")
        page.tag(mark.draw(ax, year, scale, "y", _MARK), mark.tip, mark.claim_id)


def _told(found: Sequence[Series], apart: dict[float, float | None]) -> str:
    told = [f"It shows {len(found)} series."]
    for one in found:
        years = [math.floor(year) for year in one.years]
        spans = zip(one.rows["span"], years, strict=True)
        known = [(span.middle, year) for span, year in spans if span.known]
        words = f"{one.label}: {counted(len(set(years)), 'year')}, {min(years)} to {max(years)}"
        if known:
            (low, first), (high, last) = min(known), max(known)
            words += f"; lowest {number(low)} in {first}, highest {number(high)} in {last}"
        told.append(f"{words}.")
    gaps_known = {year: gap for year, gap in apart.items() if gap is not None}
    if gaps_known:
        agree = sum(gap == 0 for gap in gaps_known.values())
        widest = max(gaps_known, key=lambda year: abs(gaps_known[year]))
        told.append(f"Of the {counted(len(gaps_known), 'figure')} that both give, {agree} agree.")
        if agree < len(gaps_known):
            gap = number(abs(gaps_known[widest]))
            told.append(f"They lie furthest apart in {math.floor(widest)}: {gap}.")
    return " ".join(told)
