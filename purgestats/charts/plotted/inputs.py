"""What a chart is given: a claims table, a ledger, or the claims that bear on a quantity."""

import math
from collections.abc import Sequence
from weakref import WeakKeyDictionary

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
    own = [claims[name].tolist() for name in DIMENSIONS]
    base = [claims[f"of_{name}"].tolist() for name in DIMENSIONS]
    kept = []
    for scope, of_scope in zip(zip(*own, strict=True), zip(*base, strict=True), strict=True):
        whole = tuple(of or name for of, name in zip(of_scope, scope, strict=True))
        kept.append(any(_is_near(one, quantity, vocabulary) for one in {scope, whole}))
    # Of an empty table, an empty list would choose columns.
    return claims.loc[kept].reset_index(drop=True)


def _is_near(scope: Sequence[str], quantity: Quantity, vocabulary: Vocabulary) -> bool:
    *terms, period = scope
    if not Period.parse(period).overlaps(quantity.period):
        return False
    apart = [
        (dimension, term, own)
        for dimension, term, own in zip(TABLES, terms, quantity.terms, strict=True)
        if term != own
    ]
    return len(apart) <= 1 and all(_is_related(*one, vocabulary) for one in apart)


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
