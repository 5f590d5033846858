"""Balanced figures: how far each claim lies from where the balance puts it."""

from collections.abc import Mapping
from typing import Unpack

import pandas as pd
from matplotlib.axes import Axes

from purgestats.charts.layout.page import Frame, Sheet, page
from purgestats.charts.marks.counts import citation, dot
from purgestats.charts.marks.range import Range
from purgestats.charts.marks.rows import Row, draw_rows
from purgestats.charts.plotted.claim_rows import Span
from purgestats.charts.plotted.inputs import Given, Terms, opened
from purgestats.charts.record import COLUMNS
from purgestats.charts.style import Mark
from purgestats.claims.table.terms import labels_of
from purgestats.claims.vocabulary.quantities import Quantity
from purgestats.errors import InvalidChoice
from purgestats.words import RELATIVE, Labels, counted, range_words, scope_words, sentence_case

_SUSPECT = Mark("further off than expected, all tests together", "D", "accent")
_WITHIN = Mark("within what is expected", "o", "quiet")
_LEVEL = 0.05
_REACH = 6.0
_DIGITS = 3


def balance(
    claims: Given,
    *,
    sd: Mapping[str, float] | None = None,
    vocabulary: Terms = None,
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
    book, every = opened(claims, vocabulary)
    found = book.balance(sd)
    tests = found.tests.dropna(subset=["statistic"])
    if tests.empty:
        raise InvalidChoice("no claim is checked by another; there is nothing to draw")
    rows = every.set_index("claim_id", drop=False).reindex(tests.index)
    balanced = found.estimates["estimate"].reindex(tests.index)
    suspect = tests["p_adjusted"] < _LEVEL
    drawn = rows.assign(statistic=tests["statistic"], balanced=balanced, suspect=suspect)
    # Figures that only check each other share a statistic, but for the solver's last digits.
    tied = drawn.assign(statistic=-drawn["statistic"].round(_DIGITS))
    drawn = drawn.loc[tied.sort_index().sort_values(["statistic", "label"]).index]
    labels, far = labels_of(rows), int(suspect.sum())
    title = f"Balanced: {far} of {counted(len(drawn), 'checked figure')} "
    title += f"{'is' if far == 1 else 'are'} further off than expected"
    source = citation(rows, book.reading_policy)
    with page(frame) as at:
        key = [dot(_SUSPECT), dot(_WITHIN)]
        sheet = Sheet(title, sentence_case(str(found)) + ".", source, key=key)
        lines = [_row(row, labels) for _, row in drawn.iterrows()]
        first, shade, ends = "those furthest off", (0.0, 1.0), [0.0, 1.0, _REACH]
        unit, look = "standard errors", (*COLUMNS, "balanced", "statistic")
        return draw_rows(
            at, sheet, lines, ends, unit, drawn, look, first=first, shade=shade, linear=True
        )


def _row(row: pd.Series, labels: Labels) -> Row:
    unit, value = str(row["unit"]), float(row["balanced"])
    value = value if unit in RELATIVE else float(round(value))
    words = f"{row['figure']}; balanced {range_words(value, value, unit)}"
    label = f"{row['label']}: {scope_words(Quantity.parse(row['quantity']), labels)}"
    tip = f"{label}, {words}; {row['statistic']:.1f} standard errors"
    span, mark = Span(*[float(row["statistic"])] * 3), _SUSPECT if row["suspect"] else _WITHIN
    return Row(label, words, (Range(span, mark, tip=tip, claim_id=str(row["claim_id"])),))
