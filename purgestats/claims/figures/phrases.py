"""A phrase in one language: its number or range, its hedges, and what is read over."""

from collections.abc import Iterator
from contextlib import suppress
from typing import NamedTuple

from purgestats.claims.figures.counts import Numeral, Unit
from purgestats.claims.figures.digits import Exact
from purgestats.claims.figures.hedges import peel, read_over, refuse_no_counts, subject
from purgestats.claims.figures.language import Language
from purgestats.claims.figures.numerals import numeral
from purgestats.claims.figures.ranges import Range, leading_number, range_of
from purgestats.claims.figures.tokens import RUN_IN, is_number, is_word
from purgestats.errors import FigureError

#: "A third of a million" is no whole number either.
_PARTS_BELOW = 1_000


class Phrase(NamedTuple):
    """What a phrase says, before any policy gives it room.

    Parameters
    ----------
    low, high : int, Fraction or None
        The ends as printed, hedges left aside; no high where the upper end is open.
    best : int, Fraction or None
        The single number, if one is printed.
    unit : {"count", "share", "multiple"}
        What the number is a number of.
    number : Numeral or None
        The single number as printed; None for a range.
    hedges : frozenset of str
        Among "least", "most", "about" and "nearly".
    beside : str
        Words that only say what is counted.
    """

    low: Exact
    high: Exact | None
    best: Exact | None
    unit: Unit
    number: Numeral | None = None
    hedges: frozenset[str] = frozenset()
    beside: str = ""

    def says(self) -> tuple[object, ...]:
        """Return what tells one reading from another."""
        return (self.low, self.high, self.best, self.unit, self.hedges)


def phrase(found: list[str], language: Language) -> Phrase:
    """Read a phrase in one language.

    Parameters
    ----------
    found : list of str
        Its tokens.
    language : Language
        Whose words they are.

    Returns
    -------
    Phrase
        What it says.

    Raises
    ------
    FigureError
        If it is not one figure.

    Examples
    --------
    >>> from purgestats.claims.figures.language import language
    >>> from purgestats.claims.figures.tokens import tokens
    >>> phrase(tokens("mindestens 438 Hinrichtungen"), language("de")).hedges
    frozenset({'least'})
    """
    fault: FigureError | None = None
    for words in _without_hyphens(found, language):
        try:
            return _whole(_bracketed(words, language))
        except FigureError as error:
            fault = error.with_traceback(None)
    raise fault or FigureError("there is no number in it")


def _whole(found: Phrase) -> Phrase:
    """Refuse a part of a person: a word read over after "2.5" may be a scale."""
    part = found.low.denominator != 1 and found.low < _PARTS_BELOW
    if part and found.beside and found.unit == "count":
        raise FigureError(f"what {found.beside!r} counts comes in whole numbers only")
    return found


def _without_hyphens(found: list[str], language: Language) -> Iterator[list[str]]:
    """Return the words with hyphens within words left out; then with those between numbers kept.

    "Twenty-five" is one number, "two-three million" is two. A dash never stands within a word.
    """
    whole = found
    if language.joined or RUN_IN in "".join(found):
        whole = [part for word in found for part in language.split(word)]
    if "-" not in whole:
        yield whole
        return
    for keep in (False, True):
        yield [
            word
            for at, word in enumerate(whole)
            if word != "-" or _parts_numbers(whole, at, language, keep)
        ]


def _parts_numbers(words: list[str], at: int, language: Language, keep: bool) -> bool:
    """Say whether a hyphen stands outside words, or may stand between two numbers in words."""
    if not 0 < at < len(words) - 1 or not is_word(words[at + 1]):
        return True
    before, after = words[at - 1], words[at + 1]
    if is_number(before):  # In "10-летний срок" the word turns the number into something else.
        return after not in language.known or language.has("numbers", after)
    if not language.sets["number"] >= {before, after}:
        return False
    return keep or (bool(language.tables["inverted"]) and language.has("scales", before))


