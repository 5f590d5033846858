"""Text as matplotlib can draw it: no formulas, no characters that its font lacks."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from matplotlib.axes import Axes
from matplotlib.font_manager import FontProperties, findfont, get_font

from purgestats.charts.style import FONT, INK, SMALL_SIZE

_STAND_IN = "\u25a1"


@lru_cache(maxsize=1)
def _glyphs() -> frozenset[int]:
    return frozenset(get_font(findfont(FontProperties(family=[FONT]))).get_charmap())


def legible(text: str) -> str:
    """Replace characters that the charts' font lacks, about which matplotlib would warn.

    Parameters
    ----------
    text : str
        Any text; Latin, Greek and Cyrillic letters are in the font.

    Returns
    -------
    str
        The same with a white square for each missing character.

    Examples
    --------
    >>> legible("Молотов"), legible("大清洗")
    ('Молотов', '□□□')
    """
    glyphs = _glyphs()
    if all(ord(letter) in glyphs or letter == "\n" for letter in text):
        return text
    return "".join(c if ord(c) in glyphs or c == "\n" else _STAND_IN for c in text)


def drawable(text: str) -> str:
    r"""Return text that matplotlib draws as it stands instead of reading formulas in it.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    str
        The same, legible, with every dollar sign escaped.

    Examples
    --------
    >>> drawable("$5 or $6")
    '\\$5 or \\$6'
    """
    return legible(text).replace("$", r"\$")


def write(
    ax: Axes,
    lines: list[str],
    at: tuple[float, float],
    shift: tuple[float, float] = (0, 0),
    *,
    frame: tuple[str, str] | str = "data",
    size: float = SMALL_SIZE,
    colour: str = INK,
    paper: str = "",
    **style: Any,
) -> None:
    """Write lines of text on a chart, in its font, where they need not lie within the axes.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        Where to write.
    lines : list of str
        The lines.
    at : tuple of float
        The place, in the units of `frame`.
    shift : tuple of float
        How far from it, in points.
    frame : str or tuple of str
        Matplotlib's name of the coordinates of `at`, one for both or one for each.
    size : float
        Size of the type in points.
    colour : str
        Colour of the letters.
    paper : str
        Colour behind them, which keeps the grid from running through; none if blank.
    **style
        What else matplotlib's ``annotate`` takes: ``ha``, ``va``, ``rotation``.
    """
    behind = {"bbox": {"facecolor": paper, "edgecolor": "none", "pad": 0.5}} if paper else {}
    ax.annotate(
        drawable("\n".join(lines)),
        at,
        shift,
        xycoords=frame,
        textcoords="offset points",
        fontsize=size,
        color=colour,
        family=FONT,
        annotation_clip=False,
        **behind,
        **style,
    )
