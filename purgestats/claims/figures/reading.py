"""From a printed phrase to the values it allows, under a stated reading policy.

A *figure* is the phrase as printed ("about 40,000", "25 to 50 percent"); a *reading* turns it into
an interval from low to high with a best value. The words of a phrase tell its language; where only
its marks would tell, the user does.
"""

import re
from contextlib import suppress
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from html import escape

from purgestats.claims.figures.counts import Unit
from purgestats.claims.figures.digits import Exact, NoCount, TwoReadings
from purgestats.claims.figures.hedges import FAULTS, peel
from purgestats.claims.figures.language import Language, language, languages
from purgestats.claims.figures.phrases import Phrase, phrase
from purgestats.claims.figures.policies import (
    POLICIES,
    PRINTED,
    Policy,
    get_policy,
    round_room,
    spread,
)
from purgestats.claims.figures.tokens import is_number, tokens
from purgestats.errors import FigureError, shown
from purgestats.words import range_words

__all__ = ["POLICIES", "PRINTED", "Figure", "Policy", "get_policy", "read_figure"]

MOST_READ = 200
#: A word with a hyphen, soft or not, at which a line may have been broken.
_PARTED = re.compile(r"([^\W\d_]+)[-\u00ad] ?([^\W\d_]+)")
_PLAIN = re.compile(r"[1-9]\d{0,2}(?:,\d{3}){1,4}|[1-9]\d{0,14}|0")
#: Of these the last digit is not 0, so that no policy leaves them room.
_EXACT = re.compile(f"(?:{_PLAIN.pattern})(?<!0)", re.ASCII)
_NIL = Fraction(0)


@dataclass(frozen=True, slots=True)
class Figure:
    """The values that a printed figure allows.

    Parameters
    ----------
    low, high : Fraction or None
        Ends of the interval, both included; None where the figure sets no bound.
    best : Fraction or None
        The single value printed, if one is.
    unit : {"count", "share", "multiple"}
        What the values count: persons or things, a share of a whole (0.4 for 40 percent), or a
        multiple of something else.
    text : str
        The figure as it was given.
    policy : str
        Name of the reading policy.
    beside : str
        Words after the number that only say what is counted; they were read over.
    """

    low: Fraction | None
    best: Fraction | None
    high: Fraction | None
    unit: Unit
    text: str
    policy: str
    beside: str = ""

    def __str__(self) -> str:
        return range_words(self.low, self.high, self.unit.replace("count", ""), self.best)

    def _repr_html_(self) -> str:
        words = f"{self.text!r}, read under the policy {self.policy}: {self}"
        return f"<p>{escape(words)}</p>"


def read_figure(
    text: str, policy: str | Policy = "printed", *, exact: bool = False, language: str | None = None
) -> Figure:
    """Turn a printed figure into the values it allows.

    Parameters
    ----------
    text : str
        The number phrase as printed, hedges included, in English, Russian, Ukrainian, German,
        French, Polish or Spanish. Its words tell the language.
    policy : str or Policy
        The reading policy: ``"strict"``, ``"printed"`` (the default), ``"generous"`` or one's own.
    exact : bool
        Take the printed number itself as exact, as for a quota in an order or a cell of a register
        that happens to end in 0. Hedges and ranges still apply.
    language : {"en", "ru", "uk", "de", "fr", "pl", "es"}, optional
        The language, where only the marks of a number would tell it: ``681.692`` is 681,692 in
        German and refused without one.

    Returns
    -------
    Figure
        Low, best and high as exact fractions, None where there is no bound or no single value.

    Raises
    ------
    FigureError
        If the phrase is not one figure, or can be read as two that are far apart; the message says
        which part and how to mend it.
    InvalidChoice
        If there is no such policy or language.

    Notes
    -----
    Words that only say what is counted ("people", "of the women") are read over and stand in
    ``Figure.beside``. The ends of a range are taken as printed. "Over half" has no upper end here:
    that a share stops at 1 depends on its base, which the claims table knows. "13 of 15" is
    refused, for it is two counts, and so are rates ("a year") and lengths of time.

    Examples
    --------
    >>> print(read_figure("about 40,000"))
    36,000 to 44,000, best 40,000
    >>> print(read_figure("950,000 to 1.2 million"))
    950,000 to 1,200,000
    >>> print(read_figure("от 7 до 8 тыс."))
    7,000 to 8,000
    >>> print(read_figure("plus d'un million et demi de personnes"))
    at least 1,500,000
    >>> print(read_figure("681.692", language="de"))
    681,692
    """
    if not isinstance(text, str):
        raise FigureError(f"a figure is a text, not {type(text).__name__}")
    return _read(text, get_policy(policy), exact, language)


def readable(text: str, language: str | None = None) -> Figure | None:
    """Return the figure that a phrase prints; None if it cannot be read as one.

    >>> readable("about 40,000").best, readable("many")
    (Fraction(40000, 1), None)
    """
    with suppress(FigureError):
        return read_figure(text, language=language)
    return None


def exact_count(text: str) -> int | None:
    """Return the count in digits that a phrase is, if it is exact under every policy.

    >>> exact_count("681,692"), exact_count("680,000"), exact_count("about 7")
    (681692, None, None)
    """
    return int(text.replace(",", "")) if _EXACT.fullmatch(text) else None


