"""The sheet of a chart: title, caption, key and footer around a plotting area of known size.

Everything outside the plotting area is placed in points from its corners, so that it stays where
it belongs on axes of our own, on the user's axes, and when a figure is saved in another shape.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.transforms import ScaledTranslation

from purgestats.charts.layout.text import drawable, write
from purgestats.charts.layout.text_size import block_height, text_width, wrapped
from purgestats.charts.record import Chart, clear, remember, table_of
from purgestats.charts.style import (
    FONT,
    FOOT_SIZE,
    INK,
    QUIET,
    SMALL_SIZE,
    TITLE_SIZE,
    WIDTH,
)

_EDGE = 8.0
_GAP = 5.0
_HANDLE = 22.0
_LINE_SPACING = 1.2


@dataclass(frozen=True)
class Sheet:
    """What surrounds a plotting area.

    Parameters
    ----------
    title : str
        A plain statement of what is shown.
    caption : str
        How to read it.
    citation : str
        Sources, reading and version.
    left, right : float
        Room for labels beside the plotting area, in points.
    height : float
        Height of the plotting area, in points.
    value_label : str
        Label of the value axis below the plotting area; blank for none.
    key : sequence of Artist
        Handles of the key, labelled.
    width : float
        Width of the whole, in points.
    lane, under : float
        Room for labels above the plotting area, and for more below it, in points.
    """

    title: str
    caption: str
    citation: str
    left: float
    right: float
    height: float
    value_label: str = ""
    key: Sequence[Artist] = ()
    width: float = WIDTH
    lane: float = 0.0
    under: float = 0.0


def plot_width(left: float, right: float, width: float = WIDTH, ax: Axes | None = None) -> float:
    """Return the width of the plotting area.

    Parameters
    ----------
    left, right : float
        Room for labels beside it, in points.
    width : float
        Width of a sheet of our own, in points.
    ax : matplotlib.axes.Axes or None
        The user's axes, if any, whose width is what it is.

    Returns
    -------
    float
        Width in points.

    Examples
    --------
    >>> plot_width(100, 52)
    300.0
    """
    return width - left - right - 2 * _EDGE if ax is None else _points(ax)[0]


def plot_height(height: float, ax: Axes | None = None) -> float:
    """Return the height of the plotting area.

    Parameters
    ----------
    height : float
        Height on a sheet of our own, in points.
    ax : matplotlib.axes.Axes or None
        The user's axes, if any, whose height is what it is.

    Returns
    -------
    float
        Height in points.

    Examples
    --------
    >>> plot_height(300)
    300
    """
    return height if ax is None else _points(ax)[1]


def _points(ax: Axes) -> tuple[float, float]:
    figure = ax.get_figure(root=True)
    assert figure is not None
    return float(ax.bbox.width * 72 / figure.dpi), float(ax.bbox.height * 72 / figure.dpi)


def lay_out(sheet: Sheet, ax: Axes | None) -> Axes:
    """Make axes in a new figure, or take the user's, and put title, caption, key and footer around.

    Parameters
    ----------
    sheet : Sheet
        What to put where.
    ax : matplotlib.axes.Axes or None
        The user's axes, whose position is left to the user; None for a new figure.

    Returns
    -------
    matplotlib.axes.Axes
        Axes ready to be drawn on.
    """
    across = sheet.left + plot_width(sheet.left, sheet.right, sheet.width, ax) + sheet.right
    heads = [
        (wrapped(sheet.title, across, TITLE_SIZE, bold=True), TITLE_SIZE),
        (wrapped(sheet.caption, across, SMALL_SIZE), SMALL_SIZE),
    ]
    foot = wrapped(sheet.citation, across, FOOT_SIZE)
    columns = _key_columns(sheet, across)
    key_height = _key_height(sheet, columns)
    below = sheet.under + _GAP + block_height(1, SMALL_SIZE) + _GAP
    if sheet.value_label:
        below += block_height(1, SMALL_SIZE) + _GAP
    above = sheet.lane + key_height
    above += sum(block_height(len(lines), size) + _GAP for lines, size in heads)
    if ax is None:
        bottom = below + block_height(len(foot), FOOT_SIZE) + _EDGE
        ax = _new_axes(sheet, above + _EDGE, bottom)
    else:
        clear(ax)
    _put_key(ax, sheet, sheet.lane + key_height, columns)
    _put_heads(ax, sheet, heads, above)
    _put(ax, foot, 0, (-sheet.left, -below), FOOT_SIZE)
    if sheet.value_label:
        ax.set_xlabel(sheet.value_label, fontsize=SMALL_SIZE, color=QUIET, family=FONT, labelpad=6)
    return ax


def finish(ax: Axes, sheet: Sheet, description: str, rows: pd.DataFrame, *more: str) -> Axes:
    """Remember what was drawn, so that `rows`, `alt_text` and `save` find it.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        Where it was drawn.
    sheet : Sheet
        What surrounds it.
    description : str
        The chart in sentences.
    rows : pandas.DataFrame
        The rows drawn, with at least the columns of `record.COLUMNS`.
    *more : str
        Further columns for `rows` to return.

    Returns
    -------
    matplotlib.axes.Axes
        The same axes.
    """
    table = table_of(rows, *more)
    remember(ax, Chart(sheet.title, sheet.caption, sheet.citation, description, table))
    return ax


def _new_axes(sheet: Sheet, above: float, below: float) -> Axes:
    height = above + sheet.height + below
    figure = plt.figure(figsize=(sheet.width / 72, height / 72))
    left = (_EDGE + sheet.left) / sheet.width
    across = plot_width(sheet.left, sheet.right, sheet.width) / sheet.width
    return figure.add_axes((left, below / height, across, sheet.height / height))


def _put(ax: Axes, lines: list[str], edge: int, shift: tuple[float, float], size: float) -> None:
    """Write quiet lines below (0) or above (1) the plotting area."""
    write(
        ax,
        lines,
        (0, edge),
        shift,
        frame="axes fraction",
        size=size,
        colour=QUIET,
        ha="left",
        va="top",
        linespacing=_LINE_SPACING,
    )


def _put_heads(ax: Axes, sheet: Sheet, heads: list[tuple[list[str], float]], above: float) -> None:
    (title, title_size), (caption, caption_size) = heads
    text = ax.set_title(
        drawable("\n".join(title)),
        loc="left",
        y=1.0,
        va="top",
        fontsize=title_size,
        fontweight="bold",
        color=INK,
        family=FONT,
        linespacing=_LINE_SPACING,
    )
    figure = ax.get_figure(root=True)
    assert figure is not None
    shift = ScaledTranslation(-sheet.left / 72, above / 72, figure.dpi_scale_trans)
    text.set_transform(ax.transAxes + shift)
    top = above - block_height(len(title), title_size) - _GAP
    _put(ax, caption, 1, (-sheet.left, top), caption_size)


def _key_columns(sheet: Sheet, across: float) -> int:
    if not sheet.key:
        return 0
    widest = max(text_width(str(handle.get_label()), SMALL_SIZE) for handle in sheet.key)
    return max(1, min(len(sheet.key), int(across // (widest + _HANDLE + 12))))


def _key_height(sheet: Sheet, columns: int) -> float:
    if not sheet.key:
        return 0.0
    return block_height(-(-len(sheet.key) // columns), SMALL_SIZE) * 1.2 + _GAP


def _put_key(ax: Axes, sheet: Sheet, height: float, columns: int) -> None:
    if not sheet.key:
        return
    figure = ax.get_figure(root=True)
    assert figure is not None
    shift = ScaledTranslation(-sheet.left / 72, height / 72, figure.dpi_scale_trans)
    ax.legend(
        handles=list(sheet.key),
        loc="upper left",
        bbox_to_anchor=(0, 1),
        bbox_transform=ax.transAxes + shift,
        borderaxespad=0,
        borderpad=0,
        frameon=False,
        ncols=columns,
        handlelength=_HANDLE / SMALL_SIZE - 0.6,
        handletextpad=0.6,
        columnspacing=1.2,
        labelspacing=0.3,
        labelcolor=INK,
        prop={"family": FONT, "size": SMALL_SIZE},
    )
