"""Choosing the claims of a chart, putting them in order, and finding those in dispute."""

from __future__ import annotations

import math
import re
from collections.abc import Callable

import numpy as np
import pandas as pd

from purgestats.charts.plotted.claim_rows import span_of, spans_of
from purgestats.charts.plotted.phrases import value_words
from purgestats.claims.vocabulary.quantities import Quantity
from purgestats.errors import InvalidChoice, UnknownQuantity, did_you_mean, nearest
from purgestats.words import counted, number, percent


def counts_on(rows: pd.DataFrame, quantity: str | Quantity | None) -> tuple[Quantity, pd.DataFrame]:
    """Choose the claims that count one quantity; shares and multiples are left out."""
    counted = rows.loc[~rows["is_share"]]
    known = sorted(counted["quantity"].unique())
    if quantity is None:
        if len(known) != 1:
            raise InvalidChoice(
                f"the claims count {len(known)} quantities: name one"
                + (f", such as {'; '.join(known[:3])}" if known else "; shares have no count")
            )
        chosen = Quantity.parse(known[0])
    else:
        chosen = Quantity.parse(quantity)
    found = counted.loc[counted["quantity"] == str(chosen)]
    if found.empty:
        raise UnknownQuantity(
            f"no claim counts {chosen}" + did_you_mean(nearest(str(chosen), known))
        )
    return chosen, found


def in_order(rows: pd.DataFrame) -> pd.DataFrame:
    """Order claims by best value or midpoint; equals keep the order of the table.

    >>> rows = pd.DataFrame({"low": [5.0, 1.0], "best": [5.0, 1.0], "high": [5.0, 1.0]})
    >>> in_order(rows).index.tolist()
    [1, 0]
    """
    middles = [span.middle for span in spans_of(rows)]
    return rows.iloc[np.argsort(np.array(middles, dtype=float), kind="stable")]


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
