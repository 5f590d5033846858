"""The distance between two series, year by year, in a panel below them."""

from __future__ import annotations

from itertools import pairwise

from matplotlib.axes import Axes
from matplotlib.ticker import FixedFormatter, FixedLocator, MaxNLocator

from purgestats.charts.layout.page import axes_below
from purgestats.charts.layout.text import block_height, block_width
from purgestats.charts.palette import colours
from purgestats.charts.style import FONT, FOOT_SIZE, tidy
from purgestats.words import number

PANEL = 144.0
"""Room for the panel below the plotting area, in points, where there is so much."""

_ABOVE = 14.0
_BAR_WIDTH = 0.62


def draw_gaps(ax: Axes, apart: dict[float, float | None], room: float, across: float) -> None:
    """Draw how far one series is above or below another in each year, from zero."""
    panel, shown = axes_below(ax, _ABOVE, room - _ABOVE), colours()
    tidy(panel, along="y")
    known = {year: gap for year, gap in apart.items() if gap is not None}
    step = min((b - a for a, b in pairwise(sorted(apart))), default=1.0)
    begin, end = ax.get_xlim()
    part = {year: gap for year, gap in known.items() if gap}
    words = [_signed(gap) for gap in part.values()]
    bars = panel.bar(list(part), list(part.values()), _BAR_WIDTH * step, lw=0, zorder=2,
                     color=shown.implied_edge)  # fmt: skip
    low, high = min([0.0, *known.values()]), max([0.0, *known.values()])
    margin = 0.1
    if part and step * across / (end - begin) >= block_height(1, FOOT_SIZE):
        panel.bar_label(bars, words, padding=3, rotation=90, fontsize=FOOT_SIZE, color=shown.ink,
                        family=FONT)  # fmt: skip
        over = (block_width(words, FOOT_SIZE) + 6) / (room - _ABOVE)
        margin = over / max(1 - 2 * over, 0.25)
    edge = margin * ((high - low) or 1.0)
    panel.set(xlim=(begin, end), ylim=(low - edge, high + edge))
    found = MaxNLocator(nbins=3, steps=[1, 2, 5, 10]).tick_values(low, high)
    ticks = sorted({0.0, *(float(tick) for tick in found if low <= tick <= high)})
    panel.yaxis.set_major_locator(FixedLocator(ticks))
    panel.yaxis.set_major_formatter(FixedFormatter([_signed(tick) for tick in ticks]))
    panel.axhline(0, color=shown.quiet, linewidth=0.8, zorder=1.5)
    same = [year for year, gap in known.items() if gap == 0]
    panel.plot(same, [0] * len(same), "o", markersize=3, color=shown.ink, clip_on=False, zorder=3)
    _share_years(ax, panel)


def _signed(value: float) -> str:
    return ("+" if value > 0 else "\u2212" if value < 0 else "") + number(abs(value))


def _share_years(ax: Axes, panel: Axes) -> None:
    """Label the years below the panel instead of between the two."""
    panel.xaxis.set_major_locator(ax.xaxis.get_major_locator())
    panel.xaxis.set_major_formatter(ax.xaxis.get_major_formatter())
    panel.spines["bottom"].set_visible(False)
    panel.spines["left"].set_visible(True)
    ax.tick_params(axis="x", labelbottom=False)
