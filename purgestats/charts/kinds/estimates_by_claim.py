"""Competing claims on one quantity, one line a claim."""

from __future__ import annotations

import math

import pandas as pd
from matplotlib.axes import Axes

from purgestats.charts.layout.scale import Scale, scale_for
from purgestats.charts.layout.sheet import Sheet, finish, lay_out, plot_width
from purgestats.charts.layout.text import drawable, write
from purgestats.charts.layout.text_size import balanced, block_height, block_width, text_width
from purgestats.charts.marks.bounds_band import Bounds, bounds_words, draw_bounds, spans_between
from purgestats.charts.marks.footer import citation, key_of
from purgestats.charts.marks.range import ARROW, draw_span
from purgestats.charts.plotted.claim_rows import Span, spans_of
from purgestats.charts.plotted.phrases import figure_words
from purgestats.charts.plotted.selection import counts_on, in_order
from purgestats.charts.plotted.wording import describe_claims
from purgestats.charts.style import SMALL_SIZE, TEXT_SIZE, mark_of, tidy
from purgestats.claims.figures.reading import Policy
from purgestats.claims.table.terms import labels_of
from purgestats.claims.vocabulary.quantities import Quantity
from purgestats.words import counted, scope_words, sentence_case

_NAMES = 130.0
_FIGURES = 84.0
_ROW_GAP = 9.0


def draw_claims(
    rows: pd.DataFrame,
    quantity: str | Quantity | None,
    bounds: Bounds | None,
    reading: str | Policy,
    ax: Axes | None,
) -> Axes:
    """Draw the claims on one quantity as horizontal ranges, lowest at the top.

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
    found = in_order(found)
    spans = spans_of(found)
    names = [_name_lines(label) for label in found["label"]]
    figures = [balanced(figure_words(row), _FIGURES, SMALL_SIZE) for _, row in found.iterrows()]
    left = 10 + block_width([line for lines in names for line in lines], TEXT_SIZE)
    right = 10 + block_width([line for lines in figures for line in lines], SMALL_SIZE)
    centres, height = _centres(names, figures)
    scale = _scale(spans, bounds, plot_width(left, right, ax=ax))
    what = scope_words(chosen, labels_of(rows))
    sheet = Sheet(
        title=f"{sentence_case(what)}: {counted(len(found), 'published figure')}",
        caption=_caption(spans, bounds, scale),
        citation=citation(found, reading),
        left=left,
        right=right,
        height=height,
        value_label=scale.label(found["unit"].iloc[0]),
        key=key_of(list(found["basis"]), list(found["stance"])),
    )
    ax = lay_out(sheet, ax)
    ax.set_ylim(height, 0)
    _dress(ax, scale, centres, names, figures)
    draw_bounds(ax, bounds, scale)
    for (_, row), span, at in zip(found.iterrows(), spans, centres, strict=True):
        draw_span(ax, span, at, mark_of(row["basis"]), scale, hollow=bool(row["hollow"]))
    description = f"{describe_claims(sheet.title, found)}{bounds_words(bounds)}"
    return finish(ax, sheet, description, found)


def _name_lines(label: str) -> list[str]:
    """Break a label that is too long, with what stands in brackets at its end kept together."""
    if text_width(label, TEXT_SIZE) <= _NAMES or not label.endswith(")"):
        return balanced(label, _NAMES, TEXT_SIZE)
    name, _, word = label.rpartition(" (")
    return [*balanced(name, _NAMES, TEXT_SIZE), f"({word}"]


def _centres(names: list[list[str]], figures: list[list[str]]) -> tuple[list[float], float]:
    """Return the middle of each row and the height of all, in points from the top."""
    centres, top = [], 0.0
    for name, figure in zip(names, figures, strict=True):
        height = _ROW_GAP + max(
            block_height(len(name), TEXT_SIZE), block_height(len(figure), SMALL_SIZE)
        )
        centres.append(top + height / 2)
        top += height
    return centres, top


def _scale(spans: list[Span], bounds: Bounds | None, length: float) -> Scale:
    opens_down = any(span.known and math.isnan(span.low) for span in spans)
    opens_up = any(span.known and math.isnan(span.high) for span in spans)
    return scale_for(
        [*spans, *spans_between(bounds)],
        length,
        before=ARROW + 6 if opens_down else 12,
        after=ARROW + 6 if opens_up else 12,
    )


def _caption(spans: list[Span], bounds: Bounds | None, scale: Scale) -> str:
    parts = ["Each line is one published figure: the range it allows, its best value marked large."]
    if any(math.isnan(span.low) or math.isnan(span.high) for span in spans):
        parts.append("An arrow means that the source sets no bound.")
    if any(scale.drawable(span) != span and 0 in span for span in spans):
        parts.append("Zero lies off a logarithmic axis: an arrow points to it.")
    if bounds is not None:
        parts.append("The band is what other figures imply.")
    return " ".join(parts)


def _dress(
    ax: Axes, scale: Scale, centres: list[float], names: list[list[str]], figures: list[list[str]]
) -> None:
    scale.dress(ax)
    tidy(ax, along="x")
    ax.set_yticks(centres, [drawable("\n".join(lines)) for lines in names])
    ax.tick_params(axis="y", labelsize=TEXT_SIZE, pad=6)
    for at, lines in zip(centres, figures, strict=True):
        write(ax, lines, (1, at), (8, 0), frame=("axes fraction", "data"), va="center_baseline")
