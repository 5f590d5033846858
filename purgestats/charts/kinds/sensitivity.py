"""What a quantity's bounds become when one claim, one origin or one source is left out."""

import math
from typing import Unpack

import pandas as pd
from matplotlib.axes import Axes

from purgestats.charts.layout.page import CAPTIONS, Frame, Sheet, page
from purgestats.charts.marks.counts import citation
from purgestats.charts.marks.rows import Band, Row, draw_rows
from purgestats.charts.plotted.bounds import Implied, implied
from purgestats.charts.plotted.claim_rows import title_of
from purgestats.charts.plotted.inputs import Given, Terms, opened
from purgestats.charts.record import worked_out
from purgestats.claims.table.terms import labels_of
from purgestats.claims.vocabulary.quantities import Quantity
from purgestats.words import counted, range_words, sentences

_ALL = "With every figure in"


def sensitivity(
    ledger: Given,
    quantity: str | Quantity,
    *,
    by: str = "claim",
    vocabulary: Terms = None,
    **frame: Unpack[Frame],
) -> Axes:
    """Draw what the bounds of a quantity become when one figure after the other is left out.

    It is ``ledger.sensitivity(quantity, by)`` as a picture. The first band is what all figures
    together allow; each further one is what they allow without the claim, the origin or the
    source named, the greatest move first. What moves neither end is counted in the caption.

    Parameters
    ----------
    ledger : Ledger, Reconciliation or pandas.DataFrame
        A ledger, what `reconcile` returned, or a claims table.
    quantity : str or Quantity
        The quantity, whether or not anybody counts it.
    by : {"claim", "origin", "source"}
        What to leave out, one after the other.
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
        If the quantity uses an unknown term.
    InvalidChoice
        If ``by`` is none of the three.

    Examples
    --------
    >>> import purgestats as ps
    >>> claims = ps.load("arrests").query("source == 'wikipedia-great-purge'")
    >>> ax = ps.charts.sensitivity(claims, "arrests|all|all|ussr|1937/1938")
    >>> ps.charts.rows(ax)["label"].tolist()[0]
    'With every figure in'
    """
    book, claims = opened(ledger, vocabulary)
    chosen = Quantity.parse(quantity)
    found = book.sensitivity(chosen, by=by)
    whole = implied(str(chosen), _ALL, book.bounds(chosen).iloc[0], claims)
    named = _names(claims, found.left_out, by)
    columns = ("left_out", "low_without", "high_without")
    moved = [
        Implied("", named[name], claims.iloc[:0], low, high)
        for name, low, high in found.bounds[list(columns)].itertuples(index=False)
    ]
    moved.sort(key=lambda one: -max(abs(one.low - whole.low), abs(one.high - whole.high)))
    unit, every = book.vocabulary.units[chosen.measure], [whole, *moved]
    title = f"{title_of(chosen, claims)}: {_headline(moved, by)}"
    still = len(found.left_out) - len(moved)
    caption = _caption(whole, still if moved else 0, by, holds=book.is_consistent())
    table = [worked_out(one.label, one.low, one.high, unit) for one in every]
    with page(frame) as at:
        sheet = Sheet(title, caption, citation(claims, book.reading_policy))
        rows = [_row(one, firm=one is whole) for one in every]
        # A band from 0 that were cut off would look as if it were shorter than it is.
        ends = [end for one in every for end in (one.low, one.high) if one.ends]
        ends, shade = [end for end in ends if math.isfinite(end)], (whole.low, whole.high)
        told, first = pd.DataFrame(table), "the greatest moves"
        return draw_rows(at, sheet, rows, ends, unit, told, first=first, shade=shade)


def _row(one: Implied, *, firm: bool) -> Row:
    return Row(one.label, one.words, bands=(Band(one.low, one.high, firm=firm),))


def _names(claims: pd.DataFrame, left_out: dict[str, tuple[str, ...]], by: str) -> dict[str, str]:
    """Return in words what is left out under each name."""
    if by == "source":
        labels = labels_of(claims)
        return {name: f"Without {labels.work(name)}" for name in left_out}
    figures = claims["figure"] + " (" + claims["label"] + ")"
    said = dict(zip(claims["claim_id"], figures, strict=True))
    return {
        name: f"Without {said[name]}"
        + (f" and {counted(len(ids) - 1, 'copy', 'copies')}" if len(ids) > 1 else "")
        for name, ids in left_out.items()
    }


def _headline(moved: list[Implied], by: str) -> str:
    if not moved:
        return f"no {by} alone moves what the figures allow"
    return f"{counted(len(moved), by)} that, left out alone, would move what the figures allow"


def _caption(whole: Implied, still: int, by: str, *, holds: bool) -> str:
    words = CAPTIONS["sensitivity" if holds else "sensitivity, in conflict"]
    others = f"{counted(still, f'other {by}')} would move nothing." if still else ""
    return sentences(words.format(allowed=range_words(whole.low, whole.high), by=by), others)
