"""Military losses by rank: how many held a rank, and how many of them were removed."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Patch

from purgestats.charts.layout.scale import Scale, scale_for
from purgestats.charts.layout.sheet import Sheet, finish, lay_out, plot_width
from purgestats.charts.layout.text import drawable, write
from purgestats.charts.layout.text_size import block_width, text_width
from purgestats.charts.marks.footer import citation
from purgestats.charts.plotted.claim_rows import labelled, prepare, span_of, spans_of
from purgestats.charts.plotted.phrases import value_words
from purgestats.charts.style import (
    DASHES,
    INK,
    SMALL_SIZE,
    TEXT_SIZE,
    house_style,
    tidy,
)
from purgestats.claims.figures.reading import Policy
from purgestats.claims.table.terms import labels_of
from purgestats.claims.vocabulary.quantities import Period
from purgestats.errors import UnknownQuantity
from purgestats.words import period_words, sentence_case

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

HELD_COLOUR = "#c9d3dc"
REMOVED_COLOUR = "#34536b"

_SAME = ("group", "operation", "place", "source", "claimant")
_ROW = 24.0
_BAR = 14.0


@dataclass(frozen=True)
class Pair:
    """How many there were and how many were removed, from one source.

    Parameters
    ----------
    label : str
        The rank in words.
    strength, removals : pandas.Series
        The two claims.
    """

    label: str
    strength: pd.Series
    removals: pd.Series

    @property
    def words(self) -> str:
        """The two figures, as in "13 of 15"."""
        return f"{value_words(self.removals)} of {value_words(self.strength)}"


def ranks(
    claims: pd.DataFrame, *, reading: str | Policy = "printed", ax: Axes | None = None
) -> Axes:
    """Draw, for each rank, how many officers held it and how many of them were removed.

    A rank is drawn where one source gives both numbers; nothing is added up or compared across
    sources. The bars begin at zero.

    Parameters
    ----------
    claims : pandas.DataFrame
        A claims table with the measures ``strength`` and ``removals``; it is not changed.
    reading : str or policy
        How printed figures become ranges.
    ax : matplotlib.axes.Axes, optional
        Axes to draw on, left at their size; a new figure, as large as it needs, by default.

    Returns
    -------
    matplotlib.axes.Axes
        The chart; `rows`, `alt_text` and `save` take it.

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
    >>> ax.get_yticklabels()[0].get_text()
    'Marshals of the Soviet Union'
    """
    pairs = _pairs(prepare(claims, reading))
    found = _rows_of(pairs)
    left = 10 + block_width([pair.label for pair in pairs], TEXT_SIZE)
    notes = max(text_width(pair.words, SMALL_SIZE, bold=True) for pair in pairs)
    scale = scale_for(
        spans_of(found),
        plot_width(left, 8, ax=ax),
        before=0,
        after=notes + 10,
        log=False,
    )
    periods = sorted({period_words(period) for period in found.loc[_removed(found), "period"]})
    sheet = Sheet(
        title=f"Officers removed from their posts, by rank, {', '.join(periods)}",
        caption="For each rank: how many were removed, of how many there were.",
        citation=citation(found, reading),
        left=left,
        right=8,
        height=_ROW * len(pairs),
        value_label=scale.label("persons"),
        key=[
            Patch(color=REMOVED_COLOUR, label="removed"),
            Patch(color=HELD_COLOUR, label="how many there were"),
        ],
    )
    with house_style():
        ax = lay_out(sheet, ax)
        _draw(ax, pairs, scale)
    told = "; ".join(f"{pair.label}, {pair.words}" for pair in pairs)
    description = f"Bar chart: {sheet.title}. Removed, of how many there were: {told}."
    return finish(ax, sheet, description, found)


def _rows_of(pairs: list[Pair]) -> pd.DataFrame:
    """Return each claim once, its label saying which rank and which number."""
    return labelled(
        (row, f"{pair.label}, {words}")
        for pair in pairs
        for row, words in ((pair.removals, "removed"), (pair.strength, "how many there were"))
    )


def _removed(rows: pd.DataFrame) -> pd.Series:
    return rows["measure"] == "removals"


def _pairs(rows: pd.DataFrame) -> list[Pair]:
    """Match the claims on removals with those on strength by the same source and claimant."""
    counts = rows.loc[~rows["is_share"]]
    pairs: list[Pair] = []
    labels = labels_of(rows)
    for _, removals in counts.loc[_removed(counts)].iterrows():
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


def _draw(ax: Axes, pairs: list[Pair], scale: Scale) -> None:
    scale.dress(ax)
    tidy(ax, along="x")
    ax.set_ylim(_ROW * len(pairs), 0)
    centres = [_ROW * (n + 0.5) for n in range(len(pairs))]
    ax.set_yticks(centres, [drawable(pair.label) for pair in pairs])
    ax.tick_params(axis="y", labelsize=TEXT_SIZE, pad=6)
    for pair, at in zip(pairs, centres, strict=True):
        end = 0.0
        for row, colour in ((pair.strength, HELD_COLOUR), (pair.removals, REMOVED_COLOUR)):
            end = max(end, _draw_bar(ax, row, at, colour, scale))
        write(ax, [pair.words], (end, at), (6, 0), fontweight="bold", va="center_baseline")


def _draw_bar(ax: Axes, row: pd.Series, at: float, colour: str, scale: Scale) -> float:
    """Draw one bar from zero, with a line over the range where there is one; return its end."""
    span = span_of(row)
    if not span.known:
        return 0.0
    hollow = bool(row["hollow"])
    ax.barh(
        at,
        span.middle,
        height=_BAR,
        zorder=2,
        facecolor="white" if hollow else colour,
        edgecolor=colour,
        linestyle=DASHES if hollow else "-",
        linewidth=1.0,
    )
    if span.known[0] < span.known[-1]:
        ax.plot([span.known[0], span.known[-1]], [at, at], color=INK, linewidth=1.2, zorder=3)
    return max(span.known)
