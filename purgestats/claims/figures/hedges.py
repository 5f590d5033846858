"""What stands around a number: hedges, and words read over if they only say what is counted."""

import re
from difflib import SequenceMatcher
from functools import cache, lru_cache
from itertools import chain, takewhile

from purgestats._names import tables
from purgestats.claims.figures.digits import Exact, NoCount
from purgestats.claims.figures.language import Language, languages
from purgestats.claims.figures.tokens import RUN_IN, is_number, is_word
from purgestats.errors import FigureError

MOST_OF_A_SUBJECT = 8


def peel(words: list[str], language: Language) -> tuple[frozenset[str], list[str]]:
    """Take the hedges off a phrase.

    Parameters
    ----------
    words : list of str
        Tokens of the phrase.
    language : Language
        Whose words they are.

    Returns
    -------
    tuple of frozenset of str and list of str
        The kinds of hedge found, among "least", "most", "about" and "nearly", and the tokens
        left.

    Examples
    --------
    >>> from purgestats.claims.figures.language import language
    >>> peel(["no", "fewer", "than", "5"], language("en"))
    (frozenset({'least'}), ['5'])
    """
    found: set[str] = set()
    words, kind = _without_after(words, language)
    start = 0
    if kind:
        found.add(kind)
    while start < len(words) and words[start] in language.begins:
        length, kind = language.at("hedges", words, start)
        passed = filler(words, start, language)
        if length and length >= passed:
            found.add(kind)
        start += max(length, passed)
        if not length and not passed:
            break
    rest = words[start:]
    return frozenset(found), governed(words[start - 1], rest, language) if start else rest


def filler(words: list[str], start: int, language: Language) -> int:
    """Return the length of a filler here; "un" is one only before digits: "un 70 %"."""
    length, _ = language.at("fillers", words, start)
    end = start + length
    counts = length and words[start] in language.sets["number"]
    if counts and not (end < len(words) and is_number(words[end])):
        return 0
    return length + (length > 0 and words[end : end + 1] == [":"])  # "Total: 5,000".


def governed(before: str, words: list[str], language: Language) -> list[str]:
    """Return words with "1" before a scale word in the singular: "до тысячи" is no thousands."""
    singular = words and language.has("governing", before) and language.has("governed", words[0])
    return ["1", *words] if singular else words


def _without_after(words: list[str], language: Language) -> tuple[list[str], str]:
    """Take off a hedge that stands after the number, as in "5,000 or more"."""
    for start, length, kind in language.find("after", words, 1):
        if start < language.at("hedges", words)[0] or not language.has_number(words[:start]):
            continue
        end = start + length
        reach = max(at + language.at("hedges", words, at)[0] for at in range(start, end))
        ahead = language.has_number(words[end : end + 1])
        if ahead and is_number(words[end]):  # "100 с лишним тысяч", but not "5 million or so 5".
            continue
        if ahead and language.has("scales", words[end]):  # "5 z górą tysięcy".
            ahead = any(language.has(kind, words[end]) for kind in ("alone", "governed"))
        # "At least" before a number further on belongs to that, and so does "up to" in "and up to".
        if reach < end or (reach == end and not ahead) or end == len(words):
            return [*words[:start], *words[end:]], kind
    return words, ""


def subject(words: list[str], language: Language) -> tuple[list[str], str, str]:
    """Take off a subject and a verb that bounds the number, as in "deaths may exceed 20,000".

    Parameters
    ----------
    words : list of str
        Tokens of the phrase.
    language : Language
        Whose words they are.

    Returns
    -------
    tuple of list of str, str and str
        The tokens after the verb, the kind of hedge that it is (blank if there is none), and the
        subject.
    """
    for start in range(min(len(words), MOST_OF_A_SUBJECT + 1)):
        length, kind = language.at("verbs", words, start)
        if length:
            if any(reason == "change" for *_, reason in language.find("refused", words[:start])):
                raise FigureError("it says what the number is not")
            return words[start + length :], kind, " ".join(words[:start])
        word = words[start]
        hedged, _ = language.at("hedges", words, start)
        if hedged or not is_word(word) or word in language.sets["number"]:
            break
    return words, "", ""


