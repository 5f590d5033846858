"""What a chart is given: a claims table, a ledger, or the claims that bear on a quantity."""

import math
from collections.abc import Iterable
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
import pandas as pd

from purgestats.charts.plotted.claim_rows import prepare
from purgestats.claims.figures.reading import Policy
from purgestats.claims.table.terms import UserVocabulary
from purgestats.claims.vocabulary.hierarchies import TABLES, Vocabulary
from purgestats.claims.vocabulary.quantities import DIMENSIONS, Period, Quantity
from purgestats.errors import InvalidChoice, UnknownQuantity, unknown
from purgestats.ledger.book import Ledger
from purgestats.reconciliation import Reconciliation
from purgestats.words import RELATIVE

_STAGES = ("executions", "death-sentences", "convictions", "arrests")


def counting(claims: pd.DataFrame, quantity: Quantity) -> pd.DataFrame:
    """Return the claims that count a quantity, shares and multiples left out.

    Parameters
    ----------
    claims : DataFrame
        A checked claims table.
    quantity : Quantity
        The quantity.

    Returns
    -------
    DataFrame
        Some of its rows, with a fresh index.

    Examples
    --------
    >>> import purgestats as ps
    >>> arrested = Quantity.parse("arrests|all|all|ussr|1937/1938")
    >>> len(counting(ps.load("arrests"), arrested)) > 1
    True
    """
    counts = claims[~claims["unit"].isin(RELATIVE)]
    return counts[on(counts, quantity)].reset_index(drop=True)


def on(claims: pd.DataFrame, *quantities: Quantity) -> "pd.Series[bool]":
    """Say which rows count one of some quantities."""
    wanted = {(one.terms, one.period) for one in quantities}
    rows = zip(*(claims[name] for name in DIMENSIONS), strict=True)
    held = [(tuple(row[:-1]), Period.parse(row[-1])) in wanted for row in rows]
    return pd.Series(held, claims.index, dtype=bool)


def bearing(claims: pd.DataFrame, quantity: Quantity, vocabulary: Vocabulary) -> pd.DataFrame:
    """Return the claims that bear directly on a quantity.

    Parameters
    ----------
    claims : DataFrame
        A checked claims table.
    quantity : Quantity
        The quantity.
    vocabulary : Vocabulary
        Which term lies within which.

    Returns
    -------
    DataFrame
        The claims of which what they count, or for a share its base, shares a day with the
        quantity, is of the same measure or the stage before or after it, and lies within the
        quantity, or around it, in one other dimension at most.

    Notes
    -----
    What they allow is never narrower than what all claims allow, and a conflict among them is a
    conflict among all.

    Examples
    --------
    >>> import purgestats as ps
    >>> claims, words = ps.load(), ps.vocabulary()
    >>> from purgestats.claims.table.terms import combined_vocabulary
    >>> arrested = Quantity.parse("arrests|all|all|ussr|1937/1938")
    >>> near = bearing(claims, arrested, combined_vocabulary())
    >>> len(counting(near, arrested)) == len(counting(claims, arrested)), len(near) < len(claims)
    (True, True)
    """
    return claims.loc[Bearing(claims, vocabulary).on(quantity)].reset_index(drop=True)


