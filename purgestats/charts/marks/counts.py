"""Copies of one count put together, and marks that are equal."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

import pandas as pd

from purgestats.charts.marks.footer import tips_of
from purgestats.charts.marks.range import Range
from purgestats.charts.palette import mark_of
from purgestats.charts.plotted.claim_rows import span_of
from purgestats.charts.plotted.phrases import figure_words
from purgestats.charts.plotted.selection import is_vague
from purgestats.claims.sources.lineage import lineage
from purgestats.words import listing

_MOST_NAMES = 3


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

    @property
    def words(self) -> str:
        """The figure, as printed."""
        return figure_words(self.row)

    def range(self, write: Callable[[pd.Series], str] = figure_words) -> Range:
        """Return what is drawn of it."""
        row = self.row
        tip = tips_of((one, write(one)) for _, one in self.rows.iterrows())
        mark, hollow = mark_of(row["basis"]), bool(row["hollow"])
        return Range(span_of(row), mark, hollow, is_vague(row), tip, str(row["claim_id"]))


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
    for row, origin in zip(known.row, known.origin, strict=True):
        origins.setdefault(int(row), []).append(int(origin))
    groups: dict[tuple[object, ...], list[int]] = {}
    for n, row in own.iterrows():
        cells = [row[name] for name in ("quantity", "is_share", "hollow", *more)]
        key = (*origins.get(int(str(n)), [-1 - int(str(n))]), str(span_of(row)), *cells)
        groups.setdefault(key, []).append(int(str(n)))
    return [Count(rows.iloc[_first_first(own, places)]) for places in groups.values()]


def _first_first(rows: pd.DataFrame, places: list[int]) -> list[int]:
    """Put the claims that rest on nothing else in front."""
    return sorted(places, key=lambda n: rows["derived_from"].iloc[n] not in ("", "none"))


def distinct(ranges: Iterable[Range]) -> tuple[Range, ...]:
    """Return ranges that look alike once, with the words of all of them."""
    found: dict[str, list[Range]] = {}
    for one in ranges:
        found.setdefault(f"{one.span}{one.mark}{one.hollow}", []).append(one)
    return tuple(
        replace(ones[0], tip=" ".join(dict.fromkeys(one.tip for one in ones)))
        for ones in found.values()
    )
