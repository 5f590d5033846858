"""The paragraphs of an article in wiki markup, and what the calendar says of their numerals.

section : the text under a heading (``= Title =`` to ``====== Title ======``); what stands before
    the first heading belongs to the lead.
paragraph : a non-empty line that is no heading, counted from 1 within its section.

Paragraph : one paragraph and where it stands.
read_paragraphs : the paragraphs of a text, in order.
calendar_kinds : which numerals of a paragraph are years or days of the month.
"""

import hashlib
import itertools
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Final

from purgestats._names import tables
from purgestats.words import MONTHS

_TEN = (*range(10, 20), *range(20, 100, 10))
_MORE: Final = tables(__file__)
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
    plain = [*units, *ten, *(f"{word[:-1]}ies" for word in tens), *_MORE["english"].split()]
    plain += [*(num2words(n, lang="ru") for n in russian), *_MORE["russian"].split()]
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


LEAD: Final = "Great Purge"

_MONTH: Final = rf"(?:{'|'.join(MONTHS)})"
_YEAR: Final = re.compile(r"(?:1[5-9]\d\d|20\d\d)(?:s|-?[а-яё]{1,3})?", re.IGNORECASE)
_SHORT_YEAR: Final = re.compile(r"\d\d(?:s|-?[а-яё]{1,3})?", re.IGNORECASE)
_DAY: Final = re.compile(r"(?:[12]?\d|3[01])(?:st|nd|rd|th)?", re.IGNORECASE)
_BEFORE_SHORT_YEAR: Final = re.compile(r"(?:\b(?:1[5-9]|20)\d\ds?[-–—]|['’ʼ])$")
_BEFORE_DAY: Final = re.compile(rf"\b{_MONTH}\s+$")
_AFTER_DAY: Final = re.compile(rf"\s+(?:of\s+)?{_MONTH}\b")
_NEAR: Final = 20


@dataclass(frozen=True)
class Paragraph:
    """One paragraph of an article and where it stands.

    Parameters
    ----------
    section : str
        Heading of the section, without its equals signs.
    number : int
        Place within the section, from 1.
    text : str
        The paragraph in Unicode normal form C, without white space at its ends. It is left out
        of the repr, so that no sentence of an article is printed by accident.

    Examples
    --------
    >>> Paragraph("Lead", 1, "Two trials.")
    Paragraph(section='Lead', number=1)
    """

    section: str
    number: int
    text: str = field(repr=False)

    @property
    def sha256(self) -> str:
        """SHA-256 of the paragraph's UTF-8 bytes, as 64 hexadecimal digits."""
        return hashlib.sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest()


def read_paragraphs(text: str) -> tuple[Paragraph, ...]:
    r"""Read the paragraphs of an article in wiki markup.

    Parameters
    ----------
    text : str
        The article, one paragraph a line, headings between equals signs. A byte order mark,
        the kind of line ends and the Unicode normal form make no difference.

    Returns
    -------
    tuple of Paragraph
        In order. Sections that share a heading are told apart by their parents' headings
        (``End > Notes``), and, where these agree too, by a number (``Notes (2)``).

    Raises
    ------
    TypeError
        If `text` is not a string.

    Examples
    --------
    >>> read_paragraphs("= A =\nOne line.\n\n== B ==\nFirst.\nSecond.")
    ... # doctest: +NORMALIZE_WHITESPACE
    (Paragraph(section='A', number=1), Paragraph(section='B', number=1),
     Paragraph(section='B', number=2))
    """
    composed = unicodedata.normalize("NFC", text).removeprefix("\ufeff")
    # Only true line ends: str.splitlines would also cut at form feeds and separators.
    lines = [line.strip() for line in re.split(r"\r\n|\r|\n", composed)]
    headed = [(line, _heading(line)) for line in lines if line]
    names = iter(_section_names(headed))
    section, number = LEAD, 0
    paragraphs = []
    for line, heading in headed:
        if heading:
            section, number = next(names), 0
        else:
            number += 1
            paragraphs.append(Paragraph(section, number, line))
    return tuple(paragraphs)


def calendar_kinds(text: str, tokens: Sequence[Token]) -> Iterator[str]:
    """Tell the years and days of the month among the numerals of a paragraph.

    Parameters
    ----------
    text : str
        The paragraph, in normal form C.
    tokens : sequence of Token
        Its numerals.

    Yields
    ------
    str
        For each token ``year`` (1500 to 2099, with the short second half of a span and a year
        after an apostrophe), ``date`` (a day beside the name of a month), or blank.

    Examples
    --------
    >>> from purgestats.claims.trace.paragraphs import find_tokens
    >>> text = "On 2 July 1937, and in 1937–38, 16 were tried."
    >>> list(calendar_kinds(text, find_tokens(text)))
    ['date', 'year', 'year', 'year', '']
    """
    for token in tokens:
        before = text[max(0, token.start - _NEAR) : token.start]
        after = text[token.end : token.end + _NEAR]
        if _YEAR.fullmatch(token.text) or (
            _SHORT_YEAR.fullmatch(token.text) and _BEFORE_SHORT_YEAR.search(before)
        ):
            yield "year"
        elif _DAY.fullmatch(token.text) and (_BEFORE_DAY.search(before) or _AFTER_DAY.match(after)):
            yield "date"
        else:
            yield ""


def _heading(line: str) -> tuple[int, str] | None:
    """Read a line as a heading: its level and its title, or None for other lines."""
    left = len(line) - len(line.lstrip("="))
    right = len(line) - len(line.rstrip("="))
    level = min(left, right, 6)
    # A terminal would obey control characters, and a heading needs none.
    inside = line[level : len(line) - level]
    title = "".join(c for c in inside if unicodedata.category(c)[0] != "C").strip()
    return (level, title) if level and title else None


def _section_names(headed: Sequence[tuple[str, tuple[int, str] | None]]) -> Iterator[str]:
    """Yield one unique name for each heading among the lines."""
    headings = [heading for _, heading in headed if heading]
    taken = {LEAD} if headed and not headed[0][1] else set()
    titles = Counter([*taken, *(title for _, title in headings)])
    parents: list[tuple[int, str]] = []
    for level, title in headings:
        parents = [*(parent for parent in parents if parent[0] < level), (level, title)]
        path = title if titles[title] < 2 else " > ".join(part for _, part in parents)
        numbered = (f"{path} ({count})" for count in itertools.count(2))
        name = next(name for name in itertools.chain([path], numbered) if name not in taken)
        taken.add(name)
        yield name
