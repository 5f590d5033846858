"""Every unknown where the measured values are balanced: what can still move, and what holds.

The points with the same measured values are a face of all that is possible. A linear programme
finds the widest direction in which a point may move on it: inequalities that no direction leaves
are equations there. What a direction taken at random does not change, nothing changes: it is
determined.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import scipy.sparse as sparse

from purgestats.ledger.balance.scaled import Matrix, Scaled, solver
from purgestats.ledger.lp import SolverError
from purgestats.ledger.propagation.arrays import Bools, Floats, Ints

#: How far at least an unknown moves that is not determined.
MOVES = 1e-7
#: Keeps rows apart that say the same.
APART = 1e-10
REFINEMENTS = 8
#: How often inequalities that rounding has broken are made equations; which ones are broken.
ROUNDS, ROUNDING = 6, 1e-10


class Face(NamedTuple):
    """What holds where the measured values are the balanced ones.

    Parameters
    ----------
    point : array of shape (unknowns,)
        All values, inside the face.
    never : array of bool of shape (inequalities + unknowns,)
        Which inequalities, and then which of ``x >= 0``, are equations there.
    determined : array of bool of shape (unknowns,)
        Which unknowns the measured values leave no other value.
    fixed : array of bool of shape (unknowns,)
        Which of them by equations and by what pushes alone.
    """

    point: Floats
    never: Bools
    determined: Bools
    fixed: Bools


def face(scaled: Scaled, point: Floats, tight: Bools, forced: Bools) -> Face:
    """Return what holds wherever the measured values are those of a point.

    Parameters
    ----------
    scaled : Scaled
        The programme in plain units.
    point : array of shape (unknowns,)
        The measured values, and others with which every row holds but for rounding.
    tight, forced : array of bool of shape (inequalities + unknowns,)
        What holds as an equation at the point, and what of it pushes.

    Returns
    -------
    Face
        Its point keeps each equation to the last digits.
    """
    size, entries = scaled.size, scaled.measured.tocoo()
    entries.eliminate_zeros()
    alone = np.bincount(entries.row, minlength=len(scaled.values)) < 2
    still = forced[-size:].copy()
    still[entries.col[alone[entries.row]]] = True
    ratios = scaled.measured[~alone]
    ratios = sparse.diags_array(1 / abs(ratios).max(axis=1).toarray().ravel()) @ ratios
    held = sparse.vstack([ratios, scaled.equal, scaled.above[:-size][forced[:-size]]], format="csr")
    way, left = _widest(held, scaled.above[:-size], tight & ~forced, np.flatnonzero(~still))
    point = _inside(scaled, point, way, tight)
    never = tight & ~left
    point[never[-size:]] = 0.0
    determined, fixed = (
        _unmoved(_equations(scaled, ratios, point, rows)[0], still | rows[-size:])
        for rows in (never, forced)
    )
    held = never
    for _ in range(ROUNDS):
        point = _given_way(*_equations(scaled, ratios, point, held), point)
        slack, sizes = scaled.slack(point)
        broken = slack < -ROUNDING * sizes
        if not broken.any():
            break
        held = held | broken
    return Face(point, never, determined, fixed)


def _equations(scaled: Scaled, ratios: Matrix, point: Floats, rows: Bools) -> tuple[Matrix, Floats]:
    """Return what holds as an equation, with the ratios that a point has."""
    count = -scaled.size
    above, at = scaled.above[:count][rows[:count]], scaled.above_at[:count][rows[:count]]
    all_rows = sparse.vstack([ratios, scaled.equal, above], format="csr")
    return all_rows, np.concatenate([ratios @ point, scaled.equal_to, at])


def _unmoved(rows: Matrix, still: Bools) -> Bools:
    """Return the unknowns that stay where they are in a random direction that equations allow."""
    free, unmoved = np.flatnonzero(~still), still.copy()
    across = sparse.csr_array(rows[:, free])
    random = np.random.default_rng(0).standard_normal(len(free))
    unmoved[free] = np.abs(random - _nearest(across)(across @ random)) < MOVES
    return unmoved


def _given_way(rows: Matrix, right: Floats, point: Floats) -> Floats:
    """Make good what rounding has left of equations; unknowns give way in proportion to size."""
    sizes = abs(rows) @ point
    level = sparse.diags_array(1 / np.where(sizes > 0, sizes, 1.0))
    share = _nearest(level @ rows @ sparse.diags_array(point))
    for _ in range(REFINEMENTS):
        point = np.maximum(point * (1 + share(level @ (right - rows @ point))), 0.0)
    return point


def _widest(held: Matrix, above: Matrix, resting: Bools, free: Ints) -> tuple[Floats, Bools]:
    """Return the direction that leaves as many resting inequalities as any, and those."""
    from scipy.optimize import linprog

    size = above.shape[1]
    rows, zeros = np.flatnonzero(resting[:-size]), np.flatnonzero(resting[-size:][free])
    way, left = np.zeros(size), np.zeros(len(resting), dtype=bool)
    if not len(rows) + len(zeros):
        return way, left
    held, above = held[:, free], above[rows][:, free]
    # An unknown of 0 moves by its part of the price, of 1 at most, and as far as it likes besides.
    count = len(zeros) + len(rows)
    ends = np.tile([-np.inf, np.inf], (len(free) + count, 1))
    ends[zeros, 0], ends[len(free) :] = 0.0, (0.0, 1.0)
    found = linprog(
        np.concatenate([np.zeros(len(free)), -np.ones(count)]),
        sparse.hstack([-above, -above[:, zeros], sparse.eye_array(len(rows))]),
        np.zeros(len(rows)),
        sparse.hstack([held, held[:, zeros], sparse.csr_array((held.shape[0], len(rows)))]),
        np.zeros(held.shape[0]),
        ends,
        method="highs-ds",
    ).x
    if found is None:
        raise SolverError("the solver found no direction in which the balance may move")
    leaves = found[len(free) :] > 0.5
    way[free] = found[: len(free)]
    way[free[zeros]] += found[len(free) : len(free) + len(zeros)]
    left[rows] = leaves[len(zeros) :]
    left[len(resting) - size + free[zeros]] = leaves[: len(zeros)]
    return way, left


def _inside(scaled: Scaled, point: Floats, way: Floats, tight: Bools) -> Floats:
    """Go so far that what does not rest keeps half of its room."""
    slack, falls = scaled.slack(point)[0], -(scaled.above @ way)
    near = ~tight & (falls > 0)
    return np.asarray(point + min(1.0, (slack[near] / falls[near] / 2).min(initial=1.0)) * way)


def _nearest(rows: Matrix) -> Callable[[Floats], Floats]:
    """Return what finds the shortest step by which rows change as they are told to."""
    across = rows.T.tocsr()
    solve = solver(rows @ across + APART * sparse.eye_array(rows.shape[0]))

    def step(change: Floats) -> Floats:
        times = np.zeros(len(change))
        for _ in range(REFINEMENTS):
            times += solve(change - rows @ (across @ times))
        return np.asarray(across @ times)

    return step
