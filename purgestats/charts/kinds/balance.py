"""Balanced figures: how far each claim lies from where the balance puts it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Unpack

import pandas as pd
from matplotlib.axes import Axes

from purgestats.charts.layout.page import Frame, Sheet, page
from purgestats.charts.layout.scale import Scale
from purgestats.charts.marks.footer import citation, dot
from purgestats.charts.marks.range import Range
from purgestats.charts.marks.rows import Row, draw_rows, foremost
from purgestats.charts.palette import Mark, colours
from purgestats.charts.plotted.claim_rows import Span
from purgestats.charts.plotted.inputs import Given, ledger_of, rows_in
from purgestats.charts.plotted.phrases import figure_words
from purgestats.claims.table.terms import UserVocabulary, labels_of
from purgestats.claims.vocabulary.quantities import Quantity
from purgestats.errors import InvalidChoice
from purgestats.words import counted, listing, range_words, scope_words, sentence_case

_SUSPECT = Mark("further off than its reading allows, all tests together", "D", "accent")
_WITHIN = Mark("within what its reading allows", "o", "quiet")
_LEVEL = 0.05
_REACH = 6.0


def balance(
    claims: Given,
    *,
    sd: Mapping[str, float] | None = None,
    vocabulary: UserVocabulary = None,
    **frame: Unpack[Frame],
) -> Axes:
    """Draw how far claims are from where a balance puts them, the furthest first.

    It is ``ledger.balance(sd)`` as a picture. A claim's place is the statistic of its measurement
    test: its adjustment over the standard error of that. Claims that only check each other share
    one, and what no other claim checks is not drawn. Beyond six the axis ends, and an arrow says
    so.

    Parameters
    ----------
    claims : pandas.DataFrame, Ledger or Reconciliation
        A claims table, which is not changed, or what was made of one.
    sd : mapping of str to float, optional
        Standard deviations of one's own, as for `Ledger.balance`.
    vocabulary : str, Path or mapping of str to DataFrame, optional
        Terms of one's own, as for :func:`purgestats.read_claims`.
    **frame
        ``ax``, ``figsize``, ``title``, ``key``, ``footer``: see `purgestats.charts`.

    Returns
    -------
    matplotlib.axes.Axes
        The chart; `rows`, `alt_text`, `save` and `svg` take it.

    Raises
    ------
    InvalidChoice
        If no claim is checked by another.

    Examples
    --------
    >>> import purgestats as ps
    >>> ax = ps.charts.balance(ps.load("arrests").query("source == 'wikipedia-great-purge'"))
    >>> ax.get_xlabel()
    'Standard errors'
    """
    book = ledger_of(claims, vocabulary)
    found = book.balance(sd)
    tests = found.tests.dropna(subset=["statistic"])
    if tests.empty:
        raise InvalidChoice("no claim is checked by another; there is nothing to draw")
    rows = rows_in(book).set_index("claim_id", drop=False).loc[tests.index]
    drawn = rows.assign(
        statistic=tests["statistic"],
        balanced=found.estimates.loc[tests.index, "estimate"],
        suspect=tests["p_adjusted"] < _LEVEL,
    )
    lines = [_row(row, labels_of(rows)) for row in drawn.to_dict("records")]
    far = int(drawn["suspect"].sum())
    with page(frame) as sheet_of:
        shown = colours()
        sheet = Sheet(
            title=f"Balanced: {far} of {counted(len(drawn), 'checked figure')} "
            f"{'is' if far == 1 else 'are'} too far off",
            caption=sentence_case(str(found)) + ".",
            citation=citation(rows, book.reading_policy),
            key=[dot(_SUSPECT), dot(_WITHIN)],
        )

        def behind(ax: Axes, scale: Scale) -> None:
            ax.axvspan(scale.on(0), 1, facecolor=shown.shade, edgecolor="none", zorder=0.5)

        ax, sheet = draw_rows(
            sheet_of,
            sheet,
            lines,
            [0.0, 1.0, _REACH],
            "standard errors",
            choose=foremost,
            rule="those furthest off",
            behind=behind,
            log=False,
            from_zero=True,
        )
        told = listing([f"{line.label}: {line.words}" for line in lines], 12)
        table = drawn[["label", "low", "best", "high", "unit", "balanced", "statistic"]]
        table = table.join(
            drawn[["stance", "basis", "claimant", "source", "locator", "as_printed"]]
        )
        table = table.join(drawn[["claim_id", "quantity"]])
        return sheet_of.finish(ax, sheet, f"Chart: {sheet.title}. {told}.", table)


def _row(row: Mapping[Any, Any], labels: Any) -> Row:
    scope = scope_words(Quantity.parse(row["quantity"]), labels)
    unit = str(row["unit"])
    value = float(row["balanced"])
    value = value if unit in ("share", "multiple") else float(round(value))
    balanced = range_words(value, value, unit)
    words = f"{figure_words(pd.Series(row))}; balanced {balanced}"
    label = f"{row['label']}: {scope}"
    mark = _SUSPECT if row["suspect"] else _WITHIN
    span = Span(float(row["statistic"]), float(row["statistic"]), float(row["statistic"]))
    tip = f"{label}, {words}; {row['statistic']:.1f} standard errors"
    return Row(label, words, (Range(span, mark, tip=tip, claim_id=str(row["claim_id"])),))
