"""The lowest and highest value of each quantity, and why."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

import numpy as np
import pandas as pd

from purgestats.ledger.proofs.certificates import Certificate, certificate
from purgestats.ledger.proofs.derivations import SIDES, Side
from purgestats.ledger.propagation.box import Box
from purgestats.ledger.repairs.hull import Hull, hull
from purgestats.ledger.repairs.repairs import choices, costs, known_of, searched_again
from purgestats.ledger.state import State

COLUMNS = ["low", "high", "low_because", "high_because", "certified", "tight"]
#: Value, reasons, whether it is proved, whether it is attained.
End = tuple[float, tuple[str, ...], bool, bool]


def bounds_table(
    state: State, variables: Sequence[int], weights: Mapping[str, float]
) -> pd.DataFrame:
    """Return the bounds of some variables.

    Parameters
    ----------
    state : State
        The ledger.
    variables : sequence of int
        Which.
    weights : mapping of str to float
        Claims that hold, with an infinite weight.

    Returns
    -------
    DataFrame
        Indexed by quantity id; see :meth:`purgestats.Ledger.bounds`.
    """
    state.start_anew()
    names = [unit.id for unit in state.system.units]
    if state.consistent:
        box = state.whole
        lows = _ends(box, variables, "low", names)
        highs = _ends(box, variables, "high", names)
    else:
        lows = [_hull_end(state, variable, "low", weights, names) for variable in variables]
        highs = [_hull_end(state, variable, "high", weights, names) for variable in variables]
    low, low_because, low_proved, low_tight = _columns(lows)
    high, high_because, high_proved, high_tight = _columns(highs)
    index = [state.system.names[variable] for variable in variables]
    return pd.DataFrame(
        {
            "low": np.array(low, dtype=float),
            "high": np.array(high, dtype=float),
            "low_because": pd.Series(low_because, index=index, dtype=object),
            "high_because": pd.Series(high_because, index=index, dtype=object),
            "certified": np.array(low_proved, dtype=bool) & np.array(high_proved, dtype=bool),
            "tight": np.array(low_tight, dtype=bool) & np.array(high_tight, dtype=bool),
        },
        columns=COLUMNS,
        index=pd.Index(index, name="quantity"),
    )


def _columns(
    ends: list[End],
) -> tuple[list[float], list[tuple[str, ...]], list[bool], list[bool]]:
    return (
        [end[0] for end in ends],
        [end[1] for end in ends],
        [end[2] for end in ends],
        [end[3] for end in ends],
    )


def _ends(box: Box, variables: Iterable[int], side: Side, names: list[str]) -> list[End]:
    """Return one end of each variable's bounds in a box."""
    stands = box.low_step if side == "low" else box.high_step
    values = box.fix.low if side == "low" else box.fix.high
    attained = box.tight[:, SIDES.index(side)]
    of = box.checked().of
    found = []
    for variable in variables:
        proved, units = of(stands[variable])
        because = tuple([names[unit] for unit in units])
        found.append((float(values[variable]), because, proved, bool(attained[variable])))
    return found


def _hull_end(
    state: State, variable: int, side: Side, weights: Mapping[str, float], names: list[str]
) -> End:
    place = state.part_of.get(variable)
    if place is None:
        return (0.0 if side == "low" else math.inf), (), True, True
    held = hull_of(state, place, weights)
    end = held.ends[held.number[variable], side]
    ((value, because, proved, attained),) = _ends(end.box, [end.variable], side, names)
    return value, because, proved, attained and end.tight


def hull_of(state: State, place: int, weights: Mapping[str, float]) -> Hull:
    """Return the bounds of one part over all cheapest repairs, and remember them.

    Parameters
    ----------
    state : State
        The ledger.
    place : int
        The part.
    weights : mapping of str to float
        Cost of each claim.

    Returns
    -------
    Hull
        With where each bound's proof is.
    """
    key = (place, tuple(sorted(weights.items())))
    if key not in state.hulls:
        mine = [one for one in choices(state, weights) if one.place == place]
        known = known_of(state, place, searched_again(state, place), costs(weights))
        known.best = sum((Fraction(one.cost) for one in mine), Fraction(0))
        state.hulls[key] = hull(known, mine, state.asked[state.parts[place].variables])
    return state.hulls[key]


def proof_of(state: State, variable: int, side: Side) -> Certificate:
    """Return the proof of one bound.

    Parameters
    ----------
    state : State
        The ledger.
    variable : int
        The quantity.
    side : {"low", "high"}
        Which bound.

    Returns
    -------
    Certificate
        Rows, value and verify().
    """
    if state.consistent:
        return state.whole.certificate(variable, side)
    place = state.part_of.get(variable)
    if place is None:
        return certificate(state.system, side, {}, variable, 0 if side == "low" else None)
    held = hull_of(state, place, {})
    end = held.ends[held.number[variable], side]
    return end.box.certificate(end.variable, side)
