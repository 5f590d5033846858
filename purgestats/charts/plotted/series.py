"""Figures by year, put into series: whose figures, on what, for which years."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from purgestats.charts.plotted.claim_rows import LONGEST, Span, spans_of
from purgestats.claims.table.terms import labels_of
from purgestats.claims.vocabulary.quantities import Period
from purgestats.errors import InvalidChoice, UnknownQuantity, did_you_mean, nearest
from purgestats.words import Labels, sentence_case, shortened

COLUMNS = ("claimant", "source", "group", "operation", "place")
"""What may set one series apart from another."""

_FURTHEST = 1.01

MOST_SERIES = 5
"""So many series are drawn at most."""


@dataclass(frozen=True)
class Series:
    """The figures of one register, or on one group, over the years.

    Parameters
    ----------
    label : str
        Whose figures, or on what.
    rows : pandas.DataFrame
        The claims, made by `claim_rows.prepare`, in the order of their years.
    years : tuple of float
        The year of each; within the year, for a figure as of a date.
    """

    label: str
    rows: pd.DataFrame
    years: tuple[float, ...]

    @property
    def figures(self) -> dict[float, Span | None]:
        """The values at each year or day; None where the series gives several that differ."""
        found: dict[float, Span | None] = {}
        for year, span in zip(self.years, spans_of(self.rows), strict=True):
            found[year] = span if str(found.get(year, span)) == str(span) else None
        return found

    @property
    def stretches(self) -> list[tuple[list[float], list[float]]]:
        """Years and middle values that a line can join: not over a gap or a year given twice."""
        found: list[tuple[list[float], list[float]]] = []
        open_from = -math.inf
        for year, span in self.figures.items():
            if span is None or not span.known:
                open_from = -math.inf
                continue
            if year - open_from > _FURTHEST:
                found.append(([], []))
            found[-1][0].append(year)
            found[-1][1].append(span.middle)
            open_from = year
        return found


def series_of(
    rows: pd.DataFrame, measure: str | None, by: str, scope: dict[str, str]
) -> tuple[str, list[Series], int]:
    """Put the yearly figures on one measure into series."""
    if by not in COLUMNS:
        raise InvalidChoice(f"by={by!r} is none of {', '.join(map(repr, COLUMNS))}")
    counts = rows.loc[~rows["is_share"]]
    for name, term in scope.items():
        if name != by:
            counts = counts.loc[counts[name] == term]
    places = pd.Series({n: _year(period) for n, period in counts["period"].items()}, dtype=float)
    counts = counts.loc[places.notna()]
    known = list(dict.fromkeys(counts["measure"]))
    if measure is None and len(known) > 1:
        raise InvalidChoice(f"there are yearly figures on {', '.join(known)}: name one measure")
    chosen = measure or "".join(known)
    counts = counts.loc[counts["measure"] == chosen]
    if counts.empty:
        where = "|".join(term for name, term in scope.items() if name != by)
        raise UnknownQuantity(
            f"there are no figures by year on {chosen or 'anything'} for {where}"
            + did_you_mean(nearest(chosen, known))
        )
    found = [
        _series(group.assign(at=places[group.index]), _label(str(key), by, labels_of(rows)))
        for key, group in counts.groupby(by, sort=False)
    ]
    found.sort(key=lambda one: -len(one.figures))
    long = [one for one in found if len(one.figures) > 1] or found
    return chosen, long[:MOST_SERIES], len(found) - len(long[:MOST_SERIES])


def _year(text: str) -> float:
    """Return where a year or a day stands; not-a-number for any other period."""
    period = Period.parse(text)
    if str(period) == str(period.start.year):
        return float(period.start.year)
    if period.days == 1:
        return period.start.year + (period.start.timetuple().tm_yday - 1) / 366
    return math.nan


def _series(group: pd.DataFrame, label: str) -> Series:
    ordered = group.sort_values("at", kind="stable")
    return Series(label, ordered, tuple(ordered["at"]))


def _label(key: str, by: str, labels: Labels) -> str:
    if by == "claimant":
        return shortened(labels.claimant(key), LONGEST)
    return labels.work(key) if by == "source" else sentence_case(labels.term(by, key))


def gaps(one: Series, other: Series) -> dict[float, float | None]:
    """Return how far apart two series are in each year, or on each day, that both give.

    >>> rows = pd.DataFrame({"low": [5.0], "best": [5.0], "high": [5.0]})
    >>> gaps(Series("a", rows, (1937.0,)), Series("b", rows + 2, (1937.0,)))
    {1937.0: 2.0}
    """
    mine, theirs = one.figures, other.figures
    return {year: _gap(mine[year], theirs[year]) for year in sorted(mine.keys() & theirs.keys())}


def _gap(one: Span | None, other: Span | None) -> float | None:
    if one is None or other is None or any(map(math.isnan, _ends(one, other))):
        return None
    if other.low > one.high:
        return other.low - one.high
    return -(one.low - other.high) if other.high < one.low else 0.0


def _ends(*spans: Span) -> Iterable[float]:
    return (end for span in spans for end in (span.low, span.high))
