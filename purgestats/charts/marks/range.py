"""Drawing the values one claim allows: a line from low to high, the best value marked.

A figure without a single best value carries its mark at the ends it gives; one in words such as
"thousands" has no ends to mark and is a pale stretch. An end it does not give
is an open arrow, and so is one that lies beyond the axis, at the edge; no mark looks like one.
"""

import math
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.path import Path

from purgestats.charts.layout.scale import ARROW, Scale
from purgestats.charts.layout.text import text_width, write
from purgestats.charts.plotted.claim_rows import Span
from purgestats.charts.style import DASHES, END_SIZE, LINE_WIDTH, MARKER_SIZE, Mark, colours
from purgestats.words import range_words

_CAP_FROM = 14.0
_CAP_SIZE = 8.0
_HEADS = {
    ("x", 1): Path([(-1.0, 0.8), (0.0, 0.0), (-1.0, -0.8)]),
    ("x", -1): Path([(1.0, 0.8), (0.0, 0.0), (1.0, -0.8)]),
    ("y", 1): Path([(-0.8, -1.0), (0.0, 0.0), (0.8, -1.0)]),
    ("y", -1): Path([(-0.8, 1.0), (0.0, 0.0), (0.8, 1.0)]),
}


@dataclass(frozen=True)
class Range:
    """One range to draw, with what an SVG says of it."""

    span: Span
    mark: Mark
    hollow: bool = False
    vague: bool = False
    tip: str = ""
    claim_id: str = ""

    def draw(
        self,
        ax: Axes,
        at: float,
        scale: Scale,
        along: Literal["x", "y"] = "x",
        size: float = MARKER_SIZE,
    ) -> list[Line2D]:
        """Draw it at a place on the other axis, along one that is scaled already."""
        if not self.span.known:
            return []
        pen = _Pen(ax, at, along, self.mark.colour, DASHES if self.hollow else "-", [])
        low, best, high = self.span
        face = colours().paper if self.hollow else self.mark.colour
        if self.vague:
            return pen.stretch(scale, low, high)
        first, last = min(self.span.known), max(self.span.known)
        begin, end = scale.place(first), scale.place(last)
        if begin < end:
            pen.line([scale.on(first), scale.on(last)])
        if math.isnan(low) or scale.misses(low) < 0 or scale.misses(last) < 0:
            pen.arrow(scale, begin, max(0.0, begin - ARROW) if math.isnan(low) else 0.0, -1)
        if math.isnan(high) or scale.misses(high) > 0 or scale.misses(first) > 0:
            edge = min(scale.length, end + ARROW) if math.isnan(high) else scale.length
            pen.arrow(scale, end, edge, 1)
        ends = [v for v in (low, high) if not math.isnan(v) and not scale.misses(v)]
        if math.isnan(best):
            pen.marks([scale.on(v) for v in ends], self.mark.marker, END_SIZE, markerfacecolor=face)
            return pen.drawn
        # Caps would run into the mark of a range hardly wider than the mark itself.
        if end - begin > _CAP_FROM:
            pen.marks([scale.on(v) for v in ends], "|" if along == "x" else "_", _CAP_SIZE)
        if not scale.misses(best):
            pen.marks([scale.on(best)], self.mark.marker, size, markerfacecolor=face)
        return pen.drawn


def reach(span: Span, scale: Scale) -> tuple[float, float]:
    """Return where the drawing of a range begins and ends along the axis, arrows included."""
    if not span.known:
        return 0.0, 0.0
    begin = scale.place(min(span.known)) - (ARROW if math.isnan(span.low) else 0)
    end = scale.place(max(span.known)) + (ARROW if math.isnan(span.high) else 0)
    return max(0.0, begin), min(scale.length, end)


@dataclass(frozen=True)
class _Pen:
    """Draws along a value axis at one place of the other, in one colour and line."""

    ax: Axes
    at: float
    along: Literal["x", "y"]
    colour: str
    stroke: Any
    drawn: list[Line2D]

    def _plot(self, values: list[float], **style: Any) -> None:
        places = [self.at] * len(values)
        points = (values, places) if self.along == "x" else (places, values)
        if values:
            style = {"solid_capstyle": "butt", "linestyle": self.stroke, **style}
            self.drawn.extend(self.ax.plot(*points, color=self.colour, **style))

    def line(self, reach: list[float]) -> None:
        self._plot(reach, linewidth=LINE_WIDTH, zorder=2)

    def stretch(self, scale: Scale, low: float, high: float) -> list[Line2D]:
        """Draw a stretch without ends: what a word such as "thousands" may mean."""
        begin = scale.low if math.isnan(low) else scale.on(low)
        end = scale.value(min(scale.length, scale.place(begin) + 2 * ARROW))
        end = end if math.isnan(high) else scale.on(high)
        self._plot([begin, end], linestyle="-", linewidth=5.0, alpha=0.35, zorder=1.8)
        return self.drawn

    def marks(self, values: list[float], marker: Any, size: float, **style: Any) -> None:
        # Thin enough that a small mark still shows whether it is hollow.
        edge = {"markeredgewidth": 1.0 if size < MARKER_SIZE else 1.4, "zorder": 3}
        self._plot(values, linestyle="", marker=marker, markersize=size, clip_on=False,
                   **{**edge, **style})  # fmt: skip

    def arrow(self, scale: Scale, start: float, end: float, way: int) -> None:
        """Draw an arrow between two places, in points; at the edge of the axis it starts inside."""
        if abs(end - start) < ARROW / 2:
            start = end - way * min(ARROW / 2, scale.length)
        stem = [scale.value(start), scale.value(end)]
        self._plot(stem, linewidth=1.4, clip_on=False, zorder=1.9)
        self.marks(stem[1:], _HEADS[self.along, way], END_SIZE * 1.3, markerfacecolor="none",
                   markeredgewidth=1.4, zorder=1.9)  # fmt: skip


_WORD = "implied"

#: Room for the word above a plotting area, in points.
ABOVE = 12.0


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
    at, frame = (begin, 1.0), ("data", "axes fraction")
    if not upright:
        at, frame = (0.0, end), ("axes fraction", "data")
    shift, side = (-3 if late else 3, 2 if upright else -2), "right" if late else "left"
    va = "bottom" if upright else "top"
    write(ax, [_WORD], at, shift, frame=frame, colour=shown.quiet, ha=side, va=va)
