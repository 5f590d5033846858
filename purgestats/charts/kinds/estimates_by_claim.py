"""Competing claims on one quantity, one line a count."""

from __future__ import annotations

import math

import pandas as pd
from matplotlib.axes import Axes

from purgestats.charts.layout.page import Page, Sheet
from purgestats.charts.marks.bounds_band import Bounds, bounds_words, draw_bounds
from purgestats.charts.marks.counts import Count, counts_of
from purgestats.charts.marks.footer import citation, key_of
from purgestats.charts.marks.rows import Row, draw_rows
from purgestats.charts.plotted.claim_rows import span_of
from purgestats.charts.plotted.selection import counts_on, headline, in_dispute, in_order, values_in
from purgestats.charts.plotted.wording import describe_claims
from purgestats.charts.record import table_of
from purgestats.claims.figures.reading import Policy
from purgestats.claims.table.terms import labels_of
from purgestats.claims.vocabulary.quantities import Quantity
from purgestats.words import counted, scope_words, sentence_case


def draw_claims(
    page: Page,
    rows: pd.DataFrame,
    quantity: str | Quantity | None,
    bounds: Bounds | None,
    reading: str | Policy,
) -> Axes:
    """Draw the claims on one quantity as horizontal ranges, lowest at the top."""
    chosen, found = counts_on(rows, quantity)
    found = in_order(found)
    counts = counts_of(found)
    title = f"{sentence_case(scope_words(chosen, labels_of(rows)))}: {headline(found)}"
    values = values_in(in_dispute(found))
    sheet = Sheet(
        title=title,
        caption=caption_of(counts, found, max(values, default=0.0), bounds),
        citation=citation(found, reading),
        key=key_of(found),
    )
    ax, sheet = draw_rows(
        page,
        sheet,
        [row_of(one) for one in counts],
        values,
        str(found["unit"].iloc[0]),
        behind=lambda ax, scale: draw_bounds(ax, bounds, scale),
    )
    description = f"{describe_claims(title, found)}{bounds_words(bounds)}"
    return page.finish(ax, sheet, description, table_of(found))


def row_of(count: Count) -> Row:
    """Return the line of one count."""
    return Row(count.label, count.words, (count.range(),))


def caption_of(
    counts: list[Count], found: pd.DataFrame, most: float, bounds: Bounds | None = None
) -> str:
    """Say how to read lines of counts, for an axis that goes up to some value."""
    figures = counted(len(found), "published figure")
    copies = len(counts) < len(found)
    lines = "copies of one count share a line" if copies else "one line each"
    parts = [f"{figures}, {lines}. A line is the range a figure allows, its best value marked."]
    spans = [span_of(row) for _, row in found.iterrows()]
    beyond = any(max(span.known, default=0.0) > most for span in spans)
    if beyond or any(math.isnan(s.low) or math.isnan(s.high) for s in spans):
        parts.append("An arrow: no bound is given" + (", or it lies farther off." * beyond or "."))
    if bounds is not None:
        parts.append(f"The band is what other figures imply{bounds.terms}.")
    return " ".join(parts)
