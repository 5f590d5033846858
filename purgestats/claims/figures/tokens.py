"""From a printed phrase to its numbers, words and signs, and from digits to a value."""

from __future__ import annotations

import re
import unicodedata
from fractions import Fraction

from purgestats.errors import FigureError

_NUMBER = (
    r"\d{1,3}(?P<sep>[ ,.'])\d{3}(?:(?P=sep)\d{3})*(?:[.,]\d+)?(?!\d)"  # 681,692 / 1 234,5
    r"|\d+(?:[.,]\d+)?"
)
_TOKEN = re.compile(rf"(?:{_NUMBER})|(?<![\w.,])[.,]\d+|[^\W\d_]+\.?|[%~<>=≤≥≈+/-]|\S")
_SPACES = re.compile(r"\s+")
_QUOTES = str.maketrans("’‘‐‑‒–—―−⁄", "''-------/")
_FRACTION_SIGNS = re.compile("[¼-¾⅐-⅞↉]")
_FRACTION_AFTER_NUMBER = re.compile(r"(?<=\d)\s*(?=[¼-¾⅐-⅞↉])")
_HALF_SIGNS = {
    "½": " half",
    "¼": " quarter",
    "¾": " three quarters",
    "⅓": " third",
    "⅔": " two thirds",
}


def tokens(text: str) -> list[str]:
    """Split a phrase into numbers, words and signs, in lower case.

    Parameters
    ----------
    text : str
        The phrase as printed.

    Returns
    -------
    list of str
        Numbers keep their separators; a hyphen before a word is dropped.

    Raises
    ------
    FigureError
        If the phrase has a raised, lowered or circled digit, such as a footnote mark.

    Examples
    --------
    >>> tokens("950,000 to 1.2 million")
    ['950,000', 'to', '1.2', 'million']
    >>> tokens("Eighty-five percent")
    ['eighty', 'five', 'percent']
    """
    if not text.isascii():
        text = _plain_signs(text)
    text = _SPACES.sub(" ", text.lower()).strip(" ;:\"'«»“”()[]")
    found = [match.group().rstrip(".") for match in _TOKEN.finditer(text)]
    found = [
        f"0{token}" if token[0] in ".," else token
        for token in found
        if token and token not in (",", ".")
    ]
    kept = []
    for place, token in enumerate(found):
        between = 0 < place < len(found) - 1
        if token == "-" and between and found[place + 1].isalpha():
            continue
        kept.append(token)
    return kept


def _plain_signs(text: str) -> str:
    """Write fractions, dashes and spaces in plain signs, and refuse digits that are no digits."""
    if _FRACTION_SIGNS.search(text):
        text = _FRACTION_AFTER_NUMBER.sub(" and ", text)
        for sign, words in _HALF_SIGNS.items():
            text = text.replace(sign, words)
    plain = unicodedata.normalize("NFKC", text)
    if plain != text:
        # Normalization would make 700² into 7002.
        odd = [
            char
            for char in text
            if char.isnumeric() and not char.isdecimal() and not _FRACTION_SIGNS.match(char)
        ]
        if odd:
            raise FigureError(f"{odd[0]!r} is no plain digit; leave out footnote marks")
    return plain.translate(_QUOTES)


def is_number(token: str) -> bool:
    """Say whether a token is written in digits."""
    return token[0].isdecimal()


def digits_value(token: str, decimal: str = "") -> tuple[Fraction, int]:
    """Return the value of a number in digits and how many decimals it shows.

    Parameters
    ----------
    token : str
        Digits with separators: ``681,692``, ``1 234,5``, ``12,5``, ``0.125``.
    decimal : str
        Marks that, standing alone, are certainly the decimal mark here: ``"."`` before "million",
        ``".,"`` before "млн". Otherwise a comma before exactly three digits marks thousands, and a
        full stop there is refused.

    Returns
    -------
    tuple of Fraction and int
        The value and the number of decimals.

    Raises
    ------
    FigureError
        If the separators could mean two things.

    Examples
    --------
    >>> digits_value("681,692")
    (Fraction(681692, 1), 0)
    >>> digits_value("12,5")
    (Fraction(25, 2), 1)
    """
    if token.isdecimal():
        return Fraction(int(token)), 0
    marks = [sign for sign in token if not sign.isdecimal()]
    last = marks[-1]
    tail = len(token) - token.rindex(last) - 1
    grouped = tail == 3 and not token.startswith("0") and len(token.split(last)[0]) <= 3
    grouped = grouped and not (len(marks) == 1 and last in decimal)
    if len(set(marks)) == 1 and grouped and (last != "." or len(marks) > 1):
        return Fraction(int("".join(filter(str.isdecimal, token)))), 0
    if grouped and last == "." and len(marks) == 1:
        raise FigureError(
            f"{token!r} can mean a decimal or thousands; write {token.replace('.', ',')} for "
            f"thousands or {token}0 for a decimal"
        )
    if marks.count(last) > 1 or last not in ".,":
        raise FigureError(f"{token!r} has separators that do not form one number")
    whole, _, decimals = token.rpartition(last)
    return Fraction(int("".join(filter(str.isdecimal, whole + decimals))), 10**tail), tail
