"""What makes up a total, and how much of it is not itemised in these sources."""

from __future__ import annotations

import math
from itertools import accumulate

import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from purgestats.charts.kinds.bounds import LANE, draw_stack
from purgestats.charts.layout.scale import Scale, scale_for
from purgestats.charts.layout.sheet import Sheet, finish, lay_out, plot_width
from purgestats.charts.layout.text import drawable, write
from purgestats.charts.layout.text_size import balanced, block_height, block_width
from purgestats.charts.marks.footer import citation, key_of
from purgestats.charts.marks.range import ARROW
from purgestats.charts.plotted.bounds import Implied, implied_table
from purgestats.charts.plotted.claim_rows import Span, spans_of
from purgestats.charts.plotted.division import NOT_ITEMISED, Division, divide
from purgestats.charts.plotted.inputs import Given, ledger_of, rows_in
from purgestats.charts.style import (
    IMPLIED,
    IMPLIED_EDGE,
    IMPLIED_FIRM,
    QUIET,
    SMALL_SIZE,
    house_style,
    tidy,
)
from purgestats.claims.table.terms import labels_for
from purgestats.claims.vocabulary.quantities import Quantity
from purgestats.ledger.book import Ledger
from purgestats.words import number, scope_words, sentence_case

_LABEL = 130.0
_WORDS = 104.0
_GAP = 8.0
_BAR = 14.0


def composition(
    ledger: Given,
    quantity: str | Quantity,
    *,
    along: str = "operation",
    ax: Axes | None = None,
) -> Axes:
    """Draw what makes up a total, with what is not itemised in these sources.

    Parts are the quantities below the total on which there is a figure and which, by the
    vocabulary, exclude each other: the broadest ones, or for a period those that cover most days.
    What may overlap with them is named in the caption and not added. The length of a bar is what
    all figures together allow (``ledger.bounds``): dark as many as there must be, pale as many as
    there can be. The rest is the total less the parts; nothing else is known of it.

    At most 12 parts have a bar of their own; the smallest of more share one.

    Parameters
    ----------
    ledger : Ledger, Reconciliation or pandas.DataFrame
        A ledger, what `reconcile` returned, or a claims table; figures that nobody asserts are
        left out.
    quantity : str or Quantity
        The total.
    along : {"operation", "group", "place", "measure", "period"}
        Along which dimension to divide it.
    ax : matplotlib.axes.Axes, optional
        Axes to draw on, left at their size; a new figure, as large as it needs, by default.

    Returns
    -------
    matplotlib.axes.Axes
        The chart; `rows`, `alt_text` and `save` take it.

    Raises
    ------
    UnknownQuantity
        If there is no figure on any part, or the total uses an unknown term.
    InvalidChoice
        If the dimension is none of the five, or the measure does not add up along it.
    PurgestatsError
        If it is given something else, or claims that cannot be used.

    Examples
    --------
    >>> import purgestats as ps
    >>> total = "executions|all|all|ussr|1937/1938"
    >>> ax = ps.charts.composition(ps.load("executions"), total)
    >>> ps.charts.rows(ax)["label"].tolist()[-1]
    'not itemised in these sources'
    """
    book = ledger_of(ledger)
    rows = rows_in(book)
    total = Quantity.parse(quantity)
    division = divide(book, rows, total, along)
    bars = division.bars
    names = [balanced(one.label, _LABEL, SMALL_SIZE) for one in bars]
    words = [balanced(_words(one, division.total), _WORDS, SMALL_SIZE) for one in bars]
    left = 10 + block_width([line for lines in names for line in lines], SMALL_SIZE)
    right = 12 + block_width([line for lines in words for line in lines], SMALL_SIZE)
    heights = [_height(*row) for row in zip(bars, names, words, strict=True)]
    scale = _scale(division, plot_width(left, right, ax=ax))
    drawn = rows.loc[[place for one in bars for place in one.claims.index]]
    unit = book.vocabulary.units[total.measure]
    told = scope_words(total, labels_for(book.vocabulary))
    sheet = Sheet(
        title=f"{sentence_case(told)}: what makes up the total",
        caption=_caption(book, division),
        citation=citation(rows if drawn.empty else drawn, book.reading_policy),
        left=left,
        right=right,
        height=sum(heights),
        value_label=scale.label(unit),
        key=_key(division, drawn),
    )
    with house_style():
        ax = lay_out(sheet, ax)
        _draw(ax, division, scale, heights, names, words)
    description = f"Chart: {sheet.title}. {_told(division)}"
    return finish(ax, sheet, description, implied_table(bars, unit), "because")


