"""Figures in words, as they stand beside marks and in titles."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import numpy as np
import pandas as pd

from purgestats.charts.plotted.claim_rows import LONGEST, span_of
from purgestats.claims.vocabulary.quantities import Quantity
from purgestats.words import (
    Labels,
    number,
    percent,
    period_words,
    range_words,
    sentence_case,
    shortened,
)


def figure_words(row: pd.Series) -> str:
    """Return a claim's figure as printed, back-references resolved, else from its values."""
    printed = str(row["resolved"] or row["as_printed"])
    return shortened(printed, LONGEST) if printed else value_words(row)


def value_words(row: pd.Series) -> str:
    """Return the best value of a claim, else its range, whatever was printed.

    >>> value_words(pd.Series({"low": 9, "best": np.nan, "high": np.nan, "unit": "persons"}))
    'at least 9'
    """
    low, best, high = span_of(row)
    if np.isnan(best):
        return range_words(low, high, row["unit"])
    return percent(best) if row["unit"] == "share" else number(best)


def usual_scope(quantities: Iterable[Quantity]) -> tuple[str, ...]:
    """Return the place and the period that most quantities share, which labels need not repeat.

    >>> names = ("executions|all|all|ussr|1937", "arrests|all|all|ussr|1938")
    >>> usual_scope(Quantity.parse(name) for name in names)
    ('ussr',)
    """
    all_of_them = list(quantities)
    places = Counter(one.place for one in all_of_them)
    periods = Counter(str(one.period) for one in all_of_them)
    commonest = [*places.most_common(1), *periods.most_common(1)]
    return tuple(name for name, count in commonest if 2 * count > len(all_of_them))


def usual_words(unsaid: Iterable[str], labels: Labels) -> str:
    """Write in a caption what labels do not repeat; nothing if they say everything.

    >>> usual_words(("ussr", "1937/1938"), Labels({"place": {"ussr": "Soviet Union"}}))
    'Soviet Union, 1937–1938, unless a label says otherwise.'
    """
    words = [
        period_words(name) if name[:1].isdigit() else labels.term("place", name) for name in unsaid
    ]
    return f"{sentence_case(', '.join(words))}, unless a label says otherwise." if words else ""
