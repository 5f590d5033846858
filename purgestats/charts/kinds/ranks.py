"""Military losses by rank: which share of those who held a rank was removed, of how many."""

from collections import Counter
from dataclasses import dataclass, replace
from typing import Any, Unpack

import pandas as pd
from matplotlib.axes import Axes

from purgestats.charts.layout.page import CAPTIONS, Frame, Sheet, page
from purgestats.charts.marks.counts import citation, key_of, range_of
from purgestats.charts.marks.rows import Band, Row, draw_rows
from purgestats.charts.plotted.claim_rows import Span, labelled, value_words
from purgestats.charts.plotted.inputs import Given, Reading, Terms, rows_of
from purgestats.claims.table.terms import labels_of
from purgestats.claims.vocabulary.quantities import Period
from purgestats.errors import UnknownQuantity
from purgestats.words import Labels, percent, period_words, sentence_case

#: Ranks from the highest down; a group that is not among them comes after, as in the table.
RANKS = (
    *("marshals", "army-commanders", "army-commissars", "admirals"),
    *("corps-commanders", "corps-commissars", "division-commanders"),
)

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
        of, gone = self.strength["span"], self.removals["span"]
        ends = (gone.low / of.high, gone.best / of.best, gone.high / of.low)
        return Span(*(min(1.0, end) if end == end else end for end in ends))

    @property
    def words(self) -> str:
        """The two figures and the share they make, as in "13 of 15: 87 %"."""
        counts = f"{value_words(self.removals)} of {value_words(self.strength)}"
        middle = self.share.middle
        return f"{counts}: {percent(round(middle, 2))}" if middle == middle else counts

    @property
    def row(self) -> Row:
        """Its row on the chart, hollow if either figure is."""
        hollow = bool(self.removals["hollow"] or self.strength["hollow"])
        mark = range_of(self.removals, f"{self.label}, {self.words}")
        mark = replace(mark, span=self.share, hollow=hollow, vague=False)
        bar = Band(0, self.share.middle, firm=True)
        return Row(self.label, self.words, (mark,), (bar,))


def ranks(
    claims: Given, *, reading: Reading = "printed", vocabulary: Terms = None, **frame: Unpack[Frame]
) -> Axes:
    """Draw, for each rank, which share of the officers who held it was removed, of how many.

    A rank is drawn where one source gives both numbers; nothing is added up or compared across
    sources. The bars begin at zero.

    Parameters
    ----------
    claims : pandas.DataFrame, Ledger or Reconciliation
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
    rows, reading = rows_of(claims, reading, vocabulary)
    pairs = _pairs(rows, labels_of(rows))
    found = labelled(
        (row, f"{pair.label}, {words}")
        for pair in pairs
        for row, words in ((pair.removals, "removed"), (pair.strength, "how many there were"))
    )
    removed = found[found["measure"] == "removals"]
    periods = sorted({period_words(period) for period in removed["period"]})
    title = f"Officers removed from their posts, by rank, {', '.join(periods)}"
    with page(frame) as at:
        source, key = citation(found, reading), key_of(found, lines=False)
        sheet = Sheet(title, CAPTIONS["ranks"], source, key=key)
        lines, ends = [pair.row for pair in pairs], [0.0, 1.0]
        unit, first = "share removed", "the highest ranks"
        axis: dict[str, Any] = {"linear": True, "after": 6, "write": percent}
        return draw_rows(at, sheet, lines, ends, unit, found, first=first, **axis)


def _pairs(rows: pd.DataFrame, labels: Labels) -> list[Pair]:
    """Match the claims on removals with those on strength by the same source and claimant."""
    counts = rows[~rows["is_share"]]
    strengths = dict(iter(counts[counts["measure"] == "strength"].groupby(list(_SAME))))
    pairs: list[Pair] = []
    for _, removals in counts[counts["measure"] == "removals"].iterrows():
        strength = strengths.get(tuple(removals[list(_SAME)]))
        if strength is not None:
            span = Period.parse(removals["period"])
            inside = [Period.parse(period) in span for period in strength["period"]]
            label = sentence_case(labels.term("group", removals["group"]))
            first = strength.iloc[inside.index(True) if any(inside) else 0]
            pairs.append(Pair(label, first, removals))
    if not pairs:
        raise UnknownQuantity(
            "no group has claims on both strength (how many there were) and removals, by one "
            "claimant in one source"
        )
    # Where several give figures on one rank, its label says who.
    given = Counter(pair.label for pair in pairs)
    pairs = [
        replace(one, label=one.label + f": {one.removals['label']}" * (given[one.label] > 1))
        for one in pairs
    ]
    place = {rank: n for n, rank in enumerate(RANKS)}
    return sorted(pairs, key=lambda pair: place.get(pair.removals["group"], len(RANKS)))
