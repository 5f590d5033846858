"""The cheapest sets that meet every known conflict, through a programme of switches alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction

import numpy as np

from purgestats.ledger.conflicts.enumerate import Units
from purgestats.ledger.lp.programme import new_solver

NEAR = 1e-6


def cheapest_cover(
    conflicts: Iterable[Units],
    prices: Mapping[int, Fraction],
    but: Sequence[Units] = (),
    holding: int | None = None,
) -> Units | None:
    """Return a cheapest set of claims that meets every conflict.

    Parameters
    ----------
    conflicts : iterable of frozenset of int
        Conflicts, each reduced to the claims that may be set aside.
    prices : mapping of int to Fraction
        Cost of each claim.
    but : sequence of frozenset of int
        Sets that it must not contain.
    holding : int, optional
        A claim that it must contain.

    Returns
    -------
    frozenset of int or None
        None if there is none.

    Notes
    -----
    Set covering (Fellegi and Holt 1976, section 3). Every coefficient is 1, so that the solver's
    tolerance has nothing to blur.

    Examples
    --------
    >>> ones = dict.fromkeys(range(4), Fraction(1))
    >>> sorted(cheapest_cover([frozenset({0, 1}), frozenset({1, 2})], ones))
    [1]
    """
    import highspy

    rows = [*dict.fromkeys(conflicts)]
    if any(not row for row in rows):
        return None
    units = sorted(frozenset().union(*rows) | ({holding} if holding is not None else set()))
    column = {unit: place for place, unit in enumerate(units)}
    solver = new_solver()
    for name, value in {"presolve": "on", "solver": "choose", "mip_rel_gap": 0.0}.items():
        solver.setOptionValue(name, value)
    for name in ("primal", "dual"):
        solver.setOptionValue(f"{name}_feasibility_tolerance", 1e-7)
    for unit in units:
        solver.addVar(1.0 if unit == holding else 0.0, 1.0)
        solver.changeColCost(column[unit], float(prices[unit]))
        solver.changeColIntegrality(column[unit], highspy.HighsVarType.kInteger)
    for row in rows:
        _add(solver, [column[unit] for unit in sorted(row)], 1.0, highspy.kHighsInf)
    for row in but:
        if row <= column.keys():
            _add(solver, [column[unit] for unit in sorted(row)], 0.0, len(row) - 1.0)
    solver.run()
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return None
    values = solver.getSolution().col_value
    return frozenset(unit for unit in units if values[column[unit]] > 0.5)


def _add(solver: object, columns: list[int], low: float, high: float) -> None:
    places = np.array(columns, dtype=np.int32)
    solver.addRow(low, high, len(places), places, np.ones(len(places)))  # type: ignore[attr-defined]


def in_some_cheapest(
    conflicts: Sequence[Units], prices: Mapping[int, Fraction], cost: Fraction
) -> Units:
    """Return the claims that belong to some cheapest set meeting every conflict.

    Parameters
    ----------
    conflicts : sequence of frozenset of int
        Conflicts.
    prices : mapping of int to Fraction
        Cost of each claim.
    cost : Fraction
        What the cheapest sets cost.

    Returns
    -------
    frozenset of int
        No cheapest set has any other.
    """
    found: set[int] = set()
    for unit in sorted(frozenset().union(*conflicts)):
        if unit not in found:
            cover = cheapest_cover(conflicts, prices, holding=unit)
            if cover is not None and sum(prices[one] for one in cover) <= cost:
                found |= cover
    return frozenset(found)
