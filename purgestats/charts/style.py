"""The look that every chart shares: colours, markers, sizes and how numbers are written.

The basis of a figure is told by the marker's shape as well as by its colour; figures that nobody
asserts (rejected, surveyed, rhetorical) are hollow. The colours are seaborn's colour-blind-safe
palette. Nothing here changes matplotlib's global settings.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal

import matplotlib.style
import seaborn as sns
from matplotlib.axes import Axes

FONT = "DejaVu Sans"
INK = "#222222"
QUIET = "#595959"
RULE = "#d9d9d9"
SHADE = "#f4f4f4"
IMPLIED = "#dce6ee"
IMPLIED_FIRM = "#b3c7d6"
IMPLIED_EDGE = "#8aa5b8"

WIDTH = 468.0
"""Width of a chart in points: 6.5 inches, the text of a printed page."""

TITLE_SIZE = 12.0
TEXT_SIZE = 10.0
SMALL_SIZE = 9.0
FOOT_SIZE = 8.0
MARKER_SIZE = 7.5
END_SIZE = 5.0
LINE_WIDTH = 2.0

DASHES = (0, (2.2, 1.4))
"""The line of a hollow figure."""

LOG_FROM_RATIO = 50
"""Values further apart than this are drawn on a logarithmic axis."""

_PALETTE = sns.color_palette("colorblind").as_hex()

_RULES = {
    "axes.edgecolor": "#bfbfbf",
    "axes.labelcolor": INK,
    "axes.linewidth": 0.8,
    "figure.dpi": 120,
    "figure.facecolor": "white",
    # Many charts in one session are usual; the count of open figures is the user's affair.
    "figure.max_open_warning": 0,
    "font.family": [FONT],
    "font.size": TEXT_SIZE,
    "grid.color": RULE,
    "grid.linewidth": 0.7,
    "legend.frameon": False,
    "savefig.facecolor": "white",
    "svg.fonttype": "path",
    "svg.hashsalt": "purgestats",
    "text.color": INK,
    "text.usetex": False,
}


@dataclass(frozen=True)
class Mark:
    """How the figures of one basis are drawn.

    Parameters
    ----------
    label : str
        The basis in words, for the key.
    marker : str
        Matplotlib's name of the shape.
    colour : str
        Hexadecimal colour.
    """

    label: str
    marker: str
    colour: str


MARKS = {
    "archival": Mark("archives", "o", _PALETTE[0]),
    "perpetrator-record": Mark("perpetrators' records", "s", _PALETTE[3]),
    "official": Mark("official", "D", "#b87400"),
    "scholarly": Mark("scholarship", "^", "#00805c"),
    "memoir": Mark("memoir", "v", "#a8559a"),
    "press": Mark("press", "P", "#8a5a33"),
    "encyclopedic": Mark("encyclopedia", "X", "#4d4d4d"),
}
"""A mark for each basis, in the order of the key."""

UNSTATED = Mark("basis not stated", "h", "#7f7f7f")
"""The mark of a figure whose basis is not among those of `MARKS`."""

ASSUMED = Mark("assumption, in no source", "<", "#222222")
"""The mark of an assumption among claims."""

STANCE_WORDS = {"rejects": "rejected", "surveys": "survey", "rhetorical": "rhetorical"}
"""What stands in brackets behind a claimant whose figure is hollow."""

HELD = ("asserts", "reports")
"""The stances whose figures are drawn solid."""


def mark_of(basis: str) -> Mark:
    """Return the mark of a basis.

    Parameters
    ----------
    basis : str
        A basis as the claims table writes it; anything else counts as not stated.

    Returns
    -------
    Mark
        Its label, shape and colour.

    Examples
    --------
    >>> mark_of("archival").label
    'archives'
    """
    return MARKS.get(basis, UNSTATED)


@contextmanager
def house_style() -> Iterator[None]:
    """Hold matplotlib to the common look within a ``with`` block.

    The user's own settings do not show through, and are in force again afterwards.

    Examples
    --------
    >>> import matplotlib as mpl
    >>> before = mpl.rcParams["axes.edgecolor"]
    >>> with house_style():
    ...     inside = mpl.rcParams["axes.edgecolor"]
    >>> inside, mpl.rcParams["axes.edgecolor"] == before
    ('#bfbfbf', True)
    """
    interactive = matplotlib.is_interactive()
    try:
        # The seaborn themes read the settings in force, so they are asked within the reset block.
        with matplotlib.style.context({}, after_reset=True):
            rules = {**sns.axes_style("whitegrid"), **sns.plotting_context("paper"), **_RULES}
            with matplotlib.rc_context(rules):
                try:
                    yield
                finally:
                    interactive = matplotlib.is_interactive()
    finally:
        # A notebook's backend is loaded with the first figure and switches interactive drawing on.
        # The blocks above would switch it off again, and later charts would not be shown.
        matplotlib.interactive(interactive)


def tidy(ax: Axes, *, along: Literal["x", "y"]) -> None:
    """Give axes the common look: ticks, spines and a grid along the value axis only.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        Axes to dress.
    along : {"x", "y"}
        The axis that carries the values.

    Examples
    --------
    >>> import matplotlib.pyplot as plt
    >>> figure, ax = plt.subplots()
    >>> tidy(ax, along="x")
    >>> ax.spines["top"].get_visible()
    False
    >>> plt.close(figure)
    """
    # Ticks are made lazily, outside the style block: whatever is not said here would be the user's.
    ax.tick_params(
        axis="both",
        which="major",
        length=0,
        labelsize=SMALL_SIZE,
        labelcolor=INK,
        labelfontfamily=FONT,
    )
    ax.grid(False)
    ax.grid(True, axis=along, which="major", color=RULE, linewidth=0.7, linestyle="-")
    ax.set_axisbelow(True)
    ax.set_facecolor("white")
    for side, spine in ax.spines.items():
        spine.set_visible(side == ("bottom" if along == "x" else "left"))
        spine.set_color("#bfbfbf")


def is_wide(values: list[float]) -> bool:
    """Tell whether values lie so far apart that they need a logarithmic axis.

    Parameters
    ----------
    values : list of float
        Everything to be drawn; zeros do not count.

    Returns
    -------
    bool
        True if the largest is more than `LOG_FROM_RATIO` times the smallest.

    Examples
    --------
    >>> is_wide([1_000.0, 60_000.0]), is_wide([1_000.0, 50_000.0])
    (True, False)
    """
    positive = [value for value in values if value > 0]
    return bool(positive) and max(positive) > LOG_FROM_RATIO * min(positive)