MOST_WORDS = 10
#: From so many on, "years" are what is counted (sentences added up), not how long something took.
YEARS_COUNTED_FROM = 2_100
_ALIKE = 0.8
#: Letters of a scale word from which on one wrong letter still tells it; few words are like "тыс"
#: and "mln".
_LONG, _SHORTEST = 6, 3
_VOWELS = frozenset("aeiou")
#: Latin and Cyrillic letters in one word.
_MIXED = re.compile("[a-z].*[а-яіїєґ]|[а-яіїєґ].*[a-z]")
_FOOTNOTES = "*†‡§"
_CLOSED = ("and", "of", "articles", "vague")

_REASONS: dict[str, str] = tables(__file__)["refused"]
FAULTS: dict[str, str] = tables(__file__)["faults"]
_ORDINARY: list[str] = tables(__file__)["ordinary"]
_FOREIGN: list[str] = tables(__file__)["foreign"]


def refuse_no_counts(words: list[str], language: Language) -> None:
    """Refuse a phrase that counts so many a year, a head, a day, or says which in a row.

    Parameters
    ----------
    words : list of str
        The whole phrase.
    language : Language
        Whose words they are.

    Raises
    ------
    FigureError
        If it is a rate or an ordinal.
    """
    for start, length, reason in language.find("refused", words):
        rate = reason == "rate" and not language.at("percent", words, start)[0]
        first = reason == "ordinal" and start == language.at("every", words)[0]
        if rate or (first and not language.at("part", words, start + length)[0]):
            raise NoCount(_REASONS[reason])


def read_over(words: list[str], language: Language, value: Exact, *, spelled: bool = False) -> str:
    """Return the words after a number that only say what is counted.

    Parameters
    ----------
    words : list of str
        What stands after the number.
    language : Language
        Whose words they are.
    value : int or Fraction
        The number.
    spelled : bool
        Whether it ends in a number word.

    Returns
    -------
    str
        The words.

    Raises
    ------
    FigureError
        If they may change the number, or are too many.

    Examples
    --------
    >>> from purgestats.claims.figures.language import language
    >>> read_over(["of", "the", "women"], language("en"), 40)
    'of the women'
    """
    if not words:
        return ""
    length, reason = language.at("refused", words)
    if not length and (language.has("of", words[0]) or language.has("articles", words[0])):
        length, reason = language.at("refused", words, 1)
    counted = reason == "duration" and value >= YEARS_COUNTED_FROM
    if length and reason in _REASONS and not counted:
        # "5,000 plus" is more in English, and says how much more in French.
        only = reason == "change" and length == len(words)
        raise (FigureError if only else NoCount)(_REASONS[reason])
    if words[0] in _measures() and words[0] not in language.known:  # "5 million zł".
        raise NoCount(_REASONS["measure"])
    if spelled and language.ordinals.fullmatch(words[0]):  # "Twenty-first".
        raise NoCount(_REASONS["ordinal"])
    _refuse_change(words, language)
    if len(words) > MOST_WORDS:
        raise FigureError("too many words follow the number; give the number phrase only")
    known = language.known if words[0][1:] else language.begins if words[1:] else ()
    own = language if spelled else None
    odd = "" if counted or words[0] in known else _odd(words[0], own)
    if odd:
        raise FigureError(odd)
    if language.find("percent", words):
        raise FigureError(FAULTS["percent_after"])
    for word in words:
        _refuse_number(word, words, language)
    if language.has("of", words[0]) and any(
        language.at(kind, words, 1)[0] for kind in ("hedges", "vague")
    ):
        raise FigureError(FAULTS["two_counts"])
    if language.has("and", words[0]):
        raise FigureError(f"it goes on with {words[0]!r}; give the number phrase only")
    if words[-1] in _joints() or any(language.has(kind, words[-1]) for kind in _CLOSED):
        raise FigureError(f"it ends in the middle, after {words[-1]!r}")
    hedge = words[language.ending("hedges", words) :]
    if hedge or language.at("verbs", words)[0] == len(words):
        raise FigureError(f"{' '.join(hedge or words)!r} does not belong after the number")
    return " ".join(words)


def _refuse_change(words: list[str], language: Language) -> None:
    """Refuse "people fewer" and "officers except a few", but not "people, if not more"."""
    for start, length, reason in language.find("refused", words):
        ends = start + length == len(words) and language.ending("remarks", words) == len(words)
        if reason == "except" or (reason == "change" and ends):
            raise FigureError(_REASONS[reason])


