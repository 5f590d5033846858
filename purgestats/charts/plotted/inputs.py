"""What a chart is given: a claims table, a ledger, or what was worked out with one."""

from __future__ import annotations

import math
from weakref import WeakKeyDictionary

import pandas as pd

from purgestats.charts.plotted.bearing import bearing, counting
from purgestats.charts.plotted.claim_rows import prepare
from purgestats.claims.figures.reading import Policy
from purgestats.claims.table.terms import UserVocabulary
from purgestats.claims.vocabulary.quantities import Quantity
from purgestats.ledger.book import Ledger
from purgestats.reconciliation import Reconciliation

Given = Ledger | Reconciliation | pd.DataFrame
"""A claims table stands for the ledger of it."""

_rows: WeakKeyDictionary[Ledger, pd.DataFrame] = WeakKeyDictionary()
_implied: WeakKeyDictionary[Ledger, dict[str, tuple[float, float, bool]]] = WeakKeyDictionary()


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


def implied_by_others(ledger: Ledger, quantity: Quantity) -> tuple[float, float, bool]:
    """Return the bounds that figures on other quantities set, and whether these can all hold.

    Only those that bear directly on the quantity are asked, in a small ledger of their own: what
    they allow is never narrower than what all allow, and the whole need not be worked out again.
    Without a proof the bounds are 0 and infinity.
    """
    known = _implied.setdefault(ledger, {})
    if str(quantity) not in known:
        known[str(quantity)] = (0.0, math.inf, True)
        near = bearing(ledger.claims, quantity, ledger.vocabulary)
        own = set(counting(near, quantity)["claim_id"])
        if others := [claim for claim in near["claim_id"] if claim not in own]:
            small = ledger.only(*others)
            bounds = small.bounds(quantity).iloc[0]
            if bounds["certified"]:
                ends = float(bounds["low"]), float(bounds["high"])
                known[str(quantity)] = (*ends, small.is_consistent())
    return known[str(quantity)]
