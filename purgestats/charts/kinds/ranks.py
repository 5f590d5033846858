"""Military losses by rank: which share of those who held a rank was removed, of how many."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Unpack

import pandas as pd
from matplotlib.axes import Axes

from purgestats.charts.layout.page import Frame, Sheet, page
from purgestats.charts.marks.footer import citation, key_of, tip_of
from purgestats.charts.marks.range import Range
from purgestats.charts.marks.rows import Band, Row, draw_rows, foremost
from purgestats.charts.palette import mark_of
from purgestats.charts.plotted.claim_rows import Span, labelled, prepare, span_of
from purgestats.charts.plotted.phrases import value_words
from purgestats.charts.record import table_of
from purgestats.claims.figures.reading import Policy
from purgestats.claims.table.terms import UserVocabulary, labels_of
from purgestats.claims.vocabulary.quantities import Period
from purgestats.errors import UnknownQuantity
from purgestats.words import Labels, percent, period_words, sentence_case

RANKS = (
    "marshals",
    "army-commanders",
    "army-commissars",
    "admirals",
    "corps-commanders",
    "corps-commissars",
    "division-commanders",
)
"""Ranks from the highest down; a group that is not among them comes after, as in the table."""

_SAME = ("group", "operation", "place", "source", "claimant")


@dataclass(frozen=True)
class Pair:
    """How many there were and how many were removed, from one source."""

    label: str
    strength: pd.Series
    removals: pd.Series

    @property
    def share(self) -> Span:
        """Which share was removed."""
        of, gone = span_of(self.strength), span_of(self.removals)
        ends = (gone.low / of.high, gone.best / of.best, gone.high / of.low)
        return Span(*(min(1.0, end) if end == end else end for end in ends))

    @property
    def words(self) -> str:
        """The two figures and the share they make, as in "13 of 15: 87 %"."""
        counts = f"{value_words(self.removals)} of {value_words(self.strength)}"
        middle = self.share.middle
        return f"{counts}: {percent(round(middle, 2))}" if middle == middle else counts

    @property
    def tip(self) -> str:
        """What an SVG says of it."""
        return tip_of(self.removals.copy(), f"{self.label}, {self.words}")


def ranks(
    claims: pd.DataFrame,
    *,
    reading: str | Policy = "printed",
    vocabulary: UserVocabulary = None,
    **frame: Unpack[Frame],
) -> Axes:
    """Draw, for each rank, which share of the officers who held it was removed, of how many.

    A rank is drawn where one source gives both numbers; nothing is added up or compared across
    sources. The bars begin at zero.

    Parameters
    ----------
    claims : pandas.DataFrame
        A claims table with the measures ``strength`` and ``removals``; it is not changed.
    reading : str or policy
        How printed figures become ranges.
    vocabulary : str, Path or mapping of str to DataFrame, optional
        Terms of one's own, as for :func:`purgestats.read_claims`.
    **frame
        ``ax``, ``figsize``, ``title``, ``key``, ``footer``: see `purgestats.charts`.

    Returns
    -------
    matplotlib.axes.Axes
        The chart; `rows`, `alt_text`, `save` and `svg` take it.

    Raises
    ------
    UnknownQuantity
        If no source gives both numbers for any group.
    PurgestatsError
        If the table lacks a column or a value is no number.

    Examples
    --------
    >>> import purgestats as ps
    >>> ax = ps.charts.ranks(ps.load("military_losses"))
    >>> ax.get_yticklabels()[1].get_text()
    'Army commanders'
    """
    rows = prepare(claims, reading, vocabulary)
    labels = labels_of(rows)
    pairs = _pairs(rows, labels)
    found = _rows_of(pairs)
    removed = found.loc[found["measure"] == "removals"]
    periods = sorted({period_words(period) for period in removed["period"]})
    with page(frame) as sheet_of:
        sheet = Sheet(
            title=f"Officers removed from their posts, by rank, {', '.join(periods)}",
            caption=(
                "For each rank: the share that was removed, and how many that were of how many. "
                "Some were later reinstated; removal is not death."
            ),
            citation=citation(found, reading),
            key=key_of(found, lines=False),
        )
        ax, sheet = draw_rows(
            sheet_of,
            sheet,
            [
                Row(
                    pair.label, pair.words, (_mark(pair),), (Band(0, pair.share.middle, firm=True),)
                )
                for pair in pairs
            ],
            [0.0, 1.0],
            "share removed",
            choose=foremost,
            rule="the highest ranks",
            log=False,
            from_zero=True,
            before=0,
            after=6,
            write=percent,
        )
        told = "; ".join(f"{pair.label}, {pair.words}" for pair in pairs)
        description = f"Bar chart: {sheet.title}. Removed, of how many there were: {told}."
        return sheet_of.finish(ax, sheet, description, table_of(found))


def _mark(pair: Pair) -> Range:
    hollow = bool(pair.removals["hollow"] or pair.strength["hollow"])
    claim = str(pair.removals["claim_id"])
    return Range(pair.share, mark_of(pair.removals["basis"]), hollow, False, pair.tip, claim)


def _rows_of(pairs: list[Pair]) -> pd.DataFrame:
    """Return each claim once, its label saying which rank and which number."""
    return labelled(
        (row, f"{pair.label}, {words}")
        for pair in pairs
        for row, words in ((pair.removals, "removed"), (pair.strength, "how many there were"))
    )


def _pairs(rows: pd.DataFrame, labels: Labels) -> list[Pair]:
    """Match the claims on removals with those on strength by the same source and claimant."""
    counts = rows.loc[~rows["is_share"]]
    pairs: list[Pair] = []
    for _, removals in counts.loc[counts["measure"] == "removals"].iterrows():
        match = (counts[list(_SAME)] == removals[list(_SAME)]).all(axis=1)
        strengths = counts.loc[match & (counts["measure"] == "strength")]
        if strengths.empty:
            continue
        span = Period.parse(removals["period"])
        inside = [Period.parse(period) in span for period in strengths["period"]]
        strength = strengths.iloc[inside.index(True) if any(inside) else 0]
        label = sentence_case(labels.term("group", removals["group"]))
        pairs.append(Pair(label, strength, removals))
    if not pairs:
        raise UnknownQuantity(
            "no group has claims on both strength (how many there were) and removals, by one "
            "claimant in one source"
        )
    return sorted(_told_apart(pairs), key=_rank)


def _told_apart(pairs: list[Pair]) -> list[Pair]:
    """Add the claimant to the label of a rank on which several give figures."""
    labels = [pair.label for pair in pairs]
    return [
        replace(pair, label=f"{pair.label}: {pair.removals['label']}")
        if labels.count(pair.label) > 1
        else pair
        for pair in pairs
    ]


def _rank(pair: Pair) -> int:
    group = pair.removals["group"]
    return RANKS.index(group) if group in RANKS else len(RANKS)
