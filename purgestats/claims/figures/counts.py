"""Counts in digits, words or both: "two hundred and five thousand", "1 млн 344 тыс."."""

from collections.abc import Callable
from fractions import Fraction
from functools import lru_cache
from itertools import takewhile
from typing import Literal, NamedTuple

from purgestats.claims.figures.digits import Exact, Follows, TwoReadings, digits_value
from purgestats.claims.figures.language import Language
from purgestats.claims.figures.tokens import RUN_IN, is_number
from purgestats.errors import FigureError

_GROUP = 1_000
#: "Тысячи две", but "тысяч пять".
_FEW = 5


Unit = Literal["count", "share", "multiple"]


class Numeral(NamedTuple):
    """An exact number together with how it was printed.

    Parameters
    ----------
    low, high : int or Fraction
        The ends; equal except for a decade ("thousands") or a majority ("most").
    unit : {"count", "share", "multiple"}
        What the number is a number of.
    form : {"number", "percent", "fraction", "span"}
        Digits or words for a count; a percentage; a fraction in words; a span of values.
    decimals : int
        Digits printed after the decimal mark; 0 for whole numbers.
    rough : bool
        Whether the words themselves say about: "тысяч двадцать", "une vingtaine".
    """

    low: Exact
    high: Exact
    unit: Unit = "count"
    form: Literal["number", "percent", "fraction", "span"] = "number"
    decimals: int = 0
    rough: bool = False


def count(words: list[str], language: Language, follows: Follows = "") -> Numeral:
    """Read a count.

    Parameters
    ----------
    words : list of str
        Tokens such as ``["two", "hundred", "and", "five", "thousand"]``.
    language : Language
        Whose words they are.
    follows : {"", "scale", "share"}
        What stands after the last of them.

    Returns
    -------
    Numeral
        The value and how it was printed.

    Raises
    ------
    FigureError
        If the words do not form one number.

    Examples
    --------
    >>> from purgestats.claims.figures.language import language
    >>> count(["half", "a", "million"], language("en")).low
    Fraction(500000, 1)
    >>> count(["сорок", "тысяч"], language("ru")).low
    40000
    """
    if len(words) == 1 and is_number(words[0]):
        value, decimals = digits_value(words[0], language, follows)
        return Numeral(value, value, decimals=decimals)
    return _inverted(words, language) or _Counting(words, language, follows).run()


def _inverted(words: list[str], language: Language) -> Numeral | None:
    """Read "тысяч двадцать" and "миллиона два", a scale word before its number."""
    length, scale = language.at("inverted", words)
    if not length or length == len(words):
        return None
    counting = _Counting(words[length:], language, "scale")
    try:
        found = counting.run()
    except (FigureError, TwoReadings):
        return None
    few = _FEW if language.has("governed", words[0]) else _GROUP
    if counting.scaled or found.low >= few:
        return None
    return found._replace(low=found.low * scale, high=found.low * scale, rough=True)


