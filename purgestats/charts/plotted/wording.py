"""Figures in words: beside marks, in titles, and in sentences for those who see no chart."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable

import pandas as pd

from purgestats.charts.plotted.claim_rows import LONGEST, in_dispute, is_vague, span_of
from purgestats.claims.vocabulary.quantities import Quantity
from purgestats.words import (
    Labels,
    counted,
    listing,
    number,
    percent,
    period_words,
    range_words,
    scope_words,
    sentence_case,
    shortened,
)

_MOST_LISTED = 12


def figure_words(row: pd.Series) -> str:
    """Return a claim's figure as printed, back-references resolved, else from its values."""
    printed = str(row["resolved"] or row["as_printed"])
    return shortened(printed, LONGEST) if printed else value_words(row)


def value_words(row: pd.Series) -> str:
    """Return the best value of a claim, else its range, whatever was printed.

    >>> value_words(pd.Series({"low": 9, "best": math.nan, "high": math.nan, "unit": "persons"}))
    'at least 9'
    """
    low, best, high = span_of(row)
    if math.isnan(best):
        return range_words(low, high, row["unit"])
    return percent(best) if row["unit"] == "share" else number(best)


def scope_title(quantity: str | Quantity, labels: Labels, unsaid: Iterable[str] = ()) -> str:
    """Say what a quantity counts, as the beginning of a title or a label."""
    return sentence_case(scope_words(Quantity.parse(quantity), labels, unsaid=tuple(unsaid)))


def usual_scope(quantities: Iterable[str]) -> tuple[str, ...]:
    """Return the place and the period that most quantities share, which labels need not repeat.

    >>> usual_scope(["executions|all|all|ussr|1937", "arrests|all|all|ussr|1938"])
    ('ussr',)
    """
    parts = [str(name).split("|")[3:] for name in quantities]
    commonest = [
        one for column in zip(*parts, strict=True) for one in Counter(column).most_common(1)
    ]
    return tuple(name for name, count in commonest if 2 * count > len(parts))


def usual_words(unsaid: Iterable[str], labels: Labels) -> str:
    """Write in a caption what labels do not repeat; nothing if they say everything.

    >>> usual_words(("ussr", "1937/1938"), Labels({"place": {"ussr": "Soviet Union"}}))
    'Soviet Union, 1937–1938, unless a label says otherwise.'
    """
    words = [
        period_words(name) if name[:1].isdigit() else labels.term("place", name) for name in unsaid
    ]
    return f"{sentence_case(', '.join(words))}, unless a label says otherwise." if words else ""


def headline(rows: pd.DataFrame) -> str:
    """Say from which figure to which those go that somebody stands by, in numbers."""
    held = rows.loc[[not row["hollow"] and not is_vague(row) for _, row in rows.iterrows()]]
    ends = _extremes(held)
    if not ends:
        return counted(len(rows), "published figure")
    (_, low, first), (_, high, _) = ends
    if low == high:
        return f"{'every figure is ' * (len(rows) > 1)}{value_words(first)}"
    return f"figures from {low} to {high}"


def _extremes(rows: pd.DataFrame) -> list[tuple[float, str, pd.Series]]:
    """Return the lowest and the highest value of some claims, in words, and whose they are."""
    found = []
    for _, row in rows.iterrows():
        span, write = span_of(row), percent if row["unit"] == "share" else number
        ends = span.known if math.isnan(span.best) else [span.best]
        found += [(value, write(value), row) for value in ends]
    return [choose(found, key=lambda one: one[0]) for choose in (min, max)] if found else []


def describe_claims(title: str, rows: pd.DataFrame) -> str:
    """Describe a chart of claims: how many, the lowest, the highest, who gives them, and each."""
    parts = [f"Chart: {title}.", f"It shows {counted(len(rows), 'claim')}."]
    if hollow := int(rows["hollow"].sum()):
        verb = "is" if hollow == 1 else "are"
        parts.append(f"{hollow} of them {verb} not asserted by the source and drawn hollow.")
    if ends := _extremes(in_dispute(rows)):
        (least, low, first), (most, high, last) = ends
        parts += (
            [f"Every figure is {low}."]
            if math.isclose(least, most)
            else [
                f"The lowest figure is {low}, given by {first['label']}.",
                f"The highest figure is {high}, given by {last['label']}.",
            ]
        )
    told = [f"{row['label']}: {figure_words(row)}" for _, row in rows.iterrows()]
    return " ".join([*parts, f"{sentence_case(listing(told, _MOST_LISTED))}."])
