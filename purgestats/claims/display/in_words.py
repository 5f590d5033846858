"""Claims in words, as a short table: who gives which figure of what, and where it is printed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from purgestats.claims.display.html import table
from purgestats.claims.table.contract import take
from purgestats.claims.table.terms import UserVocabulary, labels_of
from purgestats.words import DIMENSIONS, claim_scope_words, range_words

_NEEDED = (
    *("claim_id", "claimant", "claim_year", "as_printed", "resolved", "low", "best", "high"),
    *("unit", "stance", "source", "locator"),
    *(f"{prefix}{name}" for prefix in ("", "of_") for name in DIMENSIONS),
)
COLUMNS = ("who gives it", "as printed", "read as", "what is counted", "where it is printed")
STANCE_WORDS = {
    "surveys": "a survey of estimates",
    "rejects": "rejected",
    "rhetorical": "a figure of speech",
}
"""What is said of figures that a text does not stand by."""


@dataclass(frozen=True)
class Shown:
    """Claims as a table for reading.

    Parameters
    ----------
    frame : DataFrame
        The columns of `COLUMNS`, all text.
    """

    frame: pd.DataFrame

    def to_frame(self) -> pd.DataFrame:
        """Return the table as a DataFrame."""
        return self.frame.copy()

    def __repr__(self) -> str:
        return self.frame.to_string(index=False) if len(self.frame) else "no figures"

    def _repr_html_(self) -> str:
        return table(self.frame) if len(self.frame) else "<p>No figures.</p>"


def show(
    claims: object, only: Iterable[str] | None = None, vocabulary: UserVocabulary = None
) -> Shown:
    """Show claims as a reader would want them: in words, with nothing that only a program needs.

    Parameters
    ----------
    claims : DataFrame
        A claims table.
    only : iterable of str, optional
        Which claims, by id, in this order; all if left out.
    vocabulary : str, Path or mapping of str to DataFrame, optional
        Terms of one's own, as for :func:`purgestats.read_claims`.

    Returns
    -------
    Shown
        Who gives each figure, how it is printed and read, what it counts and where it is printed.

    Examples
    --------
    >>> import purgestats as ps
    >>> print(ps.show(ps.load("arrests"), ["kuhr-arrests"]).to_frame().iloc[0, 2])
    2,450,000 to 2,550,000, best 2,500,000
    """
    return Shown(told(take(claims, vocabulary).frame, only))


def told(claims: pd.DataFrame, ids: Iterable[str] | None = None) -> pd.DataFrame:
    """Return claims in words, each once; ids that are no claim's are passed over.

    >>> import purgestats as ps
    >>> told(ps.load("arrests"), ["kuhr-arrests"]).iloc[0, :2].tolist()
    ['Corrina Kuhr', '2.5 million']
    """
    places = {claim: place for place, claim in enumerate(claims["claim_id"])}
    wanted = places if ids is None else dict.fromkeys(ids)
    labels = labels_of(claims)
    cells = claims[list(_NEEDED)].astype(object)
    cells = cells.where(cells.notna(), None)
    rows = []
    for place in (places[claim] for claim in wanted if claim in places):
        row = cells.iloc[place]
        who = labels.claimant(row["claimant"])
        year = f", {row['claim_year']}" if row["claim_year"] else ""
        aside = STANCE_WORDS.get(row["stance"], "")
        where = ", ".join(part for part in (labels.work(row["source"]), row["locator"]) if part)
        read = range_words(row["low"], row["high"], row["unit"] or "persons", row["best"])
        rows.append(
            (
                f"{who}{year}{f' ({aside})' if aside else ''}",
                row["resolved"] or row["as_printed"] or "",
                read,
                claim_scope_words(row, labels),
                where,
            )
        )
    return pd.DataFrame(rows, columns=list(COLUMNS))


def told_table(claims: pd.DataFrame | None, ids: Iterable[str] | None = None) -> str:
    """Return claims in words as HTML; nothing where they are not known or lack a column.

    >>> told_table(None)
    ''
    """
    if claims is None or not set(_NEEDED) <= set(claims.columns):
        return ""
    rows = told(claims, ids)
    return table(rows, "The figures and where they are printed") if len(rows) else ""
