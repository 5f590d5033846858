"""Numbers as people print them, in digits or words: from the words of a phrase to a value.

What a number commits its author to (hedges, rounding) is the business of
:mod:`purgestats.claims.figures.reading`; here words become an exact value.
"""

import re
from collections.abc import Callable
from fractions import Fraction
from functools import cache
from math import prod

from purgestats.claims.figures.counts import Numeral, count
from purgestats.claims.figures.digits import TwoReadings
from purgestats.claims.figures.hedges import filler
from purgestats.claims.figures.language import Language
from purgestats.claims.figures.tokens import is_number
from purgestats.errors import FigureError

Way = Callable[[list[str], Language], Numeral | None]

_MOST_PARTS = 10
_SMALL = 1_000
_YEAR = re.compile(r"1[0-9]{3}|20[0-9]{2}")
_SET = {
    "every": Numeral(1, 1, "share", "fraction"),
    "none": Numeral(0, 0, "share", "fraction"),
    "majority": Numeral(Fraction(1, 2), 1, "share", "span"),
}


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
    100000
    """
    if len(words) == 1 and is_number(words[0]):
        return count(words, language)
    words, persons = _without_company(words, language)
    every, ways = _ways(language)
    for first, way in () if every.isdisjoint(words) else ways:
        if not first.isdisjoint(words) and (found := way(words, language)):
            break
    else:
        found = count(words, language)
    return found._replace(rough=True) if persons and found.unit == "count" else found


def _without_company(words: list[str], language: Language) -> tuple[list[str], bool]:
    """Drop what stands before a number without changing it; say whether it was persons.

    "All 16" and "another 20,000" are numbers, and so is "человек сто", which means about.
    """
    if words[0] not in language.sets["company"]:
        return words, False
    dropped = True
    while dropped:
        dropped = False
        for length in (filler(words, 0, language), language.at("every", words)[0]):
            if 0 < length < len(words):
                words, dropped = words[length:], True
    length, _ = language.at("inverted_persons", words)
    if 0 < length < len(words):
        return words[length:], True
    return words, False


def _set_phrase(words: list[str], language: Language) -> Numeral | None:
    """Read "all", "none" and "most", which are shares of a whole."""
    found = (share for kind, share in _SET.items() if language.at(kind, words)[0] == len(words))
    return next(found, None)


def _percentage(words: list[str], language: Language) -> Numeral | None:
    start = language.ending("percent", words)
    if start in (0, len(words)):
        return None
    whole = start
    while whole > 1 and language.joins(words[whole - 1]):  # "Half of one percent".
        whole -= 1
    part = _fraction(words[:whole], language)
    if part is not None:
        return part._replace(low=Fraction(part.low, 100), high=Fraction(part.high, 100))
    found = count(words[:start], language, "share")
    value = Fraction(found.low, 100)
    return Numeral(value, value, "share", "percent", found.decimals)


def _multiple(words: list[str], language: Language) -> Numeral | None:
    """Read "three times", "в три раза", "twice", "tenfold"."""
    opening, _ = language.at("times_opening", words)
    inner = words[opening:]
    start = language.ending("times_more", inner)
    inner = inner[:start] if start else inner
    length, value = language.at("multiples", inner)
    if length and length == len(inner):
        return Numeral(value, value, "multiple")
    start = language.ending("times", inner)
    if start in (0, len(inner)):
        return None
    if vague := _decade(inner[:start], language):
        return vague._replace(unit="multiple")
    value = count(inner[:start], language, "scale").low
    return Numeral(value, value, "multiple")


def _decade(words: list[str], language: Language) -> Numeral | None:
    """Read plurals without a number: "tens of thousands", "several hundred", "сотни тысяч"."""
    vague, _ = language.at("vague", words)
    rest = [word for word in words[vague:] if not language.has("of", word)]
    if not 0 < len(rest) < 3:
        return None
    values = [language.at("decades", [word])[1] for word in rest]
    scales = [language.at("scales", [word])[1] for word in rest]
    if vague:
        tens = [language.at("tens", [word])[1] for word in rest]  # "Mehrere zehntausend".
        values = [one or two or ten for one, two, ten in zip(values, scales, tens, strict=True)]
    elif len(rest) == 2 and values[0] and not values[1]:
        values[1] = scales[1]
    if None in values:
        return None
    low = prod(values)
    factor = language.at("spans", rest)[1] or 10
    return Numeral(low, factor * low, form="span")


def _fraction(words: list[str], language: Language) -> Numeral | None:
    """Read "one third", "three-quarters", "2/3", "½", "one in ten", "две трети"."""
    if len(words) == 3 and words[1] == "/":
        return _slashed(words)
    length, value = language.at("signs", words)
    if length and length == len(words):
        return Numeral(value, value, "share", "fraction")
    if len(words) == 3 and language.has("one_in", words[1]):
        top, bottom = (count([word], language).low for word in (words[0], words[2]))
        # "353,074 in 1937" is a number and a year.
        if top < bottom and top < _SMALL and not _YEAR.fullmatch(words[2]):
            value = Fraction(top, bottom)
            return Numeral(value, value, "share", "fraction")
    if language.has("part", words[-1]):
        words = words[:-1]
    length, bottom = language.at("parts", words, len(words) - 1) if words else (0, 0)
    if not length or any(language.has("and", word) for word in words):
        return None
    above = [word for word in words[:-1] if not language.has("articles", word)]
    try:
        value = Fraction(count(above, language).low if above else 1, bottom)
    except (FigureError, TwoReadings):  # "a million and a half"
        return None
    if value > 1:  # "A million three quarters".
        return None
    return Numeral(value, value, "share", "fraction")


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


#: Each way to read words that are more than a count, and the kinds of which it needs one.
_WAYS = (
    (("every", "none", "majority"), _set_phrase),
    (("percent",), _percentage),
    (("times", "multiples"), _multiple),
    (("decades", "vague"), _decade),
    (("signs", "slash", "one_in", "parts"), _fraction),
)


@cache
def _ways(language: Language) -> tuple[frozenset[str], list[tuple[frozenset[str], Way]]]:
    """Return the ways with the words of which one must be there, and all those words."""
    first = language.first
    ways: list[tuple[frozenset[str], Way]] = [
        (frozenset().union(*(first[kind] for kind in kinds)), way) for kinds, way in _WAYS
    ]
    return frozenset().union(*(words for words, _ in ways)), ways
