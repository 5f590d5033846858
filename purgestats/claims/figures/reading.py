"""From a printed phrase to the values it allows, under a stated reading policy.

A *figure* is the phrase as printed ("about 40,000", "25 to 50 percent"); a *reading* turns it into
an interval from low to high with a best value. How wide "about" is, or what a round number leaves
open, is a judgement: it is written down in a :class:`Policy`, and another can be made.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from html import escape
from math import prod

from purgestats.claims.figures import numerals
from purgestats.claims.figures.hedges import peel
from purgestats.claims.figures.number_words import (
    DECADES,
    DENOMINATORS,
    HALVES,
    PEOPLE,
    PERCENT,
    SCALES,
    TIMES,
)
from purgestats.claims.figures.numerals import Numeral, Unit
from purgestats.claims.figures.tokens import tokens
from purgestats.errors import FigureError, InvalidChoice, did_you_mean, nearest

COUNTS_EXACT_BELOW = 100
MOST_READ = 200


@dataclass(frozen=True, slots=True)
class Policy:
    """How much room a printed figure leaves around the number it prints.

    Parameters
    ----------
    name : str
        What results call it.
    round_units : Fraction
        For a number with trailing zeros: how many units of its last significant digit it may be
        off, 0 for exact.
    round_cap : Fraction
        The most that rounding may widen a round number, as a share of it.
    percent_units : Fraction
        For a percentage: how many units of its last printed digit it may be off.
    percent_fives : Fraction or None
        For a whole percentage that is a multiple of five: how many points it may be off; None
        treats it like any other.
    fraction_points : Fraction
        For a fraction in words ("one third"): how many percentage points it may be off.
    about, nearly : Fraction
        Relative room of "about" on both sides, and of "nearly" below.

    Examples
    --------
    >>> from dataclasses import replace
    >>> wide = replace(PRINTED, name="wide", about=Fraction(1, 4))
    >>> print(read_figure("about 40,000", wide))
    30,000 to 50,000, best 40,000
    """

    name: str
    round_units: Fraction
    round_cap: Fraction
    percent_units: Fraction
    percent_fives: Fraction | None
    fraction_points: Fraction
    about: Fraction
    nearly: Fraction


_HALF, _NIL = Fraction(1, 2), Fraction(0)
STRICT = Policy("strict", _NIL, _NIL, _HALF, None, _NIL, Fraction(5, 100), Fraction(5, 100))
PRINTED = Policy(
    "printed",
    _HALF,
    Fraction(5, 100),
    Fraction(1),
    Fraction(5, 2),
    _NIL,
    Fraction(10, 100),
    Fraction(10, 100),
)
GENEROUS = Policy(
    "generous",
    _HALF,
    Fraction(10, 100),
    Fraction(2),
    Fraction(5),
    Fraction(5),
    Fraction(20, 100),
    Fraction(20, 100),
)
POLICIES = {policy.name: policy for policy in (STRICT, PRINTED, GENEROUS)}


def get_policy(policy: str | Policy) -> Policy:
    """Return a policy by its name, or the policy itself.

    Parameters
    ----------
    policy : str or Policy
        ``"strict"``, ``"printed"``, ``"generous"`` or a policy of one's own.

    Returns
    -------
    Policy
        The policy.

    Raises
    ------
    InvalidChoice
        If there is no policy of that name.

    Examples
    --------
    >>> get_policy("strict").about
    Fraction(1, 20)
    """
    if isinstance(policy, Policy):
        return policy
    if isinstance(policy, str) and policy in POLICIES:
        return POLICIES[policy]
    raise InvalidChoice(
        f"no reading policy {policy!r}; there are {', '.join(POLICIES)}"
        + did_you_mean(nearest(str(policy), POLICIES))
    )


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
    """

    low: Fraction | None
    best: Fraction | None
    high: Fraction | None
    unit: Unit
    text: str
    policy: str

    def __str__(self) -> str:
        if self.low is not None and self.low == self.high:
            return self._show(self.low)
        if self.low is None and self.high is None:
            return "any value"
        if self.low is None:
            words = f"at most {self._show(self.high)}"
        elif self.high is None:
            words = f"at least {self._show(self.low)}"
        else:
            words = f"{self._show(self.low)} to {self._show(self.high)}"
        return words if self.best is None else f"{words}, best {self._show(self.best)}"

    def _repr_html_(self) -> str:
        words = f"{self.text!r}, read under the policy {self.policy}: {self}"
        return f"<p>{escape(words)}</p>"

    def _show(self, value: Fraction | None) -> str:
        if value is None:
            return ""
        if self.unit == "share":
            return f"{float(100 * value):.4g} %"
        ending = " times" if self.unit == "multiple" else ""
        number = int(value) if value.denominator == 1 else float(value)
        return f"{number:,}{ending}"


