"""A horizontal axis of years."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.ticker import FixedFormatter, FixedLocator, MaxNLocator

from purgestats.charts.layout.scale import Scale

_APART = 45.0


def dress_years(ax: Axes, scale: Scale) -> None:
    """Scale the axis, with as many round years as have room."""
    ax.set_xlim(scale.low, scale.high)
    bins = max(1, int(scale.length / _APART))
    locator = MaxNLocator(nbins=bins, integer=True, steps=[1, 2, 5, 10])
    ticks = [float(t) for t in locator.tick_values(scale.low, scale.high)]
    inside = [t for t in ticks if scale.low <= t <= scale.high] or [round(scale.low + 0.5)]
    ax.xaxis.set_major_locator(FixedLocator(inside))
    ax.xaxis.set_major_formatter(FixedFormatter([f"{t:.0f}" for t in inside]))
