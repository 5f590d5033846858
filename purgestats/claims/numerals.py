"""Numbers as people print them, in digits or words, English and Russian: from text to a value.

What a number commits its author to (hedges, rounding) is the business of
:mod:`purgestats.claims.figures`; here a text becomes tokens, and tokens become an exact value.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import Literal

from purgestats.errors import FigureError

Unit = Literal["count", "share", "multiple"]

SCALES = {
    "hundred": 100,
    "thousand": 1_000,
    "million": 1_000_000,
    "billion": 1_000_000_000,
    "mln": 1_000_000,
    "bn": 1_000_000_000,
    "тыс": 1_000,
    "тысяча": 1_000,
    "тысячи": 1_000,
    "тысяч": 1_000,
    "тысячу": 1_000,
    "тысячам": 1_000,
    "тысячами": 1_000,
    "тысячах": 1_000,
    "млн": 1_000_000,
    "миллион": 1_000_000,
    "миллиона": 1_000_000,
    "миллионов": 1_000_000,
    "млрд": 1_000_000_000,
    "миллиард": 1_000_000_000,
    "миллиарда": 1_000_000_000,
    "миллиардов": 1_000_000_000,
    "dozen": 12,
}
#: Plurals that stand for a decade of magnitude when no number goes before them.
DECADES = {
    "dozens": 10,
    "tens": 10,
    "десятки": 10,
    "десятков": 10,
    "hundreds": 100,
    "сотни": 100,
    "сотен": 100,
    "thousands": 1_000,
    "тысячи": 1_000,
    "тысяч": 1_000,
    "millions": 1_000_000,
    "миллионы": 1_000_000,
    "миллионов": 1_000_000,
}
VAGUE = {"several", "few", "несколько", "нескольких"}
PERCENT = {"%", "percent", "pct", "процент", "процента", "процентов", "проц"}
HALVES = {"half", "halves", "половина", "половины", "половину", "половине"}
ENGLISH_PARTS = ("third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
RUSSIAN_PARTS = ("пят", "шест", "седьм", "восьм", "девят", "десят")
DENOMINATORS = {
    **dict.fromkeys(HALVES, 2),
    **{word: n for n, word in enumerate(ENGLISH_PARTS, 3)},
    **{word + "s": n for n, word in enumerate(ENGLISH_PARTS, 3)},
    **{
        stem + end: n for n, stem in enumerate(RUSSIAN_PARTS, 5) for end in ("ая", "ой", "ую", "ых")
    },
    "quarter": 4,
    "quarters": 4,
    "twentieth": 20,
    "hundredth": 100,
    "треть": 3,
    "третья": 3,
    "третью": 3,
    "трети": 3,
    "третей": 3,
    "четверть": 4,
    "четверти": 4,
    "четвертей": 4,
}
_PARTS_OF_SCALES = {"half", "quarter", "половина", "половину", "четверть"}
#: Words that are a number by themselves.
MULTIPLES = {
    "twice": 2,
    "thrice": 3,
    "double": 2,
    "triple": 3,
    "twofold": 2,
    "threefold": 3,
    "fourfold": 4,
    "fivefold": 5,
    "tenfold": 10,
    "вдвое": 2,
    "втрое": 3,
    "вчетверо": 4,
    "впятеро": 5,
    "дважды": 2,
    "трижды": 3,
}
TIMES = {"times", "time", "раз", "раза", "x", "fold"}
MOST = {"most", "majority", "большинство", "большая"}
EVERY = {"all", "every", "все", "всех"}
NONE = {"none", "никто", "ни"}
PEOPLE = {"persons", "people", "person", "человек", "человека", "чел"}

_NUMBER = (
    r"\d{1,3}(?P<sep>[ ,.'])\d{3}(?:(?P=sep)\d{3})*(?:[.,]\d+)?(?!\d)"  # 681,692 / 1 234,5
    r"|\d+(?:[.,]\d+)?"
)
_TOKEN = re.compile(rf"(?:{_NUMBER})|(?<![\w.,])[.,]\d+|[^\W\d_]+\.?|[%~<>=≤≥≈+/-]|\S")
_SPACES = re.compile(r"\s+")
_COMMA_AND_THREE = re.compile(r"[1-9]\d{0,2},\d{3}")
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


@cache
def cardinals() -> dict[str, int]:
    """Return the number words below a thousand of both languages, in every case.

    Returns
    -------
    dict of str to int
        Word to value, such as ``"seventy": 70`` and ``"двухсот": 200``.

    Examples
    --------
    >>> cardinals()["seventy"], cardinals()["двухсот"]
    (70, 200)
    """
    from num2words import num2words

    words: dict[str, int] = {}
    values = [*range(21), *range(30, 100, 10), *range(100, 1000, 100)]
    for value in values:
        if value < 100:
            words[num2words(value, lang="en")] = value
        for case in "ngdaip":
            for gender in "mfn":
                words[num2words(value, lang="ru", case=case, gender=gender)] = value
    return {**words, "both": 2, "оба": 2, "обе": 2, "nought": 0}


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
    total, group, room, decimals, ceiling = Fraction(0), None, 1_000, 0, None
    for place, word in enumerate(words):
        if word in {"and", "a", "an", "и"} and place < len(words) - 1:
            if word in {"a", "an"} and group is None:
                group, room = Fraction(1), 1
            continue
        if word == "half" and group is not None:
            group += Fraction(1, 2)
            continue
        group, room, scaled, decimals = _add(word, group, room, decimals, words, place, decimal)
        if scaled is not None:
            if ceiling is not None and (scaled >= ceiling or group is None):
                raise FigureError(f"{' '.join(words)!r} is not one number")
            total += (Fraction(1) if group is None else group) * scaled
            group, room, ceiling = None, 1_000, scaled
    if group is None and ceiling is None:
        raise FigureError(f"{' '.join(words)!r} is no number")
    return (total + (group or 0)) * factor, decimals


def _fraction_of_scale(words: list[str]) -> tuple[list[str], Fraction]:
    """Take the leading fraction off "half a million", "полтора миллиона"."""
    if words[0] in {"полтора", "полторы", "полутора"}:
        return ["1,5", *words[1:]], Fraction(1)
    if words[0] in {"полмиллиона", "пол"}:
        return words[1:] if words[0] == "пол" else ["миллион", *words[1:]], Fraction(1, 2)
    start = 1 if words[0] in {"a", "one"} else 0
    if len(words) > start + 1 and words[start] in _PARTS_OF_SCALES:
        rest = [word for word in words[start + 1 :] if word not in {"of", "a"}]
        if rest and all(word in SCALES for word in rest):
            return rest, Fraction(1, DENOMINATORS[words[start]])
    return words, Fraction(1)


def _add(
    word: str,
    group: Fraction | None,
    room: int,
    decimals: int,
    words: list[str],
    place: int,
    decimal: str,
) -> tuple[Fraction | None, int, int | None, int]:
    """Take one word into the group below the next scale word."""
    if is_number(word):
        if group is not None:
            raise FigureError(f"{' '.join(words)!r} is not one number")
        if place + 1 < len(words) and words[place + 1] in SCALES:
            # Russian print parts thousands with spaces, so that its comma is the decimal mark.
            decimal = "." if words[place + 1].isascii() else ".,"
        value, decimals = digits_value(word, decimal)
        return value, 1, None, decimals
    if word == "hundred" and (group is None or group < 100):
        return (Fraction(1) if group is None else group) * 100, 100, None, decimals
    if word in SCALES and word != "hundred":
        return group, room, SCALES[word], decimals
    value_of = cardinals().get(word)
    if value_of is None:
        raise FigureError(f"{word!r} is no part of a number")
    if value_of >= room or (value_of == 0 and group is not None):
        raise FigureError(f"{' '.join(words)!r} is not one number")
    after = 100 if value_of >= 100 else 10 if value_of >= 20 else 1
    return (group or Fraction(0)) + value_of, after, None, decimals
