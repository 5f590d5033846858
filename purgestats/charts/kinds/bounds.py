"""Claimed against implied: what figures say of a quantity, and what all together allow."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Patch

from purgestats.charts.layout.scale import Scale, scale_for
from purgestats.charts.layout.sheet import Sheet, finish, lay_out, plot_width
from purgestats.charts.layout.text import drawable, write
from purgestats.charts.layout.text_size import balanced, block_height, block_width
from purgestats.charts.marks.bounds_band import spans_between
from purgestats.charts.marks.footer import citation, key_of
from purgestats.charts.marks.range import ARROW, draw_span
from purgestats.charts.plotted.bounds import Implied, Selection, implied_table, select
from purgestats.charts.plotted.claim_rows import Span, spans_of
from purgestats.charts.plotted.inputs import Given, ledger_of, rows_in
from purgestats.charts.plotted.phrases import figure_words, usual_words
from purgestats.charts.style import (
    IMPLIED,
    IMPLIED_EDGE,
    SMALL_SIZE,
    house_style,
    mark_of,
    tidy,
)
from purgestats.claims.table.terms import labels_for
from purgestats.claims.vocabulary.quantities import Quantity
from purgestats.errors import InvalidChoice
from purgestats.ledger.book import Ledger
from purgestats.words import counted

LANE = 9.0
"""Distance of claims one below the other, in points."""

IMPLIED_WORDS = "implied by all figures together"

_LABEL = 150.0
_WORDS = 110.0
_GAP = 7.0
_MOST_TOLD = 12


def bounds(
    ledger: Given,
    quantities: Iterable[str | Quantity] | str | Quantity | None = None,
    *,
    ax: Axes | None = None,
) -> Axes:
    """Draw what is claimed of quantities against what all figures together imply for them.

    The band is ``ledger.bounds(quantities)``: the figures on the quantity itself count too. Where
    figures conflict, it covers every smallest way to set some of them aside. Bounds without a
    proof are not drawn.

    At most 25 quantities are drawn. Without `quantities` they are those of which the figures
    together say more than the figures on it do, because nobody counts it or because others narrow
    or contradict them; of these, the most closely bounded. The caption says how many there are.

    Parameters
    ----------
    ledger : Ledger, Reconciliation or pandas.DataFrame
        A ledger, what `reconcile` returned, or a claims table.
    quantities : iterable of str or Quantity, optional
        What to draw, in this order, whether or not anybody counts it.
    ax : matplotlib.axes.Axes, optional
        Axes to draw on, left at their size; a new figure, as large as it needs, by default.

    Returns
    -------
    matplotlib.axes.Axes
        The chart; `rows`, `alt_text` and `save` take it. Its rows have a column ``because``: the
        claims and assumptions on which the bounds rest.

    Raises
    ------
    UnknownQuantity
        If a quantity uses an unknown term.
    InvalidChoice
        If there is nothing to draw.
    PurgestatsError
        If it is given something else, or claims that cannot be used.

    Examples
    --------
    >>> import purgestats as ps
    >>> ax = ps.charts.bounds(ps.load("executions"), "death-sentences|all|all|ussr|1937/1938")
    >>> ax.get_title(loc="left")
    'Claimed and implied: 1 quantity'
    """
    book = ledger_of(ledger)
    claims = rows_in(book)
    asked = [quantities] if isinstance(quantities, str | Quantity) else quantities
    chosen = select(book, claims, asked)
    if not chosen.shown:
        raise InvalidChoice(
            "there is no bound to draw: "
            + (
                "all figures together say no more of any quantity than those on it alone do"
                if asked is None
                else "none of the quantities asked for has bounds with a proof"
            )
        )
    found = chosen.shown
    names = [balanced(one.label, _LABEL, SMALL_SIZE) for one in found]
    words = [balanced(one.words, _WORDS, SMALL_SIZE) for one in found]
    left = 10 + block_width([line for lines in names for line in lines], SMALL_SIZE)
    right = 12 + block_width([line for lines in words for line in lines], SMALL_SIZE)
    heights = [_height(*row) for row in zip(found, names, words, strict=True)]
    scale = _scale(found, plot_width(left, right, ax=ax))
    units = dict.fromkeys(book.vocabulary.units[one.key.partition("|")[0]] for one in found)
    unit = ", ".join(units)
    drawn = claims.loc[[place for one in found for place in one.claims.index]]
    sheet = Sheet(
        title=f"Claimed and implied: {counted(len(found), 'quantity', 'quantities')}",
        caption=_caption(book, chosen, named=asked is not None),
        citation=citation(claims if drawn.empty else drawn, book.reading_policy),
        left=left,
        right=right,
        height=sum(heights),
        value_label=scale.label(unit),
        key=[
            *key_of(list(drawn["basis"]), list(drawn["stance"])),
            Patch(facecolor=IMPLIED, edgecolor=IMPLIED_EDGE, label=IMPLIED_WORDS),
        ],
    )
    with house_style():
        ax = lay_out(sheet, ax)
        _dress(ax, scale, heights, names, words)
        for one, top, height in zip(found, _tops(heights), heights, strict=True):
            _draw(ax, one, top, height, scale)
    description = f"Chart: {sheet.title}. {_told(found)}"
    return finish(ax, sheet, description, implied_table(found, unit), "because")


def _height(one: Implied, name: list[str], words: list[str]) -> float:
    text = block_height(max(len(name), len(words)), SMALL_SIZE)
    return _GAP + max(text, LANE * (len(one.claims) + 1))


def _tops(heights: list[float]) -> list[float]:
    return [sum(heights[:n]) for n in range(len(heights))]


def _scale(found: Iterable[Implied], length: float) -> Scale:
    spans = [span for one in found for span in (*spans_of(one.claims), *spans_between(one.ends))]
    return scale_for(spans, length, before=ARROW, after=ARROW)


def _caption(ledger: Ledger, chosen: Selection, *, named: bool) -> str:
    parts = [
        "A mark is a published figure. A band is what all figures together allow, those on the "
        "quantity itself included."
    ]
    if not ledger.is_consistent():
        parts.append(
            "Where figures conflict, it covers each smallest way to set some of them aside."
        )
    if len(chosen.shown) < chosen.asked:
        count = len(chosen.shown)
        which = f"first {count}" if named else f"{count} most closely bounded"
        parts.append(f"Drawn are the {which} of {chosen.asked:,}.")
    if chosen.unproved:
        parts.append(f"Left out for want of a proof: {chosen.unproved:,}.")
    loose = sum(not one.tight for one in chosen.shown)
    if loose:
        parts.append(f"For {loose} the true bounds may be narrower.")
    return " ".join([*parts, usual_words(chosen.unsaid, labels_for(ledger.vocabulary))]).strip()


def _dress(
    ax: Axes, scale: Scale, heights: list[float], names: list[list[str]], words: list[list[str]]
) -> None:
    scale.dress(ax)
    tidy(ax, along="x")
    ax.set_ylim(sum(heights), 0)
    centres = [top + height / 2 for top, height in zip(_tops(heights), heights, strict=True)]
    ax.set_yticks(centres, [drawable("\n".join(lines)) for lines in names])
    ax.tick_params(axis="y", labelsize=SMALL_SIZE, pad=6)
    for at, lines in zip(centres, words, strict=True):
        write(ax, lines, (1, at), (8, 0), frame=("axes fraction", "data"), va="center_baseline")


def _draw(ax: Axes, one: Implied, top: float, height: float, scale: Scale) -> None:
    """Draw the band of one quantity and the claims on it, one below the other."""
    low, high = one.ends
    reach = [top + _GAP / 2, top + height - _GAP / 2]
    if one.ends != (None, None):
        begin, end = scale.low if low is None else low, scale.high if high is None else high
        ax.fill_betweenx(reach, begin, end, color=IMPLIED, linewidth=0, zorder=1)
    for value in dict.fromkeys(end for end in one.ends if end is not None):
        ax.plot([value, value], reach, color=IMPLIED_EDGE, linewidth=1.6, zorder=1.5)
    draw_stack(ax, one.claims, top + height / 2, scale)


def draw_stack(
    ax: Axes, claims: pd.DataFrame, middle: float, scale: Scale, start: float = 0.0
) -> None:
    """Draw the claims on a quantity one below the other.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        Axes whose horizontal axis is the scale.
    claims : pandas.DataFrame
        The claims, made by `claim_rows.prepare`.
    middle : float
        Where the middle of the claims is, on the vertical axis.
    scale : Scale
        The horizontal axis.
    start : float
        What to add to every value.
    """
    first = middle - LANE * (len(claims) - 1) / 2
    for n, (_, row) in enumerate(claims.iterrows()):
        span = Span(*(start + float(row[end]) for end in ("low", "best", "high")))
        mark = mark_of(row["basis"])
        draw_span(ax, span, first + LANE * n, mark, scale, hollow=bool(row["hollow"]))


def _told(found: Iterable[Implied]) -> str:
    shown = list(found)
    told = []
    for one in shown[:_MOST_TOLD]:
        figures = [f"{row['label']}, {figure_words(row)}" for _, row in one.claims.iterrows()]
        claimed = f"claimed {'; '.join(figures)}" if figures else "counted by nobody"
        told.append(f"{one.label}: {claimed}; implied {one.words}.")
    if len(shown) > _MOST_TOLD:
        told.append(f"And {len(shown) - _MOST_TOLD} more.")
    return " ".join(told)
