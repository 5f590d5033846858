"""The bounds that other figures imply for a quantity, as a band behind the claims on it."""

from __future__ import annotations

from typing import Literal

from matplotlib.axes import Axes

from purgestats.charts.layout.scale import Scale
from purgestats.charts.layout.text import write
from purgestats.charts.layout.text_size import text_width
from purgestats.charts.plotted.claim_rows import Span
from purgestats.charts.style import IMPLIED, IMPLIED_EDGE, QUIET, SMALL_SIZE
from purgestats.words import range_words

Bounds = tuple[float | None, float | None]
"""Lowest and highest value implied by other figures; None is an open end."""

_WORD = "implied"


def bounds_words(bounds: Bounds | None) -> str:
    """Say what is implied.

    Parameters
    ----------
    bounds : tuple of float or None
        The implied bounds, if any.

    Returns
    -------
    str
        A sentence after a blank; nothing without bounds.

    Examples
    --------
    >>> bounds_words((487_000, None))
    ' Other figures imply at least 487,000.'
    """
    if bounds is None or bounds == (None, None):
        return ""
    return f" Other figures imply {range_words(*bounds)}."


def spans_between(bounds: Bounds | None) -> list[Span]:
    """Return the ends of implied bounds as spans, for which an axis must have room.

    Parameters
    ----------
    bounds : tuple of float or None
        The implied bounds, if any.

    Returns
    -------
    list of Span
        One for each end that is not open.

    Examples
    --------
    >>> spans_between((5, None))
    [Span(low=5, best=5, high=5)]
    """
    return [Span(end, end, end) for end in bounds or () if end is not None]


def draw_bounds(
    ax: Axes, bounds: Bounds | None, scale: Scale, along: Literal["x", "y"] = "x"
) -> None:
    """Draw the band, labelled "implied".

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        Axes whose value axis is scaled already.
    bounds : tuple of float or None
        The implied bounds; None draws nothing.
    scale : Scale
        The value axis.
    along : {"x", "y"}
        Which axis that is.
    """
    if bounds is None:
        return
    low, high = bounds
    begin = scale.low if low is None else max(low, scale.low)
    end = scale.high if high is None else high
    upright = along == "x"
    (ax.axvspan if upright else ax.axhspan)(begin, end, color=IMPLIED, zorder=0, linewidth=0)
    if begin == end:
        (ax.axvline if upright else ax.axhline)(begin, color=IMPLIED_EDGE, linewidth=2, zorder=0)
    late = upright and scale.length - scale.place(begin) < text_width(_WORD, SMALL_SIZE) + 3
    write(
        ax,
        [_WORD],
        (begin, 1) if upright else (0, end),
        (-3 if late else 3, -2),
        frame=("data", "axes fraction") if upright else ("axes fraction", "data"),
        colour=QUIET,
        ha="right" if late else "left",
        va="top",
    )