_PLAIN = re.compile(r"[1-9]\d{0,2}(?:,\d{3}){1,4}|\d{1,15}")
#: Words after a range that belong to both its ends.
_SHARED = {
    *SCALES,
    *PERCENT,
    *TIMES,
    *DENOMINATORS,
}
_SHARED |= {*PEOPLE, "per", "cent"}
_TWO_COUNTS = {"of", "из"}


def read_figure(text: str, policy: str | Policy = "printed", *, exact: bool = False) -> Figure:
    """Turn a printed figure into the values it allows.

    Parameters
    ----------
    text : str
        The number phrase as printed, English or Russian, hedges included.
    policy : str or Policy
        The reading policy: ``"strict"``, ``"printed"`` (the default), ``"generous"`` or one's own.
    exact : bool
        Take the printed number itself as exact, as for a quota in an order or a cell of a register
        that happens to end in 0. Hedges and ranges still apply.

    Returns
    -------
    Figure
        Low, best and high as exact fractions, None where there is no bound or no single value.

    Raises
    ------
    FigureError
        If the phrase is not one figure; the message says which part and how to mend it.
    InvalidChoice
        If there is no such policy.

    Notes
    -----
    "Over half" has no upper end here: that a share stops at 1 depends on its base, which the
    claims table knows. "13 of 15" is refused, for it is two counts.

    Examples
    --------
    >>> print(read_figure("about 40,000"))
    36,000 to 44,000, best 40,000
    >>> print(read_figure("950,000 to 1.2 million"))
    950,000 to 1,200,000
    >>> print(read_figure("от 7 до 8 тыс."))
    7,000 to 8,000
    >>> print(read_figure("at least three times"))
    at least 3 times
    """
    if not isinstance(text, str):
        raise FigureError(f"a figure is a text, not {type(text).__name__}")
    if not isinstance(policy, str):
        policy = get_policy(policy)
        # A name is hashed faster than the eight fields of a policy.
        policy = policy.name if POLICIES.get(policy.name) is policy else policy
    return _read(text, policy, exact)


def exact_count(text: str, exact: bool = False) -> int | None:
    """Return the number in a phrase of digits alone, if every policy takes it as exact.

    Parameters
    ----------
    text : str
        The phrase.
    exact : bool
        As for :func:`read_figure`.

    Returns
    -------
    int or None
        The number; None for any other phrase, which :func:`read_figure` may still read.

    Examples
    --------
    >>> exact_count("681,692"), exact_count("700,000"), exact_count("about 681,692")
    (681692, None, None)
    """
    if _PLAIN.fullmatch(text):
        number = int(text.replace(",", ""))
        if exact or number % 10 or number < COUNTS_EXACT_BELOW:
            return number
    return None


@lru_cache(maxsize=65_536)
def _read(text: str, named: str | Policy, exact: bool) -> Figure:
    policy = get_policy(named)
    count = exact_count(text, exact)
    if count is not None:
        value = Fraction(count)
        return Figure(value, value, value, "count", text, policy.name)
    if _PLAIN.fullmatch(text):
        value = Fraction(int(text.replace(",", "")))
        room = _round_room(value, policy)
        return _figure((value - room, value + room), value, "count", text, policy)
    if len(text) > MOST_READ:
        raise FigureError(
            f"a figure has at most {MOST_READ} characters; give the number phrase only"
        )
    try:
        return _phrase(tokens(text), text, policy, exact)
    except FigureError as error:
        raise FigureError(f"{_shorten(text)} cannot be read as one figure: {error}") from None


def _shorten(text: str) -> str:
    return repr(text if len(text) <= 80 else text[:79] + "…")


def _figure(
    ends: tuple[Fraction | None, Fraction | None],
    best: Fraction | None,
    unit: Unit,
    text: str,
    policy: Policy,
) -> Figure:
    low, high = ends
    if low is not None and low.numerator < 0:
        low = _NIL
    return Figure(low, best, high, unit, text, policy.name)


def _phrase(words: list[str], text: str, policy: Policy, exact: bool) -> Figure:
    """Peel the hedges off a phrase and apply them to the number or range within."""
    hedges, words = peel(words)
    if not words:
        raise FigureError("there is no number in it")
    pair = _range(words)
    if pair is None:
        found = numerals.numeral(words) if not _is_two_counts(words) else _refuse_two_counts()
        low, high, unit = found.low, found.high, found.unit
        best = low if low == high else None
        if not hedges:
            ends = _spread(found, policy, exact)
            return _figure(ends, best, unit, text, policy)
    else:
        low, high, unit = pair
        best = None
    bottom, top = low, high
    if "about" in hedges:
        bottom, top = low * (1 - policy.about), high * (1 + policy.about)
    if "nearly" in hedges:
        bottom = min(bottom, low * (1 - policy.nearly))
    if "least" in hedges and "most" in hedges:
        raise FigureError("it is hedged both upward and downward")
    if "least" in hedges:
        return _figure((bottom, None), None, unit, text, policy)
    if "most" in hedges:
        return _figure((None, top), None, unit, text, policy)
    return _figure((bottom, top), best, unit, text, policy)


