"""Competing claims on one quantity, one line a count."""

from __future__ import annotations

import math

import pandas as pd
from matplotlib.axes import Axes

from purgestats.charts.layout.page import Page, Sheet
from purgestats.charts.marks.bounds_band import ABOVE, Bounds, bounds_words, draw_bounds
from purgestats.charts.marks.counts import counts_of, strips_of
from purgestats.charts.marks.footer import citation, key_of
from purgestats.charts.marks.rows import draw_rows
from purgestats.charts.plotted.claim_rows import counts_on, in_dispute, spans_of, values_in
from purgestats.charts.plotted.wording import describe_claims, headline, scope_title
from purgestats.claims.figures.reading import Policy
from purgestats.claims.table.terms import labels_of
from purgestats.claims.vocabulary.quantities import Quantity
from purgestats.words import counted, sentences


def draw_claims(
    page: Page,
    rows: pd.DataFrame,
    quantity: str | Quantity | None,
    bounds: Bounds | None,
    reading: str | Policy,
) -> Axes:
    """Draw the claims on one quantity as horizontal ranges, lowest at the top."""
    chosen, found = counts_on(rows, quantity)
    counts = counts_of(found)
    title = f"{scope_title(chosen, labels_of(rows))}: {headline(found)}"
    values = values_in(in_dispute(found))
    flat = page.is_flat(len(counts))
    caption = _caption(found, len(counts), max(values, default=0.0), bounds)
    key, above = [] if flat else key_of(found), ABOVE * (bounds is not None)
    return draw_rows(
        page,
        Sheet(title, caption, citation(found, reading), above=above, key=key),
        strips_of(found) if flat else [one.line() for one in counts],
        values,
        str(found["unit"].iloc[0]),
        found,
        told=f"{describe_claims(title, found)}{bounds_words(bounds)}",
        first="by kind of source" * flat,
        behind=lambda ax, scale: draw_bounds(ax, bounds, scale),
    )


def _caption(found: pd.DataFrame, lines: int, most: float, bounds: Bounds | None) -> str:
    """Say how to read lines of counts, for an axis that goes up to some value."""
    copies = "copies of one count share a line" if lines < len(found) else "one line each"
    spans = spans_of(found)
    beyond = any(max(span.known, default=0.0) > most for span in spans)
    open_ = beyond or any(math.isnan(s.low) or math.isnan(s.high) for s in spans)
    off = ", or it lies farther off." if beyond else "."
    return sentences(
        f"{counted(len(found), 'published figure')}, {copies}.",
        "A line is the range a figure allows, its best value marked.",
        f"An arrow: no bound is given{off}" * open_,
        "" if bounds is None else f"The band is what other figures imply{bounds.terms}.",
    )
