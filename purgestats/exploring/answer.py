"""The answer in a few lines, above the chart: what is documented, estimated, or set aside."""

from __future__ import annotations

from html import escape

import matplotlib.pyplot as plt
import pandas as pd

from purgestats.charts.kinds.estimates import estimates
from purgestats.charts.palette import MARKS, mark_of
from purgestats.charts.plotted.claim_rows import headline, prepare
from purgestats.charts.style import STANCE_WORDS
from purgestats.charts.vector import svg
from purgestats.claims.figures.reading import Policy
from purgestats.claims.table.terms import labels_of
from purgestats.claims.vocabulary.quantities import Quantity
from purgestats.words import counted, scope_words, sentence_case


def _place(basis: str) -> int:
    return [*MARKS, basis].index(basis)


def answer(claims: pd.DataFrame, quantity: Quantity, reading: str | Policy) -> str:
    """Say in HTML what the claims on a quantity come to, kind by kind, and draw them.

    Parameters
    ----------
    claims : DataFrame
        Claims that count the quantity.
    quantity : Quantity
        The quantity.
    reading : str or Policy
        How figures are read.

    Returns
    -------
    str
        A heading, a line for each kind of figure, and the chart.
    """
    rows = prepare(claims, reading)
    held = rows.loc[~rows["hollow"]]
    lines = [
        f"<li>{escape(sentence_case(mark_of(str(basis)).label))}: {escape(headline(group))} "
        f"({counted(len(group), 'figure')})</li>"
        for basis, group in sorted(held.groupby("basis"), key=lambda one: _place(str(one[0])))
    ]
    lines += [
        f"<li>{escape(sentence_case(STANCE_WORDS.get(str(stance), str(stance))))}: "
        f"{counted(len(group), 'figure')}, not counted on</li>"
        for stance, group in rows.loc[rows["hollow"]].groupby("stance", sort=False)
    ]
    title = sentence_case(scope_words(quantity, labels_of(claims)))
    ax = estimates(claims, quantity, reading=reading, title=False)
    # A figure that stays open would be shown once more under the controls.
    plt.close(ax.get_figure(root=True))
    return (
        f"<h3>{escape(title)}: {escape(headline(rows))}</h3><ul>{''.join(lines)}</ul>"
        f'<div style="max-width: 56em">{svg(ax)}</div>'
    )
