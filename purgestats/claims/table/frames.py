"""From a frame of any kind to a raw table, and from a checked table to a DataFrame."""

from __future__ import annotations

import datetime
from collections import Counter
from decimal import Decimal
from numbers import Real
from typing import Any

import numpy as np
import pandas as pd

from purgestats.claims.datasets.datapackage import claims_columns
from purgestats.claims.files.raw import Cells, RawTable, plain
from purgestats.claims.table.faults import NUMBERS
from purgestats.claims.table.terms import KEY
from purgestats.claims.table.validation import Checked
from purgestats.claims.vocabulary.quantities import Period
from purgestats.errors import ClaimError, ClaimErrors, InvalidChoice, Place

_PERIODS = ("period", "of_period")


def to_pandas(claims: object) -> pd.DataFrame:
    """Return a table of any library (polars, pyarrow, ...) as a DataFrame."""
    if isinstance(claims, pd.DataFrame):
        return claims
    import narwhals as nw

    try:
        return nw.from_native(claims, eager_only=True).to_pandas()  # type: ignore[call-overload,no-any-return]
    except TypeError:
        raise InvalidChoice(
            f"claims are a table, such as a DataFrame, not {type(claims).__name__}"
        ) from None


def from_frame(claims: pd.DataFrame) -> RawTable:
    """Take a table in memory as if it had been read from a file; its index does not matter.

    The first row is on line 2; cells that hold neither text nor numbers are among the faults.
    Raises ClaimErrors if two columns have one name.
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


def _cells(table: RawTable, name: str, column: pd.Series) -> Cells:
    if isinstance(column.dtype, pd.StringDtype):
        codes, uniques = pd.factorize(column, use_na_sentinel=False)
        texts = [
            "" if blank else str(one) for one, blank in zip(uniques, pd.isna(uniques), strict=True)
        ]
        distinct = Cells.of(texts)
        return Cells(distinct.values, distinct.codes[codes])
    values = column.astype(object)
    if name in _PERIODS:
        values = values.map(_dated)
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


def _dated(value: Any) -> Any:
    """Write a day or a span of days of pandas or Python as a claims table does."""
    if value is pd.NaT:
        return None
    if isinstance(value, pd.Period):
        return str(Period(value.start_time.date(), value.end_time.date()))
    if isinstance(value, pd.Timestamp | datetime.datetime):
        # An hour says that more is meant than a day.
        return value.date().isoformat() if value == value.replace(hour=0, minute=0) else value
    return value.isoformat() if isinstance(value, datetime.date) else value


def _is_plain(kind: type) -> bool:
    return issubclass(kind, (str, Real, Decimal)) and not issubclass(kind, (bool, np.bool_))


def to_frame(checked: Checked, key: str = "") -> pd.DataFrame:
    """Return a checked table in the fixed columns, and the key of a user's terms if it has some.

    Raises ClaimErrors if checking found faults: all of them.
    """
    if checked.faults:
        raise ClaimErrors(checked.faults)
    # Arrays, as making a Series of each column would take longer than checking the table.
    data: dict[str, Any] = {}
    for column in claims_columns():
        if column.name in NUMBERS:
            data[column.name] = checked.numbers[column.name]
            continue
        cells = checked.columns[column.name]
        distinct: pd.api.extensions.ExtensionArray
        if column.type == "integer":
            distinct = pd.array([int(cell) if cell else pd.NA for cell in cells.values], "Int64")
        else:
            distinct = pd.array(cells.values, "str")
        data[column.name] = distinct.take(cells.codes)
    frame = pd.DataFrame(data)
    return frame.assign(**{KEY: pd.Series(key, frame.index, dtype="str")}) if key else frame


def supplied(checked: Checked) -> pd.DataFrame:
    """Return the defaults that stand in for blank cells, one row a cell."""
    ids = checked.columns["claim_id"]
    rows = [
        (ids[row], name, checked.columns[name][row])
        for name, blank in checked.supplied.items()
        for row in np.flatnonzero(blank).tolist()
    ]
    return pd.DataFrame(rows, columns=["claim_id", "column", "value"], dtype="str")
