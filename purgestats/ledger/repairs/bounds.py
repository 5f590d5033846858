"""The lowest and highest value of each quantity under a lens, and why."""

import math
from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np
import pandas as pd

from purgestats._unswept import unswept
from purgestats.ledger.bounds.extremes import Proved
from purgestats.ledger.proofs.certificates import Certificate, certificate
from purgestats.ledger.proofs.derivations import SIDES, Side
from purgestats.ledger.propagation.box import Box, propagated
from purgestats.ledger.repairs.family import Family
from purgestats.ledger.repairs.hull import Hull, as_they_stand, hull
from purgestats.ledger.repairs.lenses import Costs
from purgestats.ledger.repairs.repairs import family_of
from purgestats.ledger.state import State, in_turn

COLUMNS = ["low", "high", "low_because", "high_because", "certified", "tight"]
#: Value, reasons, whether it is proved, whether it is attained.
End = tuple[float, tuple[str, ...], bool, bool]


@in_turn
@unswept()
def bounds_table(
    state: State, variables: Sequence[int], costs: Callable[[], Costs]
) -> pd.DataFrame:
    """Return the bounds of some variables.

    Parameters
    ----------
    state : State
        The ledger.
    variables : sequence of int
        Which.
    costs : callable
        Returns what setting each count aside costs, if that matters.

    Returns
    -------
    DataFrame
        Indexed by quantity id; see :meth:`purgestats.Ledger.bounds`.
    """
    names = [unit.id for unit in state.system.units]
    if state.plain:
        ends = [_ends(state.whole, variables, side, names) for side in SIDES]
    else:
        hulls = _hulls(state, variables, costs)
        ends = [[_hull_end(state, one, side, hulls, names) for one in variables] for side in SIDES]
    columns = [list(zip(*side, strict=True)) or [()] * 4 for side in ends]
    (low, low_because, *lows), (high, high_because, *highs) = columns
    index = [state.system.names[variable] for variable in variables]
    proved, attained = (
        np.array(one, bool) & np.array(two, bool) for one, two in zip(lows, highs, strict=True)
    )
    table: dict[str, Any] = {
        "low": np.array(low, dtype=float),
        "high": np.array(high, dtype=float),
        "low_because": pd.Series(low_because, index=index, dtype=object),
        "high_because": pd.Series(high_because, index=index, dtype=object),
        "certified": proved,
        "tight": attained,
    }
    return pd.DataFrame(table, columns=COLUMNS, index=pd.Index(index, name="quantity"))


def _ends(box: Box, variables: Iterable[int], side: Side, names: list[str]) -> list[End]:
    """Return one end of each variable's bounds in a box that is known to be the best possible."""
    stands = box.low_step if side == "low" else box.high_step
    values = box.fix.low if side == "low" else box.fix.high
    of = box.checked().of
    found = []
    for variable in variables:
        proved, units = of(stands[variable])
        found.append((float(values[variable]), tuple([names[one] for one in units]), proved, True))
    return found


def _hull_end(
    state: State, variable: int, side: Side, hulls: dict[int, Hull], names: list[str]
) -> End:
    if variable not in state.part_of:
        return (0.0 if side == "low" else math.inf), (), True, True
    place, number = state.part_of[variable]
    held, key = hulls[place], (number, side)
    end = held.ends[key]
    because = tuple(names[unit] for unit in sorted(end.units))
    return end.value, because, certificate_of(end, key).verify(), held.tight[key]


def certificate_of(end: Proved, key: tuple[int, Side]) -> Certificate:
    """Return the proof of an end, in the rows of its part."""
    return end.proof if isinstance(end.proof, Certificate) else end.proof.certificate(*key)


def _hulls(state: State, variables: Iterable[int], costs: Callable[[], Costs]) -> dict[int, Hull]:
    """Return the bounds of some variables by their parts."""
    by_place = state.by_part(variables)
    # What clashes elsewhere moves no bound here, and need not be found out.
    matter = costs() if any(map(state.clashes, by_place)) else None
    return {place: hull_of(state, place, matter, held) for place, held in by_place.items()}


def hull_of(state: State, place: int, costs: Costs | None, variables: list[int]) -> Hull:
    """Return the bounds of variables of one part over all cheapest repairs, and remember them.

    Parameters
    ----------
    state : State
        The ledger.
    place : int
        The part.
    costs : Costs or None
        What setting each count aside costs; not needed where nothing clashes.
    variables : list of int
        The variables, by their numbers in the part.

    Returns
    -------
    Hull
        With where each bound's proof is, and perhaps with other variables.
    """
    part = state.parts[place]
    clashing = costs if state.clashes(place) else None
    lens = tuple(sorted(clashing.prices(part.units).items())) if clashing else None
    key = ("hull", place, lens)
    known = state.kept.get(key, Hull({}))
    assert isinstance(known, Hull)
    wanted = np.zeros(len(part.variables), dtype=bool)
    wanted[variables] = True
    wanted[[number for number, _ in known.ends]] = False
    if not wanted.any():
        return known
    box = None if clashing or part.blocks else propagated(part, part.units)
    if box is not None and box.fix.settled:
        found = as_they_stand(box, wanted)
    else:
        # Where nothing clashes, nothing is set aside.
        family = Family(state.begun(place), {})
        others: bool | None = False
        if clashing:
            family = family_of(state, place, clashing)
            others = family.others()
            family = family.learning()
        found = hull(family, lambda: state.extremes(place), wanted, others)
    both = Hull({**known.ends, **found.ends}, {**known.tight, **found.tight})
    if not found.interrupted:
        state.kept[key] = both
    return both


@in_turn
def proof_of(state: State, variable: int, side: Side, costs: Costs) -> Certificate:
    """Return the proof of one bound.

    Parameters
    ----------
    state : State
        The ledger.
    variable : int
        The quantity.
    side : {"low", "high"}
        Which bound.
    costs : Costs
        What setting each count aside costs.

    Returns
    -------
    Certificate
        Rows, value and verify().
    """
    if state.plain:
        return state.whole.certificate(variable, side)
    if variable not in state.part_of:
        return certificate(state.system, side, {}, variable, 0 if side == "low" else None)
    place, number = state.part_of[variable]
    ends = hull_of(state, place, costs, [number]).ends
    proof = certificate_of(ends[number, side], (number, side))
    times = {state.parts[place].rows[line.number]: line.multiplier for line in proof.rows}
    return certificate(state.system, side, times, variable, proof.value)
