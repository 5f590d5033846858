"""Drawing the values one claim allows: a line from low to high, the best value marked.

A figure without a single best value carries its mark at the ends it gives; one in words such as
"thousands" has no ends to mark and is a pale stretch. An end it does not give
is an open arrow, and so is one that lies beyond the axis, at the edge; no mark looks like one.
"""

import math
from collections.abc import Iterator
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

Axis = Literal["x", "y"]
Look = dict[str, Any]
#: Places along the axis, and how what stands there is drawn.
Part = tuple[list[float], Look]

_CAP_FROM = 14.0
_CAP_SIZE = 8.0
_HEADS: dict[tuple[Axis, int], Path] = {
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
        self, ax: Axes, at: float, scale: Scale, along: Axis = "x", size: float = MARKER_SIZE
    ) -> list[Line2D]:
        """Draw it at a place on the other axis, along one that is scaled already."""
        drawn: list[Line2D] = []
        line: Look = {"linestyle": DASHES if self.hollow else "-", "solid_capstyle": "butt"}
        for values, look in self._parts(scale, along, size) if self.span.known else ():
            places = [at] * len(values)
            points = (values, places) if along == "x" else (places, values)
            drawn += ax.plot(*points, color=self.mark.colour, **line | look) if values else []
        return drawn

    def _parts(self, scale: Scale, along: Axis, size: float) -> Iterator[Part]:
        """Yield what it is made of, from behind."""
        low, best, high = self.span
        if self.vague:
            yield _stretch(scale, low, high)
            return
        first, last = min(self.span.known), max(self.span.known)
        begin, end = scale.place(first), scale.place(last)
        if begin < end:
            yield [scale.on(first), scale.on(last)], {"linewidth": LINE_WIDTH, "zorder": 2}
        if math.isnan(low) and not scale.low and 2 * begin < ARROW and not scale.misses(last):
            # An arrow has no room before nought, and turned round it would say the contrary.
            yield [scale.low, scale.on(first)], {"linewidth": LINE_WIDTH, "zorder": 2}
        elif math.isnan(low) or scale.misses(low) < 0 or scale.misses(last) < 0:
            edge = max(0.0, begin - ARROW) if math.isnan(low) else 0.0
            yield from _arrow(scale, begin, edge, (along, -1))
        if math.isnan(high) or scale.misses(high) > 0 or scale.misses(first) > 0:
            edge = min(scale.length, end + ARROW) if math.isnan(high) else scale.length
            yield from _arrow(scale, end, edge, (along, 1))
        face: Look = {"markerfacecolor": colours().paper if self.hollow else self.mark.colour}
        ends = [scale.on(v) for v in (low, high) if not math.isnan(v) and not scale.misses(v)]
        if math.isnan(best):
            yield ends, _marked(self.mark.marker, END_SIZE) | face
        # Caps would run into the mark of a range hardly wider than the mark itself.
        elif end - begin > _CAP_FROM:
            yield ends, _marked("|" if along == "x" else "_", _CAP_SIZE)
        if not math.isnan(best) and not scale.misses(best):
            yield [scale.on(best)], _marked(self.mark.marker, size) | face


def _stretch(scale: Scale, low: float, high: float) -> Part:
    """Return a stretch without ends: what a word such as "thousands" may mean."""
    begin = scale.low if math.isnan(low) else scale.on(low)
    end = scale.value(min(scale.length, scale.place(begin) + 2 * ARROW))
    ends = [begin, end if math.isnan(high) else scale.on(high)]
    return ends, {"linestyle": "-", "linewidth": 5.0, "alpha": 0.35, "zorder": 1.8}


def _arrow(scale: Scale, start: float, end: float, way: tuple[Axis, int]) -> Iterator[Part]:
    """Yield an arrow between two places, in points; at the edge of the axis it starts inside."""
    if abs(end - start) < ARROW / 2:
        start = end - way[1] * min(ARROW / 2, scale.length)
    stem = [scale.value(start), scale.value(end)]
    yield stem, {"linewidth": 1.4, "clip_on": False, "zorder": 1.9}
    head: Look = {"markerfacecolor": "none", "markeredgewidth": 1.4, "zorder": 1.9}
    yield stem[1:], _marked(_HEADS[way], END_SIZE * 1.3) | head


def _marked(marker: Any, size: float) -> Look:
    # Thin enough that a small mark still shows whether it is hollow.
    edge = 1.0 if size < MARKER_SIZE else 1.4
    look: Look = {"linestyle": "", "marker": marker, "markersize": size, "markeredgewidth": edge}
    return look | {"clip_on": False, "zorder": 3}


def reach(span: Span, scale: Scale) -> tuple[float, float]:
    """Return where the drawing of a range begins and ends along the axis, arrows included."""
    if not span.known:
        return 0.0, 0.0
    begin = scale.place(min(span.known)) - (ARROW if math.isnan(span.low) else 0)
    end = scale.place(max(span.known)) + (ARROW if math.isnan(span.high) else 0)
    return max(0.0, begin), min(scale.length, end)


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
    ax: Axes, scale: Scale, _: object = None, *, bounds: Bounds | None, along: Axis = "x"
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
