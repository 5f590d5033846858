"""From a claims table to the rows of a chart: checked, labelled, chosen and put in order."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
import pandas as pd

from purgestats.charts.style import HELD, STANCE_WORDS
from purgestats.claims.figures.reading import Policy
from purgestats.claims.table import table
from purgestats.claims.table.terms import labels_of
from purgestats.claims.vocabulary.quantities import DIMENSIONS, Quantity
from purgestats.errors import PurgestatsError
from purgestats.words import clean, number, shortened

VALUES = ("low", "best", "high")
REQUIRED = ("claimant", "source", *VALUES, *DIMENSIONS)
BASES = ("of_measure", "of_group", "of_operation", "of_place", "of_period")

_OPTIONAL = (
    "claim_id",
    "unit",
    "claim_year",
    "stance",
    "basis",
    "as_printed",
    "resolved",
    "locator",
    "derived_from",
    "precision",
    *BASES,
)

LONGEST = 80
"""Names and figures longer than this are cut off on the chart, though not in its rows."""


class Span(NamedTuple):
    """The values one claim allows; not-a-number stands for no bound and for no single value.

    Parameters
    ----------
    low, best, high : float
        As in the claims table.

    Examples
    --------
    >>> Span(100_000.0, float("nan"), float("nan")).known
    [100000.0]
    """

    low: float
    best: float
    high: float

    @property
    def known(self) -> list[float]:
        """The values that are given."""
        return [value for value in self if not np.isnan(value)]

    @property
    def middle(self) -> float:
        """Best value, else the midpoint, else the one bound there is."""
        if not np.isnan(self.best):
            return self.best
        return float(np.mean(self.known)) if self.known else float("nan")


def span_of(row: pd.Series) -> Span:
    """Return the values of one row.

    Parameters
    ----------
    row : pandas.Series
        A row made by `prepare`.

    Returns
    -------
    Span
        Its low, best and high.

    Examples
    --------
    >>> span_of(pd.Series({"low": 1, "best": 2, "high": 3}))
    Span(low=1.0, best=2.0, high=3.0)
    """
    return Span(float(row["low"]), float(row["best"]), float(row["high"]))


def spans_of(rows: pd.DataFrame) -> list[Span]:
    """Return the values of all rows.

    Parameters
    ----------
    rows : pandas.DataFrame
        Rows made by `prepare`.

    Returns
    -------
    list of Span
        In the order of the rows.

    Examples
    --------
    >>> spans_of(pd.DataFrame({"low": [1], "best": [2], "high": [3]}))
    [Span(low=1.0, best=2.0, high=3.0)]
    """
    return [span_of(row) for _, row in rows.iterrows()]


def labelled(rows: Iterable[tuple[pd.Series, str]]) -> pd.DataFrame:
    """Put rows under labels of their own into one table, each claim once.

    Parameters
    ----------
    rows : iterable of tuple of Series and str
        Rows made by `prepare`, each with its label.

    Returns
    -------
    pandas.DataFrame
        The rows in the order given; a claim that comes again keeps its first label.

    Examples
    --------
    >>> row = pd.Series({"low": 1, "best": 2, "high": 3, "is_share": False, "hollow": False})
    >>> labelled([(row, "marshals"), (row, "the same again")])["label"].tolist()
    ['marshals']
    """
    found = pd.concat([row.to_frame().T.assign(label=label) for row, label in rows])
    found = found.loc[~found.index.duplicated()]
    return found.astype({**dict.fromkeys(VALUES, "float64"), "is_share": bool, "hollow": bool})


def prepare(claims: pd.DataFrame, reading: str | Policy = "printed") -> pd.DataFrame:
    """Check a claims table and add what charts need; the table given is left as it is.

    Parameters
    ----------
    claims : pandas.DataFrame
        Claims with at least the columns of `REQUIRED`.
    reading : str or policy
        How printed figures become values; the table holds them under ``"printed"``.

    Returns
    -------
    pandas.DataFrame
        A new table with every column of the claims table, plus ``label`` and ``who`` (with and
        without the year of the claim), ``year``, ``quantity`` (in its normal spelling),
        ``is_share`` and ``hollow``.

    Raises
    ------
    PurgestatsError
        If it is no table, lacks a required column, is empty, or a value is not a number.

    Examples
    --------
    >>> prepare(pd.DataFrame({"claimant": ["kuhr"]}))
    Traceback (most recent call last):
    purgestats.errors.PurgestatsError: the claims lack the columns source, low, best, high, \