@lru_cache(maxsize=262_144)
def _read(text: str, policy: Policy, exact: bool, code: str | None) -> Figure:
    if _PLAIN.fullmatch(text):
        number = int(text.replace(",", ""))
        value, room = Fraction(number), _NIL if exact else round_room(number, policy)
        low, high = (value - room, value + room) if room else (value, value)
        return Figure(low, value, high, "count", text, policy.name)
    if len(text) > MOST_READ:
        raise FigureError(
            f"a figure has at most {MOST_READ} characters; give the number phrase only"
        )
    try:
        parted = "-" in text or "\u00ad" in text
        words = tokens(_PARTED.sub(_rejoined, text) if parted else text)
        if words == ["null"] and not code:
            raise FigureError(FAULTS["missing"])
        found = _in_its_language(words, language(code) if code else None)
    except (FigureError, TwoReadings) as error:
        raise FigureError(f"{shown(text, 80)} cannot be read as one figure: {error}") from None
    bottom, top = _ends(found, policy, exact)
    best = None if bottom is None or top is None else found.best
    said = (bottom, best, top)
    ends = [Fraction(end) if isinstance(end, int) else end for end in said]
    return Figure(ends[0], ends[1], ends[2], found.unit, text, policy.name, found.beside)


def _rejoined(parts: re.Match[str]) -> str:
    """Join what a line break parted, where that makes a word: "mil- lions"."""
    whole = parts[1] + parts[2]
    return whole if any(whole.lower() in one.known for one in languages()) else parts[0]


def _in_its_language(words: list[str], given: Language | None) -> Phrase:
    """Read a phrase in the language that its words tell; refuse what two languages read apart."""
    if given is not None:
        return phrase(words, given)
    told = _languages_of(tuple([word for word in words if not word[0].isdecimal()]))
    fault: FigureError | None = None
    read: list[tuple[Language, Phrase]] = []
    for one in told:
        try:
            read.append((one, phrase(words, one)))
        except NoCount:
            raise
        except FigureError as error:
            fault = fault or error.with_traceback(None)
    if not read:
        return _hedged_in_another(words, told, fault)
    if len(read) > 1 and len({reading.says()[:4] for _, reading in read}) == 1:
        # "5,000 (est.)": where one reads over a hedge of another, it is a hedge.
        least = min(len(reading.beside.split()) for _, reading in read)
        read = [one for one in read if len(one[1].beside.split()) == least]
    (first, found), *others = read
    for other, reading in others:
        if reading.says() != found.says():
            raise TwoReadings(
                f"it reads as {_ends_of(found)} in {first.name} and as {_ends_of(reading)} in "
                f"{other.name}; say which with language="
            )
    return found


def _hedged_in_another(words: list[str], told: list[Language], fault: FigureError | None) -> Phrase:
    """Read "about 40 тыс.", the hedge in one language and the number in another."""
    ways = ((one, *peel(words, one)) for one in told)
    # What one language refuses as a whole it is not to read in parts.
    foreign = (
        (hedges, tuple(rest))
        for one, hedges, rest in ways
        if hedges and len(rest) < len(words) and _is_foreign(rest, one)
    )
    for hedges, (*rest,) in dict.fromkeys(foreign):
        with suppress(FigureError, TwoReadings):
            found = _in_its_language(rest, None)
            if not {"least", "most"} <= found.hedges | hedges:
                return found._replace(hedges=found.hedges | hedges)
    raise fault or FigureError("there is no number in it")


def _ends_of(found: Phrase) -> str:
    ends = [found.low] if found.low == found.high else [found.low, found.high]
    return " to ".join(f"{float(end):,.10g}" for end in ends if end is not None)


def _is_foreign(words: list[str], language: Language) -> bool:
    """Say whether one of the words belongs to other languages only."""
    own = languages().index(language)
    known = (_signs(word) for word in words if not is_number(word))
    return any(any(signs) and not signs[own] for signs in known)


@lru_cache(maxsize=16_384)
def _languages_of(words: tuple[str, ...]) -> list[Language]:
    """Return the languages that know most of some words; English, if none tells."""
    known = list(map(sum, zip(*map(_signs, words), strict=True)))
    if not any(known):
        letters = {char for word in words for char in word if char.isalpha()}
        known = [len(letters & one.letters) for one in languages()]
    if not any(known):
        return [languages()[0]]
    most = max(known)
    return [one for one, many in zip(languages(), known, strict=True) if many == most]


@lru_cache(maxsize=65_536)
def _signs(word: str) -> list[int]:
    """Return how much a word tells of each language; one that only fills tells half as much."""
    return [
        (word in one.known or one.split(word) != [word]) * (1 if one.has("fillers", word) else 2)
        for one in languages()
    ]


def _ends(found: Phrase, policy: Policy, exact: bool) -> tuple[Exact | None, Exact | None]:
    """Give a phrase the room that its hedges, or failing them its printed form, leave it."""
    bottom, top, hedges = found.low, found.high, found.hedges
    if found.number is not None and not hedges:
        return spread(found.number, policy, exact=exact)
    if found.number is not None:
        # "Some thousands" are as vague as "thousands" in every language, and no vaguer.
        if "about" in hedges and found.number.form != "span":
            bottom, top = _less(bottom, policy.about), _less(found.number.high, -policy.about)
        if "nearly" in hedges:
            bottom = min(bottom, _less(found.low, policy.nearly))
        if found.unit == "share" and found.low == 1:
            top = 1
    return None if "most" in hedges else max(bottom, 0), None if "least" in hedges else top


def _less(value: Exact, share: Fraction) -> Fraction:
    """Return a value less a share of it; the operators of fractions would take thrice as long."""
    parts = share.denominator
    return Fraction(value.numerator * (parts - share.numerator), value.denominator * parts)
