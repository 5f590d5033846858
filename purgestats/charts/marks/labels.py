"""Labels beside points, so that none covers a mark or another label; a leader where one is far."""

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes

from purgestats.charts.layout.scale import Scale
from purgestats.charts.layout.text import block_height, block_width, write
from purgestats.charts.style import SMALL_SIZE, colours

_FAR = 2.2
#: Multiples of the usual distance at which a label may stand.
_FARTHER = (1, 2, 3.5, 5.5, 8, 11)


Points = Sequence[tuple[float, float]]


@dataclass(frozen=True)
class Box:
    """A rectangle, in points.

    >>> Box(0, 0, 2, 2).overlap(Box(1, 1, 3, 3)), Box(0, 0, 2, 2).outside(Box(0, 0, 1, 2))
    (1, 2)
    """

    left: float
    bottom: float
    right: float
    top: float

    def overlap(self, other: "Box") -> float:
        """Return the area that two rectangles share."""
        width = min(self.right, other.right) - max(self.left, other.left)
        height = min(self.top, other.top) - max(self.bottom, other.bottom)
        return max(width, 0) * max(height, 0)

    def within(self, frame: "Box") -> "Box":
        """Return it moved into a frame, as far as it has room there."""
        right = max(frame.left - self.left, 0) or min(frame.right - self.right, 0)
        up = max(frame.bottom - self.bottom, 0) or min(frame.top - self.top, 0)
        return Box(self.left + right, self.bottom + up, self.right + right, self.top + up)

    def outside(self, frame: "Box") -> float:
        """Return the area that lies outside a frame."""
        return (self.right - self.left) * (self.top - self.bottom) - self.overlap(frame)


def place_labels(
    points: Points, sizes: Points, taken: Sequence[Box], frame: Box, distance: float = 9.0
) -> list[Box | None]:
    """Put a label beside each point: right, left, above or below it, where it covers nothing.

    Places close by come first; of a few orders, that is taken in which most labels find a place. A
    label for which there is no room within the frame gets none; all lengths are in points, from
    the left and from the bottom.

    >>> frame = Box(0, 0, 100, 100)
    >>> place_labels([(10, 50), (90, 50)], [(30, 10), (900, 10)], [], frame)
    [Box(left=19.0, bottom=45.0, right=49.0, top=55.0), None]
    """
    own = [*taken, *(Box(x - 5, y - 5, x + 5, y + 5) for x, y in points)]

    def in_turn(order: Sequence[int]) -> list[Box | None]:
        """Place the labels one after the other, each in the first place that is free."""
        busy: list[Box] = list(own)
        placed: list[Box | None] = [None] * len(points)
        for n in order:
            choices = (
                box.within(frame)
                for far in _FARTHER
                for box in _around(*points[n], *sizes[n], far * distance)
            )
            free = (box for box in choices if box.outside(frame) < 1 and not _covers(box, busy))
            if box := next(free, None):
                placed[n] = box
                busy.append(box)
        return placed

    order = range(len(points))
    tries = [order, order[::-1], sorted(order, key=lambda n: -points[n][0])]
    return max(map(in_turn, tries), key=lambda placed: sum(box is not None for box in placed))


def _around(x: float, y: float, width: float, height: float, distance: float) -> list[Box]:
    """Return the places round a point, the best liked first."""
    half = height / 2
    lefts = {1: x + distance, -1: x - distance - width, 0: x - width / 2, 0.5: x, -0.5: x - width}
    bottoms = {0: y - half, 1: y + distance * 0.8, -1: y - distance * 0.8 - height}
    sides = [(1, 0), (-1, 0), (0, 1), (0, -1), (1, 1), (1, -1), (-1, 1), (-1, -1),
             (0.5, 1), (0.5, -1), (-0.5, 1), (-0.5, -1)]  # fmt: skip
    return [Box(lefts[h], bottoms[v], lefts[h] + width, bottoms[v] + height) for h, v in sides]


def _covers(box: Box, busy: Sequence[Box]) -> bool:
    return any(box.overlap(other) > 0.5 for other in busy)


def label_points(
    ax: Axes,
    plane: tuple[Scale, Scale],
    texts: Sequence[tuple[tuple[float, float], list[str]]],
    taken: Sequence[Box],
    beyond: tuple[float, float] = (0.0, 0.0),
    distance: float = 9.0,
    size: float = SMALL_SIZE,
) -> None:
    """Label points of a plane, where there is room in it or a little beyond its right and top."""
    across, up = plane
    points = [(across.place(x), up.place(y)) for (x, y), _ in texts]
    sizes = [(block_width(t, size) + 2, block_height(len(t), size)) for _, t in texts]
    frame = Box(0, 0, across.length + beyond[0], up.length + beyond[1])
    boxes = place_labels(points, sizes, taken, frame, distance)
    for (at, text), box, (x, y) in zip(texts, boxes, points, strict=True):
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
