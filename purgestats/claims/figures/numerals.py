"""Numbers as people print them, in digits or words, English and Russian: from tokens to a value.

What a number commits its author to (hedges, rounding) is the business of
:mod:`purgestats.claims.figures.reading`; here tokens become an exact value.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from purgestats.claims.figures.number_words import (
    DECADES,
    DENOMINATORS,
    EVERY,
    MOST,
    MULTIPLES,
    NONE,
    PARTS_OF_SCALES,
    PEOPLE,
    PERCENT,
    SCALES,
    TIMES,
    VAGUE,
    cardinals,
)
from purgestats.claims.figures.tokens import digits_value, is_number
from purgestats.errors import FigureError

Unit = Literal["count", "share", "multiple"]
#: Whole numbers stay Python's own until a fraction joins them, for speed.
Amount = int | Fraction

_COMMA_AND_THREE = re.compile(r"[1-9]\d{0,2},\d{3}")


@dataclass(frozen=True, slots=True)
class Numeral:
    """An exact number together with how it was printed.

    Parameters
    ----------
    low, high : Fraction
        The ends; equal except for a decade ("thousands") or a majority ("most").
    unit : {"count", "share", "multiple"}
        What the number is a number of.
    form : {"number", "percent", "fraction", "span"}
        Digits or words for a count; a percentage; a fraction in words; a span of values.
    decimals : int
        Digits printed after the decimal mark; 0 for whole numbers.
    """

    low: Fraction
    high: Fraction
    unit: Unit = "count"
    form: Literal["number", "percent", "fraction", "span"] = "number"
    decimals: int = 0


def numeral(words: list[str]) -> Numeral:
    """Read a number without hedges.

    Parameters
    ----------
    words : list of str
        Tokens as :func:`tokens` gives them.

    Returns
    -------
    Numeral
        The exact value and how it was printed.

    Raises
    ------
    FigureError
        If the tokens are no number.

    Examples
    --------
    >>> numeral(["1.2", "million"]).low
    Fraction(1200000, 1)
    >>> numeral(["tens", "of", "thousands"])
    Numeral(low=Fraction(10000, 1), high=Fraction(100000, 1), unit='count', form='span', decimals=0)
    """
    words = _without_company(words)
    if not words:
        raise FigureError("no number in the phrase")
    if len(words) == 1 and is_number(words[0]):
        value, decimals = digits_value(words[0])
        return Numeral(value, value, decimals=decimals)
    for read in (_set_phrase, _percentage, _multiple, _decade, _fraction):
        found = read(words)
        if found is not None:
            return found
    value, decimals = cardinal(words)
    return Numeral(value, value, decimals=decimals)


def _without_company(words: list[str]) -> list[str]:
    """Drop what stands beside a number without changing it: "all 16", "5,000 people"."""
    if len(words) > 1 and words[0] in EVERY | {"the"}:
        words = words[1:]
    if len(words) > 1 and words[-1] in PEOPLE:
        words = words[:-1]
    return words


def _set_phrase(words: list[str]) -> Numeral | None:
    """Read "all", "none" and "most", which are shares of a whole."""
    if len(words) > 2:
        return None
    if words[0] in EVERY:
        return Numeral(Fraction(1), Fraction(1), "share", "fraction")
    if words[0] in NONE:
        return Numeral(Fraction(0), Fraction(0), "share", "fraction")
    if words[0] in MOST and (len(words) == 1 or words[1] in {"of", "часть"}):
        return Numeral(Fraction(1, 2), Fraction(1), "share", "span")
    return None


def _percentage(words: list[str]) -> Numeral | None:
    if words[-2:] == ["per", "cent"]:
        words = [*words[:-2], "percent"]
    if words[-1] not in PERCENT or len(words) < 2:
        return None
    decimal = "." if words[-1].isascii() else ".,"
    if len(words) == 2 and decimal == "." and _COMMA_AND_THREE.fullmatch(words[0]):
        raise FigureError(
            f"the comma in {words[0]!r} can mean a decimal or thousands; write a full stop or "
            "leave it out"
        )
    value, decimals = cardinal(words[:-1], decimal)
    return Numeral(value / 100, value / 100, "share", "percent", decimals)


def _multiple(words: list[str]) -> Numeral | None:
    """Read "three times", "в три раза", "twice", "tenfold"."""
    for tail in (["that", "number"], ["as", "many"], ["that", "many"], ["больше"], ["more"]):
        if words[-len(tail) :] == tail and len(words) > len(tail):
            words = words[: -len(tail)]
    if words[0] in {"в", "во"} and len(words) > 1:
        words = words[1:]
    if len(words) == 1 and words[0] in MULTIPLES:
        value = Fraction(MULTIPLES[words[0]])
    elif len(words) > 1 and words[-1] in TIMES:
        value, _ = cardinal(words[:-1])
    else:
        return None
    return Numeral(value, value, "multiple")


def _decade(words: list[str]) -> Numeral | None:
    """Read plurals without a number: "tens of thousands", "several hundred", "сотни тысяч"."""
    if words[0] == "a" and len(words) > 2 and words[1] in VAGUE:
        words = words[1:]
    rest = [word for word in words if word != "of"]
    if words[0] in VAGUE and len(rest) > 1:
        rest = rest[1:]
        magnitudes = [DECADES.get(word) or SCALES.get(word) for word in rest]
    else:
        magnitudes = [DECADES.get(word) for word in rest]
        if len(rest) == 2 and magnitudes[0] and not magnitudes[1]:
            magnitudes[1] = SCALES.get(rest[1])
    if not magnitudes or len(magnitudes) > 2 or None in magnitudes:
        return None
    low = Fraction(1)
    for magnitude in magnitudes:
        low *= magnitude or 1
    return Numeral(low, 10 * low, form="span")


def _fraction(words: list[str]) -> Numeral | None:
    """Read "one third", "three-quarters", "2/3", "one in ten", "треть", "две трети"."""
    if len(words) == 3 and words[1] in {"/", "in"}:
        top, bottom = cardinal(words[:1])[0], cardinal(words[2:])[0]
        if not bottom:
            raise FigureError("a fraction of zero parts")
        return Numeral(top / bottom, top / bottom, "share", "fraction")
    if words[-1] in {"часть", "части", "частей"}:
        words = words[:-1]
    if not words or words[-1] not in DENOMINATORS or "and" in words:
        return None
    top = Fraction(1) if words[:-1] in ([], ["a"]) else cardinal(words[:-1])[0]
    value = top / DENOMINATORS[words[-1]]
    return Numeral(value, value, "share", "fraction")


def cardinal(words: list[str], decimal: str = "") -> tuple[Fraction, int]:
    """Read a count in digits, words or both.

    Parameters
    ----------
    words : list of str
        Tokens such as ``["two", "hundred", "and", "five", "thousand"]``.
    decimal : str
        Passed to :func:`digits_value` where no scale word follows.

    Returns
    -------
    tuple of Fraction and int
        The value, and the decimals of a number in digits.

    Raises
    ------
    FigureError
        If a token is no number word, or the words do not form one number.

    Examples
    --------
    >>> cardinal(["half", "a", "million"])
    (Fraction(500000, 1), 0)
    >>> cardinal(["сорок", "тысяч"])
    (Fraction(40000, 1), 0)
    """
    words, factor = _fraction_of_scale(words)
    total: Amount = 0
    group: Amount | None = None
    ceiling: int | None = None
    room, decimals = 1_000, 0
    for place, word in enumerate(words):
        if word in {"and", "a", "an", "и"} and place < len(words) - 1:
            if word in {"a", "an"} and group is None:
                group, room = 1, 1
            continue
        if word == "half" and group is not None:
            group += Fraction(1, 2)
            continue
        group, room, scaled, decimals = _add(word, group, room, decimals, words, place, decimal)
        if scaled is not None:
            if ceiling is not None and (scaled >= ceiling or group is None):
                raise FigureError(f"{' '.join(words)!r} is not one number")
            total += (1 if group is None else group) * scaled
            group, room, ceiling = None, 1_000, scaled
    if group is None and ceiling is None:
        raise FigureError(f"{' '.join(words)!r} is no number")
    return Fraction((total + (group or 0)) * factor), decimals


def _fraction_of_scale(words: list[str]) -> tuple[list[str], Amount]:
    """Take the leading fraction off "half a million", "полтора миллиона"."""
    if words[0] in {"полтора", "полторы", "полутора"}:
        return ["1,5", *words[1:]], 1
    if words[0] in {"полмиллиона", "пол"}:
        return words[1:] if words[0] == "пол" else ["миллион", *words[1:]], Fraction(1, 2)
    start = 1 if words[0] in {"a", "one"} else 0
    if len(words) > start + 1 and words[start] in PARTS_OF_SCALES:
        rest = [word for word in words[start + 1 :] if word not in {"of", "a"}]
        if rest and all(word in SCALES for word in rest):
            return rest, Fraction(1, DENOMINATORS[words[start]])
    return words, 1


def _add(
    word: str,
    group: Amount | None,
    room: int,
    decimals: int,
    words: list[str],
    place: int,
    decimal: str,
) -> tuple[Amount | None, int, int | None, int]:
    """Take one word into the group below the next scale word."""
    if is_number(word):
        if group is not None:
            raise FigureError(f"{' '.join(words)!r} is not one number")
        if place + 1 < len(words) and words[place + 1] in SCALES:
            # Russian print parts thousands with spaces, so that its comma is the decimal mark.
            decimal = "." if words[place + 1].isascii() else ".,"
        value, decimals = digits_value(word, decimal)
        return value if decimals else value.numerator, 1, None, decimals
    if word == "hundred" and (group is None or group < 100):
        return (1 if group is None else group) * 100, 100, None, decimals
    if word in SCALES and word != "hundred":
        return group, room, SCALES[word], decimals
    value_of = cardinals().get(word)
    if value_of is None:
        raise FigureError(f"{word!r} is no part of a number")
    if value_of >= room or (value_of == 0 and group is not None):
        raise FigureError(f"{' '.join(words)!r} is not one number")
    after = 100 if value_of >= 100 else 10 if value_of >= 20 else 1
    return (group or 0) + value_of, after, None, decimals
