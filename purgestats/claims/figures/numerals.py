"""Numbers as people print them, in digits or words: from the words of a phrase to a value.

What a number commits its author to (hedges, rounding) is the business of
:mod:`purgestats.claims.figures.reading`; here words become an exact value.
"""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from math import prod
from typing import Literal

from purgestats.claims.figures.counts import Numeral, count, fraction_sign
from purgestats.claims.figures.digits import TwoReadings
from purgestats.claims.figures.language import Language
from purgestats.claims.figures.tokens import is_fraction, is_number
from purgestats.errors import FigureError

#: Fractions of a scale word that a slash may write; others could be "7 or 8".
_COMMON = frozenset(Fraction(*parts) for parts in ((1, 2), (1, 3), (2, 3), (1, 4), (3, 4)))
_MOST_PARTS = 10


def numeral(words: list[str], language: Language) -> Numeral:
    """Read a number without hedges.

    Parameters
    ----------
    words : list of str
        Tokens as :func:`tokens` gives them, hyphens within words left out.
    language : Language
        Whose words they are.

    Returns
    -------
    Numeral
        The exact value and how it was printed.

    Raises
    ------
    FigureError
        If the words are no number.

    Examples
    --------
    >>> from purgestats.claims.figures.language import language
    >>> numeral(["1.2", "million"], language("en")).low
    Fraction(1200000, 1)
    >>> numeral(["tens", "of", "thousands"], language("en")).high
    Fraction(100000, 1)
    """
    words, persons = _without_company(words, language)
    if not words:
        raise FigureError("there is no number in it")
    found = (
        _set_phrase(words, language)
        or _percentage(words, language)
        or _multiple(words, language)
        or _decade(words, language)
        or _fraction(words, language)
        or count(words, language)
    )
    return replace(found, rough=True) if persons and found.unit == "count" else found


def _without_company(words: list[str], language: Language) -> tuple[list[str], bool]:
    """Drop what stands before a number without changing it; say whether it was persons.

    "All 16" and "another 20,000" are numbers, and so is "человек сто", which means about.
    """
    dropped = True
    while dropped and len(words) > 1:
        dropped = False
        for kind in ("fillers", "every"):
            length, _ = language.at(kind, words)
            if 0 < length < len(words):
                words, dropped = words[length:], True
    length, _ = language.at("inverted_persons", words)
    if 0 < length < len(words):
        return words[length:], True
    return words, False


def _set_phrase(words: list[str], language: Language) -> Numeral | None:
    """Read "all", "none" and "most", which are shares of a whole."""
    for kind, ends in (("every", (1, 1)), ("none", (0, 0)), ("majority", (Fraction(1, 2), 1))):
        if language.at(kind, words)[0] == len(words):
            form: Literal["span", "fraction"] = "span" if kind == "majority" else "fraction"
            return Numeral(Fraction(ends[0]), Fraction(ends[1]), "share", form)
    return None


def _ending(words: list[str], kind: str, language: Language) -> int:
    """Return where a phrase of a kind begins that ends the words; their number if none does."""
    for start in range(len(words)):
        if language.at(kind, words, start)[0] == len(words) - start:
            return start
    return len(words)


def _percentage(words: list[str], language: Language) -> Numeral | None:
    start = _ending(words, "percent", language)
    if start in (0, len(words)):
        return None
    part = _fraction(words[:start], language)
    if part is not None:
        return replace(part, low=part.low / 100, high=part.high / 100)
    found = count(words[:start], language, "share")
    value = found.low / 100
    return Numeral(value, value, "share", "percent", found.decimals)


def _multiple(words: list[str], language: Language) -> Numeral | None:
    """Read "three times", "в три раза", "twice", "tenfold"."""
    opening, _ = language.at("times_opening", words)
    inner = words[opening:]
    start = _ending(inner, "times_more", language)
    inner = inner[:start] if start else inner
    length, value = language.at("multiples", inner)
    if length and length == len(inner):
        return Numeral(value, value, "multiple")
    start = _ending(inner, "times", language)
    if start in (0, len(inner)):
        return None
    value = count(inner[:start], language, "scale").low
    return Numeral(value, value, "multiple")


def _decade(words: list[str], language: Language) -> Numeral | None:
    """Read plurals without a number: "tens of thousands", "several hundred", "сотни тысяч"."""
    vague, _ = language.at("vague", words)
    rest = [word for word in words[vague:] if not language.has("of", word)]
    values = [language.at("decades", [word])[1] for word in rest]
    scales = [language.at("scales", [word])[1] for word in rest]
    if vague:
        values = [value or scale for value, scale in zip(values, scales, strict=True)]
    elif len(rest) == 2 and values[0] and not values[1]:
        values[1] = scales[1]
    if not values or len(values) > 2 or None in values:
        return None
    low = prod(values, start=Fraction(1))
    return Numeral(low, 10 * low, form="span")


def _fraction(words: list[str], language: Language) -> Numeral | None:
    """Read "one third", "three-quarters", "2/3", "½", "one in ten", "две трети"."""
    if len(words) == 3 and words[1] == "/":
        return _slashed(words)
    if len(words) == 1 and is_fraction(words[0]):
        value = fraction_sign(words[0])
        return Numeral(value, value, "share", "fraction")
    if len(words) == 3 and language.has("one_in", words[1]):
        top, bottom = (count([word], language).low for word in (words[0], words[2]))
        if not bottom:
            raise FigureError("a fraction of zero parts")
        return Numeral(top / bottom, top / bottom, "share", "fraction")
    if language.has("part", words[-1]):
        words = words[:-1]
    if not words or any(language.has("and", word) for word in words):
        return None
    length, bottom = language.at("parts", words, len(words) - 1)
    if not length:
        return None
    above = [word for word in words[:-1] if not language.has("articles", word)]
    try:
        top = count(above, language).low if above else Fraction(1)
    except (FigureError, TwoReadings):  # "a million and a half"
        return None
    return Numeral(top / bottom, top / bottom, "share", "fraction")


def _slashed(words: list[str]) -> Numeral:
    """Read "2/3"; a slash between numbers of the same size is no fraction."""
    top, bottom = words[0], words[2]
    if not (is_number(top) and is_number(bottom)):
        raise FigureError("a slash joins numbers in digits only")
    if top.isdecimal() and bottom.isdecimal() and 0 < int(top) < int(bottom) <= _MOST_PARTS:
        value = Fraction(int(top), int(bottom))
        return Numeral(value, value, "share", "fraction")
    raise TwoReadings(
        f"'{top}/{bottom}' can be two numbers or one divided by the other; "
        "give the figure you mean by itself"
    )
