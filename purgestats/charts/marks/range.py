"""Drawing the values one claim allows: a line from low to high, the best value marked.

A figure without a single best value carries its mark at the ends it gives; an end it does not
give is an arrow.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Literal

from matplotlib.axes import Axes

from purgestats.charts.layout.scale import Scale
from purgestats.charts.plotted.claim_rows import Span
from purgestats.charts.style import DASHES, END_SIZE, LINE_WIDTH, MARKER_SIZE, Mark

ARROW = 24.0
"""Length of the arrow at an open end, in points."""

_CAP_FROM = 14.0
_CAP_SIZE = 9.0


def draw_span(
    ax: Axes,
    span: Span,
    at: float,
    mark: Mark,
    scale: Scale,
    *,
    hollow: bool,
    along: Literal["x", "y"] = "x",
    size: float = MARKER_SIZE,
) -> None:
    """Draw one claim.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        Axes whose value axis is scaled already.
    span : Span
        The values; with none known, nothing is drawn.
    at : float
        Position on the other axis.
    mark : Mark
        Shape and colour.
    scale : Scale
        The value axis.
    hollow : bool
        Whether the mark is white inside and the line dashed.
    along : {"x", "y"}
        The value axis.
    size : float
        Size of the mark at the best value, in points.
    """
    span = scale.drawable(span)
    if not span.known:
        return
    low, best, high = span
    ends = [value for value in (low, high) if not math.isnan(value)]
    first, last = min(span.known), max(span.known)
    pen = _Pen(ax, at, along, mark.colour, DASHES if hollow else "-")
    if first < last:
        pen.line([first, last])
    # Caps would run into the mark of a range hardly wider than the mark itself.
    if not math.isnan(best) and scale.place(last) - scale.place(first) > _CAP_FROM:
        pen.marks(ends, "|" if along == "x" else "_", _CAP_SIZE, hollow=False)
    if math.isnan(high):
        pen.arrow(last, ARROW)
    if math.isnan(low):
        pen.arrow(first, -min(ARROW, scale.place(first)))
    if math.isnan(best):
        pen.marks(ends, mark.marker, END_SIZE, hollow=hollow)
    else:
        pen.marks([best], mark.marker, size, hollow=hollow)


@dataclass(frozen=True)
class _Pen:
    """Draws along a value axis at one place of the other, in one colour and line."""

    ax: Axes
    at: float
    along: Literal["x", "y"]
    colour: str
    stroke: Any

    def _points(self, values: list[float]) -> tuple[list[float], list[float]]:
        places = [self.at] * len(values)
        return (values, places) if self.along == "x" else (places, values)

    def line(self, reach: list[float]) -> None:
        self.ax.plot(
            *self._points(reach),
            color=self.colour,
            linewidth=LINE_WIDTH,
            linestyle=self.stroke,
            solid_capstyle="butt",
            zorder=2,
        )

    def marks(self, values: list[float], marker: str, size: float, *, hollow: bool) -> None:
        self.ax.plot(
            *self._points(values),
            color=self.colour,
            linestyle="",
            marker=marker,
            markersize=size,
            # Thin enough that a small mark still shows whether it is hollow.
            markeredgewidth=1.0 if size < MARKER_SIZE else 1.4,
            markerfacecolor="white" if hollow else self.colour,
            clip_on=False,
            zorder=3,
        )

    def arrow(self, start: float, length: float) -> None:
        upright = self.along == "y"
        self.ax.annotate(
            "",
            xy=(self.at, start) if upright else (start, self.at),
            xytext=(0, length) if upright else (length, 0),
            textcoords="offset points",
            arrowprops={
                "arrowstyle": "<|-,head_width=0.25,head_length=0.5",
                "shrinkA": 0,
                "shrinkB": 0,
                "mutation_scale": min(12.0, 1.5 * abs(length)),
                "color": self.colour,
                "linewidth": LINE_WIDTH,
                "linestyle": self.stroke,
            },
            annotation_clip=False,
        )