measure, group, operation, place, period
    """
    if not isinstance(claims, pd.DataFrame):
        raise PurgestatsError(f"claims must be a DataFrame, not {type(claims).__name__}")
    missing = [column for column in REQUIRED if column not in claims.columns]
    if missing:
        raise PurgestatsError(f"the claims lack the columns {', '.join(missing)}")
    if claims.empty:
        raise PurgestatsError("there are no claims to draw: the table is empty")
    frame = _complete(claims)
    _refuse_impossible(frame)
    if not (isinstance(reading, str) and reading == "printed"):
        frame = table.reread(frame, reading)
    return _labelled(frame)


def _complete(claims: pd.DataFrame) -> pd.DataFrame:
    """Return the claims with every column a chart asks for, text as text, numbers as numbers."""
    frame = claims.reset_index(drop=True)
    texts = {
        column: [clean(cell) for cell in frame[column]] if column in frame else ""
        for column in dict.fromkeys((*REQUIRED, *_OPTIONAL))
        if column not in VALUES
    }
    frame = frame.assign(**texts, **{column: _numbers(frame, column) for column in VALUES})
    shares = (frame[list(BASES)] != "").any(axis=1)
    unstated = shares.map({True: "share", False: "persons"})
    return frame.assign(
        stance=frame["stance"].replace("", "asserts"),
        unit=frame["unit"].where(frame["unit"] != "", unstated),
        is_share=shares,
    )


def _labelled(frame: pd.DataFrame) -> pd.DataFrame:
    """Add how each claim is called, whether it is hollow, and its quantity in normal spelling."""
    hollow = ~frame["stance"].isin(HELD)
    labels = labels_of(frame)
    names = [
        shortened(labels.claimant(key) or "claimant not stated", LONGEST)
        for key in frame["claimant"]
    ]
    words = [
        f" ({STANCE_WORDS.get(stance, stance)})" if aside else ""
        for stance, aside in zip(frame["stance"], hollow, strict=True)
    ]
    years = [year.removesuffix(".0") for year in frame["claim_year"]]
    return frame.assign(
        hollow=hollow,
        quantity=_quantities(frame),
        year=pd.to_numeric(pd.Series(years, dtype="str"), errors="coerce").astype("float64"),
        who=[name + word for name, word in zip(names, words, strict=True)],
        label=[
            f"{name}{f', {year}' if year else ''}{word}"
            for name, year, word in zip(names, years, words, strict=True)
        ],
    )


def _numbers(frame: pd.DataFrame, column: str) -> pd.Series:
    cells = frame[column].map(lambda cell: None if clean(cell) == "" else cell)
    values = pd.to_numeric(cells, errors="coerce").astype("float64")
    bad = cells.notna() & values.isna()
    if bad.any():
        first = int(bad.to_numpy().argmax())
        raise PurgestatsError(
            f"row {first + 1}, column {column}: {clean(frame[column][first])!r} is not a number"
        )
    return values.where(np.isfinite(values))


def _refuse_impossible(frame: pd.DataFrame) -> None:
    lower, best, upper = (frame[column] for column in VALUES)
    faults = {
        "low, best and high are out of order": (lower > upper) | (best < lower) | (best > upper),
        "a value is below zero": (frame[list(VALUES)] < 0).any(axis=1),
    }
    for fault, at in faults.items():
        if at.any():
            first = int(at.to_numpy().argmax())
            name = frame["claim_id"].iloc[first] or f"row {first + 1}"
            values = ", ".join(number(value) for value in span_of(frame.iloc[first]).known)
            raise PurgestatsError(f"{name}: {fault} ({values})")


def _quantities(frame: pd.DataFrame) -> list[str]:
    cells = (frame[dimension] for dimension in DIMENSIONS)
    scopes = ["|".join(parts) for parts in zip(*cells, strict=True)]
    spelling = {scope: str(Quantity.parse(scope)) for scope in dict.fromkeys(scopes)}
    return [spelling[scope] for scope in scopes]
