"""Sets of days as sorted spans, half-open in ordinals: the calendar arithmetic of the ledger."""

import datetime
import itertools
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from functools import cache

from purgestats.claims.vocabulary.quantities import Period

#: Start, and the day after the end, as proleptic Gregorian ordinals.
Span = tuple[int, int]
#: Spans in order that neither touch nor overlap.
Spans = tuple[Span, ...]


def to_span(period: Period) -> Span:
    """Return a period's first day and the day after its last.

    Parameters
    ----------
    period : Period
        Days, both ends included.

    Returns
    -------
    tuple of int
        Ordinals.

    Examples
    --------
    >>> start, end = to_span(Period.parse("1937"))
    >>> end - start
    365
    """
    return period.start.toordinal(), period.end.toordinal() + 1


def to_period(span: Span) -> Period:
    """Return the period of a span.

    Parameters
    ----------
    span : tuple of int
        Ordinals, half-open.

    Returns
    -------
    Period
        The same days.

    Examples
    --------
    >>> to_period(to_span(Period.parse("1937-08")))
    Period('1937-08')
    """
    return Period(datetime.date.fromordinal(span[0]), datetime.date.fromordinal(span[1] - 1))


@cache
def span_words(span: Span) -> str:
    """Return a span as a period is written.

    Parameters
    ----------
    span : tuple of int
        Ordinals, half-open.

    Returns
    -------
    str
        In the shortest form.

    Examples
    --------
    >>> span_words(to_span(Period.parse("1937-01/1937-12")))
    '1937'
    """
    return str(to_period(span))


def union(spans: Iterable[Span]) -> Spans:
    """Return the days in any of the spans.

    Parameters
    ----------
    spans : iterable of tuple of int
        In any order.

    Returns
    -------
    tuple of tuple of int
        Merged where they touch.

    Examples
    --------
    >>> union([(5, 9), (1, 3), (3, 4)])
    ((1, 4), (5, 9))
    """
    merged: list[Span] = []
    ordered = sorted(spans)
    if len(ordered) < 2:
        return tuple(ordered)
    for start, end in ordered:
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return tuple(merged)


def intersection(one: Spans, other: Spans) -> Spans:
    """Return the days in both.

    Parameters
    ----------
    one, other : tuple of tuple of int
        Merged spans.

    Returns
    -------
    tuple of tuple of int
        Merged spans.

    Examples
    --------
    >>> intersection(((1, 4), (5, 9)), ((3, 6),))
    ((3, 4), (5, 6))
    """
    found = []
    i = j = 0
    while i < len(one) and j < len(other):
        start, end = max(one[i][0], other[j][0]), min(one[i][1], other[j][1])
        if start < end:
            found.append((start, end))
        if one[i][1] < other[j][1]:
            i += 1
        else:
            j += 1
    return tuple(found)


def pieces(spans: Spans, cuts: Iterable[int]) -> Spans:
    """Cut spans at the given days.

    Parameters
    ----------
    spans : tuple of tuple of int
        Merged spans.
    cuts : iterable of int
        Ordinals before which to cut; those outside are ignored.

    Returns
    -------
    tuple of tuple of int
        The pieces, in order.

    Examples
    --------
    >>> pieces(((1, 9),), [3, 20])
    ((1, 3), (3, 9))
    """
    marks = sorted(set(cuts))
    found: list[Span] = []
    for start, end in spans:
        inner = marks[bisect_right(marks, start) : bisect_left(marks, end)]
        edges = [start, *inner, end]
        found += itertools.pairwise(edges)
    return tuple(found)


def inside(cells: Spans, span: Span) -> slice:
    """Return which of the cells lie within a span.

    Parameters
    ----------
    cells : tuple of tuple of int
        Pieces in order, none of which crosses an end of the span.
    span : tuple of int
        The span.

    Returns
    -------
    slice
        Positions in ``cells``.

    Examples
    --------
    >>> inside(((1, 3), (3, 9), (9, 12)), (3, 12))
    slice(1, 3, None)
    """
    first = bisect_left(cells, (span[0], span[0]))
    last = bisect_left(cells, (span[1], span[1]))
    return slice(first, last)
