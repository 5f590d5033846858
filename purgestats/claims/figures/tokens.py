"""From a printed phrase to its numbers, words and signs, in no language yet."""

from __future__ import annotations

import re
import unicodedata

from purgestats.errors import FigureError

_NUMBER = (
    r"\d{1,3}(?P<sep>[ ,.'])\d{3}(?:(?P=sep)\d{3})*(?:[.,]\d+)?(?!\d)"  # 681,692 / 1 234,5
    r"|\d+(?:[.,]\d+)?"
)
_WORD = r"(?:[dl]|qu)'(?=[^\W_])|[^\W\d_]+(?:'[^\W\d_]+)*\.?"
_TOKEN = re.compile(rf"(?:{_NUMBER})|(?<![\w.,])[.,]\d+|{_WORD}|[%~<>=≤≥≈+/–-]|\S")
_SPACES = re.compile(r"\s+")
_SIGNS = str.maketrans("’ʼ‘‐‑—―−⁄", "'''--–––/")
#: What letters that run into a number begin with: "1.1m" is ``1.1`` and ``·m``.
RUN_IN = "·"
_FRACTION = "¼-¾⅐-⅞↉"
_FRACTION_SIGN = re.compile(f"[{_FRACTION}]")
_SMALL_FRACTION = re.compile(r"(?<![\d/.,])(1/2|1/3|2/3|1/4|3/4)(?![\d/])")
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
        If the phrase has a raised, lowered or circled digit, such as a footnote mark.

    Examples
    --------
    >>> tokens("950,000 to 1.2m")
    ['950,000', 'to', '1.2', '·m']
    >>> tokens("Eighty-five percent")
    ['eighty', '-', 'five', 'percent']
    """
    if not text.isascii():
        text = _plain_signs(text)
    text = _SPACES.sub(" ", text.lower()).strip(" ;:\"'«»“”„")
    text = _SMALL_FRACTION.sub(lambda found: _AS_SIGN[found.group(1)], text)
    found: list[str] = []
    end = -1
    for match in _TOKEN.finditer(text):
        token = match.group().rstrip(".")
        if token and token not in (",", "."):
            if token[0] in ".,":
                token = f"0{token}"
            elif token[0].isalpha() and found and end == match.start() and is_number(found[-1]):
                token = RUN_IN + token
            found.append(token)
        end = match.end()
    return found


def _plain_signs(text: str) -> str:
    """Write dashes and spaces in plain signs, and refuse digits that are no digits."""
    parts = re.split(f"([{_FRACTION}])", text)
    plain = "".join(
        part if place % 2 else unicodedata.normalize("NFKC", part)
        for place, part in enumerate(parts)
    )
    if plain != text:
        # Normalization would make 700² into 7002.
        odd = [
            char
            for char in text
            if char.isnumeric() and not char.isdecimal() and not is_fraction(char)
        ]
        if odd:
            raise FigureError(f"{odd[0]!r} is no plain digit; leave out footnote marks")
    return plain.translate(_SIGNS)


def is_number(token: str) -> bool:
    """Say whether a token is written in digits."""
    return token[0].isdecimal()


def is_fraction(token: str) -> bool:
    """Say whether a token is a sign such as ½."""
    return bool(_FRACTION_SIGN.fullmatch(token))


def is_word(token: str) -> bool:
    """Say whether a token is made of letters."""
    return token[0].isalpha()
