"""The answer in a few lines, above the chart: what is documented, estimated, or set aside."""

from __future__ import annotations

from html import escape

import matplotlib.pyplot as plt
import pandas as pd

from purgestats.answers import answer
from purgestats.charts.kinds.estimates import estimates
from purgestats.charts.vector import svg
from purgestats.claims.figures.reading import Policy
from purgestats.claims.vocabulary.hierarchies import Vocabulary
from purgestats.claims.vocabulary.quantities import Quantity
from purgestats.ledger.book import Ledger
from purgestats.words import sentence_case


def answer_html(
    claims: pd.DataFrame, quantity: Quantity, reading: str | Policy, vocabulary: Vocabulary
) -> str:
    """Say in HTML what the claims that count a quantity come to, kind by kind, and draw them."""
    ledger = Ledger(claims, vocabulary, reading=reading)
    told = answer(quantity, claims, ledger=ledger, vocabulary=vocabulary)
    items = "".join(f"<li>{escape(one)}</li>" for one in told.sentences())
    ax = estimates(claims, quantity, reading=reading, title=False)
    # A figure that stays open would be shown once more under the controls.
    plt.close(ax.get_figure(root=True))
    return (
        f"<h3>{escape(sentence_case(told.asked))}: {escape(told.headline())}</h3>"
        f'<ul>{items}</ul><div style="max-width: 56em">{svg(ax)}</div>'
    )