class Bearing:
    """Which claims of a table bear directly on a quantity, for many quantities in turn.

    Parameters
    ----------
    claims : DataFrame
        A checked claims table.
    vocabulary : Vocabulary
        Which term lies within which.
    """

    def __init__(self, claims: pd.DataFrame, vocabulary: Vocabulary) -> None:
        self._rows, self._vocabulary = len(claims), vocabulary
        own = [claims[name].tolist() for name in DIMENSIONS]
        base = [claims[f"of_{name}"].tolist() for name in DIMENSIONS]
        shares = [row for row, cells in enumerate(zip(*base, strict=True)) if any(cells)]
        #: The row of each scope: what it counts, and of what it is a share.
        self._row = np.array([*range(self._rows), *shares], dtype=np.int64)
        *terms, periods = (
            [*mine, *(of[row] or mine[row] for row in shares)]
            for mine, of in zip(own, base, strict=True)
        )
        spelled = {one: Period.parse(one) for one in set(periods)}
        days = {one: (of.start.toordinal(), of.end.toordinal()) for one, of in spelled.items()}
        self._first, self._last = np.array([days[one] for one in periods]).reshape(-1, 2).T
        self._known = [{term: n for n, term in enumerate(dict.fromkeys(one))} for one in terms]
        self._codes = [
            np.array([known[term] for term in one], dtype=np.int64)
            for known, one in zip(self._known, terms, strict=True)
        ]
        self._related: dict[tuple[str, str], np.ndarray[Any, Any]] = {}

    def on(self, quantity: Quantity) -> np.ndarray[Any, Any]:
        """Say of each row whether it bears directly on a quantity."""
        first, last = quantity.period.start.toordinal(), quantity.period.end.toordinal()
        near = (self._first <= last) & (first <= self._last)
        apart = np.zeros(len(near), dtype=np.int64)
        axes = zip(TABLES, self._known, self._codes, quantity.terms, strict=True)
        for dimension, known, codes, own in axes:
            differs = codes != known.get(own, -1)
            near &= ~differs | self._related_to(dimension, own, known)[codes]
            apart += differs
        found = np.zeros(self._rows, dtype=bool)
        found[self._row[near & (apart <= 1)]] = True
        return found

    def _related_to(self, dimension: str, own: str, known: Iterable[str]) -> np.ndarray[Any, Any]:
        key = (dimension, own)
        if key not in self._related:
            related = [_is_related(dimension, term, own, self._vocabulary) for term in known]
            self._related[key] = np.array(related, dtype=bool)
        return self._related[key]


def _is_related(dimension: str, term: str, own: str, vocabulary: Vocabulary) -> bool:
    if dimension == "measure" and term in _STAGES and own in _STAGES:
        return abs(_STAGES.index(term) - _STAGES.index(own)) == 1
    hierarchy = vocabulary.hierarchy(dimension)
    return hierarchy.contains(own, term) or hierarchy.contains(term, own)


#: A claims table stands for the ledger of it.
Given = Ledger | Reconciliation | pd.DataFrame

Asked = str | Quantity | None
Reading = str | Policy
Terms = UserVocabulary

_rows: WeakKeyDictionary[Ledger, pd.DataFrame] = WeakKeyDictionary()
_implied: WeakKeyDictionary[Ledger, dict[str, tuple[float, float, bool]]] = WeakKeyDictionary()


def ledger_of(given: Given, vocabulary: UserVocabulary = None) -> Ledger:
    """Return the ledger to draw: of a reconciliation that without disputed assumptions."""
    if isinstance(given, Reconciliation):
        return given.ledger
    return given if isinstance(given, Ledger) else Ledger(given, vocabulary)


def rows_of(given: Given, reading: Reading, vocabulary: Terms) -> tuple[pd.DataFrame, Reading]:
    """Return the claims of a table or a ledger, ready to be drawn, and how they are read."""
    if isinstance(given, Ledger | Reconciliation):
        book = ledger_of(given)
        return rows_in(book), book.reading_policy
    return prepare(given, reading, vocabulary), reading


def opened(given: Given, vocabulary: Terms) -> tuple[Ledger, pd.DataFrame]:
    """Return the ledger to draw, and its claims ready to be drawn."""
    book = ledger_of(given, vocabulary)
    return book, rows_in(book)


def rows_in(ledger: Ledger) -> pd.DataFrame:
    """Return the claims of a ledger under its reading, ready to be drawn."""
    if ledger not in _rows:
        _rows[ledger] = prepare(ledger.claims, ledger.reading_policy, ledger.vocabulary)
    return _rows[ledger]


def others_imply(given: Given, quantity: Quantity) -> tuple[float, float, bool]:
    """Return the bounds that figures on other quantities set, and whether these can all hold.

    Only those that bear directly on the quantity are asked, in a small ledger of their own: what
    they allow is never narrower than what all allow, and the whole need not be worked out again.
    Without a proof the bounds are 0 and infinity.
    """
    ledger = ledger_of(given)
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


def on_measure(
    counts: pd.DataFrame, measure: str | None, figures: str, where: str
) -> tuple[str, pd.DataFrame]:
    """Choose the claims on one measure, the only one there is unless it is named."""
    known = list(dict.fromkeys(counts["measure"]))
    if measure is None and len(known) > 1:
        raise InvalidChoice(f"there are {figures} on {', '.join(known)}: name one measure")
    chosen = measure or "".join(known)
    found = counts[counts["measure"] == chosen]
    if found.empty:
        missing = where.replace("{}", chosen or "anything")
        raise unknown(UnknownQuantity, f"there are no {missing}", chosen, known)
    return chosen, found
