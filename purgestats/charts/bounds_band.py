"""The bounds that other figures imply for a quantity, as a band behind the claims on it."""

from __future__ import annotations

from typing import Literal

from matplotlib.axes import Axes

from purgestats.charts.look import FONT, IMPLIED, QUIET, SMALL_SIZE, number
from purgestats.charts.scale import Scale

Bounds = tuple[float | None, float | None]
"""Lowest and highest value implied by other figures; None is an open end."""


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
    low, high = bounds
    parts = [f"at least {number(low)}"] if low is not None else []
    parts += [f"at most {number(high)}"] if high is not None else []
    return f" Other figures imply {' and '.join(parts)}."


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
    (ax.axvspan if along == "x" else ax.axhspan)(begin, end, color=IMPLIED, zorder=0, linewidth=0)
    across = ("data", "axes fraction") if along == "x" else ("axes fraction", "data")
    ax.annotate(
        "implied",
        (begin, 1) if along == "x" else (0, end),
        (3, -2),
        xycoords=across,
        textcoords="offset points",
        va="top",
        fontsize=SMALL_SIZE,
        color=QUIET,
        family=FONT,
    )
