"""Which figures are in dispute: those that somebody stands by, in numbers."""

from __future__ import annotations

import math
import re
from collections.abc import Callable

import pandas as pd

from purgestats.charts.plotted.claim_rows import span_of, spans_of
from purgestats.charts.plotted.phrases import value_words
from purgestats.words import counted, number, percent

_MAGNITUDES = re.compile(
    r"\b(tens|dozens|scores|hundreds|thousands|millions|десятки|сотни|тысячи|миллионы)\b", re.I
)


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


def values_in(rows: pd.DataFrame) -> list[float]:
    """Return the values that rows give."""
    return [value for span in spans_of(rows) for value in span.known]


def headline(rows: pd.DataFrame) -> str:
    """Say from which figure to which those go that somebody stands by, in numbers."""
    found = in_dispute(rows)
    held = [
        (span_of(row).middle, n)
        for n, (_, row) in enumerate(found.iterrows())
        if not row["hollow"] and not is_vague(row) and span_of(row).known
    ]
    if not held:
        return counted(len(rows), "published figure")
    lowest, highest = found.iloc[min(held)[1]], found.iloc[max(held)[1]]
    low, high = _bare(lowest, min), _bare(highest, max)
    if low == high:
        return f"{'every figure is ' * (len(rows) > 1)}{value_words(lowest)}"
    return f"figures from {low} to {high}"


def _bare(row: pd.Series, end: Callable[[list[float]], float]) -> str:
    """Return the best value of a figure, else one of its ends, as a number."""
    span = span_of(row)
    value = end(span.known) if math.isnan(span.best) else span.best
    return percent(value) if row["unit"] == "share" else number(value)
