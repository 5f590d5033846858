"""What is stated and what is allowed: how many independent counts stand behind each value."""

import math
from typing import Any, Unpack

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle
from matplotlib.ticker import MaxNLocator

from purgestats.charts.layout.page import CAPTIONS, Frame, Sheet, page
from purgestats.charts.layout.scale import Scale, scale_for
from purgestats.charts.marks.counts import citation
from purgestats.charts.marks.rows import Band
from purgestats.charts.plotted.claim_rows import counts_on, disputed, figures, title_of
from purgestats.charts.plotted.inputs import Asked, Given, Reading, Terms, ledger_of, rows_of
from purgestats.charts.style import colours, tidy
from purgestats.estimates.consensus.consensus import Consensus, consensus
from purgestats.ledger.book import Ledger
from purgestats.reconciliation import Reconciliation
from purgestats.words import counted, range_words

_LEFT, _RIGHT, _HEIGHT = 40.0, 10.0, 170.0
_THIN = 2.5
_LAYERS = (
    ("allowed_at_most", "only allow it", "implied_firm"),
    ("stated_at_most", "state the value", "accent"),
)


def support(
    claims: Given,
    quantity: Asked = None,
    *,
    reading: Reading = "printed",
    vocabulary: Terms = None,
    **frame: Unpack[Frame],
) -> Axes:
    """Draw how many independent counts state each value of a quantity, and how many allow it.

    A count states the values of its range; one-sided and vague figures ("at least", "hundreds of
    thousands") only allow them. It is `purgestats.consensus` as a picture: nothing is averaged,
    and copies of one count are one.

    Parameters
    ----------
    claims : pandas.DataFrame, Ledger or Reconciliation
        A claims table, which is not changed, or what was made of one.
    quantity : str or Quantity, optional
        It may be left out if the claims count one quantity only.
    reading : str or policy
        How printed figures become ranges; a ledger brings its own.
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
    InvalidChoice
        If a quantity must be named.
    UnknownQuantity
        If no claim counts the quantity.

    Examples
    --------
    >>> import purgestats as ps
    >>> ax = ps.charts.support(ps.load("executions"), "executions|all|all|ussr|1937/1938")
    >>> ax.get_ylabel()
    'Independent counts'
    """
    rows, reading = rows_of(claims, reading, vocabulary)
    table = ledger_of(claims).claims if isinstance(claims, Ledger | Reconciliation) else claims
    chosen, found = counts_on(rows, quantity)
    held = found[~found["hollow"]]
    agreed = consensus(table, chosen, reading=reading, vocabulary=vocabulary)
    with page(frame) as at:
        bands = (Band(0, 1, role=role, label=words) for _, words, role in _LAYERS[::-1])
        key = [band.patch(0, 1, 0, 1) for band in bands]
        title = f"{title_of(chosen, rows)}: {_headline(agreed)}"
        caption, source = _caption(held, agreed), citation(held, reading)
        labels = (str(found["unit"].iloc[0]), "Independent counts")
        sheet = Sheet(title, caption, source, _LEFT, _RIGHT, 0.0, 0.0, key, *labels)
        scale = scale_for(disputed(held), at.across(sheet))
        ax = at.lay_out(sheet, _HEIGHT)
        scale.dress(ax)
        tidy(ax, along="y", edges=("left", "bottom"))
        for _, stretch in agreed.support.iterrows():
            _draw(ax, stretch, scale)
        top = max(1.0, float(agreed.support["allowed_at_most"].max()))
        ax.set_ylim(0, 1.08 * top)
        places = MaxNLocator(nbins=6, integer=True).tick_values(0, top)
        ax.set_yticks([place for place in places if 0 <= place <= top])
        return at.finish(ax, sheet, f"Chart: {sheet.title}. {_told(agreed)}", held)


def _caption(held: pd.DataFrame, agreed: Consensus) -> str:
    most = int(agreed.origins["at_most"].iloc[0])
    counts = f"{figures(held)} from {counted(most, 'independent count')}"
    return CAPTIONS["support"].format(counts=counts)


def _draw(ax: Axes, stretch: pd.Series, scale: Scale) -> None:
    """Draw a stretch on which support stays the same; a single value is a thin line."""
    low, high = float(stretch["low"]), float(stretch["high"])
    if scale.misses(high) < 0 or scale.misses(low) > 0:
        return
    begin, end = scale.place(max(low, 0.0)), scale.place(min(high, scale.high))
    if end - begin < _THIN:
        begin, end = (begin + end - _THIN) / 2, (begin + end + _THIN) / 2
    first, last = scale.value(begin), scale.value(end)
    for column, _, role in _LAYERS:
        if (tall := float(stretch[column])) and not math.isnan(tall):
            look: dict[str, Any] = {"facecolor": colours()[role], "edgecolor": "none"}
            look |= {"linewidth": 0, "zorder": 2.2 if high == low else 2}
            ax.add_patch(Rectangle((first, 0), last - first, tall, **look))


def _headline(agreed: Consensus) -> str:
    """Say which values most counts state."""
    best = agreed.intervals
    if best.empty:
        return "no count states a value"
    most, total = int(best["at_most"].iloc[0]), int(best["of_at_most"].iloc[0])
    if most == 1 < len(best):
        return f"no two of {total} independent counts state the same value"
    words = [range_words(low, high) for low, high in best[["low", "high"]].to_numpy(float)]
    if len(words) == 1:
        return f"{most} of {total} independent counts state{'s' * (most == 1)} {words[0]}"
    # As many state one as the other, and they need not be the same.
    *first, last = [*words[:3], *([f"{len(words) - 3:,} more"] if words[3:] else [])]
    return f"{', '.join(first)} and {last} are each stated by {most} of {total} independent counts"


def _told(agreed: Consensus) -> str:
    parts = [
        f"{range_words(float(row['low']), float(row['high']))}: stated by {row['stated_at_most']}, "
        f"allowed by {row['allowed_at_most']}"
        for _, row in agreed.support.iterrows()
        if row["stated_at_most"]
    ]
    return f"Values that are stated: {'; '.join(parts[:12])}." if parts else "No value is stated."
