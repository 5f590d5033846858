"""The bounds that other figures imply for a quantity, as a band behind the claims on it."""

from __future__ import annotations

from typing import Literal, NamedTuple

from matplotlib.axes import Axes

from purgestats.charts.layout.scale import Scale
from purgestats.charts.layout.text import text_width, write
from purgestats.charts.palette import colours
from purgestats.charts.style import SMALL_SIZE
from purgestats.words import range_words


class Bounds(NamedTuple):
    """Lowest and highest value implied by other figures, and on what terms; None: no end."""

    low: float | None
    high: float | None
    terms: str = ""


_WORD = "implied"


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
    low, high = bounds[:2]
    begin = scale.low if low is None else scale.on(low)
    end = scale.high if high is None else scale.on(high)
    shown, upright = colours(), along == "x"
    (ax.axvspan if upright else ax.axhspan)(begin, end, color=shown.implied, zorder=0, linewidth=0)
    if begin == end:
        line = ax.axvline if upright else ax.axhline
        line(begin, color=shown.implied_edge, linewidth=2, zorder=0)
    late = upright and scale.length - scale.place(begin) < text_width(_WORD, SMALL_SIZE) + 3
    write(
        ax,
        [_WORD],
        (begin, 1) if upright else (0, end),
        (-3 if late else 3, -2),
        frame=("data", "axes fraction") if upright else ("axes fraction", "data"),
        colour=shown.quiet,
        ha="right" if late else "left",
        va="top",
    )
