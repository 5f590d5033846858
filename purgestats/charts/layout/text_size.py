"""How much room a text takes, in points, before anything is drawn.

Charts are laid out from these widths, so that labels of any length fit without a second pass.
"""

from __future__ import annotations

from functools import lru_cache

from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path

from purgestats.charts.layout.text import legible
from purgestats.charts.style import FONT, TEXT_SIZE

# On screens letters are moved to whole pixels, which makes lines up to so much longer.
_HINTING = 1.06

LINE_HEIGHT = 1.25
"""Distance of two lines of text in units of their size."""


@lru_cache(maxsize=4096)
def text_width(text: str, size: float = TEXT_SIZE, bold: bool = False) -> float:
    """Return the width of one line of text.

    Parameters
    ----------
    text : str
        The line.
    size : float
        Size of the type in points.
    bold : bool
        Whether it is set in bold.

    Returns
    -------
    float
        Width in points.

    Examples
    --------
    >>> text_width("") , text_width("wide enough") > text_width("wide")
    (0.0, True)
    """
    if not text:
        return 0.0
    face = FontProperties(family=[FONT], size=size, weight="bold" if bold else "normal")
    width, _, _ = text_to_path.get_text_width_height_descent(legible(text), face, False)
    return float(width) * _HINTING


def wrapped(text: str, room: float, size: float = TEXT_SIZE, bold: bool = False) -> list[str]:
    """Break a text into lines that fit.

    Parameters
    ----------
    text : str
        The text; its blanks are where it may break.
    room : float
        Width to fill, in points.
    size : float
        Size of the type in points.
    bold : bool
        Whether it is set in bold.

    Returns
    -------
    list of str
        The lines; a single word longer than the room is cut into pieces that fit.

    Examples
    --------
    >>> wrapped("killed without a sentence", 90)
    ['killed without a', 'sentence']
    """
    lines: list[str] = []
    line = ""
    for word in _pieces(text.split(" "), room, size, bold):
        longer = f"{line} {word}".strip()
        if line and text_width(longer, size, bold) > room:
            lines.append(line)
            line = word
        else:
            line = longer
    return [*lines, line]


def balanced(text: str, room: float, size: float = TEXT_SIZE) -> list[str]:
    """Break a text into as few lines as fit, and those about equally long.

    Parameters
    ----------
    text : str
        The text; its blanks are where it may break.
    room : float
        Widest line allowed, in points.
    size : float
        Size of the type in points.

    Returns
    -------
    list of str
        The lines.

    Examples
    --------
    >>> wrapped("500,000 to 7 million", 84), balanced("500,000 to 7 million", 84)
    (['500,000 to 7', 'million'], ['500,000 to', '7 million'])
    """
    best = wrapped(text, room, size)
    longest = block_width(text.split(" "), size)
    for share in (0.9, 0.8, 0.7, 0.6, 0.5):
        if longest > room * share:
            break
        narrower = wrapped(text, room * share, size)
        if len(narrower) > len(best):
            break
        best = narrower
    return best


def _pieces(words: list[str], room: float, size: float, bold: bool) -> list[str]:
    pieces: list[str] = []
    for word in words:
        while len(word) > 1 and text_width(word, size, bold) > room:
            fit = max(
                (n for n in range(1, len(word)) if text_width(word[:n], size, bold) <= room),
                default=1,
            )
            pieces.append(word[:fit])
            word = word[fit:]
        pieces.append(word)
    return pieces


def block_width(lines: list[str], size: float = TEXT_SIZE, bold: bool = False) -> float:
    """Return the width of the longest of some lines.

    Parameters
    ----------
    lines : list of str
        The lines, or several labels.
    size : float
        Size of the type in points.
    bold : bool
        Whether they are set in bold.

    Returns
    -------
    float
        Width in points.

    Examples
    --------
    >>> block_width([])
    0.0
    """
    return max((text_width(line, size, bold) for line in lines), default=0.0)


def block_height(lines: int, size: float = TEXT_SIZE) -> float:
    """Return the height of some lines of text.

    Parameters
    ----------
    lines : int
        How many.
    size : float
        Size of the type in points.

    Returns
    -------
    float
        Height in points.

    Examples
    --------
    >>> block_height(2, 10)
    25.0
    """
    return lines * size * LINE_HEIGHT
