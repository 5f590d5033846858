"""What of a user's table is ours already: counts to the last digit, claimants, works."""

from __future__ import annotations

import pandas as pd

from purgestats.claims.datasets import catalogue
from purgestats.claims.mending.names import Names

#: A number with fewer significant digits is shared by chance.
_SIGNIFICANT = 4


def same_counts(claims: pd.DataFrame, published: pd.DataFrame) -> dict[str, tuple[str, ...]]:
    """Return the published claims that have the same count as one of a user's, to the last digit.

    Parameters
    ----------
    claims, published : DataFrame
        Complete claims tables.

    Returns
    -------
    dict of str to tuple of str
        For each of the user's claims that has any, their ids.
    """
    known: dict[tuple[float, str], list[str]] = {}
    for row in published.to_dict("records"):
        known.setdefault((row["best"], row["unit"]), []).append(row["claim_id"])
    found = {}
    for row in claims.to_dict("records"):
        same = known.get((row["best"], row["unit"]), [])
        others = tuple(one for one in same if one != row["claim_id"])
        if others and _significant(row["best"]) >= _SIGNIFICANT:
            found[row["claim_id"]] = others
    return found


def _significant(value: float) -> int:
    return len(f"{value:.0f}".rstrip("0")) if value == round(value) else 0


def our_keys(claims: pd.DataFrame) -> list[tuple[str, str, str]]:
    """Return the claimants and works of a table that are ours under another name.

    Parameters
    ----------
    claims : DataFrame
        A complete claims table.

    Returns
    -------
    list of tuple of str
        Column, what stands there, and our key.
    """
    people = catalogue.claimants().fillna("")
    works = catalogue.sources().fillna("")
    named = {
        "claimant": Names(
            {
                row["key"]: [row["name"], row["name_cyrillic"], *row["aliases"].split(";")]
                for row in people.to_dict("records")
            }
        ),
        "source": Names({row["source"]: [row["title"]] for row in works.to_dict("records")}),
    }
    found = []
    for column, names in named.items():
        for text in sorted(set(claims[column])):
            key = names.find(text)
            if key is not None and key != text:
                found.append((column, text, key))
    return found