def _is_two_counts(words: list[str]) -> bool:
    for place, word in enumerate(words):
        if word in _TWO_COUNTS and 0 < place < len(words) - 1:
            before, after = words[place - 1], words[place + 1]
            if before not in DECADES and before not in HALVES | {"quarter"}:
                return after not in SCALES and after not in {"a", "the"}
    return False


def _refuse_two_counts() -> Numeral:
    raise FigureError(
        "it is two counts, how many and out of how many; give each a claim of its own"
    )


def _range(words: list[str]) -> tuple[Fraction, Fraction, Unit] | None:
    """Read "7 to 8 thousand", "between one and two million", "от 25 до 50 %"."""
    opening = words[0] if words[0] in {"between", "from", "от", "с", "между"} else ""
    inner = words[1:] if opening else words
    joints = {"between": {"and"}, "между": {"и"}}.get(opening, {"to", "-", "до", "or", "или", "по"})
    for place in range(1, len(inner) - 1):
        if inner[place] not in joints:
            continue
        try:
            return _ends(inner[:place], inner[place + 1 :])
        except FigureError:
            if opening and place == max(i for i, word in enumerate(inner) if word in joints):
                raise
            if inner[place] in {"to", "-", "до"}:
                raise
    return None


def _ends(left: list[str], right: list[str]) -> tuple[Fraction, Fraction, Unit]:
    upper = numerals.numeral(right)
    lower = _lower_end(left, right, upper)
    if lower.low > upper.high:
        raise FigureError("the first end of the range is above the second")
    if lower.unit != upper.unit:
        raise FigureError("one end of the range is a share and the other is not")
    return lower.low, upper.high, upper.unit


def _lower_end(left: list[str], right: list[str], upper: Numeral) -> Numeral:
    """Read the first end, with the scale or percent sign that it shares with the second."""
    try:
        alone = numerals.numeral(left)
    except FigureError:
        alone = None
    for start in range(1, len(right)):
        tail = right[start:]
        if not _SHARED.issuperset(tail):
            continue
        try:
            shared = numerals.numeral([*left, *tail])
        except FigureError:
            continue
        fits = shared.unit == upper.unit and shared.low <= upper.low
        if fits and _is_scaled(alone, shared, tail):
            return shared
    return numerals.numeral(left) if alone is None else alone


def _is_scaled(alone: Numeral | None, shared: Numeral, tail: list[str]) -> bool:
    """Say whether a shared ending multiplies an end: "two million" and "thousand" only add up."""
    if alone is None or alone.unit != shared.unit:
        return True
    scales = [Fraction(SCALES[word]) for word in tail if word in SCALES]
    return shared.low == prod(scales, start=alone.low)


def _spread(found: Numeral, policy: Policy, exact: bool) -> tuple[Fraction | None, Fraction | None]:
    """Give an unhedged number the room that its printed form leaves."""
    low, high = found.low, found.high
    if exact or found.form == "span" or found.unit == "multiple":
        return low, high
    if found.form == "percent":
        room = _percent_room(found, policy)
    elif found.form == "fraction":
        whole = low in (0, 1)
        room = _NIL if whole else policy.fraction_points / 100
    else:
        room = _round_room(low, policy)
    return low - room, high + room


def _percent_room(found: Numeral, policy: Policy) -> Fraction:
    points = found.low * 100
    if policy.percent_fives is not None and found.decimals == 0 and points % 5 == 0:
        return policy.percent_fives / 100
    return policy.percent_units / (100 * Fraction(10**found.decimals))


def _round_room(value: Fraction, policy: Policy) -> Fraction:
    unit, rest = 1, value.numerator
    if rest < COUNTS_EXACT_BELOW or value.denominator != 1 or rest % 10:
        return _NIL
    while rest % 10 == 0:
        unit, rest = unit * 10, rest // 10
    # The lesser of units * unit and cap * value; whole numbers are much faster than fractions.
    units, cap = policy.round_units, policy.round_cap
    by_unit = units.numerator * unit * cap.denominator
    by_share = cap.numerator * value.numerator * units.denominator
    return Fraction(min(by_unit, by_share), units.denominator * cap.denominator)
