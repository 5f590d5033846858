"""The distance between two series, year by year, in a panel below them."""

from __future__ import annotations

from itertools import pairwise

from matplotlib.axes import Axes
from matplotlib.ticker import FixedFormatter, FixedLocator, MaxNLocator

from purgestats.charts.layout.page import axes_below
from purgestats.charts.layout.text import block_height, text_width, write
from purgestats.charts.palette import colours
from purgestats.charts.style import FOOT_SIZE, tidy
from purgestats.words import number

PANEL = 144.0
"""Room for the panel below the plotting area, in points, where there is so much."""

_MINUS = "\u2212"
_ABOVE = 14.0
_BAR_WIDTH = 0.62


def draw_gaps(ax: Axes, apart: dict[float, float | None], room: float, across: float) -> None:
    """Draw how far one series is above or below another in each year, from zero."""
    tall = room - _ABOVE
    panel = axes_below(ax, _ABOVE, tall)
    tidy(panel, along="y")
    begin, end = ax.get_xlim()
    known = {year: gap for year, gap in apart.items() if gap is not None}
    words = {year: _signed(gap) for year, gap in known.items() if gap}
    step = min((b - a for a, b in pairwise(sorted(apart))), default=1.0)
    column = step * across / (end - begin)
    written = words if column >= block_height(1, FOOT_SIZE) else {}
    low, high = _limits(known, written, tall)
    panel.set(xlim=(begin, end), ylim=(low, high))
    ticks = _ticks(list(known.values()))
    panel.yaxis.set_major_locator(FixedLocator(ticks))
    panel.yaxis.set_major_formatter(FixedFormatter([_signed(tick) for tick in ticks]))
    panel.axhline(0, color=colours().quiet, linewidth=0.8, zorder=1.5)
    years = [year for year, gap in known.items() if gap]
    panel.bar(
        years,
        [known[y] for y in years],
        width=_BAR_WIDTH * step,
        color=colours().implied_edge,
        lw=0,
        zorder=2,
    )
    same = [year for year, gap in known.items() if gap == 0]
    panel.plot(
        same, [0] * len(same), "o", markersize=3, color=colours().ink, clip_on=False, zorder=3
    )
    for year, text in written.items():
        up = known[year] > 0
        shift, side = (0, 3 if up else -3), "bottom" if up else "top"
        at = (year, known[year])
        write(panel, [text], at, shift, size=FOOT_SIZE, rotation=90, ha="center", va=side)
    _share_years(ax, panel)


def _limits(
    known: dict[float, float], written: dict[float, str], tall: float
) -> tuple[float, float]:
    """Return the ends of the axis, with room for the numbers at the ends of the bars."""
    top = max([0.0, *known.values()])
    bottom = min([0.0, *known.values()])
    over = max(
        (text_width(t, FOOT_SIZE) + 6 for y, t in written.items() if known[y] > 0), default=4
    )
    under = max(
        (text_width(t, FOOT_SIZE) + 6 for y, t in written.items() if known[y] < 0), default=4
    )
    unit = ((top - bottom) or 1.0) / max(tall - over - under, tall / 4)
    return bottom - under * unit, top + over * unit


def _ticks(gaps: list[float]) -> list[float]:
    """Return zero and round values about as far from it as the bars reach."""
    low, high = min([0.0, *gaps]), max([0.0, *gaps])
    if low == high:
        return [0.0]
    found = MaxNLocator(nbins=3, steps=[1, 2, 5, 10]).tick_values(low, high)
    return sorted({0.0, *(float(tick) for tick in found if low <= tick <= high)})


def _signed(value: float) -> str:
    sign = "+" if value > 0 else _MINUS if value < 0 else ""
    return sign + number(abs(value))


def _share_years(ax: Axes, panel: Axes) -> None:
    """Label the years below the panel instead of between the two."""
    panel.xaxis.set_major_locator(ax.xaxis.get_major_locator())
    panel.xaxis.set_major_formatter(ax.xaxis.get_major_formatter())
    panel.spines["bottom"].set_visible(False)
    panel.spines["left"].set_visible(True)
    ax.tick_params(axis="x", labelbottom=False)
