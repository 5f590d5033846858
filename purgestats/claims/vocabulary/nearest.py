"""The terms that a text which is none of them may mean, by all their names."""

import re
from collections import Counter
from collections.abc import Collection, Mapping
from difflib import SequenceMatcher

#: For each term what else it is called.
Names = Mapping[str, Collection[str]]

_WORD = re.compile(r"[^\W_]{3,}")
#: A word that stands in the names of more terms than these tells none of them.
_FEW = 8
_MOST = 3
#: Names that share no word are called alike only if few letters differ: "Tula" is not Tuva.
_WITHIN, _LEAST, _SPELLED = 0.15, 0.6, 0.8
_NAMED, _TOLD = 0.95, 0.85


def nearest_terms(text: str, names: Names) -> list[str]:
    """Return the terms most like a text, best first; none if nothing is like it.

    Parameters
    ----------
    text : str
        What was written.
    names : mapping of str to collection of str
        The terms, with the other names of each.

    Returns
    -------
    list of str
        Those a name of which stands in the text, shares its telling words, or is spelled alike.

    Examples
    --------
    >>> names = {"polish-operation": ["order 00485"], "german-operation": ["order 00439"]}
    >>> nearest_terms("NKVD order 00485", names), nearest_terms("german operatoin", names)
    (['polish-operation'], ['german-operation'])
    """
    plain = text.casefold()
    called = {term: [name.casefold() for name in (term, *names[term])] for term in names}
    words = {term: set(_WORD.findall(" ".join(own))) for term, own in called.items()}
    shared = Counter(word for own in words.values() for word in own)
    said = set(_WORD.findall(plain))
    told = {word for word in said if 0 < shared[word] <= _FEW}
    matcher = SequenceMatcher(b=plain)
    likeness = {}
    for term, own in called.items():
        floor = _TOLD if told and told <= words[term] else 0
        floor = _NAMED if not said.isdisjoint(own) else floor
        least = floor or (_SPELLED if said.isdisjoint(words[term]) else _LEAST)
        likeness[term] = max(floor, *(_likeness(matcher, name, least) for name in own))
    best = max(likeness.values(), default=0)
    ranked = sorted((term for term in names if likeness[term]), key=lambda one: -likeness[one])
    return [term for term in ranked if likeness[term] >= best - _WITHIN][:_MOST]


def _likeness(matcher: SequenceMatcher[str], name: str, least: float) -> float:
    """Return how alike two names are spelled; 0 if less than asked for."""
    matcher.set_seq1(name)
    if matcher.real_quick_ratio() < least or matcher.quick_ratio() < least:
        return 0
    ratio = matcher.ratio()
    return ratio if ratio >= least else 0
