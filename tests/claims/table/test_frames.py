"""A table in memory is taken as it is: index, types and missing values included."""

from __future__ import annotations

import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd
import pytest

import purgestats as ps
from purgestats.claims.table.contract import from_frame
from purgestats.errors import ClaimErrors

ROW: dict[str, Any] = {
    "claim_id": "a",
    "measure": "arrests",
    "as_printed": "10",
    "claimant": "me",
    "source": "notes",
}


@pytest.mark.parametrize("blank", [None, np.nan, pd.NA, pd.NaT, ""])
def test_every_missing_value_is_a_blank_cell(blank: Any) -> None:
    """None, NaN, NA and NaT mean that nothing was said, in text and in numbers."""
    frame = pd.DataFrame([ROW | {"note": blank, "low": blank, "claim_year": blank}], dtype=object)
    row = ps.validate(frame).iloc[0]
    assert (row["note"], row["low"]) == ("", 10)
    assert row["claim_year"] is pd.NA


@pytest.mark.parametrize("value", [10, 10.0, np.int64(10), np.float32(10), Decimal(10), "10"])
def test_numbers_of_every_type_are_read(value: Any) -> None:
    """What prints as 10 is 10."""
    frame = pd.DataFrame([ROW | {"as_printed": value, "low": value}], dtype=object)
    frame[["best", "high"]] = 10
    assert ps.validate(frame)[["as_printed", "low"]].values.tolist() == [["10", 10.0]]


def test_a_number_with_three_decimals_is_one() -> None:
    """What stands in a column of numbers has no thousands parted; in a column of text it may."""
    frame = pd.DataFrame([ROW | {"as_printed": "", "low": 353.074}])
    assert ps.validate(frame)["low"].tolist() == [353.074]
    with pytest.raises(ClaimErrors, match="decimal or thousands"):
        ps.validate(frame.astype(str).replace("nan", ""))


@pytest.mark.parametrize(
    "value", [True, np.bool_(False), b"x", ["x"], {"x": 1}, datetime.date(1937, 1, 1), 1 + 2j]
)
def test_values_that_are_neither_text_nor_numbers_are_faults(value: Any) -> None:
    """They are not turned into text; the cell is named with its line."""
    frame = pd.DataFrame([ROW, ROW | {"claim_id": "b"}], dtype=object)
    frame["note"] = pd.Series([None, value], dtype=object)
    with pytest.raises(ClaimErrors, match="neither text nor a number") as caught:
        ps.validate(frame)
    assert [(error.line, error.column) for error in caught.value.errors] == [(3, "note")]


@pytest.mark.parametrize("value", [np.inf, -np.inf, "NaN", "inf", Fraction(1, 3)])
def test_infinities_and_words_for_nothing_are_no_numbers(value: Any) -> None:
    """Only a missing value means unknown."""
    frame = pd.DataFrame([ROW | {"as_printed": None, "low": value, "high": 5}], dtype=object)
    with pytest.raises(ClaimErrors, match="not a plain number"):
        ps.validate(frame)


def test_lone_surrogates_are_faults() -> None:
    """Half a character in a cell or a header is named without breaking the message."""
    frame = pd.DataFrame({name: pd.Series([value], dtype=object) for name, value in ROW.items()})
    frame["note"] = pd.Series(["a\ud800"], dtype=object)
    with pytest.raises(ClaimErrors, match="half a character") as caught:
        ps.validate(frame)
    assert str(caught.value).isascii()
    frame.columns = pd.Index([*ROW, "no\udc80te"], dtype=object)
    with pytest.raises(ClaimErrors, match="no such column"):
        ps.validate(frame)


def test_two_columns_of_one_name_are_refused() -> None:
    """Neither is dropped, whatever they hold."""
    frame = pd.DataFrame([[*ROW.values(), "x"]], columns=[*ROW, "source"])
    with pytest.raises(ClaimErrors, match="names this column twice"):
        ps.validate(frame)


@pytest.mark.parametrize("dtype", ["object", "str", "category"])
def test_the_type_of_a_column_and_the_index_do_not_matter(dtype: str) -> None:
    """Categories, strings and objects give one table, under any index."""
    frame = pd.DataFrame([ROW, ROW | {"claim_id": "b"}], index=["x", "x"])
    found = ps.validate(frame.astype(dtype))
    assert found.index.tolist() == [0, 1]
    pd.testing.assert_frame_equal(found, ps.validate(frame.reset_index(drop=True)))


def test_no_columns_at_all_names_the_missing_ones() -> None:
    """An empty frame is told what a claims table needs."""
    with pytest.raises(ClaimErrors) as caught:
        ps.validate(pd.DataFrame())
    assert len(caught.value.errors) == 5
    assert from_frame(pd.DataFrame()).lines == []
