"""From a claims table to the rows of a chart: checked, labelled, chosen and put in order."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
import pandas as pd

from purgestats.charts.style import HELD, STANCE_WORDS
from purgestats.claims.figures.reading import Policy
from purgestats.claims.table.contract import take
from purgestats.claims.table.table import completed
from purgestats.claims.table.terms import UserVocabulary
from purgestats.errors import PurgestatsError
from purgestats.words import RELATIVE, shortened

VALUES = ("low", "best", "high")

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

    >>> span_of(pd.Series({"low": 1, "best": 2, "high": 3}))
    Span(low=1.0, best=2.0, high=3.0)
    """
    return Span(float(row["low"]), float(row["best"]), float(row["high"]))


def spans_of(rows: pd.DataFrame) -> list[Span]:
    """Return the values of all rows.

    >>> spans_of(pd.DataFrame({"low": [1], "best": [2], "high": [3]}))
    [Span(low=1.0, best=2.0, high=3.0)]
    """
    return [span_of(row) for _, row in rows.iterrows()]


def labelled(rows: Iterable[tuple[pd.Series, str]]) -> pd.DataFrame:
    """Put rows under labels of their own into one table, each claim once.

    >>> row = pd.Series({"low": 1, "best": 2, "high": 3, "is_share": False, "hollow": False})
    >>> labelled([(row, "marshals"), (row, "the same again")])["label"].tolist()
    ['marshals']
    """
    found = pd.concat([row.to_frame().T.assign(label=label) for row, label in rows])
    found = found.loc[~found.index.duplicated()]
    return found.astype({**dict.fromkeys(VALUES, "float64"), "is_share": bool, "hollow": bool})


def prepare(
    claims: object, reading: str | Policy = "printed", vocabulary: UserVocabulary = None
) -> pd.DataFrame:
    """Return a claims table with what charts need; the table given is left as it is."""
    table = take(claims, vocabulary)
    frame = completed(claims, vocabulary, reading).reset_index(drop=True)
    if frame.empty:
        raise PurgestatsError("there are no claims to draw: the table is empty")
    hollow = ~frame["stance"].isin(HELD)
    names = [shortened(table.labels.claimant(key), LONGEST) for key in frame["claimant"]]
    words = [
        f" ({STANCE_WORDS.get(stance, stance)})" if aside else ""
        for stance, aside in zip(frame["stance"], hollow, strict=True)
    ]
    years = ["" if year is pd.NA else f", {year}" for year in frame["claim_year"].tolist()]
    return frame.assign(
        hollow=hollow,
        is_share=frame["unit"].isin(RELATIVE),
        quantity=table.quantities,
        year=frame["claim_year"].astype("float64"),
        who=[name + word for name, word in zip(names, words, strict=True)],
        label=["".join(parts) for parts in zip(names, years, words, strict=True)],
    )
