"""What is known of one quantity and what follows for it from other figures, as HTML."""

from html import escape
from typing import Unpack

import matplotlib.pyplot as plt
import pandas as pd

from purgestats.answers import answer, near_ledger
from purgestats.charts.kinds.estimates import estimates
from purgestats.charts.layout.page import Frame
from purgestats.charts.plotted.inputs import counting
from purgestats.charts.vector import svg
from purgestats.claims.display import prose, told_table
from purgestats.claims.figures.reading import Policy
from purgestats.claims.vocabulary.hierarchies import Vocabulary
from purgestats.claims.vocabulary.quantities import Quantity
from purgestats.errors import InvalidChoice
from purgestats.ledger.book import Ledger
from purgestats.ledger.conflicts.conflict import in_words
from purgestats.reconciliation import TRUSTED
from purgestats.words import range_words, sentence_case


def answer_html(
    claims: pd.DataFrame, quantity: Quantity, reading: str | Policy, vocabulary: Vocabulary
) -> str:
    """Say in HTML what the claims that count a quantity come to, kind by kind, and draw them."""
    claims = counting(claims, quantity)
    if claims.empty:
        raise InvalidChoice("no figure of the sources chosen counts this")
    ledger = Ledger(claims, vocabulary, reading=reading)
    told = answer(quantity, claims, ledger=ledger, vocabulary=vocabulary)
    items = "".join(f"<li>{escape(one)}</li>" for one in told.sentences())
    chart = drawn(claims, quantity, reading, title=False)
    return (
        f"<h3>{escape(sentence_case(told.asked))}: {escape(told.headline())}</h3>"
        f'<ul>{items}</ul><div style="max-width: 56em">{chart}</div>'
    )


def drawn(
    claims: pd.DataFrame, quantity: str | Quantity, reading: str | Policy, **frame: Unpack[Frame]
) -> str:
    """Return the claims on a quantity as a chart in SVG."""
    ax = estimates(claims, quantity, reading=reading, **frame)
    # A figure that stays open would be shown once more under the controls.
    plt.close(ax.get_figure(root=True))
    return svg(ax)


MOST_SHOWN = 12
#: Questions asked in search of conflicts; beyond them the list is said to be cut.
EFFORT = 300


def what_follows(
    claims: pd.DataFrame, quantity: Quantity, reading: str | Policy, vocabulary: Vocabulary
) -> str:
    """Work out the bounds of a quantity and the conflicts that its claims are in.

    Parameters
    ----------
    claims : DataFrame
        A checked claims table.
    quantity : Quantity
        The quantity.
    reading : str or Policy
        How figures are read.
    vocabulary : Vocabulary
        Which term lies within which.

    Returns
    -------
    str
        HTML: the bounds, the conflicts, and the figures with the places where they are printed.
    """
    own = counting(claims, quantity)
    ledger = near_ledger(claims, quantity, reading, vocabulary)
    conflicts = ledger.conflicts(effort=EFFORT)
    low, high = ledger.bounds(quantity)[["low", "high"]].iloc[0]
    ids = set(own["claim_id"])
    found = [one for one in conflicts if ids & set(one.claims)]
    folded = "".join(
        f"<details><summary>{escape(in_words(ledger.claims, one.claims))}</summary>"
        f"{prose(one.explain())}</details>"
        for one in found[:MOST_SHOWN]
    )
    cut = len(found) > MOST_SHOWN or not conflicts.complete
    given = "" if ledger.is_consistent() else f" if {TRUSTED['documents']}"
    bounds = (
        f"<p><strong>Bounds.</strong> The {len(ledger.claims):,} stated figures that bear directly "
        f"on this allow {range_words(low, high)}{given}; reading: {escape(ledger.policy)}.</p>"
    )
    more = "<p>There may be more: the list is cut.</p>" if cut else ""
    number = f"<p><strong>Conflicts</strong> with a figure on this: {len(found) or 'none'}.</p>"
    return "\n".join([bounds, number, folded, more, told_table(own)])
