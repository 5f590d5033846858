"""Two ends of a range: "7 to 8 thousand", "between one and two million", "от 25 до 50 %"."""

from __future__ import annotations

from fractions import Fraction
from math import prod

from purgestats.claims.figures.beside import read_over
from purgestats.claims.figures.digits import TwoReadings
from purgestats.claims.figures.hedges import governed, peel
from purgestats.claims.figures.language import Language
from purgestats.claims.figures.numerals import Numeral, numeral
from purgestats.claims.figures.tokens import is_number
from purgestats.errors import FigureError

#: Kinds of words after a range that belong to both its ends.
_SHARED = ("scales", "percent", "times", "parts", "times_more")
#: An end that is smaller than the other by such a factor may be short for thousands.
_FAR_APART = 100
_NEAR = 10
_HUNDRED, _THOUSAND = 100, 1_000
_FALLING = "it falls, the first end of the range is above the second; give each figure by itself"
_APART = "it counts two things; give a claim to each of the two figures"

#: The two ends (no upper one if it is open), and the words read over.
Range = tuple[Numeral, Numeral | None, str]


def range_of(words: list[str], language: Language, *, told: bool = True) -> Range | None:
    """Read a range.

    Parameters
    ----------
    words : list of str
        Tokens, hedges before them taken off.
    language : Language
        Whose words they are.
    told : bool
        Whether the language is known from the words or from the user.

    Returns
    -------
    Range or None
        Its ends as printed; None if the words are no range.

    Raises
    ------
    FigureError
        If they are one, but not between two numbers in rising order.

    Examples
    --------
    >>> from purgestats.claims.figures.language import language
    >>> low, high, _ = range_of("7 to 8 thousand".split(), language("en"))
    >>> int(low.low), int(high.high)
    (7000, 8000)
    """
    for opening, joint in sorted(language.pairs, key=lambda pair: -len(pair[0])):
        if tuple(words[: len(opening)]) == opening:
            inner = words[len(opening) :]
            places = [
                (place, len(joint))
                for place in range(1, len(inner) - len(joint))
                if tuple(inner[place : place + len(joint)]) == joint
            ]
            if places:
                return _first(inner, places, language, told, certain=True)
    places = [(place, language.at("joints", words, place)[0]) for place in range(1, len(words) - 1)]
    if language.at("inverted", words)[0] == 1 and language.has(
        "hedges", words[min(1, len(words) - 1)]
    ):
        places = places[1:]  # "Тысяч до двадцати" is up to about twenty thousand.
    return _first(words, [one for one in places if one[1]], language, told)


def _first(
    words: list[str],
    places: list[tuple[int, int]],
    language: Language,
    told: bool,
    *,
    certain: bool = False,
) -> Range | None:
    """Return the range at the first joint between two numbers."""
    fault: FigureError | None = None
    for place, length in places:
        left, right = words[:place], words[place + length :]
        right = governed(words[place + length - 1], right, language)
        try:
            ends = _ends(left, right, language, told)
            # "13 y 15 millones" is short for "entre 13 y 15 millones", "13 y 15" are two figures.
            one = length == 1 and language.has("and", words[place]) and not certain
            if (
                one
                and ends[0].low == leading_number(peel(left, language)[1], language, told)[0].low
            ):
                raise FigureError(_APART)
            return ends
        except TwoReadings:
            raise
        except FigureError as error:
            if certain or (_has_number(left, language) and _has_number(right, language)):
                fault = error
    if fault is not None:
        raise fault
    return None


def _has_number(words: list[str], language: Language) -> bool:
    return any(is_number(word) or language.is_number_word(word) for word in words)


def _ends(left: list[str], right: list[str], language: Language, told: bool) -> Range:
    below, left = peel(left, language)
    above, right = peel(right, language)
    if "most" in below:
        raise FigureError("the first end of the range is itself an upper bound")
    upper, core, beside = leading_number(right, language, told)
    upper = _scale_of_first(left, core, upper, language)
    lower, read = _lower_end(left, core, upper, language, told)
    if lower.low > upper.high:
        raise FigureError(_FALLING)
    if lower.unit != upper.unit:
        raise FigureError("one end of the range is a share and the other is not")
    if read and beside and read != beside:
        raise FigureError(_APART)
    return lower, None if "least" in above else upper, beside or read


def _scale_of_first(
    left: list[str], right: list[str], upper: Numeral, language: Language
) -> Numeral:
    """Give the second end the scale word of the first: "тысяча-две", "тысяч пять-десять"."""
    first, _ = language.at("inverted", left)
    if not first and language.tables["inverted"] and len(left) == 1:
        first = 1 if language.has("scales", left[0]) else 0
    if not first or any(language.has("scales", word) for word in right):
        return upper
    return numeral([*right, *left[:first]], language)


