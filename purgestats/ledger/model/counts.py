"""Which claims are one count: of one origin, on one quantity, with the same values."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from purgestats._unswept import unswept
from purgestats.claims.sources.lineage import lineage
from purgestats.ledger.model.build import Entry


@unswept()
def counts_of(claims: pd.DataFrame, entries: Sequence[Entry]) -> list[tuple[int, ...]]:
    """Return the claims of each count, however often it is printed.

    Parameters
    ----------
    claims : DataFrame
        The claims of a ledger.
    entries : sequence of Entry
        The same as the ledger sees them.

    Returns
    -------
    list of tuple of int
        Rows of the table, the one that stands for the count first: a claim that rests on no other
        of them, the first by its id. Counts are in the order of their first rows.

    Notes
    -----
    A claim that adds up several others rests on several origins, and is a copy only of claims that
    rest on the same ones.
    """
    if not len(claims):
        return []
    scopes: dict[object, int] = {}
    scope = [scopes.setdefault((one.scope, one.span, one.base), len(scopes)) for one in entries]
    found = lineage(claims, np.arange(len(claims)), np.array(scope, dtype=np.int64))
    origins: list[list[int]] = [[] for _ in entries]
    for row, origin in zip(found.row.tolist(), found.origin.tolist(), strict=True):
        origins[row].append(origin)
    groups: dict[object, list[int]] = {}
    for row, entry in enumerate(entries):
        values = entry.figure.low, entry.figure.high
        groups.setdefault((scope[row], values, tuple(sorted(origins[row]))), []).append(row)
    return [_original_first(claims, rows) for rows in groups.values()]


def _original_first(claims: pd.DataFrame, rows: list[int]) -> tuple[int, ...]:
    if len(rows) == 1:
        return tuple(rows)
    ids, parents = claims["claim_id"], claims["derived_from"]
    own = {ids.iat[row] for row in rows}
    first = [row for row in rows if own.isdisjoint(str(parents.iat[row]).split(";"))] or rows
    chosen = min(first, key=lambda row: str(ids.iat[row]))
    return (chosen, *(row for row in rows if row != chosen))