def _words(one: Implied, total: Implied) -> str:
    """Return the bounds in words, with the share of the total they make."""
    if one.ends == (None, None) or total.low <= 0 or not math.isfinite(one.high) or one is total:
        return one.words
    least, most = 100 * one.low / total.high, min(100.0, 100 * one.high / total.low)
    if math.isclose(least, most):
        return f"{one.words} ({number(float(f'{most:.2g}'))} %)"
    return f"{one.words} ({math.floor(least)}–{math.ceil(most)} %)"


def _height(one: Implied, name: list[str], words: list[str]) -> float:
    text = block_height(max(len(name), len(words)), SMALL_SIZE)
    return _GAP + max(text, _BAR, LANE * len(one.claims) + 6)


def _scale(division: Division, length: float) -> Scale:
    spans = []
    for one, start in zip(division.bars, division.starts, strict=True):
        for span in [Span(one.low, math.nan, one.high), *spans_of(one.claims)]:
            ends = [end for end in span.known if math.isfinite(end)]
            spans += [Span(start + end, start + end, start + end) for end in ends]
    return scale_for(spans, length, before=0, after=ARROW, log=False)


def _caption(ledger: Ledger, division: Division) -> str:
    ranges = any(one.low != one.high for one in division.bars)
    parts = [
        "Each bar begins where the one above it ends."
        + (
            " Dark: so many at least; pale: so many at most, as all figures allow."
            if ranges
            else ""
        )
        + " A mark is a published figure, measured from where its bar begins."
    ]
    if not ledger.is_consistent():
        parts.append("Where figures conflict, bars allow for each smallest way to set some aside.")
    if division.exceeds:
        parts.append("The parts come to more than the total: they cannot all hold as coded.")
    if division.apart:
        parts.append(f"Not added, as they may overlap with a part: {'; '.join(division.apart)}.")
    if division.merged:
        parts.append(f"The {division.merged} smallest parts share one bar.")
    return " ".join(parts)


def _key(division: Division, drawn: pd.DataFrame) -> list[Artist]:
    handles: list[Artist] = [*key_of(list(drawn["basis"]), list(drawn["stance"]))]
    if division.rest:
        handles.append(_patch(0, 1, 0, 1, rest=True, label=NOT_ITEMISED))
    return handles


def _patch(
    begin: float,
    end: float,
    top: float,
    height: float,
    *,
    rest: bool,
    firm: bool = True,
    label: str = "",
) -> Rectangle:
    """Return a piece of a bar: dark or pale, hatched for the rest."""
    return Rectangle(
        (begin, top),
        end - begin,
        height,
        facecolor="white" if rest else IMPLIED_FIRM if firm else IMPLIED,
        edgecolor=IMPLIED_EDGE,
        hatch=("////" if firm else "//") if rest else None,
        linewidth=0.8,
        label=label,
        zorder=1,
    )


def _draw(
    ax: Axes,
    division: Division,
    scale: Scale,
    heights: list[float],
    names: list[list[str]],
    words: list[list[str]],
) -> None:
    scale.dress(ax)
    tidy(ax, along="x")
    ax.set_ylim(sum(heights), 0)
    tops = [0.0, *accumulate(heights)][:-1]
    centres = [top + height / 2 for top, height in zip(tops, heights, strict=True)]
    ax.set_yticks(centres, [drawable("\n".join(lines)) for lines in names])
    ax.tick_params(axis="y", labelsize=SMALL_SIZE, pad=6)
    rows = zip(division.bars, division.starts, tops, heights, centres, words, strict=True)
    for one, start, top, height, at, lines in rows:
        _draw_bar(ax, one, start, top + _GAP / 2, height - _GAP, scale, one is division.rest)
        draw_stack(ax, one.claims, at, scale, start)
        write(ax, lines, (1, at), (8, 0), frame=("axes fraction", "data"), va="center_baseline")
    for start, top in list(zip(division.starts, tops, strict=True))[2:]:
        ax.plot([start, start], [top - _GAP / 2, top + _GAP / 2], color=QUIET, linewidth=0.8)


def _draw_bar(
    ax: Axes, one: Implied, start: float, top: float, height: float, scale: Scale, rest: bool
) -> None:
    end = start + one.high if math.isfinite(one.high) else scale.high
    middle = start + one.low
    if end > middle:
        ax.add_patch(_patch(middle, end, top, height, rest=rest, firm=False))
    if one.low:
        ax.add_patch(_patch(start, middle, top, height, rest=rest))


def _told(division: Division) -> str:
    parts = "; ".join(f"{one.label}, {_words(one, division.total)}" for one in division.parts)
    told = f"Total: {division.total.words}. Parts: {parts}."
    if division.rest:
        told += f" {sentence_case(NOT_ITEMISED)}: {_words(division.rest, division.total)}."
    if division.apart:
        told += f" Not added, as they may overlap with a part: {'; '.join(division.apart)}."
    return told
