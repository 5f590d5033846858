"""From a claims table to the rows of a chart: checked, labelled, chosen and put in order."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
import pandas as pd

from purgestats.charts.record import VALUES
from purgestats.charts.style import HELD, STANCE_WORDS
from purgestats.claims.figures.reading import Policy
from purgestats.claims.table.contract import take
from purgestats.claims.table.table import completed
from purgestats.claims.table.terms import UserVocabulary
from purgestats.claims.vocabulary.quantities import Quantity
from purgestats.errors import (
    InvalidChoice,
    PurgestatsError,
    UnknownQuantity,
    did_you_mean,
    nearest,
)
from purgestats.words import RELATIVE, shortened

LONGEST = 80
"""Names and figures longer than this are cut off on the chart, though not in its rows."""

_MAGNITUDES = re.compile(
    r"\b(tens|dozens|scores|hundreds|thousands|millions|десятки|сотни|тысячи|миллионы)\b", re.I
)


class Span(NamedTuple):
    """The values one claim allows; not-a-number stands for no bound and for no single value.

    >>> Span(100_000.0, math.nan, math.nan).known, Span(1.0, math.nan, 2.0).middle
    ([100000.0], 1.5)
    """

    low: float
    best: float
    high: float

    @property
    def known(self) -> list[float]:
        """The values that are given."""
        return [value for value in self if not math.isnan(value)]

    @property
    def middle(self) -> float:
        """Best value, else the midpoint, else the one bound there is."""
        if not math.isnan(self.best):
            return self.best
        return float(np.mean(self.known)) if self.known else math.nan


def span_of(row: pd.Series) -> Span:
    """Return the values of one row."""
    return Span(*(float(row[name]) for name in VALUES))


def spans_of(rows: pd.DataFrame) -> list[Span]:
    """Return the values of all rows.

    >>> spans_of(pd.DataFrame({"low": [1], "best": [2], "high": [3]}))
    [Span(low=1.0, best=2.0, high=3.0)]
    """
    return [span_of(row) for _, row in rows.iterrows()]


def values_in(rows: pd.DataFrame) -> list[float]:
    """Return the values that rows give."""
    return [value for span in spans_of(rows) for value in span.known]


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


def counts_on(rows: pd.DataFrame, quantity: str | Quantity | None) -> tuple[Quantity, pd.DataFrame]:
    """Choose the claims that count one quantity, lowest first; shares and multiples stay out."""
    counts = rows.loc[~rows["is_share"]]
    known = sorted(counts["quantity"].unique())
    if quantity is None and len(known) != 1:
        raise InvalidChoice(
            f"the claims count {len(known)} quantities: name one"
            + (f", such as {'; '.join(known[:3])}" if known else "; shares have no count")
        )
    chosen = Quantity.parse(known[0] if quantity is None else quantity)
    found = counts.loc[counts["quantity"] == str(chosen)]
    if found.empty:
        raise UnknownQuantity(
            f"no claim counts {chosen}" + did_you_mean(nearest(str(chosen), known))
        )
    return chosen, in_order(found)


def in_order(rows: pd.DataFrame) -> pd.DataFrame:
    """Order claims by best value or midpoint; equals keep the order of the table.

    >>> rows = pd.DataFrame({"low": [5.0, 1.0], "best": [5.0, 1.0], "high": [5.0, 1.0]})
    >>> in_order(rows).index.tolist()
    [1, 0]
    """
    middles = [span.middle for span in spans_of(rows)]
    return rows.iloc[np.argsort(np.array(middles, dtype=float), kind="stable")]


def is_vague(row: pd.Series) -> bool:
    """Say whether a figure is a word for an order of magnitude, such as "hundreds of thousands"."""
    low, best, high = span_of(row)
    printed = str(row["resolved"] or row["as_printed"])
    if not math.isnan(best) or not printed or any(letter.isdigit() for letter in printed):
        return False
    return bool(_MAGNITUDES.search(printed)) or math.isclose(high, 10 * low)


def in_dispute(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows whose ends an axis has to show: those held, and no vague words.

    Where there are none, all rows.
    """
    held = [not row["hollow"] and not is_vague(row) for _, row in rows.iterrows()]
    return rows.loc[held] if any(held) else rows
