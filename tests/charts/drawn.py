"""What stands on a chart, read from its axes: marks, arrows, texts and whether they overlap."""

from __future__ import annotations

from itertools import combinations

from matplotlib.axes import Axes
from matplotlib.colors import to_hex
from matplotlib.lines import Line2D
from matplotlib.path import Path
from matplotlib.text import Text

from purgestats.charts.style import DARK, LIGHT, MARKS, UNSTATED

_SHAPES = {mark.marker for mark in (*MARKS.values(), UNSTATED)}


def marks(ax: Axes) -> list[Line2D]:
    """The lines that carry the marks of claims."""
    return [line for line in ax.lines if line.get_marker() in _SHAPES]


def is_hollow(line: Line2D) -> bool:
    """Whether a mark shows the paper inside."""
    return to_hex(line.get_markerfacecolor()) in (LIGHT.paper, DARK.paper)


def arrows(ax: Axes) -> list[int]:
    """For each arrowhead, whether it points to higher values (1) or to lower ones (-1)."""
    heads = [line.get_marker() for line in ax.lines if isinstance(line.get_marker(), Path)]
    # The barbs of an arrow lie behind its tip.
    return [1 if min(head.vertices[0]) == -1 else -1 for head in heads]


def title_of(ax: Axes) -> str:
    """The title, whatever lines it is broken into."""
    return " ".join(ax.get_title().split())


def words(ax: Axes) -> str:
    """All that is written on the chart, in one line."""
    texts = [text.get_text() for text in texts_of(ax)]
    return " ".join(" ".join(texts).split())


def texts_of(ax: Axes) -> list[Text]:
    """Every text of the chart that is to be seen."""
    panels = [ax, *ax.child_axes]
    ticks = [t for a in panels for axis in (a.xaxis, a.yaxis) for t in axis.get_ticklabels()]
    heads = [ax.title, ax.xaxis.label, ax.yaxis.label]
    legend = ax.get_legend()
    key = legend.get_texts() if legend else []
    own = [text for a in panels for text in a.texts]
    found = [*heads, *own, *ticks, *key]
    return [t for t in found if t.get_text().strip() and t.get_visible()]


def _draw(ax: Axes) -> None:
    """Lay out what has changed since it was drawn; no test of a place needs the pixels."""
    if ax.figure.stale:
        ax.figure.draw_without_rendering()


def overlapping(ax: Axes) -> list[tuple[str, str]]:
    """The pairs of texts that cover each other, as drawn."""
    _draw(ax)
    boxes = [(text.get_text(), text.get_window_extent().padded(-2)) for text in texts_of(ax)]
    return [(a, b) for (a, one), (b, two) in combinations(boxes, 2) if one.overlaps(two)]


def outside(ax: Axes) -> list[str]:
    """The texts that leave the place that the figure gives to the axes."""
    _draw(ax)
    place = ax.get_position(original=True).transformed(ax.figure.transSubfigure).padded(1.5)
    return [
        text.get_text() for text in texts_of(ax)
        for box in [text.get_window_extent()]
        if box.x0 < place.x0 or box.y0 < place.y0 or box.x1 > place.x1 or box.y1 > place.y1
    ]  # fmt: skip
