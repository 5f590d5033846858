"""What a chart of results is given: a ledger, a reconciliation, or the claims to make one of."""

from __future__ import annotations

import math

import pandas as pd

from purgestats.charts.plotted.claim_rows import prepare
from purgestats.claims.table import table
from purgestats.claims.vocabulary.quantities import Quantity
from purgestats.errors import PurgestatsError
from purgestats.ledger.book import Ledger
from purgestats.reconciliation import Reconciliation

Given = Ledger | Reconciliation | pd.DataFrame
"""A claims table stands for the ledger of it."""


def ledger_of(given: Given) -> Ledger:
    """Return the ledger to draw.

    Parameters
    ----------
    given : Ledger, Reconciliation or pandas.DataFrame
        A ledger; what `reconcile` returned, which stands for its ledger without disputed
        assumptions; or a claims table, which stands for its ledger under the default reading.

    Returns
    -------
    Ledger
        The ledger.

    Raises
    ------
    PurgestatsError
        If it is none of the three.

    Examples
    --------
    >>> ledger_of("executions")
    Traceback (most recent call last):
    purgestats.errors.PurgestatsError: a chart is made of a Ledger, a Reconciliation or a claims \
table, not of str
    """
    if isinstance(given, pd.DataFrame):
        return Ledger(given)
    if isinstance(given, Reconciliation):
        return given.ledger
    if isinstance(given, Ledger):
        return given
    raise PurgestatsError(
        "a chart is made of a Ledger, a Reconciliation or a claims table, "
        f"not of {type(given).__name__}"
    )


def rows_in(ledger: Ledger) -> pd.DataFrame:
    """Return the claims of a ledger under its reading, ready to be drawn.

    Parameters
    ----------
    ledger : Ledger
        The ledger.

    Returns
    -------
    pandas.DataFrame
        As `claim_rows.prepare` makes them.

    Raises
    ------
    PurgestatsError
        If it has no claims.
    """
    claims = table.reread(ledger.claims, ledger.reading_policy, ledger.vocabulary)
    return prepare(claims)


def implied_by_others(ledger: Ledger, quantity: Quantity) -> tuple[float, float]:
    """Return the bounds that the other figures of a ledger set to a quantity.

    Parameters
    ----------
    ledger : Ledger
        The ledger.
    quantity : Quantity
        The quantity; the claims that count it are left out.

    Returns
    -------
    tuple of float
        Lowest and highest value; 0 and infinity where nothing is proved.
    """
    rows = rows_in(ledger)
    own = rows.loc[~rows["is_share"] & (rows["quantity"] == str(quantity)), "claim_id"]
    bounds = ledger.without(*own).bounds(quantity).iloc[0]
    return (float(bounds["low"]), float(bounds["high"])) if bounds["certified"] else (0.0, math.inf)
