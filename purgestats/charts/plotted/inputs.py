"""What a chart is given: a claims table, a ledger, or what was worked out with one."""

from __future__ import annotations

import math
from weakref import WeakKeyDictionary

import pandas as pd

from purgestats.charts.plotted.claim_rows import prepare
from purgestats.claims.figures.reading import Policy
from purgestats.claims.table.terms import UserVocabulary
from purgestats.claims.vocabulary.quantities import Quantity
from purgestats.ledger.book import Ledger
from purgestats.reconciliation import Reconciliation

Given = Ledger | Reconciliation | pd.DataFrame
"""A claims table stands for the ledger of it."""

_rows: WeakKeyDictionary[Ledger, pd.DataFrame] = WeakKeyDictionary()
_implied: WeakKeyDictionary[Ledger, dict[str, tuple[float, float]]] = WeakKeyDictionary()


def ledger_of(given: Given, vocabulary: UserVocabulary = None) -> Ledger:
    """Return the ledger to draw: of a reconciliation that without disputed assumptions."""
    if isinstance(given, Reconciliation):
        return given.ledger
    return given if isinstance(given, Ledger) else Ledger(given, vocabulary)


def rows_of(
    given: Given, reading: str | Policy, vocabulary: UserVocabulary
) -> tuple[pd.DataFrame, str | Policy]:
    """Return the claims of a table or a ledger, ready to be drawn, and how they are read."""
    if isinstance(given, Ledger | Reconciliation):
        book = ledger_of(given)
        return rows_in(book), book.reading_policy
    return prepare(given, reading, vocabulary), reading


def rows_in(ledger: Ledger) -> pd.DataFrame:
    """Return the claims of a ledger under its reading, ready to be drawn."""
    if ledger not in _rows:
        _rows[ledger] = prepare(ledger.claims, ledger.reading_policy, ledger.vocabulary)
    return _rows[ledger]


def implied_by_others(ledger: Ledger, quantity: Quantity) -> tuple[float, float]:
    """Return the bounds that the figures on other quantities set; 0 and infinity if none is proved.

    Claims that count the quantity are left out.
    """
    known = _implied.setdefault(ledger, {})
    if str(quantity) not in known:
        rows = rows_in(ledger)
        own = rows.loc[~rows["is_share"] & (rows["quantity"] == str(quantity)), "claim_id"]
        bounds = ledger.without(*own).bounds(quantity).iloc[0]
        proved = bool(bounds["certified"])
        known[str(quantity)] = (
            (float(bounds["low"]), float(bounds["high"])) if proved else (0.0, math.inf)
        )
    return known[str(quantity)]
