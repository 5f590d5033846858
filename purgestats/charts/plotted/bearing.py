"""Which claims bear directly on a quantity: few enough that their ledger answers at once."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from purgestats.claims.vocabulary.hierarchies import TABLES, Vocabulary
from purgestats.claims.vocabulary.quantities import DIMENSIONS, Period, Quantity
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
    rows = zip(*(counts[name] for name in DIMENSIONS), strict=True)
    return counts[[_same(row, quantity) for row in rows]].reset_index(drop=True)


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
    return claims[kept].reset_index(drop=True)


def _same(scope: Sequence[str], quantity: Quantity) -> bool:
    return tuple(scope[:-1]) == quantity.terms and Period.parse(scope[-1]) == quantity.period


def _is_near(scope: Sequence[str], quantity: Quantity, vocabulary: Vocabulary) -> bool:
    *terms, period = scope
    if not Period.parse(period).overlaps(quantity.period):
        return False
    apart = [
        (dimension, term, own)
        for dimension, term, own in zip(TABLES, terms, quantity.terms, strict=True)
        if term != own
    ]
    if len(apart) > 1:
        return False
    return all(_is_related(*one, vocabulary) for one in apart)


def _is_related(dimension: str, term: str, own: str, vocabulary: Vocabulary) -> bool:
    if dimension == "measure" and term in _STAGES and own in _STAGES:
        return abs(_STAGES.index(term) - _STAGES.index(own)) == 1
    hierarchy = vocabulary.hierarchy(dimension)
    return hierarchy.contains(own, term) or hierarchy.contains(term, own)
