"""Disagreements by how many persons are in dispute."""

from collections.abc import Sequence
from typing import Unpack

import pandas as pd
from matplotlib.axes import Axes

from purgestats.charts.layout.page import Frame, Sheet, page
from purgestats.charts.marks.counts import citation
from purgestats.charts.marks.rows import Band, Row, draw_rows
from purgestats.charts.plotted.claim_rows import title_of
from purgestats.charts.plotted.inputs import Given, Terms, opened
from purgestats.charts.record import COLUMNS, worked_out
from purgestats.ledger.conflicts.disagreements import TOLD, Disagreement, Disagreements
from purgestats.words import counted, number, sentences

#: So many disagreements are drawn at most.
MOST_DISAGREEMENTS = 15

_CAPTION = "How many persons are in dispute: how far apart the figures lie, at the most."
_COLUMNS = (*COLUMNS, "statement")


def disagreements(
    ledger: Given,
    found: Sequence[Disagreement] | None = None,
    *,
    vocabulary: Terms = None,
    **frame: Unpack[Frame],
) -> Axes:
    """Draw what figures disagree about, by how many persons are in dispute.

    All conflicts about the same thing are one disagreement, told in a sentence. Those that one
    percent either way would settle come last. Of those about more quantities than a sentence can
    name none is drawn, unless there are no others.

    Parameters
    ----------
    ledger : Ledger, Reconciliation or pandas.DataFrame
        A ledger, what `reconcile` returned, or a claims table.
    found : sequence of Disagreement, optional
        What ``ledger.conflicts().disagreements()`` returned, or some of it; all by default.
    vocabulary : str, Path, mapping of str to DataFrame, or Vocabulary, optional
        Terms of one's own, for a table.
    **frame
        ``ax``, ``figsize``, ``title``, ``key``, ``footer``: see `purgestats.charts`.

    Returns
    -------
    matplotlib.axes.Axes
        The chart; `rows`, `alt_text`, `save` and `svg` take it. Its rows, one a disagreement, have
        a column ``statement``.

    Examples
    --------
    >>> import purgestats as ps
    >>> ax = ps.charts.disagreements(ps.load("executions"))
    >>> "statement" in ps.charts.rows(ax)
    True
    """
    book, claims = opened(ledger, vocabulary)
    every = book.conflicts().disagreements() if found is None else found
    most = MOST_DISAGREEMENTS
    shown = every.first(most) if isinstance(every, Disagreements) else list(every)[:most]
    drawn = claims[claims["claim_id"].isin({claim for one in shown for claim in one.counts})]
    rows, table = [], []
    for one in shown:
        name = counted(len(one.quantities), "quantity", "quantities")
        name = title_of(one.quantities[0], claims) if len(one.quantities) == 1 else name
        words = f"up to {number(round(one.persons))}, {TOLD[one.kind]}"
        bar = Band(0, one.persons, firm=True)
        rows.append(Row(name, words, bands=(bar,), remark=str(one)))
        more = {"quantity": ";".join(one.quantities), "statement": str(one), "best": one.persons}
        table.append(worked_out(name, one.persons, one.persons, "persons", **more))
    title = f"What figures disagree about: {counted(len(every), 'disagreement')}"
    title = title if every else "No disagreement: all figures can hold together as coded"
    cut = f"Drawn are the first {len(shown)} of {len(every)}." * (len(shown) < len(every))
    source = citation(claims if drawn.empty else drawn, book.reading_policy)
    with page(frame) as at:
        sheet = Sheet(title, sentences(_CAPTION, cut), source)
        ends, unit = [one.persons for one in shown] or [1.0], "persons in dispute"
        told, first = pd.DataFrame(table, columns=_COLUMNS), "those with most persons in dispute"
        return draw_rows(at, sheet, rows, ends, unit, told, _COLUMNS, first=first, linear=True)
