"""From a printed phrase to its numbers, words and signs, in no language yet."""

import re
import unicodedata
from fractions import Fraction

from purgestats.errors import FigureError

_NUMBER = (
    r"\d{1,3}(?P<sep>[ ,.'])\d{3}(?:(?P=sep)\d{3})*(?:[.,]\d+)?(?!\d)"  # 681,692 / 1 234,5
    r"|\d+(?:[.,]\d+)?"
)
_WORD = r"(?:[dl]|qu)'(?=[^\W_])|[^\W\d_]+(?:'[^\W\d_]+)*"
#: Letters that run into a number, decimals without a number before them, and everything else.
_TOKEN = re.compile(
    rf"(?:(?<=\d)|(?<=\d )[.,])[.,]*({_WORD})|(?<![\w.,])([.,]\d+)|({_WORD}|{_NUMBER}|[^\s.,])"
)
#: What has no width parts words here, as a space does: in "700​3" it stands before a footnote mark.
_SIGNS = str.maketrans("’ʼ‘‐‑‒—―−⁄∼«»“”„​‎‏⁠﻿", "'''--––––/~" + " " * 10)
#: What OCR leaves of digits ("I00", "З50", "6B1,692", "A,548", "1..5", ",548"), German or Polish
#: ordinals ("17. Parteitag"), arrows.
_ODD = re.compile(
    r"\d(?:(?<=\D\d)(?:(?<=[\W\d][^\W\d_c]\d)|(?<=[\W\d][^\W\d_],\d)|(?<=[.,]{2}\d)"
    r"|(?<=[\W_][.,]\d)(?=\d\d(?!\d)))|\.(?=[.,]| ?[^\W\d_])|,(?=[.,]))|>(?<=[-=]>)"
)
#: What letters that run into a number begin with: "1.1m" is ``1.1`` and ``·m``.
RUN_IN = "·"
#: Signs such as ½ and their values.
FRACTIONS = {
    sign: Fraction(unicodedata.numeric(sign)).limit_denominator(10)
    for sign in "¼½¾⅐⅑⅒⅓⅔⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞↉"
}
_FRACTION = re.compile(f"([{''.join(FRACTIONS)}])")
#: With a hyphen before it, "2-1/2" is two and a half.
_SMALL_FRACTION = re.compile(r"(?:(?<=[1-9])-|(?<![\d/.,]))(1/2|1/3|2/3|1/4|3/4)(?![\d/])")
#: "3'5 millones".
_HIGH_COMMA = re.compile(r"(?<=\d)'(?=\d\d?(?!\d))")
#: The case of a number, as in "около 2-х миллионов", "5-ти"; "30-х" and "5-го" are ordinals.
_CASE = re.compile(r"(?<![\d.,])(?:(\d{0,2}[2-4])-х|(\d{1,3})-(?:ти|ми|ка))\b")
_AS_SIGN = {"1/2": "½", "1/3": "⅓", "2/3": "⅔", "1/4": "¼", "3/4": "¾"}


def tokens(text: str) -> list[str]:
    """Split a phrase into numbers, words and signs, in lower case.

    Parameters
    ----------
    text : str
        The phrase as printed.

    Returns
    -------
    list of str
        Numbers keep their separators; letters that run into a number begin with ``·``.

    Raises
    ------
    FigureError
        If the phrase has a raised, lowered or circled digit, such as a footnote mark, a single
        letter that runs into a number, an ordinal such as "17." before a word, or an arrow.

    Examples
    --------
    >>> tokens("950,000 to 1.2m")
    ['950,000', 'to', '1.2', '·m']
    >>> tokens("Eighty-five percent")
    ['eighty', '-', 'five', 'percent']
    """
    if not text.isascii():
        text = _plain_signs(text)
    text = " ".join(text.lower().split()).strip(" ;:\"'")
    if odd := _ODD.search(f" {text}"):
        part = text[max(odd.start() - 2, 0) : odd.end() - 1]
        raise FigureError(f"{part!r} is a misread digit, an ordinal or an arrow")
    if "-" in text:
        text = _CASE.sub(r"\1\2", text)
    if "'" in text:
        text = _HIGH_COMMA.sub(",", text)
    if "/" in text:
        text = _SMALL_FRACTION.sub(lambda found: _AS_SIGN[found.group(1)], text)
    found: list[str] = []
    for letters, decimals, other, _ in _TOKEN.findall(text):
        run_in = RUN_IN if letters[:1].isalpha() else ""
        found.append(other or (f"0{decimals}" if decimals else run_in + letters))
    return found


def _plain_signs(text: str) -> str:
    """Write dashes and spaces in plain signs, and refuse digits that are no digits."""
    if unicodedata.is_normalized("NFKC", text):
        return text.translate(_SIGNS)
    parts = _FRACTION.split(text)
    plain = "".join(
        part if place % 2 else unicodedata.normalize("NFKC", part)
        for place, part in enumerate(parts)
    )
    if plain != text:
        # Normalization would make 700² into 7002.
        odd = [
            char
            for char in text
            if char.isnumeric() and not char.isdecimal() and char not in FRACTIONS
        ]
        if odd:
            raise FigureError(f"{odd[0]!r} is no plain digit; leave out footnote marks")
    return plain.translate(_SIGNS)


def is_number(token: str) -> bool:
    """Say whether a token is written in digits."""
    return token[0].isdecimal()


def is_word(token: str) -> bool:
    """Say whether a token is made of letters."""
    return token[0].isalpha()
