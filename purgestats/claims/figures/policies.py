"""How much room a printed figure leaves around the number it prints: a judgement, written down."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from purgestats._names import tables
from purgestats.claims.figures.counts import Numeral
from purgestats.claims.figures.digits import Exact
from purgestats.errors import check_choice

COUNTS_EXACT_BELOW = 100


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
    >>> float(wide.about)
    0.25
    """

    name: str
    round_units: Fraction
    round_cap: Fraction
    percent_units: Fraction
    percent_fives: Fraction | None
    fraction_points: Fraction
    about: Fraction
    nearly: Fraction

    def __hash__(self) -> int:
        # Fractions take long to hash, and every figure is kept under its policy.
        return hash(self.name)


_NIL = Fraction(0)


def _room(text: str) -> Any:
    """Return a field of a policy; None where it is blank."""
    return Fraction(text) if text else None


POLICIES = {
    name: Policy(name, **{field: _room(text) for field, text in rooms.items()})
    for name, rooms in tables(__file__).items()
}
PRINTED = POLICIES["printed"]


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
    if not (isinstance(policy, str) and policy in POLICIES):  # Asked for each figure.
        check_choice(policy, list(POLICIES), "reading policy")
    return POLICIES[policy]


def spread(found: Numeral, policy: Policy, *, exact: bool = False) -> tuple[Exact, Exact]:
    """Give an unhedged number the room that its printed form leaves.

    Parameters
    ----------
    found : Numeral
        The number.
    policy : Policy
        How much room it leaves.
    exact : bool
        Whether it leaves none.

    Returns
    -------
    tuple of int or Fraction
        The ends.
    """
    low, high = found.low, found.high
    if exact or found.form == "span" or found.unit == "multiple":
        return low, high
    if found.form == "percent":
        room = _percent_room(found, policy)
    elif found.form == "fraction":
        room = _NIL if low in (0, 1) else policy.fraction_points / 100
    else:
        room = round_room(low, policy)
    if room:
        low, high = max(low - room, _NIL), high + room
    # A hundred percent is the whole, and nothing is more.
    return low, 1 if found.unit == "share" and found.low == 1 else high


def _percent_room(found: Numeral, policy: Policy) -> Fraction:
    if policy.percent_fives is not None and found.decimals == 0 and found.low * 100 % 5 == 0:
        return policy.percent_fives / 100
    return Fraction(policy.percent_units, 100 * 10**found.decimals)


def round_room(value: Exact, policy: Policy) -> Fraction:
    """Return how far a count may be off, by the trailing zeros with which it is printed.

    Parameters
    ----------
    value : int or Fraction
        The count.
    policy : Policy
        How much room it leaves.

    Returns
    -------
    Fraction
        To both sides; 0 for an exact count.
    """
    unit, rest = 1, value.numerator
    if rest < COUNTS_EXACT_BELOW or value.denominator != 1 or rest % 10:
        return _NIL
    while rest % 10 == 0:
        unit, rest = unit * 10, rest // 10
    units, cap = policy.round_units, policy.round_cap
    # The operators of fractions would take thrice as long.
    by_digit = units.numerator * unit * cap.denominator
    most = cap.numerator * value.numerator * units.denominator
    return Fraction(min(by_digit, most), units.denominator * cap.denominator)


#: What low, best and high are quantiles of.
PROBABILITIES = (0.05, 0.5, 0.95)
#: Standard deviations between the 5 % and the 95 % point of a normal distribution.
DEVIATIONS = 3.2897072539029435
#: The least width of a figure: of a count, in persons, and relative to it.
WHOLE, FINEST = 1.0, 1e-4


def standard_deviation(width: float, value: float, whole: float = WHOLE) -> float:
    """Return one standard deviation of a figure.

    Parameters
    ----------
    width : float
        Highest less lowest value.
    value : float
        The value put forward.
    whole : float
        What one person is, in the unit of the figure.

    Returns
    -------
    float
        In that unit.

    Examples
    --------
    >>> round(standard_deviation(1_200_000 - 950_000, 1_075_000))
    75995
    >>> round(standard_deviation(0, 39_070), 2)
    1.19
    """
    return max(width, whole, FINEST * value) / DEVIATIONS
