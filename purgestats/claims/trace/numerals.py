"""Which words and digits of a text are figures.

A token is one printed numeral: a digit group with its separators and decimals
(``681,692``, ``2.5``, ``00447``), with an English or Russian ending (``1930s``, ``20th``,
``37-й``), or a number word (``eighty-five``, ``million``, ``third``, ``twice``). The words
``all``, ``none``, ``no one``, ``most``, ``mostly`` and ``the same number`` are tokens too: a source
can state a share or repeat a figure with them. A dash parts two tokens (``1937–38``, ``58-14``),
and so does a plain space; only no-break and thin spaces join digit groups (``681 692``).
Roman numerals, vague words (``several``, ``many``) and ``once`` are not tokens.

Token : a numeral and where it stands.
find_tokens : the numerals of a text, in order.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Final

_TEN = (*range(10, 20), *range(20, 100, 10))
_MORE_ENGLISH: Final = (
    "zero hundredth thousandth millionth half halves quarter quarters twice thrice double triple "
    "quadruple all none most mostly tens"
)
_MORE_RUSSIAN: Final = (
    "тысяча тысячи тысяч тыс миллион миллиона миллионов млн миллиард миллиарда миллиардов млрд "
    "половина треть четверть"
)
# Combining marks guard too: what NFC cannot compose must not end a word early.
_MARKS: Final = "\u0300-\u036f"
_NOT_AFTER: Final = rf"(?<![\w{_MARKS}])"
_NOT_BEFORE: Final = rf"(?![\w{_MARKS}])"
_DIGITS: Final = "\\d+(?:[.,\u00a0\u2009\u202f]\\d+)*[¼-¾⅐-⅞]?|[¼-¾⅐-⅞]"
_ENDING: Final = rf"(?:(?:st|nd|rd|th|s|-?[а-яё]{{1,3}}){_NOT_BEFORE})?"


def _either(words: Iterable[str]) -> str:
    """Make an alternation of words, the longest first so that none hides another."""
    return "|".join(sorted(words, key=lambda word: (-len(word), word)))


@cache
def _token() -> re.Pattern[str]:
    """Build the pattern of a numeral: digits, or number words, compounds before their parts."""
    from num2words import num2words

    units, ten = ([num2words(n) for n in of] for of in (range(1, 10), _TEN))
    firsts, tenths = ([num2words(n, to="ordinal") for n in of] for of in (range(1, 10), _TEN))
    tens = ten[10:]
    russian = (*range(21), *range(30, 100, 10), *range(100, 1000, 100))
    plain = [*units, *ten, *(f"{word[:-1]}ies" for word in tens), *_MORE_ENGLISH.split()]
    plain += [*(num2words(n, lang="ru") for n in russian), *_MORE_RUSSIAN.split()]
    words = (
        r"the\s+same\s+number|no\s+one",
        rf"(?:{_either(tens)})-(?:{_either([*units, *firsts])})",
        r"(?:dozen|hundred|thousand|million|billion|trillion)s?",
        # "firsts" is no figure and "seconds" are units of time; "two thirds" are figures.
        rf"(?:{_either([*firsts, *tenths])})(?:(?<!first)(?<!second)s)?",
        _either(plain),
    )
    return re.compile(
        rf"(?:{_DIGITS}){_ENDING}|{_NOT_AFTER}(?:{'|'.join(words)}){_NOT_BEFORE}", re.IGNORECASE
    )


@dataclass(frozen=True, order=True)
class Token:
    """A numeral as printed and where it stands.

    Parameters
    ----------
    start, end : int
        Character offsets in the text's NFC form, end excluded.
    text : str
        The numeral as printed, in NFC.

    Examples
    --------
    >>> find_tokens("about 40,000 people")[0]
    Token(start=6, end=12, text='40,000')
    """

    start: int
    end: int
    text: str


def find_tokens(text: str) -> tuple[Token, ...]:
    """Find the numerals of a text, in order.

    Parameters
    ----------
    text : str
        Any text; it is read in Unicode normal form C, so that composed and decomposed
        spellings give the same tokens.

    Returns
    -------
    tuple of Token
        Case kept as printed; tokens do not overlap.

    Raises
    ------
    TypeError
        If `text` is not a string.

    Examples
    --------
    >>> [token.text for token in find_tokens("In 1937–38, Eighty-five of the 35,000 (37-й год)")]
    ['1937', '38', 'Eighty-five', '35,000', '37-й']
    """
    composed = unicodedata.normalize("NFC", text)
    return tuple(Token(m.start(), m.end(), m.group()) for m in _token().finditer(composed))