class _Counting:
    """One pass over the words of a count, group by group."""

    def __init__(self, words: list[str], language: Language, follows: Follows) -> None:
        self.words, self.language, self.follows = words, language, follows
        self.at = 0
        self.total: Exact = 0
        #: The group below the next scale word, and the room for a further word in it.
        self.group: Exact | None = None
        self.room = _GROUP
        self.ceiling: Exact | None = None
        self.decimals = 0
        self.scaled = self.partial = self.rough = False
        #: What "and a half" is a half of, where no scale word tells.
        self.unit: Exact = 1

    def run(self) -> Numeral:
        """Return the count."""
        while self.at < len(self.words):
            taken = self._step(self.words[self.at])
            if not taken:
                word = self.words[self.at]
                part = word.removeprefix(RUN_IN) or word
                raise FigureError(f"{part!r} is no part of a number")
            self.at += taken
        if self.group is None and self.ceiling is None:
            raise FigureError(f"{' '.join(self.words)!r} is no number")
        if self.group is not None and self.ceiling is not None and self.group >= self.ceiling:
            raise self._refuse()
        value = self.total + self.group if self.group else self.total
        return Numeral(value, value, decimals=self.decimals, rough=self.rough)

    def _step(self, word: str) -> int:
        """Take the words of one kind; return how many they are, 0 if none is part of a number."""
        if is_number(word):
            return self._digits(word)
        for step in _steps(word, self.language):
            if taken := step(self):
                return taken
        return 0

    def _refuse(self) -> FigureError:
        return FigureError(f"{' '.join(self.words)!r} is not one number")

    def _take(self, kind: str, ahead: int = 0) -> tuple[int, Exact]:
        return self.language.at(kind, self.words, self.at + ahead)

    def _added(self) -> int:
        """Take "and a half": of one where a number stands before it, else of the scale word."""
        length, part = self._take("added")
        if not length or (self.group is None and self.ceiling is None):
            return 0
        one = (self.ceiling or 0) if self.group is None else self.unit
        before = self.total if self.group is None else self.group
        if self.room != 1 and before >= 100 * one:
            raise FigureError("what it is a half of can be read in two ways")
        if self.group is not None:
            self.group, self.room = self.group + part * one, 1
        else:
            self.total += part * one
            if self.at + length < len(self.words):
                raise self._refuse()
        return length

    def _amount(self) -> int:
        length, value = self._take("amounts")
        if length:
            if self.group is not None or (self.ceiling is not None and value >= self.ceiling):
                raise self._refuse()
            self.total, self.ceiling, self.scaled = self.total + value, 1, True
        return length

    def _filler(self) -> int:
        """Pass over "and" within a number and "a" before one."""
        last = self.at == len(self.words) - 1
        article, _ = self._take("articles")
        begun = self.ceiling is not None if self.group is None else self.room == 100
        conjunction, _ = self._take("and") if begun else (0, None)
        if self._take("scales", conjunction)[0]:
            conjunction = 0  # "Hundreds and thousands".
        if article and self.group is None and not last:
            self.group, self.room = 1, 1
        return 0 if last else article or conjunction

    def _part_of_scale(self) -> int:
        """Take "half a", "three quarters of a" before a scale word."""
        if self.group is not None and self.group >= 10:
            return 0
        length, bottom = self._take("parts")
        part = Fraction(1 if self.group is None else self.group, bottom) if length else 0
        return length and self._of_scale(part, length)

    def _of_scale(self, part: Exact, length: int) -> int:
        further = self.words[self.at + length :]
        length += len([*takewhile(self.language.joins, further)])
        if self.ceiling is not None or not self._take("scales", length)[0]:
            return 0
        self.group, self.room, self.partial = part, 1, True
        return length

    def _sign(self) -> int:
        """Take "¼" before a scale word or after digits."""
        length, part = self._take("signs")
        if self.group is None and (taken := self._of_scale(part, length)):
            return taken
        whole = self.group is not None and self.group < _GROUP and not self.decimals
        if not whole or not is_number(self.words[self.at - 1]):
            return 0
        self.group = (self.group or 0) + part
        return length

    def _number(self) -> int:
        length, value = self._take("numbers")
        if not length:
            return 0
        if value >= self.room or (value == 0 and self.group is not None):
            raise self._refuse()
        self.group = (self.group or 0) + value
        self.room = 100 if value >= 100 else 10 if value >= 20 and value % 10 == 0 else 1
        return length + self._point(length)

    def _digits(self, word: str) -> int:
        if self.group is not None:
            raise self._refuse()
        after: Follows = self.follows if self.at == len(self.words) - 1 else ""
        if self._take("scales", 1)[0]:
            after = "scale"
            if word[-4:-3] == "." and self._take("singular", 1)[0]:
                raise self._refuse()
        self.group, self.decimals = digits_value(word, self.language, after)
        self.room = 1
        return 1

    def _point(self, ahead: int) -> int:
        """Take the digits of "one point two five"."""
        point, _ = self._take("point", ahead)
        length = point
        while point:
            taken, digit = self._take("numbers", ahead + length)
            if not taken or digit >= 10:
                break
            self.decimals += 1
            self.group = (self.group or 0) + Fraction(digit, 10**self.decimals)
            length, self.room = length + taken, 1
        return length if length > point else 0

    def _scale(self) -> int:
        word = self.words[self.at]
        length, scale = self._take("scales")
        if not length:
            return 0
        digits = bool(self.at) and is_number(self.words[self.at - 1])
        if digits and (self.group or 0) >= 2 and self.language.has("singular", word):
            raise self._refuse()
        if word[0] == RUN_IN and self._may_be_misread():
            raise TwoReadings(f"{word[1:]!r} may be a scale, a misread digit or a footnote mark")
        self.scaled = True
        self.rough = self.rough or self.language.has("rough", word)
        if scale < _GROUP:
            return length + self._multiply(scale, length)
        while (further := self._take("scales", length))[0] and further[1] > scale:
            length, scale = length + further[0], scale * further[1]
        part = (1 if self.group is None else self.group) * scale
        if self.group is None and self.language.has("abbreviated", word):
            raise FigureError(f"there is no number before {word!r}")
        bare = self.group is None and not self.language.has("alone", word)
        if self.ceiling is not None and (part >= self.ceiling or bare):
            raise self._refuse()
        self.total += part
        self.group, self.room = None, _GROUP
        self.ceiling = 0 if self.partial else scale
        return length

    def _may_be_misread(self) -> bool:
        """Say whether a letter that runs into a number may be none: "681,692m", "681,69B"."""
        further = self.words[self.at + 1 : self.at + 2]
        odd = self.decimals > 1 and "," in self.words[self.at - 1]
        return odd or (self.group or 0) >= _GROUP or (bool(further) and is_number(further[0]))

    def _multiply(self, scale: Exact, ahead: int) -> int:
        """Take "hundred" and "dozen", which multiply within a group."""
        if self.group is not None and (self.group >= 100 or self.group == 0):
            raise self._refuse()
        self.group = (1 if self.group is None else self.group) * scale
        self.unit = 1 if scale == 100 else scale
        self.room = 100 if scale == 100 and self.group.denominator == 1 else 1
        # "Une dizaine de milliers".
        return int(bool(self._take("of", ahead)[0] and self._take("scales", ahead + 1)[0]))


#: What each kind of word does to a count, in the order in which they are tried.
_STEPS = {
    "added": _Counting._added,
    "amounts": _Counting._amount,
    "articles": _Counting._filler,
    "and": _Counting._filler,
    "parts": _Counting._part_of_scale,
    "signs": _Counting._sign,
    "numbers": _Counting._number,
    "scales": _Counting._scale,
}


@lru_cache(maxsize=4096)
def _steps(word: str, language: Language) -> list[Callable[[_Counting], int]]:
    kinds = language.begins.get(word, ())
    return [step for kind, step in _STEPS.items() if kind in kinds]
