"""Which inequalities push against the measurements, found by linear programmes.

Where exact figures contradict each other, forces of a million standard deviations stand beside
forces of one, and many inequalities hold as equations without pushing. Two questions then decide
what signs of multipliers cannot: is there a point with the measured values found that keeps every
inequality, and are there multipliers of the right sign that balance the slope? The first programme
names inequalities to add, the second inequalities to drop; each round is a step of the active-set
method (Nocedal & Wright 2006, "Numerical optimization", section 16.5). Once the rounds repeat
themselves, inequalities are added one at a time.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import scipy.sparse as sparse

from purgestats.ledger.balance.scaled import Scaled
from purgestats.ledger.propagation.arrays import Bools, Floats

MOST_ROUNDS = 400
#: Relative to the terms of a row, or to the slope.
NEARLY = 1e-4
KEPT = 1e-9
BALANCED = 1e-12
NO_PRICE = 1e-6
#: Free unknowns stay where the programme has put them.
STIFF = 1e-6
FEW = 6
OPTIONS = {"primal_feasibility_tolerance": 1e-10, "dual_feasibility_tolerance": 1e-9}


def settle(scaled: Scaled, guess: Floats, pushing: Bools) -> tuple[Floats, Bools] | None:
    """Solve a programme from a guess of which inequalities push.

    Parameters
    ----------
    scaled : Scaled
        The programme.
    guess : array of shape (unknowns,)
        A point near the solution.
    pushing : array of bool of shape (inequalities + unknowns,)
        Inequalities that push; rather too few than too many.

    Returns
    -------
    tuple of array and array of bool, or None
        The point, and the inequalities that push; None if they were not found.
    """
    pushing, seen, singly = pushing.copy(), set[bytes](), False
    for _ in range(MOST_ROUNDS):
        point, _, _ = scaled.solve(guess, pushing)
        added, whole = _missing(scaled, point, pushing)
        if added is None:
            return None
        guess = whole
        if added.any():
            if singly:
                pushing[added.argmax()] = True
            else:
                pushing |= added
            continue
        dropped, forced = _multipliers(scaled, whole, pushing)
        if dropped is None:
            return None
        if dropped.any():
            singly = singly or pushing.tobytes() in seen
            seen.add(pushing.tobytes())
            pushing &= ~dropped
            continue
        return _sharpen(scaled, whole, forced)
    return None


def _missing(scaled: Scaled, point: Floats, pushing: Bools) -> tuple[Bools | None, Floats]:
    """Move what is not measured until every inequality holds; return those that make it impossible.

    The least sum of what is missing is 0 if the measured values are possible.
    """
    rest = ~pushing
    rows, count = scaled.above[rest], int(rest.sum())
    fixed = sparse.vstack([scaled.measured, scaled.equal, scaled.above[pushing]])
    found = _solved(
        np.concatenate([np.zeros(scaled.size), np.ones(count)]),
        sparse.hstack([fixed, sparse.csr_array((fixed.shape[0], count))]),
        np.zeros(fixed.shape[0]),
        [(None, None)] * scaled.size + [(0, None)] * count,
        sparse.hstack([-rows, -sparse.eye_array(count)]),
        rows @ point - scaled.above_at[rest],
    )
    if found is None:
        return None, point
    added = np.zeros(len(pushing), dtype=bool)
    if found.fun > NO_PRICE:
        added[np.flatnonzero(rest)[-found.ineqlin.marginals > NO_PRICE]] = True
    return added, point + found.x[: scaled.size]


def _multipliers(scaled: Scaled, point: Floats, pushing: Bools) -> tuple[Bools | None, Bools]:
    """Balance the slope by multipliers of the right sign; return the inequalities in their way.

    What remains of the slope at best points to where the sum of squares falls; inequalities that
    such a step leaves behind do not push.
    """
    slope = scaled.measured.T @ (scaled.measured @ point - scaled.values)
    most = max(1.0, float(np.abs(slope).max(initial=0.0)))
    rows, equations = scaled.above[pushing], scaled.equal.shape[0]
    across = sparse.vstack([scaled.equal, rows]).T
    sides = sparse.eye_array(scaled.size)
    ends = [(None, None)] * equations + [(0, None)] * (rows.shape[0] + 2 * scaled.size)
    cost = np.concatenate([np.zeros(across.shape[1]), np.ones(2 * scaled.size)])
    found = _solved(cost, sparse.hstack([across, sides, -sides]), slope / most, ends)
    nothing = np.zeros(len(pushing), dtype=bool)
    if found is None:
        return None, nothing
    forced, dropped = nothing.copy(), nothing.copy()
    forced[pushing] = found.x[equations : across.shape[1]] * most > NO_PRICE
    if found.fun > BALANCED:
        step = found.eqlin.marginals
        leaves = np.abs(rows @ step) > NEARLY * (abs(rows) @ np.abs(step)) + 1e-13
        dropped[pushing] = leaves
    return dropped, forced


def _solved(
    cost: Floats, equal: Any, to: Floats, ends: Any, most: Any = None, at: Any = None
) -> Any:
    from scipy.optimize import linprog

    found = linprog(
        cost, A_ub=most, b_ub=at, A_eq=equal, b_eq=to, bounds=ends, method="highs", options=OPTIONS
    )
    return found if found.status == 0 else None


def _sharpen(scaled: Scaled, point: Floats, forced: Bools) -> tuple[Floats, Bools] | None:
    """Solve a point once more from all that holds as an equation there; keep the better one."""
    slack, size = scaled.slack(point)
    tight = forced | (slack <= KEPT * np.maximum(size, 1.0))
    for _ in range(FEW):
        sharp, _, fits = scaled.solve(point, tight, STIFF)
        broken = scaled.broken(sharp)
        if fits and not broken.any():
            return sharp, forced
        tight |= broken
    point = np.maximum(point, 0.0)
    slack, size = scaled.slack(point)
    missing = np.abs(scaled.equal @ point - scaled.equal_to)
    within = (slack >= -KEPT * size).all()
    return (
        (point, forced) if within and (missing <= KEPT * scaled.equal_sizes(point)).all() else None
    )
