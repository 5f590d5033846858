"""Finding room for labels beside points, so that none covers a mark or another label."""

from __future__ import annotations

from dataclasses import dataclass

_FARTHER = (1, 3, 5, 8)
"""Multiples of the usual distance at which a label may stand."""


@dataclass(frozen=True)
class Box:
    """A rectangle, in points.

    Parameters
    ----------
    left, bottom, right, top : float
        Its sides.

    Examples
    --------
    >>> Box(0, 0, 2, 2).overlap(Box(1, 1, 3, 3))
    1
    """

    left: float
    bottom: float
    right: float
    top: float

    def overlap(self, other: Box) -> float:
        """Return the area that two rectangles share.

        Parameters
        ----------
        other : Box
            The other one.

        Returns
        -------
        float
            0 if they do not meet.
        """
        width = min(self.right, other.right) - max(self.left, other.left)
        height = min(self.top, other.top) - max(self.bottom, other.bottom)
        return max(width, 0) * max(height, 0)

    def outside(self, frame: Box) -> float:
        """Return the area that lies outside a frame.

        Parameters
        ----------
        frame : Box
            The frame.

        Returns
        -------
        float
            0 if the rectangle lies within.
        """
        return (self.right - self.left) * (self.top - self.bottom) - self.overlap(frame)


def place_labels(
    points: list[tuple[float, float]],
    sizes: list[tuple[float, float]],
    taken: list[Box],
    frame: Box,
    distance: float = 9.0,
) -> list[Box]:
    """Put a label beside each point: right, left, above or below it, wherever it covers least.

    Places close by come first; only where each of them covers something are farther ones tried.

    Parameters
    ----------
    points : list of tuple of float
        The points, from the left and from the bottom.
    sizes : list of tuple of float
        Width and height of each label.
    taken : list of Box
        What no label should cover; the points themselves need not be among them.
    frame : Box
        Where labels should stay.
    distance : float
        How far from its point a label stands.

    Returns
    -------
    list of Box
        Where the labels go, in the order of the points.

    Examples
    --------
    >>> frame = Box(0, 0, 100, 100)
    >>> place_labels([(10, 50), (90, 50)], [(30, 10), (30, 10)], [], frame)
    [Box(left=19.0, bottom=45.0, right=49.0, top=55.0), \
Box(left=51.0, bottom=45.0, right=81.0, top=55.0)]
    """
    marks = [Box(x - 6, y - 6, x + 6, y + 6) for x, y in points]
    placed: list[Box] = []
    for (x, y), (width, height) in zip(points, sizes, strict=True):
        choices = [box for far in _FARTHER for box in _around(x, y, width, height, far * distance)]
        busy = [*taken, *marks, *placed]
        placed.append(min(choices, key=lambda box: _cost(box, busy, frame)))
    return placed


def _around(x: float, y: float, width: float, height: float, distance: float) -> list[Box]:
    """Return the places round a point, the best liked first."""
    half = height / 2
    lefts = {1: x + distance, -1: x - distance - width, 0: x - width / 2}
    bottoms = {0: y - half, 1: y + distance, -1: y - distance - height}
    sides = [(1, 0), (-1, 0), (0, 1), (0, -1), (1, 1), (1, -1), (-1, 1), (-1, -1)]
    return [Box(lefts[h], bottoms[v], lefts[h] + width, bottoms[v] + height) for h, v in sides]


def _cost(box: Box, busy: list[Box], frame: Box) -> float:
    return 4 * box.outside(frame) + sum(box.overlap(other) for other in busy)
