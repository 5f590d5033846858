"""The measured values nearest to the claims that keep what is known to hold between them.

Lawson & Hanson (1974), "Solving least squares problems", chapter 23, in every block apart: the
inequality that is missed by most is taken as an equation, and those that then would have to pull
are let go on the way. The sum of squares grows with each step, so that none comes back.
"""

import numpy as np
import scipy.sparse as sparse

from purgestats.ledger.balance.scaled import Scaled
from purgestats.ledger.propagation.arrays import Bools, Floats, Ints

MOST_STEPS = 300
#: In standard deviations. What holds an unknown that nobody measures neither pushes nor pulls.
PULLS = 1e-10


def nearest(scaled: Scaled, near: Floats, force: Floats) -> tuple[Floats, Floats] | None:
    """Solve a programme of few inequalities.

    Parameters
    ----------
    scaled : Scaled
        The programme.
    near : array of shape (unknowns,)
        Where unknowns stay that the sum of squares leaves free.
    force : array of shape (inequalities + unknowns,)
        Multipliers of a like programme, 0 where unknown.

    Returns
    -------
    tuple of two arrays, or None
        The point and the multipliers; None if they were not found.
    """
    block = _blocks(scaled)
    pushing = force > 0
    for _ in range(MOST_STEPS):
        point, found, fits = scaled.solve(near, pushing)
        wanted = np.zeros(len(force))
        wanted[pushing] = found
        if (found < -PULLS).any():
            force, pushing = _part_way(force, wanted, pushing, block)
            continue
        force = np.maximum(wanted, 0.0)
        missed = np.where(scaled.broken(point) & ~pushing, -scaled.slack(point)[0], 0.0)
        if not fits:
            return None
        if not missed.any():
            return point, force
        order = np.argsort(-missed, kind="stable")[: np.count_nonzero(missed)]
        _, first = np.unique(block[order], return_index=True)
        pushing = pushing.copy()
        pushing[order[first]] = True
    return None


def _part_way(force: Floats, wanted: Floats, pushing: Bools, block: Ints) -> tuple[Floats, Bools]:
    """Go towards the wanted multipliers until one would fall below 0; let go those at 0."""
    bad = np.flatnonzero(pushing & (wanted < -PULLS))
    share = force[bad] / np.maximum(force[bad] - wanted[bad], np.finfo(float).tiny)
    least = np.ones(int(block.max()) + 1)
    np.minimum.at(least, block[bad], share)
    moved = force + least[block] * (wanted - force)
    gone = bad[share <= least[block[bad]]]
    left = pushing.copy()
    left[gone] = False
    return np.where(left, np.maximum(moved, 0.0), 0.0), left


def _blocks(scaled: Scaled) -> Ints:
    """Return for each inequality the number of the block that it is in."""
    from scipy.sparse.csgraph import connected_components

    rows = abs(sparse.csr_array(sparse.vstack([scaled.measured, scaled.above])))
    _, block = connected_components(rows.T @ rows, directed=False)
    return np.asarray(block[scaled.above.indices[scaled.above.indptr[:-1]]])
