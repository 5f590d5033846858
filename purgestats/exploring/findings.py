"""What follows for one quantity: its chart, its bounds and its conflicts, ready to be shown."""

from __future__ import annotations

import base64
import tempfile
from dataclasses import dataclass
from html import escape
from pathlib import Path

import pandas as pd

from purgestats.claims.display.html import prose
from purgestats.claims.display.in_words import told_table
from purgestats.claims.figures.reading import Policy
from purgestats.claims.vocabulary.hierarchies import Vocabulary
from purgestats.claims.vocabulary.quantities import Quantity
from purgestats.errors import InvalidChoice
from purgestats.exploring.bearing import bearing, counting
from purgestats.ledger.book import Ledger
from purgestats.ledger.conflicts.conflict import Conflict, Conflicts, in_words
from purgestats.words import range_words

MOST_SHOWN = 12
#: Questions asked in search of conflicts; beyond them the list is said to be cut.
EFFORT = 300


@dataclass(frozen=True)
class Findings:
    """What follows for one quantity from the claims that bear directly on it.

    Parameters
    ----------
    quantity : Quantity
        The quantity.
    claims : DataFrame
        The claims that count it.
    ledger : Ledger
        The claims that bear on it.
    low, high : float
        What they allow, whichever smallest set of them is set aside.
    conflicts : Conflicts
        All conflicts among them.
    chart : str
        The chart, as an ``img`` element that carries its description.
    """

    quantity: Quantity
    claims: pd.DataFrame
    ledger: Ledger
    low: float
    high: float
    conflicts: Conflicts
    chart: str

    @property
    def own_conflicts(self) -> list[Conflict]:
        """The conflicts in which a claim on the quantity is a member."""
        ids = set(self.claims["claim_id"])
        return [one for one in self.conflicts if ids & set(one.claims)]

    def to_html(self) -> str:
        """Return the chart, the bounds, the conflicts and the figures as HTML."""
        own = self.own_conflicts
        count = len(self.ledger.claims)
        folded = "".join(
            f"<details><summary>{escape(in_words(self.ledger.claims, one.claims))}</summary>"
            f"{prose(one.explain())}</details>"
            for one in own[:MOST_SHOWN]
        )
        cut = len(own) > MOST_SHOWN or not self.conflicts.complete
        rest = "<p>There may be more: the list is cut.</p>" if cut else ""
        return "\n".join(
            [
                self.chart,
                f"<p><strong>Bounds.</strong> The {count:,} stated figures that bear directly on "
                f"this allow {range_words(self.low, self.high)}; reading: "
                f"{escape(self.ledger.policy)}.</p>",
                f"<p><strong>Conflicts</strong> with a figure on this: {len(own) or 'none'}.</p>",
                folded,
                rest,
                told_table(self.claims),
            ]
        )


def find(
    claims: pd.DataFrame, quantity: Quantity, reading: str | Policy, vocabulary: Vocabulary
) -> Findings:
    """Work out what follows for one quantity.

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
    Findings
        From the claims that bear directly on it.

    Raises
    ------
    InvalidChoice
        If no claim counts it.
    """
    own = counting(claims, quantity)
    if own.empty:
        raise InvalidChoice("no figure of the sources chosen counts this")
    ledger = Ledger(bearing(claims, quantity, vocabulary), vocabulary, reading=reading)
    conflicts = ledger.conflicts(effort=EFFORT)
    bounds = ledger.bounds(quantity).iloc[0]
    chart = picture(own, quantity, reading)
    return Findings(quantity, own, ledger, bounds["low"], bounds["high"], conflicts, chart)


def picture(claims: pd.DataFrame, quantity: Quantity, reading: str | Policy) -> str:
    """Draw claims as a picture that lies within the page.

    Parameters
    ----------
    claims : DataFrame
        Claims on one quantity.
    quantity : Quantity
        The quantity.
    reading : str or Policy
        How figures are read.

    Returns
    -------
    str
        An ``img`` element; its ``alt`` describes the chart.
    """
    import matplotlib.pyplot as plt

    from purgestats.charts import alt_text, estimates, save

    ax = estimates(claims, quantity, reading=reading)
    # A figure that stays open would be shown once more under the controls.
    plt.close(ax.get_figure(root=True))
    with tempfile.TemporaryDirectory() as folder:
        content = save(ax, Path(folder) / "chart.svg").read_bytes()
    data = base64.b64encode(content).decode("ascii")
    return (
        f'<img src="data:image/svg+xml;base64,{data}" alt="{escape(alt_text(ax))}" '
        'style="max-width: 56em; width: 100%; background: #fff">'
    )
