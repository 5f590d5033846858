"""The bounds that other figures imply for a quantity, as a band behind the claims on it."""

from __future__ import annotations

from typing import Literal, NamedTuple

from matplotlib.axes import Axes

from purgestats.charts.layout.scale import Scale
from purgestats.charts.layout.text import text_width, write
from purgestats.charts.palette import colours
from purgestats.words import range_words

_WORD = "implied"

ABOVE = 12.0
"""Room for the word above a plotting area, in points."""


class Bounds(NamedTuple):
    """Lowest and highest value implied by other figures, and on what terms; None: no end."""

    low: float | None
    high: float | None
    terms: str = ""


def bounds_words(bounds: Bounds | None) -> str:
    """Say what is implied.

    >>> bounds_words(Bounds(5, None))
    ' Other figures imply at least 5.'
    """
    if bounds is None or bounds[:2] == (None, None):
        return ""
    return f" Other figures imply {range_words(bounds.low, bounds.high)}{bounds.terms}."


def draw_bounds(
    ax: Axes, bounds: Bounds | None, scale: Scale, along: Literal["x", "y"] = "x"
) -> None:
    """Draw the band, labelled "implied", as far as the axis goes."""
    if bounds is None:
        return
    begin = scale.low if bounds.low is None else scale.on(bounds.low)
    end = scale.high if bounds.high is None else scale.on(bounds.high)
    shown, upright = colours(), along == "x"
    (ax.axvspan if upright else ax.axhspan)(begin, end, color=shown.implied, zorder=0, linewidth=0)
    if begin == end:
        line = ax.axvline if upright else ax.axhline
        line(begin, color=shown.implied_edge, linewidth=2, zorder=0)
    late = upright and scale.length - scale.place(begin) < text_width(_WORD) + 3
    at, frame = (
        ((begin, 1.0), ("data", "axes fraction"))
        if upright
        else ((0.0, end), ("axes fraction", "data"))
    )
    shift, side = (-3 if late else 3, 2 if upright else -2), "right" if late else "left"
    va = "bottom" if upright else "top"
    write(ax, [_WORD], at, shift, frame=frame, colour=shown.quiet, ha=side, va=va)
