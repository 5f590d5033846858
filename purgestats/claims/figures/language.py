"""The words of printed figures in each language: one table a language, and nothing else of it.

A table is a file in ``languages/``. To add a language, write its file and name it in
:data:`LANGUAGES`; number words below a thousand come from num2words.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache, cached_property
from itertools import product
from pathlib import Path
from typing import Any

from purgestats._names import tables
from purgestats.claims.figures.tokens import FRACTIONS, RUN_IN, is_number, is_word
from purgestats.errors import check_choice

LANGUAGES = ("en", "ru", "uk", "de", "fr", "pl", "es")

Words = tuple[str, ...]
#: Phrases of one kind with what each stands for; for most kinds, itself.
Table = Mapping[Words, Any]

_BELOW_HUNDRED = (*range(21), *range(30, 100, 10))
_HUNDREDS = range(100, 1000, 100)
#: Thirds and quarters often have names of their own.
_PARTS = (*range(5, 21), *range(30, 100, 10), 100, 1_000)
_DASHES = "-–"
_KNOWN = tables(__file__)


@dataclass(frozen=True, eq=False)
class Language:
    """The words of one language.

    Parameters
    ----------
    code, name : str
        Such as ``"de"`` and ``"German"``.
    decimal : str
        The mark before decimals, ``"."`` or ``","``.
    letters : frozenset of str
        Letters that tell it from English.
    joined : bool
        Whether number words are written together, as in "zweihunderttausend".
    tables : mapping of str to Table
        For each kind of word the phrases of that kind.
    begins : mapping of str to mapping of str to list of int
        For each word that begins phrases, and each kind of them, their lengths, longest first.
    pairs : mapping of str to list of tuple
        For each word that begins a range its opening and joint: "between", "and"; the longest
        opening first.
    known : frozenset of str
        Every word of the tables.
    ordinals : re.Pattern
        What an ordinal is like: "first", "первого".
    """

    code: str
    name: str
    decimal: str
    letters: frozenset[str]
    joined: bool
    tables: Mapping[str, Table]
    begins: Mapping[str, Mapping[str, list[int]]]
    pairs: Mapping[str, list[tuple[Words, Words]]]
    known: frozenset[str]
    ordinals: re.Pattern[str]

    def at(self, kind: str, words: list[str], start: int = 0) -> tuple[int, Any]:
        """Return how many words the longest phrase of a kind takes here, and what it stands for."""
        kinds = self.begins.get(words[start]) if start < len(words) else None
        if kinds is not None and kind in kinds:
            table = self.tables[kind]
            for length in kinds[kind]:
                found = (words[start],) if length == 1 else tuple(words[start : start + length])
                if found in table:
                    return len(found), table[found]
        return 0, None

    def has(self, kind: str, word: str) -> bool:
        """Say whether a single word is a phrase of a kind."""
        return (word,) in self.tables[kind]

    def joins(self, word: str) -> bool:
        """Say whether a word may stand between a part and its whole: "half of one million"."""
        one = self.at("numbers", [word])[1] == 1
        return one or any(self.has(kind, word) for kind in ("of", "articles"))

    def find(self, kind: str, words: list[str], start: int = 0) -> list[tuple[int, int, Any]]:
        """Return where phrases of a kind stand, how many words they take, and what they mean."""
        first = self.first[kind]
        if first.isdisjoint(words):
            return []
        places = [at for at, word in enumerate(words) if word in first and at >= start]
        return [(at, *found) for at in places if (found := self.at(kind, words, at))[0]]

    @cached_property
    def first(self) -> dict[str, frozenset[str]]:
        """For each kind of phrase the words with which one begins."""
        return {kind: frozenset(one[0] for one in table) for kind, table in self.tables.items()}

    @cached_property
    def telling(self) -> frozenset[str]:
        """The words with which begins what makes a phrase more than a hedged number."""
        return self.first["refused"] | self.first["best"] | self.first["verbs"]

    @cached_property
    def sets(self) -> dict[str, frozenset[str]]:
        """For each set of kinds every word of them; for some, only those that alone are one."""
        alone = _KNOWN["alone"]
        return {
            name: frozenset(
                word
                for kind in kinds
                for words in self.tables[kind]
                for word in words
                if name not in alone or not words[1:]
            )
            for name, kinds in _KNOWN["sets"].items()
        }

    def ending(self, kind: str, words: list[str]) -> int:
        """Return where a phrase of a kind begins that ends the words; their number if none does."""
        found = self.find(kind, words)
        return next((at for at, length, _ in found if at + length == len(words)), len(words))

    def has_number(self, words: list[str]) -> bool:
        """Say whether a number, in digits or in words, stands among some words."""
        return any(is_number(word) or word in self.sets["number"] for word in words)

    def split(self, word: str) -> list[str]:
        """Return the parts of a number word written together, or the word.

        Letters that run into a number ("5млн") are a word, where they are one.
        """
        plain = word.removeprefix(RUN_IN)
        whole = len(plain) > 1 or word == plain or self.has("times", plain)
        if word in self.known or (whole and plain in self.known):
            return [word if word in self.known else plain]
        return (self.joined and is_word(word) and self._pieces(word)) or [word]

    def _pieces(self, word: str) -> list[str]:
        for end in range(len(word), 1, -1):
            if word[:end] in self.sets["joined"]:
                rest = self._pieces(word[end:])
                if rest or end == len(word):
                    return [word[:end], *rest]
        return []


@cache
def languages() -> tuple[Language, ...]:
    """Return every language there is a table for."""
    return tuple(map(language, LANGUAGES))


@cache
def language(code: str) -> Language:
    """Return a language by its code.

    Parameters
    ----------
    code : str
        One of :data:`LANGUAGES`.

    Returns
    -------
    Language
        Its words.

    Raises
    ------
    InvalidChoice
        If there is no table for it.

    Examples
    --------
    >>> language("de").at("scales", ["mio"])
    (1, 1000000)
    """
    check_choice(code, LANGUAGES, "words for the language")
    content = (Path(__file__).parent / "languages" / f"{code}.toml").read_text("utf-8")
    return from_table(code, tomllib.loads(content))


def from_table(code: str, table: Mapping[str, Any]) -> Language:
    """Make a language of its table of words.

    Parameters
    ----------
    code : str
        What it is called by.
    table : mapping
        What its file holds.

    Returns
    -------
    Language
        Its words.
    """
    groups = ("hedges", "after", "verbs", "refused", "margins")
    kinds: dict[str, dict[Words, Any]] = {group: {} for group in groups}
    for kind in _KNOWN["valued"]:
        kinds[kind] = _valued(table.get(kind, {}))
    kinds["numbers"] = {**_spelled(table, kinds["scales"]), **kinds["numbers"]}
    kinds["scales"] |= {
        (f"{RUN_IN}{words[0]}",): value
        for words, value in _valued(table.get("suffixes", {})).items()
    }
    ordinals = _ordinals(table)
    kinds["parts"] = ordinals | kinds["parts"]
    kinds["refused"] |= dict.fromkeys(ordinals, "ordinal")
    for group in groups:
        for kind, text in table.get(group, {}).items():
            kinds[group] |= dict.fromkeys(_phrases(text), kind)
    for group, signs in _KNOWN["signs"].items():
        for kind, forms in signs.items():
            kinds[group] |= {tuple(sign.split()): kind for sign in forms}
    kinds["signs"] = {(sign,): value for sign, value in FRACTIONS.items()}
    kinds["slash"] = {("/",): "/"}
    # "Over 5,000 but less than 6,000" and "at least 5 and at most 6" have both their ends.
    opening = f"{table['words'].get('and', '')}, {table['ranges'].get('but', '')}"
    most = [words for words, kind in kinds["hedges"].items() if kind == "most"]
    both = [(*first, *words) for first in _phrases(opening) for words in most]
    closing = [*both, *_phrases(table["ranges"].get("closing", ""))]
    kinds["closing"] = dict.fromkeys(closing, "most")
    kinds["joints"] = {words: words for words in _phrases(table["ranges"]["joints"])}
    kinds["joints"] |= kinds["closing"]
    kinds["joints"] |= {(dash,): (dash,) for dash in _DASHES}
    for kind in _KNOWN["words"]:
        kinds[kind] = {words: words for words in _phrases(table["words"].get(kind, ""))}
    pairs = _pairs(table["ranges"]["pairs"])
    known = {word for one in kinds.values() for words in one for word in words}
    known |= {word for held in pairs.values() for pair in held for side in pair for word in side}
    return Language(
        code=code,
        name=table["name"],
        decimal=table["decimal"],
        letters=frozenset(table.get("letters", "")),
        joined=table.get("joined", False),
        tables=kinds,
        begins=_begins(kinds),
        pairs=pairs,
        known=frozenset(word for word in known if is_word(word) or word.startswith(RUN_IN)),
        ordinals=_like_ordinals(table),
    )


def _pairs(text: str) -> dict[str, list[tuple[Words, Words]]]:
    """Return what opens and what parts a range, as "between" and "and", by the first word."""
    sides = [tuple(map(_words, part.split(" + "))) for part in _entries(text)]
    # "Between 5,000–6,000" is often printed.
    sides += [(first, (dash,)) for first, _ in sides for dash in _DASHES]
    found: dict[str, list[tuple[Words, Words]]] = {}
    for first, second in sorted(sides, key=lambda pair: (-len(pair[0]), -len(pair[1]))):
        found.setdefault(first[0], []).append((first, second))
    return found


def _begins(kinds: Mapping[str, Table]) -> dict[str, dict[str, list[int]]]:
    found: dict[str, dict[str, list[int]]] = {}
    for kind, table in kinds.items():
        for first, length in sorted({(words[0], -len(words)) for words in table}):
            found.setdefault(first, {}).setdefault(kind, []).append(-length)
    return found


def _words(phrase: str) -> Words:
    plain = phrase.lower().replace("’", "'")
    return (plain,) if plain == "-" else tuple(plain.replace("-", " ").replace(",", " ").split())


def _phrases(text: str) -> list[Words]:
    found = [_words(phrase) for entry in _entries(text) for phrase in _spread(entry)]
    return [*found, *_dotless(found)]


def _dotless(found: Sequence[Words]) -> list[Words]:
    """Return phrases with "ё" and "ß" as they are often printed, with "е" and "ss"."""
    plain = (tuple(word.replace("ё", "е").replace("ß", "ss") for word in words) for words in found)
    return [words for words, own in zip(plain, found, strict=True) if words != own]


def _entries(text: str) -> list[str]:
    return [entry.strip() for entry in text.split(",") if entry.strip()]


def _spread(entry: str) -> Iterator[str]:
    """Write out endings: "quarter(|s)" is quarter and quarters."""
    before, opening, rest = entry.partition("(")
    if not opening:
        yield before
        return
    endings, _, after = rest.partition(")")
    for tail in _spread(after):
        for ending in endings.split("|"):
            yield f"{before}{ending}{tail}"


def _valued(table: Mapping[str, str]) -> dict[Words, Any]:
    found: dict[Words, Any] = {}
    for text, phrases in table.items():
        value = Fraction(text)
        found |= dict.fromkeys(_phrases(phrases), int(value) if value.denominator == 1 else value)
    return found


def _spelled(table: Mapping[str, Any], scales: Table) -> dict[Words, Any]:
    """Return the number words below a thousand, in every case of the language."""
    from num2words import num2words

    forms = table.get("forms", {})
    joined = table.get("joined", False)
    values = range(100) if table.get("all_below_100") else _BELOW_HUNDRED
    found: dict[Words, Any] = {}
    for chosen in product(*forms.values()):
        form = dict(zip(forms, chosen, strict=True))
        for value in (*values, *_HUNDREDS):
            words = _words(num2words(value, lang=table["spelled"], **form))
            # "Zwei- bis dreihundert" share a hundred, so it is no part of a word there.
            if value < 100 or (len(words) == 1 and words not in scales and not joined):
                found |= dict.fromkeys((words, *_dotless([words])), value)
    return found


def _ordinals(table: Mapping[str, Any]) -> dict[Words, Any]:
    """Return the ordinals that name parts, in the forms in which they do: "fifths", "пятых"."""
    from num2words import num2words

    found: dict[Words, Any] = {}
    rules = table.get("ordinals", {})
    for value in _PARTS if "endings" in rules else ():
        *more, word = _words(num2words(value, lang=table["spelled"], to="ordinal"))
        if not more or value >= 100:  # "One hundredth", but not "dix-septième".
            stem = word[: len(word) - rules["cut"]]
            found |= dict.fromkeys(_phrases(f"{stem}({rules['endings']})"), value)
    return found


def _like_ordinals(table: Mapping[str, Any]) -> re.Pattern[str]:
    """Return what the last word of an ordinal is like, in whichever case it stands."""
    from num2words import num2words

    rules = table.get("ordinals", {})
    cut = rules.get("stem", rules.get("cut", 0))
    values = (*_BELOW_HUNDRED[1:], *_HUNDREDS, 1_000)
    named = [_words(num2words(at, lang=table["spelled"], to="ordinal"))[-1:] for at in values]
    stems = [word[: len(word) - cut] for (word,) in (*named, *_dotless(named))]
    return re.compile(rf"(?:{'|'.join(stems)})\w{{0,3}}")
