"""How many persons stand on which lists, counted in whatever engine holds the records."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import narwhals.stable.v2 as nw
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from purgestats.claims.tally.engines import collected, column_types, open_frame, quiet
from purgestats.claims.tally.files import find_files, opened
from purgestats.errors import ClaimErrors, InvalidChoice, unknown
from purgestats.estimates.capture.fit import patterns

MOST_COUNTED = 12


#: The names of the lists; persons of each pattern, in the order of `patterns`; records without a
#: person's key, or on no list, which are left out.
Overlaps = tuple[list[str], NDArray[np.float64], int]


@quiet()
def overlaps(lists: Any, person: str | None, in_list: str | None, count: str | None) -> Overlaps:
    """Count persons by the lists on which they stand.

    Parameters
    ----------
    lists, person, in_list, count
        As for :func:`purgestats.capture`.

    Returns
    -------
    Overlaps
        The counts.

    Raises
    ------
    InvalidChoice
        If a column is missing, or there are fewer than two lists or too many.
    """
    if isinstance(lists, Mapping):
        names = [str(name) for name in lists]
        _check_number(names)
        return _by_person(names, _together(list(lists.values()), person))
    if isinstance(lists, (str, Path)):
        files = find_files(lists)
        if files.faults:
            raise ClaimErrors(files.faults)
        with opened(files) as frame:
            return overlaps(frame, person, in_list, count)
    frame = open_frame(lists)
    columns = list(column_types(frame))
    for name in (person, in_list, count):
        if name is not None and name not in columns:
            raise unknown(InvalidChoice, f"no column {name!r}", name, columns)
    if in_list is None:
        return _by_row(frame, [name for name in columns if name not in (person, count)], count)
    if person is None:
        raise InvalidChoice("person= names the column that tells persons apart")
    key, place = _key(frame, person), nw.col(in_list).cast(nw.String)
    frame = frame.select(key.alias("person"), place.alias("list"))
    found = collected(frame.select("list").unique())["list"].to_pylist()
    names = sorted(name for name in found if name)
    _check_number(names)
    bits = (_bit(nw.col("list") == name, number) for number, name in enumerate(names))
    return _by_person(names, frame.select("person", *bits))


def _check_number(names: list[str]) -> None:
    if len(names) != len(set(names)) or not 2 <= len(names) <= MOST_COUNTED:
        raise InvalidChoice(
            f"two to {MOST_COUNTED} lists of different names can be compared, not {len(names)}: "
            + ", ".join(names[:MOST_COUNTED])
        )


def _key(frame: nw.LazyFrame[Any], name: str) -> nw.Expr:
    """Return a key that engines compare fast: numbers as they are, all else as text."""
    if column_types(frame)[name].is_integer():
        return nw.col(name)
    text = nw.col(name).cast(nw.String)
    return nw.when(text != "").then(text)


def _bit(holds: nw.Expr, number: int) -> nw.Expr:
    return nw.when(holds).then(1).otherwise(0).cast(nw.Int8).alias(f"b{number}")


def _together(lists: list[Any], person: str | None) -> nw.LazyFrame[Any]:
    """Put several lists below each other, each with its own mark."""
    frames = []
    for place, records in enumerate(lists):
        if person is None:
            records = pd.DataFrame({"person": list(records)}, dtype="object")
        frame = open_frame(records)
        columns = list(column_types(frame))
        name = person or "person"
        if name not in columns:
            raise InvalidChoice(f"a list has no column {name!r}; it has {', '.join(columns)}")
        marks = [_bit(nw.lit(place) == number, number) for number in range(len(lists))]
        frames.append(frame.select(_key(frame, name).alias("person"), *marks))
    whole: nw.LazyFrame[Any] = nw.concat(frames)
    return whole


def _by_person(names: list[str], frame: nw.LazyFrame[Any]) -> Overlaps:
    """Find the lists of each person, and count persons by them, in one pass."""
    bits = [f"b{number}" for number in range(len(names))]
    each = frame.group_by("person").agg(*(nw.col(bit).max() for bit in bits), nw.len().alias("n"))
    each = each.with_columns(_bit(nw.col("person").is_null(), len(names)).alias("blank"))
    found = each.group_by(*bits, "blank").agg(nw.len().alias("persons"), nw.col("n").sum())
    table = collected(found).to_pandas()
    blank = (table["blank"] == 1) | (table[bits].max(axis=1) == 0)
    counts = _placed(table.loc[~blank, bits].to_numpy(), table.loc[~blank, "persons"])
    return names, counts, int(table.loc[blank, "n"].sum())


def _by_row(frame: nw.LazyFrame[Any], names: list[str], count: str | None) -> Overlaps:
    """Count rows, or what they say they count, by columns of 0 and 1."""
    _check_number(names)
    persons = nw.len() if count is None else nw.col(count).sum()
    table = collected(frame.group_by(*names).agg(persons.alias("persons for all"))).to_pandas()
    marks = table[names].replace({"": 0}).fillna(0).apply(pd.to_numeric, errors="coerce")
    numbers = pd.to_numeric(table["persons for all"], errors="coerce")
    if not marks.isin([0, 1]).all().all() or not (numbers >= 0).all():
        wrong = [name for name in names if not marks[name].isin([0, 1]).all()]
        raise InvalidChoice(
            "each column of a table of patterns is a list, with 0 or 1, but for the one that "
            f"count= names, with whole numbers: {', '.join(wrong) or count}"
        )
    none = marks.max(axis=1) == 0
    counts = _placed(marks[~none].to_numpy(), numbers[~none])
    return names, counts, int(numbers[none].sum())


def _placed(marks: NDArray[Any], persons: pd.Series) -> NDArray[np.float64]:
    """Return the persons of every pattern, in order."""
    number = marks.astype(np.int64) @ (1 << np.arange(marks.shape[1]))
    size = len(patterns(marks.shape[1])) + 1
    weights = persons.to_numpy(dtype=np.float64)
    return np.bincount(number, weights, minlength=size)[1:].astype(np.float64)
