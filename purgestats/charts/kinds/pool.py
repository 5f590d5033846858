"""A pooled judgement beside the figures of which it was made."""

from typing import Unpack

import pandas as pd
from matplotlib.axes import Axes

from purgestats.charts.layout.page import Frame, Sheet, page
from purgestats.charts.marks.counts import citation, counts_of, dot, key_to
from purgestats.charts.marks.range import Range
from purgestats.charts.marks.rows import Row, draw_rows
from purgestats.charts.plotted.claim_rows import Span, disputed, prepare, title_of
from purgestats.charts.record import table_of, worked_out
from purgestats.charts.style import Mark
from purgestats.errors import InvalidChoice
from purgestats.estimates.pool.pool import Pool
from purgestats.words import sentence_case

_POOLED = Mark("pooled judgement, made on request", "D", "accent")


def pool(found: Pool, **frame: Unpack[Frame]) -> Axes:
    """Draw a pooled judgement of one quantity above the figures of which it was made.

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
        If not exactly one quantity was pooled, or claims are given and nothing was.

    Examples
    --------
    >>> import purgestats as ps
    >>> found = ps.pool(ps.load("executions"), "executions|all|all|ussr|1937/1938")
    >>> ps.charts.pool(found).get_title().split(":")[0]
    'Executed, Soviet Union, 1937–1938'
    """
    if not isinstance(found, Pool):
        raise InvalidChoice("this chart draws what ps.pool(claims, quantity) returned, not claims")
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
    title = f"{title_of(str(row['quantity']), rows)}: figures, and a pooled judgement"
    caption = sentence_case("; ".join(found.assumptions)) + "."
    words = found.words(str(row["quantity"]))
    span = Span(float(row["low"]), float(row["best"]), float(row["high"]))
    own = worked_out("Pooled judgement", span.low, span.high, "persons", quantity=row["quantity"])
    mine = pd.DataFrame([{**own, "stance": "", "best": span.best}])
    pooled = Row("Pooled judgement", words, (Range(span, _POOLED, tip=words),))
    with page(frame) as at:
        counts = counts_of(rows)
        key = [*key_to(counts), dot(_POOLED, line=True)]
        sheet = Sheet(f"{title} of them", caption, citation(rows, entries.reading), key=key)
        lines = [pooled, *(one.line() for one in counts)]
        ends, unit = [*disputed(rows), *span.known], str(rows["unit"].iloc[0])
        told = pd.concat([table_of(rows), mine], ignore_index=True)
        first, shade = "in the order of the table", (span.low, span.high)
        return draw_rows(at, sheet, lines, ends, unit, told, first=first, shade=shade)
