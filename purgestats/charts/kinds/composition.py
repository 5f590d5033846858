"""What makes up a total, and how much of it is not itemised in these sources."""

import math
from dataclasses import replace
from typing import Unpack

from matplotlib.axes import Axes

from purgestats.charts.layout.page import Frame, Sheet, page
from purgestats.charts.marks.counts import citation, counts_of, key_to, stacked
from purgestats.charts.marks.rows import Band, Row, draw_rows, told_of
from purgestats.charts.plotted.bounds import BECAUSE, Implied, implied_table
from purgestats.charts.plotted.claim_rows import Span, title_of, values_in
from purgestats.charts.plotted.division import NOT_ITEMISED, Division, divide
from purgestats.charts.plotted.inputs import Given, Terms, opened
from purgestats.claims.vocabulary.quantities import Quantity
from purgestats.ledger.book import Ledger
from purgestats.words import number, sentence_case, sentences


def composition(
    ledger: Given,
    quantity: str | Quantity,
    *,
    along: str = "operation",
    vocabulary: Terms = None,
    **frame: Unpack[Frame],
) -> Axes:
    """Draw what makes up a total, with what is not itemised in these sources.

    Parts are the quantities below the total on which there is a figure and which, by the
    vocabulary, exclude each other: the broadest ones, or for a period those that cover most days.
    What may overlap with them is named in the caption and not added. The length of a bar is what
    all figures together allow (``ledger.bounds``): dark as many as there must be, pale as many as
    there can be. The rest is the total less the parts; nothing else is known of it.

    At most 12 parts have a bar of their own; the smallest of more share one.

    Parameters
    ----------
    ledger : Ledger, Reconciliation or pandas.DataFrame
        A ledger, what `reconcile` returned, or a claims table; figures that nobody asserts are
        left out.
    quantity : str or Quantity
        The total.
    along : {"operation", "group", "place", "measure", "period"}
        Along which dimension to divide it.
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
        If there is no figure on any part, or the total uses an unknown term.
    InvalidChoice
        If the dimension is none of the five, or the measure does not add up along it.
    PurgestatsError
        If it is given something else, or claims that cannot be used.

    Examples
    --------
    >>> import purgestats as ps
    >>> total = "executions|all|all|ussr|1937/1938"
    >>> ax = ps.charts.composition(ps.load("executions"), total)
    >>> ps.charts.rows(ax)["label"].tolist()[-1]
    'not itemised in these sources'
    """
    book, claims = opened(ledger, vocabulary)
    total = Quantity.parse(quantity)
    division = divide(book, claims, total, along)
    bars = division.bars
    drawn = claims.reindex([place for one in bars for place in one.claims.index])
    unit = book.vocabulary.units[total.measure]
    starts = list(zip(bars, division.starts, strict=True))
    rows = [_row(one, start, division) for one, start in starts]
    ends = [start + end for one, start in starts
            for end in (one.low, one.high, *values_in(one.claims))]  # fmt: skip
    title = f"{title_of(total, claims)}: what makes up the total"
    source = citation(claims if drawn.empty else drawn, book.reading_policy)
    with page(frame) as at:
        rest = Band(0, 1, firm=True, hatched=True, label=NOT_ITEMISED).patch(0, 1, 0, 1)
        key = [*key_to(counts_of(drawn)), *([rest] if division.rest else [])]
        sheet = Sheet(title, _caption(book, division), source, key=key)
        told = sentences(f"Chart: {title}.", told_of(rows), _apart(division))
        table, first = implied_table(bars, unit), "the largest"
        return draw_rows(
            at, sheet, rows, ends, unit, table, BECAUSE, first=first, told=told, linear=True
        )


def _row(one: Implied, start: float, division: Division) -> Row:
    """Return a bar: dark as many as there must be, pale as many as there can be.

    The claims on a part are measured from where its bar begins.
    """
    rest, middle = one is division.rest, start + one.low
    sure = Band(start, middle, firm=True, hatched=rest)
    more = Band(middle, start + one.high, hatched=rest)
    bands = tuple(band for band in (sure, more) if band.high > band.low)
    marks = (
        replace(mark, span=Span(*(start + end for end in mark.span)))
        for mark in stacked(one.claims)
    )
    return Row(sentence_case(one.label), _words(one, division.total), tuple(marks), bands)


def _words(one: Implied, total: Implied) -> str:
    """Return the bounds in words, with the share of the total they make."""
    if not one.ends or total.low <= 0 or not math.isfinite(one.high) or one is total:
        return one.words
    least, most = 100 * one.low / total.high, min(100.0, 100 * one.high / total.low)
    if math.isclose(least, most):
        return f"{one.words} ({number(float(f'{most:.2g}'))} %)"
    return f"{one.words} ({math.floor(least)}–{math.ceil(most)} %)"


def _caption(ledger: Ledger, division: Division) -> str:
    return sentences(
        "Each bar begins where the one above it ends.",
        "Dark: so many at least; pale: so many at most, as all figures allow."
        * any(one.low != one.high for one in division.bars),
        "A mark is a published figure, measured from where its bar begins.",
        "Where figures conflict, documents are trusted first." * (not ledger.is_consistent()),
        "The parts come to more than the total: they cannot all hold as coded." * division.exceeds,
        _apart(division),
        f"The {division.merged} smallest parts share one bar." * bool(division.merged),
    )


def _apart(division: Division) -> str:
    words = f"Not added, as they may overlap with a part: {'; '.join(division.apart)}."
    return words * bool(division.apart)