def _refuse_number(word: str, words: list[str], language: Language) -> None:
    """Refuse a further number, in digits or in words of any language."""
    if is_number(word) or word in language.sets["number"]:
        if language.has("of", words[0]):
            raise FigureError(FAULTS["two_counts"])
        raise FigureError(f"{word!r} is a further number; give one figure")
    if word in _FOOTNOTES:
        raise FigureError("a footnote mark stands in it; leave it out")
    if not is_word(word):
        raise FigureError(f"{word.removeprefix(RUN_IN) or word!r} is no part of a number")
    if word in _number_words() and word not in language.known:
        raise FigureError(f"{word!r} is a number word of another language than the rest")


@cache
def _joints() -> frozenset[str]:
    """Return the words of every language that alone open or join a range: one cut off ends so."""
    joints = (words for one in languages() for words in one.tables["joints"])
    pairs = chain.from_iterable(chain.from_iterable(one.pairs.values()) for one in languages())
    return frozenset(words[0] for words in chain(joints, *pairs) if not words[1:])


@lru_cache(maxsize=4096)
def _odd(word: str, spelled: Language | None) -> str:
    """Return the rule against a word that may be a misspelt or shortened scale word, if it is.

    After a number in words it may be a further such word: "two hundred fivty".
    """
    if not is_word(word):
        return ""
    if word in _scale_words():
        return f"{word!r} is a number word of another language than the rest"
    if len(word) < 2 or any(scale.startswith(word) for scale in _scale_words()):
        return f"{word!r} may be short for a number word; write it in full"
    if not word.strip("oо") or _MIXED.search(word):
        return f"{word!r} may be misread; it has letters that look like zeros or like others"
    numbers = {words[0] for words in spelled.tables["numbers"]} if spelled else set()
    for known in sorted(_scale_words() | numbers) if word not in _ORDINARY else ():
        whole = known in word and len(known) > _SHORTEST and bool(spelled and spelled.joined)
        short = known in _thousands() and (not known.isascii() or _VOWELS.isdisjoint(word))
        if whole or _alike(word, known, _SHORTEST if short or known in numbers else _LONG):
            return f"{word!r} is no word for a number; perhaps {known!r}"
    return ""


def _alike(word: str, known: str, least: int) -> bool:
    """Say whether a word is a number word with a letter wrong, or several: "rnillion", "гыс"."""
    at = sum(takewhile(bool, map(str.__eq__, word, known)))
    tails = {word[at:], word[at + 1 :], word[at + 1 : at + 2] + word[at : at + 1] + word[at + 2 :]}
    if len(known) >= least and (not tails.isdisjoint((known[at:], known[at + 1 :]))):
        return True
    if abs(len(known) - len(word)) > 2 or len(known) < _LONG - 1:
        return False
    begun = word[:2] == known[:2] or len(known) > _LONG
    return begun and SequenceMatcher(None, word, known, autojunk=False).ratio() >= _ALIKE


@cache
def _measures() -> frozenset[str]:
    """Return the words of every language for amounts and times, but no single letters."""
    refused = chain.from_iterable(one.tables["refused"].items() for one in languages())
    alone = (words[0] for words, why in refused if why in ("measure", "duration") and not words[1:])
    return frozenset(word for word in alone if word[1:])


@cache
def _thousands() -> frozenset[str]:
    scales = chain.from_iterable(one.tables["scales"].items() for one in languages())
    return frozenset(words[0] for words, value in scales if value >= 1_000)


@cache
def _scale_words() -> frozenset[str]:
    """Return the words that multiply a number or make it a share, of languages not read too."""
    kinds = ("scales", "decades", "percent", "amounts")
    tables = [one.tables[kind] for one in languages() for kind in kinds]
    words = (word for table in tables for words in table for word in words if is_word(word))
    return frozenset(words).union(_FOREIGN)


@cache
def _number_words() -> frozenset[str]:
    """Return those and the words of every language for a number, but no ordinary words."""
    spelled = {words[0] for one in languages() for words in one.tables["numbers"] if not words[1:]}
    return _scale_words().union(spelled).difference(_ORDINARY)
