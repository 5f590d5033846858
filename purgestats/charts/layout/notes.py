"""Notes beside ranges: on the side where there is room, along an axis chosen so that all fit."""

from __future__ import annotations

import math
from typing import Literal

from matplotlib.axes import Axes

from purgestats.charts.layout.scale import Scale, scale_for
from purgestats.charts.layout.text import write
from purgestats.charts.layout.text_size import block_width
from purgestats.charts.marks.range import ARROW
from purgestats.charts.plotted.claim_rows import Span
from purgestats.charts.style import SMALL_SIZE

_DISTANCE = 8.0
_FREE = 14.0


def roomy_scale(spans: list[Span], notes: list[list[str]], length: float) -> Scale:
    """Choose an axis on which every note fits beside its range.

    Parameters
    ----------
    spans : list of Span
        What is to be drawn.
    notes : list of list of str
        The note of each, broken into lines.
    length : float
        Length of the axis in points.

    Returns
    -------
    Scale
        The axis with the least free room above the highest value that lets all notes fit.
    """
    for free in range(0, int(length * 0.6), 12):
        scale = scale_for(spans, length, before=ARROW, after=_FREE + free)
        shown = [scale.drawable(span) for span in spans]
        if all(side_of(span, note, scale) for span, note in zip(shown, notes, strict=True)):
            break
    return scale


def side_of(span: Span, note: list[str], scale: Scale) -> Literal["", "before", "after"]:
    """Say on which side of its range a note fits.

    Parameters
    ----------
    span : Span
        The range, as the scale can draw it.
    note : list of str
        Its note, broken into lines.
    scale : Scale
        The axis.

    Returns
    -------
    {"before", "after", ""}
        Towards the low end, else towards the high end, else nowhere.

    Examples
    --------
    >>> scale = Scale(0, 1000, log=False, length=300)
    >>> side_of(Span(900, 900, 900), ["a note"], scale)
    'before'
    >>> side_of(Span(10, 10, 10), ["a note"], scale)
    'after'
    """
    begin, end = extent(span, scale)
    room = block_width(note, SMALL_SIZE) + _DISTANCE
    if begin >= room:
        return "before"
    return "after" if end + room <= scale.length else ""


def extent(span: Span, scale: Scale) -> tuple[float, float]:
    """Return where the drawing of a range begins and ends along the axis, arrows included.

    Parameters
    ----------
    span : Span
        The range, as the scale can draw it.
    scale : Scale
        The axis.

    Returns
    -------
    tuple of float
        Points from the beginning of the axis.
    """
    if not span.known:
        return 0.0, 0.0
    begin = scale.place(min(span.known)) - (ARROW if math.isnan(span.low) else 0)
    return begin, scale.place(max(span.known)) + (ARROW if math.isnan(span.high) else 0)


def write_note(ax: Axes, span: Span, at: float, note: list[str], scale: Scale, paper: str) -> None:
    """Write a note beside a horizontal range.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        Axes whose horizontal axis is the scale.
    span : Span
        The range.
    at : float
        Its position on the vertical axis.
    note : list of str
        The note, broken into lines.
    scale : Scale
        The axis.
    paper : str
        Colour behind the note, which keeps the grid from running through it.
    """
    span = scale.drawable(span)
    before = side_of(span, note, scale) == "before"
    begin, end = extent(span, scale)
    anchor = (min if before else max)(span.known, default=scale.low)
    beyond = (begin - _DISTANCE if before else end + _DISTANCE) - scale.place(anchor)
    write(
        ax,
        note,
        (anchor, at),
        (beyond if span.known else _DISTANCE, 0),
        paper=paper,
        ha="right" if before else "left",
        va="center_baseline",
    )
