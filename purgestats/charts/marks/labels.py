"""Labels beside the points of a chart, with a leader where a label stands far off."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.axes import Axes

from purgestats.charts.layout.label_places import Box, place_labels
from purgestats.charts.layout.text import block_height, block_width, write
from purgestats.charts.palette import colours
from purgestats.charts.style import SMALL_SIZE

_FAR = 2.2


def label_points(
    ax: Axes,
    data: Sequence[tuple[float, float]],
    points: Sequence[tuple[float, float]],
    texts: Sequence[list[str]],
    taken: Sequence[Box],
    frame: Box,
    *,
    distance: float = 9.0,
    size: float = SMALL_SIZE,
) -> int:
    """Label points, given as data and as points of the plotting area; say how many had room."""
    sizes = [(block_width(t, size) + 2, block_height(len(t), size)) for t in texts]
    boxes = place_labels(points, sizes, taken, frame, distance)
    for text, box, at, (x, y) in zip(texts, boxes, data, points, strict=True):
        if box is None:
            continue
        if max(box.left - x, x - box.right, box.bottom - y, y - box.top) > _FAR * distance:
            near = (min(max(x, box.left), box.right), min(max(y, box.bottom), box.top))
            line = {"arrowstyle": "-", "color": colours().edge, "linewidth": 0.7, "shrinkB": 4}
            ax.annotate("", at, (near[0] - x, near[1] - y), textcoords="offset points",
                        arrowprops=line, zorder=1.2)  # fmt: skip
        leftward = box.right < x
        shift = ((box.right if leftward else box.left) - x, (box.bottom + box.top) / 2 - y)
        write(ax, text, at, shift, size=size, paper=colours().paper,
              ha="right" if leftward else "left", va="center")  # fmt: skip
    return sum(box is not None for box in boxes)
