"""From a number in digits to its value: which of its marks part thousands, and which decimals."""

import re
from fractions import Fraction
from functools import lru_cache
from typing import Literal

from purgestats.claims.figures.language import Language
from purgestats.errors import FigureError, PurgestatsError

#: What follows the number: nothing that tells, a scale word ("million"), a percent sign or word.
Follows = Literal["", "scale", "share"]

#: A value without rounding, a whole number where it is one.
Exact = int | Fraction


class TwoReadings(PurgestatsError):
    """A phrase that can mean two numbers, the one ten times the other or more.

    No fault of one way to read it, after which others are tried: it ends the reading.
    """


class NoCount(FigureError):
    """A phrase that is a number of something, but not of persons or cases: a rate, a time."""


_MARK = re.compile(r"\D")


@lru_cache(maxsize=4096)
def digits_value(token: str, language: Language, follows: Follows = "") -> tuple[Exact, int]:
    """Return the value of a number in digits and how many decimals it shows.

    Parameters
    ----------
    token : str
        Digits with separators: ``681,692``, ``1 234,5``, ``12,5``, ``0.125``.
    language : Language
        Whose marks they are.
    follows : {"", "scale", "share"}
        What stands after it.

    Returns
    -------
    tuple of int or Fraction and int
        The value and the number of decimals.

    Raises
    ------
    FigureError
        If the separators form no number.
    TwoReadings
        If they could mean two.

    Notes
    -----
    One mark before exactly three digits is the doubtful case. A comma there parts thousands,
    unless a language with a decimal comma has a scale or percent word after it. A full stop there
    parts thousands in those languages, for nobody counts thousandths of a person; in English it is
    the decimal mark before such a word, and refused otherwise.

    Examples
    --------
    >>> from purgestats.claims.figures.language import language
    >>> digits_value("681,692", language("en"))
    (681692, 0)
    >>> digits_value("681.692", language("de"))
    (681692, 0)
    """
    if token[0] == "0" and token[1:2].isdecimal():
        raise FigureError(f"{token!r} begins with 0, as the number of an order does")
    if token.isdecimal():
        return int(token), 0
    marks, groups = _MARK.findall(token), _MARK.split(token)
    last, tail, digits = marks[-1], len(groups[-1]), "".join(groups)
    grouped = tail == 3 and token[0] != "0" and len(groups[0]) <= 3
    if len(set(marks)) == 1 and grouped:
        if len(marks) > 1 or last not in ".,":
            return int(digits), 0
        if _parts_thousands(token, last, language, follows):
            return int(digits), 0
    elif marks.count(last) > 1 or last not in ".,":
        raise FigureError(f"{token!r} has separators that do not form one number")
    elif len(marks) > 1 and tail < 3 and not digits[-tail:].strip("0"):
        return int(digits[:-tail]), 0
    elif not follows and (token[0] != "0" or not int(digits)) and (tail > 1 or len(marks) > 1):
        raise FigureError(
            f"{token!r} is no whole number of persons; perhaps a footnote mark has run into it"
        )
    return Fraction(int(digits), 10**tail), tail


def _parts_thousands(token: str, mark: str, language: Language, follows: str) -> bool:
    """Say whether a single mark before three digits parts thousands; refuse if it may not."""
    comma = language.decimal == ","
    if mark == ",":
        if follows == "share" and not comma:
            raise TwoReadings(
                f"the comma in {token!r} can mean a decimal or thousands; write a full stop or "
                "leave it out"
            )
        return not (comma and follows)
    if comma and not follows:
        return True
    if follows and not comma:
        return False
    raise TwoReadings(
        f"{token!r} can mean a decimal or thousands; write {token.replace('.', ',')} for "
        f"thousands or {token}0 for a decimal"
    )