def _bracketed(words: list[str], language: Language) -> Phrase:
    """Read a phrase that may end in a remark or a range in brackets."""
    if words[:1] == ["("] and words[-1:] == [")"] and words.count("(") == 1:
        words = words[1:-1]
    opening = "(" if "(" in words else "["
    if opening not in words or words[-1] not in (")", "]"):
        return _plain(words, language)
    place = words.index(opening)
    main, inner = words[:place], words[place + 1 : -1]
    if language.at("margins", inner)[0]:
        return _plain([*main, *inner], language)
    if opening == "[" and all(map(is_number, inner)):
        raise FigureError("a footnote mark stands in it; leave it out")
    found = _plain(main, language)
    for kind in ("remarks", "persons"):
        if language.at(kind, inner)[0] == len(inner):
            return found
    for kind in ("after", "hedges"):
        length, hedge = language.at(kind, inner)
        if length and length == len(inner):
            return found._replace(hedges=found.hedges | {hedge})
    if not language.has_number(inner):
        beside = " ".join(filter(None, (found.beside, read_over(inner, language, found.low))))
        return found._replace(beside=beside)
    if found.number is None or found.hedges - {"about"}:
        raise FigureError("what stands in brackets does not go with the rest")
    return _around(found, _plain(inner, language))


def _around(best: Phrase, ends: Phrase) -> Phrase:
    """Put a best value and its range together, as in "5,000 (2,163 to 7,000)"."""
    if best.says() == ends.says():
        return best
    if ends.number is not None or ends.high is None or best.best is None:
        raise FigureError("two numbers; give one figure")
    if best.unit != ends.unit or not ends.low <= best.best <= ends.high:
        raise FigureError("the range in brackets does not hold the number before it")
    return ends._replace(best=best.best, beside=best.beside or ends.beside, hedges=frozenset())


def _plain(words: list[str], language: Language) -> Phrase:
    """Peel the hedges off a phrase and read the number or range within."""
    verb, said_of = "", ""
    if not language.telling.isdisjoint(words):
        refuse_no_counts(words, language)
        for place, length, _ in language.find("best", words, 1):
            if inner := words[place + length :]:
                return _around(_plain(inner, language), _plain(words[:place], language))
        words, verb, said_of = subject(words, language)
    hedges, words = peel(words, language)
    hedges |= {verb} - {"", "plain"}
    if not words:
        raise FigureError("there is no number in it")
    if {"least", "most"} <= hedges:
        raise FigureError("it is hedged both upward and downward")
    found = _number_or_range(words, language)
    if not hedges and not said_of:
        return found
    if "least" in hedges and language.find("closing", words, 1):
        hedges -= {"least"}
    beside = " ".join(filter(None, (said_of, found.beside)))
    # "Plus d'une centaine" is more than 100, not more than about 100.
    own = found.hedges - {"about"} if hedges else found.hedges
    return Phrase(*found[:5], own | hedges, beside)


def _with_margin(words: list[str], language: Language) -> Phrase | None:
    """Read "700,000 ± 50,000", a number and how far it may be off to both sides."""
    for place, length, _ in language.find("margins", words, 1):
        margin, own, beside = leading_number(words[place + length :], language)
        # "1.2 ± 0.1 million", "12.5 ± 0.5 %".
        shared = [*words[:place], *(word for word in own if word in language.sets["shared"])]
        for left in (words[:place], shared):
            with suppress(FigureError):
                best = numeral(left, language)
                most = 1 if best.unit == "share" else best.low
                if best.unit == margin.unit and margin.high <= best.low <= most:
                    ends = best.low - margin.high, best.low + margin.high
                    return Phrase(*ends, best.low, best.unit, beside=beside)
        raise FigureError("the margin does not go with its number; write a range")
    return None


def _is_no_number(words: list[str], language: Language) -> bool:
    """Say at once of "between 5 and 6" and "5 to 6" that they are ranges, if anything."""
    if len(words) > 2 and is_number(words[0]):
        return is_number(words[2]) and language.has("joints", words[1])
    return words[0] in language.pairs and words[0] not in language.sets["company"]


def _of_range(pair: Range) -> Phrase:
    lower, upper, beside = pair
    if upper is None:
        return Phrase(lower.low, None, None, lower.unit, None, frozenset({"least"}), beside)
    best = lower.low if lower.low == upper.high else None
    return Phrase(lower.low, upper.high, best, lower.unit, beside=beside)


def _number_or_range(words: list[str], language: Language) -> Phrase:
    if _is_no_number(words, language) and (pair := range_of(words, language)):
        return _of_range(pair)
    try:
        number, _, beside = leading_number(words, language)
    except FigureError as error:
        if found := _with_margin(words, language):
            return found
        pair = range_of(words, language)
        if pair is None:
            raise error from None
        return _of_range(pair)
    best = number.low if number.low == number.high else None
    hedges = frozenset({"about"} if number.rough else ())
    return Phrase(number.low, number.high, best, number.unit, number, hedges, beside)
