"""How well each claim is checked by the others, and how far off it is in that light.

A measurement's residual has the variance that the others leave it: the share of its own variance
that the identities take away. The measurement test divides by it (Mah & Tamhane 1982, "Detection of
gross errors in process data"; Narasimhan & Jordache 2000, section 7.3).
"""

import numpy as np
import scipy.sparse as sparse

from purgestats.ledger.balance.adjustment import Solution
from purgestats.ledger.balance.least_squares import Fit
from purgestats.ledger.propagation.arrays import Bools, Floats, Ints

UNCHECKED = 1e-8


def redundancy(solution: Solution) -> Floats:
    """Return the share of each measurement that the others check.

    Parameters
    ----------
    solution : Solution
        A balance. Inequalities that push against the measurements count as equations.

    Returns
    -------
    array of shape (measurements,)
        0 is unchecked, 1 fully predicted; the diagonal of I - H for the matrix H that turns
        claimed values into adjusted ones, each in standard deviations. Its sum is the number of
        degrees of freedom.
    """
    left = np.clip(1 - solution.fit.spread(solution.fit.scaled.measured.T), 0.0, 1.0)
    return np.where(left < UNCHECKED, 0.0, left)


def standard_errors(solution: Solution, asked: Bools) -> Floats:
    """Return the standard error of each adjusted variable.

    Parameters
    ----------
    solution : Solution
        A balance.
    asked : array of bool of shape (variables,)
        Variables of interest.

    Returns
    -------
    array of shape (variables,)
        NaN where the measurements do not determine it, and where it was not asked for.
    """
    fit = solution.fit
    variance = np.full(len(asked), np.nan)
    # What never is left holds only what nothing else does.
    for determined, rows in ((fit.determined, fit.forced | fit.never), (fit.fixed, fit.forced)):
        known = np.flatnonzero(asked & determined[: len(asked)])
        variance[known] = fit.spread(_ones(fit, known), rows)
    return np.asarray(np.sqrt(np.maximum(variance, 0.0)) * fit.scale[: len(asked)])


def _ones(fit: Fit, columns: Ints) -> sparse.csc_array:
    """Return unknowns as sums of one each."""
    places = np.arange(len(columns) + 1)
    return sparse.csc_array(
        (np.ones(len(columns)), columns, places), (len(fit.point), len(columns))
    )
