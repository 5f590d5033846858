"""Text as matplotlib can draw it, and how much room it takes, in points, before it is drawn.

Text that matplotlib would read as a formula, or has no letter for, is made harmless. Widths are
those of matplotlib's own font, so that they hold on every computer.
"""

import re
from functools import lru_cache
from typing import Any

from matplotlib.axes import Axes
from matplotlib.font_manager import FontProperties, findfont, get_font
from matplotlib.textpath import text_to_path

from purgestats.charts.style import FONT, SMALL_SIZE, colours

#: Distance of two lines of text in units of their size.
LINE_HEIGHT = 1.25

# On screens letters are moved to whole pixels, which makes lines up to so much longer.
_HINTING = 1.06
_STAND_IN = "\u25a1"


@lru_cache(maxsize=1)
def _glyphs() -> frozenset[int]:
    return frozenset(get_font(findfont(FontProperties(family=[FONT]))).get_charmap())


def legible(text: str) -> str:
    """Replace characters that the charts' font lacks, about which matplotlib would warn.

    >>> legible("Ежов \U0001f4a5")
    'Ежов □'
    """
    glyphs = _glyphs()
    if all(ord(letter) in glyphs or letter == "\n" for letter in text):
        return text
    return "".join(c if ord(c) in glyphs or c == "\n" else _STAND_IN for c in text)


def drawable(text: str) -> str:
    r"""Return text that matplotlib draws as it stands instead of reading formulas in it.

    >>> drawable("$5$")
    '\\$5\\$'
    """
    return legible(text).replace("$", r"\$")


def typed(lines: list[str]) -> str:
    """Return lines as matplotlib draws them."""
    return drawable("\n".join(lines))


def write(
    ax: Axes,
    lines: list[str],
    at: tuple[float, float],
    shift: tuple[float, float] = (0, 0),
    *,
    frame: tuple[str, str] | str = "data",
    size: float = SMALL_SIZE,
    colour: str = "",
    paper: str = "",
    **style: Any,
) -> None:
    """Write lines of text on a chart, moved by some points from a place in some coordinates."""
    behind = {"bbox": {"facecolor": paper, "edgecolor": "none", "pad": 0.5}} if paper else {}
    look: dict[str, Any] = {"fontsize": size, "color": colour or colours().ink, "family": FONT}
    look |= {**behind, "linespacing": 1.15, **style}
    look |= {"xycoords": frame, "textcoords": "offset points", "annotation_clip": False}
    ax.annotate(typed(lines), at, shift, **look)


def text_width(text: str, size: float = SMALL_SIZE, bold: bool = False) -> float:
    """Return the room for one line of text."""
    return letters_width(text, size, bold) * _HINTING


@lru_cache(maxsize=8192)
def letters_width(text: str, size: float, bold: bool) -> float:
    """Return the width of one line of text on paper."""
    if not text:
        return 0.0
    face = FontProperties(family=[FONT], size=size, weight="bold" if bold else "normal")
    width, _, _ = text_to_path.get_text_width_height_descent(legible(text), face, False)
    return float(width)


def block_width(lines: list[str], size: float = SMALL_SIZE, bold: bool = False) -> float:
    """Return the width of the longest of some lines."""
    return max((text_width(line, size, bold) for line in lines), default=0.0)


def block_height(lines: int, size: float = SMALL_SIZE) -> float:
    """Return the height of some lines of text."""
    return lines * size * LINE_HEIGHT


def wrapped(text: str, room: float, size: float = SMALL_SIZE, bold: bool = False) -> list[str]:
    """Break a text into lines that fit; a word that does not fit is broken too.

    >>> wrapped("Declassified archives", 70), wrapped("some 5 %", 42)
    (['Declassified', 'archives'], ['some', '5 %'])
    """
    lines: list[str] = []
    line = ""
    for word in _pieces(_words(text), room, size, bold):
        longer = f"{line} {word}".strip()
        if line and text_width(longer, size, bold) > room:
            lines.append(line)
            line = word
        else:
            line = longer
    return [*lines, line]


def _words(text: str) -> list[str]:
    """Return what no line is broken within: words, and a number with its percent sign."""
    return re.split(" (?!%)", text)


def balanced(text: str, room: float, size: float = SMALL_SIZE, bold: bool = False) -> list[str]:
    """Break a text into as few lines as fit, and those about equally long."""
    best = wrapped(text, room, size, bold)
    longest = block_width(_words(text), size, bold)
    for share in (0.9, 0.8, 0.7, 0.6, 0.5):
        if longest > room * share:
            break
        narrower = wrapped(text, room * share, size, bold)
        if len(narrower) > len(best):
            break
        best = narrower
    return best


def _pieces(words: list[str], room: float, size: float, bold: bool) -> list[str]:
    pieces: list[str] = []
    for word in words:
        while len(word) > 1 and text_width(word, size, bold) > room:
            fits = (n for n in range(1, len(word)) if text_width(word[:n], size, bold) <= room)
            fit = max(fits, default=1)
            pieces.append(word[:fit])
            word = word[fit:]
        pieces.append(word)
    return pieces
