"""Two ends of a range: "7 to 8 thousand", "between one and two million", "от 25 до 50 %"."""

import re
from contextlib import suppress
from dataclasses import dataclass
from math import prod

from purgestats.claims.figures.counts import Numeral
from purgestats.claims.figures.digits import Exact, NoCount, TwoReadings
from purgestats.claims.figures.hedges import FAULTS, governed, peel, read_over
from purgestats.claims.figures.language import Language
from purgestats.claims.figures.numerals import numeral
from purgestats.claims.figures.tokens import is_number
from purgestats.errors import FigureError

#: An end that is smaller than the other by such a factor may be short for thousands.
_FAR_APART = 100
_NEAR = 10
_HUNDRED, _THOUSAND = 100, 1_000
#: "1937 – 353,074" is a figure of a year: the end of a range would have its comma too. "1937–1938"
#: alone is two years.
_YEAR, _NO_YEAR = re.compile("19[0-9]{2}"), 10_000
#: Words of the longest number that is read: up to 999,999,999,999 it has 28 in French.
_MOST_OF_A_NUMBER = 32

#: The two ends (no upper one if it is open), and the words read over.
Range = tuple[Numeral, Numeral | None, str]


def range_of(words: list[str], language: Language) -> Range | None:
    """Read a range.

    Parameters
    ----------
    words : list of str
        Tokens, hedges before them taken off.
    language : Language
        Whose words they are.

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
    for opening, joint in language.pairs.get(words[0], ()):
        if tuple(words[: len(opening)]) == opening:
            inner = words[len(opening) :]
            places = [
                (place, len(joint))
                for place in range(1, len(inner) - len(joint))
                if tuple(inner[place : place + len(joint)]) == joint
            ]
            if places:
                return _first(inner, places, language, certain=True)
    # "Тысяч до двадцати" is up to about twenty thousand.
    inverted = language.at("inverted", words)[0] == 1 and language.has("hedges", words[:2][-1])
    places = [
        (at, length) for at, length, _ in language.find("joints", words, 2 if inverted else 1)
    ]
    return _first(words, places, language)


def _first(
    words: list[str], places: list[tuple[int, int]], language: Language, *, certain: bool = False
) -> Range | None:
    """Return the range at the first joint between two numbers."""
    fault: FigureError | None = None
    for place, length in places:
        left, right = words[:place], words[place + length :]
        right = governed(words[place + length - 1], right, language)
        try:
            ends = _ends(left, right, language)
            # "13 y 15 millones" is short for "entre 13 y 15 millones", "13 y 15" are two figures.
            if length == 1 and language.has("and", words[place]) and not certain:
                first, _, _ = leading_number(peel(left, language)[1], language)
                if ends[0].low == first.low:
                    raise FigureError(FAULTS["apart"])
            return ends
        except FigureError as error:
            if certain or (language.has_number(left) and language.has_number(right)):
                fault = error.with_traceback(None)
    if fault is not None:
        raise fault
    return None


def _ends(left: list[str], right: list[str], language: Language) -> Range:
    below, left = peel(left, language)
    above, right = peel(right, language)
    if "most" in below:
        raise FigureError("the first end of the range is itself an upper bound")
    upper, core, beside = leading_number(right, language)
    upper = _scale_of_first(left, core, upper, language)
    years = not beside and _YEAR.fullmatch(" ".join(core))
    cut_off = upper.low >= _NO_YEAR and not core[0].isdecimal()
    if _YEAR.fullmatch(" ".join(left)) and (years or cut_off):
        raise FigureError(f"{left[0]!r} may be a year; write {int(left[0]):,} if it is none")
    lower, read = _Pair(left, core, upper, language).lower()
    if lower.low > upper.high:
        raise FigureError(FAULTS["falling"])
    if lower.unit != upper.unit:
        raise FigureError("one end of the range is a share and the other is not")
    if read and beside and read != beside:
        raise FigureError(FAULTS["apart"])
    return lower, None if "least" in above else upper, beside or read


def _scale_of_first(
    left: list[str], right: list[str], upper: Numeral, language: Language
) -> Numeral:
    """Give the second end the scale word of the first: "тысяча-две", "a million or two"."""
    first, _ = language.at("inverted", left)
    scale = left[:first]
    if not first and upper.low < _NEAR and len(left) - language.joins(left[0]) == 1:
        scale = left[-1:] if language.has("scales", left[-1]) else []
    if not scale or any(language.has("scales", word) for word in right):
        return upper
    return numeral([*right, *scale], language)


def leading_number(words: list[str], language: Language) -> tuple[Numeral, list[str], str]:
    """Read the number that a phrase begins with, and read over what stands beside it.

    Parameters
    ----------
    words : list of str
        Tokens, hedges taken off.
    language : Language
        Whose words they are.

    Returns
    -------
    tuple of Numeral, list of str and str
        The number, its own words, and the words read over.

    Raises
    ------
    FigureError
        If there is none, or what follows may change it.
    """
    if len(words) == 1 and is_number(words[0]):
        return numeral(words, language), words, ""
    fault: FigureError | None = None
    sets, most, before = language.sets, len(words), True
    for at, word in enumerate(words):
        before = before and word in sets["company"]
        if not (before or word in sets["counting"] or word[0].isdecimal()):
            # What follows "1.234 percent" leaves its mark doubtful.
            if sets["following"].isdisjoint(words[: at or 1]):
                most = at or 1
            break
    for end in range(min(most, _MOST_OF_A_NUMBER), 0, -1):
        try:
            found = numeral(words[:end], language)
        except FigureError as error:
            fault = error.with_traceback(None)
        else:
            spelled = words[end - 1] in sets["number"]
            beside = read_over(words[end:], language, found.low, spelled=spelled)
            # "Три раза меньший", "deux fois plus petit" are a third and a half.
            turned = beside and words[end] not in language.begins
            if found.unit == "multiple" and (turned or found.low == 1):
                raise NoCount(FAULTS["of_what"] if turned else FAULTS["as_many_again"])
            return found, words[:end], beside
    raise fault or FigureError("there is no number in it")


@dataclass(frozen=True)
class _Pair:
    """The words of two ends, without their hedges, and the number that the second is."""

    left: list[str]
    right: list[str]
    upper: Numeral
    language: Language

    def lower(self) -> tuple[Numeral, str]:
        """Read the first end, with the scale or percent sign that it shares with the second."""
        alone, beside, fault = None, "", FigureError("there is no number in it")
        try:
            alone, _, beside = leading_number(self.left, self.language)
        except FigureError as error:
            fault = error.with_traceback(None)
        shared = None if beside else self._mirrored() or self._shared(alone)
        if shared is not None:
            return shared, ""
        if alone is None:
            raise fault
        return self._not_far_below(alone), beside

    def _mirrored(self) -> Numeral | None:
        """Read "1 million 200 to 1 million 300 thousand": the last scale word is shared."""
        if len(self.left) == 1 or not is_number(self.left[-1]):
            return None
        left, right = (
            [at for at in map(self._scale, side) if at > 1] for side in (self.left, self.right)
        )
        if not left or [*left, self._scale(self.right[-1])] != right:
            return None
        with suppress(FigureError, TwoReadings):
            found = numeral([*self.left, self.right[-1]], self.language)
            return found if found.low < self.upper.low else None
        return None

    def _shared(self, alone: Numeral | None) -> Numeral | None:
        for start in range(1, len(self.right)):
            tail = self.right[start:]
            of = self.language.has("of", tail[0])  # "Tens to hundreds of thousands".
            if not self.language.sets["shared"].issuperset(tail[of:]):
                continue
            scales = list(map(self._scale, self.right[:start]))
            if max(scales, default=1) >= _THOUSAND:
                break
            shared = self._with(tail, alone)
            if shared is not None:
                if _HUNDRED in scales and _HUNDRED * shared.low <= self.upper.low:
                    raise _two_readings(shared.low)
                return shared
        return self._shared_of_several(alone)

    def _with(self, tail: list[str], alone: Numeral | None) -> Numeral | None:
        """Return the first end with an ending of the second, if it then is none above it."""
        try:
            shared = numeral([*self.left, *tail], self.language)
        except (FigureError, TwoReadings):
            return None
        above = shared.low >= self.upper.low and shared.high >= self.upper.high
        if shared.unit != self.upper.unit or above:
            return None
        if alone is None or alone.unit != shared.unit:
            return shared
        # A shared ending multiplies an end: "two million" and "thousand" only add up.
        return shared if shared.low == prod(map(self._scale, tail), start=alone.low) else None

    def _shared_of_several(self, alone: Numeral | None) -> Numeral | None:
        """Read "2 to 3 million 500 thousand", "700 to 1 million 200 thousand": one scale of two."""
        if alone is None or alone.low >= _THOUSAND:
            return None
        scales = [word for word in self.right if self._scale(word) >= _THOUSAND]
        for word in scales:
            shared = self._with([word], alone)
            near = shared is not None and self.upper.low < _FAR_APART * shared.low
            if shared is not None and (word == scales[0] or near):
                return shared
        return None

    def _scale(self, word: str) -> Exact:
        found: Exact = self.language.at("scales", [word])[1] or 1
        return found

    def _has_scale(self, words: list[str]) -> bool:
        return any(self.language.has("scales", word) for word in words)

    def _not_far_below(self, alone: Numeral) -> Numeral:
        """Return the first end, in thousands where that is what it is short for, or refuse it."""
        low, high = alone.low, self.upper.low
        both_counts = alone.unit == self.upper.unit == "count"
        written_out = low >= _THOUSAND or self._has_scale(self.left)
        if not both_counts or written_out or not low or high < _FAR_APART * low:
            return alone
        scaled = self._has_scale(self.right)
        for scale in () if scaled else (10**3, 10**6, 10**9):
            if low * scale < high < _NEAR * low * scale and high % (scale // 10) == 0:
                return Numeral(low * scale, low * scale)
        if not scaled and low >= 100 and low * 1_000 > high:
            return alone
        if high < prod(map(self._scale, self.right), start=low) < _FAR_APART * high:
            raise TwoReadings(FAULTS["falling"])
        if low.denominator != 1:  # In German, where "0.8-1 million" is none.
            raise FigureError(f"{float(low):g} is no whole number")
        raise _two_readings(low)


def _two_readings(low: Exact) -> TwoReadings:
    return TwoReadings(
        f"the first end can be {float(low):,.10g} or, sharing the scale of the second, much more; "
        "write both ends in full"
    )
