"""From a DataFrame to a raw table, and from a checked table to a DataFrame."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from decimal import Decimal
from numbers import Real

import numpy as np
import pandas as pd

from purgestats.claims.datasets.datapackage import claims_columns
from purgestats.claims.files.raw import Cells, RawTable, plain
from purgestats.claims.table.cell_values import NUMBERS
from purgestats.claims.table.validation import Checked
from purgestats.errors import ClaimError, ClaimErrors, Place


def from_frame(claims: pd.DataFrame) -> RawTable:
    """Take a table in memory as if it had been read from a file.

    Parameters
    ----------
    claims : DataFrame
        Any table; its index does not matter.

    Returns
    -------
    RawTable
        Its cells as text, the first row on line 2; cells that hold neither text nor numbers are
        among the faults.

    Raises
    ------
    ClaimErrors
        If two columns have one name.
    """
    names = [str(name) for name in claims.columns]
    twice = sorted(name for name, number in Counter(names).items() if number > 1)
    if twice:
        rule = "the header names this column twice"
        raise ClaimErrors(ClaimError(Place("", 1), name, rule) for name in twice)
    table = RawTable({}, lines=list(range(2, len(claims) + 2)))
    for place, name in enumerate(names):
        table.columns[name] = _cells(table, name, claims.iloc[:, place])
    return table


def frame_columns(claims: pd.DataFrame, names: Iterable[str]) -> dict[str, Cells]:
    """Return the cells of some columns of a complete table.

    Parameters
    ----------
    claims : DataFrame
        A complete claims table.
    names : iterable of str
        The columns wanted.

    Returns
    -------
    dict of str to Cells
        Their cells.
    """
    table = RawTable({}, lines=list(range(2, len(claims) + 2)))
    return {name: _cells(table, name, claims[name]) for name in names}


def _cells(table: RawTable, name: str, column: pd.Series) -> Cells:
    values = column.astype(object)
    texts = [
        "" if blank else plain(value)
        for blank, value in zip(values.isna().tolist(), values.tolist(), strict=True)
    ]
    odd = {kind for kind in set(map(type, values)) if not _is_plain(kind)}
    if odd:
        rule = "the cell holds neither text nor a number; convert it to text"
        for row, value in enumerate(values):
            if texts[row] and type(value) in odd:
                table.faults.append(ClaimError(table.place(row, name), texts[row], rule))
    return Cells.of(texts)


def _is_plain(kind: type) -> bool:
    return issubclass(kind, (str, Real, Decimal)) and not issubclass(kind, (bool, np.bool_))


def to_frame(checked: Checked) -> pd.DataFrame:
    """Return a checked table as a DataFrame.

    Parameters
    ----------
    checked : Checked
        The table.

    Returns
    -------
    DataFrame
        In the fixed columns.

    Raises
    ------
    ClaimErrors
        If checking found faults: all of them.
    """
    if checked.faults:
        raise ClaimErrors(checked.faults)
    data: dict[str, pd.Series] = {}
    for column in claims_columns():
        if column.name in NUMBERS:
            data[column.name] = pd.Series(checked.numbers[column.name], dtype="float64")
            continue
        cells = checked.columns[column.name]
        if column.type == "integer":
            years = [int(value) if value else pd.NA for value in cells.values]
            distinct = pd.Series(years, dtype="Int64")
        else:
            distinct = pd.Series(cells.values, dtype="str")
        data[column.name] = distinct.take(cells.codes).reset_index(drop=True)
    return pd.DataFrame(data)
