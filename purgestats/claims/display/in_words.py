"""Claims in words, as a short table: who gives which figure of what, and where it is printed."""

from __future__ import annotations

import math
from collections.abc import Iterable

import pandas as pd

from purgestats.claims.display.html import table
from purgestats.claims.table.terms import labels_of
from purgestats.words import DIMENSIONS, claim_scope_words

_NEEDED = (
    *("claim_id", "claimant", "as_printed", "resolved", "low", "high", "source", "locator"),
    "unit",
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
    >>> import purgestats as ps
    >>> told(ps.load("arrests"), ["kuhr-arrests"]).iloc[0, :3].tolist()
    ['kuhr-arrests', 'Corrina Kuhr', '2.5 million']
    """
    places = {claim: place for place, claim in enumerate(claims["claim_id"])}
    wanted = places if ids is None else dict.fromkeys(ids)
    labels = labels_of(claims)
    cells = claims[list(_NEEDED)].astype(object)
    cells = cells.where(cells.notna(), "")
    rows = []
    for place in (places[claim] for claim in wanted if claim in places):
        row = cells.iloc[place]
        who = labels.claimant(row["claimant"])
        where = ", ".join(part for part in (labels.work(row["source"]), row["locator"]) if part)
        printed = row["resolved"] or row["as_printed"]
        ends = (float(row[end]) if row[end] != "" else math.nan for end in ("low", "high"))
        rows.append((row["claim_id"], who, printed, *ends, claim_scope_words(row, labels), where))
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
