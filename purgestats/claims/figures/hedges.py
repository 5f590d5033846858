"""Hedges: the words around a number that widen it or bound it on one side."""

from __future__ import annotations

from purgestats.claims.figures.language import Language
from purgestats.claims.figures.tokens import is_number, is_word

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
    while start < len(words):
        length, kind = language.at("hedges", words, start)
        filler = _filler(words, start, language)
        if length and length >= filler:
            found.add(kind)
        start += length if length >= filler else filler
        if not length and not filler:
            break
    rest = words[start:]
    return frozenset(found), governed(words[start - 1], rest, language) if start else rest


def _filler(words: list[str], start: int, language: Language) -> int:
    """Return the length of a filler here; none is the first end of "eine bis zwei Millionen"."""
    filler, _ = language.at("fillers", words, start)
    counts = filler and language.is_number_word(words[start])
    return 0 if counts and language.at("joints", words, start + filler)[0] else filler


def governed(before: str, words: list[str], language: Language) -> list[str]:
    """Return words with "1" before a scale word in the singular: "до тысячи" is no thousands."""
    singular = words and language.has("governing", before) and language.has("governed", words[0])
    return ["1", *words] if singular else words


def _without_after(words: list[str], language: Language) -> tuple[list[str], str]:
    """Take off a hedge that stands after the number, as in "5,000 or more"."""
    leading, _ = language.at("hedges", words)
    for start in range(max(1, leading), len(words)):
        if not any(is_number(word) or language.is_number_word(word) for word in words[:start]):
            continue
        length, kind = language.at("after", words, start)
        more, _ = language.at("hedges", words, start)
        end = start + length
        ahead = end < len(words) and (is_number(words[end]) or language.is_number_word(words[end]))
        # "At least" before a number further on belongs to that.
        if length and (more < length or (more == length and not ahead) or end == len(words)):
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
            return words[start + length :], kind, " ".join(words[:start])
        word = words[start]
        hedged, _ = language.at("hedges", words, start)
        if hedged or not is_word(word) or language.is_number_word(word):
            break
    return words, "", ""
