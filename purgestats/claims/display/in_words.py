"""Claims in words, as a short table: who gives which figure of what, and where it is printed."""

from __future__ import annotations

import math
from collections.abc import Iterable
from functools import cache

import pandas as pd

from purgestats.claims.datasets import catalogue
from purgestats.claims.display.html import table
from purgestats.claims.vocabulary.hierarchies import TABLES
from purgestats.claims.vocabulary.quantities import DIMENSIONS

_NEEDED = (
    *("claim_id", "claimant", "as_printed", "resolved", "low", "high", "source", "locator"),
    *(f"{prefix}{name}" for prefix in ("", "of_") for name in DIMENSIONS),
)
COLUMNS = ("claim", "who gives it", "as printed", "low", "high", "what is counted", "source")


def told(claims: pd.DataFrame, ids: Iterable[str] | None = None) -> pd.DataFrame:
    """Return claims in words.

    Parameters
    ----------
    claims : DataFrame
        A claims table.
    ids : iterable of str, optional
        Which claims, in this order, each once; ids that are no claim's are passed over. All, if
        left out.

    Returns
    -------
    DataFrame
        The columns of `COLUMNS`; low and high are numbers.

    Examples
    --------
    >>> told(catalogue.load("arrests"), ["kuhr-arrests"]).iloc[0, :3].tolist()
    ['kuhr-arrests', 'Corrina Kuhr', '2.5 million']
    """
    places = {claim: place for place, claim in enumerate(claims["claim_id"])}
    wanted = places if ids is None else dict.fromkeys(ids)
    names = catalogue.claimant_names()
    cells = claims[list(_NEEDED)].astype(object)
    cells = cells.where(cells.notna(), "")
    rows = []
    for place in (places[claim] for claim in wanted if claim in places):
        row = cells.iloc[place]
        who = names.get(row["claimant"], row["claimant"])
        where = ", ".join(part for part in (_work(row["source"]), row["locator"]) if part)
        printed = row["resolved"] or row["as_printed"]
        ends = (float(row[end]) if row[end] != "" else math.nan for end in ("low", "high"))
        rows.append((row["claim_id"], who, printed, *ends, counted(row), where))
    return pd.DataFrame(rows, columns=list(COLUMNS))


def told_table(claims: pd.DataFrame | None, ids: Iterable[str] | None = None) -> str:
    """Return claims in words as HTML, or nothing where they are not known.

    Parameters
    ----------
    claims : DataFrame or None
        A claims table.
    ids : iterable of str, optional
        Which claims; all if left out.

    Returns
    -------
    str
        A table; nothing if it would be empty, or the claims lack a column that is needed.

    Examples
    --------
    >>> told_table(None)
    ''
    """
    if claims is None or not set(_NEEDED) <= set(claims.columns):
        return ""
    rows = told(claims, ids)
    return table(rows, "The figures and where they are printed") if len(rows) else ""


def counted(row: pd.Series) -> str:
    """Say what a claim counts, and for a share of what.

    Parameters
    ----------
    row : Series
        A row of a claims table.

    Returns
    -------
    str
        Labels, without those that only say "all".
    """
    own = [str(row[name]) for name in DIMENSIONS]
    base = [str(row[f"of_{name}"]) or value for name, value in zip(DIMENSIONS, own, strict=True)]
    words = scope_in_words(own)
    return words if base == own else f"{words}, of: {scope_in_words(base)}"


def scope_in_words(scope: Iterable[str]) -> str:
    """Return a scope in words.

    Parameters
    ----------
    scope : iterable of str
        Measure, group, operation, place and period; terms that are not ours stand as they are.

    Returns
    -------
    str
        Labels, without those that only say "all".

    Examples
    --------
    >>> scope_in_words(["arrests", "all", "kulak-operation", "ussr", "1937/1938"])
    'arrested, the kulak operation (order 00447), Soviet Union, 1937/1938'
    """
    *terms, period = scope
    vocabulary = catalogue.own_vocabulary()
    labels = [
        vocabulary.hierarchy(dimension).labels.get(term, term)
        for dimension, term in zip(TABLES, terms, strict=True)
        if term != "all"
    ]
    return ", ".join([*labels, period])


@cache
def _works() -> dict[str, str]:
    return {key: str(work) for key, work in catalogue.source_keys().items()}


def _work(source: str) -> str:
    return _works().get(source, source)
