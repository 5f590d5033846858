"""What follows for one quantity from other figures: its bounds and its conflicts, as HTML."""

from __future__ import annotations

from html import escape

import pandas as pd

from purgestats.charts.plotted.inputs import bearing, counting
from purgestats.claims.display.html import prose
from purgestats.claims.display.in_words import told_table
from purgestats.claims.figures.reading import Policy
from purgestats.claims.vocabulary.hierarchies import Vocabulary
from purgestats.claims.vocabulary.quantities import Quantity
from purgestats.ledger.book import Ledger
from purgestats.ledger.conflicts.conflict import in_words
from purgestats.words import range_words

MOST_SHOWN = 12
#: Questions asked in search of conflicts; beyond them the list is said to be cut.
EFFORT = 300


def near_ledger(
    claims: pd.DataFrame, quantity: Quantity, reading: str | Policy, vocabulary: Vocabulary
) -> Ledger:
    """Return the ledger of the claims that bear directly on a quantity."""
    return Ledger(bearing(claims, quantity, vocabulary), vocabulary, reading=reading)


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
    return "\n".join(
        [
            f"<p><strong>Bounds.</strong> The {len(ledger.claims):,} stated figures that bear "
            f"directly on this allow {range_words(low, high)}; reading: {escape(ledger.policy)}."
            "</p>",
            f"<p><strong>Conflicts</strong> with a figure on this: {len(found) or 'none'}.</p>",
            folded,
            "<p>There may be more: the list is cut.</p>" if cut else "",
            told_table(own),
        ]
    )
