"""Disagreements by how many persons are in dispute."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Unpack

import pandas as pd
from matplotlib.axes import Axes

from purgestats.charts.layout.page import Frame, Sheet, page
from purgestats.charts.marks.footer import citation
from purgestats.charts.marks.rows import Band, Row, draw_rows, foremost
from purgestats.charts.plotted.inputs import Given, ledger_of, rows_in
from purgestats.charts.record import COLUMNS, table_of
from purgestats.charts.style import SMALL_SIZE
from purgestats.claims.table.terms import UserVocabulary, labels_for
from purgestats.ledger.conflicts.disagreements import Disagreement
from purgestats.words import counted, listing, number, scope_words, sentence_case

MOST_DISAGREEMENTS = 15
"""So many disagreements are drawn at most."""

_MOST_TOLD = 12


def disagreements(
    ledger: Given,
    found: Sequence[Disagreement] | None = None,
    *,
    vocabulary: UserVocabulary = None,
    **frame: Unpack[Frame],
) -> Axes:
    """Draw what figures disagree about, by how many persons are in dispute.

    All conflicts about the same thing are one disagreement, told in a sentence. Those of rounding
    come last.

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
    book = ledger_of(ledger, vocabulary)
    every = list(book.conflicts().disagreements() if found is None else found)
    shown = every[:MOST_DISAGREEMENTS]
    claims = rows_in(book)
    members = {claim for one in shown for claim in one.counts}
    drawn = claims.loc[claims["claim_id"].isin(members)]
    labels = labels_for(book.vocabulary)
    names = [
        sentence_case(scope_words(one.quantities[0].split("|"), labels))
        if len(one.quantities) == 1
        else counted(len(one.quantities), "quantity", "quantities")
        for one in shown
    ]
    cut = f" Drawn are the first {len(shown)} of {len(every)}." if len(shown) < len(every) else ""
    with page(frame) as sheet_of:
        sheet = Sheet(
            title=f"What figures disagree about: {counted(len(every), 'disagreement')}"
            if every
            else "No disagreement: all figures can hold together as coded",
            caption="How many persons are in dispute: how far apart the figures lie, at the most."
            + cut,
            citation=citation(claims if drawn.empty else drawn, book.reading_policy),
        )
        ax, sheet = draw_rows(
            sheet_of,
            sheet,
            [
                Row(name, f"{number(round(one.persons))}, {one.kind}",
                    bands=(Band(0, one.persons, firm=True),), remark=str(one))
                for name, one in zip(names, shown, strict=True)
            ],
            [one.persons for one in shown] or [1.0],
            "persons in dispute",
            choose=foremost,
            rule="those with most persons in dispute",
            size=SMALL_SIZE,
            log=False,
            from_zero=True,
        )  # fmt: skip
        told = [f"{name}, {one.kind}: {str(one).rstrip('.')}" for name, one in
                zip(names, shown, strict=True)]  # fmt: skip
        description = f"Chart: {sheet.title}. {listing(told, _MOST_TOLD, '. ')}"
        return sheet_of.finish(ax, sheet, description, _table(names, shown))


def _table(names: Sequence[str], shown: Sequence[Disagreement]) -> pd.DataFrame:
    rows = [
        {
            **dict.fromkeys(COLUMNS, ""),
            "label": name,
            "low": one.persons,
            "best": one.persons,
            "high": one.persons,
            "unit": "persons",
            "stance": "implied",
            "source": "no source",
            "quantity": ";".join(one.quantities),
            "statement": str(one),
        }
        for name, one in zip(names, shown, strict=True)
    ]
    return table_of(pd.DataFrame(rows, columns=[*COLUMNS, "statement"]), "statement")
