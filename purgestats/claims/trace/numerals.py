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
from dataclasses import dataclass
from typing import Final

_UNITS: Final = "one two three four five six seven eight nine"
_TEENS: Final = (
    "zero ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
)
_TENS: Final = "twenty thirty forty fifty sixty seventy eighty ninety"
_PLURAL_TENS: Final = "tens twenties thirties forties fifties sixties seventies eighties nineties"
_SCALES: Final = "dozen hundred thousand million billion trillion"
_SCALE_ORDINALS: Final = "hundredth thousandth millionth"
_UNIT_ORDINALS: Final = "first second third fourth fifth sixth seventh eighth ninth"
_TEEN_ORDINALS: Final = (
    "tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth "
    "eighteenth nineteenth"
)
_TENS_ORDINALS: Final = (
    "twentieth thirtieth fortieth fiftieth sixtieth seventieth eightieth ninetieth"
)
_FRACTIONS: Final = "half halves quarter quarters"
_MULTIPLES: Final = "twice thrice double triple quadruple"
_SHARES: Final = "all none most mostly"
_RUSSIAN: Final = (
    "ноль один два три четыре пять шесть семь восемь девять десять одиннадцать двенадцать "
    "тринадцать четырнадцать пятнадцать шестнадцать семнадцать восемнадцать девятнадцать "
    "двадцать тридцать сорок пятьдесят шестьдесят семьдесят восемьдесят девяносто сто двести "
    "триста четыреста пятьсот шестьсот семьсот восемьсот девятьсот тысяча тысячи тысяч тыс "
    "миллион миллиона миллионов млн миллиард миллиарда миллиардов млрд половина треть четверть"
)

# Combining marks guard too: what NFC cannot compose must not end a word early.
_MARKS: Final = "\u0300-\u036f"
_NOT_AFTER: Final = rf"(?<![\w{_MARKS}])"
_NOT_BEFORE: Final = rf"(?![\w{_MARKS}])"

_JOINING_SPACES: Final = "\u00a0\u2009\u202f"
_DIGITS: Final = (
    rf"\d+(?:[.,{_JOINING_SPACES}]\d+)*[¼-¾⅐-⅞]?|[¼-¾⅐-⅞]",
    rf"(?:(?:st|nd|rd|th|s|-?[а-яё]{{1,3}}){_NOT_BEFORE})?",
)


def _either(words: str) -> str:
    """Make an alternation of words, the longest first so that none hides another."""
    return "|".join(sorted(words.split(), key=lambda word: (-len(word), word)))


def _number_words() -> str:
    """Build the alternation of all number words, compounds before their parts."""
    compound = rf"(?:{_either(_TENS)})-(?:{_either(f'{_UNITS} {_UNIT_ORDINALS}')})"
    scales = rf"(?:{_either(_SCALES)})s?"
    # "firsts" is no figure and "seconds" are units of time; "two thirds" are figures.
    denominators = (
        rf"(?:{_either(' '.join((_UNIT_ORDINALS, _TEEN_ORDINALS, _TENS_ORDINALS)))})"
        r"(?:(?<!first)(?<!second)s)?"
    )
    plain = _either(
        " ".join(
            (
                *(_UNITS, _TEENS, _TENS, _PLURAL_TENS, _SCALE_ORDINALS, _FRACTIONS),
                *(_MULTIPLES, _SHARES, _RUSSIAN),
            )
        )
    )
    return rf"the\s+same\s+number|no\s+one|{compound}|{scales}|{denominators}|{plain}"


_TOKEN: Final = re.compile(
    rf"(?:{_DIGITS[0]}){_DIGITS[1]}|{_NOT_AFTER}(?:{_number_words()}){_NOT_BEFORE}",
    re.IGNORECASE,
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
    return tuple(Token(m.start(), m.end(), m.group()) for m in _TOKEN.finditer(composed))
