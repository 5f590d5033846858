"""A pooled judgement beside the figures of which it was made."""

from __future__ import annotations

import math
from typing import Unpack

import pandas as pd
from matplotlib.axes import Axes

from purgestats.charts.layout.page import Frame, Sheet, page
from purgestats.charts.layout.scale import Scale
from purgestats.charts.marks.counts import counts_of
from purgestats.charts.marks.footer import citation, dot, key_of
from purgestats.charts.marks.range import Range
from purgestats.charts.marks.rows import Row, draw_rows, foremost
from purgestats.charts.palette import Mark, colours
from purgestats.charts.plotted.claim_rows import Span, prepare
from purgestats.charts.plotted.selection import in_dispute, values_in
from purgestats.charts.record import table_of
from purgestats.claims.table.terms import labels_of
from purgestats.claims.vocabulary.quantities import Quantity
from purgestats.errors import InvalidChoice
from purgestats.estimates.pool.pool import Pool
from purgestats.words import scope_words, sentence_case

_POOLED = Mark("pooled judgement, made on request", "D", "accent")


def pool(found: Pool, **frame: Unpack[Frame]) -> Axes:
    """Draw a pooled judgement of one quantity below the figures of which it was made.

    The caption says what it assumes. No other chart shows a pooled figure.

    Parameters
    ----------
    found : Pool
        What `purgestats.pool` returned.
    **frame
        ``ax``, ``figsize``, ``title``, ``key``, ``footer``: see `purgestats.charts`.

    Returns
    -------
    matplotlib.axes.Axes
        The chart; `rows`, `alt_text`, `save` and `svg` take it.

    Raises
    ------
    InvalidChoice
        If not exactly one quantity was pooled.

    Examples
    --------
    >>> import purgestats as ps
    >>> found = ps.pool(ps.load("executions"), "executions|all|all|ussr|1937/1938")
    >>> ps.charts.pool(found).get_title().split(":")[0]
    'Executed, Soviet Union, 1937–1938'
    """
    done = found.to_frame().query("note == ''")
    if len(done) != 1:
        raise InvalidChoice(
            f"a chart shows one pooled quantity, not {len(done)}; ask for one: "
            "ps.pool(claims, quantity)"
        )
    row = done.iloc[0]
    ids = found.claims.loc[found.claims["quantity"] == row["quantity"], "claim_id"]
    entries = found.weighed.entries
    table = entries.table.frame
    rows = prepare(table[table["claim_id"].isin(ids)], entries.reading)
    label = sentence_case(scope_words(Quantity.parse(str(row["quantity"])), labels_of(rows)))
    pooled = found.words(str(row["quantity"]))
    with page(frame) as sheet_of:
        shown = colours()
        sheet = Sheet(
            title=f"{label}: figures, and a pooled judgement of them",
            caption=sentence_case("; ".join(found.assumptions)) + ".",
            citation=citation(rows, entries.reading),
            key=[*key_of(rows), dot(_POOLED, line=True)],
        )

        def behind(ax: Axes, scale: Scale) -> None:
            ends = scale.on(float(row["low"])), scale.on(float(row["high"]))
            ax.axvspan(*ends, facecolor=shown.shade, edgecolor="none", zorder=0.5)

        lines = [Row(one.label, one.words, (one.range(),)) for one in counts_of(rows)]
        middle = float(row["best"]) if not math.isnan(row["best"]) else math.nan
        span = Span(float(row["low"]), middle, float(row["high"]))
        mine = Row("Pooled judgement", pooled, (Range(span, _POOLED, tip=pooled),))
        ax, sheet = draw_rows(
            sheet_of,
            sheet,
            [mine, *lines],
            [*values_in(in_dispute(rows)), *span.known],
            str(rows["unit"].iloc[0]),
            choose=foremost,
            rule="in the order of the table",
            behind=behind,
        )
        told = "; ".join(f"{one.label}, {one.words}" for one in counts_of(rows))
        description = f"Chart: {sheet.title}. Pooled: {pooled}. Made of: {told}."
        drawn = pd.concat([table_of(rows), _drawn(row)], ignore_index=True).fillna({"label": ""})
        return sheet_of.finish(ax, sheet, description, drawn)


def _drawn(row: pd.Series) -> pd.DataFrame:
    blank = dict.fromkeys(("stance", "basis", "claimant", "source", "claim_id", "locator"), "")
    numbers = {name: float(row[name]) for name in ("low", "best", "high")}
    named = {"label": "Pooled judgement", "unit": "persons", "quantity": row["quantity"]}
    return pd.DataFrame([{**named, **numbers, **blank, "as_printed": ""}])
