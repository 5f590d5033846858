"""Copies of one count put together, and marks that are equal."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

import pandas as pd

from purgestats.charts.marks.footer import tip_of
from purgestats.charts.marks.range import Range
from purgestats.charts.marks.rows import Row
from purgestats.charts.palette import MARKS, mark_of
from purgestats.charts.plotted.claim_rows import Span, is_vague, span_of
from purgestats.charts.plotted.wording import figure_words, headline
from purgestats.claims.sources.lineage import lineage
from purgestats.words import listing, sentence_case

_MOST_NAMES = 3
Write = Callable[[pd.Series], str]


def range_of(row: pd.Series, words: str, tip: str = "") -> Range:
    """Return what is drawn of one claim; an SVG says of it these words, or a tip of its own."""
    mark, hollow = mark_of(row["basis"]), bool(row["hollow"])
    tip = tip or tip_of(row, words)
    return Range(span_of(row), mark, hollow, is_vague(row), tip, str(row["claim_id"]))


@dataclass(frozen=True)
class Count:
    """The claims of one origin on one quantity with the same values, made by `prepare`.

    The first is the one they go back to, as far as is known; it is the one drawn.
    """

    rows: pd.DataFrame

    @property
    def row(self) -> pd.Series:
        """The claim that is drawn."""
        return self.rows.iloc[0]

    @property
    def label(self) -> str:
        """Who gives it: every name once, with the years in which it was given."""
        years: dict[str, list[str]] = {}
        for who, year in zip(self.rows["who"], self.rows["year"], strict=True):
            known = years.setdefault(who, [])
            if not math.isnan(year) and f"{year:.0f}" not in known:
                known.append(f"{year:.0f}")
        names = [", ".join([who, *sorted(found)]) for who, found in years.items()]
        return listing(names, _MOST_NAMES)

    def range(self, write: Write = figure_words) -> Range:
        """Return what is drawn of it, with what an SVG says of every copy."""
        tips = dict.fromkeys(tip_of(row, write(row)) for _, row in self.rows.iterrows())
        return range_of(self.row, "", " ".join(tips))

    def line(self) -> Row:
        """Return its row on a chart of rows: who, the range, the figure as printed."""
        return Row(self.label, figure_words(self.row), (self.range(),))


def counts_of(rows: pd.DataFrame, *more: str) -> list[Count]:
    """Put copies of one count together, in the order of their first.

    Rows with different cells in the columns named in `more` stay apart.
    """
    if rows.empty:
        return []
    own = rows.reset_index(drop=True)
    names = own["claim_id"].where(own["claim_id"] != "", [f"row {n}" for n in range(len(own))])
    known = lineage(own.assign(claim_id=names))
    origins: dict[int, list[int]] = {}
    for place, origin in zip(known.row, known.origin, strict=True):
        origins.setdefault(int(place), []).append(int(origin))
    groups: dict[tuple[object, ...], list[int]] = {}
    for n, (_, row) in enumerate(own.iterrows()):
        cells = [row[name] for name in ("quantity", "is_share", "hollow", *more)]
        key = (*origins.get(n, [-1 - n]), str(span_of(row)), *cells)
        groups.setdefault(key, []).append(n)
    # The claims that rest on nothing else come first.
    rests = [text not in ("", "none") for text in own["derived_from"]]
    return [Count(rows.iloc[sorted(places, key=rests.__getitem__)]) for places in groups.values()]


def stacked(rows: pd.DataFrame) -> tuple[Range, ...]:
    """Return the ranges of some claims; those that look alike once, with the words of all."""
    found: dict[str, list[Range]] = {}
    for one in (count.range() for count in counts_of(rows)):
        found.setdefault(f"{one.span}{one.mark}{one.hollow}", []).append(one)
    return tuple(
        replace(ones[0], tip=" ".join(dict.fromkeys(one.tip for one in ones)))
        for ones in found.values()
    )


def strip_of(label: str, rows: pd.DataFrame) -> Row:
    """Return one line for many claims: the mark of each, and from where to where they go."""
    marks = tuple(
        replace(one, span=Span(one.span.middle, one.span.middle, one.span.middle))
        for one in stacked(rows.loc[[not is_vague(row) for _, row in rows.iterrows()]])
    )
    return Row(label, headline(rows).removeprefix("figures from "), marks, lane=0.0)


def strips_of(rows: pd.DataFrame) -> list[Row]:
    """Return a line for the claims of each basis that somebody stands by; the others, one."""
    held = rows.loc[~rows["hollow"]]
    order = [*MARKS, *sorted(set(held["basis"]) - {*MARKS})]
    lines = [
        strip_of(sentence_case(mark_of(basis).label), held.loc[held["basis"] == basis])
        for basis in order
        if (held["basis"] == basis).any()
    ]
    rest = rows.loc[rows["hollow"]]
    return lines + ([strip_of("Not asserted", rest)] if len(rest) else [])