def leading_number(
    words: list[str], language: Language, told: bool
) -> tuple[Numeral, list[str], str]:
    """Read the number that a phrase begins with, and read over what stands beside it.

    Parameters
    ----------
    words : list of str
        Tokens, hedges taken off.
    language, told
        As for :func:`range_of`.

    Returns
    -------
    tuple of Numeral, list of str and str
        The number, its own words, and the words read over.

    Raises
    ------
    FigureError
        If there is none, or what follows may change it.
    """
    fault = FigureError("there is no number in it")
    for end in range(len(words), 0, -1):
        try:
            found = numeral(words[:end], language, told=told)
        except TwoReadings:
            raise
        except FigureError as error:
            fault = error
            continue
        rest = read_over(words[end:], language, found.low)
        return found, words[:end], rest
    raise fault


def _lower_end(
    left: list[str], right: list[str], upper: Numeral, language: Language, told: bool
) -> tuple[Numeral, str]:
    """Read the first end, with the scale or percent sign that it shares with the second."""
    try:
        alone, _, beside = leading_number(left, language, told)
    except TwoReadings:
        raise
    except FigureError:
        alone, beside = None, ""
    if not beside:
        shared = _shared(left, right, alone, upper, language, told)
        if shared is not None:
            return shared, ""
    if alone is None:
        alone, _, beside = leading_number(left, language, told)
    return _not_far_below(alone, left, right, upper, language), beside


def _shared(
    left: list[str],
    right: list[str],
    alone: Numeral | None,
    upper: Numeral,
    language: Language,
    told: bool,
) -> Numeral | None:
    for start in range(1, len(right)):
        tail = right[start:]
        if not all(any(language.has_word(kind, word) for kind in _SHARED) for word in tail):
            continue
        scales = [_scale(word, language) for word in right[:start]]
        if max(scales, default=1) >= _THOUSAND:
            break
        shared = _with(tail, left, alone, upper, language, told)
        if shared is not None:
            if _HUNDRED in scales and _HUNDRED * shared.low <= upper.low:
                raise _two_readings(shared.low)
            return shared
    return _shared_of_several(left, right, alone, upper, language, told)


def _with(
    tail: list[str],
    left: list[str],
    alone: Numeral | None,
    upper: Numeral,
    language: Language,
    told: bool,
) -> Numeral | None:
    """Return the first end with an ending of the second, if it then is none above it."""
    try:
        shared = numeral([*left, *tail], language, told=told)
    except FigureError:
        return None
    fits = shared.unit == upper.unit and shared.low < upper.low
    return shared if fits and _is_scaled(alone, shared, tail, language) else None


def _shared_of_several(
    left: list[str],
    right: list[str],
    alone: Numeral | None,
    upper: Numeral,
    language: Language,
    told: bool,
) -> Numeral | None:
    """Read "2 to 3 million 500 thousand" and "700 to 1 million 200 thousand": one of two scales."""
    scales = [word for word in right if _scale(word, language) >= _THOUSAND]
    if alone is None or alone.low >= _THOUSAND:
        return None
    for word in scales:
        shared = _with([word], left, alone, upper, language, told)
        if shared is not None and (word == scales[0] or upper.low < _FAR_APART * shared.low):
            return shared
    return None


def _scale(word: str, language: Language) -> Fraction:
    return language.at("scales", [word])[1] or Fraction(1)


def _is_scaled(alone: Numeral | None, shared: Numeral, tail: list[str], language: Language) -> bool:
    """Say whether a shared ending multiplies an end: "two million" and "thousand" only add up."""
    if alone is None or alone.unit != shared.unit:
        return True
    return shared.low == prod((_scale(word, language) for word in tail), start=alone.low)


def _not_far_below(
    alone: Numeral, left: list[str], right: list[str], upper: Numeral, language: Language
) -> Numeral:
    """Return the first end, in thousands where that is what it is short for, or refuse it."""
    low, high = alone.low, upper.low
    both_counts = alone.unit == upper.unit == "count"
    written_out = any(language.has("scales", word) for word in left) or low >= _THOUSAND
    if not both_counts or written_out or not low or high < _FAR_APART * low:
        return alone
    scaled = any(language.has("scales", word) for word in right)
    for scale in () if scaled else (10**3, 10**6, 10**9):
        if low * scale < high < _NEAR * low * scale and high % (scale // 10) == 0:
            return Numeral(low * scale, low * scale)
    if not scaled and low >= 100 and low * 1_000 > high:
        return alone
    if high < prod((_scale(word, language) for word in right), start=low) < _FAR_APART * high:
        raise TwoReadings(_FALLING)
    raise _two_readings(low)


def _two_readings(low: Fraction) -> TwoReadings:
    return TwoReadings(
        f"the first end can be {float(low):,.10g} or, sharing the scale of the second, much more; "
        "write both ends in full"
    )
