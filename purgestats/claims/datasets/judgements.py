"""Judgements: what a reader should make of each disagreement on the shipped record."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Protocol

import pandas as pd

from purgestats.claims.datasets import datapackage as package
from purgestats.claims.datasets.catalogue import claim_ids, read_csv


class _Told(Protocol):
    """A disagreement, as far as a judgement needs to know it."""

    @property
    def quantities(self) -> tuple[str, ...]: ...
    @property
    def conflicts(self) -> Sequence[Any]: ...


def judgements(of: Iterable[_Told] | None = None) -> pd.DataFrame:
    """Return what to make of disagreements on the shipped record, and who says so.

    A judgement stands for every disagreement about exactly its `quantities`, or for every one that
    cannot arise without its `claims` (each of them, or a copy of it, is in every conflict). Of
    several that fit, the one of quantities is taken, then the one that names the most claims.

    Parameters
    ----------
    of : Disagreements, optional
        Disagreements, such as ``ledger.conflicts().disagreements()`` gives; the whole table of
        judgements if left out.

    Returns
    -------
    DataFrame
        Columns quantities, claims, kind, judgement, says (the key of a source, or ``editor``: our
        own reading of the claims) and locator; all text. With `of` one row for each disagreement,
        in their order, and blank where nobody has judged it or it involves figures not ours.

    Examples
    --------
    >>> import purgestats as ps
    >>> ps.judgements()["kind"].value_counts().index[0] in ("real", "slip")
    True
    >>> ps.judgements(of=[]).empty
    True
    """
    table = read_csv(package.resource_path("judgements"))
    if of is None:
        return table
    rows = table.to_dict("records")
    blank = dict.fromkeys(table.columns, "")
    return pd.DataFrame([_best(rows, one) or blank for one in of], columns=table.columns, dtype=str)


def _best(rows: list[dict[Any, Any]], told: _Told) -> dict[Any, Any] | None:
    """Return the judgement that fits a disagreement most closely, if any does."""
    members = [
        {*one.claims, *(copy for held in one.copies for copy in held)} for one in told.conflicts
    ]
    if not set().union(*members) <= claim_ids():
        return None
    always = set.intersection(*members)
    fitting = [
        (row["quantities"] == "", -len(row["claims"].split(";")), place)
        for place, row in enumerate(rows)
        if (
            row["quantities"].split(";") == list(told.quantities)
            if row["quantities"]
            else always.issuperset(row["claims"].split(";"))
        )
    ]
    return rows[min(fitting)[2]] if fitting else None
