"""Claims as measurements: which value each claim puts forward, and with what standard deviation."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Literal, NamedTuple

import pandas as pd

from purgestats.claims.figures.counts import Unit
from purgestats.claims.figures.policies import WHOLE, standard_deviation
from purgestats.claims.figures.reading import Figure, Policy, read_figure
from purgestats.errors import FigureError, InvalidChoice, UnknownClaim, did_you_mean, nearest
from purgestats.ledger.model.rows import System
from purgestats.ledger.propagation.arrays import Floats, make_network

Treatment = Literal["measured", "held", "at least", "at most", "copy", "left out"]
Deviations = Mapping[str, float] | None
#: After the point: beyond these a number was not printed but worked out.
MOST_DIGITS = 7


class Measurement(NamedTuple):
    """What one claim contributes.

    Parameters
    ----------
    claim : str
        Its id.
    own, base : int
        Its variable, and its base's or -1.
    treated : {"measured", "held", "at least", "at most", "copy", "left out"}
        ``measured``: enters the sum of squares. ``held``: an equation. ``at least``, ``at most``:
        a one-sided figure, or one whose other end holds anyway, which enters by how far it is
        overstepped. ``copy``: rests on another claim on the same quantity, which counts in its
        stead. ``left out``: it names no value, or its standard deviation is infinite.
    value : float
        The value put forward, in the unit of the figure; of a one-sided figure its one end.
    sd : float
        Standard deviation in that unit; NaN where a one-sided figure is held.
    base_size : float
        Of a share or multiple, about how many its base counts; 1 for a count.
    """

    claim: str
    own: int
    base: int
    treated: Treatment
    value: float
    sd: float
    base_size: float = 1.0

    def as_it_holds(self, figure: Figure) -> Figure:
        """Return the figure a balance may not overstep: no bounds at all for a measured claim."""
        if self.treated == "held":
            value = Fraction(self.value)
            return replace(figure, low=value, best=value, high=value)
        if self.treated in ("at least", "at most") and math.isnan(self.sd):
            return figure
        return replace(figure, low=None, best=None, high=None)


def measurements(
    claims: pd.DataFrame, figures: Sequence[Figure], system: System, policy: Policy
) -> list[Measurement]:
    """Return what each claim contributes to a balance by its reading alone.

    Parameters
    ----------
    claims : DataFrame
        A complete claims table.
    figures : sequence of Figure
        What each row allows.
    system : System
        The ledger's system.
    policy : Policy
        How figures are read.

    Returns
    -------
    list of Measurement
        In the order of the table; none is marked a copy yet.
    """
    sizes = _sizes(figures, system, policy)
    found = []
    ids = claims["claim_id"].tolist()
    for claim, figure, (own, base) in zip(ids, figures, system.of_claim, strict=True):
        size = sizes.get(base, 1.0)
        found.append(Measurement(claim, own, base, *_reading(figure, size, policy), size))
    return found


def graded(
    found: Sequence[Measurement], basis: Sequence[str], grades: Mapping[str, float] | None
) -> list[Measurement]:
    """Return measurements with standard deviations by what each claim rests on.

    Stone, Champernowne & Meade (1942) graded the sources of national accounts in this way.

    Parameters
    ----------
    found : sequence of Measurement
        By their readings alone.
    basis : sequence of str
        What each claim rests on.
    grades : mapping of str to float, optional
        By basis one standard deviation as a share of the value: 0.02 is two percent.

    Returns
    -------
    list of Measurement
        A basis without a grade, and a value of 0, keep the standard deviation of the reading.

    Raises
    ------
    InvalidChoice
        If a grade is not above 0, or is for no basis of the claims.
    """
    if not grades:
        return list(found)
    known = dict.fromkeys(basis)
    unknown = [
        f"{one!r}" + did_you_mean(nearest(str(one), known)) for one in grades if one not in known
    ]
    if unknown:
        raise InvalidChoice(f"no claim rests on {'; '.join(unknown)}; grades are by basis")
    if wrong := [one for one, grade in grades.items() if not 0 < grade < math.inf]:
        raise InvalidChoice(
            f"a grade is a standard deviation as a share of the value, above 0: {', '.join(wrong)}"
        )
    return [
        one._replace(sd=grades[why] * one.value)
        if why in grades and one.value > 0 and not math.isnan(one.sd)
        else one
        for one, why in zip(found, basis, strict=True)
    ]


def with_deviations(
    found: Sequence[Measurement], derived_from: Sequence[str], sd: Deviations = None
) -> list[Measurement]:
    """Return measurements with standard deviations of one's own, and copies marked.

    Parameters
    ----------
    found : sequence of Measurement
        By their readings alone.
    derived_from : sequence of str
        What each claim rests on.
    sd : mapping of str to float, optional
        Standard deviations by claim id, in the unit of the figure.

    Returns
    -------
    list of Measurement
        In the same order.

    Raises
    ------
    UnknownClaim, InvalidChoice
        If a standard deviation is given for no claim, or is no number of at least 0.
    """
    given = _checked(found, sd)
    changed = [_changed(one, given[one.claim]) if one.claim in given else one for one in found]
    return _without_copies(changed, derived_from, given)


def _changed(one: Measurement, sd: float) -> Measurement:
    if math.isinf(sd):
        return one._replace(treated="left out", sd=math.nan)
    if sd:
        return one._replace(sd=sd)
    held = one.treated == "measured"
    return one._replace(treated="held", sd=0.0) if held else one._replace(sd=math.nan)


def _checked(found: Sequence[Measurement], sd: Deviations) -> dict[str, float]:
    given: dict[str, float] = {}
    if not sd:
        return given
    known = {one.claim: one for one in found}
    unknown = [
        f"{one!r}" + did_you_mean(nearest(str(one), known)) for one in sd if one not in known
    ]
    if unknown:
        raise UnknownClaim(f"sd names no claim of the ledger: {'; '.join(unknown)}")
    faults = []
    for claim, value in sd.items():
        try:
            given[claim] = float(value)
        except (TypeError, ValueError):
            given[claim] = math.nan
        if not given[claim] >= 0:
            faults.append(f"{claim}: {value!r}")
        elif math.isnan(known[claim].value):
            faults.append(f"{claim}: its figure names no value that could have one")
    if faults:
        raise InvalidChoice(
            "a standard deviation is a number of at least 0 in the unit of the figure (0 holds it, "
            f"infinity leaves it out): {'; '.join(faults)}"
        )
    return given


def _reading(figure: Figure, base: float, policy: Policy) -> tuple[Treatment, float, float]:
    """Return how a figure is treated, the value it puts forward and its standard deviation."""
    low, high = _ends(figure)
    whole = WHOLE if figure.unit == "count" else WHOLE / base
    if low is None or high is None:
        end = high if low is None else low
        if end is None:
            return "left out", math.nan, math.nan
        treated: Treatment = "at most" if low is None else "at least"
        value = end.numerator / end.denominator
        width = _width_alone(end, figure.unit, policy)
        return treated, value, standard_deviation(width, value, whole)
    # Several times as fast as float(), and rounded as well.
    bottom, top = low.numerator / low.denominator, high.numerator / high.denominator
    value = (bottom + top) / 2 if figure.best is None else float(figure.best)
    return "measured", value, standard_deviation(top - bottom, value, whole)


def _ends(figure: Figure) -> tuple[Fraction | None, Fraction | None]:
    """Return the ends of a figure, but for those of a range that hold anyway: 0, and all of it."""
    low, high = figure.low, figure.high
    if figure.best is None and low != high:
        low = None if low == 0 else low
        high = None if high == 1 and figure.unit == "share" else high
    return low, high


def _width_alone(end: Fraction, unit: Unit, policy: Policy) -> float:
    """Return the width of the reading that one end of a figure would have, printed by itself."""
    points = end * 100 if unit == "share" else end
    shift = next((one for one in range(MOST_DIGITS) if (points * 10**one).denominator == 1), None)
    if shift is None:
        return 0.0
    text = f"{Decimal(int(points * 10**shift)).scaleb(-shift):f}"
    try:
        alone = read_figure(f"{text} percent" if unit == "share" else text, policy)
    except FigureError:
        return 0.0
    return 0.0 if alone.low is None or alone.high is None else float(alone.high - alone.low)


def _sizes(figures: Sequence[Figure], system: System, policy: Policy) -> dict[int, float]:
    """Return for each base about how many it counts: by its own claims, or else by its rows."""
    counts: dict[int, list[tuple[float, float]]] = {}
    bases = dict.fromkeys(base for _, base in system.of_claim if base >= 0)
    for figure, (own, base) in zip(figures, system.of_claim, strict=True):
        if base < 0 and own in bases:
            treated, value, deviation = _reading(figure, 1.0, policy)
            if treated == "measured" and value > 0:
                counts.setdefault(own, []).append((value, deviation**-2))
    scale: Floats | None = None
    sizes = {}
    for base in bases:
        if base in counts:
            held = sorted(counts[base])
            weight = math.fsum(one for _, one in held)
            sizes[base] = math.fsum(value * one for value, one in held) / weight
        else:
            scale = make_network(system).scale if scale is None else scale
            sizes[base] = float(scale[base])
    return sizes


def _without_copies(
    found: list[Measurement], derived: Sequence[str], given: Mapping[str, float]
) -> list[Measurement]:
    """Mark claims that rest on a measured claim on the same quantity: it counts for both."""
    rests_on = {
        one.claim: [name for name in str(cell).split(";") if name]
        for one, cell in zip(found, derived, strict=True)
        if cell
    }
    if not rests_on:
        return found
    by_id = {one.claim: one for one in found}
    result = []
    for one in found:
        if one.treated == "measured" and one.claim not in given and one.claim in rests_on:
            above = _behind(one.claim, rests_on)
            if any(_counts_for(by_id[name], one, rests_on) for name in above if name in by_id):
                one = one._replace(treated="copy")
        result.append(one)
    return result


def _behind(claim: str, rests_on: Mapping[str, list[str]]) -> set[str]:
    """Return every claim that one rests on."""
    seen: set[str] = set()
    queue = [claim]
    while queue:
        new = [name for name in rests_on.get(queue.pop(), ()) if name not in seen]
        seen.update(new)
        queue += new
    return seen - {claim}


def _counts_for(above: Measurement, copy: Measurement, rests_on: Mapping[str, list[str]]) -> bool:
    same = (
        above.own == copy.own and above.base == copy.base and above.treated in ("measured", "held")
    )
    # Of claims that rest on each other, the first by name counts.
    return same and (copy.claim not in _behind(above.claim, rests_on) or above.claim < copy.claim)
