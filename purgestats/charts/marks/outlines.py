"""Coasts, lakes and borders of northern Eurasia, for maps: Natural Earth's, in the public domain.

The file beside this module is made from Natural Earth 1:50 million, simplified to about ten
kilometres. Its borders are those of today; no small free file has those of 1937.
"""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection, PolyCollection
from numpy.typing import ArrayLike, NDArray

from purgestats.charts.palette import colours

Points = NDArray[np.float64]

_MIDDLE = (60.0, 92.0)


def projected(latitude: ArrayLike, longitude: ArrayLike) -> Points:
    """Return places on the map: Lambert's azimuthal projection, which keeps areas.

    Formula: J. P. Snyder, Map Projections: A Working Manual (1987), equations 24-2 to 24-4.

    Parameters
    ----------
    latitude, longitude : array of float, shape (n,)
        In degrees.

    Returns
    -------
    array of float, shape (n, 2)
        In units of the Earth's radius, from the middle of the map.
    """
    turn = np.radians(np.asarray(longitude, dtype=float) - _MIDDLE[1])
    phi, middle = np.radians(np.asarray(latitude, dtype=float)), np.radians(_MIDDLE[0])
    cosine = np.sin(middle) * np.sin(phi) + np.cos(middle) * np.cos(phi) * np.cos(turn)
    k = np.sqrt(2 / (1 + cosine))
    up = np.cos(middle) * np.sin(phi) - np.sin(middle) * np.cos(phi) * np.cos(turn)
    return np.column_stack([k * np.cos(phi) * np.sin(turn), k * up])


@cache
def _shapes() -> dict[str, list[Points]]:
    text = files("purgestats.charts.marks").joinpath("outlines.json").read_text("utf-8")
    return {
        name: [projected(line[1::2], line[::2]) for line in lines]
        for name, lines in json.loads(text).items()
    }


def draw_outlines(ax: Axes) -> None:
    """Draw land, lakes and today's borders."""
    shapes, shown = _shapes(), colours()
    line: dict[str, Any] = {"linewidths": 0.5, "edgecolors": shown.edge}
    ax.add_collection(PolyCollection(shapes["land"], facecolors=shown.land, zorder=0.5, **line))
    ax.add_collection(PolyCollection(shapes["lakes"], facecolors=shown.paper, zorder=0.6, **line))
    borders = LineCollection(shapes["borders"], colors=shown.edge, linewidths=0.6, zorder=0.7)
    ax.add_collection(borders)
