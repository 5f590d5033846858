"""Text as matplotlib can draw it: no formulas, no characters that its font lacks."""

from __future__ import annotations

from functools import lru_cache

from matplotlib.font_manager import FontProperties, findfont, get_font

from purgestats.charts.look import FONT

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
