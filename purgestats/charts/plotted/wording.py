"""Sentences about the claims in a chart, for those who do not see it."""

from __future__ import annotations

import math

import pandas as pd

from purgestats.charts.plotted.claim_rows import span_of
from purgestats.charts.plotted.phrases import figure_words
from purgestats.charts.plotted.selection import in_dispute
from purgestats.words import counted, number, percent, sentence_case

_MOST_LISTED = 12


def describe_claims(title: str, rows: pd.DataFrame) -> str:
    """Describe a chart of claims: how many, the lowest, the highest, who gives them, and each."""
    hollow = int(rows["hollow"].sum())
    parts = [f"Chart: {title}.", f"It shows {counted(len(rows), 'claim')}."]
    if hollow:
        verb = "is" if hollow == 1 else "are"
        parts.append(f"{hollow} of them {verb} not asserted by the source and drawn hollow.")
    parts += extremes(rows)
    return " ".join([*parts, listing(rows)]).strip()


def extremes(rows: pd.DataFrame) -> list[str]:
    """Say which figure in dispute is the lowest and which the highest, and who gives it."""
    found: list[tuple[float, str, str]] = []
    for _, row in in_dispute(rows).iterrows():
        write = percent if row["unit"] == "share" else number
        span = span_of(row)
        ends = span.known if math.isnan(span.best) else [span.best]
        found += [(value, write(value), row["label"]) for value in ends]
    if not found:
        return []
    lowest, highest = min(found, key=_value), max(found, key=_value)
    if math.isclose(lowest[0], highest[0]):
        return [f"Every figure is {lowest[1]}."]
    return [
        f"The lowest figure is {lowest[1]}, given by {lowest[2]}.",
        f"The highest figure is {highest[1]}, given by {highest[2]}.",
    ]


def _value(found: tuple[float, str, str]) -> float:
    return found[0]


def listing(rows: pd.DataFrame) -> str:
    """List the claims with their figures, the first dozen of them."""
    shown = [f"{row['label']}: {figure_words(row)}" for _, row in rows[:_MOST_LISTED].iterrows()]
    rest = len(rows) - len(shown)
    more = f"; and {rest} more" if rest > 0 else ""
    return sentence_case("; ".join(shown)) + f"{more}." if shown else ""
